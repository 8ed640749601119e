"""`marsad serve`: the page, the JSON API and its documentation."""

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.settings import Settings

HELP = """\
Serve the page, the JSON API (/v1/…) and its documentation (/docs) until Ctrl-C.

It starts the embedded database, or joins the one that is running, and stops it at the end if nobody else uses it. Only this
machine can reach it unless the settings allow more. docs/api.md describes the endpoints.

examples:
  marsad serve
  marsad serve --port 9000
  curl -s "localhost:8000/v1/relations?type=HARBORS"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    parser.add_argument("--quiet", action="store_true", help="do not log requests")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    from api.terminal import say

    def ready(url: str) -> None:
        say(f"Marsad is at {url}   (JSON: {url}/v1/catalog, API documentation: {url}/docs)")
        say("Ctrl-C stops it.")

    return serve(settings, quiet=args.quiet, ready=ready)


def serve(settings: Settings, *, quiet: bool, ready: Callable[[str], None]) -> int:
    """Serve until SIGINT or SIGTERM; calls `ready` with the address once requests are answered."""
    import asyncio

    import uvicorn

    from api.app import create_app
    from api.logs import configure_logging
    from api.servers import address, announced, listen
    from api.serving import WebServer

    configure_logging(quiet=quiet)
    listener = listen(settings.host, settings.port)
    url = address(listener)

    class Server(WebServer):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Stop in order on SIGINT and SIGTERM. Uvicorn's own way raises the signal again, which would end us before our callers clean up."""
            before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for sign, handler in before.items():
                    signal.signal(sign, handler)

        async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().startup(sockets)  # type: ignore[arg-type]
            if self.started:
                ready(url)

    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = Server(config)
    with listener, announced(settings.home, url):
        asyncio.run(server.serve(sockets=[listener]))
    return 0 if server.started else 1
