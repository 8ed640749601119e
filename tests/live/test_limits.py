"""More than the server can take, clients that go away, and a database that does: others are answered, and all of it passes."""

import contextlib
import io
import os
import signal
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pyarrow.parquet as pq
import pytest
from neo4j import GraphDatabase

from graph import connection
from graph.bolt_store import Store
from graph.embedded import Embedded
from graph.project import project
from graph.server_http import server_command
from tests.conftest import Engine
from tests.live.build import REFERENCE, many
from tests.live.served import Served, settings_for

BOMB = "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b UNWIND range(1, 9999) AS c RETURN count(*) AS n"


@pytest.fixture(scope="module")
def loaded(shared_store):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(many(20)))
    project(shared_store)
    return shared_store


@pytest.fixture
def serve(engine, request, loaded, tmp_path):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    return lambda **more: Served(settings_for(engine, home, tmp_path, **more))


def running(engine) -> list[str]:
    """The texts of the queries that the database is running."""
    if engine.name == "embedded":
        return [one.get("text", "") for one in server_command(engine.endpoint, "list queries", seconds=5)]
    end = engine.endpoint
    with GraphDatabase.driver(end.bolt_uri, auth=(end.user, end.password)) as driver:
        found = driver.execute_query("SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery AS text")
        return [record["text"] for record in found.records]


