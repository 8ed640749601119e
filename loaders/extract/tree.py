"""The dependency parse as plain lists of strings and token indices: what the rules over it read, ten times faster than tokens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loaders.extract.grammar import opposed

if TYPE_CHECKING:
    from spacy.tokens import Doc

VERBS = frozenset({"VERB", "AUX"})
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_COUNTRY_LIKE = frozenset({"us", "u.s.", "u.s", "uk", "u.k.", "un", "u.n."})


# Past forms that the lemmatiser does not know.
_LEMMAS = {
    "overran": "overrun", "overthrew": "overthrow", "outlawed": "outlaw", "staged": "stage", "waged": "wage",
    "raped": "rape", "hoped": "hope", "fined": "fine", "cordoned": "cordon", "rearrested": "rearrest",
    "bases": "base", "wages": "wage", "waging": "wage", "stages": "stage", "staging": "stage",
}  # fmt: skip


_BY_ARMS = frozenset(
    {"air", "drone", "missile", "rocket", "artillery", "military", "retaliatory", "aerial", "precision"}
)


class Tree:
    """One parsed document; every argument and result is a token index."""

    __slots__ = ("dep", "ent", "head", "kids", "lemma", "lower", "pos", "tag", "text")

    def __init__(self, doc: "Doc") -> None:
        self.text: list[str] = [t.text for t in doc]
        self.lower = [x.lower() for x in self.text]
        self.lemma: list[str] = [t.lemma_.lower() for t in doc]
        self.pos: list[str] = [t.pos_ for t in doc]
        self.tag: list[str] = [t.tag_ for t in doc]
        self.dep: list[str] = [t.dep_ for t in doc]
        self.head: list[int] = [t.head.i for t in doc]
        self.ent: list[str] = ["" if opposed(doc, t.i) else t.ent_type_ for t in doc]
        self.kids: list[list[int]] = [[] for _ in self.text]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        for i, low in enumerate(self.lower):
            # the country is lemmatised as the pronoun
            if low in _COUNTRY_LIKE and self.text[i].isupper():
                self.lemma[i], self.pos[i] = low, "PROPN"
            elif low in _LEMMAS:
                self.lemma[i] = _LEMMAS[low]
            elif self.lemma[i] == "strike" and self.pos[i] == "NOUN" and self._of_arms(i):
                self.lemma[i] = "airstrike"  # of arms, not of workers

    def _of_arms(self, i: int) -> bool:
        return any(self.lower[c] in _BY_ARMS for c in self.children(i, "compound", "amod", "nmod"))

    def __len__(self) -> int:
        return len(self.text)

    def children(self, i: int, *deps: str) -> list[int]:
        """Children of i with one of these labels, in text order."""
        return [c for c in self.kids[i] if self.dep[c] in deps]

    def first(self, i: int, *deps: str) -> int | None:
        """The first child of i with one of these labels."""
        return next((c for c in self.kids[i] if self.dep[c] in deps), None)

    def preps(self, i: int) -> Iterator[tuple[str, int]]:
        """(preposition, its object) for every prepositional phrase of i; "out of", "due to" give the last word."""
        for c in self.kids[i]:
            if self.dep[c] in ("prep", "dative", "agent") and self.pos[c] in ("ADP", "SCONJ", "VERB", "ADV"):
                if self.lower[c] != "according":
                    yield from self._under(c)
            elif self.dep[c] in ("advmod", "prt") and self.kids[c]:
                yield from self._under(c)  # "away from", "back to"

    def _under(self, prep: int) -> Iterator[tuple[str, int]]:
        for c in self.kids[prep]:
            if self.dep[c] in ("pobj", "pcomp"):
                yield self.lower[prep], c
            elif self.dep[c] == "prep":
                yield from self._under(c)

    def conjuncts(self, i: int) -> list[int]:
        """i and what is coordinated with it after it, in text order."""
        found = [i]
        for c in self.kids[i]:
            if self.dep[c] == "conj":
                found += self.conjuncts(c)
        return found

    def first_conjunct(self, i: int) -> int:
        """The first of the coordinated words that i belongs to."""
        while self.dep[i] == "conj":
            i = self.head[i]
        return i

    def ancestors(self, i: int) -> Iterator[int]:
        """Governors of i, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    def span(self, i: int) -> tuple[int, int]:
        """Tokens [start, end) from the leftmost to the rightmost below i."""
        low = high = i
        stack = [i]
        while stack:
            for c in self.kids[stack.pop()]:
                low, high = min(low, c), max(high, c)
                stack.append(c)
        return low, high + 1

    def below(self, i: int, top: int) -> bool:
        """True if `top` governs i, or is it."""
        while True:
            if i == top:
                return True
            if self.head[i] == i:
                return False
            i = self.head[i]

    def negated(self, i: int) -> bool:
        """True if a not, never or no longer hangs on i, or its subject or object is "no …" / "neither …"."""
        for c in self.kids[i]:
            if self.dep[c] == "neg" or (self.dep[c] == "advmod" and self.lower[c] in ("never", "hardly", "barely")):
                return True
            if self.lower[c] == "neither" and self.dep[c] in ("preconj", "cc", "advmod", "nsubj"):
                return True
            if self.dep[c] in ("nsubj", "nsubjpass", "dobj", "attr") and any(
                self.lower[g] in ("no", "neither") and self.dep[g] in ("det", "preconj", "cc", "cc:preconj")
                for g in self.kids[c]
            ):
                return True
            if self.dep[c] in ("nsubj", "nsubjpass") and self.lower[c] in ("nobody", "none", "nothing", "neither"):
                return True
        return False

    def phrase(self, i: int) -> tuple[int, int]:
        """Tokens of the noun phrase of i without clauses and appositions, but with its "of" phrase."""
        start, end = i, i + 1
        for c in self.kids[i]:
            if c < i and self.dep[c] not in ("relcl", "acl", "appos", "cc", "conj", "punct", "prep"):
                start = min(start, self.span(c)[0])
            elif c > i and self.dep[c] == "prep" and self.lower[c] == "of":
                end = max(end, self.span(c)[1])
        return start, end
