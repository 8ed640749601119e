"""`marsad export`: whole lists, or the whole graph as RDF, as files."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, get_origin

from api.settings import Settings

if TYPE_CHECKING:
    from api.export import ExportParameters
    from graph.bolt_store import Store

WHAT = ("claims", "relations", "incidents", "statements", "statistics", "entities", "articles", "graph")
FORMATS = ("ndjson", "csv", "parquet", "geojson", "ntriples")
HELP = """\
Write a whole list to a file, or the whole graph as RDF.

The lists, their filters and their columns are those of the JSON API (docs/api.md); `graph` is every node and edge as
N-Triples. A file appears under its name only when it is whole.

examples:
  marsad export claims > claims.ndjson
  marsad export claims predicate=HARBORS min_confidence=0.5 --format csv --output claims.csv
  marsad export incidents status=occurred status=planned --format parquet --output incidents.parquet
  marsad export graph --output graph.nt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=WHAT, metavar="WHAT", help=f"one of {', '.join(WHAT)}")
    parser.add_argument("filters", nargs="*", metavar="NAME=VALUE", type=_filter, help="a filter; repeat it for a list")
    parser.add_argument("--format", choices=FORMATS, help="ndjson is the default; ntriples is for the graph alone")
    parser.add_argument("--output", metavar="FILE", type=Path, help="the file, instead of standard output")


def _filter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    from api.database import open_database

    if args.format and (args.what == "graph") != (args.format == "ntriples"):
        print(f"marsad export: {args.what} cannot be written as {args.format}", file=sys.stderr)
        return 2
    if args.format == "parquet" and args.output is None and sys.stdout.isatty():
        print("marsad export: Parquet is not for a terminal; give --output FILE", file=sys.stderr)
        return 2
    if args.what == "graph":
        if args.filters:
            print("marsad export: graph takes no filters", file=sys.stderr)
            return 2
        with open_database(settings) as database:
            _write(args.output, _triples(database.store))
        return 0
    try:
        where = _where(args.what, args.filters)
    except ValueError as error:
        print(f"marsad export: {error}", file=sys.stderr)
        return 2
    with open_database(settings) as database:
        _write(args.output, _rows(database.store, args.what, where, args.format or "ndjson"))
    return 0


def _where(what: str, given: Iterable[tuple[str, str]]) -> "ExportParameters":
    """The filters, checked as the JSON API checks them. Raises ValueError, which names the filter."""
    from pydantic import ValidationError

    from api.export import EXPORTS

    kind = EXPORTS[what].parameters
    values: dict[str, Any] = {}
    for name, value in given:
        field = kind.model_fields.get(name)
        if field is not None and get_origin(field.annotation) is list:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise ValueError(f"{name} is given twice, and is no list")
        else:
            values[name] = value
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ValueError(f"{'; '.join(told)}. Filters: {', '.join(kind.model_fields)}") from None


def _rows(store: "Store", what: str, where: "ExportParameters", format: str) -> Iterator[bytes]:
    from api.export import Source, export
    from graph.views import View

    return export(Source(View(store), store.model), what, where, format)


def _triples(store: "Store") -> Iterator[bytes]:
    from graph.rdf import ntriples

    return (line.encode() for line in ntriples(store.read, store.model))


def _write(path: Path | None, parts: Iterable[bytes]) -> None:
    with _file(path) as file:
        for part in parts:
            file.write(part)
        file.flush()


@contextmanager
def _file(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name once it is whole."""
    if path is None:
        yield sys.stdout.buffer
        return
    made = path.with_name(f".{path.name}.part")
    try:
        with made.open("wb") as file:
            yield file
        made.replace(path)
    except OSError as error:
        from schema.errors import MarsadError

        raise MarsadError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        made.unlink(missing_ok=True)
