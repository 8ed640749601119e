"""Reading the reference tables: tab-separated files with a header row, `#` comment lines, and errors that say where.

Which table a file belongs to follows from its header, so folders and file names are free.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from schema.errors import InvalidData

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "actors": (
        "id",
        "kind",
        "name",
        "aliases",
        "country",
        "part_of",
        "valid_from",
        "valid_to",
        "gender",
        "wikidata",
        "note",
    ),
    "places": (
        "id",
        "level",
        "name",
        "aliases",
        "within",
        "lat",
        "lon",
        "iso",
        "geonames",
        "population",
        "valid_from",
        "valid_to",
        "note",
    ),
    "offices": ("id", "title", "body", "country", "holder", "from", "to"),
    "given_names": ("name", "gender"),
}
_MARKS = {
    "actors": {"id", "kind"},
    "places": {"id", "level"},
    "offices": {"id", "title"},
    "given_names": {"name", "gender"},
}
CLEAR = "-"


class Row:
    """One line of a table. Cells are stripped; a lone `-` empties what an earlier folder said."""

    __slots__ = ("cells", "line", "path")

    def __init__(self, path: Path, line: int, cells: Mapping[str, str]) -> None:
        self.path, self.line, self.cells = path, line, cells  # only the cells that are filled

    def where(self, column: str = "") -> str:
        """`file:line`, with `:column` when one is meant."""
        return f"{self.path}:{self.line}" + (f":{column}" if column else "")

    def error(self, column: str, problem: str, remedy: str = "") -> InvalidData:
        """The error to raise about one cell."""
        return InvalidData(problem, where=self.where(column), remedy=remedy)

    def text(self, column: str) -> str:
        """The cell as it stands; empty when nothing is there."""
        return self.cells.get(column, "")

    def get(self, column: str, before: str | None = None) -> str | None:
        """The cell, what stood there before when it is empty, None when it is `-`."""
        text = self.cells.get(column)
        return before if text is None else None if text == CLEAR else text

    def parts(self, column: str) -> tuple[str, ...]:
        """The ` | `-separated parts of the cell."""
        text = self.cells.get(column)
        return tuple(part for part in map(str.strip, text.split("|")) if part) if text else ()

    def choice(self, column: str, allowed: Collection[str], before: str | None = None) -> str | None:
        """A cell that must be one of a fixed set."""
        value = self.get(column, before)
        if value is not None and value not in allowed:
            raise self.error(column, f"{value!r} is not known", f"Use one of: {', '.join(sorted(allowed))}")
        return value

    def country(self, column: str, before: str | None = None) -> str | None:
        """A two-letter country code in capitals."""
        value = self.get(column, before)
        if value is not None and not (len(value) == 2 and value.isascii() and value.isupper()):
            raise self.error(column, f"{value!r} is not a country code", "Use two capital letters, e.g. PK")
        return value

    def date(self, column: str, before: str | None = None) -> str | None:
        """A date: YYYY, YYYY-MM or YYYY-MM-DD."""
        value = self.get(column, before)
        if value is not None:
            self.check_date(column, value)
        return value

    def check_date(self, column: str, value: str) -> None:
        """Raise unless `value` is a real date of some precision."""
        try:
            day_range(value)
        except ValueError as error:
            raise self.error(column, f"{value!r} is not a date", "Write YYYY, YYYY-MM or YYYY-MM-DD") from error

    def number(self, column: str, low: float, high: float, before: float | None = None) -> float | None:
        """A number between two bounds, both allowed."""
        text = self.cells.get(column)
        if text is None:
            return before
        if text == CLEAR:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise self.error(column, f"{text!r} is not a number from {low:g} to {high:g}")
        return value


def read_tables(folder: Path) -> Iterator[tuple[str, Row]]:
    """Every row of every `.tsv` file below a folder, in path order, with the name of its table."""
    if not folder.is_dir():
        raise InvalidData("there is no such folder of reference tables", where=str(folder))
    for path in sorted(folder.rglob("*.tsv")):
        yield from _read(path)


def _read(path: Path) -> Iterator[tuple[str, Row]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InvalidData("the file is not UTF-8", where=str(path), remedy="Save it as UTF-8") from error
    header: list[str] = []
    table = ""
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#") or line.isspace():
            continue
        cells = line.rstrip("\r").split("\t")
        if not header:
            header = [name.strip() for name in cells]
            table = _table_of(header, f"{path}:{number}")
            continue
        if len(cells) > len(header):
            raise InvalidData(
                f"{len(cells)} cells under {len(header)} columns",
                where=f"{path}:{number}",
                remedy="Remove the extra tab",
            )
        # zip without strict: editors drop trailing tabs
        filled = {name: cell for name, text in zip(header, cells, strict=False) if (cell := text.strip())}
        yield table, Row(path, number, filled)


def _table_of(header: list[str], where: str) -> str:
    for table, marks in _MARKS.items():
        if marks <= set(header):
            unknown = set(header) - set(COLUMNS[table])
            if unknown:
                raise InvalidData(
                    f"no column {', '.join(sorted(unknown))} in the table of {table}",
                    where=where,
                    remedy=f"Use: {', '.join(COLUMNS[table])}",
                )
            return table
    raise InvalidData(
        "the header names no known table",
        where=where,
        remedy="; ".join(f"{table}: {', '.join(columns)}" for table, columns in COLUMNS.items()),
    )


@lru_cache(maxsize=4096)
def day_range(text: str) -> tuple[int, int]:
    """First and last day (proleptic ordinals) that a YYYY, YYYY-MM or YYYY-MM-DD date can mean; ValueError if none."""
    if len(text) not in (4, 7, 10) or not text.replace("-", "").isdecimal():
        raise ValueError(text)
    year, month, day = [int(part) for part in text.split("-")] + [0] * (2 - text.count("-"))
    first = date(year, month or 1, day or 1)
    last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return first.toordinal(), last.toordinal()


def overlap(valid_from: str | None, valid_to: str | None, on: str) -> int:
    """How many days of the date `on` lie in the closed, possibly open-ended interval; 0 when none does."""
    first, last = day_range(on)
    if valid_from is not None:
        first = max(first, day_range(valid_from)[0])
    if valid_to is not None:
        last = min(last, day_range(valid_to)[1])
    return max(0, last - first + 1)
