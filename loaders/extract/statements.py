"""Who said what: every attributed span of a document as a `Saying`, nested, and as a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.extract import quotes, verbless
from loaders.extract.chains import chain
from loaders.extract.cues import Cues, load
from loaders.extract.document import Document, Saying
from loaders.extract.reporting import read_cue
from loaders.extract.voices import TRUST, gives_floor, is_person_or_paper, speaker_span
from schema.ids import part_id
from schema.records import Speech, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["chain", "find_sayings", "statement_of", "to_statements"]

_NESTED = frozenset({"say", "deny", "allege", "ask"})


def find_sayings(document: Document) -> list[Saying]:
    """Every attributed span, in text order, direct and indirect, each with its cue, speaker, stance and parent."""
    cues = load()
    verbs, others, according = _scan(document, cues)
    sayings = quotes.attribute(document, verbs, cues)
    used = {s.cue for s in sayings}
    for token in (*verbs, *others):
        if token.i not in used and not gives_floor(document, token, cues):
            saying = read_cue(document, token, cues)
            if saying is not None:
                sayings.append(saying)
    sayings += [s for t in according if (s := verbless.according(document, t)) is not None]
    sayings += verbless.labelled(document, cues)
    sayings += verbless.headline(document, sayings)
    sayings = _nest(document, sayings)
    sayings += quotes.leftover(document, sayings)
    return _cited(document, _nest(document, sayings), cues)


def statement_of(document: Document, sayings: list[Saying], token_index: int) -> int | None:
    """Index of the innermost saying whose content holds the token; None where the article itself speaks."""
    inside = [k for k, s in enumerate(sayings) if holds(s, token_index)]
    return min(inside, key=lambda k: (-_depth(sayings, k), sayings[k].end - sayings[k].start), default=None)


def holds(saying: Saying, i: int) -> bool:
    """Whether token i is content of the saying: inside its span and in none of its gaps."""
    return saying.start <= i < saying.end and not any(a <= i < b for a, b in saying.gaps)


def _depth(sayings: list[Saying], k: int) -> int:
    depth, parent = 0, sayings[k].parent
    while parent is not None:
        depth, parent = depth + 1, sayings[parent].parent
    return depth


def _scan(document: Document, cues: Cues) -> tuple[list[Token], list[Token], list[Token]]:
    verbs, others, according = [], [], []
    for token in document.doc:
        lemma, pos = token.lemma_.lower(), token.pos_
        if pos in ("VERB", "AUX") and lemma in cues.verb_lemmas:
            verbs.append(token)
        elif (pos == "NOUN" and lemma in cues.noun_lemmas) or (pos == "ADJ" and lemma in cues.adjective_lemmas):
            others.append(token)
        elif lemma in ("according", "accord") and token.lower_ == "according":
            according.append(token)
    return verbs, others, according


def _nest(document: Document, sayings: list[Saying]) -> list[Saying]:
    """Sayings in text order with their parents. A cue inside another's content is kept where a further voice speaks."""
    order = sorted(sayings, key=lambda s: (s.start, -s.end, s.cue if s.cue is not None else -1))
    kept: list[Saying] = []
    for saying in order:
        saying.parent = None
    for saying in order:
        above = _around(order, saying)
        if above is None or _further_voice(above, saying):
            kept.append(saying)
    for saying in kept:
        above = _around(kept, saying)
        if above is not None and not _leads_to(kept, above, saying):
            saying.parent = kept.index(above)
    return kept


def _leads_to(kept: list[Saying], inner: Saying, outer: Saying) -> bool:
    """Whether `inner` is already nested in `outer`: of two sayings that hold each other's cue only one can be the parent."""
    at: Saying | None = inner
    while at is not None:
        if at is outer:
            return True
        at = kept[at.parent] if at.parent is not None else None
    return False


def _around(sayings: list[Saying], inner: Saying) -> Saying | None:
    at = inner.cue if inner.cue is not None else inner.start
    outer = [s for s in sayings if s is not inner and s.cue != inner.cue and holds(s, at)]
    return min(outer, key=lambda s: s.end - s.start, default=None)


def _cited(document: Document, sayings: list[Saying], cues: Cues) -> list[Saying]:
    """ "X reported, citing officials, that …": what X reports comes from the officials, a saying of theirs inside X's."""
    doc = document.doc
    for index, saying in enumerate(list(sayings)):
        cue = doc[saying.cue] if saying.cue is not None and saying.stance == "say" else None
        for child in cue.children if cue is not None else ():
            if child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_ in cues.relay:
                source = next((c for c in child.rights if c.dep_ == "dobj"), None)
                if source is not None and is_person_or_paper(document, source, cues):
                    sayings.append(
                        replace(
                            saying,
                            cue=child.i,
                            speaker=source.i,
                            speaker_span=speaker_span(source),
                            speech="indirect",
                            rule="cited",
                            confidence=TRUST["own"],
                            parent=index,
                        )
                    )
    return sayings


def _further_voice(above: Saying, inner: Saying) -> bool:
    """Whether the inner saying brings in a voice of its own: another speaker who says, denies, accuses or asks."""
    if inner.speaker is None or inner.speaker == above.speaker or inner.stance not in _NESTED:
        return False
    return inner.stance in ("deny", "allege") or not inner.rule.startswith(("indirect:object", "indirect:phrase"))


def to_statements(document: Document, sayings: list[Saying]) -> tuple[Statement, ...]:
    """The sayings as records with original offsets, the words verbatim, and ids that depend on nothing but the article."""
    ids = [_id(document, s) for s in sayings]
    return tuple(
        Statement(
            id=ids[k],
            speaker=document.ref(s.speaker, s.speaker_span) if s.speaker is not None else None,
            cue=_cue_text(document, s),
            speech=Speech(s.speech),
            parent=ids[s.parent] if s.parent is not None else None,
            start=start,
            end=end,
            quote=quote,
            rule=s.rule,
            confidence=s.confidence,
        )
        for k, s in enumerate(sayings)
        for start, end, quote in [document.span(s.start, s.end)]
    )


def _id(document: Document, saying: Saying) -> str:
    start, end, _ = document.span(saying.start, saying.end)
    cue = document.span(saying.cue, saying.cue + 1)[0] if saying.cue is not None else -1
    return part_id("sta", document.article.id, start, end, f"{saying.rule}@{cue}")


def _cue_text(document: Document, saying: Saying) -> str:
    """The words of saying: the cue with its auxiliaries, negation and particle."""
    if saying.cue is None:
        return ""
    cue = document.doc[saying.cue]
    parts = [c.i for c in cue.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and abs(c.i - cue.i) < 4]
    if saying.rule.startswith("according"):
        parts.append(cue.i + 1)
    return document.span(min([cue.i, *parts]), max([cue.i, *parts]) + 1)[2]
