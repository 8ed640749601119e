"""Persons judge: by command and over HTTP, kept over a rebuild, refused where they contradict, taken back."""

import json

import pytest

from api.judging import decide, read_journal, take_back
from api.settings import load_settings
from graph.bolt_store import Store
from graph.embedded import Embedded
from graph.errors import NotFound
from graph.judging import explain
from graph.resolve.judgements import Refused, Verdict
from loaders.inbox import Inbox
from tests.live.served import Served
from tests.live.test_ingest import environment, graph_hash, ingested, marsad, write_lines


@pytest.fixture
def home(tmp_path):
    with Embedded(tmp_path / "home", "512m"):
        yield tmp_path / "home"


def told(home, *arguments, expect=0):
    shown = marsad(home, *arguments, "--json", expect=expect)
    return json.loads(next(line for line in shown.splitlines() if line.startswith(("{", "["))))


def test_judging_explaining_and_taking_back(home, tmp_path, sample_extractions):
    ingested(home, write_lines(tmp_path / "a.jsonl", sample_extractions))
    with Embedded(home, "512m") as server, Store.open(server.endpoint) as store:
        clean = graph_hash(server)
        assert told(home, "resolve", "--dry-run")["moves"] == []
        whole = store.read("MATCH (i:Incident) WHERE i.n_reports > 1 RETURN i.id AS id, i.n_reports AS n")
        assert [row["n"] for row in whole] == [3]
        one = whole[0]["id"]
        found = explain(store, one)
        assert len(found["members"]) == 3 and found["judgements"][0]["reasons"]
        other = found["members"][-1]
        pair = told(home, "explain", one, other)["pair"]  # each command costs seconds: one of each, the rest is called
        assert pair["one"] and pair["rule"] == "same" and pair["reasons"]

        split = told(home, "judge", "split", other, "--by", "ann", "--because", "another gate")
        assert len(split["judgements"]) == 2 and {j["reasons"][0] for j in split["judgements"]} == {"another gate"}
        assert store.read("MATCH (i:Incident) WHERE i.n_reports = 2 RETURN count(i) AS n") == [{"n": 1}]
        assert "judged" in marsad(home, "judge", "merge", one, other, "--by", "bob", expect=1)
        judged = graph_hash(server)
        marsad(home, "rebuild", "--yes")
        assert graph_hash(server) == judged != clean
        assert not explain(store, one, other)["pair"]["one"]
        act = split["judgements"][0]["act"]
        told(home, "judge", "undo", act, "--by", "ann")
        assert graph_hash(server) == clean
        with Inbox(home / "inbox.sqlite", floor_bytes=0, floor_percent=0) as inbox:
            assert len(read_journal(inbox).judgements) == 2 and not read_journal(inbox).active()
            with pytest.raises(Refused, match="undone by ann"):
                take_back(inbox, act, by="bob")
            for id, wrong, match in (("inc-0000000000000000", NotFound, "incident"), (one, Refused, "itself")):
                with pytest.raises(wrong, match=match):
                    decide(store, inbox, Verdict.same, id, one, by="bob")
            assert not read_journal(inbox).active()

        with Served(load_settings(environment(home))) as api:
            moved = api.get(f"/v1/incidents/{other}")
            assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/incidents/{one}")
            assert moved.json()["id"] == one
            reports = api.get(f"/v1/incidents/{other}/reports?x=1", follow_redirects=True)
            assert reports.json()["reports"] == 3 and reports.url.query == b"x=1"
            asked = {"verdict": "not_same", "one": one, "other": other, "by": "ann"}
            done = api.post("/v1/judgements", json=asked)
            assert (done.status_code, done.json()["done"], len(done.json()["judgements"])) == (201, True, 1), done.text
            assert api.post("/v1/judgements", json=asked).json()["act"] is None
            refused = api.post("/v1/judgements", json={**asked, "verdict": "same"})
            assert refused.status_code == 409 and refused.json()["reason"] == "contradiction"
            assert refused.json()["conflict"] == [done.json()["judgements"][0]["id"]]
            assert not api.get(f"/v1/explain/{one}?other={other}").json()["pair"]["one"]
            assert api.get("/v1/contradictions?nature=toll").json()["results"] == []
            assert api.get("/v1/commitments?state=open&as_of=2024-01-01").json()["as_of"] == "2024-01-01"
            wrong = ("/v1/contradictions?nature=x", "/v1/commitments?state=x", "/v1/judgements?verdict=x")
            assert {api.get(path).status_code for path in wrong} == {422}
            mine = api.get("/v1/judgements?by=ann").json()["results"]
            assert [(j["verdict"], j["scope"]) for j in mine] == [("not_same", "incident")]
            undone = api.post(f"/v1/judgements/{done.json()['act']}/undo", json={"by": "ann"})
            assert undone.status_code == 200 and api.get("/v1/judgements?by=ann").json()["results"] == []
            assert api.post("/v1/judgements", json={"verdict": "same", "one": one, "by": "ann"}).status_code == 422
            assert api.post("/v1/judgements", json={**asked, "one": "new-nobody"}).status_code == 404
        assert graph_hash(server) == clean
