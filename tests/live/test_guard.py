"""Users' Cypher: nothing is changed, nothing takes longer, and the next query finds everything as it was."""

import threading
import time

import pytest

from graph.embedded import Embedded
from graph.errors import QueryError
from graph.guard import Guard, Limits
from graph.project import project
from tests.live.build import rich

WRITES = [
    "CREATE (:X)",
    "CREATE (n:Article {id: 'new'}) RETURN n",
    "MATCH (a:Article) SET a.title = 'changed'",
    "MATCH (a:Article) SET a:Other",
    "MATCH (a:Article) REMOVE a.title",
    "MATCH (n) DETACH DELETE n",
    "MERGE (n:Article {id: 'new'})",
    "MATCH (a:Claim), (b:Outlet) CREATE (a)-[:SUBJECT]->(b)",
    "MATCH (a:Article) FOREACH (x IN [1] | CREATE (:Y))",
    "MATCH (a:Article) CALL { WITH a CREATE (:Z) } IN TRANSACTIONS RETURN 1",
    "CREATE CONSTRAINT c IF NOT EXISTS FOR (n:X) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX i IF NOT EXISTS FOR (n:Article) ON (n.title)",
    "DROP CONSTRAINT article_id",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:1/x' AS line RETURN line",
    "MATCH (a:Article) /*/**/ SET a.title = 'x' //*/",
    "CALL db.createLabel('Hidden')",
    "CALL dbms.listConfig()",
    "SHOW USERS",
]
BOMBS = [
    "UNWIND range(1, 10000) AS a UNWIND range(1, 10000) AS b UNWIND range(1, 1000) AS c RETURN count(*)",
    "RETURN reduce(s = 0, i IN range(1, 9999) | s + reduce(t = 0, j IN range(1, 9999) | t + "
    "reduce(u = 0, k IN range(1, 99) | u + k))) AS s",
    "UNWIND range(1, 10000) AS a UNWIND range(1, 10000) AS b WITH a, b WHERE a = b AND a = 0 RETURN a",
]
SECONDS = 2.5


@pytest.fixture
def filled(store):
    list(store.write([rich()]))
    project(store)
    return store


@pytest.fixture
def guard(engine, filled):
    with Guard(engine.endpoint, restart=engine.restart, limits=Limits(seconds=SECONDS)) as guard:
        yield guard


def test_rows_come_as_plain_values(guard):
    answer = guard.run(
        "MATCH p = (a:Actor)-[r:HARBORS]->(b:Actor) RETURN a, r.claims AS claims, r, p, $x AS x", {"x": [1, None, "é"]}
    )
    assert answer.columns == ["a", "claims", "r", "p", "x"]
    node, claims, edge, path, x = answer.rows[0]
    assert (node["id"], node["labels"], claims, x) == (
        "t-kabul",
        ["Actor", "Entity", "GovernmentBody"],
        1,
        [1, None, "é"],
    )
    assert edge["type"] == "HARBORS" and edge["properties"]["id"] == "t-kabul|HARBORS|t-ttp"
    assert [n["id"] for n in path["nodes"]] == ["t-kabul", "t-ttp"] and not answer.truncated


@pytest.mark.parametrize("query", WRITES)
def test_nothing_that_writes_or_reaches_out_is_run(guard, filled, query):
    before = filled.canonical_hash()
    with pytest.raises(QueryError) as refused:
        guard.run(query)
    assert refused.value.reason in {"forbidden", "syntax", "failed"}, refused.value
    assert filled.canonical_hash() == before


