"""`marsad resolve`: what is one with what, decided anew."""

import argparse

from api.settings import Settings

STEPS = ("origins", "identity", "incidents")
HELP = """\
Find which articles rest on one origin, which names mean one thing, and which reports tell of one incident.

This runs by itself after every ingest and rebuild, on what changed; run it by hand to see what it would do, or after an interruption. What persons judged
(`marsad judge`) beats the rules. Running it again changes nothing.

examples:
  marsad resolve                       bring the graph up to date
  marsad resolve --dry-run             tell what would change, and change nothing
  marsad resolve --only incidents      one step alone (origins, identity, incidents)

exit code: 0 the graph is up to date, 1 some articles could not be compared
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--dry-run", action="store_true", help="change nothing, print what would change")
    parser.add_argument(
        "--only", action="append", choices=STEPS, metavar="STEP", help=f"one of {', '.join(STEPS)}; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Resolve and tell."""
    from api.database import open_database
    from api.pipeline import Pipeline
    from api.terminal import print_json, print_table, progress_bar, say
    from loaders.inbox import Inbox
    from loaders.pool import Pool

    with (
        Inbox(settings.inbox, floor_bytes=0, floor_percent=0) as inbox,
        Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference) as pool,
        open_database(settings) as database,
        progress_bar() as progress,
    ):
        found = Pipeline(inbox, database.store, pool, progress=progress).resolve(
            args.only or STEPS, dry_run=args.dry_run
        )
    columns = ("what", "id", "was", "is")
    result = {
        "articles": found.articles, "changes": len(found.moves), "rewritten": found.rewritten, "unsure": found.unsure,
        "missing": found.missing,
    }  # fmt: skip
    if args.json:
        print_json(
            {
                **result,
                "dry_run": args.dry_run,
                "moves": [dict(zip(columns, move, strict=True)) for move in found.moves],
            }
        )
    else:
        if found.moves and args.dry_run:
            print_table(columns, found.moves)
        print(", ".join(f"{number:,} {name}" for name, number in result.items() if number or name != "missing"))
    if found.missing:
        say(
            f"{found.missing:,} articles are in the graph but not in the inbox of {settings.home}; they were not compared"
        )
    return 1 if found.missing else 0
