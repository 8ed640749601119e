"""What the analyses take and how they are asked: for the endpoints and for `marsad analyse` alike."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.formats import Format
from api.formats_graph import GraphFormat
from api.lists import given
from api.parameters import Day as SomeDay
from api.parameters import EntityId, HeldParameters, KnownParameters, SpanParameters, Strict, check_words
from api.problems import Problem, Refused
from graph.analytics.blindspots import BlindSpots, blind_spots
from graph.analytics.centrality import Centrality, Communities, centrality, communities
from graph.analytics.leadlag import LeadLag, lead_lag
from graph.analytics.network import NetworkFilter
from graph.analytics.paths import MAX_LENGTH, MAX_WAYS, WayFilter, Ways, ways
from graph.analytics.trends import TrendFilter, Trends, trends
from graph.bolt_store import Store
from graph.slices import Slice


def _real(day: str) -> str:
    if not 1900 <= date.fromisoformat(day).year <= 2999:  # days are counted from it, in both directions
        raise ValueError("a day between 1900 and 2999")
    return day


Day = Annotated[SomeDay, AfterValidator(_real)]
Types = Annotated[list[str], Field(max_length=50)]


class PathsParameters(SpanParameters, HeldParameters, KnownParameters):
    """What /v1/paths takes."""

    source: EntityId = Field(description="Entity id to start from.", examples=["group-ttp"])
    target: EntityId = Field(description="Entity id to arrive at.", examples=["state-cn"])
    k: int = Field(5, ge=1, le=MAX_WAYS, description="At most so many ways.")
    max_length: int = Field(4, ge=1, le=MAX_LENGTH, description="At most so many steps.")
    type: Types = Field(default_factory=list, description="Only over these relation types, repeated.")
    stated: bool = Field(False, description="Only over what somebody asserted, not over mere accusations.")
    undisputed: bool = Field(False, description="Only over what nobody denies.")
    min_origins: int = Field(0, ge=0, description="Only over what so many independent origins say.")
    evidence: int = Field(3, ge=0, le=50, description="So many claims for and against with each relation.")
    format: GraphFormat | None = Field(
        None, description="Another format than JSON: cytoscape, graphml, gexf (or by Accept)."
    )


class RowsParameters(Strict):
    """What every analysis takes."""

    limit: int = Field(25, ge=1, le=1000, description="At most so many rows.")
    format: Format | None = Field(None, description="Another format than JSON for the rows: ndjson, csv, parquet.")


class NetworkParameters(RowsParameters, HeldParameters, KnownParameters):
    """Which ties: by their claims' day of publication."""

    type: Types = Field(default_factory=list, description="Only these relation types, repeated.")
    kind: str | None = Field(
        None, max_length=40, description="Only entities of this kind or label.", examples=["Actor"]
    )
    start: Day | None = Field(None, description="Not before this day.", examples=["2024-01-01"])
    end: Day | None = Field(None, description="Before this day.", examples=["2024-04-01"])
    stated: bool = Field(False, description="Only what was asserted, not mere accusations.")


class CentralityParameters(NetworkParameters):
    """What /v1/analytics/centrality takes."""

    metric: Literal["betweenness", "pagerank", "degree", "strength", "participation"] = Field(
        "betweenness", description="What rows are ordered by."
    )
    compare: bool = Field(
        False, description="Order by the rise against the equally long span before; needs start and end."
    )


class CommunitiesParameters(NetworkParameters):
    """What /v1/analytics/communities takes."""

    resolution: float = Field(1.0, ge=0.05, le=20, description="Higher makes more and smaller communities.")
    members: int = Field(25, ge=1, le=1000, description="At most so many members of each are named.")


class TrendsParameters(RowsParameters, KnownParameters):
    """What /v1/analytics/trends takes."""

    day: Day = Field(description="A day of the span that is looked at.", examples=["2024-06-24"])
    interval: Literal["week", "month"] = Field("week", description="Length of a span.")
    baseline: int = Field(26, ge=4, le=260, description="So many spans before it are its baseline.")
    type: Types = Field(default_factory=list, description="Only these incident types, repeated.")
    place: EntityId | None = Field(None, description="Only in this place and the places within it.")
    level: Literal["country", "admin1", "admin2"] = Field(
        "admin1", description="Level of the places that are compared."
    )
    by_type: bool = Field(True, description="Each incident type by itself.")


