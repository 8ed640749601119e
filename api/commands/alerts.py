"""`marsad alerts`: be told when something new is said or happens."""

import argparse
from collections.abc import Sequence

from api.settings import Settings

HELP = """\
Save alerts that fire on new facts, see what they fired, and send again what no webhook took.

An alert watches claims, relations or incidents with the filters of their lists, or a recipe with its parameters. What matches already does not
fire; everything new fires once. Firings stand in the stream of the server (/v1/stream), in `marsad alerts firings`, and go to the webhook, signed
with the secret that is shown when the alert is made. They fire while `marsad serve` runs, and then also for what came before it started.

examples:
  marsad alerts add "TTP attacks" incidents actor=group-ttp
  marsad alerts add "Sheltering" relations type=HARBORS min_origins=2 --webhook https://example.org/hooks/marsad
  marsad alerts add "Who accuses" recipe who-accuses-whom object=group-ttp
  marsad alerts list
  marsad alerts firings alr-4f…
  marsad alerts dead
  marsad alerts replay                 all of them; or the id of one firing
  marsad alerts remove alr-4f…

exit code: 0 done, 1 refused
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="add|list|remove|firings|dead|replay", required=True)
    add = actions.add_parser("add", help="save one")
    add.add_argument("name", metavar="NAME", help="what it is called")
    add.add_argument("watches", metavar="WHAT", help="claims, relations, incidents or recipe")
    add.add_argument(
        "asked", metavar="NAME=VALUE", nargs="*", help="filters; of a recipe its name, then its parameters"
    )
    add.add_argument("--webhook", metavar="URL", help="where firings are sent to")
    add.add_argument("--by", metavar="NAME", help="who makes it (the name of the user who runs this)")
    remove = actions.add_parser("remove", help="remove one, with what it fired")
    remove.add_argument("id", metavar="ID")
    firings = actions.add_parser("firings", help="what alerts fired, newest first")
    firings.add_argument("id", metavar="ID", nargs="?", help="only of this alert")
    replay = actions.add_parser("replay", help="send again what no webhook took")
    replay.add_argument("id", metavar="FIRING", nargs="?", help="only this one")
    dead = actions.add_parser("dead", help="what no webhook took, and why")
    for listing in (firings, dead):
        listing.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (50)")
    for action in (add, firings, dead, actions.add_parser("list", help="all of them")):
        action.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one of them."""
    from msgspec import to_builtins

    from api.alerts_book import AlertBook
    from api.routes.alerts import shown
    from api.terminal import print_json, print_table, say

    with AlertBook(settings.inbox) as book:
        match args.action:
            case "add":
                return _add(args, settings, book)
            case "remove":
                book.remove(args.id)
                say("removed")
            case "replay":
                say(f"{book.replay(args.id)} to be sent again")
            case "list":
                counts = book.counts()
                rows = [shown(one, counts.get(one.id, (0, 0))) for one in book.alerts()]
                columns = ("id", "name", "watches", "filters", "webhook", "firings", "dead")
                print_json(rows) if args.json else print_table(columns, [[row[c] for c in columns] for row in rows])  # type: ignore[literal-required]
            case _:
                if args.action == "firings" and args.id:
                    book.alert(args.id)
                dead = args.action == "dead"
                found = book.firings(None if dead else args.id, state="dead" if dead else None, limit=args.limit)
                if args.json:
                    print_json([to_builtins(one) for one in found])
                else:
                    columns = ("id", "alert", "at", "facts", "state", "tries", "error")
                    told = [[o.id, o.alert, o.at, len(o.facts), o.state, o.tries, o.error] for o in found]
                    print_table(columns, told)
    return 0


def _add(args: argparse.Namespace, settings: Settings, book: "object") -> int:
    import getpass

    from api.alerts import Watch, make
    from api.alerts_book import AlertBook
    from api.database import open_database
    from api.routes.alerts import shown
    from api.terminal import print_json, say
    from graph.views import View
    from schema.model import load_model

    assert isinstance(book, AlertBook)
    asked = list(args.asked)
    recipe = asked.pop(0) if args.watches == "recipe" and asked and "=" not in asked[0] else None
    given = _pairs(asked)
    with open_database(settings) as database, database.guard(settings) as guard:
        alert, known = make(
            Watch(View(database.store), load_model(), guard),
            database.store,
            settings,
            name=args.name,
            watches=args.watches,
            asked={"recipe": recipe, "parameters": given} if args.watches == "recipe" else given,
            webhook=args.webhook,
            by=args.by or getpass.getuser(),
        )
        book.add(alert, known)
    if args.json:
        print_json({**shown(alert), "secret": alert.secret})
    else:
        say(f"{alert.id} is saved; {len(known)} facts that match already will not fire")
        if alert.secret:
            say(f"its requests are signed with {alert.secret}, which is shown only now")
    return 0


def _pairs(asked: Sequence[str]) -> dict[str, str | list[str]]:
    """`name=value`, a name that comes twice as a list."""
    from schema.errors import InvalidData

    found: dict[str, str | list[str]] = {}
    for one in asked:
        name, equals, value = one.partition("=")
        if not equals:
            raise InvalidData(f"{one!r} is no filter", remedy="write name=value, such as type=HARBORS")
        before = found.get(name)
        found[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
    return found
