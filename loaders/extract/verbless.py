"""Attribution without a verb: "according to X", labels in headings and transcripts, names behind a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.extract.contents import Found
from loaders.extract.cues import Cues, load
from loaders.extract.document import Document, Saying, Sentence
from loaders.extract.reporting import make
from loaders.extract.voices import Voice, is_person_or_paper, named_issuer, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_DASHES = frozenset({"-", "--", "–", "—", "―"})
_NOTICES = frozenset(
    {
        "note",
        "update",
        "correction",
        "clarification",
        "watch",
        "read",
        "photo",
        "video",
        "more",
        "breaking",
        "live",
        "exclusive",
        "opinion",
        "analysis",
        "related",
        "file",
        "q&a",
        "faq",
        "background",
        "timeline",
        "factbox",
        "sources",
        "editor",
    }
)
_LONGEST_LABEL = 5  # tokens
_LABEL_TRUST, _TRANSCRIPT_TRUST, _ACCORDING_TRUST = 0.7, 0.9, 0.91


def according(document: Document, token: Token) -> Saying | None:
    """ "According to X, …": the sentence without the phrase."""
    doc = document.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    to = doc[token.i + 1]
    source = next((c for c in to.children if c.dep_ == "pobj"), None)
    if source is None:
        return None
    sentence = document.sentence_of(token.i)
    start, end = sentence.start, sentence.end
    a, b = token.i, source.right_edge.i + 1
    if a <= start + 1:
        found: Found = (b, end, ())
    elif b >= end - 1:
        found = (start, a, ())
    elif _joins(document, a):
        found = (b, end, ())  # "X met Y and, according to Z, will meet W": only what follows
    else:
        found = (start, end, ((a, b),))
    issuer = named_issuer(source) if source.lemma_.lower() in load().documents else None
    saying = make(document, token, found, "say", "according", Voice(issuer or source, "own"))
    if saying is not None:
        saying.confidence = _ACCORDING_TRUST
    return saying


def _joins(document: Document, start: int) -> bool:
    """Whether the phrase from token `start` stands right behind a conjunction."""
    before = start - 1
    while before > 0 and document.doc[before].is_punct:
        before -= 1
    return bool(document.doc[before].dep_ == "cc")


def labelled(document: Document, cues: Cues) -> list[Saying]:
    """`Name: …` at the head of the article or in a heading, `NAME: …` in a transcript, `"…" — Name` behind a quotation."""
    found = []
    for sentence in document.sentences:
        saying = _label(document, sentence, cues)
        if saying is not None:
            found.append(saying)
    return found + _signed(document)


def _label(document: Document, sentence: Sentence, cues: Cues) -> Saying | None:
    doc = document.doc
    start = sentence.start
    while start < sentence.end and (doc[start].is_quote or doc[start].is_space):
        start += 1
    colon = next((i for i in range(start, min(start + _LONGEST_LABEL + 1, sentence.end)) if doc[i].text == ":"), None)
    if colon is None or colon == start or any(doc[i].pos_ in ("VERB", "AUX", "ADP") for i in range(start, colon)):
        return None
    words = doc[start:colon]
    speaker = Voice(doc[colon - 1], "own")
    if all(w.is_upper or w.text == "." for w in words) and _first(document, sentence) and len(words.text) > 2:
        end = max(s.end for s in document.sentences if s.paragraph == sentence.paragraph)
        saying = make(document, None, (colon + 1, end, ()), "say", "label:transcript", speaker)
        trust = _TRANSCRIPT_TRUST
        if words[0].lower_ in _NOTICES or words[-1].lower_ in _NOTICES:
            return None
    elif (sentence.heading or sentence.index == 0) and _speaks(document, doc[colon - 1], cues):
        saying = make(document, None, (colon + 1, sentence.end, ()), "say", "label:heading", speaker)
        trust = _LABEL_TRUST
    else:
        return None
    if saying is not None:
        saying.confidence, saying.speaker_span = trust, (start, colon)
    return saying


def _first(document: Document, sentence: Sentence) -> bool:
    before = sentence.index - 1
    return before < 0 or document.sentences[before].paragraph != sentence.paragraph


def _speaks(document: Document, token: Token, cues: Cues) -> bool:
    """Whether a label names somebody who speaks, not the place or topic of the news."""
    mention = document.mention_of(token.i)
    if mention is not None and mention.kind in ("State", "Population"):
        return False
    return token.ent_type_ not in ("GPE", "NORP", "LOC") and is_person_or_paper(document, token, cues)


def _signed(document: Document) -> list[Saying]:
    doc, found = document.doc, []
    for quotation in document.quotations:
        dash = quotation.end + (0 if quotation.open else 1)
        while dash < len(doc) and doc[dash].is_space:
            dash += 1
        if dash + 1 >= len(doc) or doc[dash].text not in _DASHES or doc[dash + 1].pos_ != "PROPN":
            continue
        end = dash + 1
        while end < len(doc) and end - dash < 7 and (doc[end].pos_ in ("PROPN", "ADJ") or doc[end].text in ("N", "de")):
            end += 1
        if end < len(doc) and not (doc[end].is_punct or doc[end].is_space or doc[end].is_sent_start):
            continue
        span = (quotation.start - 1, quotation.end + (0 if quotation.open else 1), ())
        saying = make(document, None, span, "say", "label:signed", Voice(doc[end - 1], "own"))
        if saying is not None:
            saying.confidence, saying.speaker_span, saying.speech = 0.9, (dash + 1, end), "direct"
            found.append(saying)
    return found


def headline(document: Document, sayings: list[Saying]) -> list[Saying]:
    """A heading that ends in a quotation behind a colon: its subject speaks (`General slams cuts: "We are broken"`)."""
    doc, found = document.doc, []
    for quotation in document.quotations:
        mark = quotation.start - 1
        sentence = document.sentence_of(quotation.start)
        if not (sentence.heading or sentence.index == 0) or mark <= sentence.start or doc[mark - 1].text != ":":
            continue
        if any(s.start <= quotation.start < s.end for s in sayings):
            continue
        root = next((doc[i] for i in range(sentence.start, mark) if doc[i].dep_ == "ROOT"), None)
        voice = subject_of(root) if root is not None and root.pos_ in ("VERB", "AUX") else None
        if voice is None or voice.token is None:
            continue
        saying = make(document, None, (mark, quotation.end + 1, ()), "say", "label:heading", voice)
        if saying is not None:
            saying.confidence, saying.speech = _LABEL_TRUST, "direct"
            found.append(saying)
    return found
