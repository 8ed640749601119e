"""What the lists can be asked for. A parameter that does not exist is refused, so that a slip never gives a wrong answer."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from api.formats import Format
from api.formats_graph import GraphFormat
from api.problems import Problem, Refused
from graph.views import MAX_LIMIT

Id = Annotated[str, Path(min_length=1, max_length=200, description="Marsad's own id of it.")]
EntityId = Annotated[str, Field(min_length=1, max_length=200)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


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


class EntityParameters(PageParameters):
    """Filters of /v1/entities."""

    q: str = Field("", max_length=200, description="Words of a name, in any script or case.", examples=["taliban"])
    kind: str | None = Field(None, max_length=40, description="A kind or label.", examples=["ArmedGroup"])


class ClaimParameters(PageParameters):
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
    min_confidence: float = Field(0.0, ge=0, le=1, description="Only claims of at least this confidence.")
    review: str | None = Field(
        None,
        max_length=20,
        description="accepted, corrected, none (nobody looked yet), or rejected: those are counted nowhere and are in no other list.",
    )


class RelationParameters(PageParameters):
    """Filters of /v1/relations; all that are given must hold."""

    type: str | None = Field(None, max_length=60, description="A relation type.", examples=["HARBORS"])
    source: EntityId | None = Field(None, description="Entity id that it starts from.")
    target: EntityId | None = Field(None, description="Entity id that it goes to.")
    about: EntityId | None = Field(None, description="Entity id at either end.")
    between: str | None = Field(None, max_length=400, description="Two entity ids with a comma between, either way.")
    min_origins: int = Field(0, ge=0, description="Only those with at least so many independent origins.")
    min_confidence: float = Field(0.0, ge=0, le=1, description="Only those of at least this confidence.")
    disputed: bool | None = Field(None, description="Only those that somebody denies, or that nobody denies.")
    evidence: int = Field(10, ge=0, le=50, description="So many claims with each; 0 for none.")


class IncidentParameters(PageParameters):
    """Filters of /v1/incidents; all that are given must hold."""

    type: str | None = Field(None, max_length=60, description="An incident type.")
    status: list[str] = Field(
        default_factory=list,
        max_length=10,
        description="Statuses, repeated. Default: those that count (occurred, ongoing, attempted, foiled).",
    )
    place: EntityId | None = Field(None, description="Place id; places within it are included.")
    actor: EntityId | None = Field(None, description="Entity id, as perpetrator, target or victim.")
    start: Day | None = Field(None, description="Not before this day.", examples=["2023-01-01"])
    end: Day | None = Field(None, description="Before this day.", examples=["2024-01-01"])
    min_confidence: float = Field(0.0, ge=0, le=1, description="Only those of at least this confidence.")


class StatisticParameters(PageParameters):
    """Filters of /v1/statistics."""

    place: EntityId | None = Field(None, description="Place id; places within it are included.")
    measure: str | None = Field(None, max_length=200, description="A part of the measure's words.")


class StatementParameters(PageParameters):
    """Filters of /v1/statements; the speaker goes before the article."""

    speaker: EntityId | None = Field(None, description="Entity id of the speaker.")
    article: EntityId | None = Field(None, description="Article id.")


class ArticleParameters(PageParameters):
    """Filters of /v1/articles."""

    outlet: str | None = Field(None, max_length=200, description="Name of the outlet.")
    origin: EntityId | None = Field(None, description="Origin id: all copies of one dispatch.")


class DisputeParameters(PageParameters):
    """Filters of /v1/contradictions; all that are given must hold."""

    about: EntityId | None = Field(None, description="Entity id at either end of what is disputed.")
    incident: EntityId | None = Field(None, description="Incident id.")
    predicate: str | None = Field(None, max_length=60, description="Relation type.")
    nature: str | None = Field(None, max_length=20, description="polarity, denial, value, toll or perpetrator.")
    oneself: bool | None = Field(None, description="Only those with one speaker on both sides, or only others.")


class CommitmentParameters(Strict):
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


class GraphParameters(Strict):
    """What /v1/graph takes."""

    seed: list[str] = Field(min_length=1, max_length=50, description="Entity ids to start from, repeated.")
    depth: int = Field(1, ge=1, le=3, description="Relation edges away from the seeds.")
    limit: int = Field(200, ge=1, le=MAX_LIMIT, description="At most so many nodes.")
    type: list[str] = Field(default_factory=list, max_length=50, description="Only these relation types, repeated.")
    format: GraphFormat | None = Field(
        None, description="Another format than JSON: cytoscape, graphml, gexf (or by Accept)."
    )


class PathParameters(Strict):
    """What /v1/path takes."""

    source: str = Field(max_length=200, description="Entity id to start from.")
    target: str = Field(max_length=200, description="Entity id to arrive at.")
    max_length: int = Field(4, ge=1, le=8, description="At most so many edges.")
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
