"""The names of the reference data, found in a parsed text; runs inside the pipeline before the entity model.

Names are compared by their pieces (lower case, without accents, hyphens and apostrophes), so that "Tehrik-i-Taliban"
and "Tehrik i Taliban" are one. How a name may be written is decided by the type of its alias: acronyms exactly, all
others with a capital. One linear pass, longest name first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from anyascii import anyascii

from loaders.extract.lexicon import words
from schema.reference import Actor, Alias, Place, Reference
from schema.reference_table import overlap

if TYPE_CHECKING:
    from spacy.tokens import Doc

Entry = Actor | Place
_PIECE = re.compile(r"[a-z0-9]+")
_BARRIER = "\0"
_LOWER_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LONG = 12  # pieces of the longest name that is looked for
BIG_CITY = 300_000

LABELS = {"Person": "PERSON", "Place": "GPE", "State": "GPE", "Population": "NORP", "Operation": "EVENT"}


@lru_cache(maxsize=100_000)
def pieces(word: str) -> tuple[str, ...]:
    """ "Tehrik-i-Taliban's" → ("tehrik", "i", "taliban", "s"); punctuation that no name spans is a barrier."""
    if not word.isascii():
        word = anyascii(word)
    found = tuple(_PIECE.findall(word.lower().replace("'", "").replace(".", "")))
    return found or (() if word.strip(" -'.’&") == "" else (_BARRIER,))


def name_key(text: str) -> str:
    """The form under which a name is looked up."""
    return " ".join(p for word in text.replace("-", " ").split() for p in pieces(word) if p != _BARRIER)


def _alias_key(text: str) -> str:
    # the tokeniser cuts the possessive off: "Pakistan's army" must give the same pieces as its tokens
    return name_key(text.replace("'s ", " s ").replace("’s ", " s ").replace("s' ", "s "))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may stand for, through one of its aliases."""

    alias: Alias
    entry: Entry

    @property
    def kind(self) -> str:
        """The node kind of the entry."""
        return kind_of(self.entry)


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens [start, end) that are written like a name of the reference data."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


def kind_of(entry: Entry) -> str:
    """The node kind of an entry."""
    return entry.kind if isinstance(entry, Actor) else "Place"


class Gazetteer:
    """All names of a reference, ready to be looked up; as a pipeline component it presets the sure ones as entities."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._names: dict[str, list[Candidate]] = {}
        self._length: dict[str, int] = {}
        for text, alias, entry in reference.names():
            self._add(text, alias, entry)
        self.places = frozenset(
            key for key, found in self._names.items() if any(isinstance(c.entry, Place) for c in found)
        )

    def _add(self, text: str, alias: Alias, entry: Entry) -> None:
        key = _alias_key(text)
        if key.startswith("the "):
            key = key[4:]
        if not key or (isinstance(entry, Place) and key in words("ordinary_places")):
            return
        found = self._names.setdefault(key, [])
        if not any(c.entry is entry and c.alias.type == alias.type for c in found):
            found.append(Candidate(alias, entry))
        first, _, rest = key.partition(" ")
        self._length[first] = max(self._length.get(first, 1), min(_LONG, 1 + rest.count(" ") + bool(rest)))

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Every entry with this name, whatever its case."""
        key = _alias_key(text)
        return tuple(self._names.get(key.removeprefix("the "), ()))

    def recapitalise(self, text: str) -> str:
        """Lower-case text with the sure names of the reference written as names again, one character for one."""
        spans = [(m.start(), m.end()) for m in _LOWER_WORD.finditer(text)]
        flat = [pieces(text[a:b]) for a, b in spans]
        found = list(text)
        at = 0
        while at < len(flat):
            first = flat[at][0] if flat[at] else ""
            size = 1
            for length in range(min(self._length.get(first, 0), len(flat) - at), 0, -1):
                key = " ".join(p for part in flat[at : at + length] for p in part)
                sure = [c for c in self._names.get(key, ()) if is_sure(c, length)]
                if not sure or (length == 1 and key in words("openers")):
                    continue
                acronym = any(c.alias.type == "acronym" for c in sure)
                for a, b in spans[at : at + length]:
                    if acronym:
                        found[a:b] = text[a:b].upper()
                    elif b - a > 3 or length == 1:
                        found[a] = text[a].upper()
                size = length
                break
            at += size
        return "".join(found)

    def matches(self, doc: "Doc", relaxed: Iterable[tuple[int, int]] = (), on: str | None = None) -> list[Match]:
        """Names in the text, leftmost and longest first, without overlap.

        `relaxed`: token spans without capitals. `on`: ISO day of the article; what did not exist by then is not meant.
        """
        loose = {i for start, end in relaxed for i in range(start, end)}
        texts = [t.text for t in doc]
        flat: list[str] = []
        token_of: list[int] = []
        for i, token in enumerate(doc):
            found_pieces = pieces(texts[i])
            if i and token.is_sent_start and not texts[i - 1].endswith("."):
                found_pieces = (_BARRIER, *found_pieces)
            for piece in found_pieces:
                flat.append(piece)
                token_of.append(i)
        found: list[Match] = []
        at, size = 0, len(flat)
        while at < size:
            longest = self._length.get(flat[at])
            match = self._longest(flat, token_of, texts, at, min(longest, size - at), loose, on) if longest else None
            if match is None:
                at += 1
                continue
            found.append(match)
            while at < size and token_of[at] < match.end:
                at += 1
        return found

    def _longest(
        self,
        flat: list[str],
        token_of: list[int],
        texts: Sequence[str],
        at: int,
        longest: int,
        loose: set[int],
        on: str | None,
    ) -> Match | None:
        start = token_of[at]
        if at and token_of[at - 1] == start and flat[at - 1] != _BARRIER:
            return None  # in the middle of a token
        for length in range(longest, 0, -1):
            stop = at + length
            end = token_of[stop - 1] + 1
            if stop < len(flat) and token_of[stop] < end:
                continue
            key = flat[at] if length == 1 else " ".join(flat[at:stop])
            entries = self._names.get(key)
            if entries is None:
                continue
            written = " ".join(texts[start:end])
            fitting = tuple(
                c
                for c in entries
                if _written_right(c.alias, written, start in loose) and (on is None or in_time(c, on))
            )
            if fitting:
                return Match(start, end, fitting)
        return None

    def __call__(self, doc: "Doc") -> "Doc":
        """Preset the names that need no context as entities, so that the entity model keeps them."""
        from spacy.tokens import Span
        from spacy.util import filter_spans

        spans = []
        for m in self.matches(doc):
            sure = [c for c in m.candidates if is_sure(c, m.end - m.start)]
            if sure and stands_alone(doc, m):
                kinds = {c.kind for c in sure}
                kind = "Place" if kinds == {"Place", "State"} else sure[0].kind
                demonym = all(c.alias.type == "demonym" for c in sure)
                spans.append(Span(doc, m.start, m.end, label="NORP" if demonym else LABELS.get(kind, "ORG")))
        if spans:
            doc.set_ents(filter_spans(spans), default="missing")
        return doc


