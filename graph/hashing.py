"""One hash over a whole graph, the same in whatever order and on whichever engine it was loaded."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from graph.cypher import ENTITY, LEDGER, META, REDIRECT, REVIEW
from schema.model import Model

VOLATILE = frozenset(
    {
        "known_from",
        "known_to",
        "revised",
        "origin_was",
        "incident_was",
        "first_known",
        "last_known",
        "written",
        "turn",
        "mark",
        "at",
    }
)
_PAGE = 2000


def canonical_hash(read: Callable[..., list[dict[str, Any]]], model: Model) -> str:
    """Hex digest over every node (labels, properties) and edge (type, ends by our ids, properties), but volatile times.

    Sums the hashes of the items, so a thing that is there twice changes it. Notes of what is still to be projected are
    left out: compare graphs that are up to date.
    """
    total = 0
    kinds = [kind.name for kind in model.kinds.values() if not kind.entity]
    for label in [ENTITY, *kinds, LEDGER, REDIRECT, REVIEW, META]:
        for row in _pages(
            read, f"MATCH (n:{label}) WHERE n.id > $after", "labels(n) AS labels, properties(n) AS props"
        ):
            total += _number(["node", label, sorted(row["labels"]), _stable(row["props"])])
        edges = "MATCH (n)-[r]->(m) RETURN n.id AS a, type(r) AS type, m.id AS b, properties(r) AS props"
        for row in _pages(read, f"MATCH (n:{label}) WHERE n.id > $after", "n.id AS id", edges):
            total += _number(["edge", label, row["a"], row["type"], row["b"], _stable(row["props"])])
    return f"{total % (1 << 256):064x}"


def _pages(
    read: Callable[..., list[dict[str, Any]]], match: str, columns: str, then: str = ""
) -> "list[dict[str, Any]]":
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        tail = f"WITH n ORDER BY n.id LIMIT {_PAGE} "
        ids = read(f"{match} {tail} RETURN n.id AS id", after=after)
        if not ids:
            return found
        found += read(f"{match} {tail} " + (then or f"RETURN {columns}"), after=after)
        after = ids[-1]["id"]


def _stable(props: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in props.items() if name not in VOLATILE and value is not None)


def _number(item: Any) -> int:
    return int.from_bytes(hashlib.sha256(msgspec.json.encode(item)).digest())
