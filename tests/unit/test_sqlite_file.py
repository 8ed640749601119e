"""A file that several processes make, open and write at once."""

import multiprocessing
import sqlite3
import stat

import pytest

from schema.sqlite_file import DiskFloor, FileError, SqliteFile, connect


def _open_each(folder, together, count, failed):
    for i in range(count):
        together.wait(60)
        try:
            SqliteFile(folder / f"{i}.sqlite", "it").close()
        except FileError as error:
            failed.put(str(error))


def test_processes_that_make_one_file_at_once_all_get_it(tmp_path):
    at_once = 4
    fork = multiprocessing.get_context("spawn")
    together, failed = fork.Barrier(at_once), fork.Queue()
    them = [fork.Process(target=_open_each, args=(tmp_path, together, 100, failed)) for _ in range(at_once)]
    for one in them:
        one.start()
    for one in them:
        one.join(120)
        assert one.exitcode == 0
    assert failed.empty()


def test_only_its_owner_may_read_it_and_a_commit_is_synced(tmp_path):
    file = SqliteFile(tmp_path / "new" / "a.sqlite", "it")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.read("PRAGMA synchronous") == [(2,)] and file.read("PRAGMA journal_mode") == [("wal",)]
    file.close()


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(tmp_path):
    file = SqliteFile(tmp_path / "a.sqlite", "the file")
    with file.transaction() as db:
        db.execute("CREATE TABLE t (a TEXT)")
    with pytest.raises(ValueError), file.transaction() as db:
        db.execute("INSERT INTO t VALUES ('x')")
        raise ValueError
    with (
        pytest.raises(FileError, match=r"the file .*a\.sqlite cannot be used: no such table: u"),
        file.transaction() as db,
    ):
        db.execute("INSERT INTO t VALUES ('y')")
        db.execute("INSERT INTO u VALUES ('y')")
    with pytest.raises(FileError, match="cannot be read"):
        file.read("SELECT * FROM u")
    with file.transaction() as db:
        db.execute("INSERT INTO t VALUES ('z')")
    assert file.read("SELECT a FROM t") == [("z",)]
    file.close()


def test_a_full_disk_is_told_from_other_trouble(tmp_path):
    file = SqliteFile(tmp_path / "a.sqlite", "it")
    with file.transaction() as db:
        db.execute("CREATE TABLE t (a TEXT)")
    pages = file.read("PRAGMA page_count")[0][0]
    file.read(f"PRAGMA max_page_count = {pages + 2}")  # SQLite then answers as it does on a full disk
    with pytest.raises(DiskFloor, match="free some space"), file.transaction() as db:
        db.execute("INSERT INTO t VALUES (?)", ("long" * 10_000,))
    file.close()


def test_what_is_no_database_is_not_touched(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(FileError, match="cannot be opened"):
        SqliteFile(path, "it")
    with pytest.raises(sqlite3.DatabaseError):
        connect(path)
    assert path.read_bytes() == b"not a database" * 1000
