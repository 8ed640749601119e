"""Webhooks: a firing as one signed request to an address that was checked just before it was connected to.

Signed by the Standard Webhooks scheme: `webhook-id`, `webhook-timestamp`, and in `webhook-signature` `v1,` and the base64 of
HMAC-SHA256 over `id.timestamp.body`, keyed by what follows `whsec_` in the secret, decoded from base64.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from api.alerts_book import Alert, Firing
from schema.errors import InvalidData

SECONDS, ALTOGETHER = 8.0, 15.0  # for each step of a connection, and for all of it
_READ = 1000  # bytes of an answer that are looked at
_PREFIX = "whsec_"
# what the standard library takes for public and is not: translated and tunnelled addresses, a cloud's own service
_ALSO_PRIVATE = [
    ipaddress.ip_network(net) for net in ("168.63.129.16/32", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10", "2001::/32")
]  # fmt: skip


class NotDelivered(Exception):
    """It was not taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address, taken apart."""

    tls: bool
    host: str
    port: int
    path: str


def new_secret() -> str:
    """A secret for one alert."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def target(url: str, *, private: bool) -> Target:
    """The parts of a webhook's address. Raises InvalidData unless it may be one; where it leads is seen when it is used."""
    remedy = "give an http:// or https:// address without user name, such as https://example.org/hooks/marsad"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidData(f"webhook: {url!r} is no address ({error})", remedy=remedy) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InvalidData(f"webhook: {url!r} cannot be used", remedy=remedy)
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise InvalidData(f"webhook: {url!r} has characters that an address cannot have", remedy=remedy)
    tls = parts.scheme == "https"
    port = port or (443 if tls else 80)
    if not private and port not in (80, 443, 8080, 8443):
        raise InvalidData(
            f"webhook: port {port} is not allowed", remedy="use 80, 443, 8080 or 8443, or set webhooks_private"
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(tls, parts.hostname, port, path)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    return not any(ip.version == net.version and ip in net for net in _ALSO_PRIVATE)


def addresses(where: Target, *, private: bool) -> list[Any]:
    """The sockets' addresses of a host. Raises NotDelivered if it has none, or a single one that is not public."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered(f"the name {where.host} cannot be resolved: {error}") from None
    for *_, address in found:
        if not private and not is_public(str(address[0])):
            raise NotDelivered(f"{where.host} leads to {address[0]}, which is no public address (see webhooks_private)")
    if not found:
        raise NotDelivered(f"the name {where.host} has no address")
    return found


def body_of(alert: Alert, firing: Firing) -> bytes:
    """What is sent."""
    told = {
        "type": "alert.fired",
        "timestamp": firing.at,
        "data": {
            "alert": {"id": alert.id, "name": alert.name, "watches": alert.watches},
            "firing": firing.id,
            "seq": firing.seq,
            "facts": firing.facts,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def deliver(alert: Alert, firing: Firing, *, private: bool) -> None:
    """Send one firing. Raises NotDelivered unless it was taken (2xx); redirects are not followed."""
    assert alert.webhook and alert.secret
    try:
        where = target(alert.webhook, private=private)
    except InvalidData as error:  # the settings changed since
        raise NotDelivered(str(error)) from None
    body, at = body_of(alert, firing), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "marsad-webhook",
        "webhook-id": firing.id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(alert.secret, firing.id, at, body),
    }
    connection = http.client.HTTPConnection(where.host, where.port, timeout=SECONDS)
    stop = threading.Timer(ALTOGETHER, _break, [connection])
    stop.daemon = True
    try:
        connection.sock = _connect(where, addresses(where, private=private))
        stop.start()
        connection.request("POST", where.path, body, headers)
        answer = connection.getresponse()
        said = b"" if _taken(answer.status) else answer.read(_READ)  # what comes after a yes changes nothing
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotDelivered(f"{type(error).__name__}: {error}") from None
    finally:
        stop.cancel()
        connection.close()
    if not _taken(answer.status):
        raise NotDelivered(f"answered {answer.status}: {said[:200].decode(errors='replace')}")


def _taken(status: int) -> bool:
    """Whether an answer says that a firing was taken."""
    return 200 <= status < 300


def _break(connection: http.client.HTTPConnection) -> None:
    """End it under whoever sends its answer by drops."""
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connect(where: Target, found: Sequence[Any]) -> socket.socket:
    """A connection to the very addresses that were checked: asked again, a name may lead elsewhere."""
    failed: OSError | None = None
    for family, kind, protocol, _, address in found:
        plain = socket.socket(family, kind, protocol)
        try:
            plain.settimeout(SECONDS)
            plain.connect(address)
            return ssl.create_default_context().wrap_socket(plain, server_hostname=where.host) if where.tls else plain
        except OSError as error:
            plain.close()
            failed = error
    raise failed or OSError("no address")
