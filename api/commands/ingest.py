"""`marsad ingest`: articles or extractions into the graph, by way of the inbox."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from api.settings import Settings

if TYPE_CHECKING:
    from loaders.sources import Delivery

HELP = """\
Load articles into the graph: files, folders, patterns, or what `marsad extract` wrote.

Every article is first stored in the inbox and then extracted and written, so nothing that was acknowledged is lost: after
a crash or a kill the next `marsad ingest` goes on where it stopped (without a PATH it does only that). Loading the same article
twice changes nothing; a changed article replaces its earlier version. What cannot be read is named with file, line and remedy;
what cannot be extracted goes into quarantine (`marsad inbox list`).

examples:
  marsad ingest article.txt news/ feeds/*.jsonl
  marsad ingest extracted.jsonl            output of `marsad extract`: nothing is extracted again
  cat article.txt | marsad ingest -
  marsad ingest                            finish what an interrupted run left

exit code: 0 everything is in the graph, 1 something was not taken
"""
_GROUP = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file, folder or pattern; - for standard input")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, with one entry for each problem")
    parser.add_argument("--workers", type=int, metavar="N", help="processes to extract with")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Take in, work, report."""
    from api.terminal import print_json, progress_bar, say

    with progress_bar() as progress:
        result, problems, notes = ingest(args.paths, settings, progress)
    for note in notes:
        say(f"note: {note}")
    for problem in problems:
        say(f"not taken: {problem}")
    if args.json:
        print_json({**result, "problems": problems, "notes": notes})
    else:
        print(
            ", ".join(f"{number:,} {what}" for what, number in result.items() if number or what != "not_read").replace(
                "_", " "
            )
        )
        if result["quarantined"]:
            say("`marsad inbox list` shows what is in quarantine and why")
    return 1 if problems else 0


def ingest(
    paths: Iterable[str], settings: Settings, progress: Callable[[str, int, int], None]
) -> tuple[dict[str, int], list[str], list[str]]:
    """Take everything in, then do the work. Returns (counts by outcome, problems, notes)."""
    from api.database import open_database
    from api.pipeline import Pipeline
    from loaders.inbox import Inbox, Receipt, State
    from loaders.pool import Pool
    from schema.sqlite_file import DiskFloor

    problems: list[str] = []
    notes: list[str] = []
    receipts: list[Receipt] = []
    with Inbox(
        settings.inbox, floor_bytes=settings.disk_floor_bytes, floor_percent=settings.disk_floor_percent
    ) as inbox:
        unread = 0
        try:
            for group in _groups(paths, settings, problems, notes):
                receipts += inbox.receive(group)
                progress("taking in", len(receipts), len(receipts))
            unread = len(problems)
        except DiskFloor as error:
            unread = len(problems) + 1
            problems.append(str(error))
        with (
            Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference) as pool,
            open_database(settings) as database,
        ):
            pipeline = Pipeline(inbox, database.store, pool, progress=progress)
            pipeline.run()
            pipeline.remember()
        outcomes: Counter[str] = Counter()
        latest = {receipt.id: receipt for receipt in receipts}
        for start in range(0, len(receipts), 500):
            part = receipts[start : start + 500]
            entries = inbox.state_of([receipt.id for receipt in part])
            for receipt in part:
                entry = entries.get(receipt.id)
                if entry is not None and entry.state is State.quarantined:
                    outcomes["quarantined"] += 1
                    if latest[receipt.id] is receipt:
                        problems.append(
                            f"{receipt.where}: quarantined as number {entry.id}: {entry.reason} ({entry.error})"
                        )
                else:
                    outcomes[receipt.outcome] += 1
    result = {name: outcomes[name] for name in ("created", "updated", "unchanged", "quarantined")}
    return {**result, "not_read": unread}, problems, notes


def _groups(
    paths: Iterable[str], settings: Settings, problems: list[str], notes: list[str]
) -> "Iterator[list[Delivery]]":
    from loaders.sources import Delivery, Note, read_paths

    group: list[Delivery] = []
    for read in read_paths(paths, max_bytes=settings.max_article_bytes):
        match read:
            case Delivery():
                group.append(read)
            case Note():
                notes.append(str(read))
            case _:
                problems.append(str(read))
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
