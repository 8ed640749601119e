"""Variant spellings: a skeleton that transliterations of one name share, and a bounded search by similarity."""

import re
from collections.abc import Iterable

from anyascii import anyascii
from rapidfuzz import fuzz

_DROP = frozenset(["al", "ul", "el", "e", "i", "ur", "ud", "u", "il", "the", "of"])
_PAIRS = (("kh", "k"), ("gh", "g"), ("q", "k"), ("ph", "f"), ("ou", "u"), ("ee", "i"), ("oo", "u"), ("ck", "k"))
_LETTERS = str.maketrans({"y": "i", "e": "i", "o": "u", "w": "v", "z": "s", "j": "j"})
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d+")
_DOUBLE = re.compile(r"(.)\1+")
SAME = 91
DAMAGED = 70


def skeleton(name: str) -> str:
    """Consonants and vowel classes of a name: "Tehreek-e-Taliban" and "Tehrik-i-Taliban" come out alike."""
    parts = [w for w in _WORD.findall(anyascii(name).lower().replace("'", "")) if w not in _DROP]
    found = []
    for part in parts:
        for old, new in _PAIRS:
            part = part.replace(old, new)
        found.append(_DOUBLE.sub(r"\1", part.translate(_LETTERS)))
    return " ".join(found)


class Spellings:
    """Names to find variants among, bucketed so that one look-up compares a few dozen, not all."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: (name, id) pairs; names of under five letters are too short to vary safely."""
        self._buckets: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
        for name, id in names:
            key = skeleton(name)
            if len(key) >= 5:
                bucket = self._buckets.setdefault((key[0], len(key)), [])
                if not any(k == key and i == id for k, _, i in bucket):
                    bucket.append((key, name, id))

    def find(self, name: str) -> str | None:
        """The id of the one entry whose skeleton is nearly the same (ratio ≥ 91), or None if none or several are."""
        key = skeleton(name)
        if len(key) < 5:
            return None
        best: dict[str, float] = {}
        for length in (len(key), len(key) - 1, len(key) + 1, len(key) - 2, len(key) + 2):
            for other, written, id in self._buckets.get((key[0], length), ()):
                ratio = fuzz.ratio(key, other)
                if ratio >= SAME and _alike(name, written, key):
                    best[id] = max(ratio, best.get(id, 0.0))
        if not best:
            return None
        top = max(best.values())
        leaders = [id for id, ratio in best.items() if ratio == top]
        return leaders[0] if len(leaders) == 1 else None


def _alike(name: str, written: str, key: str) -> bool:
    """The same numbers; and a single word must be alike as it is written too ("Marine" is no "Mariani")."""
    if _NUMBER.findall(name) != _NUMBER.findall(written):
        return False
    if " " in key:
        return True
    a, b = (anyascii(x).lower().removeprefix("al-").removeprefix("al ") for x in (name, written))
    return fuzz.ratio(a, b) >= 80


def damaged(word: str, surname: str) -> bool:
    """Whether a word that stands right after a named person may be that person's surname, garbled."""
    return len(word) >= 4 and fuzz.ratio(word.lower(), surname.lower()) >= DAMAGED
