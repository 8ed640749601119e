"""Persons of an article: titles and roles beside a name, gender, and which names are one person's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from loaders.extract.cast import Who
from loaders.extract.lexicon import words
from loaders.extract.spelling import SAME, damaged, skeleton

if TYPE_CHECKING:
    from spacy.tokens import Doc

MAX_TITLE = 6
MOST = 40  # persons of one surname that are told apart


def title_before(doc: "Doc", start: int) -> int:
    """Index of the first title or role word right before a name ("Prime Minister", "spokesman"); `start` if there is none."""
    at = start
    while at > 0 and start - at < MAX_TITLE and not (doc[at].is_sent_start and at != start):
        word = doc[at - 1].lower_
        if word in words("titles") or word in words("role_nouns") or (word == "-" and at < start):
            at -= 1
        else:
            break
    while at < start and doc[at].text == "-":
        at += 1
    return at


def reads_as_person(doc: "Doc", start: int, end: int) -> bool:
    """Whether the words around a name say that it is a person's: a title before it, an age or "who" after it."""
    if title_before(doc, start) < start:
        return True
    after = [t.lower_ for t in doc[end : end + 4]]
    if len(after) >= 3 and after[0] == "," and (after[1].isdigit() and len(after[1]) <= 2) and after[2] in {",", "."}:
        return True
    return after[:2] == [",", "who"] or after[:1] == ["who"] or (after[:1] == ["("] and after[1:2] != [] and after[1].isdigit() and len(after[1]) == 2)  # fmt: skip


def gender_of(roles: Iterable[str]) -> str | None:
    """m or f where a title or role tells it."""
    for role in roles:
        if role in words("female_nouns"):
            return "f"
        if role in words("male_nouns"):
            return "m"
    return None


@dataclass(slots=True)
class People:
    """The persons named so far, found again by a part of their name. Longer names win over shorter ones."""

    by_token: dict[str, list[Who]] = field(default_factory=dict)
    tokens: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _skeletons: dict[tuple[bool, str], list[tuple[str, Who]]] = field(default_factory=dict)

    def add(self, who: Who, name: str) -> None:
        """Remember a name of a person."""
        parts = _parts(name)
        known = self.tokens.setdefault(who.id, [])
        if parts and parts not in known:
            known.append(parts)
            for key in {(True, skeleton(" ".join(parts))), (False, skeleton(parts[-1]))}:
                bucket = self._skeletons.setdefault((key[0], key[1][:2]), [])
                if len(bucket) < MOST:
                    bucket.append((key[1], who))
        for part in parts:
            found = self.by_token.setdefault(part, [])
            if found and found[-1] is who:
                continue
            if who in found[-MOST:]:
                found.remove(who)
            found.append(who)  # the one named last stands last

    def find(self, name: str) -> tuple[Who, float, str] | None:
        """The person that a name or a part of a name belongs to: (who, score, reason)."""
        parts = _parts(name)
        if not parts:
            return None
        pool: list[Who] = []
        for part in (parts[-1], parts[0]):
            pool += [w for w in self.by_token.get(part, ())[-MOST:] if w not in pool]
        fitting = [w for w in pool if any(_covers(parts, known) for known in self.tokens[w.id])]
        if fitting:
            if len(parts) == 1:
                last = [w for w in fitting if any(known[-1] == parts[0] for known in self.tokens[w.id])]
                chosen = (last or fitting)[-1]
                return chosen, 0.9 if len(last or fitting) == 1 else 0.6, "surname" if last else "first-name"
            return fitting[-1], 0.9, "name-part"
        return self._respelt(parts)

    def _respelt(self, parts: tuple[str, ...]) -> tuple[Who, float, str] | None:
        """A person of the article whose name is spelt nearly alike; only names that begin alike are compared."""
        wanted = skeleton(" ".join(parts))
        if len(wanted) < 5:
            return None
        best: tuple[float, Who] | None = None
        for other, who in self._skeletons.get((len(parts) > 1, wanted[:2]), ()):
            ratio = fuzz.ratio(wanted, other)
            if ratio >= SAME and (best is None or ratio > best[0]):
                best = (ratio, who)
        return (best[1], 0.75, "variant") if best is not None else None

    def damaged(self, word: str, recent: Iterable[Who]) -> Who | None:
        """The one recently named person whose surname an unknown word may be, garbled."""
        fitting = [w for w in recent if any(damaged(word, known[-1]) for known in self.tokens.get(w.id, ()))]
        return fitting[0] if len(fitting) == 1 else None


def _parts(name: str) -> tuple[str, ...]:
    parts = [p.strip(".,'\"").lower() for p in name.replace("-", " ").split()]
    return tuple(p for p in parts if (p and p not in {"jr", "sr", "ii", "iii", "bin", "al"}) or len(parts) == 1)


def _covers(parts: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a shorter or longer form of a name fits: the same surname and no other given name."""
    if len(parts) == 1:
        return len(parts[0]) > 2 and parts[0] in known
    if len(known) == 1:
        return known[0] in parts and len(known[0]) > 2
    short, long = sorted((parts, known), key=len)
    return short[-1] == long[-1] and _starts_alike(short[0], long) and set(short[1:-1]) <= set(long)


def _starts_alike(first: str, long: tuple[str, ...]) -> bool:
    return first in long or (len(first.strip(".")) == 1 and long[0].startswith(first.strip(".")))
