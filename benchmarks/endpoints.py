"""How much slower is a JSON endpoint than the same reads over Bolt: both medians in one run, over the sample articles.

python benchmarks/endpoints.py
"""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import uvicorn

from api.app import create_app
from api.database import open_database
from api.servers import address, listen
from api.settings import load_settings
from graph.project import project
from graph.views import View
from loaders.pool import Pool
from loaders.sources import Delivery, read_paths
from schema.records import Extraction

SAMPLES = Path(__file__).parents[1] / "loaders" / "samples" / "articles.jsonl"


def median_ms(ask: Callable[[], object], times: int = 200) -> float:
    for _ in range(30):
        ask()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"MARSAD_HOME": home})
        articles = [(None, read.article) for read in read_paths([str(SAMPLES)]) if isinstance(read, Delivery)]
        with Pool(1) as pool:
            extractions = [e for _, e in pool.extract_all(articles) if isinstance(e, Extraction)]
        with open_database(settings) as database:
            list(database.store.write(extractions))
            project(database.store)
            listener = listen("127.0.0.1", 0)
            server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, access_log=False))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            while not server.started:
                time.sleep(0.05)
            view = View(database.store)
            entity = view.relations(limit=1)["results"][0]["source"]["id"]
            pairs: list[tuple[str, Callable[[], object]]] = [
                ("/v1/claims", view.claims),
                ("/v1/relations", view.relations),
                ("/v1/incidents", view.incidents),
                (f"/v1/entities/{entity}", lambda: view.entity(str(entity))),
            ]
            with httpx.Client(base_url=address(listener)) as client:
                print(
                    f"{'endpoint':<32} {'Bolt ms':>8} {'HTTP ms':>8} {'ratio':>6}   (HTTP includes the client's own time)"
                )
                for path, raw in pairs:
                    over_bolt, over_http = median_ms(raw), median_ms(lambda path=path: client.get(path))  # type: ignore[misc]
                    print(f"{path:<32} {over_bolt:8.2f} {over_http:8.2f} {over_http / over_bolt:6.2f}")
                print(f"{'/livez (no database)':<32} {'':>8} {median_ms(lambda: client.get('/livez')):8.2f}")
            server.should_exit = True
            thread.join()
            listener.close()


if __name__ == "__main__":
    main()
