"""Words as the search index holds them, what a person types read as a query, and where its words stand in a text."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from graph.names import fold

MAX_WORDS = 32  # of one query; more only cost time
PREFIX_FROM = 3  # letters from which a word also stands for the longer words that begin with it
# letters and digits with what belongs to them: marks (accents; Hebrew, Arabic and Indic signs), joiners, an apostrophe within
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u200c\u200d"
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_SIGNS}]|['’ʼ`](?=[^\W_]))*")
_POSSESSIVE = re.compile(r"['’ʼ`][sS]$")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+")  # accents, and Arabic vowel signs
_PART = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_LITTLE = frozenset(
    """a an and are as at be by did do does for from had has have how in into is it its of on or that the their they this to
    was were what when where which who whom why will with""".split()  # noqa: SIM905 - read and changed as words
)


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query: the folded words of a phrase, or one word; `prefix` lets its last word go on."""

    words: tuple[str, ...]
    given: str  # as it was typed
    prefix: bool = False
    phrase: bool = False
    near: tuple[str, ...] = ()  # words that are there, in place of one that is not
    also: tuple[str, ...] = ()  # other spellings of the same sounds


@dataclass(frozen=True, slots=True)
class Query:
    """What must be there and what must not."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()


def plain(word: str) -> str:
    """One token folded to plain letters, in any script; й and ё are и and е, as most people type them. May be empty."""
    if word.isascii():
        bare = _POSSESSIVE.sub("", word)
        return bare.replace("'", "").replace("`", "").lower()
    return _plain(_POSSESSIVE.sub("", word))


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    # compatibility forms first (ligatures, full width), then accents go, which anyascii alone reads in its own way
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word))
    return fold(anyascii(unicodedata.normalize("NFC", bare))).replace(" ", "")


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Every word of a text: its first character, the one after it, and its folded form."""
    for found in _TOKEN.finditer(text):
        if word := plain(found[0]):
            yield found.start(), found.end(), word


def folded(text: str | None) -> str:
    """A text as its folded words, a blank between two: what is indexed."""
    return " ".join(word for _, _, word in tokens(text)) if text else ""


def parse(q: str) -> Query:
    """What is typed as a query: words, "phrases", -without, begin*. Nothing in it is an error."""
    terms: list[Term] = []
    without: list[Term] = []
    for found in _PART.finditer(q):
        minus, phrase, given = (
            found[1] or found[3],
            found[2] is not None,
            found[2] if found[2] is not None else found[4],
        )
        words = tuple(word for _, _, word in tokens(given))
        if not words:
            continue
        if phrase:
            term = Term(words, given, phrase=True)
            (without if minus else terms).append(term)
        elif minus:
            without.append(Term(words, given, prefix=given.endswith("*"), phrase=len(words) > 1))
        elif given.endswith("*") or len(words) == 1:
            open_end = given.endswith("*") or len(words[-1]) >= PREFIX_FROM
            terms.append(Term(words, given.rstrip("*"), prefix=open_end, phrase=len(words) > 1))
        else:  # Tehrik-i-Taliban is as good as its words one by one
            terms += [Term((word,), word, prefix=len(word) >= PREFIX_FROM) for word in words]
    telling = [term for term in terms if term.phrase or _tells(term.words[0])]
    return Query(tuple((telling or terms)[:MAX_WORDS]), tuple(without[:MAX_WORDS]))


def _tells(word: str) -> bool:
    """Whether a word is worth looking for beside others: `of` and the letter in Tehrik-i-Taliban are not."""
    return word not in _LITTLE and (len(word) > 1 or word.isdigit())


def matcher(terms: Sequence[Term]) -> Callable[[Sequence[str]], list[tuple[int, int]]]:
    """A function from the words of a text to the stretches [from, to) of words that a query found."""
    exact = {w for term in terms if not term.phrase for w in (*(term.near or term.words), *term.also)}
    begins = tuple(term.words[0] for term in terms if not term.phrase and term.prefix and not term.near)
    phrases = [term for term in terms if term.phrase]

    def find(words: Sequence[str]) -> list[tuple[int, int]]:
        found = [(at, at + 1) for at, word in enumerate(words) if word in exact or (begins and word.startswith(begins))]
        for term in phrases:
            size = len(term.words)
            for at in range(len(words) - size + 1):
                some = tuple(words[at : at + size])
                if some == term.words or (
                    term.prefix and some[:-1] == term.words[:-1] and some[-1].startswith(term.words[-1])
                ):
                    found.append((at, at + size))
        return sorted(found)

    return find
