"""`marsad inbox`: what came in, and what is in quarantine."""

import argparse
import sys
from dataclasses import asdict

from api.settings import Settings

HELP = """\
List, show, retry or drop what is in the inbox.

The inbox holds every article as it came in, with each of its revisions. What could not be extracted or written is in quarantine, with the reason.

examples:
  marsad inbox list                    what is in quarantine, and how much is in each state
  marsad inbox list --all              the newest entries in every state
  marsad inbox show 17                 all about one entry, by number or article id
  marsad inbox show 17 --raw           its bytes as they came in
  marsad inbox retry 17                let it be tried again (--all: everything in quarantine), by the next `marsad ingest`
  marsad inbox drop 17                 delete it from the quarantine for good
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="list|show|retry|drop", required=True)
    listing = actions.add_parser("list", help="what is in quarantine, or with --all everything")
    listing.add_argument("--all", action="store_true", help="entries in every state")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many, newest first (50)")
    listing.add_argument("--json", action="store_true", help="print JSON")
    show = actions.add_parser("show", help="one entry")
    show.add_argument("key", metavar="NUMBER|ARTICLE", help="its number, or an article id")
    show.add_argument("--raw", action="store_true", help="its bytes as they came in, on standard output")
    show.add_argument("--json", action="store_true", help="print JSON")
    for name, what in (("retry", "try quarantined entries again"), ("drop", "delete quarantined entries for good")):
        action = actions.add_parser(name, help=what)
        action.add_argument("keys", nargs="*", metavar="NUMBER|ARTICLE", help="which ones")
        action.add_argument("--all", action="store_true", help="everything in quarantine")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one of the four."""
    from api.terminal import print_json, print_table, say
    from loaders.inbox import Inbox, State

    with Inbox(settings.inbox) as inbox:
        if args.action == "list":
            entries = inbox.entries(state=None if args.all else State.quarantined, limit=args.limit)
            counts = inbox.counts()
            if args.json:
                print_json({"counts": counts, "entries": [asdict(entry) for entry in entries]})
                return 0
            if entries:
                columns = ("number", "state", "article", "source", "received", "tries", "reason")
                print_table(
                    columns,
                    [(e.id, e.state.value, e.article, e.source, e.received, e.tries, e.reason) for e in entries],
                )
            say(", ".join(f"{number:,} {state}" for state, number in counts.items()))
            return 0
        if args.action == "show":
            entry = inbox.entry(args.key)
            if args.raw:
                sys.stdout.buffer.write(inbox.raw(entry.id))
            elif args.json:
                print_json(asdict(entry))
            else:
                for name, value in asdict(entry).items():
                    print(f"{name:<11} {'' if value is None else value}")
            return 0
        if bool(args.keys) == args.all:
            say(f"marsad inbox {args.action}: name entries, or say --all")
            return 2
        chosen = [inbox.entry(key) for key in args.keys]
        for entry in chosen:
            if entry.state is not State.quarantined:
                say(f"{entry.id} is {entry.state.value}, not in quarantine")
        ids = None if args.all else [entry.id for entry in chosen]
        done = inbox.retry(ids) if args.action == "retry" else inbox.drop(ids)
        say(f"{done:,} {'to be tried again; run `marsad ingest`' if args.action == 'retry' else 'deleted'}")
        return 0 if args.all or done == len(chosen) else 1
