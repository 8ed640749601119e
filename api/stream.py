"""The stream of changes: one task asks the database for news, and any number of clients are sent it as server-sent events.

Clients share one ring of the newest changes and hold nothing but their place in it, so that a slow one costs no memory. One
that fell out of the ring reads the log itself; one that takes nothing for a while is let go, and comes again by its last id.
"""

import asyncio
import logging
from bisect import bisect_right
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import orjson
from anyio.to_thread import run_sync
from fastapi.sse import format_sse_event
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.problems import Problem, Refused
from graph import changes
from graph.changes import Bounds, ChangeRow, Read, Wanted
from graph.errors import ChangesGone, GraphError

_LOG = logging.getLogger("marsad.stream")
PATH = "/v1/stream"
POLL_SECONDS = 0.25
HEARTBEAT_SECONDS = 15.0
STUCK_SECONDS = 30.0
RETRY_MILLISECONDS = 2000
RING = 5000
_PAGE = 500
_AT_ONCE = 200  # changes in one piece that is sent

Told = tuple[int, ChangeRow, bytes]


class Hub:
    """Knows the newest changes and tells of them. Lives in the event loop; only the database is asked in other threads."""

    def __init__(self, read: Read, most: int) -> None:
        self._read, self._most = read, most
        self._ring: list[Told] = []
        self._floor = self._latest = 0  # everything between these two is in the ring
        self._news, self._wake = asyncio.Event(), asyncio.Event()
        self._threads = anyio.CapacityLimiter(2)  # apart from those of the requests
        self.clients, self.closed = 0, False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ask for news as long as this is open."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def close(self) -> None:
        """End all streams; their clients come again when a server is there again."""
        self.closed = True
        self._wake.set()
        self._tell()

    async def enter(self) -> Bounds:
        """Take a place and see where the log is. Raises Refused (503) when there is none left; `leave` gives it back."""
        if self.closed or self.clients >= self._most:
            detail = "too many clients listen already (max_streams); ask /v1/changes instead, or try again"
            raise Refused(Problem(503, "The server is busy", detail, {"Retry-After": "10"}))
        self.clients += 1
        try:
            has = await run_sync(changes.bounds, self._read, limiter=self._threads)
        except BaseException:
            self.leave()
            raise
        self._wake.set()
        return has

    def leave(self) -> None:
        """Give a place back."""
        self.clients -= 1

    async def after(self, at: int, wanted: Wanted) -> tuple[list[bytes], int]:
        """The events beyond a number that are there already, some at a time, and up to where. Raises ChangesGone."""
        if at < self._floor or at > self._latest:
            found, upto, _ = await run_sync(changes.page, self._read, at, wanted, _PAGE, limiter=self._threads)
            return [_event(one) for one in found], upto
        start = bisect_right(self._ring, at, key=lambda told: told[0])
        some = self._ring[start : start + _AT_ONCE]
        return [told[2] for told in some if wanted.takes(told[1])], some[-1][0] if some else at

    async def wait(self, seconds: float) -> bool:
        """Until there is news, or for so long; whether there is."""
        news = self._news
        with anyio.move_on_after(seconds):
            await news.wait()
            return True
        return False

    async def _run(self) -> None:
        idle = True
        while not self.closed:
            if not self.clients:
                idle = True
                self._wake.clear()
                await self._wake.wait()
                continue
            try:
                await self._ask(anew=idle)
                idle = False
            except GraphError:
                await asyncio.sleep(1)  # the database is away; what it does meanwhile is in the log
            except Exception:  # noqa: BLE001 - a task that ends would let all streams fall silent
                _LOG.exception("the change log cannot be read")
                await asyncio.sleep(5)
            await asyncio.sleep(POLL_SECONDS)

    async def _ask(self, *, anew: bool) -> None:
        has = await run_sync(changes.bounds, self._read, limiter=self._threads)
        if anew or has.latest < self._latest or self._latest < has.floor:
            # nobody listened before; or it is another database, or an older state of it; or we were away for too long
            self._ring.clear()
            self._floor = self._latest = has.latest
            self._tell()
        while self._latest < has.latest:
            rows = await run_sync(_next, self._read, self._latest, limiter=self._threads)
            if not rows:
                break
            self._ring += [(row["seq"], row, _event(row)) for row in rows]
            self._latest = rows[-1]["seq"]
            if len(self._ring) > 2 * RING:
                self._floor = self._ring[-RING - 1][0]
                del self._ring[:-RING]
            self._tell()
            await asyncio.sleep(0)

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


class EventStream(Response):
    """One client's stream. `since` is where it begins; `reset` tells it first that it missed something for good."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, wanted: Wanted, since: int, *, reset: ChangesGone | None = None) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        self._hub, self._wanted, self._at, self._reset = hub, wanted, since, reset
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client goes, the server ends, or the client takes nothing any more."""
        try:
            async with anyio.create_task_group() as group:

                async def gone() -> None:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    group.cancel_scope.cancel()

                group.start_soon(gone)
                with suppress(TimeoutError):
                    await self._send_all(send)
                group.cancel_scope.cancel()
        finally:
            self._hub.leave()

    async def _send_all(self, send: Send) -> None:
        async def put(body: bytes, more: bool = True) -> None:
            with anyio.fail_after(STUCK_SECONDS):
                await send({"type": "http.response.body", "body": body, "more_body": more})

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await put(format_sse_event(retry=RETRY_MILLISECONDS, id=str(self._at)))
        if self._reset is not None:
            await put(_missed(self._reset))
        while not self._hub.closed:
            try:
                events, upto = await self._hub.after(self._at, self._wanted)
            except ChangesGone as gone:
                events, upto = [_missed(gone)], gone.latest
            except GraphError:
                break  # the database is away: the client comes again
            went_on, self._at = upto != self._at, upto
            if events:
                await put(b"".join(events))
            elif not went_on and not await self._hub.wait(HEARTBEAT_SECONDS):
                # an id without data moves the client's last id on and is no event
                await put(format_sse_event(comment="nothing new", id=str(self._at)))
        await put(b"", more=False)


def _next(read: Read, since: int) -> list[ChangeRow]:
    found: list[ChangeRow] = []
    for row in changes.after(read, since):
        found.append(row)
        if len(found) >= _PAGE:
            break
    return changes.named(read, found)


def _event(row: ChangeRow) -> bytes:
    return format_sse_event(data_str=orjson.dumps(row).decode(), id=str(row["seq"]))


def _missed(gone: ChangesGone) -> bytes:
    told = {"since": gone.since, "oldest": gone.oldest, "latest": gone.latest, "detail": str(gone)}
    return format_sse_event(event="reset", data_str=orjson.dumps(told).decode(), id=str(gone.latest))
