"""Ways between two entities over relation edges: the shortest ones, with the evidence of every step.

The database expands around both ends until they meet, over the edges that are allowed; the ways are listed here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Protocol

from typing_extensions import TypedDict

from graph import believed, queries, shapes
from graph.bolt_store import Store
from graph.called import called
from graph.errors import NotFound
from graph.evidence import claims_by_node
from graph.filters import RelationFilter
from graph.results import End, GraphEdge, GraphNode, RelationRow
from graph.slices import Slice
from graph.stance import parts

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

MAX_LENGTH, MAX_WAYS = 6, 50
_EDGES_A_STEP = 5_000  # the strongest ones; beyond, the answer is truncated
_WAYS_COMPARED = 5_000
Row = Mapping[str, Any]

_ALLOWED = "r.origins >= $min_origins AND (NOT $stated OR r.asserted > 0) AND ($undisputed = false OR NOT r.disputed)"

# a, b, id, origins, claims: the strongest allowed edges at some entities
_AROUND = f"""
UNWIND $ids AS id
MATCH (:Entity {{id: id}})-[r:{{types}}]-(:Entity)
WHERE {_ALLOWED}
WITH DISTINCT r ORDER BY r.origins DESC, r.claims DESC, r.id LIMIT $limit
RETURN startNode(r).id AS a, endNode(r).id AS b, r.id AS id, r.origins AS origins, r.claims AS claims
"""

# type, r (properties), a, a_name, a_kind, b, b_name, b_kind: the allowed edges from one entity to another, strongest first
_BETWEEN = f"""
UNWIND $pairs AS pair
MATCH (a:Entity {{id: pair[0]}})-[r:{{types}}]->(b:Entity {{id: pair[1]}})
WHERE {_ALLOWED}
RETURN type(r) AS type, properties(r) AS r, a.id AS a, a.name AS a_name, a.kind AS a_kind, b.id AS b, b.name AS b_name, b.kind AS b_kind
ORDER BY r.origins DESC, r.claims DESC, r.id
"""

# id
_KNOWN = "MATCH (e:Entity {id: $id}) RETURN e.id AS id"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFilter(Slice):
    """Which edges a way may go over, in either direction. `stated` takes only what somebody asserted, not mere accusations.

    Of a slice, the edges are those that its claims make.
    """

    types: Sequence[str] = ()
    stated: bool = False
    undisputed: bool = False
    min_origins: int = 0

    def allows(self, r: Row) -> bool:
        """What `_ALLOWED` asks of a stored edge, of the sums of one."""
        return (not self.stated or r["asserted"] > 0) and not (self.undisputed and r["denied"])


class Hop(TypedDict):
    """One step: all relations that join the two, the best supported first. `forward` where the first goes with the way."""

    source: End
    target: End
    forward: bool
    relations: list[RelationRow]


class Way(TypedDict):
    """One way. `least_origins` is the number of independent origins of its weakest step; `disputed` if somebody denies a step."""

    length: int
    least_origins: int
    disputed: bool
    nodes: list[End]
    hops: list[Hop]


class Ways(TypedDict):
    """The ways, shortest first and of equal ones the best supported; `nodes` and `edges` are all of them for drawing.

    `truncated` tells that there may be more: so many were found, or an entity had too many relations for all of them to be tried.
    """

    ways: list[Way]
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    truncated: bool


def ways(
    store: Store,
    source: str,
    target: str,
    where: WayFilter | None = None,
    *,
    k: int = 5,
    max_length: int = 4,
    evidence: int = 3,
) -> Ways:
    """At most `k` ways of at most `max_length` steps between two entities, each step with its newest `evidence` claims.

    An id that was merged stands for what it was merged into, but at a moment when it was not yet. Raises NotFound for an id
    that is no entity. There is no way from a thing to itself.
    """
    where = where or WayFilter()
    if where.known_at is None or not called(store.read, [source, target], merged=True).keys() >= {source, target}:
        source, target = canonical(store, source), canonical(store, target)
    if source == target:
        return {"ways": [], "nodes": [], "edges": [], "truncated": False}
    edges = _Sliced(store, where) if where.of_claims else _Stored(store, where)
    meeting = _Meeting(edges, source, target)
    chosen, truncated = _shortest(meeting, max(k, 1), min(max(max_length, 1), MAX_LENGTH))
    pairs = {pair for nodes in chosen for a, b in pairwise(nodes) for pair in ((a, b), (b, a))}
    return _shown(store, chosen, edges.between(pairs) if pairs else [], evidence, truncated, where.known_at)


def canonical(store: Store, id: str) -> str:
    """The id of the entity that this id stands for: its own, or that of what it was merged into. Raises NotFound."""
    if store.read(_KNOWN, id=id):
        return id
    if moved := store.read(queries.REDIRECTED, id=id):
        return str(moved[0]["to"])
    raise NotFound("entity", id)


class _Edges(Protocol):
    """Where edges are looked for."""

    def around(self, ids: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """a, b, origins: the strongest allowed edges at some entities."""

    def between(self, pairs: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        """As `_BETWEEN`: the allowed edges from the first to the second of each pair, strongest first."""


class _Stored:
    """The edges as they stand."""

    def __init__(self, store: Store, where: WayFilter) -> None:
        self._read, self._types = store.read, "|".join(where.types or store.model.relations)
        self._given = {"min_origins": where.min_origins, "stated": where.stated, "undisputed": where.undisputed}

    def around(self, ids: Sequence[str], limit: int) -> list[dict[str, Any]]:
        return self._read(_AROUND.replace("{types}", self._types), ids=list(ids), limit=limit, **self._given)

    def between(self, pairs: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        asked = [list(pair) for pair in sorted(pairs)]
        return self._read(_BETWEEN.replace("{types}", self._types), pairs=asked, **self._given)


class _Sliced:
    """The edges that the claims of a slice make."""

    def __init__(self, store: Store, where: WayFilter) -> None:
        self._read, self._where = store.read, where
        self._asked = asdict(RelationFilter(min_origins=where.min_origins)) | {"types": list(where.types) or None}

    def around(self, ids: Sequence[str], limit: int) -> list[dict[str, Any]]:
        rows = believed.edges(self._read, self._asked, ids, self._where, None, limit)
        ends = [(parts(row["key"]), row["origins"]) for row in rows if self._where.allows(row)]
        return [{"a": a, "b": b, "origins": origins} for (a, _, b), origins in ends]

    def between(self, pairs: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        starts = sorted({a for a, _ in pairs})
        rows = believed.relations(self._read, self._asked, starts, self._where, None, _EDGES_A_STEP)
        kept = [row for row in rows if (row["a"], row["b"]) in pairs and self._where.allows(row["r"])]
        return sorted(kept, key=lambda row: (-row["r"]["origins"], -row["r"]["claims"], row["r"]["id"]))


class _Meeting:
    """The edges around two ends, a step at a time, as a graph of pairs: grown by turns, it holds every way of as many steps."""

    def __init__(self, edges: _Edges, source: str, target: str) -> None:
        self._edges = edges
        self.ends = (source, target)
        import networkx as nx  # when it is first needed: a server that is never asked stays small

        self.graph: nx.Graph = nx.Graph()
        self.graph.add_nodes_from(self.ends)
        self.truncated = False
        self._fringe = [[source], [target]]
        self._seen = [{source}, {target}]

    def grow(self, side: int) -> None:
        """Add the edges at what was last reached from one end."""
        if not self._fringe[side]:
            return
        rows = self._edges.around(self._fringe[side], _EDGES_A_STEP + 1)
        self.truncated |= len(rows) > _EDGES_A_STEP
        for row in rows[:_EDGES_A_STEP]:
            old = self.graph.get_edge_data(row["a"], row["b"], {"origins": 0})
            self.graph.add_edge(row["a"], row["b"], origins=max(old["origins"], row["origins"]))
        reached = {id for row in rows[:_EDGES_A_STEP] for id in (row["a"], row["b"])}
        self._fringe[side] = sorted(reached - self._seen[side])
        self._seen[side] |= reached


def _shortest(meeting: _Meeting, k: int, most: int) -> tuple[list[list[str]], bool]:
    """The `k` best ways: fewest steps, then the best supported weakest step; and whether there may be more."""
    import networkx as nx

    graph, (source, target) = meeting.graph, meeting.ends
    chosen: list[list[str]] = []
    for length in range(1, most + 1):
        meeting.grow((length + 1) % 2)
        ahead = nx.single_source_shortest_path_length(graph, target, cutoff=length)
        found = list(islice(_of_length(graph, ahead, [source], target, length), _WAYS_COMPARED + 1))
        found.sort(key=lambda nodes: (-_least(graph, nodes), nodes))
        chosen += found
        if len(chosen) >= k or len(found) > _WAYS_COMPARED:
            return chosen[:k], meeting.truncated or len(chosen) > k or length < most
    return chosen, meeting.truncated


def _of_length(
    graph: "nx.Graph", ahead: Mapping[str, int], path: list[str], target: str, length: int
) -> Iterator[list[str]]:
    """All ways of so many more steps that go on from a path. `ahead` is the distance to the target: what cannot arrive in time is not
    tried, which networkx's own listing of ways does, at a price that grows with every hub."""
    for node in sorted(graph[path[-1]]):
        if node == target:
            if length == 1:
                yield [*path, node]
        elif length > 1 and ahead.get(node, length) < length and node not in path:
            yield from _of_length(graph, ahead, [*path, node], target, length - 1)


