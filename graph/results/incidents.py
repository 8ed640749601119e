"""Incidents, the reports that tell of them, and published aggregates."""

from typing_extensions import TypedDict

from graph.results.claims import ClaimRow
from graph.results.parts import ArticleRef, End, When


class PartyRow(TypedDict):
    """Who did it, was aimed at, or was harmed."""

    id: str | None
    name: str
    kind: str | None
    how: str | None
    category: str | None


class IncidentRow(TypedDict):
    """One incident over all reports of it. `start` and `end` are dates.

    `quote` (characters `quote_start` to `quote_end`) and `article` are those of the report that tells most.
    """

    id: str
    type: str
    status: str
    title: str
    start: str | None
    end: str | None
    time_precision: str | None
    time_text: str | None
    place: End | None
    lat: float | None
    lon: float | None
    weapon: str | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    n_reports: int
    n_outlets: int
    n_independent_origins: int
    disputed: bool
    perpetrators: list[PartyRow]
    targets: list[PartyRow]
    victims: list[PartyRow]
    quote: str
    quote_start: int
    quote_end: int
    rule: str
    confidence: float
    flags: list[str]
    known_from: str
    claim_ids: list[str]  # its evidence, at most 50
    evidence: list[ClaimRow]  # as many of them as are asked for
    article: ArticleRef


class VoiceRow(TypedDict):
    """One count of an incident, and who stands behind it: counters, outlets, reports, how many origins, first and last day."""

    low: int
    high: int | None
    by: list[str]
    outlets: list[str]
    reports: list[str]
    origins: int
    first: str | None
    last: str | None


class IncidentView(TypedDict):
    """An incident, the claims that are evidence for it, and who says what of the dead and injured."""

    incident: IncidentRow
    claims: list[ClaimRow]
    tolls: dict[str, list[VoiceRow]]  # killed, injured


class ReportRow(TypedDict):
    """One event as one article tells it, with that article's own values."""

    id: str
    incident: str
    type: str
    status: str
    title: str
    start: str | None
    end: str | None
    time_precision: str | None
    time_text: str | None
    place: End | None
    weapon: str | None
    killed_low: int | None
    killed_high: int | None
    killed_by: str | None
    injured_low: int | None
    injured_high: int | None
    injured_by: str | None
    perpetrators: list[PartyRow]
    targets: list[PartyRow]
    victims: list[PartyRow]
    quote: str
    quote_start: int
    quote_end: int
    confidence: float
    flags: list[str]
    article: ArticleRef


class StatisticRow(TypedDict):
    """A published aggregate."""

    id: str
    measure: str
    low: float
    high: float | None
    unit: str | None
    publisher: str | None
    place: End | None
    period: When | None
    quote: str
    start: int
    end: int
    confidence: float
    flags: list[str]
    article: ArticleRef
