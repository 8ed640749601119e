"""The web servers that run on a data directory: each leaves a small file, so that `status` and `stop` find it."""

import contextlib
import errno
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.keeper import start_time, write_private
from schema.errors import MarsadError

STOP_SECONDS = 20.0


class ServeError(MarsadError):
    """The web server cannot listen; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running web server."""

    pid: int
    started: str
    url: str


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ServeError when the port is taken or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named so that asyncio turns Nagle's algorithm off; without it each answer is 40 ms late
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"port {port} is in use by another program; choose another with --port (0 takes any free one)"
            ) from error
        raise ServeError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return listener


def address(listener: socket.socket) -> str:
    """The URL of a listening socket, as a browser on this machine opens it."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def announced(home: Path, url: str) -> Iterator[None]:
    """Leave the file of this process while it serves."""
    folder = home / "servers"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{os.getpid()}.json"
    write_private(path, json.dumps(asdict(Server(os.getpid(), start_time(os.getpid()) or "", url))))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running(home: Path) -> list[Server]:
    """The servers that are alive; files of dead ones are cleared away."""
    found = []
    for path in sorted((home / "servers").glob("*.json")):
        try:
            server = Server(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            continue
        if start_time(server.pid) == server.started:
            found.append(server)
        else:
            path.unlink(missing_ok=True)
    return found


def stop(server: Server) -> bool:
    """End a server in order and wait for its end; False when it had to be ended hard."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while start_time(server.pid) == server.started:
            if time.monotonic() > end:
                os.kill(server.pid, signal.SIGKILL)
                return False
            time.sleep(0.05)
    return True
