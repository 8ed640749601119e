"""`marsad query`: Cypher from the command line, read-only and bounded."""

import argparse
import sys
from typing import Any

from api.settings import Settings

HELP = """\
Ask the graph in Cypher and print a table, or JSON with --json.

Queries can only read; time, rows and bytes are bounded (query_seconds, query_rows, query_bytes in the settings).
docs/graph.md shows the graph with example queries; `marsad model` lists its kinds and relations.

examples:
  marsad query "MATCH (a:Actor)-[r:HARBORS]->(b:Actor) RETURN a.name, b.name, r.claims, r.disputed"
  marsad query "MATCH (a:Actor) WHERE a.name CONTAINS \\$word RETURN a.name, a.id" --param word=Taliban
  marsad query --json "MATCH (i:Incident {status: 'occurred'}) RETURN i.title, i.killed_low" | python3 -m json.tool
  marsad query - < question.cypher
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("cypher", metavar="CYPHER", help="the query; - reads it from standard input")
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        type=_parameter,
        help="a parameter, $NAME in the query; the value is JSON where it can be read as JSON, else text",
    )
    parser.add_argument("--json", action="store_true", help='print {"columns": …, "rows": …, "truncated": …}')


def _parameter(text: str) -> tuple[str, Any]:
    import json

    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask and print."""
    from api.database import open_database
    from api.terminal import print_json, print_table, say
    from graph.hints import unknown_words
    from schema.model import load_model

    cypher = sys.stdin.read() if args.cypher == "-" else args.cypher
    with open_database(settings) as database, database.guard(settings) as guard:
        answer = guard.run(cypher, dict(args.param))
    if args.json:
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        print_json({"columns": answer.columns, "rows": rows, "truncated": answer.truncated})
    else:
        print_table(answer.columns, answer.rows)
        say(f"{len(answer.rows):,} row{'s' if len(answer.rows) != 1 else ''} in {answer.seconds:.2f} s")
    for word in unknown_words(cypher, load_model()):
        say(f"Note: {word}")
    if answer.truncated:
        say("The answer was cut at its limit; add LIMIT, or raise query_rows or query_bytes in the settings")
    return 0
