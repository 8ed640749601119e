"""How much slower is a JSON endpoint than its raw queries over Bolt: medians in one run, over a loaded graph, on either engine.

    python -m benchmarks.endpoints [--claims 100000] [--uri bolt://… --user … --password …]

Raw are the very queries that the answer takes, with their parameters, one after the other in one session of the official
driver, every record fetched and nothing made of it. `anew` is the endpoint when it has to ask them; `again` the same request while nothing
was written. The server is a process of its own, the client the standard library's, which costs about as much as the driver does.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import chain, count
from pathlib import Path
from typing import Any

from neo4j import READ_ACCESS, GraphDatabase, Session

from api.database import Database, open_database
from api.settings import Settings, load_settings
from benchmarks.store import made_up
from graph.filters import ClaimFilter, RelationFilter
from graph.neighbourhood import expand
from graph.project import project
from graph.views import View
from loaders.pool import Pool
from loaders.sources import Delivery, read_paths
from schema.records import Extraction

SAMPLES = Path(__file__).parents[1] / "loaders" / "samples" / "articles.jsonl"
Asked = list[tuple[str, dict[str, Any]]]


def medians_ms(*asks: Callable[[], object], times: int = 200) -> list[float]:
    """The median of each, all asked in turn: a machine that slows down meanwhile slows all of them."""
    seconds: list[list[float]] = [[] for _ in asks]
    for turn in range(times + 30):
        for ask, taken in zip(asks, seconds, strict=True):
            began = time.perf_counter()
            ask()
            if turn >= 30:
                taken.append(time.perf_counter() - began)
    return [statistics.median(taken) * 1000 for taken in seconds]


def fill(database: Database, articles: int) -> None:
    """Load the sample articles, which have incidents, and as many made-up ones."""
    samples = [(None, read.article) for read in read_paths([str(SAMPLES)]) if isinstance(read, Delivery)]
    with Pool(1) as pool:
        extractions = [e for _, e in pool.extract_all(samples) if isinstance(e, Extraction)]
    list(database.store.write(chain(extractions, made_up(articles))))
    project(database.store)


@contextmanager
def serving(home: str, environment: dict[str, str] | None = None) -> Iterator[tuple[str, int]]:
    """A server in a process of its own: its address and process id."""
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--quiet", "--home", home]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        assert server.stdout is not None
        url = next((u for line in server.stdout if (u := re.search(r"http://[\d.:]+", line))), None)
        assert url, "the server did not start"
        yield url[0], server.pid
    finally:
        server.terminate()
        server.communicate()


def queries_of(database: Database, ask: Callable[[], object]) -> Asked:
    """The queries that an answer takes."""
    asked: Asked = []
    read = database.store.read

    def noting(query: str, **parameters: Any) -> list[dict[str, Any]]:
        asked.append((query, parameters))
        return read(query, **parameters)

    database.store.read = noting  # type: ignore[method-assign]
    try:
        ask()
    finally:
        del database.store.read
    return asked


def run(session: Session, asked: Asked) -> None:
    for query, parameters in asked:
        list(session.run(query, parameters))  # the text is our own


def measure(database: Database, url: str, times: int) -> None:
    """Print the table."""
    view = View(database.store)
    found = view.relations(limit=1)["results"][0]
    entity, type = str(found["source"]["id"]), found["type"]

    def fresh() -> View:
        return View(database.store)  # it takes `read` when it is made

    rows: list[tuple[str, Callable[[], object]]] = [
        ("/v1/claims", lambda: fresh().claims()),
        (f"/v1/claims?subject={entity}", lambda: fresh().claims(ClaimFilter(subject=entity))),
        ("/v1/relations", lambda: fresh().relations()),
        (f"/v1/relations?type={type}&evidence=0", lambda: fresh().relations(RelationFilter(type=type), evidence=0)),
        ("/v1/incidents", lambda: fresh().incidents()),
        ("/v1/statements", lambda: fresh().statements()),
        (f"/v1/entities/{entity}", lambda: fresh().entity(entity)),
        (f"/v1/graph/expand?id={entity}&limit=50", lambda: expand(database.store, entity, limit=50)),
    ]
    client, number, end = HTTPConnection(url.removeprefix("http://")), count(), database.endpoint

    def get(path: str, accept: str) -> None:
        client.request("GET", path, headers={"Accept": accept})
        answer = client.getresponse()
        answer.read()
        assert answer.status == 200, path

    print(f"{'endpoint':<56} {'queries':>7} {'raw ms':>7} {'anew ms':>8} {'ratio':>6} {'again ms':>9} {'ratio':>6}")
    with (
        GraphDatabase.driver(end.bolt_uri, auth=(end.user, end.password)) as driver,
        driver.session(database=end.database, default_access_mode=READ_ACCESS, fetch_size=-1) as session,
    ):
        for path, ask in rows:
            asked = queries_of(database, ask)
            raw, anew, again = medians_ms(
                lambda asked=asked: run(session, asked),  # type: ignore[misc]
                # an answer of another address is another one
                lambda path=path: get(path, f"application/json;n={next(number)}"),  # type: ignore[misc]
                lambda path=path: get(path, "application/json"),  # type: ignore[misc]
                times=times,
            )
            ratios = f"{raw:7.2f} {anew:8.2f} {anew / raw:6.2f} {again:9.2f} {again / raw:6.2f}"
            print(f"{path:<56} {len(asked):7} {ratios}", flush=True)
    print(f"{'/livez (no database)':<56} {'':>15} {medians_ms(lambda: get('/livez', '*/*'))[0]:8.2f}")
    client.close()


def chosen(arguments: argparse.Namespace, home: str) -> tuple[Settings, dict[str, str]]:
    """The settings for a home, or for the Neo4j that the arguments name; also as the variables that say so."""
    values = {"MARSAD_HOME": home}
    if arguments.uri:
        values |= {"NEO4J_URI": arguments.uri, "NEO4J_USER": arguments.user, "NEO4J_PASSWORD": arguments.password}
    return load_settings(values), values


def which_database(parser: argparse.ArgumentParser) -> None:
    """The arguments that name a Neo4j."""
    parser.add_argument("--uri", default="", help="a Neo4j to measure instead; it should be empty")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--password", default="")
    parser.add_argument("--home", default="", help="a data directory that is filled already")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure endpoints on this machine.")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200)
    which_database(parser)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        settings, values = chosen(given, given.home or temporary)
        with open_database(settings) as database:
            if not given.home:
                fill(database, given.claims // 10)
            with serving(str(settings.home), os.environ | values) as (url, _):
                measure(database, url, given.times)


if __name__ == "__main__":
    main()
