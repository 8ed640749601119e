"""The Python client against a running server, and the examples of docs/clients.md."""

import re
from pathlib import Path

import pytest

from api.client import Marsad, Problem
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
        yield str(client.base_url)


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


def test_the_python_examples_of_the_documentation_run(served, capsys):
    examples = re.findall(r"^```python\n(.*?)^```", DOC.read_text(encoding="utf-8"), re.M | re.S)
    assert examples
    for example in examples:
        if "from api.client" in example or "from mcp" in example:
            exec(compile(example.replace("http://127.0.0.1:8000", served), str(DOC), "exec"), {})
    assert capsys.readouterr().out
