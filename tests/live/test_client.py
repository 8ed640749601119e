"""The Python client against a running server, and the examples of docs/clients.md."""

import json
import re
import shlex
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from api.client import Marsad, Problem, frame
from graph.project import project
from tests.live.recipe_world import articles
from tests.live.served import Served, settings_for

DOC = Path(__file__).parents[2] / "docs" / "clients.md"


@pytest.fixture(scope="module")
def served(engine, request, shared_store, tmp_path_factory):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    with Served(settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="module")
def marsad(served):
    return Marsad(served)


def test_lists_are_read_to_their_end(marsad):
    whole = [claim["id"] for claim in marsad.claims()]
    assert [claim["id"] for claim in marsad.claims(limit=2)] == whole and len(set(whole)) == len(whole) > 10
    assert [claim["id"] for claim in marsad.claims(most=3)] == whole[:3]
    assert {i["title"] for i in marsad.incidents(actor="t-ttp")} == {
        f"Incident {n}" for n in ("first blow", "answer", "counter")
    }
    assert [r["source"]["id"] for r in marsad.relations(type="HARBORS", disputed=True)] == ["t-kabul"]
    assert next(marsad.entities("test movement"))["id"] == "t-ttp" and len(list(marsad.articles())) == 4


def test_one_thing_and_tables(marsad):
    assert marsad.entity("t-ttp")["entity"]["name"] == "Test Movement"
    incident = next(marsad.incidents())
    assert marsad.incident(incident["id"])["incident"] == incident
    assert marsad.cypher("RETURN $x AS x, 1 AS one", x=[1, "a"]) == [{"x": [1, "a"], "one": 1}]
    assert marsad.recipe("who-accuses-whom", object="t-ttp")["rows"][0]["accuser"] == "Minister Example"
    assert marsad.recipe("attacks-on", targets=["t-road", "t-ttp"])["parameters"]["targets"] == ["t-road", "t-ttp"]
    assert [row["value"] for row in marsad.figures("timeseries", interval="week")] == [2, 0, 1, 1]


def test_errors_say_what_the_server_said(marsad):
    with pytest.raises(Problem, match="no entity") as missing:
        marsad.entity("nobody at all")
    assert missing.value.status == 404
    with pytest.raises(Problem, match="colour") as wrong:
        list(marsad.claims(colour="red"))
    assert wrong.value.status == 422 and wrong.value.body["errors"]
    with pytest.raises(Problem, match="line 1") as slip:
        marsad.cypher("RETRUN 1")
    assert slip.value.status == 400 and slip.value.body["suggestion"] == "RETURN"
    with pytest.raises(Problem, match="marsad serve") as gone:
        Marsad("http://127.0.0.1:1").get("/livez")
    assert gone.value.status == 0
    with pytest.raises(ValueError, match="http://"):
        Marsad("file:///etc/passwd")


def test_every_kind_of_answer_has_a_method(marsad, tmp_path):
    relation = next(marsad.relations(type="HARBORS"))
    claim = relation["evidence"][0]
    assert marsad.claim(claim["id"]) == claim and marsad.article(claim["article"]["id"])["article"]["outlet"]
    assert marsad.origin(claim["origin"])["articles"] and marsad.relation_reports(relation["id"])["reports"] == 1
    incident = next(marsad.incidents())
    assert marsad.incident_reports(incident["id"])["id"] == incident["id"]
    assert {edge["type"] for edge in marsad.paths("t-kabul", "t-ttp")["edges"]} <= set(marsad.catalog()["relations"])
    around = marsad.graph(["t-ttp"], depth=1, type=["HARBORS"])
    assert marsad.among([node["id"] for node in around["nodes"]])["edges"]
    assert marsad.expand("t-ttp", limit=1)["truncated"] and marsad.adjacent("t-ttp")[0]["edges"] > 0
    assert next(marsad.statements())["claims"] is not None and next(marsad.statistics())["measure"]
    assert next(marsad.contradictions())["sides"] and marsad.commitments()[0]["by"]
    assert {one["name"] for one in marsad.recipes()} >= {"responsibility"} and marsad.vocabulary()["relations"]
    assert marsad.explain("t-ttp")["id"] == "t-ttp"
    whole = [claim["id"] for claim in marsad.claims()]
    file = marsad.export("claims", tmp_path / "claims.ndjson")
    assert [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()] == whole
    assert marsad.extract("Alpha was calm on Monday.")["extraction"]["claims"] == []


