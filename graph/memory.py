"""What a resolver compared, kept in a file between processes, so that a fresh one compares only what changed.

A cache and nothing more: it is taken only where it belongs to the very run that the graph names as its last, was made by
these rules over this reference data, and is whole; else everything is compared anew, with the same result. The file lies in
the data directory, for its owner only, beside the database's own log-ins: whoever can write there needs no other way in.
"""

import os
import pickle
import sys
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from graph.resolve.sightings import Profile

_HEAD = b"marsad resolution 1\n"


def key(turn: str, reference: Mapping[str, Profile]) -> str:
    """Names one state: the run that ended in it, the rules and the reference data that it came from."""
    known = msgspec.json.encode([one for _, one in sorted(reference.items())])
    return blake2b(b"\0".join((turn.encode(), _rules(), sys.version.encode(), known)), digest_size=16).hexdigest()


def save(path: Path, key: str, state: Any) -> None:
    """Put a state in place of what the file held, one process at a time. A kill leaves what was there."""
    body = pickle.dumps(state, protocol=5)
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"".join((_HEAD, key.encode(), _sum(body))))
        file.write(body)
    new.replace(path)


def load(path: Path, key: str) -> Any:
    """The state of this key; None where there is none, or the file is another's or damaged."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEAD) + len(key) + 16)
            if head[:-16] != _HEAD + key.encode():
                return None
            body = file.read()
    except OSError:
        return None
    return pickle.loads(body) if _sum(body) == head[-16:] else None


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).digest()


@cache
def _rules() -> bytes:
    """The rules as they are written: another line of them may decide otherwise, or keep other things."""
    found = blake2b(digest_size=16)
    for package in ("graph.resolve", "graph"):
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and (package == "graph.resolve" or file.name in ("verdicts.py", "resolution.py")):
                found.update(file.read_bytes())
    return found.digest()
