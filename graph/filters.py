"""What the lists can be asked for: each filter is a Slice of what is known, with conditions of its own. All given ones must hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.slices import Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter(Slice):
    """Which claims. `about` is an entity id at either end. Newest published first."""

    about: str | None = None
    subject: str | None = None
    object: str | None = None
    speaker: str | None = None
    predicate: str | None = None
    polarity: str | None = None
    modality: str | None = None
    article: str | None = None
    outlet: str | None = None
    min_confidence: float = 0.0
    review: str | None = None  # accepted, corrected, none; `rejected` gives those that are counted nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFilter(Slice):
    """Which relation edges. `between` is a pair of entity ids, in either direction; `about` one id at either end.

    Of a slice, the edges are those that its claims make.
    """

    type: str | None = None
    source: str | None = None
    target: str | None = None
    about: str | None = None
    between: tuple[str, str] | None = None
    min_origins: int = 0
    min_confidence: float = 0.0
    disputed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundFilter(Slice):
    """Which relation edges a piece of the graph has."""

    min_origins: int = 0
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter(Slice):
    """Which incidents. `place` includes every place within it; `actor` is a perpetrator, target or victim.

    Without `statuses` only those that count are listed (occurred, ongoing, attempted, foiled); pass every status to see
    planned and threatened ones.
    """

    date_field: str = "valid"
    type: str | None = None
    statuses: Sequence[str] = ()
    place: str | None = None
    actor: str | None = None
    min_confidence: float = 0.0
    min_origins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter(Slice):
    """Which statements: by speaker (entity id), by article, or both."""

    speaker: str | None = None
    article: str | None = None
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticFilter(Slice):
    """Which published aggregates. `place` includes the places within; `measure` is a part of the measure's words."""

    date_field: str = "valid"
    place: str | None = None
    measure: str | None = None
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFilter(Slice):
    """Which disputes. `about` is an entity at either end of what is disputed. `start` and `end` go by when it was last spoken of.

    As they were at a moment or under a marking they are found anew among the claims and reports that are looked at.
    """

    about: str | None = None
    incident: str | None = None
    predicate: str | None = None
    nature: str | None = None
    oneself: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFilter(Slice):
    """Which commitments, as they stood on the day `as_of` (today without one), by what was known at a moment."""

    by: str | None = None
    to: str | None = None
    state: str | None = None
