"""The dependency parse as plain lists of strings and token indices: what the rules over it read, ten times faster than tokens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loaders.extract.frames import lexicon
from loaders.extract.grammar import opposed
from loaders.extract.repairs import repair

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


def _base(form: str) -> str:
    """The base form of a regular past participle."""
    if form.endswith("ied"):
        return form[:-3] + "y"
    if not form.endswith("ed"):
        return form
    stem = form[:-2]
    return stem + "e" if stem.endswith(("c", "v", "s", "u", "at")) and not stem.endswith("ss") else stem


_BY_ARMS = frozenset(
    {"air", "drone", "missile", "rocket", "artillery", "military", "retaliatory", "aerial", "precision"}
)

# Verbs after which an -ing form is an act and not an adjective.
_TAKE_GERUND = frozenset({"deny", "admit", "avoid", "consider"})


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

        self._repair()
        repair(self)

    def _repair(self) -> None:
        """Undo three typical slips of the small parser: a main verb tagged as noun, a name taken for an adverb, and a
        past tense taken for a participle on the subject ("A report called for …")."""
        for i, dep in enumerate(self.dep):
            if self.lower[i] in _LEMMAS:
                self.lemma[i] = _LEMMAS[self.lower[i]]
            if (
                self.lemma[i] == "strike"
                and self.pos[i] == "NOUN"
                and any(self.lower[c] in _BY_ARMS for c in self.children(i, "compound", "amod", "nmod"))
            ):
                self.lemma[i] = "airstrike"  # of arms, not of workers
            if dep == "ROOT" and self.pos[i] in ("NOUN", "PROPN", "ADJ"):
                if self.first(i, "aux") is not None:
                    self.pos[i] = "VERB"
                    self.lemma[i] = _base(self.lower[i])
                    self._take_subject(i)
                elif (
                    self.first(i, "nsubj") is not None and self.first(i, "dobj", "prt", "ccomp", "xcomp") is not None
                ) or (
                    self.first(i, "nsubj") is not None and any(self.pos[c] == "VERB" for c in self.children(i, "conj"))
                ):
                    self.pos[i] = "VERB"
                elif (
                    self.tag[i] == "NNS" and self.first(i, "xcomp") is not None and i and self.dep[i - 1] == "compound"
                ):
                    self.pos[i], self.dep[i - 1] = "VERB", "nsubj"  # "the Workers' Party plans to …"
                elif self.pos[i] == "NOUN":
                    self._make_finite(i)
            elif (
                dep == "amod"
                and self.tag[i] == "VBD"
                and self.dep[self.head[i]] == "ROOT"
                and self.first(i, "nsubj") is not None
            ):
                self._turn_over(i)
            elif dep in ("amod", "compound") and self.lower[i].endswith("ing") and i > 0:
                self._free_gerund(i)
            elif dep == "prep" and self.kids[i] and self.lower[self.kids[i][0]] in ("which", "whom"):
                inner = self.first(self.head[i], "xcomp")
                if inner is not None:  # "in which X has pledged to invest"
                    self.kids[self.head[i]].remove(i)
                    self.kids[inner].append(i)
                    self.head[i] = inner
            elif dep in ("advmod", "npadvmod", "dep", "intj") and self.ent[i] in ("ORG", "GPE", "PERSON", "NORP"):
                head = self.head[i]
                if i < head and self.pos[head] == "VERB" and self.first(head, "nsubj", "nsubjpass") is None:
                    self.dep[i], self.pos[i] = "nsubj", "PROPN"

    def _take_subject(self, verb: int) -> None:
        """The subject that the parser left on the auxiliary ("may have armed") belongs to the verb."""
        for a in self.children(verb, "aux"):
            for c in self.children(a, "nsubj", "nsubjpass"):
                self.kids[a].remove(c)
                self.kids[verb].insert(0, c)
                self.head[c] = verb

    def _turn_over(self, verb: int) -> None:
        """A past tense with a subject, read as an adjective of its own object."""
        noun = self.head[verb]
        self.kids[noun].remove(verb)
        self.kids[verb].append(noun)
        self.head[noun], self.dep[noun] = verb, "dobj"
        self.head[verb], self.dep[verb], self.pos[verb] = verb, "ROOT", "VERB"

    def _free_gerund(self, i: int) -> None:
        """ "denied bombing X": the gerund after such a verb is an act of its own and no part of X's name."""
        noun = self.head[i]
        verb = self.head[noun]
        if verb != i - 1 or self.dep[noun] != "dobj" or self.lemma[verb] not in _TAKE_GERUND:
            return
        self.kids[noun].remove(i)
        self.kids[verb].remove(noun)
        self.kids[verb].append(i)
        self.kids[i].append(noun)
        self.head[i], self.dep[i], self.pos[i], self.tag[i] = verb, "xcomp", "VERB", "VBG"
        self.head[noun] = i
        for c in [c for c in self.children(verb, "prep") if c > noun]:
            self.kids[verb].remove(c)
            self.kids[i].append(c)
            self.head[c] = i
        stem = self.lower[i][:-3]
        known = lexicon()
        for lemma in (stem, stem + "e", stem[:-1]):
            if lemma in known.verbs or lemma in known.senses or lemma in known.light:
                self.lemma[i] = lemma
                break

    def _make_finite(self, noun: int) -> None:
        verb = self.first(noun, "acl")
        if verb is None or self.tag[verb] != "VBN" or self.first(verb, "agent") is not None:
            return
        if self.first(verb, "dobj", "ccomp", "xcomp") is None and self.lemma[verb] not in (
            "call",
            "appeal",
            "vow",
            "agree",
        ):
            return
        self.kids[noun].remove(verb)
        self.kids[verb].insert(0, noun)
        self.head[noun], self.dep[noun] = verb, "nsubj"
        self.head[verb], self.dep[verb], self.tag[verb] = verb, "ROOT", "VBD"

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
