"""The tools for language models, asked by the protocol's own client over a real socket."""

import json
import socket
from itertools import pairwise

import anyio
import httpx
import pytest
from mcp.client import Client

from graph.project import project
from tests.live.recipe_world import articles
from tests.live.served import Served, settings_for

TOOLS = {"search", "find", "entity", "neighbours", "path", "evidence", "recipes", "recipe", "cypher"}
HARBORS = "t-kabul|HARBORS|t-ttp"


@pytest.fixture(scope="module")
def settings(engine, request, shared_store, tmp_path_factory):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    return settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")


@pytest.fixture(scope="module")
def url(settings):
    with Served(settings) as client:
        yield f"{client.base_url}/mcp"


@pytest.fixture(scope="module", params=["auto", "legacy"])
def mode(request):
    """The protocol of 2026, and the handshake of before."""
    return request.param


@pytest.fixture
def ask(url, mode):
    def call(tool, /, **arguments):
        async def run():
            async with Client(url, mode=mode) as client:
                return await client.call_tool(tool, arguments)

        return anyio.run(run)

    return call


def told(result):
    assert not result.is_error, result.content[0].text
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def refused(result):
    assert result.is_error
    return result.content[0].text


def complete(fact):
    """Whether a fact has what it takes to be said aloud."""
    article = fact["article"]
    return all((fact["claim"], fact["sentence"], fact["modality"], article["id"], article["outlet"]))


def test_the_tools_say_what_they_do_and_that_they_only_read(url, mode):
    async def run():
        async with Client(url, mode=mode) as client:
            assert "sourced claims" in client.instructions
            return (await client.list_tools()).tools

    tools = anyio.run(run)
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description and tool.output_schema and tool.annotations.read_only_hint, tool.name
        assert tool.input_schema["additionalProperties"] is False, tool.name


def test_from_a_name_to_the_sentences_about_it(ask):
    id = told(ask("search", query="test movement", kind="ArmedGroup"))["entities"][0]["id"]
    assert id == "t-ttp"
    about = told(ask("entity", id=id, limit=3))
    assert about["entity"]["name"] == "Test Movement" and len(about["facts"]) == 3
    assert all(
        complete(fact) and id in (fact["subject"]["id"], (fact["object"] or {}).get("id")) for fact in about["facts"]
    )
    around = told(ask("neighbours", id=id, limit=2, evidence=1))
    assert len(around["relations"]) == 2 and around["next"]
    more = told(ask("neighbours", id=id, limit=2, cursor=around["next"]))
    assert {r["id"] for r in more["relations"]}.isdisjoint(r["id"] for r in around["relations"])
    assert all(complete(fact) for r in around["relations"] for fact in r["facts"])
    assert around["incidents"] and all(
        i["sentence"] and i["article"]["id"] and i["status"] for i in around["incidents"]
    )


def test_full_text_finds_things_with_the_words_that_hold_them(ask):
    found = told(ask("find", query="harbors movement", type=["claim"]))
    assert found["hits"] and {hit["type"] for hit in found["hits"]} == {"claim"} and found["hits"][0]["snippet"]
    assert found["facts"] and all(map(complete, found["facts"]))
    assert told(ask("find", query="test movemnt"))["hits"][0]["title"] == "Test Movement"
    assert "type" in refused(ask("find", query="x", type=["dragon"]))


def test_a_disputed_relation_comes_with_both_sides(ask):
    found = told(ask("neighbours", id="t-kabul", type="HARBORS"))["relations"]
    assert [r["id"] for r in found] == [HARBORS] and found[0]["disputed"]
    behind = told(ask("evidence", id=HARBORS))
    assert behind["kind"] == "relation" and behind["relation"]["disputed_by"]
    sides = {(fact["speaker"]["name"], fact["alleged"], fact["denied"]) for fact in behind["facts"]}
    assert sides == {("Minister Example", True, False), ("Kabul Administration", False, True)}
    claim = behind["facts"][0]
    assert told(ask("evidence", id=claim["claim"]))["facts"] == [claim]


