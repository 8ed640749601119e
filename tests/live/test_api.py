"""The HTTP API over a real server and a real database, on both engines: answers, problems, paging, bounds, intake."""

import json
import threading
import time

import httpx
import pytest
from msgspec.structs import replace

from api.settings import Settings
from graph.bolt_store import Store
from graph.project import project
from schema.records import COUNTED, Extraction, Status
from tests.live.copies import copy_of
from tests.live.served import Served, settings_for

ALL = {"status": ["occurred", "ongoing", "attempted", "foiled", "planned", "threatened", "hypothetical", "denied"]}


@pytest.fixture(scope="module")
def settings(engine, request, tmp_path_factory):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    return settings_for(engine, home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def loaded(sample_extractions) -> list[Extraction]:
    """The samples, and one of them again with its incidents only planned."""
    again = copy_of(next(e for e in sample_extractions if e.incidents), 1)
    planned = tuple(replace(i, status=Status.planned) for i in again.incidents)
    return [*sample_extractions, replace(again, incidents=planned)]


@pytest.fixture(scope="module")
def api(engine, settings, shared_store: Store, loaded):
    """The samples, loaded and served. These tests only read, or add articles that no other test counts."""
    shared_store.clear()
    shared_store.init()
    settings.inbox.unlink(missing_ok=True)
    assert not [written for written in shared_store.write(loaded) if written.outcome != "created"]
    project(shared_store)
    with Served(settings) as client:
        yield client


def problem(response: httpx.Response, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status and body["title"] and body["detail"]
    assert body["request_id"] == response.headers["x-request-id"]
    return body


def get(api, path, **parameters):
    response = api.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def test_it_is_alive_and_ready(api, engine):
    assert get(api, "/livez") == {"status": "alive"}
    assert get(api, "/readyz") == {"status": "ready", "engine": engine.name}


def test_requests_are_counted_by_route(api, engine):
    get(api, "/v1/claims", limit=1)
    problem(api.get("/v1/entities/nobody"), 404)
    api.get("/no/such/path")
    text = api.get("/metrics").text
    labels = f'engine="{engine.name}",method="GET",route="/v1/entities/{{id}}",status="404"'
    assert f"marsad_requests_total{{{labels}}}" in text and 'route="/v1/claims",le="+Inf"' in text
    assert 'route="other",status="404"' in text and "nobody" not in text and "no/such" not in text


def test_answers_are_not_held_back(api):
    """A socket with Nagle's algorithm holds every answer back for 40 ms; the quickest of some tells."""
    seconds = []
    for _ in range(20):
        began = time.perf_counter()
        get(api, "/livez")
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.03


def test_the_catalogue_counts_what_was_loaded(api, loaded):
    catalog = get(api, "/v1/catalog")
    assert catalog["nodes"]["Article"] == len(loaded)
    assert catalog["nodes"]["Claim"] == sum(len(e.claims) for e in loaded)
    assert catalog["ledger"] == {"written": 0, "projected": len(loaded)}
    assert "HARBORS" in get(api, "/v1/vocabulary")["relations"]


def test_every_claim_carries_its_sentence(api, loaded):
    texts = {e.article.id: e.article.text for e in loaded}
    seen, cursor = [], None
    while True:
        page = get(api, "/v1/claims", limit=7, **({"cursor": cursor} if cursor else {}))
        for claim in page["results"]:
            assert claim["quote"] == texts[claim["article"]["id"]][claim["start"] : claim["end"]]
        seen += [claim["id"] for claim in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(claim.id for e in loaded for claim in e.claims)
    one = get(api, f"/v1/claims/{seen[0]}")
    assert one["id"] == seen[0]


def test_the_link_header_leads_through_all_pages(api):
    whole = [e["id"] for e in get(api, "/v1/entities", limit=1000)["results"]]
    found, url = [], "/v1/entities?limit=9"
    while url:
        response = api.get(url)
        found += [e["id"] for e in response.json()["results"]]
        url = response.links.get("next", {}).get("url")
    assert found == whole and len(set(found)) == len(found) > 9


def test_lists_come_in_other_formats_too(api):
    whole = get(api, "/v1/claims", limit=5)
    lines = api.get("/v1/claims", params={"limit": 5}, headers={"accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == whole["results"] and "next" in lines.links
    assert lines.headers["content-type"] == "application/x-ndjson" and lines.headers["vary"] == "Accept"
    table = api.get("/v1/claims", params={"limit": 5, "format": "csv"})
    assert table.text.startswith("id,predicate,subject.id,subject.name")
    placed = api.get("/v1/incidents", params={"format": "geojson", "limit": 1000}).json()["features"]
    assert [f["id"] for f in placed] == [i["id"] for i in get(api, "/v1/incidents", limit=1000)["results"]]
    assert problem(api.get("/v1/claims", params={"format": "geojson"}), 422)
    assert problem(api.get("/v1/claims", params={"format": "xml"}), 422)


def test_relations_carry_their_claims(api):
    page = get(api, "/v1/relations", limit=100)
    assert page["results"]
    for relation in page["results"]:
        assert relation["claims"] >= 1 and relation["source"]["id"] != relation["target"]["id"]
        supporting = [claim for claim in relation["evidence"] if claim["stance"] in {"asserts", "alleges"}]
        assert supporting and all(claim["quote"] for claim in relation["evidence"])
        only = get(api, "/v1/relations", type=relation["type"], source=relation["source"]["id"])
        assert relation["target"]["id"] in {r["target"]["id"] for r in only["results"]}
    one = page["results"][0]
    between = get(api, "/v1/relations", between=f"{one['target']['id']},{one['source']['id']}")
    assert one["type"] in {r["type"] for r in between["results"]}


def test_an_entity_and_the_graph_around_it(api):
    relation = get(api, "/v1/relations", limit=1)["results"][0]
    id, other = relation["source"]["id"], relation["target"]["id"]
    entity = get(api, f"/v1/entities/{id}")
    assert entity["entity"]["id"] == id and other in {n["other"]["id"] for n in entity["neighbours"]}
    around = get(api, "/v1/graph", seed=[id], depth=2)
    assert {id, other} <= {node["id"] for node in around["nodes"]} and around["edges"]
    (way,) = get(api, "/v1/paths", source=id, target=other, k=1)["ways"]
    assert way["length"] == 1 and relation["id"] in {r["id"] for r in way["hops"][0]["relations"]}
    assert id in {e["id"] for e in get(api, "/v1/entities", q=relation["source"]["name"])["results"]}


def test_only_what_happened_is_an_incident_unless_asked(api, loaded):
    counted = get(api, "/v1/incidents", limit=1000)["results"]
    everything = get(api, "/v1/incidents", limit=1000, **ALL)["results"]
    known = {i.id: i.status in COUNTED for e in loaded for i in e.incidents}
    assert {i["id"] for i in counted} == {id for id, counts in known.items() if counts} < known.keys()
    assert {i["id"] for i in everything} == known.keys()
    one = get(api, f"/v1/incidents/{counted[0]['id']}")
    assert one["incident"]["id"] == counted[0]["id"]


def test_statements_statistics_and_articles(api, loaded):
    article = next(e for e in loaded if e.statements)
    said = get(api, "/v1/statements", article=article.article.id, limit=1000)["results"]
    assert {s["id"] for s in said} == {s.id for s in article.statements}
    assert isinstance(get(api, "/v1/statistics")["results"], list)
    listed = get(api, "/v1/articles", limit=1000)["results"]
    assert {a["id"] for a in listed} == {e.article.id for e in loaded}
    whole = get(api, f"/v1/articles/{article.article.id}")
    assert whole["text"] == article.article.text
    assert {n["kind"] for n in whole["annotations"]} >= {"mention", "claim", "statement"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/v1/claims/none", 404),
        ("/v1/entities/none", 404),
        ("/v1/articles/none", 404),
        ("/v1/incidents/none", 404),
        ("/v1/relations?tpye=HARBORS", 422),
        ("/v1/relations?type=HARBOURS", 422),
        ("/v1/relations?between=one", 422),
        ("/v1/claims?limit=0", 422),
        ("/v1/claims?limit=many", 422),
        ("/v1/claims?modality=maybe", 422),
        ("/v1/claims?cursor=nonsense", 400),
        ("/v1/incidents?start=yesterday", 422),
        ("/v1/incidents?start=2024-02-30", 422),
        ("/v1/claims?known_at=yesterday", 422),
        ("/v1/relations?as_of=2024-13-01", 422),
        ("/v1/incidents?marking=TLP:PURPLE", 422),
        ("/v1/statements?as_of=2024-01-01", 422),
        ("/v1/stats/matrix?rows=type&cols=status&known_at=never", 422),
        ("/v1/relations/group-ttp%7CHARBORS%7Cnobody/history", 404),
        ("/v1/incidents/inc-0/history", 404),
        ("/v1/incidents?status=done", 422),
        ("/v1/entities?kind=Robot", 422),
        ("/v1/graph", 422),
        ("/v1/cypher", 405),
    ],
)
def test_what_is_wrong_is_a_problem(api, path, status):
    problem(api.get(path), status)


def test_an_id_that_nothing_has_is_named_with_what_looks_like_it(api):
    wrong = api.get("/v1/claims", params={"about": "group-tttp"}).json()
    assert wrong["errors"][0]["pointer"] == "query/about" and "group-ttp" in wrong["suggestions"]
    seed = api.get("/v1/graph", params={"seed": "group-tttp"}).json()
    assert seed["status"] == 422 and seed["errors"][0]["pointer"] == "query/seed" and "group-ttp" in seed["suggestions"]
    lost = api.get("/v1/entities/group-tttp").json()
    assert lost["status"] == 404 and "group-ttp" in lost["suggestions"] and "did you mean" in lost["detail"]
    assert api.get("/v1/stats/distribution", params={"field": "type", "actor": "group-tttp"}).status_code == 422


def test_time_is_asked_about_in_every_list_and_figure(api):
    for path in ("claims", "relations", "incidents", "statistics", "statements", "contradictions"):
        everything = get(api, f"/v1/{path}", limit=1000, with_total=True)
        assert everything["total"] == {"value": len(everything["results"]), "relation": "eq"}, path
        now = get(api, f"/v1/{path}", limit=1000, known_at="2100-01-01")["results"]
        assert {row["id"] for row in now} == {row["id"] for row in everything["results"]}, path
        assert get(api, f"/v1/{path}", known_at="2000-01-01")["results"] == [], path
    claims = get(api, "/v1/claims", as_of="2024-06-27", limit=1000)["results"]
    assert all(c["time"]["start"] is None or c["time"]["start"] <= "2024-06-27" for c in claims)
    figures = get(api, "/v1/stats/distribution", field="type", known_at="2100-01-01")
    assert figures["results"] == get(api, "/v1/stats/distribution", field="type")["results"]
    (edge, *_) = get(api, "/v1/relations", limit=1)["results"]
    history = get(api, f"/v1/relations/{edge['id'].replace('|', '%7C')}/history")
    assert history["changes"][0]["held"] and history["changes"][0]["after"]["claims"] == edge["claims"]
    assert get(api, "/v1/commitments", known_at="2000-01-01")["results"] == []


def test_a_cursor_belongs_to_its_list(api):
    cursor = get(api, "/v1/entities", limit=1)["next"]
    problem(api.get("/v1/claims", params={"cursor": cursor}), 400)


def test_cypher_reads(api, loaded):
    body = {"query": "MATCH (a:Article) WHERE a.id = $id RETURN a.id AS id, 1 AS one", "parameters": {}}
    body["parameters"]["id"] = loaded[0].article.id
    answer = api.post("/v1/cypher", json=body).json()
    assert answer["columns"] == ["id", "one"] and answer["truncated"] is False
    assert answer["rows"] == [{"id": loaded[0].article.id, "one": 1}]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("MATCH (n) SET n.name = 'x' RETURN n", 403),
        ("CREATE (n:Actor {id: 'x'}) RETURN n", 403),
        ("MATCH (n) DETACH DELETE n", 403),
        ("/*/**/ CREATE (n:Actor) RETURN n //*/", 403),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", 403),
        ("MATCH (n RETURN n", 400),
        ("", 422),
    ],
)
def test_cypher_never_writes(api, shared_store, query, status):
    before = shared_store.canonical_hash()
    response = api.post("/v1/cypher", json={"query": query})
    assert response.status_code in {status, 400 if status == 403 else status}, response.text
    problem(response, response.status_code)
    assert shared_store.canonical_hash() == before


def test_a_query_that_never_ends_is_ended_and_others_go_on(api):
    bomb = "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b UNWIND range(1, 9999) AS c RETURN count(*)"
    began = time.monotonic()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(api.post("/v1/cypher", json={"query": bomb})))
    thread.start()
    time.sleep(0.3)
    assert get(api, "/livez") and get(api, "/v1/claims", limit=5)["results"]
    thread.join(30)
    assert time.monotonic() - began < 10
    problem(answers[0], 408)
    assert api.post("/v1/cypher", json={"query": "RETURN 1 AS one"}).json()["rows"] == [{"one": 1}]


def test_a_slip_in_a_query_is_named(api):
    slip = api.post("/v1/cypher", json={"query": "MATCH (a:Acter)-[:HARBOURS]->(b) RETURN b"}).json()
    assert slip["rows"] == [] and "HARBORS" in slip["warnings"][1] and "Actor" in slip["warnings"][0]
    broken = problem(api.post("/v1/cypher", json={"query": "MATCH (a)\nRETRUN a"}), 400)
    assert broken["position"] == {"line": 2, "column": 1} and broken["suggestion"] == "RETURN"


def test_every_answer_is_safe_to_show(api):
    for path in ("/", "/docs", "/v1/catalog", "/web/app.js", "/nothing"):
        headers = api.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"] or path == "/docs"
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    far = api.get(
        "/v1/claims", params={"limit": 50}, headers={"x-forwarded-for": "192.0.2.1", "accept-encoding": "gzip"}
    )
    assert far.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in api.get("/v1/claims", params={"limit": 50}).headers  # within this machine
    for path in ("/web/../settings.py", "/web/%2e%2e/settings.py", "/web//etc/passwd"):
        assert api.get(path).status_code in {404, 405}


def test_other_sites_are_kept_out(api):
    assert problem(api.get("/v1/catalog", headers={"host": "evil.example"}), 421)
    body = {"query": "RETURN 1 AS one"}
    assert problem(api.post("/v1/cypher", json=body, headers={"origin": "http://evil.example"}), 403)
    own = f"http://{api.base_url.host}:{api.base_url.port}"
    assert api.post("/v1/cypher", json=body, headers={"origin": own}).status_code == 200
    problem(api.post("/v1/articles", content=json.dumps({"text": "x"}), headers={"content-type": "text/plain"}), 422)


def test_the_document_of_the_api_is_whole(api):
    document = get(api, "/openapi.json")
    operations = [(path, o) for path, methods in document["paths"].items() for o in methods.values()]
    ids = [o["operationId"] for _, o in operations]
    assert len(set(ids)) == len(ids) >= 22
    for path, operation in operations:
        assert operation["summary"] and operation["tags"], path
        for status, response in operation["responses"].items():
            if status >= "400":
                assert "application/problem+json" in response["content"], (path, status)
    dangling = set(_references(document)) - {
        f"#/components/schemas/{name}" for name in document["components"]["schemas"]
    }
    assert not dangling


def _references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


ARTICLE = {
    "text": "The interior minister of Pakistan said on Monday that the Tehrik-i-Taliban Pakistan attacked a police post in Swat.",
    "title": "Posted <script>alert(1)</script>",
    "outlet": "The Example",
    "published": "2024-06-25",
}


def test_an_article_that_is_posted_is_in_the_graph(api):
    first = api.post("/v1/articles", json=ARTICLE)
    assert first.status_code == 201, first.text
    taken = first.json()
    assert taken["outcome"] == "created" and taken["state"] == "written"
    assert get(api, first.headers["location"])["text"] == ARTICLE["text"]
    again = api.post("/v1/articles", json=ARTICLE)
    assert again.status_code == 200 and again.json()["outcome"] == "unchanged"
    changed = api.post("/v1/articles", json=ARTICLE | {"title": "Another"})
    assert changed.status_code == 201 and changed.json()["outcome"] == "updated"
    assert changed.json()["article"] == taken["article"]


def test_an_article_that_cannot_be_taken_is_a_problem(api):
    assert "published" in problem(api.post("/v1/articles", json=ARTICLE | {"published": "soon"}), 422)["detail"]
    problem(api.post("/v1/articles", json={"title": "no text"}), 422)
    problem(api.post("/v1/articles", content=b"{", headers={"content-type": "application/json"}), 422)
    problem(api.post("/v1/articles", json={"text": "x " * 3_000_000}), 413)
    problem(api.post("/v1/articles", json={"text": "x " * 700_000}), 413)


def test_no_space_is_507_and_reading_goes_on(engine, settings):
    with Served(changed(settings, disk_floor_bytes=1 << 60)) as client:
        assert "free some space" in problem(client.post("/v1/articles", json=ARTICLE | {"id": "507"}), 507)["detail"]
        assert client.get("/v1/claims").status_code == 200


def test_too_many_at_once_are_turned_away(engine, settings):
    bomb = "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b UNWIND range(1, 9999) AS c RETURN count(*)"
    with Served(changed(settings, max_queries=1, query_seconds=1.0)) as client:
        answers: list[httpx.Response] = []
        ask = lambda: answers.append(client.post("/v1/cypher", json={"query": bomb}))  # noqa: E731
        threads = [threading.Thread(target=ask) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        refused = [a for a in answers if a.status_code == 429]
        assert len(answers) == 5 and len(refused) >= 2
        assert problem(refused[0], 429) and refused[0].headers["retry-after"]


def changed(settings: Settings, **more) -> Settings:
    return replace(settings, **more)


def test_counts_before_expanding_hold_and_a_limit_cuts(api):
    incident = next(i for i in get(api, "/v1/incidents", limit=50)["results"] if i["perpetrators"] and i["place"])
    id = next(p["id"] for p in incident["perpetrators"] if p["id"])
    counts = get(api, "/v1/graph/adjacent", id=id)
    assert counts == sorted(counts, key=lambda row: (-row["edges"], row["type"], row["direction"])) and counts
    whole = get(api, "/v1/graph/expand", id=id, limit=1000)
    found = [(e["type"], "out" if e["source"] == id else "in") for e in whole["edges"]]
    assert len({e["id"] for e in whole["edges"]}) == len(whole["edges"])
    assert {(r["type"], r["direction"]): r["edges"] for r in counts} == {one: found.count(one) for one in found}
    assert not whole["truncated"]
    shown = {node["id"] for node in whole["nodes"]}
    assert shown == {id} | {end for e in whole["edges"] for end in (e["source"], e["target"])}
    assert {n["id"] for n in whole["nodes"] if n["labels"] == ["Incident"]} >= {incident["id"]}
    part = get(api, "/v1/graph/expand", id=id, limit=1)
    assert len(part["edges"]) == 1 and part["truncated"] is (len(whole["edges"]) > 1)
    one = get(api, "/v1/graph/expand", id=id, type="PERPETRATOR", limit=1000)
    assert {e["type"] for e in one["edges"]} == {"PERPETRATOR"}
    around = get(api, "/v1/graph/expand", id=incident["id"], limit=1000)
    assert {"PERPETRATOR", "LOCATED_IN"} <= {e["type"] for e in around["edges"]}
    among = api.post("/v1/graph/among", json={"ids": [*sorted(shown), "nobody"]}).json()
    assert {n["id"] for n in among["nodes"]} == shown
    assert {e["id"] for e in among["edges"]} >= {e["id"] for e in whole["edges"]}
    assert all({e["source"], e["target"]} <= shown for e in among["edges"])


def test_expanding_what_is_not_there(api):
    problem(api.get("/v1/graph/adjacent", params={"id": "nobody"}), 404)
    assert (
        "PERPETRATOR"
        in problem(api.get("/v1/graph/expand", params={"id": "group-ttp", "type": "LOVES"}), 422)["detail"]
    )
    problem(api.post("/v1/graph/among", json={"ids": ["x"] * 3001}), 422)


def test_looking_at_an_article_shows_what_would_be_found_and_stores_nothing(api):
    before = get(api, "/v1/catalog")["nodes"]
    text = "Kabul denied on Monday that it harbors the TTP. The weather was fine."
    found = api.post("/v1/extract", params={"explain": True}, json={"text": text, "title": "A look"})
    assert found.status_code == 200, found.text
    extraction = found.json()["extraction"]
    assert {c["predicate"] for c in extraction["claims"]} >= {"HARBORS"}
    assert all(text[c["start"] : c["end"]] == c["quote"] for c in extraction["claims"])
    assert "no claim" in found.json()["explanation"]
    assert api.post("/v1/extract", json={"text": text}).json()["explanation"] is None
    assert get(api, "/v1/catalog")["nodes"] == before
    problem(api.post("/v1/extract", json={"text": ""}), 422)
