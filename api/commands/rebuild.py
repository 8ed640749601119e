"""`marsad rebuild`: the graph made again from the inbox."""

import argparse

from api.settings import Settings

HELP = """\
Empty the graph and make it again from the inbox.

The extractions are kept in the inbox, so nothing is extracted again unless the extractor has changed since. Everything in the graph that did
not come through the inbox of this data directory is lost. A rebuild that was interrupted is finished by `marsad ingest`.

examples:
  marsad rebuild            asks first, in a terminal
  marsad rebuild --yes      for scripts
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--workers", type=int, metavar="N", help="processes to extract with")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Rewind the inbox, clear the graph, do the work."""
    import sys

    from api.database import open_database
    from api.pipeline import Pipeline
    from api.terminal import print_json, progress_bar, say
    from loaders.extract.extractor import EXTRACTOR, VERSION
    from loaders.inbox import Inbox
    from loaders.pool import Pool

    where = settings.neo4j_uri or f"the embedded database in {settings.home}"
    if (
        not args.yes
        and sys.stdin.isatty()
        and input(f"Empty {where} and fill it from the inbox? [y/N] ").lower() != "y"
    ):
        say("nothing was changed")
        return 1
    with (
        Inbox(settings.inbox, floor_bytes=0, floor_percent=0) as inbox,
        Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference) as pool,
        open_database(settings) as database,
        progress_bar() as progress,
    ):
        quarantined = inbox.counts()["quarantined"]
        again, written = Pipeline(inbox, database.store, pool, progress=progress).rebuild(EXTRACTOR, VERSION)
        failed = inbox.counts()["quarantined"] - quarantined
        counts = database.store.counts()
    result = {"articles": counts.get("Article", 0), "extracted_again": again, "kept": written, "quarantined": failed}
    if args.json:
        print_json(result)
    else:
        print(", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in result.items()))
    return 1 if failed else 0
