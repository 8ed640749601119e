"""What the API reads. One query per answer (plus one for evidence where sentences go with it); plain dictionaries out.

Lists are paged by opaque cursors: hand `page["next"]` back as `cursor` with the same filters. A cursor of another list
raises BadCursor, an unknown id NotFound, a database that is gone StoreUnavailable.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from graph import members, opposed, queries, shapes
from graph.bolt_store import Store
from graph.cursors import decode, encode
from graph.errors import Moved, NotFound
from graph.names import BAR, fold
from graph.results import (
    ArticleRow,
    ArticleView,
    Catalog,
    ClaimRow,
    CommitmentRow,
    DisputeRow,
    EntityRow,
    EntityView,
    IncidentRow,
    IncidentView,
    JudgementRow,
    MembersView,
    OriginRow,
    Page,
    RelationRow,
    StatementRow,
    StatisticRow,
    Subgraph,
)
from graph.rows import report_id
from schema.records import COUNTED

MAX_LIMIT = 1000
_END = "~"  # sorts after every character of a key
T = TypeVar("T")
Row = Mapping[str, Any]


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
    review: str | None = None  # accepted, corrected, none; `rejected` gives those that are counted nowhere


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFilter:
    """Which disputes. `about` is an entity at either end of what is disputed."""

    about: str | None = None
    incident: str | None = None
    predicate: str | None = None
    nature: str | None = None
    oneself: bool | None = None


class View:
    """The reads over one open store. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = store.read

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

    def entity(self, id: str, *, neighbours: int = 25) -> EntityView:
        """One entity and its surroundings, strongest relations first. Raises NotFound, and Moved for one that was merged."""
        rows = self._read(queries.ENTITY, id=id)
        if not rows and (moved := self._read(queries.REDIRECTED, id=id)):
            raise Moved("entity", id, moved[0]["to"])
        row = _one(rows, "entity", id)
        around = self._read(queries.with_model(queries.NEIGHBOURS), id=id, limit=_limit(neighbours))
        within = sorted((outer for outer in row["within"] if outer["id"]), key=lambda outer: int(outer["steps"]))
        return {
            "entity": shapes.entity(row["e"], row["labels"]),
            "within": [{"id": outer["id"], "name": outer["name"], "kind": outer["kind"]} for outer in within],
            "neighbours": [shapes.neighbour(other) for other in around],
            "counts": shapes.entity_counts(row["e"]),
        }

    def claims(self, where: ClaimFilter | None = None, *, limit: int = 25, cursor: str | None = None) -> Page[ClaimRow]:
        """Claims with their sentences, newest published first."""
        where = where or ClaimFilter()
        start = decode("claims", cursor, str)[0] if cursor else _END
        by = next((name for name in ("subject", "object", "speaker") if getattr(where, name)), None)
        if where.review == "rejected":
            query, low, high = queries.REJECTED, "", start
        elif where.article:
            query, low, high = queries.CLAIMS_OF_ARTICLE, "", start
        elif where.about and not by:
            query, low, high = queries.CLAIMS_ABOUT, f"{where.about}|", f"{where.about}|{start}"
        elif by:
            owner = getattr(where, by)
            query, low, high = queries.claims_by(f"{by}_key"), f"{owner}|", f"{owner}|{start}"
        else:
            query, low, high = queries.claims_by("date_key"), "", start
        rows = self._read(query, **asdict(where), low=low, high=high, limit=_limit(limit) + 1)
        if query is queries.CLAIMS_ABOUT:
            rows = sorted(rows, key=lambda row: str(row["c"]["date_key"]), reverse=True)[: _limit(limit) + 1]
        return _page(rows, limit, shapes.claim, lambda row: encode("claims", row["c"]["date_key"]))

    def claim(self, id: str) -> ClaimRow:
        """One claim, rejected ones too. Raises NotFound."""
        found = self._read(queries.CLAIM, id=id) or self._read(queries.REJECTED_CLAIM, id=id)
        return shapes.claim(_one(found, "claim", id))

    def relations(
        self,
        where: RelationFilter | None = None,
        *,
        limit: int = 25,
        cursor: str | None = None,
        evidence: int = 10,
    ) -> Page[RelationRow]:
        """Relation edges, most claims first, each with its newest `evidence` claims (0 for none), denials included."""
        where = where or RelationFilter()
        model = self._store.model
        if where.type is not None and where.type not in model.relations:
            raise NotFound("relation type", where.type)
        source, target, start = _ends(where)
        claims, key = decode("relations", cursor, int, str) if cursor else (None, "")
        rows = self._read(
            queries.relations(where.type or "|".join(model.relations), start),
            source=source,
            target=target,
            min_origins=where.min_origins,
            min_confidence=where.min_confidence,
            disputed=where.disputed,
            claims=claims,
            key=key,
            limit=_limit(limit) + 1,
        )
        proofs = self._evidence([row["r"] for row in rows[:limit]], evidence) if evidence > 0 and rows else {}
        return _page(
            rows,
            limit,
            lambda row: shapes.relation(row, proofs.get(row["r"]["id"], [])),
            lambda row: encode("relations", row["r"]["claims"], row["r"]["id"]),
        )

    def incidents(
        self, where: IncidentFilter | None = None, *, limit: int = 25, cursor: str | None = None
    ) -> Page[IncidentRow]:
        """Incidents, latest first; those without a date come last."""
        where = where or IncidentFilter()
        rows = self._read(
            queries.incidents(place=where.place is not None, actor=where.actor is not None),
            high=decode("incidents", cursor, str)[0] if cursor else _END,
            statuses=list(where.statuses) or sorted(COUNTED),
            type=where.type,
            place=where.place,
            actor=where.actor,
            start=where.start,
            end=where.end,
            min_confidence=where.min_confidence,
            limit=_limit(limit) + 1,
        )
        return _page(rows, limit, shapes.incident, lambda row: encode("incidents", row["n"]["date_key"]))

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

    def origin(self, id: str) -> OriginRow:
        """The articles that rest on an origin, and why. Raises NotFound."""
        return members.of_origin(self._read, id)

    def disputes(self, where: DisputeFilter, *, limit: int = 25, cursor: str | None = None) -> Page[DisputeRow]:
        """What contradicts, with both sides' sentences; last spoken of first."""
        high = decode("disputes", cursor, str)[0] if cursor else _END
        rows = self._read(queries.DISPUTES, **asdict(where), high=high, limit=_limit(limit) + 1)
        shaped = {row["id"]: row for row in opposed.disputes(self._read, rows[: _limit(limit)])}
        return _page(
            rows, limit, lambda row: shaped[row["d"]["id"]], lambda row: encode("disputes", row["d"]["date_key"])
        )

    def commitments(
        self, *, by: str | None = None, to: str | None = None, state: str | None = None, on: str | None = None
    ) -> list[CommitmentRow]:
        """Threats, ultimatums and promises and what came of them by that day (today), the latest first."""
        return opposed.tied(self._read, by=by, to=to, state=state, on=on)

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

    def statistics(
        self, *, place: str | None = None, measure: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[StatisticRow]:
        """Published aggregates; `place` includes the places within it, `measure` is a part of the measure's words."""
        rows = self._read(
            queries.statistics(place=place is not None),
            high=decode("statistics", cursor, str)[0] if cursor else _END,
            place=place,
            measure=measure.lower() if measure else None,
            limit=_limit(limit) + 1,
        )
        return _page(rows, limit, shapes.statistic, lambda row: encode("statistics", row["n"]["date_key"]))

    def statements(
        self, *, speaker: str | None = None, article: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[StatementRow]:
        """Attributed spans by speaker (entity id) or article, newest published first."""
        start = decode("statements", cursor, str)[0] if cursor else _END
        by = "speaker" if speaker else "article" if article else "all"
        low, high = (f"{speaker}|", f"{speaker}|{start}") if speaker else ("", start)
        rows = self._read(queries.statements(by), article=article, low=low, high=high, limit=_limit(limit) + 1)
        return _page(rows, limit, shapes.statement, lambda row: encode("statements", row["n"]["date_key"]))

    def articles(
        self, *, outlet: str | None = None, origin: str | None = None, limit: int = 25, cursor: str | None = None
    ) -> Page[ArticleRow]:
        """Articles, newest published first; `outlet` is a name, `origin` an origin id (all copies of one dispatch)."""
        high = decode("articles", cursor, str)[0] if cursor else _END
        rows = self._read(queries.ARTICLES, outlet=outlet, origin=origin, high=high, limit=_limit(limit) + 1)
        return _page(
            rows, limit, lambda row: shapes.article(row["a"]), lambda row: encode("articles", row["a"]["date_key"])
        )

    def article(self, id: str) -> ArticleView:
        """One article with its text and annotations. Raises NotFound."""
        row = _one(self._read(queries.ARTICLE, id=id), "article", id)
        where = asdict(ClaimFilter(article=id))
        both = (queries.CLAIMS_OF_ARTICLE, queries.REJECTED_OF_ARTICLE)
        claims = [row for query in both for row in self._read(query, **where, high=_END, limit=1_000_000)]
        claims.sort(key=lambda row: str(row["c"]["date_key"]), reverse=True)
        return shapes.article_view(row, [shapes.claim(claim) for claim in claims])

    def subgraph(
        self, seeds: Sequence[str], *, depth: int = 1, limit: int = 200, types: Sequence[str] = ()
    ) -> Subgraph:
        """Entities within `depth` (1 to 3) relation edges of the seeds, strongest edges first, at most `limit` nodes."""
        relations = self._store.model.relations
        if unknown := [type for type in types if type not in relations]:
            raise NotFound("relation type", unknown[0])
        limit, query = _limit(limit), queries.AROUND.replace("{types}", "|".join(types or relations))
        kept = dict.fromkeys(seeds[:limit])
        edges: dict[str, Row] = {}
        fringe, truncated = list(kept), len(set(seeds)) > limit
        for _ in range(min(max(depth, 1), 3)):
            found = self._read(query, ids=fringe, limit=4 * limit + 1)
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
        return self._drawn(list(kept), edges.values(), truncated)

    def path(self, source: str, target: str, *, max_length: int = 4) -> Subgraph:
        """A shortest way between two entities over relation edges; empty when there is none or both are the same."""
        if source == target:  # an error on one engine, an answer on the other
            return {"nodes": [], "edges": [], "truncated": False}
        query = queries.with_model(queries.PATH).replace("{length}", str(min(max(max_length, 1), 8)))
        rows = self._read(query, source=source, target=target)
        return self._drawn([end for row in rows for end in (row["a"], row["b"])], rows, False)

    def _drawn(self, ids: Sequence[str], edges: Iterable[Row], truncated: bool) -> Subgraph:
        nodes = self._read(queries.NODES, ids=list(dict.fromkeys(ids))) if ids else []
        return {
            "nodes": [shapes.graph_node(row["n"], row["labels"]) for row in nodes],
            "edges": [shapes.graph_edge(row) for row in edges],
            "truncated": truncated,
        }

    def _evidence(self, edges: Sequence[Row], limit: int) -> dict[str, list[ClaimRow]]:
        """Each edge's newest claims, newest first; the edges carry the ids, so that frequent pairs cost no more than rare ones."""
        limit = _limit(limit)
        wanted = {r["id"]: [*r["claim_ids"][:limit], *(r.get("counter_ids") or [])[:limit]] for r in edges}
        ids = list(dict.fromkeys(id for some in wanted.values() for id in some))
        rows = {row["c"]["id"]: row for row in self._read(queries.EVIDENCE, ids=ids)}
        return {
            edge: [
                shapes.claim(row)
                for row in sorted(
                    (rows[id] for id in some if id in rows), key=lambda row: str(row["c"]["date_key"]), reverse=True
                )[:limit]
            ]
            for edge, some in wanted.items()
        }


def _limit(limit: int) -> int:
    return min(max(limit, 1), MAX_LIMIT)


def _page(rows: Sequence[Row], limit: int, shape: Callable[[Row], T], cursor: Callable[[Row], str]) -> Page[T]:
    """A page from one row more than it holds: the extra one only tells that there is a next page."""
    kept = rows[: _limit(limit)]
    return {"results": [shape(row) for row in kept], "next": cursor(kept[-1]) if len(rows) > len(kept) else None}


def _one(rows: Sequence[Row], kind: str, id: str) -> Row:
    if not rows:
        raise NotFound(kind, id)
    return rows[0]


def _counts(names: Iterable[str], rows: Iterable[Row]) -> dict[str, int]:
    found = {row["name"]: int(row["n"]) for row in rows}
    return {name: found.get(name, 0) for name in names}


def _ends(where: RelationFilter) -> tuple[str | None, str | None, str]:
    """Source, target and where the query starts."""
    if where.between:
        return *where.between, "between"
    if where.source and where.target:
        return where.source, where.target, "both"
    if where.source or where.target:
        return where.source, where.target, "source" if where.source else "target"
    return (where.about, None, "about") if where.about else (None, None, "any")
