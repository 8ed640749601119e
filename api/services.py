"""What the routes work with: opened once at the start of the server, closed at its end."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.intake import Intake
from api.preview import Preview
from api.problems import Problem, Refused
from api.settings import Settings
from graph.bolt_store import Store
from graph.guard import Guard
from graph.search import Search
from graph.views import View
from schema.model import Model


@dataclass(frozen=True, slots=True)
class Services:
    """The open parts of the server."""

    settings: Settings
    model: Model
    engine: str
    store: Store
    view: View
    search: Search
    guard: Guard
    intake: Intake
    preview: Preview
    queries: "Turnstile"
    exports: "Places"


class Turnstile:
    """Lets `size` queries run at once; as many again may wait, `seconds` at most; the rest is refused."""

    def __init__(self, size: int, seconds: float) -> None:
        self._running = threading.BoundedSemaphore(size)
        self._present = threading.BoundedSemaphore(2 * size)
        self._seconds = seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place while a query runs. Raises Refused (429) when there is none."""
        if not self._present.acquire(blocking=False):
            raise Refused(self._busy())
        try:
            if not self._running.acquire(timeout=self._seconds):
                raise Refused(self._busy())
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._present.release()

    @staticmethod
    def _busy() -> Problem:
        return Problem(429, "Too many queries", "other queries are running; try again soon", {"Retry-After": "2"})


class Places:
    """So many places for what lasts long, such as exports; who finds none is refused at once."""

    def __init__(self, size: int, what: str) -> None:
        self._free = threading.BoundedSemaphore(size)
        self._what = what

    def take(self) -> Callable[[], None]:
        """Take a place; call what is returned once to give it back. Raises Refused (429) when there is none."""
        if not self._free.acquire(blocking=False):
            detail = f"other {self._what} are running; try again when one has ended"
            raise Refused(Problem(429, f"Too many {self._what}", detail, {"Retry-After": "10"}))
        return self._free.release


@asynccontextmanager
async def watched(request: Request) -> "AsyncIterator[Future[None]]":
    """A future that is done as soon as the client is gone. The request's body must have been read."""
    gone: Future[None] = Future()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set_result(None)

    watching = asyncio.create_task(watch())
    try:
        yield gone
    finally:
        watching.cancel()


async def _gone(request: Request) -> "AsyncIterator[Future[None]]":
    async with watched(request) as gone:
        yield gone


async def get_services(request: Request) -> Services:
    """The services of the application that answers this request. Not a plain function: those go by way of another thread."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


Deps = Annotated[Services, Depends(get_services)]
Gone = Annotated["Future[None]", Depends(_gone)]
"""Given to a query that may last: see `graph.guard`."""
