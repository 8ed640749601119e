"""Compressed answers for whoever is reached over a network; within this machine compression only costs time.

Whole answers come as zstd, br or gzip, as the client likes best; what is streamed as gzip. Event streams, files that are
compressed already and small answers come as they are.
"""

import zlib

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder
from starlette.types import ASGIApp, Receive, Scope, Send

from api.formats import MEDIA, quality

LEAST = 1000  # bytes; what fits into one packet is not worth it
_LEVELS = {"zstd": 3, "br": 4, "gzip": 1}  # in the order of our liking
_AS_IT_IS = (*DEFAULT_EXCLUDED_CONTENT_TYPES, MEDIA["parquet"])
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Compression:
    """Compresses what the application answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        near = (scope.get("client") or ("",))[0] in _LOOPBACK and "x-forwarded-for" not in headers
        if scope["type"] != "http" or near:
            await self.app(scope, receive, send)
        else:
            await _Answer(self.app, headers.get("accept-encoding", ""))(scope, receive, send)


def accepted(accept_encoding: str) -> list[str]:
    """The encodings that a client takes, the best first."""
    liked: dict[str, float] = {}
    for part in accept_encoding.split(","):
        name, _, parameters = part.partition(";")
        liked[name.strip().lower()] = quality(parameters)
    rest = liked.get("*", 0.0)
    found = [name for name in _LEVELS if liked.get(name, rest) > 0]
    return sorted(found, key=lambda name: -liked.get(name, rest))


def compress(encoding: str, data: bytes) -> bytes:
    """A whole answer, compressed."""
    if encoding == "gzip":
        return zlib.compress(data, _LEVELS[encoding], 16 + zlib.MAX_WBITS)
    import pyarrow  # has both; 40 MB that only a client on another machine makes us load

    codec = pyarrow.Codec("brotli" if encoding == "br" else encoding, compression_level=_LEVELS[encoding])
    return bytes(codec.compress(data, asbytes=True))


class _Answer(GZipResponder):
    """Starlette's gzip for what is streamed; what is whole in one of the other encodings too."""

    def __init__(self, app: ASGIApp, accept_encoding: str) -> None:
        super().__init__(app, LEAST, _LEVELS["gzip"], exclude_content_types=_AS_IT_IS)
        self._accepted = accepted(accept_encoding)
        self._streaming = False
        self.content_encoding = self._accepted[0] if self._accepted else "identity"

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """Some of the body, compressed."""
        if not self._accepted:
            return body
        if not (more_body or self._streaming):
            return await anyio.to_thread.run_sync(compress, self.content_encoding, body)
        self._streaming = True
        self.content_encoding = "gzip"
        return await super().apply_compression(body, more_body=more_body) if "gzip" in self._accepted else body
