"""What entities are called: those that are there, and those that were merged since, which an earlier moment still has."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from graph.cypher import ENTITY, REDIRECT

Read = Callable[..., list[dict[str, Any]]]
_AT_ONCE = 5_000


class Called(NamedTuple):
    """Name, kind and labels (the kind alone of one that was merged)."""

    name: str
    kind: str
    labels: list[str]


def called(read: Read, ids: Iterable[str], *, merged: bool = False) -> dict[str, Called]:
    """Entities by id; those that nothing tells of any more are left out. With `merged` also what is no entity of its own now."""
    wanted, found = sorted(set(ids)), dict[str, Called]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) RETURN id, e.name AS name, e.kind AS kind, labels(e) AS labels"
        found |= {row["id"]: Called(row["name"], row["kind"], row["labels"]) for row in read(query, ids=some)}
    if merged and (left := [id for id in wanted if id not in found]):
        query = f"UNWIND $ids AS id MATCH (r:{REDIRECT} {{id: id}}) RETURN id, r.kind AS kind, r.names AS names"
        for row in read(query, ids=left):
            name = max(row["names"], key=_full, default=row["id"])
            found[row["id"]] = Called(name, row["kind"], [row["kind"]])
    return found


def _full(name: str) -> tuple[int, bool, str]:
    """Sorts the fullest of several names last, and one that is not all capitals."""
    return len(name), not name.isupper(), name
