"""The lists that can be asked about a day, a span, a marking or an earlier moment: claims, relations, incidents, figures, statements.

A constant number of queries an answer: one for the list, one for sentences where they go with it, one for a total that is
asked for; a relation or incident that has to be computed anew takes a few more. An id that was merged stands for what it became.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from graph import believed, known_ids, listed, shapes, ties
from graph.bolt_store import Store
from graph.cursors import decode, encode
from graph.errors import NotFound
from graph.evidence import claims_by_node
from graph.filters import ClaimFilter, IncidentFilter, RelationFilter, StatementFilter, StatisticFilter
from graph.listed import COUNTED_TO, END, Listing
from graph.results import ClaimRow, IncidentRow, Page, RelationRow, StatementRow, StatisticRow
from graph.slices import Slice
from graph.ties import Which
from schema.records import COUNTED

MAX_LIMIT = 1000
T = TypeVar("T")
F = TypeVar("F", bound=Slice)
Row = Mapping[str, Any]


class Lists:
    """The lists over one open store. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = store.read

    def claims(
        self, where: ClaimFilter | None = None, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[ClaimRow]:
        """Claims with their sentences, newest published first."""
        given = where or ClaimFilter()
        return self._listed(given, lambda w: listed.claims(asdict(w), w), "claims", _claims, limit, cursor, total)

    def statements(
        self, where: StatementFilter | None = None, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[StatementRow]:
        """Attributed spans, newest published first."""
        given = where or StatementFilter()

        def shaped(rows: Sequence[Row]) -> list[StatementRow]:
            return [shapes.statement(row) for row in rows]

        return self._listed(given, listed.statements, "statements", shaped, limit, cursor, total)

    def statistics(
        self, where: StatisticFilter | None = None, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[StatisticRow]:
        """Published aggregates, latest period first."""
        given = where or StatisticFilter()

        def shaped(rows: Sequence[Row]) -> list[StatisticRow]:
            return [shapes.statistic(row) for row in rows]

        return self._listed(given, listed.statistics, "statistics", shaped, limit, cursor, total)

    def incidents(
        self,
        where: IncidentFilter | None = None,
        *,
        limit: int = 25,
        cursor: str | None = None,
        evidence: int = 0,
        total: bool = False,
    ) -> Page[IncidentRow]:
        """Incidents, latest first, each with so many claims that are its evidence; those without a date come last."""
        given = where or IncidentFilter()

        def shaped(rows: Sequence[Row]) -> list[IncidentRow]:
            ids = [id for row in rows for id in row["claims"][:evidence]] if evidence else []
            proofs = claims_by_node(self._read, ids)
            return [
                shapes.incident(row, [proofs[id] for id in row["claims"][:evidence] if id in proofs]) for row in rows
            ]

        def listing(w: IncidentFilter) -> Listing:
            return listed.incidents(asdict(w), list(w.statuses) or sorted(COUNTED), w)

        if not given.of_reports:
            return self._listed(given, listing, "incidents", shaped, limit, cursor, total)
        high = decode("incidents", cursor, str)[0] if cursor else END
        found = self.incidents_then(given)
        if not found and cursor is None:
            given, moved = known_ids.follow(self._store, given)
            found = self.incidents_then(given) if moved else []
        rows = believed.placed(
            self._read, self._store.reference, [n for n in found if n["date_key"] < high][: _limit(limit) + 1]
        )
        page = page_of(rows, limit, shaped, lambda row: encode("incidents", row["n"]["date_key"]))
        if total:
            page["total"] = {"value": len(found), "relation": "eq"}
        return page

    def incidents_then(self, where: IncidentFilter) -> list[dict[str, Any]]:
        """Properties of incidents that are gathered anew from the reports looked at, latest first."""
        asked = {**asdict(where), "statuses": list(where.statuses) or sorted(COUNTED)}
        return believed.incidents(self._read, self._store.reference, asked, where)

    def relations(
        self,
        where: RelationFilter | None = None,
        *,
        limit: int = 25,
        cursor: str | None = None,
        evidence: int = 10,
        total: bool = False,
    ) -> Page[RelationRow]:
        """Relation edges, most claims first, each with its newest `evidence` claims (0 for none), denials included."""
        given = where or RelationFilter()
        if given.type is not None and given.type not in self._store.model.relations:
            raise NotFound("relation type", given.type)
        claims, key = decode("relations", cursor, int, str) if cursor else (None, "")
        rows = self._edges(given, claims, key, _limit(limit) + 1)
        if not rows and cursor is None:
            given, moved = known_ids.follow(self._store, given)
            rows = self._edges(given, None, "", _limit(limit) + 1) if moved else []
        proofs = self._evidence([row["r"] for row in rows[:limit]], evidence, given) if evidence > 0 and rows else {}

        def shaped(kept: Sequence[Row]) -> list[RelationRow]:
            return [shapes.relation(row, proofs.get(row["r"]["id"], [])) for row in kept]

        page = page_of(rows, limit, shaped, lambda row: encode("relations", row["r"]["claims"], row["r"]["id"]))
        if total:
            n = self._count_edges(given)
            page["total"] = {"value": min(n, COUNTED_TO), "relation": "gte" if n > COUNTED_TO else "eq"}
        return page

    def _edges(self, where: RelationFilter, claims: int | None, key: str, limit: int) -> list[dict[str, Any]]:
        """The stored edges, or those that the claims looked at make."""
        if where.of_claims:
            after = None if claims is None else (claims, key)
            return believed.relations(self._read, asdict(where), _start(where), where, after, limit)
        return ties.strongest(self._read, self._which(where), None if claims is None else (claims, key), limit)

    def _count_edges(self, where: RelationFilter) -> int:
        limit = COUNTED_TO + 1
        if where.of_claims:
            return len(believed.edges(self._read, asdict(where), _start(where), where, None, limit))
        return ties.count(self._read, self._which(where), limit)

    def _which(self, where: RelationFilter) -> Which:
        pairs = [where.between, where.between[::-1]] if where.between else []
        pairs += [(where.source, where.target)] if where.source and where.target else []
        return Which(
            types=[where.type] if where.type else (),
            source=where.source,
            target=where.target,
            about=where.about,
            pairs=pairs,
            min_origins=where.min_origins,
            min_confidence=where.min_confidence,
            disputed=where.disputed,
            all_types=list(self._store.model.relations),
        )

    def _listed(
        self,
        where: F,
        listing: Callable[[F], Listing],
        kind: str,
        shape: Callable[[Sequence[Row]], list[T]],
        limit: int,
        cursor: str | None,
        total: bool,
    ) -> Page[T]:
        """A page of a list of nodes; a filter with a merged id is read as with the id that it became."""
        high = decode(kind, cursor, str)[0] if cursor else END
        found = listing(where)
        rows = found.page(self._read, high, _limit(limit) + 1)
        if not rows and cursor is None:
            where, moved = known_ids.follow(self._store, where)
            if moved:
                found = listing(where)
                rows = found.page(self._read, high, _limit(limit) + 1)
        page = page_of(rows, limit, shape, lambda row: encode(kind, row[found.name]["date_key"]))
        if total:
            page["total"] = found.total(self._read)
        return page

    def _evidence(self, edges: Sequence[Row], limit: int, where: Slice) -> dict[str, list[ClaimRow]]:
        """Each edge's newest claims, newest first; the edges carry the ids, so that frequent pairs cost no more than rare ones."""
        limit = _limit(limit)
        wanted = {r["id"]: [*r["claim_ids"][:limit], *(r.get("counter_ids") or [])[:limit]] for r in edges}
        found = claims_by_node(self._read, [id for some in wanted.values() for id in some], where.known_at)
        return {
            edge: sorted((found[id] for id in some if id in found), key=_newest, reverse=True)[:limit]
            for edge, some in wanted.items()
        }


def page_of(
    rows: Sequence[Row], limit: int, shape: Callable[[Sequence[Row]], list[T]], cursor: Callable[[Row], str]
) -> Page[T]:
    """A page from one row more than it holds: the extra one only tells that there is a next page."""
    kept = rows[: _limit(limit)]
    return {"results": shape(kept), "next": cursor(kept[-1]) if len(rows) > len(kept) else None}


def _limit(limit: int) -> int:
    return min(max(limit, 1), MAX_LIMIT)


def _claims(rows: Sequence[Row]) -> list[ClaimRow]:
    return [shapes.claim(row) for row in rows]


def _newest(claim: ClaimRow) -> str:
    return f"{claim['article']['published'] or '0000'}|{claim['id']}"


def _start(where: RelationFilter) -> list[str]:
    """One entity that every edge has at an end, if there is one."""
    ends = where.between or (where.source, where.target, where.about)
    return [id for id in ends if id][:1]
