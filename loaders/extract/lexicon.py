"""The word lists of the extractor, read from `data/words.yaml` and kept for the life of the process."""

from functools import cache
from pathlib import Path

import yaml

from schema.errors import InvalidData

DATA = Path(__file__).with_name("data")


@cache
def _lists() -> dict[str, frozenset[str]]:
    path = DATA / "words.yaml"
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, frozenset[str]] = {}
    for name, value in loaded.items():
        if not isinstance(value, str):
            raise InvalidData(f"the list {name!r} must be words separated by blanks", where=str(path))
        found[name] = frozenset(word.replace("_", " ") for word in value.split())
    return found


def words(name: str) -> frozenset[str]:
    """The words of one list; a blank inside an entry is written as `_` in the file."""
    return _lists()[name]


def list_names(prefix: str) -> tuple[str, ...]:
    """The names of the lists that begin so, in order."""
    return tuple(sorted(name for name in _lists() if name.startswith(prefix)))
