"""A user's own Cypher: read-only by the engine's word, bounded in time, rows and bytes.

On the embedded server a login of a group that may only read is used; the engine refuses everything else. Some queries
are not stopped by its time limits: those are terminated by their id, and if they still burn, the server is restarted. On
Neo4j the transaction is opened for reading with a time limit, after the plan was judged (`graph.permit`).
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as NotDone
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import msgspec
from neo4j import READ_ACCESS, Driver, GraphDatabase, Query, Result
from neo4j.exceptions import AuthError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graph.columns import columns
from graph.embedded import Endpoint
from graph.errors import QueryError, Reason, StoreUnavailable
from graph.hints import understand
from graph.permit import check_plan
from graph.plain import plain
from graph.server_http import server_command

FETCH = 200
GRACE_SECONDS = 0.2  # a query is terminated so long before its time is over, to answer within it
BURN_SECONDS = 1.0  # how long a terminated query may go on before the server is restarted
_NAME = "marsad_query"  # in the metadata of a transaction, to find it again
_TERMINATE = f"""
SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.{_NAME} = $name
TERMINATE TRANSACTIONS id YIELD message RETURN message
"""
Shape = Callable[[Any], Any]
_LOST = (ServiceUnavailable, SessionExpired, OSError)


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


class _Asked:
    """A query that was handed to the database: its answer, and whether it has ended there."""

    def __init__(self, query: str, endpoint: Endpoint, limits: Limits, gone: "Future[None]") -> None:
        self.query, self.endpoint, self.limits, self.gone = query, endpoint, limits, gone
        self.name = secrets.token_hex(8)
        self.future: Future[Answer] = Future()
        self.done = threading.Event()
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long ago that was."""
        return time.monotonic() - self._started


