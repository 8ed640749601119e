"""When and where: the dates and places of the article, and which of them belongs to a trigger."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from loaders.extract.dates import find_dates
from loaders.extract.document import Document
from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import event_at, key, noun_at
from loaders.extract.incident.words import word_set
from schema.records import Precision, Time
from schema.reference import load_reference

_SAY = word_set(
    "say tell report announce state add confirm declare claim reveal note indicate disclose comment affirm stress inform publish issue warn quote assert explain denounce condemn"
)
_PLACE_PREPOSITIONS = word_set(
    "through throughout inside over off along in at near outside inside around on from to of into between across toward towards"
)
_KINDS = word_set(
    "province district city town village region county municipality neighborhood neighbourhood suburb island"
)
_WITHIN = word_set("in on near at inside outside around across")
_SENDING = word_set("send deploy redeploy dispatch deployment redeployment")
_STEPS = 10
_AROUND = 12  # characters that a date may depend on
_NEAR = 9  # tokens
_LATER = word_set("after following since before despite amid over about")
_WEEKEND = (5, 6, 0)  # days on which "last week" may be the one that ends, or ended
_DIRECTIONS = word_set("north south east west northeast northwest southeast southwest mile kilometer kilometre km")
_UNTIL = word_set("to until till through and")
_ASSUMED = date(2001, 6, 20)  # stands for an unknown day of publication where dates are only compared with each other
_PAST = re.compile(r"(?i)\b(?:past|last|previous|recent)\s+(?:\d+|\w+\s)?\s*(?:days|weeks|months|years|decades?)\b")
_ELSEWHERE = 3.0  # cost from which a place hangs on a clause that has nothing to do with the mention
_FAR = 4.0  # cost from which a date is another mention's
_OWN = 2.1  # cost of a date that hangs on the mention itself or under it
_NAMED = re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d{2}")
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


@dataclass(slots=True)
class Where:
    """A place named at `head`, the preposition before it, and the verb or event noun that it hangs on."""

    head: int
    host: int
    chain: list[int] = field(default_factory=list)  # places that it is said to lie in


@dataclass(slots=True)
class Settings:
    """Dates and places by sentence."""

    dates: dict[int, list[When]]
    places: dict[int, list[Where]]


def settings(document: Document) -> Settings:
    """All dates and places of the article."""
    return Settings(_dates(document), _places(document))


def _dates(document: Document) -> dict[int, list[When]]:
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


def _host(token: Token) -> int:
    """The verb or event noun above a token."""
    node = token
    for _ in range(_STEPS):
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
    host = date_word.doc[_host(date_word)]
    if lemma(host) in _SAY and host.i < date_word.i:
        for i in range(date_word.i - 1, max(host.i, date_word.i - _NEAR), -1):
            word = date_word.doc[i]
            if word.pos_ == "NOUN" and event_at(word) is not None:
                return int(i)
    return int(host.i)


def is_place(document: Document, token: Token) -> bool:
    """A place by its link, else by the parser's label."""
    mention = document.mention_of(token.i)
    if (mention is None or mention.reason == "new") and _called_a_place(token):
        return True
    if mention is not None and mention.kind is not None:
        return mention.kind == "Place" or (
            mention.kind == "State" and mention.form == "name" and token.dep_ in ("pobj", "appos", "conj", "npadvmod")
        )
    noun = noun_at(token)
    if noun is not None and token.ent_type_ not in ("GPE",):
        return False
    return token.ent_type_ in ("GPE", "LOC") and token.pos_ in ("PROPN", "NOUN")


def _called_a_place(token: Token) -> bool:
    """ "the province of X", whatever the parser took X for."""
    above = token.head
    return token.pos_ == "PROPN" and token.dep_ == "pobj" and above.lower_ == "of" and key(above.head) in _KINDS


