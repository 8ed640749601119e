"""Answers that were given a moment ago, for whoever asks the same of a graph that nothing was written to since."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Message, Scope, Send

KEPT_SECONDS = 5.0  # what others write to a Neo4j by hand has no version: it is seen this late at most
MOST_BYTES = 16 * 2**20
LARGEST = 2**20
Address = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: the tag that it was given, its headers and body, the route for the metrics."""

    tag: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: str
    made: float = field(default_factory=time.monotonic)

    async def send(self, scope: Scope, send: Send) -> None:
        """Give it once more."""
        scope["state"]["route"] = self.route
        await send({"type": "http.response.start", "status": 200, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


class Answers:
    """The last answers by address, as far as they find room; those that nobody asked for longest go first. For the event loop alone."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Address, Answer] = OrderedDict()
        self._bytes = 0
        self._making: dict[Address, tuple[str, asyncio.Future[Answer | None]]] = {}

    def knows(self, address: Address) -> bool:
        """Whether an answer is there or on its way, so that it is worth to look which version of the graph there is."""
        return address in self._making or self._fresh(address) is not None

    async def find(self, address: Address, tag: str) -> Answer | None:
        """The answer of this tag; one that is being made is waited for."""
        answer = self._fresh(address)
        if answer is not None and answer.tag == tag:
            self._kept.move_to_end(address)
            return answer
        made, waiting = self._making.get(address, ("", None))
        return await asyncio.shield(waiting) if waiting is not None and made == tag else None

    async def make(
        self, address: Address, tag: str, scope: Scope, send: Send, answer: Callable[[Send], Awaitable[None]]
    ) -> None:
        """Let `answer` answer, and keep what it sends, if that is whole, right and small enough."""
        seen: list[Message] = []

        async def send_on(message: Message) -> None:
            if len(seen) < 2:  # a copy: who sends it on puts headers of this one request into it
                seen.append({**message, "headers": list(message.get("headers", ()))})
            await send(message)

        ready: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._making[address] = (tag, ready)
        try:
            await answer(send_on)
        finally:
            found = _whole(seen, tag, scope)
            if self._making.get(address) == (tag, ready):
                del self._making[address]
            if found is not None:
                self._keep(address, found)
            ready.set_result(found)

    def _fresh(self, address: Address) -> Answer | None:
        answer = self._kept.get(address)
        if answer is not None and time.monotonic() - answer.made > KEPT_SECONDS:
            self._drop(address)
            return None
        return answer

    def _keep(self, address: Address, answer: Answer) -> None:
        self._drop(address)
        self._kept[address] = answer
        self._bytes += len(answer.body)
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._kept)))

    def _drop(self, address: Address) -> None:
        if (old := self._kept.pop(address, None)) is not None:
            self._bytes -= len(old.body)


def _whole(seen: list[Message], tag: str, scope: Scope) -> Answer | None:
    if len(seen) != 2 or seen[0].get("status") != 200 or seen[1].get("more_body"):
        return None
    body = bytes(seen[1].get("body", b""))
    if len(body) > LARGEST:
        return None
    route = getattr(scope.get("route"), "path", None) or scope["state"].get("route", "other")
    return Answer(tag, list(seen[0]["headers"]), body, route)