def test_a_way_between_two_has_sentences_at_each_step(ask):
    way = told(ask("path", source="t-china", target="t-ttp", max_length=4))["steps"]
    ends = [{step["source"]["id"], step["target"]["id"]} for step in way]
    assert "t-china" in ends[0] and "t-ttp" in ends[-1] and all(a & b for a, b in pairwise(ends))
    assert all(step["facts"] and all(map(complete, step["facts"])) for step in way)
    assert told(ask("path", source="t-china", target="t-china")) == {"steps": []}


def test_evidence_of_somebody(ask):
    found = told(ask("evidence", id="t-ttp"))
    assert found["kind"] == "entity" and found["facts"] and all(map(complete, found["facts"]))


def test_evidence_of_an_incident_and_an_article(ask):
    incident = told(ask("neighbours", id="t-ttp"))["incidents"][0]
    assert told(ask("evidence", id=incident["id"]))["incident"] == incident
    article = incident["article"]["id"]
    facts = told(ask("evidence", id=article))
    assert facts["kind"] == "article" and {fact["article"]["id"] for fact in facts["facts"]} == {article}


def test_recipes_and_cypher_bring_the_claims_that_they_rest_on(ask):
    listed = {one["name"]: one for one in told(ask("recipes"))["recipes"]}
    assert len(listed) > 20 and listed["who-accuses-whom"]["question"]
    answer = told(ask("recipe", name="who-accuses-whom", parameters={"object": "t-ttp"}))
    assert (
        answer["rows"][0]["accuser"] == "Minister Example" and all(map(complete, answer["facts"])) and answer["facts"]
    )
    asked = "MATCH (a:Actor)-[r:HARBORS]->(b) RETURN a.name AS who, r.claim_ids AS claims"
    answer = told(ask("cypher", query=asked))
    assert [fact["claim"] for fact in answer["facts"]] == answer["rows"][0]["claims"]
    many = told(ask("cypher", query="UNWIND range(1, 1000) AS x RETURN x"))
    assert many["truncated"] and len(many["rows"]) == 200
    assert "HARBORS" in told(ask("cypher", query="MATCH ()-[r:HARBOURS]->() RETURN r"))["warnings"][0]


def test_what_is_wrong_is_said(ask):
    for tool in ("entity", "neighbours", "evidence"):
        assert "'nobody'" in (said := refused(ask(tool, id="nobody"))) and "search" in said
    assert "'nobody'" in refused(ask("path", source="t-ttp", target="nobody"))
    assert "a|B|c" in refused(ask("evidence", id="a|B|c"))
    assert "HARBOURS" in refused(ask("neighbours", id="t-ttp", type="HARBOURS"))
    assert "kind" in refused(ask("search", query="x", kind="Dragon"))
    assert "colour" in refused(ask("search", query="x", colour="red"))
    assert "limit" in refused(ask("search", query="x", limit=1000))
    assert "cursor" in refused(ask("search", query="x", cursor="?"))
    assert "'nothing'" in refused(ask("recipe", name="nothing"))
    assert "needs it" in refused(ask("recipe", name="ways-between"))
    assert "line 1" in refused(ask("cypher", query="RETRUN 1"))
    assert "not allowed" in refused(ask("cypher", query="CREATE (n:Actor) RETURN n"))


def test_the_gate_stands_before_the_tools_too(url):
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream"}
    assert httpx.post(url, json=asked, headers={**headers, "host": "evil.example"}).status_code == 421
    assert httpx.post(url, json=asked, headers={**headers, "origin": "http://evil.example"}).status_code == 403
    for method in ("GET", "DELETE"):  # nothing is streamed and there are no sessions
        answer = httpx.request(method, url, headers=headers)
        assert answer.status_code == 405 and answer.headers["content-type"] == "application/problem+json"


def test_nothing_is_left_when_the_server_ends_with_a_client_connected(settings):
    """The server stops at once though a client has not said goodbye; what it used is free again."""
    served = Served(settings)

    async def run():
        served.__enter__()
        async with Client(f"{served.url}/mcp", mode="legacy") as client:
            assert not (await client.call_tool("recipes")).is_error
            with anyio.fail_after(15):
                await anyio.to_thread.run_sync(served.__exit__)

    anyio.run(run)
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", int(served.url.rpartition(":")[2])))
