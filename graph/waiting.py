"""Reads that nobody waits for any more are ended in the database, and not only left to themselves."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graph.errors import QueryError


class Waiting:
    """One who waits for what a thread reads. `leave` ends the query that runs for them and lets no other begin."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self.left = False

    def leave(self) -> None:
        """Wait no longer. To be called from another thread than the one that reads."""
        with self._lock:
            self.left, end = True, self._end
        if end is not None:
            end()

    @contextmanager
    def during(self, end: Callable[[], None]) -> Iterator[None]:
        """While a query runs that `end` ends. Raises QueryError where nobody waits."""
        with self._lock:
            self.check()
            self._end = end
        try:
            yield
        finally:
            with self._lock:
                self._end = None

    def check(self) -> None:
        """Raise QueryError where nobody waits."""
        if self.left:
            raise QueryError("timeout", "the client is gone")


WAITING: ContextVar[Waiting | None] = ContextVar("waiting", default=None)
"""Who waits for what this thread reads, if that is known."""
