"""How much slower is a JSON endpoint than the same reads over Bolt: both medians in one run, over a loaded graph.

The server is a process of its own: in one process client and server would wait for each other's lock. The client is the
standard library's, which costs about as much as the Bolt driver does on the other side.

    python -m benchmarks.endpoints [--claims 100000]
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path

from api.database import open_database
from api.settings import load_settings
from benchmarks.store import made_up
from graph.project import project
from graph.views import ClaimFilter, RelationFilter, View
from loaders.pool import Pool
from loaders.sources import Delivery, read_paths
from schema.records import Extraction

SAMPLES = Path(__file__).parents[1] / "loaders" / "samples" / "articles.jsonl"


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


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure endpoints on this machine.")
    parser.add_argument("--claims", type=int, default=100_000)
    number = parser.parse_args().claims
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"MARSAD_HOME": home})
        articles = [(None, read.article) for read in read_paths([str(SAMPLES)]) if isinstance(read, Delivery)]
        with Pool(1) as pool:
            extractions = [e for _, e in pool.extract_all(articles) if isinstance(e, Extraction)]
        with open_database(settings) as database:
            list(database.store.write(chain(extractions, made_up(number // 10))))
            project(database.store)
            command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--quiet", "--home", home]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert server.stdout is not None
            url = re.search(r"http://([\d.:]+)", server.stdout.readline())
            assert url, "the server did not start"
            view = View(database.store)
            found = view.relations(limit=1)["results"][0]
            entity, relation = found["source"]["id"], found["type"]
            pairs: list[tuple[str, Callable[[], object]]] = [
                ("/v1/claims", view.claims),
                (f"/v1/claims?subject={entity}", lambda: view.claims(ClaimFilter(subject=str(entity)))),
                (f"/v1/relations?type={relation}", lambda: view.relations(RelationFilter(type=relation))),
                ("/v1/incidents", view.incidents),
                (f"/v1/entities/{entity}", lambda: view.entity(str(entity))),
            ]
            client = HTTPConnection(url[1])

            def get(path: str) -> None:
                client.request("GET", path)
                answer = client.getresponse()
                answer.read()
                assert answer.status == 200, path

            print(f"{'endpoint':<40} {'Bolt ms':>8} {'HTTP ms':>8} {'ratio':>6}")
            for path, raw in pairs:
                over_bolt, over_http = medians_ms(raw, lambda path=path: get(path))  # type: ignore[misc]
                print(f"{path:<40} {over_bolt:8.2f} {over_http:8.2f} {over_http / over_bolt:6.2f}", flush=True)
            print(f"{'/livez (no database)':<40} {'':>8} {medians_ms(lambda: get('/livez'))[0]:8.2f}")
            client.close()
            server.terminate()
            server.communicate()


if __name__ == "__main__":
    main()
