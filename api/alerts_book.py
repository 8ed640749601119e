"""Saved alerts, what they fired, and what has to be delivered: tables of their own in the inbox's file, so they outlive the graph.

Several processes may use one book at once. Each method is one transaction.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

from schema.errors import MarsadError
from schema.sqlite_file import SqliteFile

_TABLES = """
CREATE TABLE IF NOT EXISTS alert (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, watches TEXT NOT NULL, asked TEXT NOT NULL, webhook TEXT, secret TEXT,
    by TEXT NOT NULL, made TEXT NOT NULL, since INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (alert TEXT NOT NULL, fact TEXT NOT NULL, PRIMARY KEY (alert, fact)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS firing (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, alert TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL,
    facts TEXT NOT NULL, announced INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, error TEXT
);
CREATE INDEX IF NOT EXISTS firing_of_alert ON firing (alert, number);
CREATE INDEX IF NOT EXISTS firing_due ON firing (due) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS alert_note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
STATES = ("none", "pending", "delivered", "dead")
_FIRING = "number, id, alert, at, seq, facts, state, tries, due, error"
Fact = Mapping[str, Any]


class NoSuchAlert(MarsadError):
    """No alert, or no firing that could be sent again, has this id."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What is watched: `watches` is a list (claims, relations, incidents) or `recipe`, `asked` its filters or parameters."""

    id: str
    name: str
    watches: str
    asked: dict[str, Any]
    webhook: str | None
    secret: str | None
    by: str
    made: str  # ISO 8601
    since: int  # the change log's last number when it was made


@dataclass(frozen=True, slots=True)
class Firing:
    """New facts of one alert, and where their delivery is: `none` where there is no webhook."""

    number: int
    id: str
    alert: str
    at: str
    seq: int
    facts: list[dict[str, Any]]
    state: str
    tries: int
    due: float
    error: str | None


class AlertBook:
    """The open tables. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, "the alerts in")
        with self._file.transaction() as db:
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute("INSERT OR IGNORE INTO alert_note VALUES ('book', ?)", (token_hex(8),))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    # alerts

    def add(self, alert: Alert, known: Iterable[str]) -> None:
        """Keep an alert with the facts that there are already, which will not fire."""
        with self._file.transaction() as db:
            db.execute(
                "INSERT INTO alert VALUES (?,?,?,?,?,?,?,?,?)",
                (alert.id, alert.name, alert.watches, json.dumps(alert.asked), alert.webhook, alert.secret, alert.by,
                 alert.made, alert.since),
            )  # fmt: skip
            db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(alert.id, fact) for fact in known])

    def remove(self, id: str) -> None:
        """Forget an alert with all that it fired. Raises NoSuchAlert."""
        with self._file.transaction() as db:
            if not db.execute("DELETE FROM alert WHERE id = ?", (id,)).rowcount:
                raise NoSuchAlert(f"no alert has the id {id!r}; /v1/alerts and `marsad alerts list` show them")
            db.execute("DELETE FROM firing WHERE alert = ?", (id,))
            db.execute("DELETE FROM seen WHERE alert = ?", (id,))

    def alerts(self) -> list[Alert]:
        """All of them, in the order in which they were made."""
        return [
            Alert(id, name, watches, json.loads(asked), *rest)
            for id, name, watches, asked, *rest in self._file.read("SELECT * FROM alert ORDER BY rowid")
        ]

    def alert(self, id: str) -> Alert:
        """One of them. Raises NoSuchAlert."""
        found = next((one for one in self.alerts() if one.id == id), None)
        if found is None:
            raise NoSuchAlert(f"no alert has the id {id!r}; /v1/alerts and `marsad alerts list` show them")
        return found

    # what they fired

    @property
    def book(self) -> str:
        """Names this file among others that may tell of their firings in one graph."""
        return str(self._file.read("SELECT value FROM alert_note WHERE name = 'book'")[0][0])

    def position(self) -> int | None:
        """The last change that alerts were asked about."""
        rows = self._file.read("SELECT value FROM alert_note WHERE name = 'position'")
        return int(rows[0][0]) if rows else None

    def fresh(self, alert: str, facts: Iterable[str]) -> set[str]:
        """Those facts that the alert has not seen."""
        given = list(facts)
        found = set(given)
        for start in range(0, len(given), 500):
            some = given[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._file.read(f"SELECT fact FROM seen WHERE alert = ? AND fact IN ({marks})", (alert, *some))
            found -= {row[0] for row in rows}
        return found

    def received(self, articles: Iterable[str]) -> dict[str, str]:
        """When the inbox last took in a revision of these articles; those that it never had are left out."""
        found = {}
        if self._file.read("SELECT 1 FROM sqlite_master WHERE name = 'revision'"):
            for id in sorted(set(articles)):
                last = self._file.read("SELECT max(received) FROM revision WHERE article = ?", (id,))[0][0]
                if last is not None:
                    found[id] = str(last)
        return found

    def fire(self, position: int, found: Mapping[str, Sequence[Fact]], *, silent: bool = False) -> int:
        """Note in one commit what each alert found up to a change, every fact at most once; how many firings that made."""
        made = 0
        with self._file.transaction() as db:
            for id, facts in found.items():
                row = db.execute("SELECT webhook FROM alert WHERE id = ?", (id,)).fetchone()
                if row is None:  # removed meanwhile
                    continue
                new = [
                    fact
                    for fact in facts
                    if db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (id, fact["id"])).rowcount
                ]
                for start in range(0, 0 if silent else len(new), 100):
                    told = json.dumps(new[start : start + 100])
                    state = "pending" if row[0] else "none"
                    db.execute(
                        "INSERT INTO firing (id, alert, at, seq, facts, state) VALUES (?,?,?,?,?,?)",
                        (f"fir-{token_hex(8)}", id, now(), position, told, state),
                    )
                    made += 1
            db.execute("INSERT OR REPLACE INTO alert_note VALUES ('position', ?)", (str(position),))
        return made

    def firings(
        self, alert: str | None = None, *, state: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[Firing]:
        """The newest firings, of one alert or in one state of delivery, before a number."""
        rows = self._file.read(
            f"SELECT {_FIRING} FROM firing WHERE (?1 IS NULL OR alert = ?1) AND (?2 IS NULL OR state = ?2)"
            " AND (?3 IS NULL OR number < ?3) ORDER BY number DESC LIMIT ?4",
            (alert, state, before, limit),
        )
        return [_firing(row) for row in rows]

    def counts(self) -> dict[str, tuple[int, int]]:
        """By alert, how often it fired, and how many of its firings could not be delivered."""
        rows = self._file.read("SELECT alert, count(*), sum(state = 'dead') FROM firing GROUP BY alert")
        return {row[0]: (row[1], row[2]) for row in rows}

    def unannounced(self) -> list[Firing]:
        """Firings that the change log does not tell of yet, oldest first."""
        rows = self._file.read(f"SELECT {_FIRING} FROM firing WHERE announced = 0 ORDER BY number LIMIT 100")
        return [_firing(row) for row in rows]

    def announced(self, upto: int) -> None:
        """The change log tells of all firings up to this number."""
        with self._file.transaction() as db:
            db.execute("UPDATE firing SET announced = 1 WHERE announced = 0 AND number <= ?", (upto,))

    # delivery

    def due(self, limit: int = 20) -> list[tuple[Firing, Alert]]:
        """What should be delivered by now, with its alert."""
        rows = self._file.read(
            f"SELECT {_FIRING} FROM firing WHERE state = 'pending' AND due <= ? ORDER BY due LIMIT ?",
            (time.time(), limit),
        )
        alerts = {one.id: one for one in self.alerts()}
        return [(one, alerts[one.alert]) for one in map(_firing, rows) if one.alert in alerts]

    def delivered(self, number: int) -> None:
        """It was taken."""
        with self._file.transaction() as db:
            query = "UPDATE firing SET state = 'delivered', tries = tries + 1, error = NULL WHERE number = ?"
            db.execute(query, (number,))

    def failed(self, number: int, error: str, *, again_in: float | None) -> None:
        """It was not taken; to be tried again after so many seconds, or not any more."""
        with self._file.transaction() as db:
            state, due = ("dead", 0.0) if again_in is None else ("pending", time.time() + again_in)
            query = "UPDATE firing SET state = ?, due = ?, tries = tries + 1, error = ? WHERE number = ?"
            db.execute(query, (state, due, error[:500], number))

    def replay(self, id: str | None = None) -> int:
        """Let what could not be delivered be tried anew, one firing or all; how many. Raises NoSuchAlert."""
        with self._file.transaction() as db:
            cursor = db.execute(
                "UPDATE firing SET state = 'pending', tries = 0, due = 0, error = NULL"
                " WHERE state = 'dead' AND (?1 IS NULL OR id = ?1)",
                (id,),
            )
            if id is not None and not cursor.rowcount:
                raise NoSuchAlert(f"no firing with the id {id!r} waits to be sent again; /v1/dead-letters lists them")
            return cursor.rowcount


def now() -> str:
    """This moment, ISO 8601, to the second, as the graph notes when it learned something."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _firing(row: Sequence[Any]) -> Firing:
    number, id, alert, at, seq, facts, *rest = row
    return Firing(number, id, alert, at, seq, json.loads(facts), *rest)
