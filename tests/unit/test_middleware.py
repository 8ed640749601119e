"""Compression and other sites' pages, without a database."""

import asyncio
import gzip

import httpx
import pyarrow
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from api.app import create_app
from api.compression import Compression, accepted
from api.settings import InvalidSetting, load_settings

TEXT = b"a line that is there many times\n" * 200


def answering() -> Starlette:
    async def parts():
        for at in range(0, len(TEXT), 500):
            yield TEXT[at : at + 500]

    routes = {
        "/whole": lambda _: PlainTextResponse(TEXT),
        "/small": lambda _: PlainTextResponse(TEXT[:100]),
        "/parts": lambda _: StreamingResponse(parts(), media_type="text/plain"),
        "/events": lambda _: StreamingResponse(parts(), media_type="text/event-stream"),
        "/parquet": lambda _: Response(TEXT, media_type="application/vnd.apache.parquet"),
    }

    def endpoint(make):
        async def answer(request):
            return make(request)

        return answer

    return Starlette(routes=[Route(path, endpoint(make)) for path, make in routes.items()])


def ask(app, path: str, *, method="GET", client="192.0.2.1", **headers) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came over the wire."""

    async def once():
        transport = httpx.ASGITransport(app, client=(client, 123))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            async with http.stream(method, path, headers={"accept-encoding": "identity", **named}) as answer:
                return answer, b"".join([part async for part in answer.aiter_raw()])

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("", []),
        ("gzip, deflate, br, zstd", ["zstd", "br", "gzip"]),
        ("gzip;q=1.0, br;q=0.5, zstd;q=0", ["gzip", "br"]),
        ("*", ["zstd", "br", "gzip"]),
        ("identity, *;q=0", []),
        ("GZIP", ["gzip"]),
    ],
)
def test_the_client_says_how_it_likes_its_answers_compressed(header, order):
    assert accepted(header) == order


def plain(encoding: str, data: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(data)
    codec = pyarrow.Codec({"br": "brotli"}.get(encoding, encoding))
    return codec.decompress(data, len(TEXT), asbytes=True)


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_whole_answers_are_compressed_as_the_client_likes(encoding):
    answer, data = ask(Compression(answering()), "/whole", accept_encoding=encoding)
    assert answer.headers["content-encoding"] == encoding and int(answer.headers["content-length"]) == len(data) < 1000
    assert plain(encoding, data) == TEXT and answer.headers["vary"] == "Accept-Encoding"


def test_what_is_streamed_is_compressed_as_gzip_or_not_at_all():
    answer, data = ask(Compression(answering()), "/parts", accept_encoding="zstd, gzip")
    assert answer.headers["content-encoding"] == "gzip" and gzip.decompress(data) == TEXT
    answer, data = ask(Compression(answering()), "/parts", accept_encoding="zstd")
    assert "content-encoding" not in answer.headers and data == TEXT


def test_what_gains_nothing_comes_as_it_is():
    app = Compression(answering())
    for path in ("/small", "/events", "/parquet"):
        answer, data = ask(app, path, accept_encoding="gzip, br, zstd")
        assert "content-encoding" not in answer.headers and TEXT.startswith(data), path
    assert "content-encoding" not in ask(app, "/whole")[0].headers
    near = ask(app, "/whole", client="127.0.0.1", accept_encoding="gzip")[0]
    assert "content-encoding" not in near.headers
    behind_a_proxy = ask(app, "/whole", client="127.0.0.1", accept_encoding="gzip", x_forwarded_for="192.0.2.9")[0]
    assert behind_a_proxy.headers["content-encoding"] == "gzip"


def test_only_pages_of_the_origins_in_the_settings_may_ask(tmp_path):
    ours, theirs = "https://dash.example:8443", "https://evil.example"
    app = create_app(load_settings({"MARSAD_HOME": str(tmp_path), "MARSAD_CORS_ORIGINS": ours}))
    answer, _ = ask(app, "/livez", origin=ours)
    assert answer.headers["access-control-allow-origin"] == ours and "etag" in answer.headers["access-control-expose-headers"].lower()  # fmt: skip
    assert "access-control-allow-origin" not in ask(app, "/livez", origin=theirs)[0].headers
    preflight = {"access_control_request_method": "POST", "access_control_request_headers": "content-type"}
    assert ask(app, "/v1/cypher", method="OPTIONS", origin=ours, **preflight)[0].status_code == 200
    assert ask(app, "/v1/cypher", method="OPTIONS", origin=theirs, **preflight)[0].status_code == 400
    # what is asked without a question before, such as a form: refused, and not merely unread
    assert ask(app, "/v1/nowhere", method="POST", origin=theirs)[0].status_code == 403
    assert ask(app, "/v1/nowhere", method="POST", origin=ours)[0].status_code == 404
    without = create_app(load_settings({"MARSAD_HOME": str(tmp_path)}))
    assert "access-control-allow-origin" not in ask(without, "/livez", origin=ours)[0].headers
    assert ask(without, "/v1/nowhere", method="POST", origin=ours)[0].status_code == 403


@pytest.mark.parametrize("origin", ["*", "dash.example", "https://dash.example/path", "https://*.example"])
def test_an_origin_is_written_out(tmp_path, origin):
    with pytest.raises(InvalidSetting, match="cors_origins"):
        load_settings({"MARSAD_HOME": str(tmp_path), "MARSAD_CORS_ORIGINS": origin})
