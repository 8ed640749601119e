"""Relation edges in the order of their strength, without reading all of them.

Neither engine walks edges in the order of a property: the strongest of 10,000 around an actor could only be had by reading
and sorting them all. So each edge has a node, its Tie, with the edge's properties and sort keys that are indexed. Ties
are written with their edges (`graph.project`); what is listed, expanded and exported is read from them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from graph.cypher import ENTITY, TIE
from graph.entities import Tx

Row = dict[str, Any]
Read = Callable[..., list[Row]]
KEYS = ("rank_key", "type_key", "source_key", "target_key")
_OWN = frozenset({*KEYS, "type", "source", "target"})
_MOST = 9_999_999_999  # claims: their number counts down from it, so that texts in rising order are edges in falling strength
_END = "~"  # sorts after every character of a key
_AT_ONCE = 5000

_HOLDS = """x.origins >= $min_origins AND x.confidence >= $min_confidence AND ($disputed IS NULL OR x.disputed = $disputed)
  AND ($types IS NULL OR x.type IN $types)"""
_ROW = "RETURN properties(x) AS r"
_FEW = 8  # entities whose ties are walked one by one; of more all edges are read
_NAMES = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) RETURN id, e.name AS name, e.kind AS kind"

# type, r (properties), a, b: the strongest edges around some entities
_AROUND = f"""
UNWIND $ids AS id
MATCH (:{ENTITY} {{id: id}})-[x:{{types}}]-(:{ENTITY}) WHERE x.origins >= $min_origins AND x.confidence >= $min_confidence
WITH DISTINCT x ORDER BY x.claims DESC, x.id LIMIT $limit
RETURN type(x) AS type, properties(x) AS r, startNode(x).id AS a, endNode(x).id AS b
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which ties: of these types (all without any), around one entity or between two, with at least so many origins …"""

    types: Sequence[str] = ()
    source: str | None = None
    target: str | None = None
    about: str | None = None
    pairs: Sequence[tuple[str, str]] = ()  # (source, target); those alone
    min_origins: int = 0
    min_confidence: float = 0.0
    disputed: bool | None = None
    all_types: Sequence[str] = field(default=(), repr=False)  # of the model, to name what is between two

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of the conditions."""
        return {
            "types": list(self.types) or None,
            "min_origins": self.min_origins,
            "min_confidence": self.min_confidence,
            "disputed": self.disputed,
        }


def tie(type: str, edge: Mapping[str, Any]) -> Row:
    """The properties of an edge's tie; `edge` is {a, b, p}: its ends and its properties."""
    props, source, target = edge["p"], edge["a"], edge["b"]
    rank = _rank(props["claims"], props["id"])
    return {
        **props,
        "type": type,
        "source": source,
        "target": target,
        "rank_key": rank,
        "type_key": f"{type}|{rank}",
        "source_key": f"{source}|{rank}",
        "target_key": f"{target}|{rank}",
    }


def renew(tx: Tx, kept: Sequence[Row], gone: Sequence[str]) -> None:
    """Write ties, and remove those of edges (by id) that are no more."""
    if gone:
        tx.run(f"UNWIND $ids AS id MATCH (x:{TIE} {{id: id}}) DELETE x", ids=list(gone)).consume()
    if kept:
        tx.run(f"UNWIND $rows AS r MERGE (x:{TIE} {{id: r.id}}) SET x = r", rows=list(kept)).consume()


def make_missing(read: Read, transact: Callable[[Callable[[Tx], None]], Any], types: Iterable[str]) -> None:
    """Give every edge its tie, in a graph that was written before there were any."""
    for type in types:
        after = ""
        while True:
            rows = read(
                f"MATCH (a:{ENTITY})-[e:{type}]->(b:{ENTITY}) WHERE e.id > $after "
                "RETURN a.id AS a, b.id AS b, properties(e) AS p ORDER BY e.id LIMIT $limit",
                after=after,
                limit=_AT_ONCE,
            )
            if not rows:
                break
            made = [tie(type, row) for row in rows]
            transact(partial(renew, kept=made, gone=()))
            after = rows[-1]["p"]["id"]


def strongest(read: Read, which: Which, after: tuple[int, str] | None, limit: int) -> list[Row]:
    """type, r (properties), a, a_name, a_kind, b …: edges, most claims first, from the one `after` (its claims, its id) on."""
    rank = "" if after is None else _rank(*after)
    if which.pairs:
        ids = [f"{a}|{type}|{b}" for a, b in which.pairs for type in which.types or which.all_types]
        query = f"UNWIND $ids AS id MATCH (x:{TIE} {{id: id}}) WHERE x.rank_key > $rank AND {_HOLDS} {_ROW}"
        rows = read(query, ids=ids, rank=rank, **which.values)
    else:
        rows = _walked(read, which, [which.about or which.source or which.target], rank, limit)
    return _named(read, _sorted(rows, limit))


