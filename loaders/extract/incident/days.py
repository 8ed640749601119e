"""The dates of an article, and the verb or event noun that each hangs on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from loaders.extract.dates import find_dates
from loaders.extract.document import Document
from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import event_at
from loaders.extract.incident.words import word_set
from schema.records import Precision, Time

SAY = word_set(
    "say tell report announce state add confirm declare claim reveal note indicate disclose comment affirm stress inform publish issue warn quote assert explain denounce condemn"
)
STEPS = 10
_AROUND = 12  # characters that a date may depend on
_NEAR = 9  # tokens
_WEEKEND = (5, 6, 0)  # days on which "last week" may be the one that ends, or ended
_UNTIL = word_set("to until till through and")
_ASSUMED = date(2001, 6, 20)  # stands for an unknown day of publication where dates are only compared with each other
_PAST = re.compile(r"(?i)\b(?:past|last|previous|recent)\s+(?:\d+|\w+\s)?\s*(?:days|weeks|months|years|decades?)\b")
OWN = 2.1  # cost of a date that hangs on the mention itself or under it
_NAMED = re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d{2}")


@dataclass(slots=True)
class When:
    """A date at tokens [start, end) and the verb or event noun that it hangs on."""

    start: int
    end: int
    host: int
    time: Time
    since: bool = False
    cost: float = 0.0  # how far it hangs from the mention that it was given to
    near: tuple[date, date] | None = (
        None  # first and last day, for comparison; without a day of publication counted from an assumed one
    )
    today: date = _ASSUMED  # the day that it counts from
    scale: str = "dated"  # relative: counted from an assumed day of publication; partial: month or day without a year; dated: known


def dates_in(document: Document) -> dict[int, list[When]]:
    """Dates by sentence, in text order; those of datelines and of things ("the 2011 uprising") are left out."""
    doc = document.doc
    text = document.clean.text
    starts = doc.to_array("IDX").tolist()
    found: dict[int, list[When]] = {}
    today = document.published or _ASSUMED
    for hit in find_dates(text, document.published):
        first = max(0, bisect_right(starts, hit.start) - 1)
        last = max(first, bisect_right(starts, hit.end - 1) - 1)
        if any(a <= first < b for a, b in document.datelines):
            continue
        head = max((doc[i] for i in range(first, last + 1)), key=lambda t: -_depth(t))
        bare = first > 0 and doc[first - 1].pos_ in ("ADP", "SCONJ")  # "since 2012 militants …"
        if hit.time.precision is Precision.year and not bare and _of_a_thing(head) and head.head.i > last:
            continue
        when_clause = last + 1 < len(doc) and doc[last + 1].lower_ == "when"
        since = first > 0 and doc[first - 1].lower_ in ("since", "until", "from") and not when_clause
        sentence = document.sentence_of(first).index
        if _to_the_end(doc, found.get(sentence), first, hit.time):
            continue
        known = hit.time.start is not None
        scale = "dated" if known else "partial" if _NAMED.search(hit.time.text) else "relative"
        near = _days(hit.time if known or document.published else _assumed(text, hit.start, hit.end), today)
        when = When(first, last + 1, _dated(head), hit.time, since, near=near, today=today, scale=scale)
        found.setdefault(sentence, []).append(when)
    return found


def _to_the_end(doc: Doc, before: list[When] | None, first: int, end: Time) -> bool:
    """ "from September 2008 to late 2010": the second date ends the time that the first began; it is no date of its own."""
    last = before[-1] if before else None
    if last is None or last.end != first - 1 or doc[first - 1].lower_ not in _UNTIL or last.start == 0:
        return False
    if doc[last.start - 1].lower_ not in ("from", "between") or last.time.start is None or end.start is None:
        return False
    text = f"{doc[last.start - 1 : first].text} {end.text}"
    last.time = Time(start=last.time.start, end=end.end or end.start, precision=Precision.range, text=text)
    last.near, last.since = _days(last.time, last.today), False
    return True


def _assumed(text: str, start: int, end: int) -> Time | None:
    """What a relative date would be if the article had appeared on the assumed day."""
    first = max(0, start - _AROUND)
    return next((h.time for h in find_dates(text[first : end + _AROUND], _ASSUMED) if first + h.start == start), None)


def _days(time: Time | None, today: date) -> tuple[date, date] | None:
    if time is None or time.start is None:
        return None
    last = date.fromisoformat(time.end or time.start)
    if time.precision is Precision.week and today.weekday() in _WEEKEND:
        last += timedelta(days=7)  # on a Sunday "last week" is the one that ends
    return date.fromisoformat(time.start), last


def _depth(token: Token) -> int:
    depth = 0
    while token.head.i != token.i and depth < 40:
        token, depth = token.head, depth + 1
    return depth


def host_of(token: Token) -> int:
    """The verb or event noun above a token."""
    node = token
    for _ in range(STEPS):
        head = node.head
        if head is node:
            return int(node.i)
        if head.pos_ in ("VERB", "AUX") or (head.pos_ in ("NOUN", "PROPN") and event_at(head) is not None):
            return int(head.i)
        node = head
    return int(node.i)


def _of_a_thing(date_word: Token) -> bool:
    """ "the 2011 uprising", "its 2009 report": the date of a thing, not of a deed."""
    head = date_word.head
    return (
        date_word.dep_ in ("compound", "nmod", "amod", "nummod")
        and head.pos_ == "NOUN"
        and head.i > date_word.i
        and event_at(head) is None
    )


def _dated(date_word: Token) -> int:
    """What a date tells of: "police said, in one of two attacks on the city on Sunday" dates the attacks."""
    host = date_word.doc[host_of(date_word)]
    if lemma(host) in SAY and host.i < date_word.i:
        for i in range(date_word.i - 1, max(host.i, date_word.i - _NEAR), -1):
            word = date_word.doc[i]
            if word.pos_ == "NOUN" and event_at(word) is not None:
                return int(i)
    return int(host.i)


def of_another_year(when: When, others: Iterable[When]) -> bool:
    """ "In 2019, bombers killed 260 people on Easter Sunday": not last Sunday, for the same clause names an older year."""
    if when.near is None or _NAMED.search(when.time.text):
        return False
    return any(
        o.host == when.host and o.time.precision is Precision.year and o.near is not None and o.near[1] < when.near[0]
        for o in others
        if o is not when and not o.since
    )


def own(when: When) -> bool:
    """Whether the date hangs on the mention itself or right under it."""
    return when.cost < OWN


def over_time(when: When) -> bool:
    """Since a day, over the past years: what happened then is told as a sum of events, if the date is the mention's own."""
    return own(when) and (when.since or _PAST.search(when.time.text) is not None)
