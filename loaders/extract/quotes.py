"""Direct speech: which cue a quotation belongs to, quotations that go on, and quotations that nobody claims."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from typing import TYPE_CHECKING

from loaders.extract.cues import Cues, load
from loaders.extract.document import Document, Quotation, Saying
from loaders.extract.reporting import is_said, is_source, make, verb_key
from loaders.extract.voices import NOBODY, Voice, beside, gives_floor, relay_of, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH = 14  # tokens between a cue clause and the quotation that it introduces
_CLAUSE = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "aux",
        "auxpass",
        "advmod",
        "neg",
        "npadvmod",
        "prep",
        "dobj",
        "dative",
        "prt",
        "agent",
        "attr",
    }
)


def outer(quotation: Quotation) -> tuple[int, int]:
    """The quotation with its marks."""
    return quotation.start - 1, quotation.end + (0 if quotation.open else 1)


def attribute(document: Document, verbs: list[Token], cues: Cues) -> list[Saying]:
    """The sayings of quotations, each with the cue that introduces, interrupts or follows it. `verbs` in text order."""
    quotations = document.quotations
    if not quotations:
        return []
    free = [
        v
        for v in verbs
        if document.in_quotation(v.i) is None and _frame(v, cues) and not gives_floor(document, v, cues)
    ]
    taken: set[int] = set()
    sayings = []
    for k, verb in enumerate(free):
        following = free[k + 1].i if k + 1 < len(free) else len(document.doc)
        parts = _parts(document, verb, following, taken, free)
        saying = _direct(document, verb, parts, cues) if parts else None
        if saying is not None:
            taken.update(parts)
            sayings.append(saying)
    return sayings


def _frame(verb: Token, cues: Cues) -> str | None:
    frames = cues.verbs.get(verb_key(verb, cues), {})
    stance = frames.get("clause") or frames.get("quote")
    return None if stance == "believe" else stance  # "Obama sees 'insult'" gives no words


def _direct(document: Document, verb: Token, parts: list[int], cues: Cues) -> Saying | None:
    stance = _frame(verb, cues) or "say"
    if not is_said(verb, stance) or _is_named(document, parts):
        return None
    spans = [outer(document.quotations[k]) for k in parts]
    voice = subject_of(verb)
    if voice is NOBODY and any(c.dep_ == "auxpass" for c in verb.children):
        return None
    if voice.token is None or any(a <= voice.token.i < b for a, b in spans):
        sentence = document.sentence_of(verb.i)
        low = max([sentence.start, *(b for _, b in spans if b <= verb.i)])
        high = min([sentence.end, *(a for a, _ in spans if a > verb.i)])
        voice = beside(verb, low, high)
    if not is_source(voice, stance, "quote"):
        return None
    gaps = tuple((b, a) for (_, b), (a, _) in itertools.pairwise(spans) if b < a)
    saying = make(document, verb, (spans[0][0], spans[-1][1], gaps), stance, "quote", voice)
    if saying is not None:
        saying.speech = "direct"
    return saying


def _is_named(document: Document, parts: list[int]) -> bool:
    """Whether the one quotation is a title or a nickname: "broadcast “Evening Report”"."""
    quotation = document.quotations[parts[0]]
    words = [t for t in document.doc[quotation.start : quotation.end] if t.is_alpha]
    ended = document.doc[quotation.end - 1].is_punct
    return len(parts) == 1 and not ended and len(words) < 5 and bool(words) and _is_title(words)


def _parts(document: Document, verb: Token, following: int, taken: set[int], free: list[Token]) -> list[int]:
    """Indices of the quotations that belong to one cue: before its clause, behind it, and those that continue it."""
    low, high = _bounds(document, verb)
    quotations, doc = document.quotations, document.doc
    sentence = document.sentence_of(verb.i)
    paragraphs = {sentence.paragraph, sentence.paragraph + (1 if _leads(document, sentence.end) else 0)}
    near = [
        k
        for k in range(*_near(quotations, verb.i))
        if k not in taken and document.sentence_of(quotations[k].start).paragraph in paragraphs
    ]
    parts = [k for k in near if _ends_at(document, quotations[k], low) and _opens_sentence(document, quotations[k])]
    behind = next((k for k in near if quotations[k].start > verb.i), None)
    if behind is not None:
        mark = outer(quotations[behind])[0]
        led = doc[mark - 1].text in (",", ":") or mark - 1 == verb.i or (mark == high and _complete(doc[mark - 1]))
        clear = following > mark and not any(doc[i].text in (".", "?", "!") for i in range(verb.i, mark - 1))
        if led and clear and mark - high <= REACH and not _partial(verb, *outer(quotations[behind])):
            parts.append(behind)
    if parts:
        parts += _continued(document, verb, parts, near, free)
    return parts


def _leads(document: Document, end: int) -> bool:
    """Whether a sentence that ends before token `end` hands over to the paragraph after it: "He said:"."""
    last = end - 1
    while last > 0 and document.doc[last].is_space:
        last -= 1
    return bool(document.doc[last].text == ":")


def _complete(token: Token) -> bool:
    """Whether a cue clause can end with this token: in "during a “Town Hall”" the quotation is a part of the phrase."""
    return token.pos_ in ("NOUN", "PROPN", "PRON", "ADV", "VERB") and token.dep_ not in ("compound", "poss")


def _near(quotations: list[Quotation], i: int) -> tuple[int, int]:
    at = bisect_left(quotations, i, key=lambda q: q.start)
    return max(0, at - 1), min(len(quotations), at + 6)


def _bounds(document: Document, verb: Token) -> tuple[int, int]:
    """The cue clause up to the quotations around it."""
    anchor = relay_of(verb, load()) or verb
    low, high = min(anchor.i, verb.i), verb.i + 1
    marks = [outer(q) for q in document.quotations if q.end - q.start > 2]
    for child in (*anchor.children, *(verb.children if anchor.i != verb.i else ())):
        if child.dep_ not in _CLAUSE or (anchor.i != verb.i and child.lower_ == "as"):
            continue
        start, end = child.left_edge.i, child.right_edge.i + 1
        for a, b in marks:
            if a <= child.i < b:
                start, end = child.i, child.i  # the child itself is quoted
            elif child.i < a < end:
                end = a
            elif start < b <= child.i:
                start = b
        if start < end:
            low, high = min(low, start), max(high, end)
    while low < anchor.i and document.doc[low].is_punct:
        low += 1
    return low, high


def _ends_at(document: Document, quotation: Quotation, low: int) -> bool:
    end = outer(quotation)[1]
    return low - 3 < end <= low and all(document.doc[i].is_punct for i in range(end, low))


def _opens_sentence(document: Document, quotation: Quotation) -> bool:
    """Whether the quotation is a sentence of its own and not the end of one: `The plan is "a farce," he said`."""
    start = document.sentence_of(quotation.start).start
    mark = quotation.start - 1
    return all(document.doc[i].is_punct or document.doc[i].is_space for i in range(start, mark)) or (
        document.doc[mark - 1].text in (".", "?", "!", ":", '"')
    )


def _partial(verb: Token, mark: int, end: int) -> bool:
    """Whether the cue has a clause that begins before the quotation (tokens [mark, end) with its marks) or runs on behind it."""
    doc = verb.doc
    runs_on = end < len(doc) and not doc[end].is_punct and not doc[end - 2].is_punct
    for comp in verb.children:
        if comp.dep_ == "ccomp" and comp.left_edge.i > verb.i and comp.right_edge.i >= mark:
            if comp.left_edge.i < mark - 1 and comp.i < mark:
                return True
            if runs_on and comp.i < end < comp.right_edge.i:
                return True
    return False


def _continued(document: Document, verb: Token, parts: list[int], near: list[int], free: list[Token]) -> list[int]:
    """Quotations right behind the cue's sentence, unless another cue follows them within five tokens."""
    doc, quotations = document.doc, document.quotations
    end = max(document.sentence_of(verb.i).end, outer(quotations[parts[-1]])[1])
    more: list[int] = []
    for k in near:
        a, b = outer(quotations[k])
        if k in parts or a < verb.i:
            continue
        if a > end + 1 or not all(doc[i].is_punct or doc[i].is_space for i in range(end, a)):
            break
        closed = doc[quotations[k].end - 1].text == "."  # a cue that follows would stand behind a comma
        if quotations[k].end - quotations[k].start < 3 or (not closed and any(b <= v.i < b + 6 for v in free)):
            break
        more.append(k)
        end = b
    return more


