"""Ports of the loopback address: which are free, which the server had before, and whether it answers there."""

import http.client
import json
import socket
from pathlib import Path

from graph.errors import PortInUse


def last_ports(folder: Path) -> tuple[int, int]:
    """The ports that the server of this directory had before; zeros where none is known."""
    try:
        bolt, web = json.loads((folder / "ports.json").read_text())
        return int(bolt), int(web)
    except (OSError, ValueError, TypeError):
        return 0, 0


def choose_ports(fixed: tuple[int, int], last: tuple[int, int]) -> tuple[int, int]:
    """Bolt and HTTP: those that are asked for, else those of before, else free ones. Raises PortInUse."""
    chosen: list[int] = []
    for wanted, before in zip(fixed, last, strict=True):
        if wanted and not port_is_free(wanted):
            raise PortInUse(f"port {wanted} is in use by another program; choose another one or leave it free")
        port = wanted or (before if before and port_is_free(before) else 0) or free_port()
        while port in chosen:
            port = free_port()
        chosen.append(port)
    return chosen[0], chosen[1]


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether one may listen on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(http_port: int) -> bool:
    """Whether the server says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=2)
    try:
        connection.request("GET", "/api/v1/ready")
        return connection.getresponse().status == 204
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