def eventually(true, seconds: float) -> float:
    """How long it took until it was so."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.parametrize("way", ["cypher", "query api"])
def test_a_client_that_goes_away_ends_its_query(serve, engine, way):
    """With half a minute for each query and one at a time: the next one would have to wait for it."""
    with serve(MARSAD_QUERY_SECONDS="30", MARSAD_MAX_QUERIES="1") as client:
        end = engine.endpoint
        path, body, login = "/v1/cypher", {"query": BOMB}, None
        if way == "query api":
            path, body = f"/db/{end.database}/query/v2", {"statement": BOMB}
            login = (end.reader_user or end.user, end.reader_password or end.password)
        burning = lambda: any(BOMB in text for text in running(engine))  # noqa: E731

        def leave() -> None:
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(str(client.base_url).rstrip("/") + path, json=body, auth=login, timeout=10)

        leaving = threading.Thread(target=leave)
        leaving.start()
        eventually(burning, 10)
        leaving.join()
        eventually(lambda: not burning(), 12)
        began = time.monotonic()
        assert client.post("/v1/cypher", json={"query": "RETURN 1 AS one"}).json()["rows"] == [{"one": 1}]
        assert time.monotonic() - began < 10


def test_a_bomb_is_answered_in_time(serve):
    with serve(MARSAD_QUERY_SECONDS="1") as client:
        began = time.monotonic()
        answer = client.post("/v1/cypher", json={"query": BOMB})
        assert answer.status_code == 408 and time.monotonic() - began < 3
        assert client.get("/v1/claims").status_code == 200


def test_more_than_it_can_take_is_refused_and_hurts_nobody(serve):
    """30 clients at once on 8 places: every answer is right or says when to come again, and the health check always answers."""
    with serve(MARSAD_MAX_REQUESTS="8", MARSAD_QUERY_SECONDS="1") as client:
        url, expected, stop = str(client.base_url), client.get("/v1/claims").json(), time.monotonic() + 4
        statuses: Counter[tuple[str, int]] = Counter()

        def ask(number: int) -> None:
            with httpx.Client(base_url=url, timeout=60, verify=False) as own:
                while time.monotonic() < stop:
                    if number % 10 == 0:
                        answer, what = own.post("/v1/cypher", json={"query": BOMB}), "bomb"
                    else:
                        answer, what = own.get("/v1/claims"), "list"
                    statuses[what, answer.status_code] += 1
                    if answer.status_code in (429, 503):
                        assert int(answer.headers["retry-after"]) > 0 and answer.json()["request_id"]
                        time.sleep(0.05)
                    elif what == "list":
                        assert answer.json() == expected

        slowest = 0.0
        with ThreadPoolExecutor(30) as pool:
            asked = [pool.submit(ask, number) for number in range(30)]
            while time.monotonic() < stop:
                began = time.monotonic()
                assert client.get("/livez").status_code == 200
                slowest = max(slowest, time.monotonic() - began)
                time.sleep(0.1)
            for one in asked:
                one.result()
        assert {status for what, status in statuses if what == "list"} == {200, 503}, statuses
        assert {status for what, status in statuses if what == "bomb"} <= {408, 429, 503}, statuses
        assert slowest < 5
        eventually(lambda: client.get("/v1/claims").status_code == 200, 5)
        counted = client.get("/metrics").text
        assert 'reason="requests"' in counted and "marsad_requests_in_flight" in counted


def test_the_database_dies_under_load_and_comes_back(tmp_path):
    """The embedded server is killed while lists and an export are read: nothing wrong is answered, the export goes on."""
    with Embedded(tmp_path, "512m") as embedded:
        with Store.open(embedded.endpoint, ensure=embedded.ensure, reference=REFERENCE) as store:
            store.init()
            list(store.write(many(150)))
        settings = settings_for(Engine("embedded", embedded.ensure), tmp_path, tmp_path)
        with Served(settings) as client:
            url, expected, stop = str(client.base_url), client.get("/v1/claims").json(), threading.Event()
            statuses: Counter[int] = Counter()

            def ask() -> None:
                with httpx.Client(base_url=url, timeout=60, verify=False) as own:
                    while not stop.is_set():
                        answer = own.get("/v1/claims")
                        statuses[answer.status_code] += 1
                        assert answer.status_code in (200, 503)
                        if answer.status_code == 200:
                            assert answer.json() == expected

            with ThreadPoolExecutor(5) as pool:
                asked = [pool.submit(ask) for _ in range(4)]
                eventually(lambda: statuses[200] > 20, 20)
                os.kill(embedded.endpoint.pid, signal.SIGKILL)
                whole = client.get("/v1/export/claims", params={"format": "parquet"})
                before = statuses[200]
                eventually(lambda: statuses[200] > before + 20, 40)
                stop.set()
                for one in asked:
                    one.result()
            assert pq.read_table(io.BytesIO(whole.content)).num_rows == 1500
            assert client.get("/readyz").status_code == 200


@contextmanager
def forwarded(port: int, listener: socket.socket):
    """Lets a port lead to another one while it is open; closing it cuts all connections."""
    open_sockets: list[socket.socket] = []

    def pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        cut(other)

    def cut(one: socket.socket) -> None:
        with contextlib.suppress(OSError):  # closing alone would not wake who waits on it, nor tell the other side
            one.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        while True:
            try:
                one, _ = listener.accept()
                other = socket.create_connection(("127.0.0.1", port))
            except OSError:
                return
            open_sockets.extend((one, other))
            for pair in ((one, other), (other, one)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for one in open_sockets:
            cut(one)
            one.close()
        thread.join(5)


def test_a_database_that_is_away_is_503_until_it_is_back(engine, loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "READ_SECONDS", 1.0)
    end = engine.endpoint
    real = int(end.bolt_uri.rpartition(":")[2])
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    away = replace(engine, name="neo4j", find=lambda: replace(end, bolt_uri=f"bolt://127.0.0.1:{port}"))
    settings = settings_for(away, None, tmp_path)
    served = Served(settings)
    with forwarded(real, listener):
        client = served.__enter__()
        tag = client.get("/v1/claims").headers["etag"]
    try:
        for path in ("/v1/claims", "/v1/incidents?format=csv", "/v1/export/claims", "/readyz"):
            answer = client.get(path, headers={"if-none-match": tag})
            assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0, path
            assert answer.json()["title"] == "The database cannot be reached"
        assert client.get("/livez").status_code == 200
        with forwarded(real, socket.create_server(("127.0.0.1", port))):
            eventually(lambda: client.get("/readyz").status_code == 200, 40)
            assert client.get("/v1/claims", headers={"if-none-match": tag}).status_code == 304
            assert client.get("/v1/claims").status_code == 200
            client.close()
    finally:
        served.__exit__()
