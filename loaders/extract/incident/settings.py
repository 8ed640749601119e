"""When and where: which of the dates and places of an article belongs to a mention."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.days import OWN, SAY, STEPS, When, dates_in, of_another_year
from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import noun_at
from loaders.extract.incident.places import Where, places_in
from loaders.extract.incident.words import word_set
from schema.records import Precision

_LATER = word_set("after following since before despite amid over about")
_ELSEWHERE = 3.0  # cost from which a place hangs on a clause that has nothing to do with the mention
_FAR = 4.0  # cost from which a date is another mention's
_COARSE = frozenset({Precision.month, Precision.range, Precision.year})
_GRAIN = {
    Precision.instant: 0,
    Precision.day: 0,
    Precision.week: 2,
    Precision.month: 3,
    Precision.range: 3,
    Precision.year: 4,
    Precision.unknown: 5,
}


@dataclass(slots=True)
class Settings:
    """Dates and places by sentence."""

    dates: dict[int, list[When]]
    places: dict[int, list[Where]]


def settings(document: Document) -> Settings:
    """All dates and places of the article."""
    return Settings(dates_in(document), places_in(document))


def date_of(document: Document, found: Settings, sentence: int, anchors: list[int], others: list[int]) -> When | None:
    """The date of a trigger: in its own phrase or clause, else the nearest that hangs on no other trigger and on no verb of saying."""
    best: tuple[float, When] | None = None
    here = found.dates.get(sentence, ())
    for when in here:
        if when.scale != "partial" and of_another_year(when, here):
            continue
        cost = _cost(document, when.host, when.start, anchors, others)
        coarse = when.time.precision in _COARSE
        if cost is None or (coarse and (cost >= _FAR or _aside(document, when.host, anchors))):
            continue  # "the murder of X, who had led the rising in the 1980s"
        cost += 0.1 * _GRAIN[when.time.precision]
        if when.since:
            cost += 1
        if best is None or cost < best[0]:
            best = cost, when
    if best is None:
        return None
    dayed = best[1].time.precision is Precision.year and any(
        of_another_year(w, [best[1]]) for w in here if w is not best[1]
    )
    return replace(best[1], cost=max(best[0], OWN) if dayed else best[0])  # of one day of that year: no sum over it


def places_of(document: Document, found: Settings, sentence: int, anchors: list[int], others: list[int]) -> list[Where]:
    """The places of a trigger, best first."""
    scored = []
    for where in found.places.get(sentence, ()):
        cost = _cost(document, where.host, where.head, anchors, others)
        if cost is not None and cost < _ELSEWHERE and not _aside(document, where.host, anchors):
            scored.append((cost, where))
    return [w for _, w in sorted(scored, key=lambda pair: pair[0])]


def _cost(document: Document, host: int, at: int, anchors: list[int], others: list[int]) -> float | None:
    doc = document.doc
    distance = min(abs(at - a) for a in anchors) / 100
    if host in anchors:
        return distance
    if host in others:
        if any(doc[a] in doc[host].children or doc[host] in doc[a].children for a in anchors):
            return 2 + distance
        if any(doc[a].is_ancestor(doc[host]) for a in anchors):
            return 2.5 + distance
        return None if len(anchors) and min(abs(at - a) for a in anchors) > 12 else 4 + distance
    token = doc[host]
    if lemma(token) in SAY:
        return (
            3.5 + distance if not any(a in _ancestors(token) for a in anchors) and at > max(anchors) and False else None
        )
    if any(doc[a].is_ancestor(token) or (token.is_ancestor(doc[a]) and _governs(token, doc[a])) for a in anchors):
        return 1 + distance
    if any(token.is_ancestor(doc[a]) for a in anchors):
        apart = all(_in_relative(token, doc[a]) or _after_another(token, doc[a]) for a in anchors)
        return None if apart else 2.2 + distance
    return 3 + distance


def _aside(document: Document, host: int, anchors: list[int]) -> bool:
    """Whether a place stands in a clause about something else: "arrested people linked to a group that fights in Syria"."""
    doc = document.doc
    node = doc[host]
    if host in anchors:
        return False
    for _ in range(STEPS):
        if any(node.i == a or node.is_ancestor(doc[a]) for a in anchors):
            return False
        if node.dep_ in ("relcl", "acl") and node.head.i not in anchors and not _meanwhile(node, anchors):
            return True
        if node.head is node:
            return False
        node = node.head
    return False


def _meanwhile(clause: Token, anchors: list[int]) -> bool:
    """ "abducted four soldiers who were travelling in X": what the victims were about just then, there and then."""
    laid = noun_at(clause.head)
    if laid is not None and laid.weapon is not None and clause.dep_ == "acl":
        return True  # "a landmine laid by militants in X"
    going_on = clause.tag_ == "VBG" and (clause.dep_ == "acl" or any(c.tag_ == "VBD" for c in clause.children))
    return going_on and clause.head.dep_ in ("dobj", "nsubjpass") and clause.head.head.i in anchors


def _in_relative(token: Token, anchor: Token) -> bool:
    """ "urged him last week to fight the group, whose leader was killed": the outer clause's day is not the inner one's."""
    node = anchor
    for _ in range(STEPS):
        if node.i == token.i or node.head is node:
            return False
        if node.dep_ == "relcl":
            return True
        node = node.head
    return False


def _after_another(token: Token, anchor: Token) -> bool:
    """ "broke their silence on Wednesday over the death of X": what followed an event, or is about it, dates itself."""
    node = anchor
    for _ in range(STEPS):
        if node.i == token.i or node.head is node:
            return False
        if node.dep_ in ("pobj", "pcomp") and node.head.lower_ in _LATER:
            return True
        told = node.dep_ == "acl" and any(c.lower_ == "that" and c.dep_ == "mark" for c in node.lefts)
        if told or (node.dep_ == "ccomp" and lemma(node.head) in SAY):
            return True  # "broke its silence on Wednesday, confirming that he had been killed"
        node = node.head
    return False


def _governs(token: Token, anchor: Token) -> bool:
    """Whether a clause's date is an event noun's too: "on Sunday the attack killed", not "mourned on Sunday the victims of the attack"."""
    if anchor.pos_ not in ("NOUN", "PROPN"):
        return True
    if anchor.dep_ == "pobj" and anchor.head.lower_ in _LATER:
        return False
    above = anchor.head.head if anchor.dep_ == "pobj" else anchor.head
    return bool(token.i == above.i)


def _ancestors(token: Token) -> set[int]:
    return {t.i for t in token.ancestors}
