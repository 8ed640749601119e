"""The way in at /mcp: Streamable HTTP without sessions, so that nothing is held between requests and nothing is left at the end."""

import asyncio
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.services import Services


class Door:
    """An ASGI application that makes the server of the protocol when the first request comes."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._ending = asyncio.Event()
        self._holder: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, already past the gate: its host, origin and size are checked."""
        manager = await self._opened(scope["app"].state.services)
        await manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what still runs. To be called in the event loop that answered."""
        self._ending.set()
        if self._holder is not None:
            await self._holder

    async def _opened(self, services: "Services") -> "StreamableHTTPSessionManager":
        async with self._lock:
            if self._manager is None:
                manager = await asyncio.to_thread(_manager, services)
                opened = asyncio.get_running_loop().create_future()
                # the manager's task group has to be entered and left by one task
                self._holder = asyncio.create_task(self._hold(manager, opened), name="mcp")
                await opened
                self._manager = manager
            return self._manager

    async def _hold(self, manager: "StreamableHTTPSessionManager", opened: "asyncio.Future[None]") -> None:
        async with manager.run():
            opened.set_result(None)
            await self._ending.wait()


def _manager(services: "Services") -> "StreamableHTTPSessionManager":
    from mcp.server.transport_security import TransportSecuritySettings

    from api.mcp.tools import make_server

    server = make_server(services)
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the gate did
    # whole JSON answers: each tool answers once, and a stream would outlast the stop of the server
    server.streamable_http_app(json_response=True, stateless_http=True, transport_security=checked)
    return server.session_manager