class LeadLagParameters(RowsParameters, KnownParameters):
    """What /v1/analytics/leadlag takes."""

    days: int = Field(30, ge=1, le=365, description="Within so many days after a threat.")
    actor: EntityId | None = Field(None, description="Only this actor.")
    start: Day | None = Field(None, description="Threats and attacks not before this day.")
    end: Day | None = Field(None, description="Before this day.")


class BlindSpotsParameters(RowsParameters, KnownParameters):
    """What /v1/analytics/blindspots takes."""

    place: EntityId | None = Field(None, description="Only in this place and the places within it.")
    level: Literal["admin1", "admin2", "city"] = Field("admin2", description="Level of the places.")
    start: Day | None = Field(None, description="Incidents not before this day.")
    end: Day | None = Field(None, description="Before this day.")
    affiliated: list[Annotated[str, Field(max_length=200)]] = Field(
        default_factory=list,
        max_length=50,
        description="Outlets that are one voice, such as those of a state, repeated.",
    )
    min_incidents: int = Field(1, ge=1, description="Only places with at least so many incidents.")


def ask_paths(store: Store, where: PathsParameters) -> Ways:
    """The ways. Raises Refused for unknown words, NotFound for ids."""
    check_words("type", where.type, store.model.relations)
    chosen = given(WayFilter, where, types=where.type)
    return ways(
        store, where.source, where.target, chosen, k=where.k, max_length=where.max_length, evidence=where.evidence
    )


def ask_centrality(store: Store, where: CentralityParameters) -> Centrality:
    """Who is central. Raises Refused."""
    if where.compare and not (where.start and where.end and where.start < where.end):
        detail = "compare: needs start and end, the start before the end"
        pointers = [{"pointer": "query/compare", "detail": detail}]
        raise Refused(Problem(422, "Wrong parameters", detail, more={"errors": pointers}))
    return centrality(store, _network(store, where), metric=where.metric, compare=where.compare, limit=where.limit)


def ask_communities(store: Store, where: CommunitiesParameters) -> Communities:
    """Who belongs together. Raises Refused."""
    return communities(
        store, _network(store, where), resolution=where.resolution, limit=where.limit, members=where.members
    )


def ask_trends(store: Store, where: TrendsParameters) -> Trends:
    """Unusual spans. Raises Refused."""
    check_words("type", where.type, store.model.incidents)
    chosen = given(TrendFilter, where, types=where.type, within=where.place)
    return trends(store, where.day, chosen, interval=where.interval, baseline=where.baseline, limit=where.limit)


def ask_lead_lag(store: Store, where: LeadLagParameters) -> LeadLag:
    """Threats and attacks."""
    span = {"start": where.start, "end": where.end}
    return lead_lag(store, days=where.days, actor=where.actor, **span, limit=where.limit, seen=_seen(where))


def ask_blind_spots(store: Store, where: BlindSpotsParameters) -> BlindSpots:
    """Where the coverage is thin."""
    return blind_spots(
        store,
        within=where.place,
        level=where.level,
        start=where.start,
        end=where.end,
        affiliated=where.affiliated,
        min_incidents=where.min_incidents,
        limit=where.limit,
        seen=_seen(where),
    )


ANALYSES: Mapping[str, tuple[type[Strict], Callable[[Store, Any], Any]]] = {
    "paths": (PathsParameters, ask_paths),
    "centrality": (CentralityParameters, ask_centrality),
    "communities": (CommunitiesParameters, ask_communities),
    "trends": (TrendsParameters, ask_trends),
    "leadlag": (LeadLagParameters, ask_lead_lag),
    "blindspots": (BlindSpotsParameters, ask_blind_spots),
}


def _network(store: Store, where: NetworkParameters) -> NetworkFilter:
    check_words("type", where.type, store.model.relations)
    if where.kind:
        kinds = {label for kind in store.model.kinds.values() if kind.entity for label in (kind.name, *kind.labels)}
        check_words("kind", [where.kind], kinds)
    return given(NetworkFilter, where, types=where.type)


def _seen(where: KnownParameters) -> Slice:
    return Slice(known_at=where.known_at, marking=where.marking)
