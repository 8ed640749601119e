"""Our Query API against Neo4j's own, statement by statement: the same JSON but for ids; and what it refuses."""

import base64
import re
from datetime import UTC

import httpx
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, ClientError, CypherSyntaxError
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from graph.bolt_store import Store
from graph.project import project
from graph.query_api import typed
from tests.live.build import REFERENCE
from tests.live.recipe_world import articles
from tests.live.served import Served, settings_for

TYPED = "application/vnd.neo4j.query"
SAME = [
    "RETURN 1 AS x", "RETURN -1", "RETURN 9007199254740993 AS big", "RETURN 1.5", "RETURN 1.0", "RETURN 1e21", "RETURN 1e-7",
    "RETURN 0.1 + 0.2", "RETURN 12345678.9", "RETURN 'text' AS t", "RETURN 'öäü – ṭ' AS t", "RETURN ''", "RETURN true, false",
    "RETURN null", "RETURN []", "RETURN [1, 'a', null, 2.5]", "RETURN [[1], [2, [3]]]", "RETURN {a: 1, b: {c: [1]}} AS m",
    "RETURN {} AS m", "RETURN date('2024-02-29') AS d", "RETURN localtime('10:00') AS t", "RETURN localtime('10:00:01.5') AS t",
    "RETURN localdatetime('2024-01-02T03:04:05') AS t", "RETURN localdatetime('2024-01-02T03:04:05.123456') AS t",
    "RETURN datetime('2024-01-02T03:04:05Z') AS t", "RETURN datetime('2024-01-02T03:04:05+05:00') AS t",
    "RETURN duration('P1Y2M3DT4H5M6S') AS d", "RETURN duration('P1DT2S') AS d", "RETURN duration('PT0S') AS d",
    "RETURN point({x: 1, y: 2}) AS p", "RETURN point({latitude: 1.5, longitude: -2}) AS p",
    "UNWIND range(1, 3) AS x RETURN x, x * 2 AS y", "UNWIND [] AS x RETURN x", "RETURN 1 AS a, 1 AS b", "RETURN toUpper('x')",
    "RETURN size([1, 2]) AS n, reverse('abc') AS r", "RETURN range(1, 5)[1..3] AS s", "RETURN 7 / 2 AS i, 7 / 2.0 AS f, 7 % 2 AS m",
    "RETURN 1 = 1 AND NOT false AS b", "RETURN coalesce(null, 'x') AS c", "RETURN CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END AS c",
    "RETURN [x IN range(1, 4) WHERE x % 2 = 0 | x * x] AS l", "RETURN reduce(s = 0, x IN [1, 2, 3] | s + x) AS s",
    "RETURN 1 AS a UNION RETURN 2 AS a",
    "MATCH (a:Actor) RETURN count(a) AS n", "MATCH (a:ArmedGroup) RETURN a.name AS name, labels(a) AS labels",
    "MATCH (a:ArmedGroup) RETURN a", "MATCH (a:ArmedGroup) RETURN properties(a) AS p", "MATCH (:Actor)-[r:ALLIED_WITH]->() RETURN r",
    "MATCH p = (:Actor)-[r:ALLIED_WITH]->() RETURN p", "MATCH (a:Actor)-[r:HARBORS]->(b) RETURN a.id, type(r), b.id, r.disputed",
    "MATCH (i:Incident) RETURN i.type AS type, count(*) AS n ORDER BY n DESC, type", "MATCH (i:Incident) RETURN max(i.killed_low) AS most",
    "MATCH (a:Nothing) RETURN a", "OPTIONAL MATCH (a:Nothing) RETURN a", "MATCH (c:Claim) RETURN collect(DISTINCT c.predicate)[0] IS NULL AS none",
    "MATCH (c:Claim) RETURN c.amount AS amount ORDER BY amount LIMIT 1", "MATCH (a:Actor) WHERE EXISTS { (a)-[:HARBORS]->() } RETURN a.name",
    "MATCH (a:Actor {id: 't-ttp'}) RETURN COUNT { (a)--() } > 0 AS linked", "RETURN $x AS x",
    "RETURN datetime('2024-01-02T03:04:05[Europe/London]') AS t", "RETURN [date('2024-01-02'), time('10:00Z')] AS l",
    "RETURN time('10:00+01:00') AS t", "RETURN date('2024-01-31') + duration('P1M') AS d", "RETURN point({x: 1, y: 2, z: 3}) AS p",
    "RETURN 0.0 / 0.0 AS n, 1 / 0.0 AS i", "RETURN {d: date('2024-01-02'), l: [1.5, null]} AS m", "RETURN 'a' + 1 AS s, split('a,b', ',') AS l",
    "MATCH (a:ArmedGroup) RETURN a {.name, .id} AS a", "MATCH (a:Actor) RETURN a.id AS id ORDER BY id SKIP 1 LIMIT 2",
    "MATCH (a:Actor)-[r]->(b:Actor) RETURN type(r) AS type, count(*) AS n ORDER BY n DESC, type", "MATCH (a:Actor) RETURN a.nothing LIMIT 1",
    "WITH 1 AS a WHERE a > 1 RETURN a, a + 1 AS b", "MATCH (a:Nothing) RETURN a.x AS x, count { (a)--() } ORDER BY x LIMIT 2",
    "RETURN $y.a AS a, $z[1] AS b", "CALL db.ping() YIELD success RETURN success",
]  # fmt: skip
# what the embedded engine answers otherwise: it groups by an aggregate that is inside of an expression
OTHERWISE = ("MATCH (c:Claim) RETURN collect(DISTINCT c.predicate)[0] IS NULL AS none",)
PARAMETERS = {"x": 5, "y": {"a": "b"}, "z": [1, 2.5, None]}
TYPED_PARAMETERS = {name: typed(value) for name, value in PARAMETERS.items()}
WRONG = [
    "RETRUN 1", "RETURN", "RETURN 1 +", "MATCH (n RETURN n", "RETURN foo(1)", "RETURN $missing", "MATCH (n) RETURN m", "RETURN 'x",
    "CREATE (n)", "MATCH (n) SET n.x = 1", "MATCH (n) DETACH DELETE n", "RETURN date('x')", "CALL nothing.here()",
]  # fmt: skip