def in_time(candidate: Candidate, on: str) -> bool:
    """Whether the entry existed and was called so on that day. A group that has ended may still be spoken of."""
    alias, entry = candidate.alias, candidate.entry
    if (entry.valid_from or "") > on:
        return False
    if alias.valid_from is None and alias.valid_to is None:
        return True
    return bool(overlap(alias.valid_from, alias.valid_to, on))


def is_sure(candidate: Candidate, tokens: int) -> bool:
    """Whether the name is taken without asking the entity model: not for short forms, nor for small far-away towns."""
    if candidate.alias.type == "short":
        return False
    entry = candidate.entry
    if isinstance(entry, Place) and entry.level in {"city", "site"}:
        return tokens > 1 or (entry.population or 0) >= BIG_CITY
    return True


def _written_right(alias: Alias, written: str, loose: bool) -> bool:
    if loose:
        return len(written) > 3 or alias.type == "acronym"
    if alias.type == "acronym":
        return written.replace(".", "").replace(" ", "") == alias.text.replace(".", "").replace(" ", "")
    first = written[0]
    if first.isupper() or first.isdigit():
        return True
    if any(c.isupper() for c in written) and written.replace("-", " ").split(" ")[0] in words("articles"):
        return True  # "al Qaeda"
    # "the military's media wing": as the reference data writes it
    return written.startswith(alias.text.split("-")[0].split(" ")[0]) and any(c.isupper() for c in written)


def stands_alone(doc: "Doc", m: Match) -> bool:
    """Whether the name is not a part of a longer one that the entity model may know ("Jalal Khan Swati")."""
    if m.end - m.start > 1:
        return True
    token = doc[m.start]
    if token.is_sent_start and token.is_stop:
        return False
    if any(c.alias.type == "acronym" for c in m.candidates):
        return True
    if any(c.alias.type == "demonym" for c in m.candidates):
        return True
    geographic = any(isinstance(c.entry, Place) or c.kind == "State" for c in m.candidates)
    if geographic and token.pos_ not in {"PROPN", "NOUN", "ADJ", "X"}:
        return False
    before = doc[m.start - 1] if m.start and not token.is_sent_start else None
    if before is not None and before.lower_ == "of" and m.start >= 2 and doc[m.start - 2].text[:1].isupper():
        return False  # "Voice of America"
    after = doc[m.end] if m.end < len(doc) and not doc[m.end].is_sent_start else None
    if before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.head == token:
        return before.lower_ in words("directions")
    return not (
        after is not None
        and after.pos_ == "PROPN"
        and token.dep_ == "compound"
        and after.lower_ not in words("place_nouns")
        and after.text[:1].isupper()
        and after.ent_type_ == ""
        and not _is_role(after.lower_)
    )


def _is_role(word: str) -> bool:
    return word in words("titles") or word in words("role_nouns")


@lru_cache(maxsize=2)
def gazetteer_of(reference: Reference) -> Gazetteer:
    """The gazetteer of a reference, built once."""
    return Gazetteer(reference)
