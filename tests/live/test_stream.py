"""`/v1/changes` and `/v1/stream` over real sockets: seen soon, resumed without loss, bounded, and ended with the server."""

import asyncio
import json
import queue
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress

import httpx
import pytest

import api.stream
from api.client import Marsad, Problem
from graph import changes
from graph.project import project
from tests.live.build import claim, extraction, many
from tests.live.served import Served, settings_for
from tests.live.test_ingest import MARSAD, environment


@pytest.fixture
def served(engine, embedded, store, tmp_path):
    if engine.name != "embedded":
        pytest.skip("the stream reads what the tests of the log read on both engines")
    with Served(settings_for(engine, embedded.folder.parent, tmp_path, MARSAD_MAX_REQUESTS="4")) as client:
        yield client


class Listener:
    """One client of the stream, in a thread; `events` has (id, event, data) as they come, `ids` every id that was sent."""

    def __init__(self, client: httpx.Client, headers=None, **parameters) -> None:
        self.events: queue.Queue = queue.Queue()
        self.ids: list[str] = []
        self.comments, self.problem, self.begun = 0, None, threading.Event()
        self._parameters, self._headers = parameters, headers or {}
        self._socket: socket.socket | None = None
        self._open = httpx.Client(base_url=client.base_url, timeout=30)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self.begun.wait(10)

    def _run(self) -> None:
        try:
            with self._open.stream("GET", "/v1/stream", params=self._parameters, headers=self._headers) as answer:
                if answer.status_code != 200:
                    self.problem = json.loads(answer.read())
                    return
                self._socket = answer.extensions["network_stream"].get_extra_info("socket")
                assert answer.headers["content-type"].startswith("text/event-stream")
                fields: dict[str, str] = {}
                for line in answer.iter_lines():
                    self.begun.set()
                    if not line:
                        if "id" in fields:
                            self.ids.append(fields["id"])
                        if "data" in fields:
                            told = json.loads(fields["data"])
                            self.events.put((fields.get("id"), fields.get("event"), told, time.monotonic()))
                        fields = {}
                    elif line.startswith(":"):
                        self.comments += 1
                    else:
                        name, _, value = line.partition(":")
                        fields[name] = value.strip()
        except httpx.HTTPError:
            pass
        finally:
            self.begun.set()

    def take(self, number, seconds=10):
        return [self.events.get(timeout=seconds)[2] for _ in range(number)]

    def close(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # closing alone would not end a read that waits
        self._thread.join(10)
        self._open.close()


@contextmanager
def listening(client, headers=None, **parameters):
    one = Listener(client, headers, **parameters)
    try:
        yield one
    finally:
        one.close()


def write(store, *extractions):
    list(store.write(extractions))
    project(store)
    return changes.bounds(store.read).latest


def test_the_list_goes_on_where_it_was_left(served, store):
    since = served.get("/v1/changes", params={"limit": 1}).json()["latest"]
    write(store, *many(3))
    seen, at = [], since
    while page := served.get("/v1/changes", params={"since": at, "limit": 7}).json():
        if not page["results"]:
            break
        seen += page["results"]
        at = page["next"]
    assert [row["seq"] for row in seen] == list(range(since + 1, page["latest"] + 1)) and at == page["latest"]
    articles = served.get("/v1/changes", params={"since": since, "kind": "article", "op": "created"}).json()["results"]
    assert len(articles) == 3 and {row["kind"] for row in articles} == {"article"}
    about = served.get("/v1/changes", params={"since": since, "about": "r-force"}).json()["results"]
    assert about and all("r-force" in row["about"] for row in about)
    lines = served.get("/v1/changes", params={"since": since, "kind": "article", "format": "ndjson"}).text
    assert [json.loads(line)["id"] for line in lines.splitlines()] == [row["id"] for row in articles]


def test_what_is_asked_wrongly_is_refused_with_the_remedy(served):
    for wrong in (
        {"kind": "nonsense"},
        {"op": "nonsense"},
        {"since": "x"},
        {"since": -1},
        {"nonsense": 1},
        {"limit": 0},
    ):
        for path in ("/v1/changes", "/v1/stream"):
            answer = served.get(path, params=wrong)
            assert answer.status_code == 422, (path, wrong)
    for path in ("/v1/changes", "/v1/stream"):
        gone = served.get(path, params={"since": 5})
        assert gone.status_code == 410 and gone.headers["content-type"] == "application/problem+json"
        body = gone.json()
        assert 5 < body["oldest"] <= body["latest"] and str(body["latest"]) in body["detail"]
    assert served.get("/v1/stream", headers={"Last-Event-ID": "abc"}).status_code == 422


def test_a_client_sees_a_change_within_a_second_and_only_what_it_asked_for(served, store):
    with listening(served) as all_of_it, listening(served, about="r-force", kind="relation") as some:
        list(store.write([extraction("x", claim("r-force", "CONDEMNS_OPPOSES", "ttp"))]))
        committed = time.monotonic()
        id, event, change, seen = all_of_it.events.get(timeout=10)
        assert (change["op"], change["kind"], event, id) == ("created", "article", None, str(change["seq"]))
        assert seen - committed < 1.0
        project(store)
        assert [one["id"] for one in some.take(1)] == ["r-force|CONDEMNS_OPPOSES|t-ttp"]
        write(store, extraction("y", claim("kabul", "HARBORS", "ttp")))
        assert len(all_of_it.take(3)) == 3 and some.events.empty()


def test_a_client_that_comes_again_by_its_last_id_misses_nothing_and_sees_nothing_twice(served, store):
    seen = []
    with listening(served) as one:
        write(store, *many(2))
        seen += one.take(5)
    write(store, *many(2, seed=1))
    with listening(served, {"Last-Event-ID": str(seen[-1]["seq"])}) as again:
        latest = write(store, *many(2, seed=2))
        while seen[-1]["seq"] < latest:
            seen += again.take(1)
    assert [one["seq"] for one in seen] == list(range(seen[0]["seq"], latest + 1))
    with listening(served, since=seen[0]["seq"]) as since:
        assert [one["seq"] for one in since.take(len(seen) - 1)] == [one["seq"] for one in seen[1:]]


def test_the_python_client_reads_the_list_and_listens(served, store):
    marsad, since = Marsad(str(served.base_url)), changes.bounds(store.read).latest
    write(store, *many(30))
    rows = list(marsad.changes(since))
    assert [row["seq"] for row in rows] == list(range(since + 1, changes.bounds(store.read).latest + 1))
    assert len(list(marsad.changes(since, kind="article", limit=7))) == 30
    heard = marsad.stream(since, kind=["article", "graph"])
    assert [next(heard)["id"] for _ in range(30)] == [row["id"] for row in rows if row["kind"] == "article"]
    threading.Timer(0.3, lambda: list(store.write([extraction("late")]))).start()
    assert next(heard)["id"] == extraction("late").article.id
    heard.close()
    with pytest.raises(Problem) as gone:
        next(marsad.stream(7))
    assert gone.value.status == 410


def test_a_client_whose_last_id_is_too_old_is_told_and_goes_on_from_now(served, store):
    with listening(served, {"Last-Event-ID": "7"}) as one:
        id, event, told, _ = one.events.get(timeout=10)
        assert event == "reset" and id == str(told["latest"]) and told["oldest"] <= told["latest"]
        write(store, extraction("x"))
        assert one.take(1)[0]["seq"] == told["latest"] + 1


def test_a_quiet_stream_is_kept_open_and_its_last_id_goes_on(served, store, monkeypatch):
    monkeypatch.setattr(api.stream, "HEARTBEAT_SECONDS", 0.2)
    with listening(served, kind="judgement") as one:
        latest = write(store, *many(1))
        deadline = time.monotonic() + 10
        while not (one.comments and one.ids[-1] == str(latest)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert one.events.empty()


def test_two_hundred_clients_hear_it_at_once_and_requests_are_answered_meanwhile(served, store):
    number = 200

    async def listen(client, ready, heard):
        async with client.stream("GET", "/v1/stream") as answer:
            assert answer.status_code == 200
            async for line in answer.aiter_lines():
                if line.startswith("retry"):
                    ready.release()
                if line.startswith("data:"):
                    heard.append((json.loads(line[5:])["id"], time.monotonic()))
                    return

    async def all_of_them():
        ready, heard = asyncio.Semaphore(0), []
        limits = httpx.Limits(max_connections=number + 1)
        async with httpx.AsyncClient(base_url=served.base_url, timeout=30, limits=limits) as client:
            tasks = [asyncio.create_task(listen(client, ready, heard)) for _ in range(number)]
            for _ in range(number):
                await ready.acquire()
            answer = await asyncio.to_thread(served.get, "/v1/catalog")
            assert answer.status_code == 200, "streams take none of the places of requests"
            assert threading.active_count() < number, "no thread a client"
            await asyncio.to_thread(lambda: list(store.write([extraction("x")])))
            committed = time.monotonic()
            await asyncio.gather(*tasks)
        return [at - committed for _, at in heard], {id for id, _ in heard}

    late, ids = asyncio.run(all_of_them())
    assert len(late) == number and ids == {extraction("x").article.id} and max(late) < 3.0


def test_more_clients_than_places_are_told_to_come_later(engine, embedded, store, tmp_path):
    if engine.name != "embedded":
        pytest.skip("places are none of the engine's business")
    with Served(settings_for(engine, embedded.folder.parent, tmp_path, MARSAD_MAX_STREAMS="2")) as client:
        with listening(client), listening(client):
            refused = client.get("/v1/stream")
            assert refused.status_code == 503 and int(refused.headers["Retry-After"]) > 0
            assert "max_streams" in refused.json()["detail"]
        deadline = time.monotonic() + 10
        while True:
            with listening(client) as one:
                if one.problem is None:
                    break
            assert time.monotonic() < deadline, "places are given back"
            time.sleep(0.1)


def test_a_client_that_fell_behind_the_ring_reads_the_log_itself(served, store, monkeypatch):
    monkeypatch.setattr(api.stream, "RING", 5)
    with listening(served) as one:
        before = changes.bounds(store.read).latest
        latest = write(store, *many(12))
        assert [row["seq"] for row in one.take(latest - before)] == list(range(before + 1, latest + 1))


def test_open_streams_do_not_keep_the_server_from_ending(tmp_path):
    home = tmp_path / "home"
    command = [MARSAD, "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            url = next(line.split()[3] for line in server.stderr if "Marsad is at" in line)
            with httpx.Client(base_url=url) as client, listening(client) as one, listening(client) as other:
                assert one.problem is other.problem is None
                begun = time.monotonic()
                server.send_signal(signal.SIGINT)
                rest = server.stderr.read()
                assert server.wait(20) == 0 and time.monotonic() - begun < 8, rest
                assert "Traceback" not in rest and "Cancel" not in rest
        finally:
            server.kill()
