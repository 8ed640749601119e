"""The inbox: every article as it came in, and what persons judged, in one SQLite file; acknowledged only after its commit.

The graph is a projection of it and can be made again from it. A revision is one content of one article; it goes
received → extracted → written, or into quarantine with the reason. Nothing is ever overwritten: a changed article is a
further revision, and the newest delivered one that could be extracted is what belongs in the graph.

Several processes may use one inbox at once. Each method is one transaction; `receive` and `keep` take many rows in one,
since it is the sync at the end of a transaction that costs.
"""

import hashlib
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec.structs import replace

from loaders.failure import Failure
from loaders.sources import Delivery, Form, article_of
from schema.errors import InvalidData
from schema.records import Article, Extraction, from_json, to_json
from schema.sqlite_file import DiskFloor, FileError, SqliteFile

_VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS revision (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL,
    revision TEXT NOT NULL,
    turn INTEGER NOT NULL UNIQUE,
    form TEXT NOT NULL,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    marking TEXT NOT NULL,
    raw BLOB NOT NULL,
    raw_sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'extracted', 'written', 'quarantined')),
    received TEXT NOT NULL,
    changed TEXT NOT NULL,
    extractor TEXT,
    version TEXT,
    extraction BLOB,
    tries INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    error TEXT,
    UNIQUE (article, revision)
);
CREATE INDEX IF NOT EXISTS work ON revision (turn) WHERE state IN ('received', 'extracted');
CREATE INDEX IF NOT EXISTS quarantine ON revision (turn) WHERE state = 'quarantined';
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY, entry TEXT NOT NULL);
"""
_ROW = "id, article, state, form, source, name, marking, raw_sha256, received, changed, extractor, version, tries, reason, error"
_NEWEST = (  # the newest revision of its article that has an extraction
    "extraction IS NOT NULL AND turn = (SELECT max(turn) FROM revision r"
    " WHERE r.article = revision.article AND r.extraction IS NOT NULL AND r.state != 'quarantined')"
)


class State(StrEnum):
    """Where a revision is on its way."""

    received = "received"
    extracted = "extracted"
    written = "written"
    quarantined = "quarantined"


class Outcome(StrEnum):
    """What a delivery was: a new article, a new revision of a known one, nothing new, or one that is in quarantine."""

    created = "created"
    updated = "updated"
    unchanged = "unchanged"
    quarantined = "quarantined"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of one delivery, given after its commit."""

    id: int
    article: str
    outcome: Outcome
    where: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision without its bytes. `error` is the class of the error that put it into quarantine."""

    id: int
    article: str
    state: State
    form: Form
    source: str
    name: str
    marking: str
    raw_sha256: str
    received: str
    changed: str
    extractor: str | None
    version: str | None
    tries: int
    reason: str | None
    error: str | None


class Inbox:
    """An open inbox. Safe to share between threads. `floor_bytes` and `floor_percent` of the disk stay free."""

    def __init__(self, path: Path, *, floor_bytes: int = 1 << 30, floor_percent: float = 5.0) -> None:
        self.path, self._floor = path, (floor_bytes, floor_percent)
        self._file = SqliteFile(path, "the inbox")
        version = self._file.read("PRAGMA user_version")[0][0]
        if version > _VERSION:
            self.close()
            raise FileError(f"the inbox {path} was written by a newer Marsad; update this one")
        if version < _VERSION:
            with self._file.transaction() as db:
                for statement in _TABLES.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {_VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def check_disk(self) -> None:
        """Raise DiskFloor when less space is left than the floor."""
        usage = shutil.disk_usage(self.path.parent)
        floor = max(self._floor[0], usage.total * self._floor[1] / 100)
        if usage.free < floor:
            raise DiskFloor(
                f"only {usage.free / 1e9:.2f} GB are free on the disk of {self.path.parent}, and intake stops at "
                f"{floor / 1e9:.2f} GB; free some space or lower disk_floor_bytes and disk_floor_percent in the settings"
            )

    def receive(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        """Store deliveries in one commit and acknowledge each. Raises DiskFloor before anything is stored."""
        self.check_disk()
        with self._file.transaction() as db:
            return [self._receive_one(db, delivery, _now()) for delivery in deliveries]

    def _receive_one(self, db: sqlite3.Connection, d: Delivery, now: str) -> Receipt:
        old = db.execute(
            "SELECT id, state, reason, extractor, extraction, turn = (SELECT max(turn) FROM revision WHERE article = ?1)"
            " FROM revision WHERE article = ?1 AND revision = ?2",
            (d.article.id, d.revision),
        ).fetchone()
        packed = _pack(d.extraction) if d.extraction is not None else None
        run = d.extraction.run if d.extraction is not None else None
        turn = db.execute("SELECT coalesce(max(turn), 0) + 1 FROM revision").fetchone()[0]
        if old is None:
            known = db.execute("SELECT 1 FROM revision WHERE article = ? LIMIT 1", (d.article.id,)).fetchone()
            cursor = db.execute(
                "INSERT INTO revision (article, revision, turn, form, source, name, marking, raw, raw_sha256, state,"
                " received, changed, extractor, version, extraction) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    d.article.id,
                    d.revision,
                    turn,
                    d.form,
                    d.where,
                    d.article.source_id or "",
                    d.article.marking,
                    d.raw,
                    hashlib.sha256(d.raw).hexdigest(),
                    State.received if run is None else State.extracted,
                    now,
                    now,
                    run and run.extractor,
                    run and run.version,
                    packed,
                ),
            )
            outcome = Outcome.updated if known else Outcome.created
            return Receipt(int(cursor.lastrowid or 0), d.article.id, outcome, d.where)
        id, state, reason, _, extraction, newest = old
        if d.extraction is not None and run is not None and (extraction is None or not _same(extraction, d.extraction)):
            db.execute(
                "UPDATE revision SET turn = ?, state = 'extracted', extraction = ?, extractor = ?, version = ?,"
                " changed = ?, reason = NULL, error = NULL WHERE id = ?",
                (turn, packed, run.extractor, run.version, now, id),
            )
            return Receipt(id, d.article.id, Outcome.updated, d.where)
        if state == State.quarantined:
            return Receipt(id, d.article.id, Outcome.quarantined, d.where, reason)
        if not newest:  # an older content came back
            state = State.received if extraction is None else State.extracted
            db.execute("UPDATE revision SET turn = ?, state = ?, changed = ? WHERE id = ?", (turn, state, now, id))
            return Receipt(id, d.article.id, Outcome.updated, d.where)
        return Receipt(id, d.article.id, Outcome.unchanged, d.where)

    def to_extract(self, limit: int, *, after: int = 0) -> list[tuple[int, int, Article]]:
        """Received revisions as (turn, id, article), oldest turn first, beyond the turn `after`."""
        rows = self._file.read(
            "SELECT turn, id, article, form, name, raw FROM revision WHERE state = 'received' AND turn > ?"
            " ORDER BY turn LIMIT ?",
            (after, limit),
        )
        return [(turn, id, _article(article, form, name, raw)) for turn, id, article, form, name, raw in rows]

    def to_write(self, limit: int) -> list[tuple[int, Extraction]]:
        """Extracted revisions as (id, extraction), oldest turn first, at most one of each article.

        One that was overtaken by a newer revision of its article has nothing to write and is done.
        """
        rows = self._file.read(
            f"SELECT id, extraction, {_NEWEST} FROM revision WHERE state = 'extracted' ORDER BY turn LIMIT ?", (limit,)
        )
        if overtaken := [(id, None) for id, _, newest in rows if not newest]:
            self.mark_written(overtaken)
            return self.to_write(limit)
        return [(id, _unpack(extraction)) for id, extraction, _ in rows]

    def keep(self, results: Sequence[tuple[int, Extraction | Failure]]) -> None:
        """Store what the extractor made of revisions, or put them into quarantine, in one commit."""
        now = _now()
        with self._file.transaction() as db:
            for id, result in results:
                if isinstance(result, Failure):
                    _quarantine(db, id, result, now)
                else:
                    db.execute(
                        "UPDATE revision SET state = 'extracted', extraction = ?, extractor = ?, version = ?, changed = ?,"
                        " reason = NULL, error = NULL WHERE id = ? AND state = 'received'",
                        (_pack(result), result.run.extractor, result.run.version, now, id),
                    )

    def mark_written(self, results: Sequence[tuple[int, Failure | None]]) -> None:
        """Note that revisions are in the graph, or could not be written, in one commit."""
        now = _now()
        with self._file.transaction() as db:
            for id, failure in results:
                if failure is not None:
                    _quarantine(db, id, failure, now)
                else:
                    db.execute(
                        "UPDATE revision SET state = 'written', changed = ? WHERE id = ? AND state = 'extracted'",
                        (now, id),
                    )

    def entries(self, *, state: State | None = None, limit: int = 100) -> list[Entry]:
        """The newest entries, all or those in one state."""
        where = "WHERE state = ?" if state else ""
        rows = self._file.read(
            f"SELECT {_ROW} FROM revision {where} ORDER BY turn DESC LIMIT ?", (*([state] if state else []), limit)
        )
        return [_entry(row) for row in rows]

    def entry(self, key: str) -> Entry:
        """One entry by its number, or the newest one of an article id. Raises InvalidData when there is none."""
        rows = self._file.read(
            f"SELECT {_ROW} FROM revision WHERE id = ? OR article = ? ORDER BY turn DESC LIMIT 1",
            (int(key) if key.isdecimal() and len(key) < 19 else -1, key),
        )
        if not rows:
            raise InvalidData(
                f"nothing in the inbox has the number or article id {key!r}", remedy="`marsad inbox list` shows them"
            )
        return _entry(rows[0])

    def raw(self, id: int) -> bytes:
        """The bytes of one entry as they came in."""
        return bytes(self._file.read("SELECT raw FROM revision WHERE id = ?", (id,))[0][0])

    def state_of(self, ids: Sequence[int]) -> dict[int, Entry]:
        """Entries by number."""
        marks = ",".join("?" * len(ids))
        return {
            row[0]: _entry(row) for row in self._file.read(f"SELECT {_ROW} FROM revision WHERE id IN ({marks})", ids)
        }

    def counts(self) -> dict[str, int]:
        """Revisions by state."""
        found = dict(self._file.read("SELECT state, count(*) FROM revision GROUP BY state"))
        return {state.value: int(found.get(state.value, 0)) for state in State}

    def written_articles(self) -> int:
        """How many articles the graph should hold by now."""
        return int(self._file.read("SELECT count(DISTINCT article) FROM revision WHERE state = 'written'")[0][0])

    def extractions(self, articles: Sequence[str]) -> list[Extraction]:
        """What the graph holds, or is about to hold, of these articles; those that are not in the inbox are left out."""
        marks = ",".join("?" * len(articles))
        query = f"SELECT extraction FROM revision WHERE article IN ({marks}) AND state IN ('extracted', 'written') AND {_NEWEST}"
        return [_unpack(row[0]) for row in self._file.read(query, articles)]

    def journal(self) -> list[str]:
        """What persons decided about the graph, in order. The inbox keeps it, since a rebuild needs it; others read it."""
        return [row[0] for row in self._file.read("SELECT entry FROM journal ORDER BY id")]

    def amend(self, change: Callable[[list[str]], list[str]]) -> None:
        """Add to the journal what `change` makes of it, before anybody else can; nothing if it raises."""
        with self._file.transaction() as db:
            entries = [row[0] for row in db.execute("SELECT entry FROM journal ORDER BY id")]
            db.executemany("INSERT INTO journal (entry) VALUES (?)", [(entry,) for entry in change(entries)])

    def retry(self, ids: Sequence[int] | None = None) -> int:
        """Let quarantined entries, all or some, be tried again; returns how many."""
        only = "" if ids is None else f" AND id IN ({','.join('?' * len(ids))})"
        with self._file.transaction() as db:
            cursor = db.execute(
                "UPDATE revision SET changed = ?, state = CASE WHEN form = 'extraction' AND extraction IS NOT NULL"
                " THEN 'extracted' ELSE 'received' END WHERE state = 'quarantined'" + only,
                (_now(), *(ids or ())),
            )
        return cursor.rowcount

    def drop(self, ids: Sequence[int] | None = None) -> int:
        """Delete quarantined entries for good, all or some; returns how many."""
        only = "" if ids is None else f" AND id IN ({','.join('?' * len(ids))})"
        with self._file.transaction() as db:
            return db.execute("DELETE FROM revision WHERE state = 'quarantined'" + only, tuple(ids or ())).rowcount

    def rewind(self, *, extractor: str | None = None, version: str | None = None) -> tuple[int, int]:
        """Let everything be written again. What another version of `extractor` made is to be extracted again too.

        Returns (to be extracted again, to be written again).
        """
        now = _now()
        with self._file.transaction() as db:
            again = db.execute(
                f"UPDATE revision SET state = 'received', changed = ? WHERE state != 'quarantined' AND {_NEWEST}"
                " AND extractor = ? AND version != ?",
                (now, extractor, version),
            ).rowcount
            written = db.execute(
                f"UPDATE revision SET state = 'extracted', changed = ? WHERE state = 'written' AND {_NEWEST}", (now,)
            ).rowcount
        return again, written


def _quarantine(db: sqlite3.Connection, id: int, failure: Failure, now: str) -> None:
    db.execute(
        "UPDATE revision SET state = 'quarantined', reason = ?, error = ?, tries = tries + 1, changed = ? WHERE id = ?",
        (failure.reason, failure.error, now, id),
    )


def _article(id: str, form: str, name: str, raw: bytes) -> Article:
    article = article_of(Form(form), raw, name)
    if article.id != id:
        raise FileError(f"the inbox holds article {id} but its bytes are {article.id}; was it edited by hand?")
    return article


def _pack(extraction: Extraction) -> bytes:
    return zlib.compress(to_json(extraction), 1)


def _unpack(packed: bytes) -> Extraction:
    return from_json(zlib.decompress(packed))


def _same(packed: bytes, extraction: Extraction) -> bool:
    """Equal but for the time that it took, and for the name under which the article came."""

    def plain(e: Extraction) -> Extraction:
        return replace(e, run=replace(e.run, seconds=0.0), article=replace(e.article, source_id=None))

    return plain(_unpack(packed)) == plain(extraction)


def _entry(row: Sequence[Any]) -> Entry:
    id, article, state, form, *rest = row
    return Entry(id, article, State(state), Form(form), *rest)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
