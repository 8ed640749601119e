"""Damaged passages: sentences whose text cannot be trusted as it stands, each with the flag and the reason.

glued_heading, damaged_name and damaged_name are found where the layout and the names are read; here come encoding,
markup, missing_subject, repeated, not_english, truncated, table and contradicts_reference.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from loaders.extract.dates import find_dates
from loaders.extract.document import Document, Sentence
from loaders.extract.lexicon import DATA, words
from schema.errors import InvalidData
from schema.records import Precision, Quality

if TYPE_CHECKING:
    from spacy.tokens import Token

LONG = 120  # tokens of a sentence that no writer meant as one
_ENCODING = re.compile(r"\ufffd|[\u00c2\u00c3\u00e2][\u0080-\u00bf\u20ac]|\?\?\?+")
_MARKUP = re.compile(
    r"</?[a-z]+[\s>/]|\{\{|\}\}|\[/?[a-z]+_\d*\]|&[a-z]{2,8};|\bfunction\s*\(|[{;]\s*\}|\bvar \w+\s*=|\.(?:css|js|php)\b|\]\]>"
)
_COLUMNS = re.compile(r"(?:\|[^|\n]*){4,}|(?:\S+ {3,}){4,}|(?:[\d.,%]+\s+){6,}")
_ENGLISH = 0.18  # share of function words below which a text is not English prose
_FINITE = frozenset(["VBD", "VBZ", "VBP"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """A dated event that happened in one country: `start` and `end` are months (YYYY-MM), both inclusive."""

    id: str
    actors: frozenset[str]
    actions: frozenset[str]
    country: str
    start: str
    end: str


@cache
def known_events() -> tuple[KnownEvent, ...]:
    """The table of well-known events."""
    path = DATA / "known_events.tsv"
    events = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith(("#", "id\t")):
            continue
        cells = line.split("\t")
        if len(cells) != 6:
            raise InvalidData(f"{len(cells)} columns instead of 6", where=f"{path}:{number}", remedy="Use tabs")
        id, actors, actions, country, start, end = cells
        events.append(KnownEvent(id, frozenset(actors.split("|")), frozenset(actions.split("|")), country, start, end))
    return tuple(events)


def find_damage(document: Document) -> None:
    """Fill `document.quality` and the flags of its sentences."""
    _language(document)
    seen: set[str] = set()
    for sentence in document.sentences:
        start, end, _ = document.span(sentence.start, sentence.end)
        clean = document.doc[sentence.start : sentence.end].text
        found = _text_damage(clean, sentence)
        plain = " ".join(clean.lower().split())
        if sentence.end - sentence.start > 5 and plain in seen:
            found.append(("repeated", "stands in the text before"))
        seen.add(plain)
        if _lacks_subject(document, sentence):
            found.append(("missing_subject", "its main verb has no subject"))
        contradiction = _contradiction(document, sentence, clean)
        if contradiction:
            found.append(("contradicts_reference", contradiction))
        for flag, reason in found:
            sentence.flags.add(flag)
            document.quality.append(Quality(start=start, end=end, flag=flag, reason=reason))
    document.quality.sort(key=lambda q: (q.start, q.end, q.flag))


def _text_damage(text: str, sentence: Sentence) -> list[tuple[str, str]]:
    found = []
    if not text.isascii() and (m := _ENCODING.search(text)):
        found.append(("encoding", f"characters were lost or wrongly decoded: {m[0]!r}"))
    if (m := _MARKUP.search(text)) is not None:
        found.append(("markup", f"left-over of markup: {m[0]!r}"))
    if sentence.end - sentence.start > LONG:
        found.append(("truncated", f"{sentence.end - sentence.start} tokens in one sentence"))
    if _COLUMNS.search(text):
        found.append(("table", "reads like rows of a table"))
    return found


def _language(document: Document) -> None:
    """Flag the whole text when it has too few English function words."""
    tokens = [t for t in document.doc if t.is_alpha]
    if len(tokens) < 15:
        return
    share = sum(t.is_stop for t in tokens) / len(tokens)
    if share >= _ENGLISH or not document.sentences:
        return
    ascii_words = sum(t.is_ascii for t in tokens) / len(tokens)
    if share >= 0.08 and ascii_words > 0.98 and any("all_caps" in s.flags for s in document.sentences):
        return
    for sentence in document.sentences:
        sentence.flags.add("not_english")
    start, _, _ = document.span(document.sentences[0].start, document.sentences[0].end)
    _, end, _ = document.span(document.sentences[-1].start, document.sentences[-1].end)
    reason = f"{100 * share:.0f} % function words; English prose has over 30"
    document.quality.append(Quality(start=start, end=end, flag="not_english", reason=reason))


def _lacks_subject(document: Document, sentence: Sentence) -> bool:
    """A statement whose main verb is finite and has no subject: a part of the sentence was lost."""
    if sentence.heading or sentence.end - sentence.start < 6 or sentence.flags & {"all_caps", "not_english"}:
        return False
    doc = document.doc
    root = next((t for t in doc[sentence.start : sentence.end] if t.dep_ == "ROOT"), None)
    if root is None or root.tag_ not in _FINITE or any(c.dep_ in _SUBJECTS for c in root.children):
        return False
    first = doc[sentence.start]
    if (
        root.tag_ == "VBP"
        or root.lemma_ == "be"
        or doc[sentence.end - 1].text == "?"
        or first.text in {'"', "'", "(", "-", "["}
        or document.in_quotation(root.i) is not None
    ):
        return False
    return (
        not any(t.dep_ in _SUBJECTS or t.pos_ in {"PRON"} or t.tag_ == "EX" for t in doc[sentence.start : root.i])
        and root.i - sentence.start <= 3
    )


def _contradiction(document: Document, sentence: Sentence, text: str) -> str | None:
    """The known event that the sentence tells of with another country, as a reason; None if there is none."""
    doc = document.doc
    actions = _actions()
    for token in doc[sentence.start : sentence.end]:
        lemma = token.lemma_.lower()
        if lemma not in actions:
            continue
        places = _countries_of(document, token)
        if not places:
            continue
        months = _months(document, text)
        for event in actions[lemma]:
            if (
                any(event.start <= last and first <= event.end for first, last in months)
                and not places & {event.country}
                and event.actors & _actors(document, token)
            ):
                when = event.start if event.start == event.end else f"{event.start} to {event.end}"
                return f"known: {event.id.replace('-', ' ')} ({event.country}, {when}); the text says {', '.join(sorted(places))}"
    return None


@cache
def _actions() -> dict[str, tuple[KnownEvent, ...]]:
    lemmas = {lemma for event in known_events() for lemma in event.actions}
    return {lemma: tuple(e for e in known_events() if lemma in e.actions) for lemma in sorted(lemmas)}


def _months(document: Document, text: str) -> list[tuple[str, str]]:
    """(first, last) month of every date of month precision or finer."""
    fine = {Precision.month, Precision.day, Precision.week}
    return [
        (f.time.start[:7], f.time.end[:7])
        for f in find_dates(text, document.published)
        if f.time.precision in fine and f.time.start and f.time.end
    ]


def _countries_of(document: Document, action: "Token") -> set[str]:
    """Countries in the from/of/in phrases of the action."""
    found = set()
    for preposition in action.children:
        if preposition.dep_ == "prep" and preposition.lower_ in {"from", "of", "in", "into", "on", "out"}:
            for name in preposition.children:
                found |= _country(document, name)
    found |= {c for child in action.children if child.dep_ == "dobj" for c in _country(document, child)}
    return found


def _country(document: Document, token: "Token") -> set[str]:
    mention = document.mention_of(token.i)
    if mention is None or mention.entity is None or mention.kind not in {"State", "Place"}:
        return set()
    entity = document.entities.get(mention.entity)
    return {entity.country} if entity is not None and entity.country else set()


def _actors(document: Document, action: "Token") -> set[str]:
    """Ids and country codes of the subject, possessor or modifier of the action."""
    found: set[str] = set()
    candidates = [c for c in action.children if c.dep_ in {"nsubj", "nsubjpass", "poss", "compound", "amod", "nmod"}]
    candidates += [n for p in action.children if p.lower_ in {"by", "of"} for n in p.children]
    for token in candidates:
        mention = document.mention_of(token.i)
        if mention is not None and mention.entity is not None:
            found.add(mention.entity)
            entity = document.entities.get(mention.entity)
            if entity is not None and entity.country and entity.kind in words("state_actors"):
                found.add(entity.country)
    return found
