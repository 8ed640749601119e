"""Answers that need not be made again: `ETag` and `304`, from the version of the graph, the address and the format; and the
answers that were given a moment ago (`api.answers`).

A tag is weak: the same rows may come compressed or not. It names a version that was read before the answer was, so an
answer may be newer than its tag says and is then fetched once more, but never the other way round. Only a request that
brings a tag, or whose answer may be there already, costs a look at the version; the others are given the last one seen.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import Address, Answers
from graph.version import version
from schema.errors import MarsadError

# What is read from the graph alone. Search has an index that lags behind, the catalogue counts the inbox too.
READ = frozenset({
    "analytics", "articles", "claims", "commitments", "contradictions", "entities", "graph", "incidents", "judgements", "origins",
    "paths", "recipes", "relations", "statements", "statistics", "stats", "vocabulary",
})  # fmt: skip
CACHE_CONTROL = "private, no-cache"  # kept by the client alone, and asked for again before each use
_PACKAGES = ("api", "graph", "schema")


class Freshness:
    """Answers 304 to who has the answer already, and tags the others."""

    def __init__(self, app: ASGIApp, *, program: str) -> None:
        """`program` stands for everything beside the graph that forms answers: see `program_version`."""
        self.app, self._program = app, program
        self._last: str | None = None
        self._answers, self._look = Answers(), _Look()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if not _is_read(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        brought = headers.get("if-none-match", "")
        address = (scope["path"], scope["query_string"], headers.get("accept", ""))
        if looked := bool(brought) or self._last is None or self._answers.knows(address):
            self._last = await self._look.now(scope)
        tag = None if self._last is None else self._tag(self._last, address)
        scope["state"]["route"] = _series(scope)  # for the metrics, since no route sees a request that ends here
        if tag and tag in {one.strip() for one in brought.split(",")}:
            await send({"type": "http.response.start", "status": 304, "headers": _headers(tag, [])})
            await send({"type": "http.response.body", "body": b""})
            return
        if looked and tag and scope["method"] == "GET" and (answer := await self._answers.find(address, tag)):
            await answer.send(scope, send)
            return

        async def send_tagged(message: Message, send: Send) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and tag:
                message["headers"] = _headers(tag, message["headers"])
            await send(message)

        async def answered(send: Send) -> None:
            await self.app(scope, receive, partial(send_tagged, send=send))

        if tag and scope["method"] == "GET":
            await self._answers.make(address, tag, scope, send, answered)
        else:
            await answered(send)

    def _tag(self, state: str, address: Address) -> str:
        path, query, accept = address
        # what is open today may have expired tomorrow without any write
        told = "\n".join((self._program, state, date.today().isoformat(), path, query.decode("latin-1"), accept))
        return f'W/"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


class _Look:
    """Looks which version of the graph there is; those who ask while one looks share the next look, which begins after they asked."""

    def __init__(self) -> None:
        self._running: asyncio.Task[str | None] | None = None
        self._next: asyncio.Task[str | None] | None = None

    async def now(self, scope: Scope) -> str | None:
        """The version now or later."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._first(scope))
            return await asyncio.shield(self._running)
        if self._next is None:
            self._next = asyncio.create_task(self._second(self._running, scope))
        return await asyncio.shield(self._next)

    async def _first(self, scope: Scope) -> str | None:
        return await anyio.to_thread.run_sync(_version, scope)

    async def _second(self, before: "asyncio.Task[str | None]", scope: Scope) -> str | None:
        await asyncio.wait((before,))
        self._running, self._next = self._next, None
        return await self._first(scope)


def program_version(*told: object) -> str:
    """A text that is another one when the program's files or `told` are: a changed program may answer otherwise."""
    root = Path(__file__).parents[1]
    files = [path for name in _PACKAGES for path in sorted((root / name).rglob("*")) if path.suffix != ".pyc"]
    stats = [(str(path.relative_to(root)), path.stat().st_mtime_ns) for path in files if path.is_file()]
    return hashlib.blake2b(repr((stats, told)).encode(), digest_size=12).hexdigest()


def _is_read(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    parts = scope["path"].split("/")
    return len(parts) > 2 and parts[1] == "v1" and parts[2] in READ


def _series(scope: Scope) -> str:
    parts = scope["path"].split("/")
    return "/".join(parts[:3]) + ("/…" if len(parts) > 3 else "")


def _version(scope: Scope) -> str | None:
    read: Callable[..., list[dict[str, object]]] = scope["app"].state.services.store.read
    try:
        return version(read)
    except MarsadError:  # the answer itself will say what is wrong
        return None


def _headers(tag: str, found: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    headers = MutableHeaders(raw=list(found))
    headers["ETag"] = tag
    headers["Cache-Control"] = CACHE_CONTROL
    if "accept" not in {name.strip().lower() for name in headers.get("vary", "").split(",")}:
        headers.add_vary_header("Accept")
    return headers.raw