class Asker:
    """One Query API, asked over HTTP."""

    def __init__(self, url, database, user, password):
        self.path, self.database, self.login = f"/db/{database}/query/v2", database, (user, password)
        self.client = httpx.Client(base_url=url, auth=(user, password), timeout=60)

    def __call__(self, statement, *, accept="application/json", path="", **body):
        kind = TYPED if accept == TYPED else "application/json"
        asked = {"statement": statement, "parameters": TYPED_PARAMETERS if accept == TYPED else PARAMETERS, **body}
        return self.client.post(self.path + path, json=asked, headers={"accept": accept, "content-type": kind})


@pytest.fixture(scope="module")
def ours(engine, request, shared_store, tmp_path_factory):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    end = engine.endpoint
    with Served(settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")) as client:
        login = (end.reader_user, end.reader_password) if end.reader_user else (end.user, end.password)
        asker = Asker(client.base_url, end.database, *login)
        with asker.client:
            yield asker


@pytest.fixture(scope="module")
def real(ours, engine, request):
    """Neo4j's own Query API over the same world; both engines are compared with it."""
    end = request.getfixturevalue("neo4j_endpoint")
    if not end.http_url:
        pytest.skip("only a Neo4j whose HTTP address is known can be compared with")
    if engine.name != "neo4j":
        with Store.open(end, reference=REFERENCE) as store:
            store.clear()
            store.init()
            list(store.write(articles()))
            project(store)
    asker = Asker(end.http_url, end.database, end.user, end.password)
    with asker.client:
        yield asker


def bare(answer: httpx.Response):
    """Status and body without what may differ: ids, bookmarks, notifications, the order of labels."""
    body = {name: part for name, part in answer.json().items() if name not in ("bookmarks", "notifications")}
    return answer.status_code, answer.headers["content-type"], _sorted(body)


def _sorted(value):
    if isinstance(value, dict):
        # each server took the articles in at a moment of its own
        return {k: "then" if k in ("first_known", "last_known") else _sorted(v) for k, v in value.items()}
    if isinstance(value, list):
        parts = [_sorted(one) for one in value]
        words = [part.get("_value") if isinstance(part, dict) else part for part in parts]
        return sorted(parts, key=repr) if "Entity" in words else parts  # the order of labels is nobody's promise
    return re.sub(r"^([45]:[-0-9a-f]{36}:\d+|#\d+:\d+)$", "id", value) if isinstance(value, str) else value


@pytest.mark.parametrize("accept", ["application/json", TYPED])
def test_answers_are_those_of_the_real_one(real, ours, engine, accept):
    assert len(SAME) > 60
    differ = {}
    for statement in SAME:
        theirs, mine = (bare(ask(statement, accept=accept, includeCounters=True)) for ask in (real, ours))
        if theirs != mine:
            differ[statement] = (theirs, mine)
    known = OTHERWISE if engine.name == "embedded" else ()
    assert {name: both for name, both in differ.items() if name not in known} == {} and len(differ) == len(known)


def test_errors_have_the_code_of_the_real_one(real, ours):
    differ = []
    for statement in WRONG:
        theirs, mine = real(statement, accessMode="READ").json(), ours(statement).json()
        code = mine["errors"][0]["code"]
        if theirs["errors"][0]["code"] != code and code != "Neo.ClientError.Security.Forbidden":
            differ.append((statement, theirs, mine))
    assert not differ


def test_both_engines_answer_alike(ours):
    """The values are the same on the embedded engine: whole numbers stay whole, times are times."""
    typed = ours("RETURN 1 AS i, 1.5 AS f, 'a' AS s, [1] AS l, {a: 1} AS m, null AS n, true AS b", accept=TYPED).json()
    assert [one["$type"] for one in typed["data"]["values"][0]] == [
        *("Integer", "Float", "String", "List", "Map", "Null", "Boolean")
    ]
    path = ours("MATCH p = (:Actor)-[r:HARBORS]->(:Actor) RETURN p, r LIMIT 1").json()["data"]["values"][0]
    assert [("labels" in part, "type" in part) for part in path[0]] == [(True, False), (False, True), (True, False)]
    assert path[0][1]["startNodeElementId"] == path[0][0]["elementId"] and path[1]["properties"]["claims"] == 1
    day = ours("RETURN $d AS d", accept=TYPED, parameters={"d": {"$type": "Date", "_value": "2024-02-29"}}).json()
    assert day["data"]["values"] == [[{"$type": "Date", "_value": "2024-02-29"}]]


@pytest.mark.parametrize("statement", WRONG)
def test_what_is_wrong_or_writes_is_refused(ours, statement):
    refused = ours(statement)
    assert refused.status_code in (400, 403) and refused.json()["errors"][0]["code"].startswith("Neo.")
    assert ours("MATCH (n:Actor) RETURN count(n) > 0").json()["data"]["values"] == [[True]]


def test_a_transaction_from_begin_to_commit(ours):
    begun = ours.client.post(f"{ours.path}/tx")
    id = begun.json()["transaction"]["id"]
    assert begun.status_code == 202 and begun.json()["transaction"]["expires"].endswith("Z")
    assert ours("RETURN 1 AS a", path=f"/tx/{id}").json()["data"]["values"] == [[1]]
    last = ours("RETURN 2 AS a", path=f"/tx/{id}/commit").json()
    assert last["data"]["values"] == [[2]] and last["bookmarks"] and "transaction" not in last
    assert ours("RETURN 1", path=f"/tx/{id}").status_code == 404
    first = ours("RETURN 3 AS a", path="/tx").json()
    assert first["data"]["values"] == [[3]]
    gone = f"{ours.path}/tx/{first['transaction']['id']}"
    assert ours.client.delete(gone).status_code == 200 and ours.client.delete(gone).status_code == 404
    failed = ours.client.post(f"{ours.path}/tx").json()["transaction"]["id"]
    assert ours("RETRUN", path=f"/tx/{failed}").status_code == 400
    assert ours("RETURN 1", path=f"/tx/{failed}").status_code == 404


def test_who_may_ask_and_how(ours):
    def status(headers=None, path=None, **body):
        asked = {"statement": "RETURN 1", **body}
        plain = httpx.Client(base_url=ours.client.base_url, headers=headers or {})
        with plain as client:
            answer = client.post(path or ours.path, json=asked)
        assert answer.json()["errors"][0]["code"].startswith("Neo.ClientError.")
        return answer.status_code

    def basic(text):
        return {"authorization": "Basic " + base64.b64encode(text.encode()).decode()}

    assert status() == 401 == status(basic("reader:wrong")) == status({"authorization": "Basic ?"})
    ours.client.headers["accept"] = "text/html"
    assert ours.client.post(ours.path, json={"statement": "RETURN 1"}).status_code == 406
    del ours.client.headers["accept"]
    assert ours.client.post("/db/another/query/v2", json={"statement": "RETURN 1"}).status_code == 404
    for body in ({}, {"statement": ""}, {"statement": 1}, {"statement": "RETURN 1", "stray": 1}, [1]):
        assert ours.client.post(ours.path, json=body).status_code == 400, body


VALUES = [
    None, True, 1, -(2**62), 1.5, "öä", [1, [2.5, None]], {"a": {"b": [1]}}, b"\x00\x01", Date(2024, 2, 29), Time(10, 0, 1),
    DateTime(2024, 1, 2, 3, 4, 5, 600), DateTime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), Duration(months=14, days=3, seconds=5),
    CartesianPoint((1.0, 2.0)), WGS84Point((1.5, -2.0)),
]  # fmt: skip


