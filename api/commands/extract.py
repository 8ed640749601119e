"""`marsad extract`: articles in, one Extraction a line out. No database."""

import argparse
import sys
from collections.abc import Iterator
from itertools import count

from api.settings import Settings

HELP = """\
Extract claims, incidents and statistics, one JSON line for each article, without a database.

Reads text files (one article each), JSON lines (id, text, title, url, outlet, published, lang, marking; all but
text optional), folders, patterns, or standard input (-). Writes to standard output what docs/extraction-format.md
describes; problems go to standard error, and one article never stops the next.

examples:
  marsad extract article.txt | python3 -m json.tool
  marsad extract news/ more/*.jsonl > extracted.jsonl      then: marsad ingest extracted.jsonl
  cat article.txt | marsad extract -
  marsad extract --explain article.txt                     in words: what was found, and by which rule
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder or pattern; - for standard input")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="write for people: each finding with its rule, and why each sentence gave what it did",
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes to use")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Extract everything that is named."""
    from api.explain import explain
    from api.terminal import say
    from loaders.failure import Failure
    from loaders.pool import Pool
    from loaders.sources import Delivery, Note, read_paths
    from schema.errors import InvalidData
    from schema.records import Article, to_json

    failures = 0
    places: dict[int, str] = {}
    numbers = count()

    def articles() -> Iterator[tuple[int, Article]]:
        nonlocal failures
        for read in read_paths(args.paths, max_bytes=settings.max_article_bytes):
            match read:
                case Delivery():
                    places[number := next(numbers)] = read.where
                    yield number, read.article
                case Note():
                    say(f"note: {read}")
                case InvalidData():
                    failures += 1
                    say(f"not taken: {read}")

    with Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference) as pool:
        for number, result in pool.extract_all(articles()):
            where = places.pop(number)
            if isinstance(result, Failure):
                failures += 1
                say(f"not extracted: {where}: {result.reason} ({result.error})")
            elif args.explain:
                from loaders.extract.extractor import explain_article

                print(f"{explain(result)}\n-- sentence by sentence{explain_article(result.article)}")
            else:
                sys.stdout.buffer.write(to_json(result) + b"\n")
                sys.stdout.buffer.flush()
    return 1 if failures else 0
