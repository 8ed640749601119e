"""What the user named on the command line → the files that are meant, in a fixed order."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from schema.errors import InvalidData

TEXT_SUFFIXES = (".txt", ".text")
LINES_SUFFIXES = (".jsonl", ".ndjson")
STDIN = "-"
_GLOB = frozenset("*?[")


def find_files(arguments: Iterable[str]) -> Iterator[Path | InvalidData]:
    """Files, folders (searched through, known suffixes only) and globs, sorted within each argument, each file once.

    A file that is named outright is read whatever its suffix. `-` is handed on as it is, for standard input.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in [Path(STDIN)] if argument == STDIN else _expand(argument):
            if isinstance(found, InvalidData):
                yield found
            elif (key := os.path.realpath(found) if argument != STDIN else STDIN) not in seen:
                seen.add(key)
                yield found


def _expand(argument: str) -> Iterator[Path | InvalidData]:
    path = Path(argument).expanduser()
    try:
        if path.is_dir():
            yield from _folder(path)
            return
        if path.exists():
            yield path
            return
    except OSError as error:  # a name that is too long, a folder that may not be entered
        yield InvalidData(
            f"cannot be read: {error.strerror}", where=argument, remedy="Check the path and its permissions"
        )
        return
    if _GLOB & set(argument):
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            yield InvalidData("no file matches the pattern", where=argument, remedy="Check the pattern and the folder")
        for match in matches:
            if (found := Path(match)).is_dir():
                yield from _folder(found)
            else:
                yield found
        return
    where = f" (looked in {Path.cwd()})" if not path.is_absolute() else ""
    yield InvalidData(f"there is no such file or folder{where}", where=argument, remedy="Check the path")


def _folder(folder: Path) -> Iterator[Path | InvalidData]:
    found = False
    problems: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(TEXT_SUFFIXES + LINES_SUFFIXES):
                found = True
                yield Path(root, name)
    for problem in problems:
        yield InvalidData(
            f"cannot be read: {problem.strerror}", where=str(problem.filename), remedy="Check the permissions"
        )
    if not found and not problems:
        suffixes = ", ".join(TEXT_SUFFIXES + LINES_SUFFIXES)
        yield InvalidData(
            f"the folder holds no file that ends in {suffixes}", where=str(folder), remedy="Name the files"
        )