@pytest.fixture
def driver(ours):
    """The official driver, over HTTP instead of Bolt."""
    with GraphDatabase.driver(str(ours.client.base_url), auth=ours.login) as opened:
        yield opened


over_http = pytest.mark.filterwarnings("ignore::neo4j.warnings.PreviewWarning")  # what HTTP still is to the driver


@over_http
def test_the_official_driver_reads_over_http(driver, ours):
    driver.verify_connectivity()
    records, summary, keys = driver.execute_query(
        "MATCH p = (a:Actor)-[r:HARBORS]->(b) RETURN a, r, p, b.name AS name", database_=ours.database, routing_="r"
    )
    assert keys == ["a", "r", "p", "name"] and records[0]["name"] == "Test Movement"
    assert "Actor" in records[0]["a"].labels and records[0]["r"].type == "HARBORS" and len(records[0]["p"]) == 1
    assert records[0]["r"].start_node.element_id == records[0]["a"].element_id
    assert not summary.counters.contains_updates and summary.server.agent.startswith("Neo4j/")


@over_http
def test_the_official_driver_gets_every_value_back_that_it_sends(driver, ours, engine):
    with driver.session(database=ours.database) as session:
        for value in VALUES:
            found = session.run("RETURN $value AS value", value=value).single(strict=True)["value"]
            assert found == value and type(found) is type(value), value


