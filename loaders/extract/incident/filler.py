"""An argument of an incident as a value, and what class of thing a noun stands for."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from loaders.extract.document import DocMention, Document
from loaders.extract.incident.lexicon import Noun, noun_at

HUMAN = frozenset({"person", "perpetrator", "state"})
PERSON_KINDS = frozenset({"Person"})
BODY_KINDS = frozenset(
    {
        "ArmedGroup",
        "SecurityForce",
        "GovernmentBody",
        "Party",
        "IGO",
        "NGO",
        "Company",
        "MediaOutlet",
        "Organisation",
        "State",
    }
)


@dataclass(slots=True)
class Filler:
    """An argument: tokens [start, end) after the boundary rule, its head, and what it is.

    `cls`: person | perpetrator | state | thing | organisation | weapon | event | place | other. `names` are lower-case
    words by which it is recognised again; `number` the people in it (low, high), None where not said. `source` is the
    argument's own head, before "members of" or a list was resolved."""

    head: int
    start: int
    end: int
    cls: str
    category: str | None = None
    named: bool = False
    plural: bool = False
    number: tuple[int, int | None] | None = None
    names: frozenset[str] = frozenset()
    weapon: str | None = None
    organisation: int | None = None  # head token of the body that it belongs to ("FMLN guerrillas", "members of the X")
    suspected: bool = False
    indefinite: bool = False
    dead: bool = False
    avowed: bool = False  # by their own word: "X said its fighters did it"
    aliases: list[tuple[int, int]] = field(default_factory=list)

    def text(self, doc: Doc) -> str:
        """Its words in lower case."""
        return str(doc[self.start : self.end].text.lower())


def classify(document: Document, token: Token) -> tuple[str, Noun | None]:
    """The class of a noun by the entity it is linked to, the lexicon, and the parser's entity label, in this order."""
    mention = document.mention_of(token.i)
    kind = mention.kind if mention is not None else None
    noun = noun_at(token)
    if kind in PERSON_KINDS and not _nameless(mention, noun):
        flown = noun is not None and "person" not in noun.classes and token.pos_ == "NOUN"
        return ("weapon" if flown and noun is not None and noun.weapon is not None else "person"), noun
    if noun is not None and "thing" in noun.classes and not noun.classes & HUMAN:
        return "thing", noun
    if kind in ("State", "Population") and noun is None and token.tag_ in ("NNS", "NNPS"):
        return "person", noun  # "two Salvadorans"
    if (
        kind == "State"
        and noun is None
        and token.ent_type_ == "NORP"
        and any(c.dep_ == "nummod" for c in token.children)
    ):
        return "person", noun  # "one Iranian"
    if kind == "ArmedGroup":
        return ("perpetrator" if noun is not None and noun.classes & {"perpetrator", "person"} else "group"), noun
    if kind == "SecurityForce":
        return "state", noun
    if kind == "Place" and (noun is None or "thing" not in noun.classes):
        return "place", noun
    if noun is not None and not (token.pos_ == "PROPN" and token.ent_type_ == "PERSON" and len(noun.words) == 1):
        for cls in ("perpetrator", "person", "state", "thing", "weapon", "organisation"):
            if cls in noun.classes:
                if cls == "perpetrator" and "person" in noun.classes and "state" in noun.classes:
                    return "state", noun
                return cls, noun
        if "vehicle" in noun.classes:
            return "thing", noun
    label = token.ent_type_
    if label == "PERSON":
        return "person", None
    if label in ("GPE", "LOC"):
        return "place", None
    if label in ("ORG", "NORP"):
        return "organisation", None
    if label == "FAC":
        return "thing", None
    if kind in BODY_KINDS:
        return "organisation", None
    if token.pos_ == "PROPN":
        return "name", None
    return "other", None


def _nameless(mention: DocMention | None, noun: Noun | None) -> bool:
    """ "The gunman" is not known by the name of whoever was spoken of before."""
    return (
        mention is not None
        and mention.form != "name"
        and noun is not None
        and "perpetrator" in noun.classes
        and not mention.plural
    )
