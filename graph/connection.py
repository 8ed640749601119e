"""One logical connection to a database: whole functions are tried again when the server was busy, gone or restarted."""

import random
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any, TypeVar

from neo4j import READ_ACCESS, Driver, GraphDatabase, Query, Transaction
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.embedded import Endpoint
from graph.errors import StoreUnavailable
from graph.server_http import terminate_alike
from graph.waiting import WAITING, Waiting

T = TypeVar("T")
WRITE_SECONDS, READ_SECONDS = 60.0, 15.0
LEAST_FREE = 32_000_000  # bytes; with less, a write that fails did so for want of space
_NAME = "marsad_read"  # in the metadata of a transaction, to find it again
_TERMINATE = f"""
SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.{_NAME} = $name
TERMINATE TRANSACTIONS id YIELD message RETURN message
"""
_LOST = (ServiceUnavailable, SessionExpired, IncompleteCommit, OSError)


class Connection:
    """A driver that outlives its server. Safe to share between threads."""

    def __init__(self, endpoint: Endpoint, ensure: Callable[[], Endpoint] | None = None) -> None:
        self.endpoint = endpoint
        self._ensure = ensure
        self._driver = _driver(endpoint)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close all its sockets."""
        self._driver.close()

    def check(self) -> None:
        """Raise StoreUnavailable with the reason unless the server answers and takes the login."""
        self.read("RETURN 1 AS one")

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction and commit it, from the start again if that did not work out.

        A lost commit may have been done all the same, so `work` must be an upsert that finds its own traces.
        """

        def once() -> T:
            with (
                self._driver.session(database=self.endpoint.database) as session,
                session.begin_transaction() as transaction,
            ):
                result = work(transaction)
                transaction.commit()
                return result

        return self._insist(once, WRITE_SECONDS, writing=True)

    def read(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows of one query, each a map of its columns; to be asked for values and maps, not for nodes or edges.

        Raises QueryError where who waits for them has left (`graph.waiting`).
        """
        waiting = WAITING.get()

        def once() -> list[dict[str, Any]]:
            name = secrets.token_hex(8) if waiting else ""
            text = Query(query, {_NAME: name}) if waiting and not self.endpoint.embedded else query
            ended = waiting.during(partial(self._end, query, name, time.monotonic())) if waiting else nullcontext()
            with (
                ended,
                self._driver.session(
                    database=self.endpoint.database, default_access_mode=READ_ACCESS, fetch_size=-1
                ) as session,
            ):
                # `Record.data` walks through every value to turn nodes into maps: ten times slower, and we ask for none
                result = session.run(text, dict(parameters or {}))
                columns = result.keys()
                return [dict(zip(columns, record.values(), strict=True)) for record in result]

        return self._insist(once, READ_SECONDS, waiting=waiting)

    def _end(self, query: str, name: str, begun: float) -> None:
        """End a read that runs; one that ended meanwhile is no error."""
        if self.endpoint.embedded:
            with suppress(StoreUnavailable):
                terminate_alike(self.endpoint, self.endpoint.user, query, time.monotonic() - begun)
            return
        with (
            suppress(Neo4jError, DriverError, OSError),
            self._driver.session(database=self.endpoint.database) as session,
        ):
            session.run(_TERMINATE, name=name).consume()

    def declare(self, statement: str) -> None:
        """Run a statement that changes constraints or indexes, which takes a transaction of its own."""

        def once() -> None:
            with self._driver.session(database=self.endpoint.database) as session:
                session.run(statement).consume()

        self._insist(once, WRITE_SECONDS, writing=True)

    def _insist(
        self, once: Callable[[], T], seconds: float, writing: bool = False, waiting: Waiting | None = None
    ) -> T:
        end, pause = time.monotonic() + seconds, 0.02
        while True:
            try:
                return once()
            except AuthError as error:
                raise StoreUnavailable(
                    f"{self.endpoint.bolt_uri} refused the login of {self.endpoint.user!r}: {error.message}"
                ) from error
            except ConfigurationError:
                raise
            except (Neo4jError, DriverError, OSError) as error:
                if waiting is not None:
                    waiting.check()
                if writing:
                    _check_disk(self.endpoint)  # nothing that was asked is to blame for a full disk
                lost = isinstance(error, _LOST)
                if not (lost or _passes(error)) or time.monotonic() > end:
                    if lost:
                        raise StoreUnavailable(f"no database answers at {self.endpoint.bolt_uri}: {error}") from error
                    raise
                if lost:
                    self._repair()
            time.sleep(pause * (0.5 + random.random()))
            pause = min(pause * 2, 1.0)

    def _repair(self) -> None:
        if self._ensure is None:
            return
        with self._lock:
            endpoint = self._ensure()
            if endpoint.bolt_uri != self.endpoint.bolt_uri:
                old, self._driver = self._driver, _driver(endpoint)
                old.close()
            self.endpoint = endpoint


def _check_disk(endpoint: Endpoint) -> None:
    if endpoint.folder and (free := shutil.disk_usage(endpoint.folder).free) < LEAST_FREE:
        raise StoreUnavailable(
            f"the disk of {endpoint.folder} is full ({free // 1_000_000} MB free): nothing more can be stored; "
            "free some space and run the same command again"
        )


def _passes(error: Exception) -> bool:
    """Whether the same function may well succeed when it is run again: conflicts, two makers of one node, time-outs."""
    if isinstance(error, ConstraintError):
        return True
    if isinstance(error, Neo4jError):
        # one that was ended in the place of another of the same text is asked once more
        return error.is_retryable() or bool(re.search("ConcurrentModification|[Tt]erminated", error.message or ""))
    return isinstance(error, DriverError) and error.is_retryable()


def _driver(endpoint: Endpoint) -> Driver:
    return GraphDatabase.driver(
        endpoint.bolt_uri,
        auth=(endpoint.user, endpoint.password),
        connection_timeout=10,
        connection_acquisition_timeout=30,
        max_connection_lifetime=3600,
        keep_alive=True,
        user_agent="marsad",
        telemetry_disabled=True,
    )
