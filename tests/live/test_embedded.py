"""The embedded server as a child: started once, shared, brought back when killed, gone when nobody uses it."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graph import connection, cypher
from graph.bolt_store import Store
from graph.embedded import Embedded, status, stop
from graph.errors import PortInUse, StoreUnavailable
from graph.keeper import start_time

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from graph.embedded import Embedded
with Embedded(Path(sys.argv[1]), "256m") as e:
    print(e.endpoint.pid, flush=True)
    sys.stdin.readline()
"""


def _holder(home):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process, int(process.stdout.readline())


def _gone(pid, seconds=12):
    end = time.monotonic() + seconds
    while start_time(pid) is not None and time.monotonic() < end:
        time.sleep(0.05)
    return start_time(pid) is None


def _query(endpoint, text, user=None, password=None):
    auth = (user or endpoint.user, password or endpoint.password)
    with GraphDatabase.driver(endpoint.bolt_uri, auth=auth) as driver, driver.session(database="marsad") as session:
        return session.execute_write(lambda tx: [list(r) for r in tx.run(text)])


def test_two_processes_share_one_server_and_the_last_one_stops_it(tmp_path):
    begun = time.monotonic()
    with Embedded(tmp_path, "256m") as first:
        assert time.monotonic() - begun < 10  # the target is 3 s on an idle machine; see benchmarks
        pid = first.endpoint.pid
        other, theirs = _holder(tmp_path)
        assert theirs == pid == status(tmp_path).pid
    assert start_time(pid) is not None, "the other process still uses it"
    other.communicate("\n", timeout=20)
    assert _gone(pid, 1)
    assert status(tmp_path) is None


def test_a_killed_last_user_leaves_no_server_behind(tmp_path):
    other, pid = _holder(tmp_path)
    other.kill()
    other.communicate()
    assert _gone(pid)


def test_a_killed_server_comes_back_with_its_data_at_the_same_address(tmp_path):
    with Embedded(tmp_path, "256m") as server:
        before = server.endpoint
        _query(before, "CREATE (:Article {id: 'kept'})")
        os.kill(before.pid, signal.SIGKILL)
        after = server.ensure()
        assert after.pid != before.pid and after.bolt_uri == before.bolt_uri
        assert _query(after, "MATCH (a:Article) RETURN a.id") == [["kept"]]
        assert server.ensure() == after


def test_a_run_file_whose_pid_belongs_to_another_process_is_not_believed(tmp_path):
    folder = tmp_path / "database"
    folder.mkdir()
    run = {"pid": os.getpid(), "started": "1", "bolt_port": 1, "http_port": 2}
    (folder / "run.json").write_text(json.dumps(run))
    assert status(tmp_path) is None and not stop(tmp_path)
    with Embedded(tmp_path, "256m") as server:
        assert server.endpoint.pid != os.getpid()
    (folder / "run.json").write_text("{torn")
    assert status(tmp_path) is None


def test_secrets_are_for_the_owner_only_and_on_no_command_line(tmp_path):
    with Embedded(tmp_path, "256m") as server:
        folder, endpoint = tmp_path / "database", server.endpoint
        for name in ("credentials.json", "run.json", "server.log", "config/server-users.jsonl"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
        secrets = (endpoint.password, endpoint.reader_password)
        assert len(set(secrets)) == 2 and all(len(secret) > 20 for secret in secrets)
        command = Path(f"/proc/{endpoint.pid}/cmdline").read_text() if Path("/proc/self").exists() else ""
        assert not any(secret in text for secret in secrets for text in (command, repr(endpoint)))


def test_orderly_stop_from_outside(tmp_path):
    other, pid = _holder(tmp_path)
    assert stop(tmp_path) and _gone(pid, 1)
    assert not stop(tmp_path)
    other.communicate("\n", timeout=20)


def test_a_fixed_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)):
            Embedded(tmp_path, bolt_port=port).open()


def test_what_stops_it_from_starting_is_said_in_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(StoreUnavailable, match="512m"):
        Embedded(tmp_path, "lots")
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        Embedded(blocked).open()
    with pytest.raises(StoreUnavailable, match="heap"):
        Embedded(tmp_path / "small", "1k").open()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(StoreUnavailable, match="pip install"):
        Embedded(tmp_path / "none").open()


def test_a_write_that_fails_on_a_full_disk_says_so(tmp_path, monkeypatch):
    with Embedded(tmp_path, "256m") as server, Store.open(server.endpoint) as store:
        monkeypatch.setattr(cypher, "constraints", lambda model: ["CREATE CONSTRAINT of nonsense"])
        with pytest.raises(Neo4jError):  # there is space: the statement itself is to blame
            store.init()
        monkeypatch.setattr(connection, "LEAST_FREE", 1 << 60)
        with pytest.raises(StoreUnavailable, match="is full"):
            store.init()
