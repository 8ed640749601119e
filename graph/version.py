"""Which state of the graph an answer shows: a mark that every write replaces in its own transaction, whichever process writes.

Marks are random and so never come back, not even when a graph is emptied and made again. An empty database
has none. What others write to a Neo4j on their own is not seen.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from graph.cypher import META
from graph.entities import Tx

_MARK = f"MATCH (m:{META} {{id: 'model'}}) SET m.mark = $mark"
_MARKED = f"MATCH (m:{META} {{id: 'model'}}) RETURN m.mark AS mark"


def mark(tx: Tx) -> None:
    """Let the graph have another version once this transaction is committed."""
    tx.run(_MARK, mark=uuid4().hex).consume()


def version(read: Callable[..., list[dict[str, Any]]]) -> str | None:
    """The version of the graph now: equal ones mean that no write of Marsad lies between. `read` is `Store.read`."""
    rows = read(_MARKED)
    return rows[0]["mark"] if rows else None
