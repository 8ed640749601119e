"""`marsad recipe`: the questions that analysts ask, listed and answered."""

import argparse
import sys

from api.settings import Settings

HELP = """\
List the questions that can be asked as they are, or answer one.

Without a name all recipes are listed. --show prints a recipe's parameters and its Cypher.

examples:
  marsad recipe
  marsad recipe who-accuses-whom --param object=group-ttp
  marsad recipe attacks-on --param "targets=project-cpec|state-cn" --json
  marsad recipe near-a-point --show
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the recipe to run")
    parser.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter; lists with | between"
    )
    parser.add_argument("--show", action="store_true", help="print the recipe instead of running it")
    parser.add_argument("--json", action="store_true", help='print {"columns": …, "rows": …, "truncated": …}')


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List, show or ask."""
    from difflib import get_close_matches

    from api.terminal import print_json, print_table, say
    from graph.recipes import Recipe, recipes

    known = recipes()
    if args.name is None:
        print_table(["recipe", "question"], [[one.name, one.question] for one in known.values()])
        return 0
    recipe: Recipe | None = known.get(args.name)
    if recipe is None:
        near = get_close_matches(args.name, known, 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else "`marsad recipe` lists them"
        print(f"marsad recipe: no recipe is called {args.name!r}; {hint}", file=sys.stderr)
        return 2
    if args.show:
        for p in recipe.parameters.values():
            print(f"${p.name} ({p.type}{', needed' if p.required else f', else {p.default}'}): {p.doc}")
        print(f"\n{recipe.cypher}")
        return 0
    given = {}
    for text in args.param:
        name, equals, value = text.partition("=")
        if not equals:
            print(f"marsad recipe: {text!r} is not NAME=VALUE", file=sys.stderr)
            return 2
        given[name] = value
    values = recipe.values(given)

    from api.database import open_database

    with open_database(settings) as database, database.guard(settings) as guard:
        answer = guard.run(recipe.cypher, values)
    if args.json:
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        print_json({"columns": answer.columns, "rows": rows, "truncated": answer.truncated})
    else:
        say(recipe.question)
        print_table(answer.columns, answer.rows)
        say(f"{len(answer.rows):,} row{'s' if len(answer.rows) != 1 else ''} in {answer.seconds:.2f} s")
    return 0
