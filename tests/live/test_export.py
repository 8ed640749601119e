"""Whole lists as files: the same rows as the lists, on both engines; broken off, left and refused exports."""

import csv
import io
import json
import socket
import threading
import time
from dataclasses import replace

import httpx
import networkx
import pandas
import pyarrow.parquet as pq
import pytest
from rdflib import Graph

from api import cli
from api.export import EXPORTS, Broken, export
from api.settings import Settings
from graph.errors import StoreUnavailable
from graph.project import project
from graph.views import View
from tests.live.build import many, rich
from tests.live.served import Served, settings_for


@pytest.fixture(scope="module")
def settings(engine, request, tmp_path_factory) -> Settings:
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    return settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_MAX_EXPORTS="1")


@pytest.fixture(scope="module")
def api(settings, shared_store):
    """130 articles of 10 claims: more than a page of claims and statements."""
    shared_store.clear()
    shared_store.init()
    assert not [w for w in shared_store.write([rich(), *many(130)]) if w.outcome != "created"]
    project(shared_store)
    with Served(settings) as client:
        yield client


def listed(api: httpx.Client, path: str, **parameters) -> list[dict]:
    rows, cursor = [], None
    while True:
        page = api.get(path, params={"limit": 700, **parameters, **({"cursor": cursor} if cursor else {})}).json()
        rows += page["results"]
        if not (cursor := page["next"]):
            return rows


