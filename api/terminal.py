"""What a person sees: messages and progress on standard error, tables and JSON on standard output."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def say(message: str = "") -> None:
    """A message on standard error, so that standard output stays clean for results."""
    print(message, file=sys.stderr, flush=True)


def print_json(value: Any) -> None:
    """A value as one line of JSON on standard output."""
    import orjson

    sys.stdout.buffer.write(
        orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS, default=str)
    )
    sys.stdout.buffer.flush()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table on standard output. In a terminal long cells are folded; in a pipe every row is one line."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if terminal else box.SIMPLE, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold", no_wrap=not terminal)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console = Console(highlight=False) if terminal else Console(width=1_000_000, highlight=False, no_color=True)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "".join(c if c.isprintable() else " " for c in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        import orjson

        return orjson.dumps(value, default=str).decode()
    return str(value)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function (what, done, total) that shows how far long work is: a bar in a terminal, now and then a line elsewhere."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting the database", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show


def _lines() -> Callable[[str, int, int], None]:
    shown_at, shown = time.monotonic(), ""

    def show(what: str, done: int, total: int) -> None:
        nonlocal shown_at, shown
        if total == 0 and what != shown:
            shown = what
            say(f"{what} …")
        elif time.monotonic() - shown_at > 10:
            shown_at = time.monotonic()
            say(f"{what}: {done:,} of {total:,}")

    return show
