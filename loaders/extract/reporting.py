"""Indirect speech: cues with a clause, an infinitive, an object or a phrase as their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.extract.contents import FINDERS, Found, behind, edges, has_to, phrases
from loaders.extract.cues import Cues
from loaders.extract.document import Document, Saying
from loaders.extract.voices import (
    NOBODY,
    SUBJECT,
    TRUST,
    Voice,
    is_person_or_paper,
    issuer_of,
    speaker_span,
    subject_of,
    swallowed,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNSAID = frozenset({"would", "could", "may", "might", "should", "can", "must", "will", "'ll", "wo", "ca", "shall"})
_IF = frozenset({"if", "whether", "unless", "lest"})
_AUTHOR = frozenset(
    {"i", "we", "you", "one", "there", "what", "this", "that", "these", "those", "nobody", "none", "us", "me"}
)
_STATED = frozenset({"say", "allege", "ask"})  # stances that are nothing when negated: "did not say that …"
_TRIM = frozenset({",", ".", ";", ":", "-", "--", "–", "—", "―", "...", "…"})


def read_cue(document: Document, token: Token, cues: Cues) -> Saying | None:
    """The saying that hangs on one cue word, or None where it reports nothing."""
    if token.pos_ in ("VERB", "AUX"):
        return _read_verb(document, token, cues)
    if token.pos_ == "ADJ":
        return _read_adjective(document, token, cues)
    return _read_noun(document, token, cues)


def verb_key(verb: Token, cues: Cues) -> str:
    """The lexicon key of a verb: with its particle or fixed object where the lexicon knows that combination."""
    lemma: str = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "advmod", "dobj", "acomp") and abs(child.i - verb.i) < 4:
            key = f"{lemma}_{child.lower_}"
            if key in cues.verbs:
                return key
            if child.dep_ == "prt":
                lemma = key  # "call off" is not "call"
    return lemma


def is_said(verb: Token, stance: str) -> bool:
    """Whether the cue reports something that was said or is held: not a mere possibility, condition or negated report."""
    for child in verb.children:
        dep, low = child.dep_, child.lower_
        if (dep == "aux" and low in _UNSAID) or (dep == "mark" and low in _IF):
            return False
        if dep == "neg" and stance in _STATED:
            return False
    if verb.dep_ == "xcomp" and verb.head.lemma_ in ("need", "have", "ought"):
        return False
    if verb.dep_ == "conj" and verb.tag_ == "VB" and not has_to(verb) and verb.head.pos_ in ("VERB", "AUX"):
        return is_said(verb.head, "intend")  # "would consider it and address …"
    return True


def is_source(voice: Voice, stance: str, frame: str) -> bool:
    """Whether the subject can be a source: not the writer, the reader or an empty pronoun."""
    token = voice.token
    if token is None or voice.way == "acl":
        return False  # "the panel in the case opposing …": hardly ever what the participle stands behind
    low = token.lower_
    if low == "it":
        return stance in ("say", "allege", "deny", "ask") and frame in ("clause", "quote", "naming")
    if low == "us" and token.ent_type_:
        return True
    return low not in _AUTHOR and token.dep_ != "expl" and token.pos_ not in ("PUNCT", "SYM", "SPACE", "PART")


def _read_verb(document: Document, verb: Token, cues: Cues) -> Saying | None:
    key = verb_key(verb, cues)
    frames = cues.verbs.get(key, {})
    for frame, find in FINDERS:
        stance = frames.get(frame)
        found = find(verb) if stance else None
        if stance and found:
            voice = subject_of(verb)
            if voice.token is None and voice.way != "by" and not any(c.dep_ == "auxpass" for c in verb.children):
                voice = swallowed(verb)
            if key in cues.evidence and not _can_testify(document, voice, cues):
                return None
            return _saying(document, verb, found, stance, frame, voice)
    for stance, found in phrases(verb, key, cues):
        return _saying(document, verb, found, stance, "phrase", subject_of(verb))
    return None


def _can_testify(document: Document, voice: Voice, cues: Cues) -> bool:
    """Whether what shows or reveals something is a person or a paper, and no event."""
    token = voice.token
    if token is None or token.pos_ in ("PRON", "PROPN") or token.lemma_.lower() in cues.documents:
        return True
    return is_person_or_paper(document, token, cues)


def _saying(document: Document, cue: Token, found: Found, stance: str, frame: str, voice: Voice) -> Saying | None:
    impersonal = voice is NOBODY and _impersonal(cue, frame)
    if not is_said(cue, stance) or not (impersonal or is_source(voice, stance, frame)):
        return None
    return make(document, cue, found, stance, f"indirect:{frame}", voice)


def make(document: Document, cue: Token | None, found: Found, stance: str, rule: str, voice: Voice) -> Saying | None:
    """The record of a saying, its content trimmed and widened to whole quotations. None if less than two words are left."""
    start, end, gaps = tidy(document, found, cue)
    words = sum(1 for i in range(start, end) if document.doc[i].is_alpha or document.doc[i].like_num)
    if words < 2:
        return None
    token = voice.token
    return Saying(
        start=start,
        end=end,
        cue=cue.i if cue is not None else None,
        speaker=token.i if token is not None else None,
        speech="direct" if _quoted(document, start, end) else "indirect",
        stance=stance,
        rule=f"{rule}:{voice.way}",
        confidence=TRUST[voice.way],
        speaker_span=speaker_span(token) if token is not None else None,
        gaps=tuple((a, b) for a, b in gaps if start < a < b < end),
    )


def _quoted(document: Document, start: int, end: int) -> bool:
    first = document.in_quotation(start + 1 if document.doc[start].is_quote else start)
    last = document.in_quotation(end - 2 if document.doc[end - 1].is_quote else end - 1)
    return first is not None and last is not None and first.start <= start + 1


def tidy(document: Document, found: Found, cue: Token | None) -> Found:
    """Trim punctuation at the ends; never cut a quotation, and never leave the quotation that the cue stands in."""
    start, end, gaps = found
    doc = document.doc
    around = document.in_quotation(cue.i) if cue is not None else None
    if around is not None:
        start, end = max(start, around.start), min(end, around.end)
    for quotation in document.quotations:
        first, last = quotation.start - 1, quotation.end + (0 if quotation.open else 1)
        if quotation is around or last <= start or first >= end:
            continue
        if cue is not None and first <= cue.i < last:
            continue
        if first < start:
            start = first
        if last > end:
            end = last
    while start < end and (doc[start].text in _TRIM or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in _TRIM or doc[end - 1].is_space):
        end -= 1
    return start, end, gaps


def _impersonal(cue: Token, frame: str) -> bool:
    """ "It is reported that", "X is believed to": nobody in particular says so."""
    return frame in ("clause", "infinitive", "passive", "noun") and (
        cue.pos_ == "NOUN" or any(c.dep_ == "auxpass" for c in cue.children)
    )


def _read_noun(document: Document, noun: Token, cues: Cues) -> Saying | None:
    lemma = noun.lemma_.lower()
    if lemma == "order" and noun.i > 0 and noun.nbor(-1).lower_ == "in":  # "in order to"
        return None
    stance = cues.nouns.get(lemma, {}).get("noun")
    if stance:
        for child in noun.rights:
            if child.dep_ in ("acl", "ccomp", "relcl") and _is_content(child):
                issuer = issuer_of(noun)
                voice = Voice(issuer, "issuer") if issuer is not None else NOBODY
                return _saying(document, noun, (*edges([child]), ()), stance, "noun", voice)
    for prep in noun.rights:
        stance = cues.nouns.get(f"{lemma}_{prep.lower_}", {}).get("noun_phrase") if prep.dep_ == "prep" else None
        issuer = issuer_of(noun) if stance else None
        found = behind(prep) if issuer is not None else None
        if stance and found:
            return _saying(document, noun, found, stance, "noun_phrase", Voice(issuer, "issuer"))
    return None


def _is_content(clause: Token) -> bool:
    if clause.dep_ == "relcl":  # the parser's reading of "the claim that …" where the clause has a subject of its own
        that = next((c for c in clause.lefts if c.lower_ == "that"), None)
        return that is not None and that.dep_ in ("mark", "dobj") and any(c.dep_ in SUBJECT for c in clause.lefts)
    return any((c.dep_ == "mark" and c.lower_ == "that") or c.tag_ == "TO" for c in clause.lefts)


def _read_adjective(document: Document, adjective: Token, cues: Cues) -> Saying | None:
    if adjective.dep_ not in ("acomp", "oprd", "ROOT", "conj", "amod", "ccomp", "advcl", "attr"):
        return None
    lemma = adjective.lower_
    voice = subject_of(adjective)
    stance = cues.adjectives.get(lemma, {}).get("adjective")
    if stance:
        for child in adjective.rights:
            if child.dep_ == "ccomp" or (child.dep_ == "xcomp" and has_to(child)):
                return _saying(document, adjective, (*edges([child]), ()), stance, "adjective", voice)
    for prep in adjective.rights:
        stance = cues.adjectives.get(f"{lemma}_{prep.lower_}", {}).get("adjective_phrase")
        found = behind(prep) if stance else None
        if stance and found:
            return _saying(document, adjective, found, stance, "adjective_phrase", voice)
    return None