def _places(document: Document) -> dict[int, list[Where]]:
    doc = document.doc
    found: dict[int, list[Where]] = {}
    taken: set[int] = set()
    for sentence in document.sentences:
        for i in range(sentence.start, sentence.end):
            token = doc[i]
            if token.lower_ == "there" and token.dep_ == "advmod":
                named = _meant_by_there(document, sentence.start, i)
                if named is not None:
                    found.setdefault(sentence.index, []).append(Where(named, _host(token)))
                continue
            if i in taken or token.pos_ not in ("PROPN", "NOUN", "ADJ"):
                continue
            modifier = _of_a_land(document, token) or _named_for(document, token)
            if modifier is not None:
                taken.update((i, token.head.i))
                found.setdefault(sentence.index, []).append(modifier)
                continue
            if token.pos_ == "ADJ":
                continue
            if token.dep_ not in (
                "pobj",
                "appos",
                "conj",
                "npadvmod",
                "compound",
                "nmod",
                "dobj",
                "ROOT",
                "nsubj",
                "nsubjpass",
                "poss",
                "attr",
            ) or not is_place(document, token):
                continue
            if (
                i + 1 < sentence.end
                and is_place(document, doc[i + 1])
                and doc[i + 1].dep_ != "appos"
                and token.dep_ == "compound"
            ):
                continue  # the last word of the name is its head
            where = _where(document, token, taken)
            if where is not None:
                found.setdefault(sentence.index, []).append(where)
    return found


def _of_a_land(document: Document, word: Token) -> Where | None:
    """ "an Afghan village", "the Pakistani tribal regions": the country, where nothing finer is named."""
    mention, land = document.mention_of(word.i), word.head
    if mention is None or mention.form != "demonym" or mention.kind != "State" or land.i < word.i:
        return None
    if word.dep_ not in ("amod", "compound") or key(land) not in GEOGRAPHIC - {"border"}:
        return None
    named = document.mention_of(land.i)
    if is_place(document, land) and (named is None or named.form == "name"):
        return None
    if land.dep_ != "pobj" or land.head.lower_ not in _WITHIN or any(c.lower_ == "of" for c in land.rights):
        return None
    return Where(word.i, _host(land))


def _named_for(document: Document, word: Token) -> Where | None:
    """ "the Mumbai attacks", "the Quetta bombing": a town before an event noun is where it was."""
    mention, noun = document.mention_of(word.i), word.head
    if mention is None or mention.kind != "Place" or mention.form != "name" or word.dep_ not in ("compound", "amod"):
        return None
    if event_at(noun) is None or noun.i <= word.i or len(load_reference().chain(mention.entity or "")) < 2:
        return None
    return Where(word.i, noun.i)


def _about(place: Token) -> bool:
    """ "because of crimes in X", "against the faith in X": where something else is, on the way up to the clause."""
    node = place.head
    for _ in range(_STEPS):
        if node.pos_ in ("VERB", "AUX") or event_at(node) is not None or node.head is node:
            return False
        if node.lower_ in ("because", "about", "despite"):
            return True
        node = node.head
    return False


def _meant_by_there(document: Document, start: int, at: int) -> int | None:
    """The place, state or capital named last before "there" in its sentence."""
    for i in range(at - 1, start - 1, -1):
        mention = document.mention_of(i)
        if mention is not None and mention.root == i and mention.kind in ("Place", "State") and mention.form == "name":
            return i
    return None


def _where(document: Document, token: Token, taken: set[int]) -> Where | None:
    """A place in a prepositional phrase of place; "Quetta, the capital of Balochistan" and "in Swat district" count as one."""
    node = token
    for _ in range(4):
        if node.dep_ in ("compound", "nmod", "appos", "conj", "npadvmod", "poss") and node.head is not node:
            if node.dep_ in ("compound", "nmod", "poss") and not _geographic(node.head, document):
                return None
            node = node.head
        else:
            break
    if node.dep_ != "pobj" or node.head.lower_ not in _PLACE_PREPOSITIONS:
        return None
    preposition = node.head
    if (
        preposition.lower_ in ("from", "to", "of", "between", "towards", "toward", "into")
        and not (preposition.lower_ == "of" and _geographic(preposition.head, document))
        and (preposition.lower_ != "of" or event_at(preposition.head) is None)
        and not _sent_there(preposition)
    ):
        return None
    if _about(node):
        return None
    if token.dep_ == "poss" and token.head is node and node.i not in taken and is_place(document, node):
        taken.update((token.i, node.i))
        return Where(node.i, _host(node), [token.i])  # "eastern Congo's Ituri province"
    taken.add(token.i)
    where = Where(token.i, _host(node))
    for other in node.subtree:
        if (
            other.i > token.i
            and other.i not in taken
            and is_place(document, other)
            and other.dep_ in ("pobj", "appos", "compound", "npadvmod", "conj")
        ):
            if (
                other.i + 1 < len(document.doc)
                and other.dep_ == "compound"
                and is_place(document, document.doc[other.i + 1])
            ):
                continue
            if other.dep_ == "conj":
                continue
            taken.add(other.i)
            if not _beside(other) and not (_building(token) and other.head.lower_ == "near"):
                where.chain.append(other.i)
    return where


