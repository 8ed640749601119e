"""The network of who is tied to whom in a span of time, added up by the database from claims and bounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.bolt_store import Store
from graph.called import called
from graph.errors import NotFound
from graph.slices import Slice, id_then, labels

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

MAX_TIES = 20_000  # relations, the best supported ones

# a, b, origins, claims, newest (sort key of the newest claim): relations by their independent origins
_TIES = """{claims}
WITH triple, a, b, count(*) AS claims, count(DISTINCT origin) AS origins, max(at) AS newest
RETURN a, b, claims, origins, newest ORDER BY origins DESC, triple LIMIT $limit
"""
_CLAIMS = """MATCH (x:{label})
WHERE x.date_key >= $start AND x.date_key < $end AND x.stance IN $stances AND x.predicate IN $types
  AND x.triple IS NOT NULL AND x.subject_id <> x.object_id{held}
{give} x.triple AS triple, x.subject_id AS a, x.object_id AS b, {origin} AS origin, x.date_key AS at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFilter(Slice):
    """What ties. `start` and `end` (ISO days, end exclusive) are compared with the day of publication; `kind` is a kind or label
    that both ends must have; `stated` takes only what was asserted, not mere accusations.

    As the network was at a moment it has the entities of then, under the names of then.
    """

    types: Sequence[str] = ()
    kind: str | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected graph over the numbers 0 … n-1 of entities in the order of their ids, so that nothing depends on hashing.

    An edge has `weight`, independent origins summed over the relations of the two, and `claim`, the newest of their claims.
    """

    graph: "nx.Graph"
    ids: list[str]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    truncated: bool


def network(store: Store, where: NetworkFilter) -> Network:
    """The ties of a span of time. Raises NotFound for a relation type that the model has not."""
    import networkx as nx  # when it is first needed: a server that is never asked stays small

    relations = store.model.relations
    if unknown := [type for type in where.types if type not in relations]:
        raise NotFound("relation type", unknown[0])
    rows = store.read(
        _ties(where),
        **where.parameters,
        start=where.start or "",
        end=where.end or "~",
        stances=["asserts"] if where.stated else ["asserts", "alleges"],
        types=list(where.types or relations),
        limit=MAX_TIES + 1,
    )
    ties: dict[tuple[str, str], tuple[int, str]] = {}
    for row in rows[:MAX_TIES]:
        pair = (min(row["a"], row["b"]), max(row["a"], row["b"]))
        weight, newest = ties.get(pair, (0, ""))
        ties[pair] = weight + int(row["origins"]), max(newest, row["newest"])
    names, kinds = _named(store, {id for pair in ties for id in pair}, where)
    ids = sorted({id for pair in ties if pair[0] in names and pair[1] in names for id in pair})
    number = {id: at for at, id in enumerate(ids)}
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    for (a, b), (weight, newest) in sorted(ties.items()):
        if a in number and b in number:
            graph.add_edge(number[a], number[b], weight=weight, claim=newest.rpartition("|")[2])
    return Network(graph, ids, names, kinds, len(rows) > MAX_TIES)


def _ties(where: NetworkFilter) -> str:
    origin = id_then("origin") if where.known_at else "x.origin"
    found = labels("Claim", replace(where, start=None, end=None))  # the span is that of the sort key
    give = "WITH" if len(found) == 1 else "RETURN"
    parts = [_CLAIMS.format(label=label, held=held, give=give, origin=origin) for label, held in found]
    return _TIES.format(claims=parts[0] if len(parts) == 1 else f"CALL () {{ {' UNION ALL '.join(parts)} }}")


def _named(store: Store, ids: Iterable[str], where: NetworkFilter) -> tuple[dict[str, str], dict[str, str]]:
    named = called(store.read, ids, merged=where.known_at is not None)
    some = {id: one for id, one in named.items() if where.kind is None or where.kind in one.labels}
    return {id: one.name for id, one in some.items()}, {id: one.kind for id, one in some.items()}


def claims_of(some: Network, node: int, most: int) -> list[str]:
    """The newest claims of a node's strongest ties, one of each."""
    ties = sorted(some.graph[node].items(), key=lambda tie: (-tie[1]["weight"], tie[0]))
    return [tie["claim"] for _, tie in ties[:most]]
