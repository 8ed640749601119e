"""Full text search over many articles: building the index, following one more article, and how long queries take.

The articles are the samples again and again, so that common words are in a large share of all documents: the worst case.

python benchmarks/search.py [--articles 10000] [--engine embedded]
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.bolt_store import Store
from graph.embedded import Embedded
from graph.project import project
from graph.search import FACETS, Filter, Search
from loaders.pool import Pool
from loaders.sources import Delivery, read_paths
from schema.records import Extraction, from_json, to_json

SAMPLES = Path(__file__).parents[1] / "loaders" / "samples" / "articles.jsonl"
QUERIES = (
    "taliban",
    "talban",
    "pakistan",
    "pehsawar mosque",
    '"harbors the"',
    "taliban -kabul",
    "طالبان",
    "no such words at all",
)


def copies(some: Sequence[Extraction], number: int, first: int = 0) -> Iterator[Extraction]:
    """So many extractions, made from a few by giving every article its own ids."""
    texts = [to_json(one).decode() for one in some]
    for at in range(first, first + number):
        text = re.sub(r'"(art|clm|sta|inc|sts|num|men)-', rf'"\g<1>-{at:06d}', texts[at % len(texts)])
        yield from_json(text.encode())


def milliseconds(search: Search, q: str, where: Filter, facets: Sequence[str], times: int) -> tuple[float, float, int]:
    """Median and greatest time of a query, and how many it finds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        found = search.find(q, where, facets=facets)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), max(taken), found["total"]["value"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=10_000)
    args = parser.parse_args()
    articles = [(None, read.article) for read in read_paths([str(SAMPLES)]) if isinstance(read, Delivery)]
    with Pool(1) as pool:
        some = [e for _, e in pool.extract_all(articles) if isinstance(e, Extraction)]
    with (
        tempfile.TemporaryDirectory() as home,
        Embedded(Path(home) / "db") as server,
        Store.open(server.endpoint) as store,
    ):
        store.init()
        list(store.write(copies(some, args.articles)))
        project(store)
        search = Search(store, Path(home) / "search.sqlite")
        began = time.perf_counter()
        search.catch_up()
        taken = time.perf_counter() - began
        size = sum(one.stat().st_size for one in Path(home).glob("search.sqlite*")) / 1e6
        print(
            f"index of {args.articles:,} articles: {taken:.1f} s ({args.articles / taken:.0f} articles/s), {size:.0f} MB"
        )
        for _ in range(2):
            list(store.write(copies(some, 1, args.articles)))
            project(store)
            began = time.perf_counter()
            search.catch_up()
            print(f"one more article: {(time.perf_counter() - began) * 1000:.0f} ms")
            store.delete_article(next(copies(some, 1, args.articles)).article.id)
            project(store)
            search.catch_up()
        print(f"{'query':<26} {'ms':>7} {'most':>7} {'with facets':>12} {'one type':>9} {'found':>7}")
        for q in QUERIES:
            plain, most, found = milliseconds(search, q, Filter(), (), 15)
            facets, _, _ = milliseconds(search, q, Filter(), list(FACETS), 3)
            typed, _, _ = milliseconds(search, q, Filter(types=["article"]), (), 5)
            print(f"{q:<26} {plain:7.1f} {most:7.1f} {facets:12.1f} {typed:9.1f} {found:7,}")
        search.close()


if __name__ == "__main__":
    main()
