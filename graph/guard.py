"""A user's own Cypher: read-only by the engine's word, bounded in time, rows and bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from graph.embedded import Endpoint


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take."""

    seconds: float = 2.5
    rows: int = 5000
    bytes: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows as plain JSON values (nodes as {id, labels, properties} …); `truncated` when a cap cut them."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    seconds: float


class Guard:
    """Runs users' queries on connections of its own. Safe to share between threads."""

    def __init__(
        self, endpoint: Endpoint, *, restart: Callable[[int], Endpoint] | None = None, limits: Limits | None = None
    ) -> None:
        """`restart` (of Embedded) ends a server in which an abandoned query still burns."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        raise NotImplementedError

    def run(self, query: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Answer:
        """Run one query. Raises QueryError (its `reason`: syntax, forbidden, timeout, too_large, failed)."""
        raise NotImplementedError
