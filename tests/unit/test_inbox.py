"""The inbox keeps what it acknowledged, every revision of it, and knows what is left to do."""

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from loaders.failure import Failure
from loaders.inbox import Inbox, Outcome, State
from loaders.sources import Delivery, Form
from loaders.sources.jsonl import read_line
from schema.errors import InvalidData
from schema.records import Extraction, Run, to_json
from schema.sqlite_file import DiskFloor, FileError


def delivery(id: str, text: str, **more: str) -> Delivery:
    line = msgspec.json.encode({"id": id, "text": text, **more})
    return read_line(line, "x.jsonl:1", "x.jsonl:1")[0]


def extracted(d: Delivery, version: str = "1", extractor: str = "marsad", seconds: float = 0.1) -> Delivery:
    e = Extraction(article=d.article, run=Run(extractor=extractor, version=version, seconds=seconds))
    return Delivery(Form.extraction, d.where, to_json(e), d.article, e)


@pytest.fixture
def inbox(tmp_path):
    with Inbox(tmp_path / "inbox.sqlite", floor_bytes=0, floor_percent=0) as opened:
        yield opened


def outcomes(receipts):
    return [r.outcome for r in receipts]


def work(inbox, version="1"):
    """Extract and write all that is waiting, as the pipeline does; returns the texts in the order of writing."""
    inbox.keep(
        [
            (id, Extraction(article=a, run=Run(extractor="marsad", version=version)))
            for _, id, a in inbox.to_extract(100)
        ]
    )
    written = []
    while batch := inbox.to_write(2):
        written += [e.article.text for _, e in batch]
        inbox.mark_written([(id, None) for id, _ in batch])
    return written


def test_an_article_goes_its_way(inbox):
    (receipt,) = inbox.receive([delivery("a", "one")])
    assert receipt.outcome is Outcome.created and inbox.counts()["received"] == 1
    assert work(inbox) == ["one"] and inbox.counts() == {"received": 0, "extracted": 0, "written": 1, "quarantined": 0}
    assert outcomes(inbox.receive([delivery("a", "one")])) == [Outcome.unchanged] and work(inbox) == []
    assert inbox.raw(receipt.id) == delivery("a", "one").raw and inbox.written_articles() == 1


def test_every_revision_is_kept_and_the_newest_counts(inbox):
    inbox.receive([delivery("a", "one"), delivery("b", "other")])
    assert work(inbox) == ["one", "other"]
    assert outcomes(inbox.receive([delivery("a", "two")])) == [Outcome.updated] and work(inbox) == ["two"]
    assert outcomes(inbox.receive([delivery("a", "one")])) == [Outcome.updated] and work(inbox) == ["one"]
    assert inbox.counts()["written"] == 3 and inbox.written_articles() == 2
    assert inbox.rewind(extractor="marsad", version="1") == (0, 2) and work(inbox) == ["other", "one"]


def test_an_older_revision_that_is_extracted_late_is_not_written_over_a_newer_one(inbox):
    inbox.receive([delivery("a", "one")])
    inbox.receive([extracted(delivery("a", "two"))])
    assert work(inbox) == ["two"]


def test_extractions_are_taken_as_they_are_and_replaced_when_they_differ(inbox):
    d = delivery("a", "one")
    assert outcomes(inbox.receive([extracted(d)])) == [Outcome.created] and work(inbox) == ["one"]
    assert outcomes(inbox.receive([extracted(d, seconds=9.0), d])) == [Outcome.unchanged] * 2
    assert outcomes(inbox.receive([extracted(d, version="2")])) == [Outcome.updated] and work(inbox) == ["one"]


def test_another_version_extracts_again_but_not_what_another_extractor_made(inbox):
    inbox.receive([delivery("a", "one"), extracted(delivery("b", "two"), extractor="theirs", version="0")])
    work(inbox)
    assert inbox.rewind(extractor="marsad", version="1") == (0, 2)
    assert work(inbox) == ["one", "two"]
    assert inbox.rewind(extractor="marsad", version="2") == (1, 1)
    assert inbox.counts()["received"] == 1 and work(inbox, "2") == ["one", "two"]
    assert inbox.entry("1").version == "2"