def test_what_comes_in_is_watched_and_was_believed_has_methods_too(marsad):
    assert marsad.inbox(limit=1)["counts"]["quarantined"] == 0 and marsad.retry() == {
        "retried": 0,
        "done": True,
        "counts": marsad.inbox()["counts"],
    }
    made = marsad.add_alert("harbouring", "relations", type="HARBORS", webhook="https://example.org/hook", by="me")
    asked = marsad.watch_recipe("answers", "responsibility")
    try:
        assert made["secret"] and asked["secret"] is None
        assert [(one["id"], one["filters"]) for one in marsad.alerts()] == [
            (made["id"], {"type": "HARBORS"}),
            (asked["id"], {"recipe": "responsibility", "parameters": {}}),
        ]
        assert list(marsad.firings(made["id"])) == list(marsad.dead_letters()) == [] and marsad.replay() == 0
        with pytest.raises(Problem, match="nothing"):
            marsad.replay("nothing")
    finally:
        marsad.remove_alert(made["id"])
        marsad.remove_alert(asked["id"])
    assert marsad.alerts() == []
    relation, incident = next(marsad.relations(type="HARBORS")), next(marsad.incidents())
    assert marsad.relation_history(relation["id"])["changes"][-1]["held"]
    assert marsad.incident_history(incident["id"], limit=1)["changes"]


def test_a_list_becomes_a_table(marsad):
    pandas = pytest.importorskip("pandas")
    table = marsad.claims(predicate="HARBORS").to_frame()
    assert isinstance(table, pandas.DataFrame) and set(table["subject.name"]) == {"Kabul Administration"}
    assert frame(marsad.figures("timeseries", interval="week"))["value"].sum() == 4
    assert marsad.claims(predicate="HARBORS", min_confidence=1).to_frame().empty


class Busy(BaseHTTPRequestHandler):
    """Too busy for the first two requests."""

    asked = 0

    def do_GET(self):
        Busy.asked += 1
        self.send_response(503 if Busy.asked < 3 else 200)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(b'{"title": "busy"}' if Busy.asked < 3 else b'{"fine": true}')

    def log_message(self, *_):
        pass


def test_a_busy_server_is_asked_again_as_often_as_wanted():
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            with pytest.raises(Problem, match="busy"):
                Marsad(url, retries=1).get("/v1/x")
            assert Busy.asked == 2 and Marsad(url).get("/v1/x") == {"fine": True}
        finally:
            server.shutdown()
            thread.join()


def blocks(kind):
    """The examples of one kind in the documentation; those in a list are moved to the left."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", DOC.read_text(encoding="utf-8"), re.M | re.S)
    return [re.sub(f"^{space}", "", text, flags=re.M) for space, text in found]


@pytest.mark.filterwarnings("ignore::neo4j.warnings.PreviewWarning")
@pytest.mark.parametrize("number", range(5))
def test_the_python_examples_of_the_documentation_run(served, engine, number, capsys):
    examples = blocks("python")
    assert len(examples) == 5
    end = engine.endpoint
    user, password = (end.reader_user, end.reader_password) if end.reader_user else (end.user, end.password)
    text = examples[number].replace("bolt://127.0.0.1:PORT", end.bolt_uri).replace("http://127.0.0.1:8000", served)
    text = text.replace("PASSWORD", password).replace('"reader"', f'"{user}"').replace('"marsad"', f'"{end.database}"')
    text = text.replace("group-ttp", "t-ttp").replace("state-pk", "t-pakistan")  # the world of this test
    exec(compile(text, str(DOC), "exec"), {})
    assert capsys.readouterr().out


def test_the_curl_examples_of_the_documentation_run(served, tmp_path):
    lines = re.findall(r"^curl .*$", DOC.read_text(encoding="utf-8"), re.M)
    assert len(lines) == 5
    for line in lines:
        command = [*shlex.split(line.replace("http://127.0.0.1:8000", served)), "--fail", "--show-error"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0 and (ran.stdout or "-o" in command), (line, ran.stderr)
    assert (tmp_path / "incidents.csv").read_text().startswith("id,")
    assert json.loads((tmp_path / "incidents.geojson").read_text())["type"] == "FeatureCollection"


def test_dashboards_find_what_the_documentation_promises(marsad, served):
    setup, grafana = map(json.loads, blocks("json"))
    assert httpx.post(setup["mcpServers"]["marsad"]["url"].replace("http://127.0.0.1:8000", served)).status_code == 400
    rows = httpx.get(grafana["url"].replace("http://127.0.0.1:8000", served)).json()[grafana["root_selector"]]
    assert rows and all(column["selector"] in rows[0] for column in grafana["columns"])
    for url in re.findall(r"http://127\.0\.0\.1:8000(/v1/[^`\"]*)", DOC.read_text(encoding="utf-8").split("**Vega")[1]):
        found = httpx.get(served + url).json()
        assert found.get("results") or found["type"] == "FeatureCollection", url
