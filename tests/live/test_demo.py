"""`marsad demo` and `marsad serve` as processes: they say where they are, answer, stop whole, and name a port that is taken."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graph.embedded import status
from tests.live.test_ingest import environment, marsad

MARSAD = Path(sys.executable).with_name("marsad")


class Running:
    """A command that serves, with what it has said so far."""

    def __init__(self, home, *arguments):
        self.process = subprocess.Popen(
            [MARSAD, *arguments], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said += line
        self.process.stdout.close()

    def wait_for(self, pattern, seconds=120):
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            assert time.monotonic() < end and self.process.poll() is None, self.said
            time.sleep(0.1)
        return found

    def stop(self, sign=signal.SIGINT):
        self.process.send_signal(sign)
        code = self.process.wait(40)
        self.reader.join()
        return code


def workers(pid):
    """The extraction processes of a command."""
    found = subprocess.run(["pgrep", "-f", "-P", str(pid), "loaders.worker"], capture_output=True, text=True)
    return [int(one) for one in found.stdout.split()]


def test_the_demo_does_what_it_says_and_leaves_nothing(tmp_path):
    home = tmp_path / "home"
    demo = Running(home, "demo", "--port", "0")
    try:
        url = demo.wait_for(r"Page +(http://\S+)")[1]
        demo.wait_for(r"Stop +Ctrl-C")
        assert httpx.get(f"{url}/v1/catalog").json()["nodes"]["Article"] >= 10
        assert "<title>Marsad</title>" in httpx.get(url).text
        query = re.search(r'Try +.*marsad query "([^"]+)"', demo.said)[1]
        assert len(marsad(home, "query", query).splitlines()) > 3
        bolt, database = re.search(r"Bolt +(bolt://\S+) +database (\S+)", demo.said).groups()
        user, password = re.search(r"read-only login (\S+) / (\S+)", demo.said).groups()
        with GraphDatabase.driver(bolt, auth=(user, password)) as driver:
            assert (
                driver.execute_query("MATCH (a:Article) RETURN count(a) AS n", database_=database).records[0]["n"] >= 10
            )
            with pytest.raises(Neo4jError):
                driver.execute_query("CREATE (n:Actor {id: 'x'})", database_=database)
        shown = marsad(home, "status")
        assert url in shown and bolt in shown and password in shown
        below = [status(home).pid, *workers(demo.process.pid)]
    finally:
        code = demo.stop()
    assert code == 0, demo.said
    assert "Traceback" not in demo.said and status(home) is None
    time.sleep(0.5)
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


def test_stop_ends_what_runs_elsewhere(tmp_path):
    server = Running(tmp_path, "serve", "--port", "0")
    url = server.wait_for(r"Marsad is at (http://\S+)")[1]
    assert httpx.get(f"{url}/readyz").json()["status"] == "ready"
    assert url in marsad(tmp_path, "stop")
    assert server.process.wait(20) == 0
    server.reader.join()
    assert status(tmp_path) is None and "nothing was running" in marsad(tmp_path, "stop")


def test_a_port_in_use_is_named_at_once(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            shown = marsad(tmp_path, command, "--port", port, expect=1)
            assert f"port {port} is in use" in shown and "--port" in shown
    assert not (tmp_path / "database").exists()


def test_idle_memory_is_small_and_the_language_model_stays_away(tmp_path):
    server = Running(tmp_path, "serve", "--port", "0")
    try:
        url = server.wait_for(r"Marsad is at (http://\S+)")[1]
        for path in ("/v1/catalog", "/v1/claims", "/v1/vocabulary", "/"):
            assert httpx.get(url + path).status_code == 200
        end = status(tmp_path)
        sizes = [_resident(pid) for pid in (server.process.pid, end.pid)]
        assert sum(sizes) < 400, sizes
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert "spacy" not in maps and "thinc" not in maps
    finally:
        assert server.stop(signal.SIGTERM) == 0


def _resident(pid):
    kilobytes = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]
    return int(kilobytes) / 1024
