"""What has been spoken of so far, read in text order: who was named where, as subject or not, and how often."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Cast, Who
from loaders.extract.document import DocMention, Document, Quotation
from loaders.extract.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = frozenset(["nsubj", "nsubjpass"])
OBJECTS = frozenset(["dobj", "dative", "pobj", "attr", "oprd"])
REACH = 30  # entities that are looked back at


@dataclass(slots=True)
class Spot:
    """Where an entity was mentioned: sentence, token, and whether as a subject or an object."""

    sentence: int
    token: int
    subject: bool
    object: bool
    form: str


@dataclass(slots=True, eq=False)
class Unknown:
    """Somebody or something that the text speaks of without a name ("a spokesman", "the attack")."""

    noun: str
    sentence: int
    token: int
    subject: bool
    person: bool
    plural: bool
    gender: str | None = None
    named: bool = False  # whether its noun is a name good enough for a pronoun: "police", "officials"


@dataclass(slots=True)
class Discourse:
    """The state of the reading. `recent` is ordered by the last mention, the latest last."""

    document: Document
    cast: Cast
    seen: dict[str, list[Spot]] = field(default_factory=dict)
    recent: dict[str, Who] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    chain: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # pronoun class → (entity, sentence) of the last one
    countries: Counter[str] = field(default_factory=Counter)  # how much has been said of each country and its bodies
    states: Counter[str] = field(default_factory=Counter)  # … and of the country itself
    last_state: str | None = None
    _speakers: dict[int, str | None] = field(default_factory=dict)

    @property
    def doc(self) -> "Doc":
        """The parse."""
        return self.document.doc

    def take(self, mention: DocMention, sentence: int) -> None:
        """Note a mention in text order."""
        if mention.entity is None or mention.entity not in self.cast.who:
            return
        token = self.doc[mention.root]
        self.seen.setdefault(mention.entity, []).append(
            Spot(sentence, mention.root, is_subject(token) or _is_topic(token), token.dep_ in OBJECTS, mention.form)
        )
        self.recent.pop(mention.entity, None)
        who = self.recent[mention.entity] = self.cast.who[mention.entity]
        if who.country is None or not (who.kind == "Place" or who.kind in GROUPS):
            return
        state = who.kind == "State" or (
            who.kind == "Population" and mention.form == "demonym" and mention.end == mention.start + 1
        )  # "Venezuelans"
        self.countries[who.country] += 2 if state else 1
        if state or who.level == "country":
            self.states[who.country] += 1
            self.last_state = who.country

    def who_at(self, i: int) -> Who | None:
        """The entity that token i belongs to."""
        mention = self.document.mention_at(i)
        return self.cast.who.get(mention.entity) if mention is not None and mention.entity is not None else None

    def latest(self) -> list[Who]:
        """The entities mentioned last, the latest first."""
        return list(self.recent.values())[: -REACH - 1 : -1]

    def add(self, mention: DocMention, who: Who, sentence: int) -> None:
        """Add a resolved mention to the document and take note of it."""
        self.cast.add(self.document, who, mention)
        self.take(mention, sentence)

    def speaker_of(self, quotation: Quotation) -> str | None:
        """The entity that a quotation is attributed to by a verb of saying beside it."""
        if quotation.start not in self._speakers:
            self._speakers[quotation.start] = self._find_speaker(quotation)
        return self._speakers[quotation.start]

    def _find_speaker(self, quotation: Quotation) -> str | None:
        doc = self.doc
        sentence = self.document.sentence_of(quotation.start)
        after = self.document.sentence_of(min(quotation.end, len(doc) - 1))
        spans = [
            (max(sentence.start, quotation.start - 14), quotation.start),
            (quotation.end, min(after.end, quotation.end + 12)),
        ]
        for start, end in reversed(spans):
            for token in doc[start:end]:
                if token.pos_ == "VERB" and token.lemma_ in words("saying"):
                    for child in token.children:
                        if child.dep_ == "nsubj" and not quotation.start <= child.i < quotation.end:
                            mention = self.document.mention_of(child.i)
                            return mention.entity if mention is not None else None
        return None


def is_subject(token: "Token") -> bool:
    """Subject of a clause, or joined to one."""
    for _ in range(4):
        if token.dep_ in SUBJECTS:
            return True
        if token.dep_ != "conj":
            return False
        token = token.head
    return False


def _is_topic(token: "Token") -> bool:
    """ "X's approval rating is …": what is said is said of X."""
    return token.dep_ == "poss" and token.left_edge.i == token.head.left_edge.i and token.head.dep_ in SUBJECTS


def verb_over(token: "Token") -> "Token | None":
    """The verb of the clause that a token stands in."""
    node = token
    for _ in range(30):
        if node.head is node:
            return node if node.pos_ in {"VERB", "AUX"} else None
        node = node.head
        if node.pos_ in {"VERB", "AUX"}:
            return node
    return None
