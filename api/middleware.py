"""What every request passes: a request id, the host check, bounds on number, size and time, security headers, the log line.

Plain ASGI and one class, since it runs for every request.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import Problem, problem_response
from api.stream import PATH as STREAM

_LOG = logging.getLogger("marsad.request")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
BODY_SECONDS = 15.0
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DOCS_CSP = CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """Lets requests through to the application, as far as they keep to the bounds."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        any_host: bool,
        max_requests: int,
        max_body: int,
        metrics: Metrics,
        origins: Collection[str] = (),
    ) -> None:
        """`origins`: other sites whose pages may change something here."""
        self.app, self.any_host, self.metrics = app, any_host, metrics
        self.hosts = _LOOPBACK | {host.lower() for host in hosts}
        self.max_requests, self.max_body, self.origins = max_requests, max_body, frozenset(origins)
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        state: dict[str, Any] = {"status": 500, "started": False}
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        path: str = scope["path"]

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"], state["started"] = message["status"], True
                state["first"] = time.perf_counter()
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = DOCS_CSP if path == "/docs" else CSP
                headers["X-Request-ID"] = request_id
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store" if path.startswith("/v1") else "no-cache"
            await send(message)

        try:
            if refused := self._refused(scope, path):
                reason, problem = refused
                self.metrics.refuse(reason)
                await problem_response(problem, request_id)(scope, receive, send_on)
            elif path == STREAM:  # it takes a place of its own, for as long as the client listens
                await self.app(scope, self._bounded(receive), send_on)
            elif self.running >= self.max_requests and path != "/livez":
                self.metrics.refuse("requests")
                busy = Problem(503, "The server is busy", "too many requests at once; try again", {"Retry-After": "1"})
                await problem_response(busy, request_id)(scope, receive, send_on)
            else:
                self.running += 1
                self.metrics.running = self.running
                try:
                    await self.app(scope, self._bounded(receive), send_on)
                finally:
                    self.running -= 1
                    self.metrics.running = self.running
        except _BadBody as error:
            self.metrics.refuse("body")
            if not state["started"]:
                await problem_response(error.problem, request_id)(scope, receive, send_on)
        except Exception:  # noqa: BLE001 - the last door: whatever broke is logged, and the client gets a problem
            _LOG.exception("error", extra={"fields": {"request_id": request_id, "path": path}})
            if not state["started"]:
                broken = Problem(500, "Something broke", "an error that is ours; the log has it under this request id")
                await problem_response(broken, request_id)(scope, receive, send_on)
        finally:
            # of a stream only what it took until it began: how long a client listens is not how long it waited
            seconds = (state["first"] if path == STREAM and "first" in state else time.perf_counter()) - began
            # what no route answers is one series: a path can be anything
            route = getattr(scope.get("route"), "path", None) or scope["state"].get("route", "other")
            self.metrics.count(scope["method"], route, state["status"], seconds)
            if state["status"] == 429:
                self.metrics.refuse("places")
            fields = {
                "request_id": request_id,
                "method": scope["method"],
                "path": path,
                "status": state["status"],
                "ms": round(seconds * 1000, 1),
            }
            _LOG.info("request", extra={"fields": fields})

    def _refused(self, scope: Scope, path: str) -> tuple[str, Problem] | None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
        if not self.any_host and name not in self.hosts:
            # a page elsewhere must not reach us by letting its own name point to this machine
            told = f"this server is not {name!r}; see allowed_hosts in the settings"
            return "host", Problem(421, "Unknown host", told)
        if scope["method"] not in {"GET", "HEAD", "OPTIONS"} and (origin := headers.get(b"origin")):
            came_from = origin.decode("latin-1").lower()
            if urlsplit(came_from).netloc != host and came_from not in self.origins:
                told = "requests that change something must come from this server's page, or an origin in cors_origins"
                return "origin", Problem(403, "Another site's page", told)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.max_body:
            return "body", self._too_big()
        return None

    def _too_big(self) -> Problem:
        return Problem(413, "Body too large", f"at most {self.max_body:,} bytes; send one article at a time")

    def _bounded(self, receive: Receive) -> Receive:
        size, done = 0, False

        async def receive_some() -> Message:
            nonlocal size, done
            if done:  # after the body: only a disconnect can come, however late
                return await receive()
            try:
                message: Any = await asyncio.wait_for(receive(), BODY_SECONDS)
            except TimeoutError:
                raise _BadBody(Problem(408, "Body too slow", f"nothing came for {BODY_SECONDS:g} s")) from None
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                done = not message.get("more_body", False)
                if size > self.max_body:
                    raise _BadBody(self._too_big())
            return message  # type: ignore[no-any-return]

        return receive_some


class _BadBody(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)
