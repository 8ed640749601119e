"""Names made comparable: without script, case, accents and punctuation."""

import re
from collections.abc import Iterable

from anyascii import anyascii

BAR = "\n"


def fold(name: str) -> str:
    """A name as plain lower-case words: `Tehrik-i-Taliban` and `tehrik i taliban` are the same."""
    plain = name if name.isascii() else anyascii(name)
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain).casefold()))


def search_key(names: Iterable[str]) -> str:
    """All names of an entity in one text: whole names stand between bars, so that exact and partial look-ups use it."""
    folded = sorted({key for key in map(fold, names) if key})
    return BAR + BAR.join(folded) + BAR if folded else ""
