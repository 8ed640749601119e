"""Answers that need not be fetched again: tags follow every write, whoever writes, and a 304 asks for nothing but the version."""

import gzip
import json
from dataclasses import replace

import httpx
import pytest

from graph.bolt_store import Store
from graph.errors import StoreUnavailable
from graph.project import project
from graph.version import version
from graph.views import View
from tests.live.build import REFERENCE, claim, extraction, many, rich
from tests.live.served import Served, settings_for

LISTS = ("claims", "relations", "incidents", "entities", "statements", "statistics", "articles", "contradictions")


@pytest.fixture(scope="module")
def served(engine, request, shared_store, tmp_path_factory):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    shared_store.clear()
    shared_store.init()
    list(shared_store.write([rich(), *many(3)]))
    project(shared_store)
    made = Served(settings_for(engine, home, tmp_path_factory.mktemp("home")))
    with made as client:
        yield made, client


@pytest.fixture
def api(served) -> httpx.Client:
    return served[1]


def tag_of(api: httpx.Client, path: str, **headers) -> str:
    answer = api.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["etag"].startswith('W/"')
    return answer.headers["etag"]


def ask(api: httpx.Client, path: str, tag: str, **headers) -> httpx.Response:
    return api.get(path, headers={"if-none-match": tag, **headers})


class Untouched(View):
    """A view that must not be asked."""

    def __getattribute__(self, name):
        raise StoreUnavailable(f"{name} was asked for")


def test_what_the_client_has_is_not_read_again(served):
    made, api = served
    tags = {f"/v1/{name}": tag_of(api, f"/v1/{name}") for name in LISTS}
    services = made.app.state.services
    made.app.state.services = replace(services, view=Untouched(services.store))
    try:
        assert api.get("/v1/claims?limit=7").status_code == 503
        for path, tag in tags.items():
            answer = ask(api, path, f'"other", {tag}')
            assert answer.status_code == 304 and not answer.content and answer.headers["etag"] == tag, path
            assert answer.headers["x-request-id"] and answer.headers["cache-control"] == "private, no-cache"
    finally:
        made.app.state.services = services


def test_what_was_answered_a_moment_ago_is_not_read_again_until_something_is_written(served, shared_store):
    made, api = served
    path = "/v1/claims?limit=9"
    first = [api.get(path), api.get(path)][1]  # of the first, nobody looked which version it was of
    services = made.app.state.services
    made.app.state.services = replace(services, view=Untouched(services.store))
    try:
        again = api.get(path)
        assert (again.status_code, again.content) == (200, first.content)
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
        assert api.get(path, headers={"accept": "text/csv"}).status_code == 503
        list(shared_store.write([extraction("since", claim("kabul", "HARBORS", "ttp"), published="2024-12-31")]))
        assert api.get(path).status_code == 503
    finally:
        made.app.state.services = services
    assert api.get(path).content != first.content


def test_addresses_and_formats_have_tags_of_their_own(api):
    tags = [
        tag_of(api, "/v1/claims"),
        tag_of(api, "/v1/claims?limit=3"),
        tag_of(api, "/v1/claims?format=csv"),
        tag_of(api, "/v1/claims", accept="text/csv"),
        tag_of(api, "/v1/incidents"),
    ]
    assert len(set(tags)) == len(tags)
    assert ask(api, "/v1/claims", tags[1]).status_code == 200
    assert ask(api, "/v1/claims", tags[3], accept="text/csv").status_code == 304
    for path in ("/v1/claims", "/v1/claims?format=csv"):
        assert "accept" in api.get(path).headers["vary"].lower()


def test_every_write_of_every_process_changes_the_tags(api, engine, shared_store):
    """Each of the writes is seen by the very next question; the server has a connection of its own, as another process has."""

    def changed() -> bool:
        nonlocal tag
        answer = ask(api, "/v1/claims", tag)
        before, tag = tag, answer.headers["etag"]
        assert ask(api, "/v1/claims", tag).status_code == 304
        return answer.status_code == 200 and before != tag

    tag = tag_of(api, "/v1/claims")
    ask(api, "/v1/claims", tag)
    new = extraction("new", claim("kabul", "HARBORS", "ttp"), published="2024-07-01")
    with Store.open(engine.endpoint, ensure=engine.ensure, reference=REFERENCE) as other:
        changed()
        assert not changed()
        list(other.write([new]))
        assert changed()
        assert [w.outcome for w in other.write([new])] == ["unchanged"] and not changed()
        project(other)
        assert changed()
        assert other.delete_article(new.article.id) and changed()
        before = version(other.read)
        other.clear()
        assert version(other.read) is None
        empty = ask(api, "/v1/claims", tag)
        assert empty.status_code == 200 and empty.json()["results"] == [] and "etag" not in empty.headers
        other.init()
        assert version(other.read) not in (None, before)
    list(shared_store.write([rich(), *many(3)]))
    project(shared_store)
    assert ask(api, "/v1/claims", tag).status_code == 200


def test_errors_and_what_is_not_read_from_the_graph_alone_are_not_kept(api):
    for path, status in (
        ("/v1/entities/nobody", 404),
        ("/v1/claims?nonsense=1", 422),
        ("/v1/catalog", 200),
        ("/v1/export/claims", 200),
    ):
        answer = api.get(path, headers={"if-none-match": tag_of(api, "/v1/claims")})
        assert answer.status_code == status and "etag" not in answer.headers, path
        assert answer.headers["cache-control"] == "no-store", path


def test_a_tag_stands_for_the_compressed_answer_too(api):
    far = {"x-forwarded-for": "192.0.2.1", "accept-encoding": "gzip"}
    with api.stream("GET", "/v1/claims", headers=far) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    vary = {name.strip().lower() for name in answer.headers["vary"].split(",")}
    assert {"accept", "accept-encoding"} <= vary
    assert json.loads(gzip.decompress(raw)) == api.get("/v1/claims").json()
    assert answer.headers["etag"] == tag_of(api, "/v1/claims")
