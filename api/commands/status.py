"""`marsad status`: what runs where, what is stored, and how to log in with another program."""

import argparse
from typing import Any

from api.settings import Settings

HELP = """\
Show the engine and its addresses, the read-only Bolt login, what is in the graph, and where the articles are on their way.

examples:
  marsad status
  marsad status --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Look and tell."""
    from api.terminal import print_json

    found = look(settings)
    if args.json:
        print_json(found)
    else:
        _print(found)
    return 0


def look(settings: Settings) -> dict[str, Any]:
    """All that can be known without changing anything. A database that is not running is started for the counts and stopped again."""
    from api.database import open_database
    from api.servers import running
    from graph import embedded
    from graph.views import View
    from loaders.inbox import Inbox

    found: dict[str, Any] = {
        "home": str(settings.home),
        "engine": "neo4j" if settings.neo4j_uri else "embedded",
        "servers": [{"url": server.url, "pid": server.pid} for server in running(settings.home)],
        "inbox": None,
        "database": None,
        "nodes": {},
        "relations": {},
        "ledger": {},
    }
    if settings.inbox.exists():
        with Inbox(settings.inbox) as inbox:
            found["inbox"] = inbox.counts()
    before = None if settings.neo4j_uri else embedded.status(settings.home)
    if not settings.neo4j_uri and before is None and not (settings.home / "database").exists():
        return found
    with open_database(settings, init=False) as database:
        end, catalog = database.endpoint, View(database.store).catalog()
        found["database"] = {
            "running": bool(settings.neo4j_uri) or before is not None,
            "bolt": end.bolt_uri,
            "http": end.http_url or None,
            "name": end.database,
            "pid": end.pid or None,
            "reader": {"user": end.reader_user, "password": end.reader_password} if end.reader_user else None,
        }
        found |= {"nodes": catalog["nodes"], "relations": catalog["relations"], "ledger": catalog["ledger"]}
        if settings.inbox.exists():
            with Inbox(settings.inbox) as inbox:
                found["missing"] = max(0, inbox.written_articles() - catalog["nodes"].get("Article", 0))
    return found


def _print(found: dict[str, Any]) -> None:
    def row(name: str, value: object) -> None:
        print(f"{name:<18} {value}")

    row("data directory", found["home"])
    row("engine", found["engine"])
    database = found["database"]
    if database is None:
        row("database", "none yet; `marsad ingest PATH` or `marsad demo` makes it")
    else:
        running = "running" if database["running"] else "not running (it starts with the next command that needs it)"
        row("database", running)
        if database["running"]:
            row("bolt", f"{database['bolt']}  database {database['name']}")
            if database["http"]:
                row("http", database["http"])
        if database["reader"]:
            row("read-only login", f"{database['reader']['user']} / {database['reader']['password']}")
    for server in found["servers"]:
        row("page and API", f"{server['url']}  (pid {server['pid']})")
    if not found["servers"]:
        row("page and API", "not running; `marsad serve` starts them")
    if found["inbox"]:
        row("inbox", ", ".join(f"{number:,} {state}" for state, number in found["inbox"].items()))
    if found["ledger"]:
        row("ledger", ", ".join(f"{number:,} {state}" for state, number in found["ledger"].items()))
    if found.get("missing"):
        row(
            "",
            f"{found['missing']:,} articles of the inbox are not in this graph; the next `marsad ingest` writes them",
        )
    for name in ("nodes", "relations"):
        if some := {kind: number for kind, number in found[name].items() if number}:
            print(f"{name}:")
            for kind, number in sorted(some.items(), key=lambda item: (-item[1], item[0])):
                print(f"  {kind:<20} {number:>9,}")