class Guard:
    """Runs users' queries on connections of its own. Safe to share between threads."""

    def __init__(
        self, endpoint: Endpoint, *, restart: Callable[[int], Endpoint] | None = None, limits: Limits | None = None
    ) -> None:
        """`restart` (of Embedded) ends a server in which an abandoned query still burns."""
        self._endpoint = endpoint
        self._restart = restart
        self._limits = limits or Limits()
        self._driver = _driver(endpoint)
        self._lock = threading.Lock()
        self._cleaning: set[threading.Thread] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Wait until no abandoned query burns any more, and close the connections."""
        for thread in list(self._cleaning):
            thread.join()
        self._driver.close()

    @property
    def database(self) -> str:
        """Name of the database."""
        return self._endpoint.database

    def takes(self, user: str, password: str) -> bool:
        """Whether this is the login with which queries are run."""
        end = self._endpoint
        ours = (end.reader_user, end.reader_password) if end.reader_user else (end.user, end.password)
        return secrets.compare_digest(f"{user}\n{password}".encode(), "\n".join(ours).encode())

    def run(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limits: Limits | None = None,
        shape: Shape = plain,
        gone: "Future[None] | None" = None,
    ) -> Answer:
        """Run one query, every value shaped by `shape`. Raises QueryError (its `reason`: syntax, forbidden, timeout, too_large, failed).

        The query is ended as soon as `gone` is done: nobody waits for the answer any more.
        """
        limits = limits or self._limits
        begun = time.monotonic()
        try:
            return self._try(query, dict(parameters or {}), limits, begun, shape, gone)
        except _LOST:
            self._repair()  # the server went down, perhaps by another's query: once more, if there is time
        left = limits.seconds - (time.monotonic() - begun)
        try:
            if left > 2 * GRACE_SECONDS:
                rest = Limits(left, limits.rows, limits.bytes)
                return self._try(query, dict(parameters or {}), rest, begun, shape, gone)
        except _LOST:
            self._repair()
        raise QueryError("too_large", "the database ended while it ran this query, most likely for want of memory")

    def _try(
        self,
        query: str,
        parameters: dict[str, Any],
        limits: Limits,
        begun: float,
        shape: Shape,
        gone: "Future[None] | None",
    ) -> Answer:
        asked = _Asked(query, self._endpoint, limits, gone or Future())
        if asked.gone.done():  # while it waited for its turn
            raise QueryError("timeout", "the client is gone")
        worker = threading.Thread(target=self._work, args=(asked, parameters, begun, shape), name="cypher", daemon=True)
        worker.start()
        ends: tuple[Future[Any], ...] = (asked.future, asked.gone)
        wait(ends, max(limits.seconds - GRACE_SECONDS, 0.05), FIRST_COMPLETED)
        if asked.future.done():
            if not asked.done.wait(0.05):  # the answer is there, but what was cut off is still being made
                self._clean(asked)
            return asked.future.result()
        self._clean(asked)
        if asked.gone.done():
            raise QueryError("timeout", "the client is gone")
        try:
            return asked.future.result(GRACE_SECONDS)
        except NotDone:
            raise _too_slow(limits) from None

    def _work(self, asked: "_Asked", parameters: dict[str, Any], begun: float, shape: Shape) -> None:
        query, limits, future = asked.query, asked.limits, asked.future
        try:
            with self._driver.session(
                database=self._endpoint.database, default_access_mode=READ_ACCESS, fetch_size=FETCH
            ) as session:
                if self._endpoint.embedded:
                    future.set_result(_collect(session.run(query, parameters), limits, begun, shape))
                    return
                explained = session.run(Query(f"EXPLAIN {query}", timeout=limits.seconds), parameters).consume()
                check_plan(explained.query_type, explained.plan)
                result = session.run(Query(query, {_NAME: asked.name}, limits.seconds), parameters)
                future.set_result(_collect(result, limits, begun, shape))
        except QueryError as error:
            _fail(future, error)
        except AuthError as error:
            _fail(future, StoreUnavailable(f"the database refused the login for queries: {error.message}"))
        except _LOST as error:
            _fail(future, error)
        except Neo4jError as error:
            _fail(future, _understood(error, limits, query, explained=not self._endpoint.embedded))
        except (DriverError, ValueError, TypeError) as error:  # parameters that cannot be sent
            _fail(future, QueryError("failed", str(error)))
        finally:
            asked.done.set()

    def _clean(self, asked: "_Asked") -> None:
        """See to it, beside the caller, that an abandoned query ends."""

        def clean() -> None:
            try:
                if not asked.done.is_set():
                    self._terminate(asked)
                # where ending it has no effect, the database may still do so when its time is over
                patience = max(asked.limits.seconds - asked.seconds, 0.0) + BURN_SECONDS
                if not asked.done.wait(patience) and self._restart is not None:
                    self._repair(self._restart, asked.endpoint.pid)
            finally:
                self._cleaning.discard(threading.current_thread())

        thread = threading.Thread(target=clean, name="cypher-clean", daemon=True)
        self._cleaning.add(thread)
        thread.start()

    def _terminate(self, asked: "_Asked") -> None:
        if asked.endpoint.embedded:
            _terminate(asked.endpoint, asked.query, asked.seconds)
            return
        with (
            suppress(Neo4jError, DriverError, OSError),  # its time limit ends it all the same
            self._driver.session(database=asked.endpoint.database) as session,
        ):
            session.run(_TERMINATE, name=asked.name).consume()

    def _repair(self, restart: Callable[[int], Endpoint] | None = None, pid: int = 0) -> None:
        restart = restart or self._restart
        if restart is None:
            return
        with self._lock:
            endpoint = restart(pid)
            if endpoint.bolt_uri != self._endpoint.bolt_uri:
                old, self._driver = self._driver, _driver(endpoint)
                old.close()
            self._endpoint = endpoint


def _collect(result: Result, limits: Limits, begun: float, shape: Shape) -> Answer:
    rows: list[list[Any]] = []
    names, size, truncated = list(result.keys()), 0, False
    for record in result:
        if len(rows) >= limits.rows:
            truncated = True
            break
        row = [shape(value) for value in record.values()]
        size += len(msgspec.json.encode(row))
        if size > limits.bytes:
            if not rows:
                raise QueryError("too_large", f"one row alone is larger than {limits.bytes:,} bytes")
            truncated = True
            break
        rows.append(row)
    return Answer(names or columns(result.consume().query or ""), rows, truncated, time.monotonic() - begun)


def _fail(future: "Future[Answer]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def _too_slow(limits: Limits) -> QueryError:
    return QueryError("timeout", f"the query did not end within {limits.seconds:g} s; ask for less, or for fewer rows")


def _understood(error: Neo4jError, limits: Limits, query: str, *, explained: bool) -> QueryError:
    code, message = error.code or "", error.message or ""
    if re.search(r"TransactionTimedOut|Terminated|LockClientStopped", code):
        return _too_slow(limits)
    reason: Reason = "failed"
    if ".Security." in code or "AccessMode" in code:
        reason, message = "forbidden", f"only reading is allowed here ({message})"
    elif re.search(r"OutOfMemory|MemoryLimit", code) or re.search(
        r"in-heap|maximum.*(range|heap)|range.*limit", message
    ):
        reason = "too_large"
    elif ".Statement." in code:
        reason = "syntax"
    if reason in ("syntax", "failed"):
        said = understand(message, query, explained=explained)
        return QueryError(reason, str(said), line=said.line, column=said.column, suggestion=said.suggestion, code=code)
    return QueryError(reason, message, code=code)


def _terminate(endpoint: Endpoint, query: str, seconds: float) -> None:
    """End the reader's queries of this very text that run as long as ours; one that ended meanwhile is no error."""
    with suppress(StoreUnavailable):  # a server that does not answer is restarted by the one who asks
        for running in server_command(endpoint, "list queries", seconds=BURN_SECONDS):
            ours = running.get("user") == endpoint.reader_user and running.get("text", "").strip() == query.strip()
            if ours and running.get("elapsedMs", 0) >= (seconds - 2 * GRACE_SECONDS) * 1000:
                server_command(endpoint, f"terminate query {running['id']}", seconds=BURN_SECONDS)


def _driver(endpoint: Endpoint) -> Driver:
    login = (endpoint.reader_user, endpoint.reader_password) if endpoint.reader_user else None
    return GraphDatabase.driver(
        endpoint.bolt_uri,
        auth=login or (endpoint.user, endpoint.password),
        connection_timeout=5,
        connection_acquisition_timeout=5,
        user_agent="marsad-query",
        telemetry_disabled=True,
    )
