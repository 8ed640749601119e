"""Organisations: whether a noun names one, and to which one a person noun belongs ("FMLN guerrillas", "members of the X front")."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.lexicon import noun_at


def body_of(document: Document, head: Token) -> int | None:
    """The head token of the organisation that a person noun belongs to: "FMLN guerrillas", "members of the X front"."""
    after = head.i + 1
    if after + 1 < len(head.doc) and head.doc[after].lower_ in ("from", "of") and head.doc[after].head.i != head.i:
        inner = next((c for c in head.doc[after].children if c.dep_ == "pobj"), None)
        if inner is not None and is_body(document, inner):
            return int(inner.i)  # the parser hung "from the X front" on the verb
    for child in head.children:
        if child.dep_ in ("compound", "amod", "nmod", "poss") and is_body(document, child):
            if child.pos_ == "PRON" and not ((noun_classes(head) or frozenset()) & {"perpetrator", "state"}):
                continue  # "their prisoners" are not of them
            return int(child.i)
        if (
            child.dep_ == "prep"
            and child.lower_ == "of"
            and head.lower_ in ("group", "band", "number", "column", "unit", "commando", "gang")
        ):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            found = body_of(document, inner) if inner is not None else None
            if found is not None:
                return found
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "with"):
            for obj in child.children:
                if obj.dep_ == "pobj" and is_body(document, obj):
                    return int(obj.i)
        if child.dep_ in ("acl", "relcl") and child.lemma_ in ("belong", "affiliate", "link", "tie", "identify"):
            for prep in child.children:
                if prep.dep_ == "prep":
                    for obj in prep.children:
                        if obj.dep_ == "pobj" and is_body(document, obj):
                            return int(obj.i)
    return None


def is_body(document: Document, token: Token) -> bool:
    """An organisation by its link, entity label or form (a name that ends in an organisation noun, an acronym)."""
    mention = document.mention_of(token.i)
    if mention is not None and mention.kind is not None:
        return mention.kind in ("ArmedGroup", "SecurityForce", "Party", "Organisation", "GovernmentBody")
    if token.ent_type_ in ("GPE", "LOC", "PERSON", "DATE", "CARDINAL", "NORP", "LANGUAGE"):
        return False
    if token.pos_ != "PROPN":
        return False
    return (
        token.ent_type_ == "ORG"
        or (token.is_upper and 2 <= len(token) <= 8)
        or "organisation" in (noun_classes(token) or ())
    )


def noun_classes(token: Token) -> frozenset[str] | None:
    """The lexicon's classes of the noun that ends at this token."""
    noun = noun_at(token)
    return None if noun is None else noun.classes