def test_nobody_elses_transaction_is_seen_or_ended(guard, engine):
    query = "TERMINATE TRANSACTIONS 'x'"
    if engine.name == "embedded":  # this engine lets a reader end what runs under the reader's own login, and no other
        assert "not found" in str(guard.run(query).rows)
        assert {row[5] for row in guard.run("SHOW TRANSACTIONS").rows} == {engine.endpoint.reader_user}
    else:
        with pytest.raises(QueryError, match="Terminate"):
            guard.run(query)


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end_in_time_and_the_next_query_works(guard, bomb):
    begun = time.monotonic()
    with pytest.raises(QueryError) as stopped:
        guard.run(bomb)
    assert stopped.value.reason == "timeout"
    assert time.monotonic() - begun < SECONDS * 1.1
    begun = time.monotonic()
    assert guard.run("MATCH (a:Article) RETURN count(a) AS n").rows == [[1]]
    assert time.monotonic() - begun < SECONDS


def test_others_are_answered_while_a_bomb_burns(guard):
    def burn():
        with pytest.raises(QueryError):
            guard.run(BOMBS[0])

    bomb = threading.Thread(target=burn)
    bomb.start()
    times = []
    while bomb.is_alive() and len(times) < 50:
        begun = time.monotonic()
        assert guard.run("MATCH (a:Article) RETURN count(a) AS n").rows == [[1]]
        times.append(time.monotonic() - begun)
        time.sleep(0.02)
    bomb.join()
    assert sorted(times)[len(times) // 2] < 0.5


def test_rows_and_bytes_are_capped(guard):
    answer = guard.run("UNWIND range(1, 3000) AS n RETURN n", limits=Limits(SECONDS, rows=100))
    assert len(answer.rows) == 100 and answer.truncated
    answer = guard.run("UNWIND range(1, 100) AS n RETURN n", limits=Limits(SECONDS, rows=100))
    assert len(answer.rows) == 100 and not answer.truncated
    answer = guard.run("UNWIND range(1, 3000) AS n RETURN n, 'aaaaaaaaaa'", limits=Limits(SECONDS, bytes=1000))
    assert 0 < len(answer.rows) < 100 and answer.truncated
    with pytest.raises(QueryError, match="one row") as large:
        guard.run("RETURN range(1, 5000) AS n", limits=Limits(SECONDS, bytes=1000))
    assert large.value.reason == "too_large"


def test_a_stream_without_end_is_cut_and_ended(guard):
    begun = time.monotonic()
    answer = guard.run(
        "UNWIND range(1, 10000) AS a UNWIND range(1, 10000) AS b RETURN a, b", limits=Limits(SECONDS, 50)
    )
    assert len(answer.rows) == 50 and answer.truncated and time.monotonic() - begun < SECONDS * 1.1
    assert guard.run("RETURN 1 AS one").rows == [[1]]


@pytest.mark.parametrize("query", ["MATCH (n RETURN n", "RETURN $missing AS x", "RETURN noSuchFunction(1) AS x", ""])
def test_mistakes_are_the_users(guard, query):
    with pytest.raises(QueryError) as wrong:
        guard.run(query)
    assert wrong.value.reason in {"syntax", "failed"} and str(wrong.value)


def test_a_query_that_eats_all_memory_is_answered_and_the_server_comes_back(tmp_path):
    with Embedded(tmp_path, "256m") as server, Guard(server.endpoint, restart=server.restart) as guard:
        with pytest.raises(QueryError):
            guard.run("RETURN reduce(s = 'x', i IN range(1, 40) | s + s) AS s")
        assert guard.run("RETURN 1 AS one", limits=Limits(20)).rows == [[1]]


@pytest.mark.parametrize(
    ("query", "line", "column", "suggestion"),
    [
        ("MATCH (n)\nRETRUN n", 2, 1, "RETURN"),
        ("RETURN toIntegr('1')", 1, 8, "toInteger"),
        ("MATCH (node) RETURN nod", 1, 21, "node"),
        ("RETURN 1 +", 1, 11, None),
        ("CALL db.lables()", 1, 6, "db.labels"),
    ],
)
def test_a_query_that_cannot_be_read_says_where(guard, query, line, column, suggestion):
    with pytest.raises(QueryError) as refused:
        guard.run(query)
    error = refused.value
    assert (error.line, error.column, error.suggestion) == (line, column, suggestion), error
    assert f"line {line}, column {column}" in str(error) and "EXPLAIN" not in str(error)