def _least(graph: "nx.Graph", nodes: Sequence[str]) -> int:
    return min(int(graph[a][b]["origins"]) for a, b in pairwise(nodes))


def _shown(
    store: Store,
    chosen: Sequence[Sequence[str]],
    rows: Sequence[Row],
    evidence: int,
    truncated: bool,
    known_at: str | None,
) -> Ways:
    wanted = {
        r["r"]["id"]: [*r["r"]["claim_ids"][:evidence], *(r["r"].get("counter_ids") or [])[:evidence]] for r in rows
    }
    claims = claims_by_node(store.read, sorted({id for some in wanted.values() for id in some}), known_at)
    relations: dict[tuple[str, str], list[RelationRow]] = {}
    names: dict[str, End] = {}
    for row in rows:
        proofs = [claims[id] for id in wanted[row["r"]["id"]] if id in claims]
        relations.setdefault((row["a"], row["b"]), []).append(shapes.relation(row, proofs))
        for end in ("a", "b"):
            names[row[end]] = {"id": row[end], "name": row[f"{end}_name"]}
    # what was taken away between the two looks at the graph is no way any more
    chosen = [way for way in chosen if all((a, b) in relations or (b, a) in relations for a, b in pairwise(way))]
    ids = list(dict.fromkeys(id for nodes in chosen for id in nodes))
    nodes = {row["n"]["id"]: row for row in store.read(queries.NODES, ids=ids)} if ids else {}
    return {
        "ways": [_way(nodes, relations, names) for nodes in chosen],
        "nodes": [_node(id, nodes, names) for id in ids],
        "edges": [shapes.graph_edge(row) for row in rows],
        "truncated": truncated,
    }


def _node(id: str, nodes: Mapping[str, Row], names: Mapping[str, End]) -> GraphNode:
    """A node for drawing, also of an earlier moment where nothing tells of it any more."""
    if id in nodes:
        return shapes.graph_node(nodes[id]["n"], nodes[id]["labels"])
    return {"id": id, "labels": [], "caption": names[id]["name"], "props": {}}


def _way(nodes: Sequence[str], relations: Mapping[tuple[str, str], list[RelationRow]], names: Mapping[str, End]) -> Way:
    hops: list[Hop] = []
    for a, b in pairwise(nodes):
        some = sorted(
            (*relations.get((a, b), ()), *relations.get((b, a), ())),
            key=lambda r: (-r["origins"], -r["claims"], r["id"]),
        )
        hops.append(
            {"source": names[a], "target": names[b], "forward": some[0]["source"]["id"] == a, "relations": some}
        )
    return {
        "length": len(hops),
        "least_origins": min(hop["relations"][0]["origins"] for hop in hops),
        "disputed": any(all(r["disputed"] for r in hop["relations"]) for hop in hops),
        "nodes": [names[id] for id in nodes],
        "hops": hops,
    }
