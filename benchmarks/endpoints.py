"""How much slower is a JSON endpoint than the same reads over Bolt: both medians in one run, over the sample articles.

The server is a process of its own: in one process client and server would wait for each other's lock.

python benchmarks/endpoints.py
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from api.database import open_database
from api.settings import load_settings
from graph.project import project
from graph.views import View
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
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"MARSAD_HOME": home})
        articles = [(None, read.article) for read in read_paths([str(SAMPLES)]) if isinstance(read, Delivery)]
        with Pool(1) as pool:
            extractions = [e for _, e in pool.extract_all(articles) if isinstance(e, Extraction)]
        with open_database(settings) as database:
            list(database.store.write(extractions))
            project(database.store)
            command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--quiet", "--home", home]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert server.stdout is not None
            url = re.search(r"http://[\d.:]+", server.stdout.readline())
            assert url, "the server did not start"
            view = View(database.store)
            entity = view.relations(limit=1)["results"][0]["source"]["id"]
            pairs: list[tuple[str, Callable[[], object]]] = [
                ("/v1/claims", view.claims),
                ("/v1/relations", view.relations),
                ("/v1/incidents", view.incidents),
                (f"/v1/entities/{entity}", lambda: view.entity(str(entity))),
            ]
            with httpx.Client(base_url=url[0]) as client:
                print(
                    f"{'endpoint':<32} {'Bolt ms':>8} {'HTTP ms':>8} {'ratio':>6}   (HTTP includes the client's own time)"
                )
                for path, raw in pairs:
                    over_bolt, over_http = medians_ms(raw, lambda path=path: client.get(path))  # type: ignore[misc]
                    print(f"{path:<32} {over_bolt:8.2f} {over_http:8.2f} {over_http / over_bolt:6.2f}")
                print(f"{'/livez (no database)':<32} {'':>8} {medians_ms(lambda: client.get('/livez'))[0]:8.2f}")
            server.terminate()
            server.communicate()


if __name__ == "__main__":
    main()
