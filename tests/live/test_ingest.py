"""`marsad ingest` as a person runs it: into the graph, again, changed, broken, killed, two at once, rebuilt."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.bolt_store import Store
from graph.embedded import Embedded, status
from loaders.inbox import Inbox
from schema.records import to_json
from tests.live.copies import copies, copy_of

MARSAD = Path(sys.executable).with_name("marsad")
KILLS = 30


def environment(home: Path, **more: str) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MARSAD_", "NEO4J_"))}
    env |= {"MARSAD_HOME": str(home), "MARSAD_DISK_FLOOR_BYTES": "0", "MARSAD_DISK_FLOOR_PERCENT": "0"}
    return env | {"MARSAD_MEMORY": "512m"} | more


def marsad(home: Path, *arguments: object, expect: int = 0, **more: str) -> str:
    done = subprocess.run(
        [MARSAD, *map(str, arguments)], env=environment(home, **more), capture_output=True, timeout=170
    )
    assert done.returncode == expect, done.stderr.decode()
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout.decode() + done.stderr.decode()


def ingested(home: Path, *paths: object, expect: int = 0, **more: str) -> dict[str, int]:
    shown = marsad(home, "ingest", "--json", *paths, expect=expect, **more)
    return json.loads(next(line for line in shown.splitlines() if line.startswith("{")))


def graph_hash(server: Embedded) -> str:
    with Store.open(server.endpoint) as store:
        return store.canonical_hash()


def known_since(server: Embedded) -> dict[str, str]:
    """When each claim was learned."""
    with Store.open(server.endpoint) as store:
        return {
            row["id"]: row["since"] for row in store.read("MATCH (c:Claim) RETURN c.id AS id, c.known_from AS since")
        }


@pytest.fixture
def home(tmp_path):
    """A data directory whose database stays up between commands."""
    with Embedded(tmp_path / "home", "512m"):
        yield tmp_path / "home"


def write_lines(path: Path, extractions) -> Path:
    path.write_bytes(b"".join(to_json(e) + b"\n" for e in extractions))
    return path


def test_loading_twice_changes_nothing_and_a_change_is_an_update(home, tmp_path, sample_extractions):
    file = write_lines(tmp_path / "a.jsonl", sample_extractions)
    number = len(sample_extractions)
    first = ingested(home, file)
    assert (first["created"], first["updated"], first["unchanged"], first["quarantined"]) == (number, 0, 0, 0)
    with Embedded(home, "512m") as server:
        before = graph_hash(server)
        again = ingested(home, file)
        assert (again["created"], again["unchanged"]) == (0, number) and graph_hash(server) == before
        newer = json.loads(to_json(sample_extractions[0]))
        newer["article"]["title"] = "A new title"
        file.write_text(json.dumps(newer))
        assert ingested(home, file)["updated"] == 1 and graph_hash(server) != before
    shown = json.loads(marsad(home, "status", "--json"))
    assert shown["nodes"]["Article"] == number and shown["inbox"]["written"] == number + 1 and shown["missing"] == 0


def test_text_goes_the_whole_way_and_what_is_bad_is_named(home, tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text("Khawaja Asif told reporters on Monday that Kabul shelters the TTP.")
    (folder / "empty.txt").write_text("")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (folder / "lines.jsonl").write_text('{"text": "Nobody known is named here."}\n{"text": \n')
    (folder / "big.txt").write_bytes(b"word " * 10_000_000)
    result = ingested(home, folder, tmp_path / "missing.txt", expect=1)
    assert (result["created"], result["quarantined"], result["not_read"]) == (2, 0, 5)
    named = "\n".join(result["problems"])
    assert all(name in named for name in ("empty.txt", "picture.txt", "lines.jsonl:2", "big.txt", "missing.txt"))
    answer = json.loads(
        marsad(home, "query", "--json", "MATCH (a:Article) RETURN a.source_id AS name ORDER BY name").splitlines()[0]
    )
    assert answer == {
        "columns": ["name"],
        "rows": [{"name": "good.txt"}, {"name": "lines.jsonl:1"}],
        "truncated": False,
    }
    shown = marsad(home, "query", "MATCH (a:Article {source_id: $name}) RETURN a.id AS id", "--param", "name=good.txt")
    assert "art-" in shown
    assert "only reading" in marsad(home, "query", "CREATE (n:Actor) RETURN n", expect=1)


def test_what_takes_too_long_goes_into_quarantine_and_comes_back(home, tmp_path):
    (tmp_path / "long.txt").write_text("The army said on Monday that it had killed two men in Kabul. " * 4000)
    (tmp_path / "short.txt").write_text("The army said on Monday that it had killed two men in Kabul.")
    result = ingested(home, tmp_path / "long.txt", tmp_path / "short.txt", expect=1, MARSAD_ARTICLE_SECONDS="1.5")
    assert (result["created"], result["quarantined"]) == (1, 1) and "1.5 s" in result["problems"][0]
    (entry,) = json.loads(marsad(home, "inbox", "list", "--json"))["entries"]
    assert entry["error"] == "TimeoutError" and entry["tries"] == 1 and "long.txt" in entry["source"]
    assert marsad(home, "inbox", "show", entry["id"], "--raw") == (tmp_path / "long.txt").read_text()
    assert ingested(home, tmp_path / "long.txt", expect=1)["quarantined"] == 1
    marsad(home, "inbox", "drop", entry["id"])
    assert ingested(home, tmp_path / "short.txt")["unchanged"] == 1


def test_a_rebuild_gives_the_same_graph_without_extracting(home, tmp_path, sample_extractions):
    ingested(home, write_lines(tmp_path / "a.jsonl", sample_extractions))
    with Embedded(home, "512m") as server:
        before, since = graph_hash(server), known_since(server)
        marsad(home, "rebuild", "--yes")
        assert (graph_hash(server), known_since(server)) == (before, since)
        with Store.open(server.endpoint) as store:
            store.clear()
        assert graph_hash(server) != before
        result = json.loads(marsad(home, "rebuild", "--yes", "--json").splitlines()[0])
        assert graph_hash(server) == before
        again = known_since(server)
        assert again.keys() == since.keys() and all(again[id] <= since[id] for id in since)
    assert (result["articles"], result["extracted_again"]) == (len(sample_extractions), 0)


def test_a_rebuild_extracts_again_what_an_older_version_made(home, tmp_path, sample_extractions):
    some = [copy_of(sample_extractions[0], 0, version="0.1"), copy_of(sample_extractions[1], 1)]
    ingested(home, write_lines(tmp_path / "a.jsonl", some))
    result = json.loads(marsad(home, "rebuild", "--yes", "--json").splitlines()[0])
    assert (result["articles"], result["extracted_again"], result["kept"]) == (2, 1, 1)


def test_a_graph_that_was_lost_is_made_again(home, tmp_path, sample_extractions):
    file = write_lines(tmp_path / "a.jsonl", sample_extractions)
    ingested(home, file)
    with Embedded(home, "512m") as server:
        before, since = graph_hash(server), known_since(server)
        with Store.open(server.endpoint) as store:
            store.clear()
        assert json.loads(marsad(home, "status", "--json"))["missing"] == len(sample_extractions)
        assert ingested(home, file)["unchanged"] == len(sample_extractions)
        assert graph_hash(server) == before
        again = known_since(server)  # since it came in, which the inbox still knows
        assert again.keys() == since.keys() and all(again[id] <= since[id] for id in since)


def test_two_at_once_share_one_server_and_lose_nothing(tmp_path, sample_extractions):
    home = tmp_path / "home"
    articles = copies(sample_extractions, 120)
    files = [write_lines(tmp_path / f"{n}.jsonl", articles[n * 20 : 80 + n * 20]) for n in range(3)]
    both = [
        subprocess.Popen([MARSAD, "ingest", str(file)], env=environment(home), stderr=subprocess.PIPE) for file in files
    ]
    pids = set()
    while any(one.poll() is None for one in both):
        if (end := status(home)) is not None:
            pids.add(end.pid)
        time.sleep(0.1)
    for one in both:
        error = one.communicate()[1]
        assert one.returncode == 0, error.decode()
    assert len(pids) == 1 and status(home) is None  # one server, and the last one stopped it
    with Embedded(home, "512m") as server:
        found = graph_hash(server)
    with Embedded(tmp_path / "clean", "512m") as server:
        ingested(tmp_path / "clean", write_lines(tmp_path / "all.jsonl", articles))
        assert graph_hash(server) == found


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing(home, tmp_path, sample_extractions):
    """30 kills, each while there is new work; what the inbox had by then is all there in the end, whole and once."""
    chance, per_round = random.Random(11), 30
    articles = copies(sample_extractions, per_round * KILLS)
    acknowledged: set[str] = set()
    cut = {"taking in": 0, "working": 0, "after": 0}
    for turn in range(KILLS):
        file = write_lines(tmp_path / "part.jsonl", articles[turn * per_round : (turn + 1) * per_round])
        before = counts(home)
        process = subprocess.Popen(
            [MARSAD, "ingest", str(file)], env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 2.0))
        ended = process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept = delivered(home)
        assert acknowledged <= kept
        new = len(kept) - len(acknowledged)
        assert new in {0, per_round}  # one commit: all of a group or nothing of it
        waiting = counts(home).get("extracted", 0)
        cut["after" if ended else "working" if waiting or counts(home) != before else "taking in"] += 1
        acknowledged = kept
    assert cut["working"] >= KILLS / 4, f"the kills came at the wrong moments: {cut}"
    ingested(home, write_lines(tmp_path / "all.jsonl", articles))
    assert counts(home) == {"received": 0, "extracted": 0, "written": len(articles), "quarantined": 0}
    with Embedded(home, "512m") as server:
        found = graph_hash(server)
    with Embedded(tmp_path / "clean", "512m") as server:
        ingested(tmp_path / "clean", tmp_path / "all.jsonl")
        assert graph_hash(server) == found


def counts(home: Path) -> dict[str, int]:
    with Inbox(home / "inbox.sqlite") as inbox:
        return inbox.counts()


def delivered(home: Path) -> set[str]:
    with Inbox(home / "inbox.sqlite") as inbox:
        return {entry.article for entry in inbox.entries(limit=10**6)}
