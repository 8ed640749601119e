"""Saved alerts: they fire on what is new, once, into the stream and to a real receiver, whatever is killed or rebuilt."""

import base64
import hashlib
import hmac
import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.settings import Settings
from graph import changes
from graph.project import project
from schema.records import Polarity
from tests.live.build import claim, extraction, incident, settle
from tests.live.served import Served, settings_for
from tests.live.test_ingest import marsad
from tests.live.test_stream import listening


@pytest.fixture
def settings(engine, embedded, store, tmp_path) -> Settings:
    if engine.name != "embedded":
        pytest.skip("alerts ask the lists, which are tested on both engines")
    home = embedded.folder.parent
    for old in home.glob("inbox.sqlite*"):
        old.unlink()
    more = {"MARSAD_WEBHOOKS_PRIVATE": "true", "MARSAD_WEBHOOK_TRIES": "3", "MARSAD_WEBHOOK_RETRY_SECONDS": "0.1"}
    return settings_for(engine, home, tmp_path, **more)


class Receiver:
    """A web server that takes webhooks; `answers` are the statuses that it gives, 200 after the last."""

    def __init__(self) -> None:
        self.requests: queue.Queue = queue.Queue()
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.put((dict(self.headers), body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook?x=1"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, seconds=20):
        headers, body = self.requests.get(timeout=seconds)
        return {name.lower(): value for name, value in headers.items()}, body


def add(client, name, watches, *, expect=201, **more):
    answer = client.post("/v1/alerts", json={"name": name, "watches": watches, **more})
    assert answer.status_code == expect, answer.text
    return answer.json()


def write(store, *extractions):
    list(store.write(extractions))
    project(store)


def facts(client, alert):
    return [
        fact["id"]
        for firing in reversed(client.get(f"/v1/alerts/{alert['id']}/firings").json()["results"])
        for fact in firing["facts"]
    ]


def until(look, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return found


def settled(client, store):
    """Wait until every alert has been asked about everything: a last change fires the alert that watches for it."""
    key = f"last-{time.monotonic_ns()}"
    last = extraction(key, claim("china", "AIDS", "pakistan", key=key), outlet=key)
    probe = add(client, "probe", "claims", filters={"outlet": key})
    write(store, last)
    until(lambda: facts(client, probe))
    until(lambda: client.get(f"/v1/alerts/{probe['id']}/firings").json()["results"])
    client.delete(f"/v1/alerts/{probe['id']}").raise_for_status()


HARBORS = claim("kabul", "HARBORS", "ttp", alleged=True)


def test_every_kind_of_alert_fires_on_what_is_new_and_once(settings, store):
    write(
        store,
        extraction("old", HARBORS, incidents=[incident("old")], published="2024-01-01"),
        extraction("other", claim("china", "AIDS", "pakistan"), published="2024-01-01"),
    )
    with Served(settings) as client, listening(client, op="alert") as told:
        claims = add(client, "claims", "claims", filters={"about": "t-ttp", "predicate": "HARBORS"})
        relations = add(client, "relations", "relations", filters={"target": "t-ttp"})
        disputed = add(client, "disputed", "relations", filters={"disputed": True})
        incidents = add(client, "incidents", "incidents", filters={"status": "occurred"})
        recipe = add(client, "recipe", "recipe", recipe="who-accuses-whom", parameters={"object": "t-ttp"})
        settled(client, store)
        assert not any(facts(client, one) for one in (claims, relations, disputed, incidents, recipe))

        new = extraction(
            "new",
            HARBORS,
            claim("pakistan", "CONDEMNS_OPPOSES", "ttp", start=1),
            incidents=[incident("new")],
            outlet="New",
        )
        denial = extraction(
            "denial", claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative)
        )
        for _ in range(2):  # given again, it is no news
            list(store.write([new, denial]))
            settle(store, new, denial)
        settled(client, store)
        assert set(facts(client, claims)) == {new.claims[0].id, denial.claims[0].id}
        assert facts(client, relations) == ["t-pakistan|CONDEMNS_OPPOSES|t-ttp"]
        assert facts(client, disputed) == ["t-kabul|HARBORS|t-ttp"]
        assert facts(client, incidents) == [new.incidents[0].id]
        assert len(facts(client, recipe)) == 1
        row = client.get(f"/v1/alerts/{claims['id']}/firings").json()["results"][0]["facts"][0]["row"]
        assert row["quote"] and row["article"]["id"], "a fact leads back to its words"
        evidence = client.get(f"/v1/alerts/{relations['id']}/firings").json()["results"][0]["facts"][0]["row"][
            "evidence"
        ]
        assert evidence[0]["quote"]
        heard = until(lambda: told.events.qsize() >= 5) and told.take(told.events.qsize())
        mine = [one for one in heard if one["id"] == disputed["id"]]
        assert [(one["op"], one["name"], one["patch"]["facts"]) for one in mine] == [
            ("alert", "disputed", ["t-kabul|HARBORS|t-ttp"])
        ]
        listed = client.get("/v1/alerts").json()["results"]
        assert [one["firings"] for one in listed if one["id"] == disputed["id"]] == [1]
        assert all("secret" not in one for one in listed)


def test_alerts_outlive_a_restart_and_hear_of_what_came_meanwhile_and_a_rebuild_fires_nothing(settings, store):
    first = extraction("first", HARBORS)
    write(store, first)
    with Served(settings) as client:
        alert = add(client, "kept", "claims", filters={"predicate": "HARBORS"})
        edges = add(client, "edges", "relations", filters={"type": "HARBORS"})
    meanwhile = extraction("meanwhile", claim("pakistan", "HARBORS", "ttp"))
    write(store, meanwhile)
    with Served(settings) as client:
        until(lambda: facts(client, edges))
        settled(client, store)
        assert facts(client, alert) == [meanwhile.claims[0].id] and facts(client, edges) == ["t-pakistan|HARBORS|t-ttp"]
        store.clear(rebuild=True)
        store.init()
        write(store, first, meanwhile)
        settled(client, store)
        assert len(facts(client, alert)) == len(facts(client, edges)) == 1
        told = [one for one in changes.after(store.read, 0) if one["op"] == "alert" and one["id"] == alert["id"]]
        assert len(told) == 1


def test_a_webhook_is_signed_tried_again_and_at_last_put_with_the_dead_letters(settings, store):
    with Receiver() as receiver, Served(settings) as client:
        alert = add(client, "hook", "claims", filters={"predicate": "HARBORS"}, webhook=receiver.url)
        secret = alert["secret"]
        assert secret.startswith("whsec_") and "secret" not in client.get(f"/v1/alerts/{alert['id']}").json()
        receiver.answers = [500, 302]
        write(store, extraction("a", HARBORS))
        sent = [receiver.take() for _ in range(3)]
        ids = {headers["webhook-id"] for headers, _ in sent}
        assert len(ids) == 1, "a receiver knows a repetition by its id"
        for headers, body in sent:
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            want = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
            assert headers["webhook-signature"] == "v1," + base64.b64encode(want).decode()
            assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
            told = json.loads(body)
            assert told["data"]["alert"]["id"] == alert["id"] and told["data"]["facts"][0]["row"]["quote"]
        path = f"/v1/alerts/{alert['id']}/firings"
        done = until(lambda: [f for f in client.get(path).json()["results"] if f["delivery"]["state"] == "delivered"])
        assert done[0]["delivery"]["tries"] == 3

        receiver.answers = [500, 503, 500]
        write(store, extraction("b", claim("pakistan", "HARBORS", "ttp")))
        dead = until(lambda: client.get("/v1/dead-letters").json()["results"])
        assert len(dead) == 1 and dead[0]["delivery"]["tries"] == 3 and "500" in dead[0]["delivery"]["error"]
        assert [receiver.take()[0]["webhook-id"] for _ in range(3)] == [dead[0]["id"]] * 3
        assert client.post(f"/v1/dead-letters/{dead[0]['id']}/replay").json() == {"replayed": 1}
        assert receiver.take()[0]["webhook-id"] == dead[0]["id"]
        until(lambda: not client.get("/v1/dead-letters").json()["results"])
        assert client.post(f"/v1/dead-letters/{dead[0]['id']}/replay").status_code == 404
        assert client.post("/v1/dead-letters/replay").json() == {"replayed": 0}


def test_without_the_setting_no_webhook_goes_to_this_machine(settings, store, engine, embedded, tmp_path):
    from msgspec.structs import replace

    careful = replace(settings, webhooks_private=False, webhook_tries=1)
    with Receiver() as receiver, Served(careful) as client:
        refused = client.post("/v1/alerts", json={"name": "x", "watches": "claims", "webhook": receiver.url})
        assert refused.status_code == 422 and "webhooks_private" in refused.json()["detail"]
        alert = add(client, "hook", "claims", webhook="http://127.0.0.1:8080/")
        write(store, extraction("a", HARBORS))
        dead = until(lambda: client.get("/v1/dead-letters").json()["results"])
        assert "no public address" in dead[0]["delivery"]["error"] and dead[0]["alert"] == alert["id"]
        assert receiver.requests.empty()


def test_what_is_asked_wrongly_is_refused_by_its_field(settings, store):
    with Served(settings) as client:
        for field, body in {
            "watches": {"watches": "nonsense"},
            "colour": {"watches": "claims", "filters": {"colour": "red"}},
            "limit": {"watches": "claims", "filters": {"limit": 5}},
            "predicate": {"watches": "claims", "filters": {"predicate": "NONSENSE"}},
            "min_origins": {"watches": "relations", "filters": {"min_origins": "many"}},
            "recipe": {"watches": "recipe", "recipe": "nonsense"},
            "targets": {"watches": "recipe", "recipe": "who-accuses-whom", "parameters": {"targets": "x"}},
            "webhook": {"watches": "claims", "webhook": "ftp://example.org"},
            "nonsense": {"watches": "claims", "nonsense": 1},
        }.items():
            answer = client.post("/v1/alerts", json={"name": "x", **body})
            assert answer.status_code == 422 and field in answer.json()["detail"], (field, answer.text)
        for method, path in (("GET", "alerts/alr-x"), ("DELETE", "alerts/alr-x"), ("GET", "alerts/alr-x/firings")):
            assert client.request(method, f"/v1/{path}").status_code == 404
        assert client.get("/v1/dead-letters", params={"cursor": "x"}).status_code == 400
        assert client.get("/v1/alerts").json() == {"results": []}


def test_the_command_makes_lists_and_removes_them(settings, store, embedded):
    home = embedded.folder.parent
    write(store, extraction("a", HARBORS))
    shown = json.loads(marsad(home, "alerts", "add", "one", "relations", "type=HARBORS", "min_origins=1", "--json"))
    assert shown["filters"] == {"type": "HARBORS", "min_origins": 1} and shown["secret"] is None
    listed = json.loads(marsad(home, "alerts", "list", "--json"))
    assert [one["id"] for one in listed] == [shown["id"]]
    assert "0 to be sent again" in marsad(home, "alerts", "replay")
    assert "nonsense" in marsad(home, "alerts", "add", "two", "relations", "nonsense=1", expect=1)
    marsad(home, "alerts", "remove", shown["id"])
    assert json.loads(marsad(home, "alerts", "list", "--json")) == []