@over_http
def test_the_official_driver_keeps_transactions_and_bookmarks(driver, ours):
    with driver.session(database=ours.database) as session:
        assert session.execute_read(lambda tx: [tx.run("RETURN $n AS n", n=n).single()["n"] for n in (1, 2)]) == [1, 2]
        with session.begin_transaction() as tx:
            assert tx.run("MATCH (a:Actor) RETURN count(a) AS n").single()["n"] > 3
            tx.rollback()
        marks = session.last_bookmarks()
        assert marks.raw_values
    with driver.session(database=ours.database, bookmarks=marks) as session:
        assert session.run("UNWIND range(1, 3000) AS x RETURN x").consume().counters.nodes_created == 0
        with pytest.raises(CypherSyntaxError):
            session.run("RETRUN 1")
        with pytest.raises(ClientError, match="read"):
            session.run("CREATE (n:Actor)")
        assert session.run("RETURN 1 AS one").single()["one"] == 1
    with (
        GraphDatabase.driver(str(ours.client.base_url), auth=("reader", "wrong")) as stranger,
        pytest.raises(AuthError),
    ):
        stranger.execute_query("RETURN 1", database_=ours.database)


def test_discovery_and_the_page_share_the_root(ours):
    found = ours.client.get("/", headers={"accept": "application/json"})
    assert found.json()["query"].endswith("/db/{databaseName}/query/v2") and found.headers["vary"] == "Accept"
    assert found.json()["bolt_direct"].startswith("bolt://")
    page = ours.client.get("/", headers={"accept": "text/html,application/json;q=0.9"})
    assert "<html" in page.text and "Accept" in page.headers["vary"]