def exported(api: httpx.Client, what: str, **parameters) -> httpx.Response:
    answer = api.get(f"/v1/export/{what}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("what", EXPORTS)
def test_an_export_has_the_rows_of_the_list_in_its_order(api, what):
    expected = listed(api, f"/v1/{what}", **({"evidence": 0} if what == "relations" else {}))
    answer = exported(api, what)
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"] == f'attachment; filename="{what}.ndjson"'
    assert [json.loads(line) for line in answer.text.splitlines()] == expected and expected
    table = pq.read_table(io.BytesIO(exported(api, what, format="parquet").content))
    assert table.column("id").to_pylist() == [row["id"] for row in expected]
    cells = list(csv.DictReader(io.StringIO(exported(api, what, format="csv").text, newline="")))
    assert [row["id"] for row in cells] == [row["id"] for row in expected]
    assert list(cells[0]) == table.column_names


def test_more_than_a_page_is_exported(api):
    assert len(exported(api, "claims").text.splitlines()) == 1302


def test_a_data_frame_is_read_from_the_address(api):
    frame = pandas.read_parquet(f"{api.base_url}/v1/export/incidents?format=parquet")
    assert frame["id"].tolist() == [row["id"] for row in listed(api, "/v1/incidents")]
    assert frame["killed_low"].dtype.kind in "if" and "place.name" in frame


def test_filters_limits_and_headers_hold(api):
    asked = {"predicate": "WARNS", "min_confidence": 0.5}
    expected = listed(api, "/v1/claims", **asked)
    assert [json.loads(line) for line in exported(api, "claims", **asked).text.splitlines()] == expected
    assert 0 < len(expected) < 1302
    assert len(exported(api, "claims", limit=1001).text.splitlines()) == 1001
    by_accept = api.get("/v1/export/claims", params={"limit": 2}, headers={"accept": "text/csv"})
    assert by_accept.headers["content-type"].startswith("text/csv") and len(by_accept.text.splitlines()) == 3
    placed = exported(api, "incidents", format="geojson")
    assert placed.headers["content-type"] == "application/geo+json"
    assert [f["id"] for f in placed.json()["features"]] == [row["id"] for row in listed(api, "/v1/incidents")]


def test_what_cannot_be_exported_is_a_problem_before_anything_is_sent(api):
    for path, word in (
        ("claims?format=geojson", "place on a map"),
        ("claims?format=xml", "format"),
        ("claims?nonsense=1", "nonsense"),
        ("claims?predicate=LOVES", "predicate"),
        ("claims?limit=0", "limit"),
    ):
        answer = api.get(f"/v1/export/{path}")
        assert answer.status_code == 422 and word in answer.json()["detail"], path
    assert api.get("/v1/export/claims?cursor=x").status_code == 400


def test_exports_have_places_of_their_own_and_one_that_the_client_leaves_is_over(api):
    """One export at a time here: a second one is refused while the first is not read, and taken when its client is gone."""
    with socket.create_connection((api.base_url.host, api.base_url.port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.sendall(b"GET /v1/export/claims HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
        refused = api.get("/v1/export/claims")
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
        assert api.get("/v1/claims").status_code == 200
    end = time.monotonic() + 10
    while (again := api.get("/v1/export/claims", params={"limit": 1})).status_code == 429 and time.monotonic() < end:
        time.sleep(0.05)
    assert again.status_code == 200


class Failing(View):
    """A view whose database goes away after the first page."""

    asked = 0

    def claims(self, where=None, *, limit=25, cursor=None, **more):
        self.asked += 1
        if self.asked > 1:
            raise StoreUnavailable("no database answers")
        return super().claims(where, limit=limit, cursor=cursor, **more)


def test_an_export_that_breaks_off_says_where_to_go_on(api, shared_store):
    class Reading:
        view, model = Failing(shared_store), shared_store.model

    exported_class = EXPORTS["claims"].parameters
    parts = export(Reading(), "claims", exported_class(), "ndjson")
    first = next(parts).splitlines()
    with pytest.raises(Broken) as broken:
        next(parts)
    rest = exported(api, "claims", cursor=broken.value.cursor).text.splitlines()
    assert [json.loads(line)["id"] for line in [*first, *rest]] == [row["id"] for row in listed(api, "/v1/claims")]


def test_a_client_can_tell_that_an_export_is_not_whole(settings, shared_store, api):
    served = Served(settings)
    with served as client:
        services, broken = served.app.state.services, Failing(shared_store)
        served.app.state.services = replace(services, view=broken)
        for format in ("ndjson", "csv", "parquet"):
            broken.asked, got = 0, b""
            with (
                pytest.raises(httpx.RemoteProtocolError, match="incomplete"),
                client.stream("GET", "/v1/export/claims", params={"format": format}) as answer,
            ):
                assert answer.status_code == 200
                for part in answer.iter_bytes():
                    got += part
            if format == "ndjson":
                *rows, last = map(json.loads, got.splitlines())
                assert len(rows) == 1000 and last["error"]["status"] == 503 and last["error"]["next"]
        broken.asked = 0
        assert client.get("/v1/export/claims", params={"limit": 1}).status_code == 200


def test_exports_at_once_keep_lists_answering(api):
    stop, statuses = threading.Event(), []

    def pull():
        while not stop.is_set():
            statuses.append(api.get("/v1/export/claims", params={"format": "csv"}).status_code)

    threads = [threading.Thread(target=pull) for _ in range(4)]
    for thread in threads:
        thread.start()
    answers = [api.get("/v1/claims").status_code for _ in range(20)]
    stop.set()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 20 and set(statuses) <= {200, 429} and 200 in statuses


def run_export(settings, capfdbinary, *arguments: str) -> tuple[int, bytes, str]:
    code = cli.run(["export", *arguments, "--home", str(settings.home)])
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_the_command_writes_the_same_files(api, settings, capfdbinary, tmp_path, monkeypatch):
    for name in ("neo4j_uri", "neo4j_user", "neo4j_password", "neo4j_database"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    ask = lambda *arguments: run_export(settings, capfdbinary, *arguments)  # noqa: E731
    given = {"predicate": "WARNS", "min_confidence": "0.5", "limit": "3"}
    code, out, _ = ask("claims", *(f"{name}={value}" for name, value in given.items()), "--format", "csv")
    assert code == 0 and out == exported(api, "claims", format="csv", **given).content
    path = tmp_path / "incidents.parquet"
    code, out, _ = ask("incidents", "status=occurred", "status=denied", "--format", "parquet", "--output", str(path))
    assert code == 0 and not out and list(tmp_path.iterdir()) == [path]
    expected = listed(api, "/v1/incidents", status=["occurred", "denied"])
    assert pq.read_table(path).column("id").to_pylist() == [row["id"] for row in expected]
    code, out, _ = ask("graph")
    assert code == 0 and len(Graph().parse(data=out.decode(), format="nt")) > 5000


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["claims", "nonsense=1"], "nonsense"),
        (["claims", "limit=x"], "limit"),
        (["claims", "predicate=WARNS", "predicate=LOVES"], "twice"),
        (["claims", "--format", "ntriples"], "ntriples"),
        (["graph", "--format", "csv"], "csv"),
        (["graph", "a=b"], "no filters"),
        (["claims", "predicate=LOVES"], "LOVES"),
        (["claims", "--output", "/nowhere/x.csv"], "cannot be written"),
    ],
)
def test_the_command_says_what_is_wrong(api, settings, capfdbinary, monkeypatch, arguments, word):
    for name in ("neo4j_uri", "neo4j_user", "neo4j_password", "neo4j_database"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    code, out, err = run_export(settings, capfdbinary, *arguments)
    assert code in (1, 2) and word in err and not out


def test_pieces_of_the_graph_come_in_the_formats_of_drawing_programs(api):
    one, other = next((r["source"]["id"], r["target"]["id"]) for r in listed(api, "/v1/relations", evidence=0))
    asks = (
        ("/v1/graph", {"seed": one, "depth": 2}, None),
        ("/v1/paths", {"source": one, "target": other}, None),
        ("/v1/graph/expand", {"id": one, "limit": 1000}, None),
        ("/v1/graph/among", {}, {"ids": [one, other]}),
        ("/v1/cypher", {}, {"query": "MATCH (a:Entity)-[r]->(b:Entity) RETURN a, r, b"}),
    )

    def ask(path, parameters, body, **headers):
        given = {"params": parameters, "headers": headers}
        answer = api.get(path, **given) if body is None else api.post(path, json=body, **given)
        assert answer.status_code == 200, answer.text
        return answer

    for path, parameters, body in asks:
        shape = json.loads(ask(path, {**parameters, "format": "cytoscape"}, body).text)["elements"]
        sizes = len(shape["nodes"]), len(shape["edges"])
        assert sizes > (1, 0), path
        if path != "/v1/cypher":
            own = ask(path, parameters, body).json()
            assert (len(own["nodes"]), len(own["edges"])) == sizes
        ml = ask(path, {**parameters, "format": "graphml"}, body)
        assert ml.headers["content-type"] == "application/graphml+xml"
        made = networkx.read_graphml(io.BytesIO(ml.content), force_multigraph=True)
        assert (len(made), made.number_of_edges()) == sizes, path
        xf = ask(path, parameters, body, accept="application/gexf+xml")
        made = networkx.read_gexf(io.BytesIO(xf.content))
        assert (len(made), made.number_of_edges()) == sizes, path
    table = ask("/v1/cypher", {"format": "csv"}, {"query": "RETURN 1 AS a, '=x' AS b"})
    assert table.text == "a,b\r\n1,'=x\r\n"
    assert api.get("/v1/graph", params={"seed": one, "format": "csv"}).status_code == 422