def test_quarantine_retry_and_drop(inbox):
    inbox.receive([delivery("a", "one"), delivery("b", "two")])
    inbox.keep([(id, Failure("too odd", "OddError")) for _, id, _ in inbox.to_extract(10)])
    entry = inbox.entry(delivery("a", "one").article.id)
    assert (entry.state, entry.reason, entry.error, entry.tries) == (State.quarantined, "too odd", "OddError", 1)
    assert inbox.to_extract(10) == [] and inbox.written_articles() == 0
    (receipt,) = inbox.receive([delivery("a", "one")])
    assert receipt.outcome is Outcome.quarantined and receipt.reason == "too odd"
    assert inbox.retry([entry.id]) == 1 and [a.text for _, _, a in inbox.to_extract(10)] == ["one"]
    assert inbox.drop() == 1 and inbox.drop() == 0 and inbox.retry() == 0
    assert work(inbox) == ["one"]
    with pytest.raises(InvalidData, match="inbox list"):
        inbox.entry("2")


def test_a_quarantined_revision_leaves_the_older_one_in_place(inbox):
    inbox.receive([delivery("a", "one")])
    work(inbox)
    inbox.receive([delivery("a", "two")])
    inbox.keep([(id, Failure("no", "No")) for _, id, _ in inbox.to_extract(10)])
    assert inbox.written_articles() == 1
    inbox.rewind(extractor="marsad", version="1")
    assert work(inbox) == ["one"]


def test_intake_stops_at_the_floor(tmp_path):
    with Inbox(tmp_path / "i.sqlite", floor_bytes=1 << 60) as inbox:
        with pytest.raises(DiskFloor, match="free some space"):
            inbox.receive([delivery("a", "one")])
        assert inbox.counts()["received"] == 0


def test_a_full_disk_is_said_and_what_was_stored_stays(inbox):
    inbox.receive([delivery("a", "one")])
    pages = inbox._file.read("PRAGMA page_count")[0][0]
    inbox._file._db.execute(f"PRAGMA max_page_count = {pages + 2}")  # SQLite then answers as it does on a full disk
    with pytest.raises(DiskFloor, match="full"):
        inbox.receive([delivery("b", "word " * 20_000), delivery("c", "three")])
    assert [article.text for _, _, article in inbox.to_extract(10)] == ["one"]
    inbox._file._db.execute("PRAGMA max_page_count = 1073741823")
    assert outcomes(inbox.receive([delivery("c", "three")])) == [Outcome.created]


def test_the_file_is_private_and_a_newer_one_is_refused(tmp_path):
    path = tmp_path / "inbox.sqlite"
    Inbox(path).close()
    assert path.stat().st_mode & 0o077 == 0
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(FileError, match="newer"):
        Inbox(path)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(FileError, match="cannot be opened"):
        Inbox(broken)


def test_the_disk_state_is_synced(inbox):
    assert inbox._file.read("PRAGMA synchronous")[0][0] == 2 and inbox._file.read("PRAGMA journal_mode")[0][0] == "wal"


def test_threads_share_one_inbox(inbox):
    def send(n):
        for i in range(40):
            inbox.receive([delivery(f"{(i * 7 + n) % 50}", f"text {(i * 7 + n) % 50}")])

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = inbox.counts()
    assert counts["received"] == 50 == len({e.article for e in inbox.entries(limit=1000)})


SENDER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from loaders.inbox import Inbox
from loaders.sources.jsonl import read_line
import msgspec
with Inbox(Path(sys.argv[1]), floor_bytes=0, floor_percent=0) as inbox:
    for i in range(10**6):
        lines = [msgspec.json.encode({"id": f"{sys.argv[2]}-{i}-{k}", "text": f"text {k}"}) for k in range(3)]
        for receipt in inbox.receive([read_line(line, "x", "x")[0] for line in lines]):
            print(receipt.article, flush=True)
"""


def test_processes_share_one_inbox_and_a_kill_loses_nothing_acknowledged(tmp_path):
    path = tmp_path / "inbox.sqlite"
    root = str(Path(__file__).parents[2])
    senders = [
        subprocess.Popen([sys.executable, "-c", SENDER, str(path), name, root], stdout=subprocess.PIPE) for name in "ab"
    ]
    acknowledged: set[str] = set()
    for i, sender in enumerate(senders):
        acknowledged |= {sender.stdout.readline().decode().strip() for _ in range(100 + i)}
        sender.send_signal(signal.SIGKILL)
        rest, _ = sender.communicate()
        acknowledged |= set(rest.decode().split("\n")[:-1])
    with Inbox(path, floor_bytes=0, floor_percent=0) as inbox:
        kept = {entry.article for entry in inbox.entries(limit=10**7)}
        assert len(acknowledged) > 200 and acknowledged <= kept
        assert len(kept) % 3 == 0  # a group is there as a whole or not at all
