"""The boundary rule: which words of a noun phrase are the filler, and where a bare name begins and ends."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from loaders.extract.document import Document
from loaders.extract.incident.filler import HUMAN
from loaders.extract.incident.lexicon import Noun, key, lexicon
from loaders.extract.incident.words import word_set

_CONNECTIVES = word_set("de del la las los da do dos bin ibn ul al el e y von van der und-din ur abu")
_AGE = re.compile(r"\d{1,3}-(?:year|month|day)s?-old|\d{1,3}-year")
_CUT_WORDS = word_set(
    "other others another several many some few more most all both such same own different various numerous least alleged suspected "
    "reported presumed so-called certain total estimated self styled called so alias aka additional further first second third entire whole"
)
_SIZES = word_set("powerful strong huge massive big large small heavy intense")
_CUT_LEFT = (
    "det",
    "predet",
    "nummod",
    "quantmod",
    "advmod",
    "punct",
    "cc",
    "preconj",
    "prep",
    "appos",
    "intj",
    "meta",
    "dep",
    "npadvmod",
)


def name_span(head: Token) -> tuple[int, int]:
    """The bare name around its head token: capitalised words and connectives, without titles."""
    doc = head.doc
    first, last = doc[head.i].sent.start, doc[head.i].sent.end
    start = head.i
    while start > first and _in_name(doc, start - 1, start):
        start -= 1
    end = head.i + 1
    while (
        end < last
        and doc[end].pos_ == "PROPN"
        and doc[end].text[:1].isupper()
        and doc[end].head.i in (end - 1, end + 1, head.i)
        and doc[end].dep_ in ("flat", "compound", "appos", "nmod")
        and doc[end - 1].text != ","
    ):
        end += 1
    while start < head.i and (
        (doc[start].lower_ in _CONNECTIVES and not doc[start].text[:1].isupper()) or doc[start].text in ".-'\""
    ):
        start += 1
    return start, end


def _in_name(doc: Doc, i: int, nxt: int) -> bool:
    token = doc[i]
    if token.lower_ in _CONNECTIVES:
        return i > 0 and doc[i - 1].text[:1].isupper() and doc[i - 1].pos_ == "PROPN"
    if token.text == "-" and i > 0 and not doc[i - 1].whitespace_ and not token.whitespace_:
        return bool(doc[i - 1].text[:1].isupper())
    if not token.text[:1].isupper() or token.pos_ not in ("PROPN", "NOUN", "ADJ", "X") or token.is_punct:
        return False
    word = token.lower_.rstrip(".")
    if (word,) in lexicon().titles or (
        token.ent_type_ in ("GPE", "NORP", "ORG", "DATE")
        and token.dep_ != "flat"
        and token.ent_type_ != doc[nxt].ent_type_
    ):
        return False
    if i > 0 and (doc[i - 1].lower_, word) in lexicon().titles:
        return False
    found = lexicon().nouns.get(key(token))
    return not (found and any(len(n.words) == 1 and n.classes & HUMAN for n in found) and token.ent_type_ != "PERSON")


def boundary(document: Document, head: Token, cls: str, noun: Noun | None) -> tuple[int, int]:
    """The boundary rule: adjectives, compounds and noun modifiers left of the head stay; determiners, numbers, quantifiers,
    pronouns, ages and participles of triggers go; to the right only an "of" phrase after collective heads."""
    doc = head.doc
    start = head.i
    allowed = {c.i for c in head.lefts}
    while start > head.sent.start:
        token = doc[start - 1]
        top = _top_left(token, head)
        if top is None or _cut(token, top, cls):
            break
        start -= 1
    while start < head.i and (
        doc[start].is_punct or doc[start].pos_ in ("CCONJ", "PART", "DET", "PRON", "ADP") or not allowed
    ):
        start += 1
    if noun is not None:
        start = min(start, head.i - len(noun.words) + 1)
    end = head.i + 1
    if key(head) in lexicon().collective or (noun is not None and noun.words[-1] in lexicon().collective):
        end = _of_phrase(head, end)
    return start, end


def _top_left(token: Token, head: Token) -> Token | None:
    """The left child of the head under which the token stands, None if it is not in the head's left part."""
    node = token
    for _ in range(8):
        if node.head.i == head.i:
            return node if node.i < head.i else None
        if node.head is node:
            return None
        node = node.head
    return None


def _cut(token: Token, top: Token, cls: str) -> bool:
    if token.text in "()[]{}":
        return True
    if top.dep_ in _CUT_LEFT and top.dep_ not in ("npadvmod",):
        return not (top.dep_ == "punct" and token.text in ("-", "'", '"'))
    if top.dep_ == "poss":
        if token.pos_ in ("PRON", "DET") or top.pos_ == "PRON":
            return True
        return cls not in ("thing", "weapon") or token.lower_ in ("the", "a", "an")
    if cls == "weapon" and token.lower_ in _SIZES:
        return True
    if token.lower_ in _CUT_WORDS or _AGE.fullmatch(token.lower_) or token.pos_ in ("NUM", "DET", "PRON", "ADV"):
        return True
    if token.lower_ in ("year", "old", "month") or token.tag_ == "CD":
        return True
    return (
        token.tag_ in ("VBN", "VBD") and token.pos_ == "VERB" and lexicon().verbs.get(token.lemma_.lower()) is not None
    )


def _of_phrase(head: Token, end: int) -> int:
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            for obj in child.children:
                if obj.dep_ == "pobj":
                    stop = obj.i + 1
                    while stop + 1 < len(obj.doc) and obj.doc[stop].text == "-" and not obj.doc[stop].whitespace_:
                        stop += 2  # "sub-governor"
                    if key(obj) in lexicon().collective:
                        stop = _of_phrase(obj, stop)
                    for after in obj.children:  # "front of the Revolutionary Armed Forces of Colombia"
                        if (
                            after.dep_ == "prep"
                            and after.lower_ in ("of", "for")
                            and obj.pos_ == "PROPN"
                            and after.i == obj.i + 1
                        ):
                            inner = next((o for o in after.children if o.dep_ == "pobj"), None)
                            if inner is not None and inner.pos_ == "PROPN":
                                stop = inner.i + 1
                    return int(stop)
    return end
