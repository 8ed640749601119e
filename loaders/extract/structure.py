"""Whom a common noun describes by its place in the tree: before a name, in apposition to it, behind "is" or "as"; and whose it is."""

from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Who
from loaders.extract.discourse import Discourse
from loaders.extract.lexicon import words
from loaders.extract.people import gender_of

if TYPE_CHECKING:
    from spacy.tokens import Token

Found = tuple[Who, float, str]
"""Who is meant, how surely (0 to 1), and by which rule."""


def titled(talk: Discourse, noun: "Token") -> bool:
    """A role noun right before a name, or before another title ("spokesman Name")."""
    return noun.lower_ in words("role_nouns") and noun.i + 1 < len(talk.doc) and talk.who_at(noun.i + 1) is not None


def owner_of(talk: Discourse, noun: "Token") -> Who | None:
    """The entity that possesses or modifies the noun ("Pakistan's", "Afghan", "of Pakistan")."""
    for child in noun.children:
        if child.dep_ in {"poss", "amod", "compound", "nmod"}:
            who = talk.who_at(child.i) if talk.doc[child.i + 1].text != "-" else None
            if who is not None:
                return who
        if child.dep_ == "prep" and child.lower_ == "of":
            for name in child.children:
                who = talk.who_at(name.i) if name.dep_ == "pobj" else None
                if who is not None:
                    return who
    return None


def by_structure(talk: Discourse, noun: "Token") -> Found | None:
    """Whom the tree itself says that a noun describes: title, apposition, copula, "city of X"."""
    lemma = noun.lemma_.lower()
    is_role = lemma in words("role_nouns") or noun.lower_ in words("role_nouns")
    if is_role and noun.i + 1 < len(talk.doc):
        after = talk.who_at(noun.i + 1)
        mention = talk.document.mention_at(noun.i + 1)
        if after is not None and after.is_person and mention is not None and mention.form == "name":
            return _give(after, lemma), 0.95, "title"
    if noun.dep_ == "appos":
        who = talk.who_at(noun.head.i)
        if who is not None and _agrees(who, noun):
            return _give(who, lemma), 0.9, "apposition"
    for child in noun.children:
        if child.dep_ == "appos" and child.i > noun.i:
            who = talk.who_at(child.i)
            if who is not None and _agrees(who, noun):
                return _give(who, lemma), 0.9, "apposition"
        if child.dep_ == "prep" and child.lower_ == "of" and lemma in words("kind_Place") and noun.tag_ == "NN":
            for name in child.children:
                who = talk.who_at(name.i) if name.dep_ == "pobj" else None
                if who is not None and who.kind == "Place" and lemma not in {"capital", "part", "border"}:
                    return who, 0.9, "place-of"
    if noun.dep_ == "attr" and noun.head.lemma_ == "be":
        for child in noun.head.children:
            who = talk.who_at(child.i) if child.dep_ == "nsubj" else None
            if who is not None and _agrees(who, noun) and not any(c.dep_ == "neg" for c in noun.head.children):
                return _give(who, lemma), 0.85, "copula"
    if noun.dep_ == "pobj" and noun.head.lower_ == "as" and is_role:
        for child in noun.head.head.children:
            who = talk.who_at(child.i) if child.dep_ in {"nsubj", "nsubjpass", "dobj"} else None
            if who is not None and who.is_person:
                return _give(who, lemma), 0.7, "as"
    return None


def _give(who: Who, role: str) -> Who:
    if who.is_person:
        who.roles.add(role)
        who.gender = who.gender or gender_of([role])
    return who


def _agrees(who: Who, noun: "Token") -> bool:
    """Whether the noun can describe such an entity at all."""
    lemma = noun.lemma_.lower()
    if who.is_person:
        return noun.tag_ == "NN" and (lemma in words("role_nouns") or lemma in words("person_nouns") or lemma in words("kin_nouns"))  # fmt: skip
    if who.kind in {"Place", "State"}:
        return lemma in words("kind_Place") or lemma in words("country_nouns") or lemma in words("place_level_city") or lemma in words("place_level_admin") or lemma in {"ally", "neighbour", "neighbor", "rival", "power"}  # fmt: skip
    if who.kind in GROUPS:
        return lemma in words("organisation_nouns") or noun.lower_ in words("organisation_nouns") or lemma in {"wing", "arm", "branch", "ally", "affiliate", "offshoot", "capital"}  # fmt: skip
    return lemma in {"project", "plan", "operation", "campaign", "initiative", "deal", "agreement", "corridor"}
