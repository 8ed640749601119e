"""What the API reads. One query per answer (plus one for evidence where sentences go with it); plain dictionaries out.

Lists are paged by opaque cursors: hand `page["next"]` back as `cursor` with the same filters. A cursor of another list
raises BadCursor, an unknown id NotFound, a database that is gone StoreUnavailable.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from graph import beliefs, believed, known_ids, members, opposed, pages, queries, shapes, ties
from graph.cursors import decode, encode
from graph.errors import Moved, NotFound
from graph.filters import (
    AroundFilter,
    ClaimFilter,
    CommitmentFilter,
    DisputeFilter,
    IncidentFilter,
    RelationFilter,
    StatementFilter,
    StatisticFilter,
)
from graph.list_views import MAX_LIMIT, Lists, page_of
from graph.listed import COUNTED_TO, END
from graph.names import BAR, fold
from graph.results import (
    ArticleRow,
    ArticleView,
    BeliefHistory,
    Catalog,
    ClaimRow,
    CommitmentRow,
    DisputeRow,
    EntityRow,
    EntityView,
    GraphNode,
    IncidentView,
    JudgementRow,
    MembersView,
    OriginRow,
    Page,
    Subgraph,
)
from graph.rows import report_id
from graph.slices import EVERYTHING, Slice
from graph.stance import parts
from graph.ties import Which

T = TypeVar("T")
Row = Mapping[str, Any]


class View(Lists):
    """The reads over one open store. Safe to share between threads."""

    def catalog(self) -> Catalog:
        """Counts of what is there."""
        model = self._store.model
        state = self._read(queries.LEDGER_STATE)[0]
        return {
            "model": state["model"],
            "nodes": _counts(model.kinds, self._read(queries.node_counts(model))),
            "relations": _counts(model.relations, self._read(queries.relation_counts(model))),
            "ledger": {"written": state["pending"], "projected": state["written"] - state["pending"]},
        }

    def entities(
        self, q: str = "", *, kind: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[EntityRow]:
        """Search by name: exact names and aliases first, then those that contain the words, in any script or case.

        `kind` is a kind or label of the model (`Actor`, `ArmedGroup`, `Place`). An empty `q` lists everything by name.
        """
        part = fold(q)
        if q.strip() and not part:
            return {"results": [], "next": None}
        rank, weight, key = decode("entities", cursor, int, int, str) if cursor else (None, 0, "")
        rows = self._read(
            queries.ENTITIES if part else queries.ENTITIES_BY_NAME,
            kind=kind,
            part=part,
            exact=f"{BAR}{part}{BAR}",
            rank=rank,
            weight=weight,
            key=key,
            limit=_limit(limit) + 1,
        )
        return _page(
            rows,
            limit,
            lambda row: shapes.entity(row["e"], row["labels"]),
            lambda row: encode("entities", row["rank"], row["weight"], row["e"]["name_key"]),
        )

    def entity(self, id: str, *, neighbours: int = 25, within: Slice = EVERYTHING) -> EntityView:
        """One entity and its surroundings, strongest relations first. Raises NotFound, and Moved for one that was merged."""
        if within != EVERYTHING:
            return pages.entity(self._store, id, within, _limit(neighbours))
        rows = self._read(queries.ENTITY, id=id)
        if not rows and (moved := self._read(queries.REDIRECTED, id=id)):
            raise Moved("entity", id, moved[0]["to"])
        row = _one(rows, "entity", id)
        around = ties.neighbours(self._read, id, _limit(neighbours))
        chain = sorted((outer for outer in row["within"] if outer["id"]), key=lambda outer: int(outer["steps"]))
        return {
            "entity": shapes.entity(row["e"], row["labels"]),
            "within": [{"id": outer["id"], "name": outer["name"], "kind": outer["kind"]} for outer in chain],
            "neighbours": [shapes.neighbour(other) for other in around],
            "counts": shapes.entity_counts(row["e"]),
        }

    def claim(self, id: str) -> ClaimRow:
        """One claim, rejected ones too. Raises NotFound."""
        found = self._read(queries.CLAIM, id=id) or self._read(queries.REJECTED_CLAIM, id=id)
        return shapes.claim(_one(found, "claim", id))

    def incident(self, id: str) -> IncidentView:
        """One incident with its claims. Raises NotFound, and Moved for one that was found to be part of another."""
        row = self._incident(id)
        claims = self._read(queries.INCIDENT_CLAIMS, id=id)
        return {
            "incident": shapes.incident(row),
            "claims": [shapes.claim(claim) for claim in claims],
            "tolls": shapes.tolls(row["n"]),
        }

    def incident_reports(self, id: str) -> MembersView:
        """The reports of an incident by origin, and why they are taken for one. Raises NotFound and Moved."""
        self._incident(id)
        return members.of_incident(self._read, id)

    def relation_reports(self, id: str) -> MembersView:
        """The articles behind a relation edge by origin; `id` is the edge's own. Raises NotFound."""
        return members.of_relation(self._read, id)

    def relation_history(self, id: str, *, limit: int = 50) -> BeliefHistory:
        """How a relation changed over what was known, and which claims changed it. Raises NotFound."""
        return beliefs.of_relation(self._read, id, limit)

    def incident_history(self, id: str, *, limit: int = 50) -> BeliefHistory:
        """How an incident changed over what was known, and which reports changed it. Raises NotFound and Moved."""
        return beliefs.of_incident(self._read, self._store.reference, id, limit)

    def origin(self, id: str) -> OriginRow:
        """The articles that rest on an origin, and why. Raises NotFound."""
        return members.of_origin(self._read, id)

    def disputes(
        self, where: DisputeFilter, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[DisputeRow]:
        """What contradicts, with both sides' sentences; last spoken of first."""
        high = decode("disputes", cursor, str)[0] if cursor else END
        rows = self._disputes(where, high, _limit(limit) + 1)
        if not rows and cursor is None:
            where, moved = known_ids.follow(self._store, where)
            rows = self._disputes(where, high, _limit(limit) + 1) if moved else []
        shaped = opposed.disputes(self._read, rows[: _limit(limit)], where.known_at)
        page = page_of(rows, limit, lambda _: shaped, lambda row: encode("disputes", row["d"]["date_key"]))
        if total:
            n = len(self._disputes(where, END, COUNTED_TO + 1))
            page["total"] = {"value": min(n, COUNTED_TO), "relation": "gte" if n > COUNTED_TO else "eq"}
        return page

    def _disputes(self, where: DisputeFilter, high: str, limit: int) -> list[dict[str, Any]]:
        """The stored ones, or those among the claims and reports looked at."""
        if where.of_reports:
            found = opposed.disputes_then(self._read, self._store.model, where)
            return [row for row in found if row["d"]["date_key"] < high][:limit]
        return self._read(queries.DISPUTES, **(asdict(where) | where.parameters), high=high, limit=limit)

    def commitments(self, where: CommitmentFilter | None = None) -> list[CommitmentRow]:
        """Threats, ultimatums and promises and what came of them by that day (today), the latest first."""
        given = where or CommitmentFilter()
        found = opposed.tied(self._read, given)
        if not found:
            given, moved = known_ids.follow(self._store, given)
            found = opposed.tied(self._read, given) if moved else []
        return found

    def judgements(
        self,
        *,
        scope: str | None = None,
        verdict: str | None = None,
        by: str | None = None,
        limit: int = 25,
        cursor: str | None = None,
    ) -> Page[JudgementRow]:
        """Judgements, surest first. `unsure` also gives those `same` that were held: all that waits for a person."""
        score, key = decode("judgements", cursor, float, str) if cursor else (None, "")
        given = {"scope": scope, "verdict": verdict, "by": by, "score": score, "key": key}
        rows = self._read(queries.JUDGEMENTS_BY, **given, limit=_limit(limit) + 1)
        return _page(
            rows,
            limit,
            lambda row: shapes.judgement(row["j"]),
            lambda row: encode("judgements", float(row["j"]["score"]), row["j"]["id"]),
        )

    def _incident(self, id: str) -> Row:
        rows = self._read(queries.INCIDENT, id=id)
        if not rows:
            told = self._read(queries.INCIDENT_OF_REPORT, id=report_id(id))
            if told and told[0]["incident"] != id:
                raise Moved("incident", id, told[0]["incident"])
        return _one(rows, "incident", id)

    def articles(
        self, *, outlet: str | None = None, origin: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[ArticleRow]:
        """Articles, newest published first; `outlet` is a name, `origin` an origin id (all copies of one dispatch)."""
        high = decode("articles", cursor, str)[0] if cursor else END
        rows = self._read(queries.ARTICLES, outlet=outlet, origin=origin, high=high, limit=_limit(limit) + 1)
        return _page(
            rows, limit, lambda row: shapes.article(row["a"]), lambda row: encode("articles", row["a"]["date_key"])
        )

    def article(self, id: str, within: Slice = EVERYTHING) -> ArticleView:
        """One article with its text and annotations. Raises NotFound."""
        if within != EVERYTHING:
            return pages.article(self._store, id, within)
        row = _one(self._read(queries.ARTICLE, id=id), "article", id)
        where = asdict(ClaimFilter(article=id))
        both = (queries.CLAIMS_OF_ARTICLE, queries.REJECTED_OF_ARTICLE)
        claims = [row for query in both for row in self._read(query, **where, high=END, limit=1_000_000)]
        claims.sort(key=lambda row: str(row["c"]["date_key"]), reverse=True)
        return shapes.article_view(row, [shapes.claim(claim) for claim in claims])

    def subgraph(
        self,
        seeds: Sequence[str],
        where: AroundFilter | None = None,
        *,
        depth: int = 1,
        limit: int = 200,
        types: Sequence[str] = (),
    ) -> Subgraph:
        """Entities within `depth` (1 to 3) relation edges of the seeds, strongest edges first, at most `limit` nodes.

        Raises UnknownFilter for a seed that nothing has, NotFound for a type that the model lacks.
        """
        relations, given = self._store.model.relations, where or AroundFilter()
        if unknown := [type for type in types if type not in relations]:
            raise NotFound("relation type", unknown[0])
        seeds = known_ids.standing(self._store, "seed", seeds)
        limit = _limit(limit)
        kept = dict.fromkeys(seeds[:limit])
        edges: dict[str, Row] = {}
        fringe, truncated = list(kept), len(set(seeds)) > limit
        for _ in range(min(max(depth, 1), 3)):
            found = self._around(fringe, given, types or list(relations), 4 * limit + 1)
            truncated |= len(found) > 4 * limit
            fringe = []
            for row in found[: 4 * limit]:
                new = [id for id in (row["a"], row["b"]) if id not in kept]
                if len(kept) + len(new) > limit:
                    truncated = True
                    continue
                kept |= dict.fromkeys(new)
                fringe += new
                edges[row["r"]["id"]] = row
            if not fringe:
                break
        return self._drawn(list(kept), list(edges.values()), truncated)

    def _around(self, ids: Sequence[str], where: AroundFilter, types: Sequence[str], limit: int) -> list[Row]:
        """type, a, b, r: the stored edges around some entities, or those that the claims looked at make."""
        given: dict[str, Any] = {"min_origins": where.min_origins, "min_confidence": where.min_confidence}
        if not where.of_claims:
            return list(ties.around(self._read, ids, Which(types=types, all_types=types, **given), limit))
        asked = {**asdict(RelationFilter()), **given, "types": list(types)}
        rows = believed.edges(self._read, asked, ids, where, None, limit)
        return [
            {"type": type, "a": a, "b": b, "r": {**row, "id": row["key"], "disputed": row["denied"] > 0}}
            for row in rows
            for a, type, b in [parts(row["key"])]
        ]

    def _drawn(self, ids: Sequence[str], edges: Collection[Row], truncated: bool) -> Subgraph:
        rows = self._read(queries.NODES, ids=list(dict.fromkeys(ids))) if ids else []
        nodes = [shapes.graph_node(row["n"], row["labels"]) for row in rows]
        met, ends = {node["id"] for node in nodes}, [end for row in edges for end in (row["a"], row["b"])]
        gone = [id for id in dict.fromkeys(ends) if id not in met]  # of an earlier moment; nothing tells of it any more
        return {
            "nodes": nodes + [GraphNode(id=id, labels=[], caption=id, props={}) for id in gone],
            "edges": [shapes.graph_edge(row) for row in edges],
            "truncated": truncated,
        }


def _one(rows: Sequence[Row], kind: str, id: str) -> Row:
    if not rows:
        raise NotFound(kind, id)
    return rows[0]


def _counts(names: Iterable[str], rows: Iterable[Row]) -> dict[str, int]:
    found = {row["name"]: int(row["n"]) for row in rows}
    return {name: found.get(name, 0) for name in names}


def _limit(limit: int) -> int:
    return min(max(limit, 1), MAX_LIMIT)


def _page(rows: Sequence[Row], limit: int, shape: Callable[[Row], T], cursor: Callable[[Row], str]) -> Page[T]:
    return page_of(rows, limit, lambda kept: [shape(row) for row in kept], cursor)


__all__ = [
    "MAX_LIMIT",
    "AroundFilter",
    "ClaimFilter",
    "CommitmentFilter",
    "DisputeFilter",
    "IncidentFilter",
    "RelationFilter",
    "StatementFilter",
    "StatisticFilter",
    "View",
]
