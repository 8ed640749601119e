"""Killed at random moments, the writer or the database: nothing acknowledged is lost, nothing is half there, and the same
load again ends in the same graph. MARSAD_CRASHES sets how many times (30)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from graph import changes
from graph.bolt_store import Outcome, Store
from graph.embedded import Embedded
from graph.project import project
from tests.live.build import REFERENCE, many

ROOT = Path(__file__).parents[2]
CRASHES = int(os.environ.get("MARSAD_CRASHES", "30"))
ARTICLES = 40
pytestmark = pytest.mark.slow


def whole(store):
    """Ids of the articles that are there, after seeing that each one is there with everything that belongs to it."""
    rows = store.read(
        "MATCH (a:Article) OPTIONAL MATCH (l:Ledger {id: a.id}) "
        "RETURN a.id AS id, a.n_claims AS said, l.id AS ledger, COUNT { (a)-[:CONTAINS]->(:Claim) } AS stored, "
        "COUNT { (a)-[:HAS_ORIGIN]->() } AS origins, COUNT { (a)-[:MENTIONS]->() } AS mentions"
    )
    for row in rows:
        assert row["said"] == row["stored"] == 10 and row["ledger"] == row["id"], row
        assert row["origins"] == 1 and row["mentions"] > 0, row
    claims = store.read("MATCH (c:Claim) RETURN count(c) AS n, count(DISTINCT c.id) AS ids")[0]
    assert claims["n"] == claims["ids"] == 10 * len(rows)
    edges = store.read("MATCH (c:Claim) RETURN sum(COUNT { (c)-[:SUBJECT]->() }) AS s")[0]["s"]
    assert edges == claims["n"]
    return {row["id"] for row in rows}


def settled(store):
    """Wait until the server has ended what it was doing for a writer that is gone: it may still commit its last transaction."""
    seen, deadline = None, time.monotonic() + 10
    while time.monotonic() < deadline:
        now = (
            store.read("MATCH (c:Claim) RETURN count(c) AS n")[0]["n"],
            store.read("MATCH (l:Ledger) RETURN count(l) AS n")[0]["n"],
        )
        if now == seen:
            return
        seen = now
        time.sleep(0.2)
    raise AssertionError("the database did not come to rest in ten seconds")


def finish(store):
    """The same load again, to the end: the canonical hash of the graph."""
    assert all(written.outcome is not Outcome.failed for written in store.write(many(ARTICLES)))
    project(store)
    return store.canonical_hash()


def empty(store):
    """Leaves nothing but the change log; returns the number of its last change."""
    store.clear()
    store.init()
    return changes.bounds(store.read).latest


def told_once(store, since):
    """Whether the change log tells of every article and of every edge exactly once, without a gap in its numbers."""
    rows = list(changes.after(store.read, since))
    assert [row["seq"] for row in rows] == list(range(since + 1, since + 1 + len(rows)))
    made = [row["id"] for row in rows if row["kind"] == "article"]
    assert len(made) == len(set(made)) == ARTICLES and {row["op"] for row in rows if row["kind"] == "article"} == {
        "created"
    }
    claims = {row["id"]: 0 for row in rows if row["kind"] == "relation"}
    for row in rows:
        if row["kind"] == "relation" and "claims" in row["patch"]:
            assert (row["reverse_patch"] or {"claims": 0})["claims"] == claims[row["id"]]
            claims[row["id"]] = row["patch"]["claims"]
    stored = store.read(
        "MATCH (:Entity)-[r]->(:Entity) WHERE r.claims IS NOT NULL RETURN r.id AS id, r.claims AS claims"
    )
    return claims == {row["id"]: row["claims"] for row in stored}


def test_killing_the_writer(store, engine):
    clean, chance, interrupted = finish(store), random.Random(7), 0
    end = engine.endpoint
    for _ in range(CRASHES):
        since = empty(store)
        command = [sys.executable, "-m", "tests.live.crash_writer", end.bolt_uri, end.database, end.user, end.password]
        writer = subprocess.Popen([*command, str(ARTICLES)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        threading.Timer(chance.uniform(0.0, 0.9), writer.send_signal, [signal.SIGKILL]).start()
        lines = writer.communicate()[0].split("\n")[:-1]  # what follows the last line end was not told
        interrupted += "done" not in lines
        acknowledged = set(lines) - {"done"}
        settled(store)
        assert acknowledged <= whole(store)
        assert finish(store) == clean and told_once(store, since)
    assert interrupted >= CRASHES / 3, "the kills came too late to prove anything"


def test_killing_the_database(tmp_path):
    chance, restarts = random.Random(8), 0
    with (
        Embedded(tmp_path, "512m") as server,
        Store.open(server.endpoint, ensure=server.ensure, reference=REFERENCE) as store,
    ):
        store.init()
        clean = finish(store)
        for _ in range(CRASHES):
            since = empty(store)
            pid = store.endpoint.pid
            timer = threading.Timer(chance.uniform(0.0, 0.5), os.kill, [pid, signal.SIGKILL])
            timer.start()
            acknowledged = set()
            for written in store.write(many(ARTICLES), batch=4):
                assert written.outcome is not Outcome.failed, written
                acknowledged.add(written.article)
            project(store)
            timer.join()
            time.sleep(0.01)
            assert acknowledged == whole(store) and len(acknowledged) == ARTICLES
            assert finish(store) == clean and told_once(store, since)
            restarts += store.endpoint.pid != pid
    assert restarts == CRASHES
