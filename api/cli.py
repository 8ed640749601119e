"""The command `marsad`. Each subcommand is a module of `api/commands`, which imports what is heavy only when it runs."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from api.settings import InvalidSetting, load_settings
from schema.errors import MarsadError

COMMANDS = (
    "demo",
    "ingest",
    "extract",
    "query",
    "search",
    "recipe",
    "analyse",
    "export",
    "serve",
    "status",
    "stop",
    "inbox",
    "rebuild",
    "resolve",
    "judge",
    "alerts",
    "explain",
    "model",
)
OK, FAILED, USAGE = 0, 1, 2

_ABOUT = """\
Marsad reads news articles, extracts who said what about whom, and keeps it in a property graph.

  marsad demo                        the sample articles, the graph and the page, in one step
  marsad ingest articles/*.txt       your own articles into the graph
  marsad query "MATCH (a:Actor)-[r:HARBORS]->(b) RETURN a.name, b.name, r.claims"
"""
_MORE = """\
environment:
  MARSAD_HOME    data directory (inbox, database, marsad.toml); docs/settings.md lists every setting
  NEO4J_URI      use that Neo4j instead of the embedded database

exit codes: 0 all done, 1 something was not taken or failed, 2 wrong use
`marsad COMMAND --help` explains each command with examples."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="marsad", description=_ABOUT, epilog=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in COMMANDS:
        module = import_module(f"api.commands.{name}")
        summary = module.HELP.partition("\n")[0]
        command = commands.add_parser(
            name,
            help=summary.rstrip("."),
            description=module.HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.add_argument("--home", metavar="FOLDER", help="data directory, instead of MARSAD_HOME")
        command.set_defaults(run=module.run)
    return parser


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    parser = build_parser()
    args = parser.parse_args(arguments)
    if args.version:
        from importlib.metadata import version

        print(f"marsad {version('marsad')}")
        return OK
    if args.command is None:
        parser.print_help()
        return USAGE
    try:
        options = {name: getattr(args, name) for name in ("home", "host", "port", "workers") if hasattr(args, name)}
        return int(args.run(args, load_settings(**options)))
    except InvalidSetting as error:
        print(f"marsad: {error}", file=sys.stderr)
        return USAGE
    except MarsadError as error:
        print(f"marsad {args.command}: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def main() -> NoReturn:
    """The entry point."""
    sys.exit(run())


if __name__ == "__main__":
    main()
