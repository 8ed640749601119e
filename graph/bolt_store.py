"""The store over the official driver, for both engines: open, init, write, delete, count, hash."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from graph.embedded import Endpoint
from schema.model import Model
from schema.records import Extraction
from schema.reference import Reference


class Outcome(StrEnum):
    """What became of one article."""

    created = "created"
    updated = "updated"
    unchanged = "unchanged"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class Written:
    """The result of one article, given only after its commit. `error` says why where the outcome is `failed`."""

    article: str
    outcome: Outcome
    error: str = ""


class Store:
    """An open database. Safe to share between threads; a lost connection is repaired through `ensure`."""

    @classmethod
    def open(
        cls,
        endpoint: Endpoint,
        *,
        ensure: Callable[[], Endpoint] | None = None,
        model: Model | None = None,
        reference: Reference | None = None,
    ) -> Self:
        """Connect and check the log-in. `ensure` (of Embedded) starts a dead server again and gives its address."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        raise NotImplementedError

    def init(self) -> None:
        """Make constraints and indexes and note the model's version; does nothing the second time. Raises NewerModel."""
        raise NotImplementedError

    def write(self, extractions: Iterable[Extraction], *, batch: int = 100) -> Iterator[Written]:
        """Store extractions, lazily and in order, one result each after its commit; relation edges need `project()` after.

        Known and identical ones are `unchanged` and write nothing; one article that cannot be stored is `failed` and
        stops no other. Each article is stored wholly or not at all.
        """
        raise NotImplementedError

    def delete_article(self, id: str) -> bool:
        """Remove an article and all that came from it alone; False when it was not there. `project()` after."""
        raise NotImplementedError

    def clear(self) -> None:
        """Remove everything but the constraints."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """Nodes by kind."""
        raise NotImplementedError

    def canonical_hash(self) -> str:
        """A hash of all nodes and edges by our ids and properties, whatever the order of loading, without volatile times."""
        raise NotImplementedError
