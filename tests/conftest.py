"""Databases for the live tests: the embedded server and a real Neo4j, each started once a run, both on loopback.

Set NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE) to use another Neo4j: it is emptied. Set
MARSAD_TEST_NEO4J=calendar for the calendar line (Java 21). Where Java or Maven is missing the Neo4j half is skipped with
the reason; under CI it fails instead.
"""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.bolt_store import Store
from graph.embedded import Embedded, Endpoint
from schema.records import Extraction
from tests.live.build import REFERENCE

NEO4J_FOLDER = Path(__file__).with_name("neo4j")
LONGEST = ("test_crash.py", "test_ingest.py")  # begun first, so that no worker is left alone with one at the end
LINES = {"lts": (17, "lib"), "calendar": (21, "lib-calendar")}


@dataclass(frozen=True)
class Engine:
    """A running database: its name, where it is, and how to bring it back where we run it ourselves."""

    name: str
    find: Callable[[], Endpoint]
    ensure: Callable[[], Endpoint] | None = None
    restart: Callable[[int], Endpoint] | None = None

    @property
    def endpoint(self) -> Endpoint:
        """Where it is now: a test before may have made it start again."""
        return self.find()


def pytest_xdist_auto_num_workers(config):
    """Two workers at most, as each runs two databases; one where all would empty the same Neo4j."""
    return 1 if "NEO4J_URI" in os.environ else min(2, os.cpu_count() or 1)


def pytest_collection_modifyitems(items):
    for item in items:
        if "live" in item.path.parts:
            item.add_marker(pytest.mark.live)
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory) -> Iterator[Embedded]:
    with Embedded(tmp_path_factory.mktemp("embedded"), memory="512m") as running:
        yield running


@pytest.fixture(scope="session")
def embedded_endpoint(embedded) -> Endpoint:
    return embedded.endpoint


@pytest.fixture(scope="session")
def neo4j_endpoint(tmp_path_factory) -> Iterator[Endpoint]:
    if uri := os.environ.get("NEO4J_URI"):
        user, password = os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD", "")
        yield Endpoint(uri, "", os.environ.get("NEO4J_DATABASE", "neo4j"), user, password)
        return
    java, libraries = _neo4j_parts()
    folder, port, http = tmp_path_factory.mktemp("neo4j"), _free_port(), _free_port()
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [java, "-Xmx1g", "-cp", f"{libraries}/*", "TestServer.java", str(folder), str(port), str(http)],
            cwd=NEO4J_FOLDER,
            stdin=subprocess.PIPE,  # the server ends when this closes, also when this run is killed
            stdout=output,
            stderr=output,
        )
    try:
        yield _with_password(f"bolt://127.0.0.1:{port}", f"http://127.0.0.1:{http}", server, log)
    finally:
        server.kill()  # its data is thrown away, so nothing needs an orderly end
        server.communicate()


@pytest.fixture(scope="session", params=["embedded", "neo4j"])
def engine(request) -> Engine:
    """Every live test runs once on each engine."""
    if request.param == "neo4j":
        there: Endpoint = request.getfixturevalue("neo4j_endpoint")
        return Engine("neo4j", lambda: there)
    running = request.getfixturevalue("embedded")
    return Engine("embedded", running.ensure, running.ensure, running.restart)


@pytest.fixture(scope="session")
def shared_store(engine) -> Iterator[Store]:
    with Store.open(engine.endpoint, ensure=engine.ensure, reference=REFERENCE) as opened:
        opened.init()
        yield opened


@pytest.fixture
def store(shared_store) -> Store:
    """An empty store with its constraints."""
    shared_store.clear()
    shared_store.init()
    return shared_store


@pytest.fixture(scope="session")
def sample_extractions() -> list[Extraction]:
    """What the extractor makes of the articles that come with the package, extracted once a run."""
    from loaders.pool import Pool
    from loaders.sources import Delivery, read_paths

    samples = Path(__file__).parents[1] / "loaders" / "samples" / "articles.jsonl"
    articles = [(None, read.article) for read in read_paths([str(samples)]) if isinstance(read, Delivery)]
    with Pool(1) as pool:
        found = [result for _, result in pool.extract_all(articles)]
    assert len(found) > 9 and all(isinstance(result, Extraction) for result in found)
    return found  # type: ignore[return-value]


def _neo4j_parts() -> tuple[str, Path]:
    """A Java that is new enough and the folder of libraries, fetched by Maven where it is not there yet."""
    line = os.environ.get("MARSAD_TEST_NEO4J", "lts")
    needed, folder = LINES[line]
    java = next((java for java in _javas() if _java_version(java) >= needed), None)
    if java is None:
        _cannot(f"the Neo4j tests need Java {needed} or newer")
    libraries = NEO4J_FOLDER / folder
    with (NEO4J_FOLDER / "pom.xml").open() as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # one worker fetches, the others wait
        if not list(libraries.glob("neo4j-kernel-*.jar")):
            _fetch(line, folder)
    return java, libraries


def _fetch(line: str, folder: str) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        _cannot("the Neo4j tests need Maven (mvn) once, to fetch the server")
    command = [maven, "-q", "-B", "-P", line, "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    fetched = subprocess.run(command, cwd=NEO4J_FOLDER, capture_output=True, text=True, timeout=900)
    if fetched.returncode:
        _cannot(f"Maven could not fetch Neo4j: {fetched.stdout[-500:]}")


def _cannot(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _javas() -> Iterator[str]:
    if found := shutil.which("java"):
        yield found
    for home in [os.environ.get("JAVA_HOME", ""), *map(str, sorted(Path("/usr/lib/jvm").glob("*")))]:
        if home and os.access(java := f"{home}/bin/java", os.X_OK):
            yield java


def _java_version(java: str) -> int:
    said = subprocess.run([java, "-version"], capture_output=True, text=True)
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found[1]) if found else 0


def _with_password(uri: str, http_url: str, server: "subprocess.Popen[bytes]", log: Path) -> Endpoint:
    """Wait for the server and set its first password, which it asks for before anything else."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import Neo4jError, ServiceUnavailable

    password, end = "marsad-tests", time.monotonic() + 180
    while True:
        if server.poll() is not None or time.monotonic() > end:
            _cannot(f"Neo4j did not start: {log.read_text(errors='replace')[-2000:]}")
        try:
            with GraphDatabase.driver(uri, auth=("neo4j", "neo4j")) as driver, driver.session(database="system") as s:
                s.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password).consume()
            return Endpoint(uri, http_url, "neo4j", "neo4j", password)
        except (ServiceUnavailable, Neo4jError, OSError):
            time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
