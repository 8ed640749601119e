"""What the lists can be asked for. A parameter that does not exist is refused, so that a slip never gives a wrong answer."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.formats import Format
from api.formats_graph import GraphFormat
from api.problems import Problem, Refused
from graph.slices import moment
from graph.views import MAX_LIMIT
from schema.errors import InvalidData
from schema.values import MARKINGS, clean_marking

Id = Annotated[str, Path(min_length=1, max_length=200, description="Marsad's own id of it.")]
EntityId = Annotated[str, Field(min_length=1, max_length=200)]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar; write YYYY-MM-DD") from None


def _moment(text: str) -> str:
    try:
        return moment(text)
    except InvalidData as error:
        raise ValueError(str(error)) from None


def _marking(text: str) -> str:
    try:
        return clean_marking(text)
    except InvalidData:
        raise ValueError(f"{text!r} is none of {', '.join(MARKINGS)}") from None


def _pair(text: str) -> str:
    if not re.fullmatch(_PAIR, text):
        raise ValueError("give two entity ids with a comma between")
    return text


_PAIR = r"[^,\s]+,[^,\s]+"
Pair = Annotated[str, Field(max_length=400, json_schema_extra={"pattern": f"^{_PAIR}$"}), AfterValidator(_pair)]
DAY = r"^\d{4}-\d{2}-\d{2}$"
Day = Annotated[str, Field(pattern=DAY), AfterValidator(_day)]
Moment = Annotated[str, Field(max_length=40, json_schema_extra={"format": "moment"}), AfterValidator(_moment)]
Marking = Annotated[str, Field(max_length=20), AfterValidator(_marking)]


HistoryLimit = Annotated[int, Query(ge=1, le=200, description="At most so many changes, the latest.")]


class Strict(BaseModel):
    """Base of all parameter sets."""

    model_config = ConfigDict(extra="forbid")


class PageParameters(Strict):
    """What every list takes."""

    limit: int = Field(25, ge=1, le=MAX_LIMIT, description="At most so many.")
    cursor: str | None = Field(
        None, min_length=1, max_length=1000, description="`next` of the page before, with the same filters."
    )
    format: Format | None = Field(
        None, description="Another format than JSON for the rows: ndjson, csv, parquet, geojson (or by Accept)."
    )


class TotalParameters(Strict):
    """What lists take that can be counted."""

    with_total: bool = Field(False, description="Say in `total` how many there are on all pages; costs a second query.")


class SpanParameters(Strict):
    """A span of time by one of the clocks."""

    start: Day | None = Field(None, description="Not before this day.", examples=["2023-01-01"])
    end: Day | None = Field(None, description="Before this day.", examples=["2024-01-01"])
    date_field: Literal["valid", "known", "published"] = Field(
        "published",
        description="What start and end go by: when it was so by the text's own times, was taken in, was published.",
    )


class ValidSpanParameters(SpanParameters):
    """The same, by when it was so unless another clock is asked for."""

    date_field: Literal["valid", "known", "published"] = Field(
        "valid",
        description="What start and end go by: when it was so by the text's own times, was taken in, was published.",
    )


class HeldParameters(Strict):
    """A day on which it must have held."""

    as_of: Day | None = Field(
        None, description="Only what held on this day by the text's own times.", examples=["2024-06-27"]
    )
    undated: bool = Field(False, description="With `as_of`: also what the text gives no time for.")


class KnownParameters(Strict):
    """What was known when, and what may be seen."""

    known_at: Moment | None = Field(
        None,
        description="As it was known by this moment (a day stands for its end), whatever was loaded, corrected or deleted since.",
        examples=["2024-06-27", "2024-06-27T12:00:00Z"],
    )
    marking: Marking | None = Field(
        None, description="Nothing that is marked more strictly (traffic light protocol).", examples=["TLP:GREEN"]
    )


class SureParameters(Strict):
    """How sure the extractor must be."""

    min_confidence: float = Field(0.0, ge=0, le=1, description="Only those of at least this confidence.")


class OriginParameters(Strict):
    """How many must say so."""

    min_origins: int = Field(0, ge=0, le=1_000_000, description="Only those with at least so many independent origins.")


class WhichIncidents(ValidSpanParameters, HeldParameters, KnownParameters, SureParameters, OriginParameters):
    """What chooses incidents, in lists and in figures."""

    status: list[str] = Field(
        default_factory=list,
        max_length=10,
        description="Statuses, repeated. Default: those that count (occurred, ongoing, attempted, foiled).",
    )
    place: EntityId | None = Field(None, description="Place id; places within it are included.")
    actor: EntityId | None = Field(None, description="Entity id, as perpetrator, target or victim.")


class EntityParameters(PageParameters):
    """Filters of /v1/entities."""

    q: str = Field("", max_length=200, description="Words of a name, in any script or case.", examples=["taliban"])
    kind: str | None = Field(None, max_length=40, description="A kind or label.", examples=["ArmedGroup"])


class OneEntityParameters(HeldParameters, KnownParameters):
    """What /v1/entities/{id} takes."""

    neighbours: int = Field(25, ge=1, le=MAX_LIMIT, description="At most so many relations.")


class OneArticleParameters(HeldParameters, KnownParameters):
    """What /v1/articles/{id} takes."""


class ClaimParameters(PageParameters, TotalParameters, SpanParameters, HeldParameters, KnownParameters, SureParameters):
    """Filters of /v1/claims; all that are given must hold."""

    about: EntityId | None = Field(None, description="Entity id, as subject or object.")
    subject: EntityId | None = Field(None, description="Entity id of the subject.")
    object: EntityId | None = Field(None, description="Entity id of the object.")
    speaker: EntityId | None = Field(None, description="Entity id of the speaker.")
    predicate: str | None = Field(None, max_length=60, description="A relation type.", examples=["HARBORS"])
    polarity: str | None = Field(None, max_length=20, description="positive or negative.")
    modality: str | None = Field(None, max_length=20, description="asserted, planned, conditional, …")
    article: EntityId | None = Field(None, description="Article id.")
    outlet: str | None = Field(None, max_length=200, description="Name of the outlet.")
    review: str | None = Field(
        None,
        max_length=20,
        description="accepted, corrected, none (nobody looked yet), or rejected: those are counted nowhere and are in no other list.",
    )


class RelationParameters(
    PageParameters, TotalParameters, SpanParameters, HeldParameters, KnownParameters, SureParameters, OriginParameters
):
    """Filters of /v1/relations; all that are given must hold. With a time or a marking, edges are computed anew from such claims alone."""

    type: str | None = Field(None, max_length=60, description="A relation type.", examples=["HARBORS"])
    source: EntityId | None = Field(None, description="Entity id that it starts from.")
    target: EntityId | None = Field(None, description="Entity id that it goes to.")
    about: EntityId | None = Field(None, description="Entity id at either end.")
    between: Pair | None = Field(None, description="Two entity ids with a comma between, either way.")
    disputed: bool | None = Field(None, description="Only those that somebody denies, or that nobody denies.")
    evidence: int = Field(10, ge=0, le=50, description="So many claims with each; 0 for none.")


class IncidentParameters(PageParameters, TotalParameters, WhichIncidents):
    """Filters of /v1/incidents; all that are given must hold."""

    type: str | None = Field(None, max_length=60, description="An incident type.")
    evidence: int = Field(0, ge=0, le=50, description="So many claims, with their sentences, with each.")


class StatisticParameters(
    PageParameters, TotalParameters, ValidSpanParameters, HeldParameters, KnownParameters, SureParameters
):
    """Filters of /v1/statistics."""

    place: EntityId | None = Field(None, description="Place id; places within it are included.")
    measure: str | None = Field(None, max_length=200, description="A part of the measure's words.")


class StatementParameters(PageParameters, TotalParameters, SpanParameters, KnownParameters, SureParameters):
    """Filters of /v1/statements; all that are given must hold."""

    date_field: Literal["known", "published"] = Field(  # a statement has no valid time
        "published", description="What start and end go by: when it was taken in, or published."
    )
    speaker: EntityId | None = Field(None, description="Entity id of the speaker.")
    article: EntityId | None = Field(None, description="Article id.")


class ArticleParameters(PageParameters):
    """Filters of /v1/articles."""

    outlet: str | None = Field(None, max_length=200, description="Name of the outlet.")
    origin: EntityId | None = Field(None, description="Origin id: all copies of one dispatch.")


class DisputeParameters(PageParameters, TotalParameters, KnownParameters):
    """Filters of /v1/contradictions; all that are given must hold."""

    start: Day | None = Field(None, description="Last spoken of on this day or later.")
    end: Day | None = Field(None, description="Last spoken of before this day.")
    about: EntityId | None = Field(None, description="Entity id at either end of what is disputed.")
    incident: EntityId | None = Field(None, description="Incident id.")
    predicate: str | None = Field(None, max_length=60, description="Relation type.")
    nature: str | None = Field(None, max_length=20, description="polarity, denial, value, toll or perpetrator.")
    oneself: bool | None = Field(None, description="Only those with one speaker on both sides, or only others.")


class CommitmentParameters(KnownParameters):
    """Filters of /v1/commitments; all that are given must hold."""

    by: EntityId | None = Field(None, description="Entity id of who threatens, demands or promises.")
    to: EntityId | None = Field(None, description="Entity id of the addressee.")
    state: str | None = Field(None, max_length=20, description="open, met, broken or expired.")
    as_of: Day | None = Field(None, description="As it stood on that day; today without one.")
    limit: int = Field(25, ge=1, le=MAX_LIMIT, description="At most so many.")


class JudgementParameters(PageParameters):
    """Filters of /v1/judgements; all that are given must hold."""

    scope: str | None = Field(None, max_length=20, description="origin, entity or incident.")
    verdict: str | None = Field(None, max_length=20, description="same, not_same or unsure (what waits for a person).")
    by: str | None = Field(None, max_length=200, description="Who judged.")


class InboxParameters(Strict):
    """Filters of /v1/inbox."""

    state: str | None = Field(None, max_length=20, description="received, extracted, written or quarantined.")
    limit: int = Field(25, ge=1, le=MAX_LIMIT, description="At most so many.")


class ActParameters(PageParameters):
    """Filters of /v1/acts; all that are given must hold."""

    by: str | None = Field(None, max_length=200, description="Who did it.")
    about: EntityId | None = Field(
        None, description="An id that it is about: of a claim, an article, an entity, an incident."
    )


class GraphParameters(SpanParameters, HeldParameters, KnownParameters, SureParameters, OriginParameters):
    """What /v1/graph takes. With a time or a marking, edges are computed anew from such claims alone."""

    seed: list[str] = Field(min_length=1, max_length=50, description="Entity ids to start from, repeated.")
    depth: int = Field(1, ge=1, le=3, description="Relation edges away from the seeds.")
    limit: int = Field(200, ge=1, le=MAX_LIMIT, description="At most so many nodes.")
    type: list[str] = Field(default_factory=list, max_length=50, description="Only these relation types, repeated.")
    format: GraphFormat | None = Field(
        None, description="Another format than JSON: cytoscape, graphml, gexf (or by Accept)."
    )


def check_words(name: str, given: list[str], known: Any) -> None:
    """Refuse a word that is not in the model, and say which are."""
    for word in given:
        if word not in known:
            some = ", ".join(sorted(known))
            raise Refused(
                Problem(
                    422,
                    "Wrong parameters",
                    f"{name}: {word!r} is none of {some}",
                    more={"errors": [{"pointer": f"query/{name}", "detail": f"none of {some}"}]},
                )
            )