def neighbours(read: Read, id: str, limit: int) -> list[Row]:
    """type, out, id, name, kind, r (properties): the strongest edges of one entity, and who is at their other end."""
    return [seen_from(id, edge) for edge in strongest(read, Which(about=id), None, limit)]


def seen_from(id: str, edge: Row) -> Row:
    """An edge (type, r, and a, b with their names and kinds) as one of its ends sees it: out, and id, name, kind of the other."""
    out = edge["a"] == id
    other = "b" if out else "a"
    return {**edge, "out": out, "id": edge[other], "name": edge[f"{other}_name"], "kind": edge[f"{other}_kind"]}


def around(read: Read, ids: Sequence[str], which: Which, limit: int) -> list[Row]:
    """type, r (properties), a, b: the strongest edges around any of these entities; `which` names types and bounds alone."""
    if len(ids) <= _FEW:
        return _sorted(_walked(read, replace(which, about=ids[0]), ids, "", limit), limit)
    query = _AROUND.replace("{types}", "|".join(which.types or which.all_types))
    return read(query, ids=list(ids), limit=limit, **which.values)


def count(read: Read, which: Which, limit: int) -> int:
    """How many there are, as far as `limit`."""
    if which.pairs:
        return len(strongest(read, which, None, limit))
    walks, values = _walks(which, [which.about or which.source or which.target], "")
    branches = [f"{walk} WITH x LIMIT $limit RETURN count(x) AS n" for _, walk in walks]
    return min(limit, sum(int(row["n"]) for row in read(" UNION ALL ".join(branches), limit=limit, **values)))


def _rank(claims: int, id: str) -> str:
    return f"{_MOST - claims:010d}|{id}"


def _walked(read: Read, which: Which, ids: Sequence[str | None], rank: str, limit: int) -> list[Row]:
    walks, values = _walks(which, ids, rank)
    branches = [f"{walk} {_ROW} ORDER BY x.{key} LIMIT $limit" for key, walk in walks]
    return read(" UNION ALL ".join(branches), limit=limit, **values)


def _walks(which: Which, ids: Sequence[str | None], rank: str) -> tuple[list[tuple[str, str]], Row]:
    """Each index that is walked (its key, and the query up to what is returned) for each of the entities; and the parameters.

    Only in this form, and not within a CALL, does the embedded engine walk an index in its order and stop.
    """
    values, walks = which.values, []
    for n, (id, key) in enumerate((id, key) for id in ids for key in _keys(which)):
        start = f"{which.types[0]}|" if key == "type_key" else f"{id}|" if id else ""
        values |= {f"low{n}": f"{start}{rank}", f"high{n}": f"{start}{_END}"}
        if key == "type_key":  # an equality that the prefix implies would lead the engine astray
            values["types"] = None
        walks.append((key, f"MATCH (x:{TIE}) WHERE x.{key} > $low{n} AND x.{key} < $high{n} AND {_HOLDS}"))
        if which.about and key == "target_key":  # what leads from an entity to itself is there once
            values[f"self{n}"] = id
            walks[-1] = (key, f"{walks[-1][1]} AND x.source <> $self{n}")
    return walks, values


def _keys(which: Which) -> list[str]:
    if which.about:
        return ["source_key", "target_key"]
    if which.source or which.target:
        return ["source_key" if which.source else "target_key"]
    return ["type_key" if len(which.types) == 1 else "rank_key"]


def _sorted(rows: Iterable[Row], limit: int) -> list[Row]:
    once = {row["r"]["id"]: row["r"] for row in rows}
    return [_edge(found) for found in sorted(once.values(), key=lambda found: str(found["rank_key"]))[:limit]]


def _edge(found: Mapping[str, Any]) -> Row:
    ends = {"type": found["type"], "a": found["source"], "b": found["target"]}
    return {**ends, "r": {name: value for name, value in found.items() if name not in _OWN}}


def _named(read: Read, edges: list[Row]) -> list[Row]:
    """With name and kind of both ends; asked for beside each row, they cost the embedded engine twenty times as much."""
    ids = list(dict.fromkeys(edge[end] for edge in edges for end in ("a", "b")))
    names = {row["id"]: row for row in read(_NAMES, ids=ids)} if ids else {}
    for edge in edges:
        for end in ("a", "b"):
            one = names[edge[end]]
            edge |= {f"{end}_name": one["name"], f"{end}_kind": one["kind"]}
    return edges