def leftover(document: Document, sayings: list[Saying]) -> list[Saying]:
    """Quotations of four words or more that no saying covers, given to the speaker before: low confidence.

    A paragraph that is nothing but quotation goes on with the last direct speaker; another one with the last speaker of
    its paragraph.
    """
    doc = document.doc
    found: list[Saying] = []
    covered = sorted((s.start, s.end, -1 if s.cue is None else s.cue) for s in sayings)
    # who speaks inside a quotation does not speak on after it
    outside = (s for s in sayings if s.cue is not None and document.in_quotation(s.cue) is None)
    speakers = sorted((s for s in outside if s.speaker is not None), key=lambda s: s.cue or 0)
    for quotation in document.quotations:
        a, b = outer(quotation)
        words = [doc[i] for i in range(quotation.start, quotation.end) if doc[i].is_alpha]
        said = any(s < quotation.end and quotation.start < e and not a <= cue < b for s, e, cue in covered)
        if len(words) < 4 or said or _is_title(words):
            continue
        paragraph = document.sentence_of(quotation.start).paragraph
        introduced = _introduced(document, a)
        if introduced is not None:
            saying = make(document, None, (a, b, ()), "say", "quote", introduced)
            if saying is not None:
                saying.rule, saying.speech = "quote:introduced", "direct"
                found.append(saying)
            continue
        before = [s for s in speakers if (s.cue or 0) < a]
        alone = _alone(document, quotation, paragraph)
        if alone:
            before = [s for s in before if s.speech == "direct"] or before
        else:
            before = [s for s in before if document.sentence_of(s.cue or 0).paragraph == paragraph]
        if not before:
            continue
        last = before[-1]
        if _goes_on(document, last, quotation, paragraph, alone):
            last.gaps = (*last.gaps, (last.end, a)) if last.end < a else last.gaps
            last.end = b
            continue
        voice = Voice(doc[last.speaker], "unnamed") if last.speaker is not None else NOBODY
        saying = make(document, None, (a, b, ()), "say", "quote", voice)
        if saying is not None:
            saying.rule, saying.confidence = ("quote:continued", 0.5) if alone else ("quote:orphan", 0.46)
            saying.speaker_span, saying.speech = last.speaker_span, "direct"
            found.append(saying)
    return found


