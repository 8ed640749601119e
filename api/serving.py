"""The web server itself: uvicorn, that first ends the streams when it is to stop, since it waits for every answer's end."""

import socket

import uvicorn

from api.stream import Hub


class WebServer(uvicorn.Server):
    """A uvicorn server whose application has `state.hub`."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop as uvicorn does."""
        hub = getattr(getattr(self.config.app, "state", None), "hub", None)
        if isinstance(hub, Hub):
            hub.close()
        await super().shutdown(sockets)
