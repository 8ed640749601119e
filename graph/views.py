"""What the API reads. One query per answer (plus one for evidence where sentences go with it); plain dictionaries out.

Lists are paged by opaque cursors: hand `page["next"]` back as `cursor` with the same filters. A cursor of another list
raises BadCursor, an unknown id NotFound, a database that is gone StoreUnavailable.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.bolt_store import Store
from graph.results import (
    ArticleRow,
    ArticleView,
    Catalog,
    ClaimRow,
    EntityRow,
    EntityView,
    IncidentRow,
    IncidentView,
    Page,
    RelationRow,
    StatementRow,
    StatisticRow,
    Subgraph,
)

MAX_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims. All given conditions must hold; `about` is an entity id at either end. Newest published first."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFilter:
    """Which relation edges. `between` is a pair of entity ids, in either direction; `about` one id at either end."""

    type: str | None = None
    source: str | None = None
    target: str | None = None
    about: str | None = None
    between: tuple[str, str] | None = None
    min_origins: int = 0
    min_confidence: float = 0.0
    disputed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """Which incidents. `place` includes every place within it; `actor` is a perpetrator, target or victim.

    `start` and `end` (ISO dates, end exclusive) are compared with the incident's own time. Without `statuses` only those
    that count are listed (occurred, ongoing, attempted, foiled); pass every status to see planned and threatened ones.
    """

    type: str | None = None
    statuses: Sequence[str] = ()
    place: str | None = None
    actor: str | None = None
    start: str | None = None
    end: str | None = None
    min_confidence: float = 0.0


class View:
    """The reads over one open store. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def catalog(self) -> Catalog:
        """Counts of what is there."""
        raise NotImplementedError

    def entities(
        self, q: str = "", *, kind: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[EntityRow]:
        """Search by name: exact names and aliases first, then those that contain the words, in any script or case.

        `kind` is a kind or label of the model (`Actor`, `ArmedGroup`, `Place`). An empty `q` lists everything by name.
        """
        raise NotImplementedError

    def entity(self, id: str, *, neighbours: int = 25) -> EntityView:
        """One entity and its surroundings, strongest relations first. Raises NotFound."""
        raise NotImplementedError

    def claims(self, where: ClaimFilter | None = None, *, limit: int = 25, cursor: str | None = None) -> Page[ClaimRow]:
        """Claims with their sentences, newest published first."""
        raise NotImplementedError

    def claim(self, id: str) -> ClaimRow:
        """One claim. Raises NotFound."""
        raise NotImplementedError

    def relations(
        self,
        where: RelationFilter | None = None,
        *,
        limit: int = 25,
        cursor: str | None = None,
        evidence: int = 10,
    ) -> Page[RelationRow]:
        """Relation edges, most claims first, each with its newest `evidence` claims (0 for none), denials included."""
        raise NotImplementedError

    def incidents(
        self, where: IncidentFilter | None = None, *, limit: int = 25, cursor: str | None = None
    ) -> Page[IncidentRow]:
        """Incidents, latest first; those without a date come last."""
        raise NotImplementedError

    def incident(self, id: str) -> IncidentView:
        """One incident with its claims. Raises NotFound."""
        raise NotImplementedError

    def statistics(
        self, *, place: str | None = None, measure: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[StatisticRow]:
        """Published aggregates; `place` includes the places within it, `measure` is a part of the measure's words."""
        raise NotImplementedError

    def statements(
        self, *, speaker: str | None = None, article: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[StatementRow]:
        """Attributed spans by speaker (entity id) or article, newest published first."""
        raise NotImplementedError

    def articles(
        self, *, outlet: str | None = None, origin: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[ArticleRow]:
        """Articles, newest published first; `outlet` is a name, `origin` an origin id (all copies of one dispatch)."""
        raise NotImplementedError

    def article(self, id: str) -> ArticleView:
        """One article with its text and annotations. Raises NotFound."""
        raise NotImplementedError

    def subgraph(
        self, seeds: Sequence[str], *, depth: int = 1, limit: int = 200, types: Sequence[str] = ()
    ) -> Subgraph:
        """Entities within `depth` (1 to 3) relation edges of the seeds, strongest edges first, at most `limit` nodes."""
        raise NotImplementedError

    def path(self, source: str, target: str, *, max_length: int = 4) -> Subgraph:
        """A shortest way between two entities over relation edges; empty when there is none or both are the same."""
        raise NotImplementedError