def _whole(document: Document, quotation: Quotation, after: int) -> bool:
    """Whether what stands behind the quotation of several sentences, from token `after`, is a sentence of its own."""
    first, last = document.sentence_of(quotation.start), document.sentence_of(quotation.end - 1)
    return last.index > first.index + 1 and document.sentence_of(after).index > last.index


def _introduced(document: Document, mark: int) -> Voice | None:
    """Who makes "the following comment:" in the sentence that ends with the colon before a quotation."""
    doc, colon = document.doc, mark - 1
    while colon > 0 and doc[colon].is_space:
        colon -= 1
    if doc[colon].text != ":":
        return None
    root = next((t for t in doc[document.sentence_of(colon).start : colon] if t.head == t), None)
    noun = (
        next((c for c in root.rights if c.dep_ == "dobj"), None) if root is not None and root.pos_ == "VERB" else None
    )
    if root is None or noun is None or noun.lemma_.lower() not in load().documents:
        return None
    voice = subject_of(root)
    return voice if voice.token is not None else None


def _goes_on(document: Document, last: Saying, quotation: Quotation, paragraph: int, alone: bool) -> bool:
    """Whether the quotation is the next thing that the same person says.

    It is where a paragraph of quotation follows the paragraph that ends with the saying, and where a whole quoted sentence
    follows a sentence that ends with its cue.
    """
    doc = document.doc
    if last.cue is None:
        return False
    here = document.sentence_of(max(last.cue, last.end - 1)).paragraph
    ended = doc[quotation.end - 1].text in (".", "?", "!")
    if not (alone and last.speech == "direct" and here == paragraph - 1) and not (
        here == paragraph and last.end <= last.cue and ended
    ):
        return False
    end = max(document.sentence_of(last.cue).end, last.end)
    return all(doc[i].is_punct or doc[i].is_space for i in range(end, quotation.start - 1))


def _is_title(words: list[Token]) -> bool:
    return all(w.text[0].isupper() or w.is_stop for w in words) and not words[-1].is_stop


def _alone(document: Document, quotation: Quotation, paragraph: int) -> bool:
    doc = document.doc
    a, b = outer(quotation)
    before, after = a - 1, b
    while before >= 0 and (doc[before].is_space or doc[before].is_punct):
        before -= 1
    while after < len(doc) and (doc[after].is_space or doc[after].is_punct):
        after += 1
    starts = before < 0 or document.sentence_of(before).paragraph != paragraph
    ends = after >= len(doc) or document.sentence_of(after).paragraph != paragraph or _whole(document, quotation, after)
    return starts and ends
