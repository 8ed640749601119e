"""The parsed article that the stages of the extractor hand on, and the values that they find in it.

Inside the extractor positions are **token indices** of `Document.doc` (end exclusive); `Document.span` turns them into
character offsets of the text as it was given. The stages, in order, each in a module of its own:

    clean.py        text as given → clean text with a map back to the original offsets
    parse.py        clean text → Document: paragraphs, sentences, headings, datelines, quotations, spaCy parse
    names.py        names → `Document.mentions`, typed and linked to reference data (link.py), new entities where there is none
    coreference.py  pronouns, descriptions, surnames, metonyms → further mentions
    statements.py   attributed spans → `Saying`
    events.py       who does what to whom → `Event`, by frames.yaml
    claims.py       events and sayings → records.Claim, with modality, polarity, speaker, chain, confidence
    incidents.py    events over the whole document → records.Incident
    statistics.py   published aggregates → records.Statistic
    quality.py      damaged passages → records.Quality
    extractor.py    all of it: Article → Extraction
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from loaders.extract.grammar import opposed
from schema.records import Article, Entity, Quality, Ref

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(slots=True)
class CleanText:
    """Text that the parser can read, with the way back. `origin[i]` is the original offset of clean character i;
    `origin[len(text)]` the original length. `ends[i]` is the original end of a clean character that does not stand for
    exactly one original character: an entity such as `&amp;`, or a break put in where there was none (end == start).
    Characters are only replaced, dropped or put in, never reordered."""

    original: str
    text: str
    origin: list[int]
    ends: dict[int, int] = field(default_factory=dict)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the clean slice [start, end). The end is taken after the last clean character."""
        if end <= start:
            return self.origin[start], self.origin[start]
        last = end - 1
        return self.origin[start], self.ends.get(last, self.origin[last] + 1)


@dataclass(slots=True)
class Sentence:
    """A sentence: tokens [start, end) of the document, after any dateline, agency tag or glued heading was cut off."""

    index: int
    start: int
    end: int
    paragraph: int
    heading: bool = False
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Quotation:
    """Tokens between quotation marks, [start, end) without the marks. `open` if its closing mark is missing."""

    start: int
    end: int
    open: bool = False


@dataclass(slots=True)
class DocMention:
    """Tokens [start, end) that stand for somebody or something. `root` is the syntactic head token's index.

    kind, entity and name are None while unlinked (kind may be known without an entity: a typed but generic "the gunmen").
    `facet` is the head noun where the words name a part or property of the entity ("TTP leaders" → entity TTP, facet "leaders").
    `form`: name | demonym | pronoun | nominal.
    """

    start: int
    end: int
    root: int
    form: str
    kind: str | None
    entity: str | None
    name: str | None
    score: float
    reason: str
    facet: str | None = None
    plural: bool = False
    gender: str | None = None
    members: tuple[str, ...] = ()  # entities, where the words stand for several ("both sides")


@dataclass(slots=True)
class Saying:
    """An attributed span: content tokens [start, end), cue token, speaker tokens; `parent` is the index of the saying it is nested in.

    `speaker` is the token index of the speaker's head (None for an unnamed one); whom it stands for is `Document.mention_of(speaker)`.
    `stance`: say | believe | intend | judge | deny | allege | ask, the class of the cue.
    `gaps`: token spans inside [start, end) that are no content, the cue clause of a quotation that it interrupts.
    """

    start: int
    end: int
    cue: int | None
    speaker: int | None
    speech: str
    stance: str
    rule: str
    confidence: float
    parent: int | None = None
    speaker_span: tuple[int, int] | None = None
    gaps: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Event:
    """A predicate with its arguments as found in the parse, before it becomes a claim.

    `subject` and `object` are head tokens of the arguments; `score` is the additive score of the precision gates
    (extraction quality, not truth); `operators` names what stands above the trigger ("plan", "threaten", "refuse", "deny",
    "if", "may", "not", "question", "allege" …), innermost first.
    """

    trigger: int
    predicate: str
    plover: str | None
    frame: str
    subject: int | None
    object: int | None
    score: float
    rule: str
    operators: tuple[str, ...] = ()
    sense: str | None = None
    negated: bool = False
    roles: dict[str, int] = field(default_factory=dict)  # further roles: about, place, instrument, recipient …
    notes: tuple[str, ...] = ()  # the signals behind the score, for --explain


@dataclass(slots=True)
class Document:
    """One article while it is being read."""

    article: Article
    clean: CleanText
    doc: Doc
    published: date | None
    sentences: list[Sentence]
    quotations: list[Quotation]
    datelines: list[tuple[int, int]] = field(default_factory=list)  # tokens of datelines (place, agency)
    mentions: list[DocMention] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    quality: list[Quality] = field(default_factory=list)
    _at: dict[int, DocMention] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def add(self, mention: DocMention) -> None:
        """Take a mention; its tokens lead to it from now on. A later mention wins over an earlier one on shared tokens.

        "anti-X" mentions X, but neither that word nor what it stands before is X.
        """
        self.mentions.append(mention)
        if opposed(self.doc, mention.start):
            return
        for i in range(mention.start, mention.end):
            self._at[i] = mention

    def mention_at(self, i: int) -> DocMention | None:
        """The mention that token i belongs to."""
        return self._at.get(i)

    def mention_of(self, head: int | None) -> DocMention | None:
        """Who an argument with this head token stands for: the mention that it belongs to. None if it names nobody known."""
        return None if head is None else self._at.get(head)

    def sentence_of(self, i: int) -> Sentence:
        """The sentence that holds token i (the nearest before it, for tokens cut off as dateline)."""
        if not self._starts:
            self._starts = [s.start for s in self.sentences]
        return self.sentences[max(0, bisect_right(self._starts, i) - 1)]

    def in_quotation(self, i: int) -> Quotation | None:
        """The quotation that token i stands in."""
        at = bisect_right(self.quotations, i, key=lambda q: q.start) - 1
        return self.quotations[at] if at >= 0 and i < self.quotations[at].end else None

    def span(self, start: int, end: int) -> tuple[int, int, str]:
        """Original offsets and words of tokens [start, end): (start, end, text) with text == original[start:end]."""
        if end <= start:
            raise ValueError(f"empty token span {start}:{end}")
        last = self.doc[end - 1]
        a, b = self.clean.to_original(self.doc[start].idx, last.idx + len(last))
        return a, b, self.clean.original[a:b]

    def ref(self, head: int, span: tuple[int, int] | None = None) -> Ref:
        """The argument with this head token as a record; its words are the mention's, else `span`, else the token's noun phrase."""
        mention = self.mention_of(head)
        if mention is not None:
            start, end, text = self.span(mention.start, mention.end)
            return Ref(
                entity=mention.entity, kind=mention.kind, name=mention.name or text, text=text, start=start, end=end
            )
        start, end, text = self.span(*(span or phrase(self.doc[head])))
        return Ref(entity=None, kind=None, name=text, text=text, start=start, end=end)


_LEFT = {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "advmod", "case"}


def phrase(head: Token) -> tuple[int, int]:
    """Tokens of the base noun phrase around a head: its left modifiers and the head itself, without clauses and appositions."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in _LEFT:
            start = min(start, child.left_edge.i)
            break
    return start, head.i + 1
