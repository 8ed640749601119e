"""The SQLite files beside the graph: private to their owner, synced at each commit, shared by threads and processes."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schema.errors import MarsadError

WAIT = 60.0
"""Seconds that one process waits for another to let go of the file."""


class FileError(MarsadError):
    """The file cannot be used; the message says why and what to do."""


class DiskFloor(FileError):
    """Too little disk space is left to take in anything; reading goes on."""


class SqliteFile:
    """One open file with one connection. `name` is what messages call it, as in "the inbox".

    Raises FileError when it cannot be opened, and then from each method when it cannot be used.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self._lock = threading.RLock()
        try:
            self._db = connect(path)
        except (OSError, sqlite3.Error) as error:
            raise FileError(f"{name} {path} cannot be opened: {error}") from error

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, synced to the disk at its end; nothing is kept if the body raises."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                    self._db.execute("COMMIT")
                except BaseException:  # whatever it was, an interrupt too, leaves nothing half written; it goes on up
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                    raise DiskFloor(f"the disk of {self.path} is full; free some space and try again") from error
                raise FileError(f"{self.name} {self.path} cannot be used: {error}") from error

    def read(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with self._lock:
            try:
                return self._db.execute(query, parameters).fetchall()
            except sqlite3.Error as error:
                raise FileError(f"{self.name} {self.path} cannot be read: {error}") from error


def connect(path: Path, *, synchronous: str = "FULL") -> sqlite3.Connection:
    """A connection that commits each statement outside of a transaction; the file is made where there is none.

    `synchronous` is SQLite's pragma: FULL keeps every commit through a power cut, NORMAL all but the last ones.
    Raises OSError and sqlite3.Error.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)
    try:
        db.execute(f"PRAGMA synchronous = {synchronous}")
        _write_ahead(db)
    except BaseException:  # nobody else could close it; the error goes on up
        db.close()
        raise
    return db


def _write_ahead(db: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. Two processes that do so on a new file at once would wait for each other, so SQLite
    fails one of them at once instead of after its timeout; that one asks again."""
    end = time.monotonic() + WAIT
    while db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