def _sent_there(preposition: Token) -> bool:
    """ "sent troops to X", "its deployment to X": an army's move is where it goes."""
    above = preposition.head
    if preposition.lower_ not in ("to", "into") or above.pos_ not in ("VERB", "NOUN"):
        return False
    verb = above.head if above.dep_ in ("dobj", "nsubjpass") else above
    return lemma(verb) in _SENDING or lemma(above) in _SENDING


GEOGRAPHIC = word_set(
    "district province city town village area region capital valley state department agency neighborhood neighbourhood suburb outskirt part tehsil subdistrict "
    "municipality county border island port camp side center centre north south east west northeast northwest southeast southwest region mountain desert forest suburb street square sector zone highway road airport"
)


def _building(place: Token) -> bool:
    """ "the Crocus City Hall near Moscow": a building with a name is a finer place than the town near it."""
    noun = noun_at(place)
    return place.pos_ == "PROPN" and noun is not None and "thing" in noun.classes and key(place) not in GEOGRAPHIC


def _beside(place: Token) -> bool:
    """ "X, south of Y": X does not lie in Y."""
    above = place.head
    return above.lower_ == "of" and key(above.head) in _DIRECTIONS


def named_after(document: Document, head: int) -> int:
    """ "the port of X", "the town of X": the name, not the word for its kind."""
    word = document.doc[head]
    if key(word) not in GEOGRAPHIC or word.pos_ == "PROPN":
        return head
    for child in word.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            for obj in child.children:
                if obj.dep_ == "pobj" and obj.pos_ == "PROPN":
                    return int(obj.i)
        if child.dep_ == "appos" and child.pos_ == "PROPN" and is_place(document, child):
            return int(child.i)
    return head


def _geographic(token: Token, document: Document) -> bool:
    """A place, or a word for a kind of place; a state's base is neither."""
    if key(token) in GEOGRAPHIC:
        return True
    noun = noun_at(token)
    return token.ent_type_ in ("GPE", "LOC", "FAC") and (noun is None or is_place(document, token))


def date_of(document: Document, found: Settings, sentence: int, anchors: list[int], others: list[int]) -> When | None:
    """The date of a trigger: in its own phrase or clause, else the nearest that hangs on no other trigger and on no verb of saying."""
    best: tuple[float, When] | None = None
    here = found.dates.get(sentence, ())
    for when in here:
        if when.scale != "partial" and _of_another_year(when, here):
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
        _of_another_year(w, [best[1]]) for w in here if w is not best[1]
    )
    return replace(best[1], cost=max(best[0], _OWN) if dayed else best[0])  # of one day of that year: no sum over it


def _of_another_year(when: When, others: Iterable[When]) -> bool:
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
    return when.cost < _OWN


def over_time(when: When) -> bool:
    """Since a day, over the past years: what happened then is told as a sum of events, if the date is the mention's own."""
    return own(when) and (when.since or _PAST.search(when.time.text) is not None)


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
    if lemma(token) in _SAY:
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
    for _ in range(_STEPS):
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
    for _ in range(_STEPS):
        if node.i == token.i or node.head is node:
            return False
        if node.dep_ == "relcl":
            return True
        node = node.head
    return False


def _after_another(token: Token, anchor: Token) -> bool:
    """ "broke their silence on Wednesday over the death of X": what followed an event, or is about it, dates itself."""
    node = anchor
    for _ in range(_STEPS):
        if node.i == token.i or node.head is node:
            return False
        if node.dep_ in ("pobj", "pcomp") and node.head.lower_ in _LATER:
            return True
        if node.dep_ == "ccomp" and lemma(node.head) in _SAY:
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
