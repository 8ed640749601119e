"""The network of who is tied to whom in a span of time, added up by the database from claims and bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.bolt_store import Store
from graph.errors import NotFound

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

MAX_TIES = 20_000  # relations, the best supported ones
_NAMES_AT_ONCE = 5_000

# a, b, origins, claims, newest (sort key of the newest claim): relations by their independent origins
_TIES = """
MATCH (c:Claim)
WHERE c.date_key >= $start AND c.date_key < $end AND c.stance IN $stances AND c.predicate IN $types
  AND c.triple IS NOT NULL AND c.subject_id <> c.object_id
WITH c.triple AS triple, c.subject_id AS a, c.object_id AS b, count(*) AS claims, count(DISTINCT c.origin) AS origins,
     max(c.date_key) AS newest
RETURN a, b, claims, origins, newest ORDER BY origins DESC, triple LIMIT $limit
"""

# id, name, kind, labels
_NAMES = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN e.id AS id, e.name AS name, e.kind AS kind, labels(e) AS labels"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFilter:
    """What ties. `start` and `end` (ISO days, end exclusive) are compared with the day of publication; `kind` is a kind or label
    that both ends must have; `stated` takes only what was asserted, not mere accusations.
    """

    types: Sequence[str] = ()
    kind: str | None = None
    start: str | None = None
    end: str | None = None
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
        _TIES,
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
    names, kinds = _named(store, sorted({id for pair in ties for id in pair}), where.kind)
    ids = sorted({id for pair in ties if pair[0] in names and pair[1] in names for id in pair})
    number = {id: at for at, id in enumerate(ids)}
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    for (a, b), (weight, newest) in sorted(ties.items()):
        if a in number and b in number:
            graph.add_edge(number[a], number[b], weight=weight, claim=newest.rpartition("|")[2])
    return Network(graph, ids, names, kinds, len(rows) > MAX_TIES)


def _named(store: Store, ids: Sequence[str], label: str | None) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for start in range(0, len(ids), _NAMES_AT_ONCE):
        row: dict[str, Any]
        for row in store.read(_NAMES, ids=ids[start : start + _NAMES_AT_ONCE]):
            if label is None or label in row["labels"]:
                names[row["id"]], kinds[row["id"]] = row["name"], row["kind"]
    return names, kinds


def claims_of(some: Network, node: int, most: int) -> list[str]:
    """The newest claims of a node's strongest ties, one of each."""
    ties = sorted(some.graph[node].items(), key=lambda tie: (-tie[1]["weight"], tie[0]))
    return [tie["claim"] for _, tie in ties[:most]]
