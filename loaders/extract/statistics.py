"""Published aggregates: so many attacks, dead, displaced in a year or since one, shares and changes in percent.

An aggregate is a number over a period or a kind of event, never one event; its tokens open no incident
(`find_aggregates` tells the incident stage which words they are).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.extract.document import Document, Saying, Sentence
from loaders.extract.incident.boundary import boundary
from loaders.extract.incident.counts import Number, count_of, number_of
from loaders.extract.incident.days import When
from loaders.extract.incident.filler import HUMAN, classify
from loaders.extract.incident.grammar import is_passive, lemma, objects, prepositional, subjects
from loaders.extract.incident.lexicon import event_at, key, noun_at
from loaders.extract.incident.settings import Settings, places_of, settings
from loaders.extract.incident.words import word_set
from loaders.extract.qualifiers import as_place
from schema.ids import part_id
from schema.records import Precision, Ref, Statistic, Time

_PERIODS = frozenset({Precision.year, Precision.month, Precision.range})
_EVENTS = word_set(
    "incident attack operation bombing death casualty fatality injury killing strike violation victim arrest raid clash blast explosion airstrike "
    "kidnapping abduction assassination ambush encounter offensive sortie protest drone-strike shooting case event execution rape"
)
_DEAD = word_set("kill die murder slay perish massacre execute assassinate lose")
_HURT = word_set("injure wound hurt maim")
_MOVED = word_set(
    "displace flee return deport expel repatriate arrest detain kidnap abduct evacuate register uproot migrate cross release free"
)
_STATES = {
    "dead": "killed",
    "killed": "killed",
    "injured": "injured",
    "wounded": "injured",
    "missing": "missing",
    "displaced": "displaced",
}
_TOTALS = word_set("annual yearly total overall average cumulative altogether figures statistics tally")
_PERCENT = word_set("percent % pc per")
_OF_WHAT = word_set("of in for among")
_ONE = word_set("a an the this that")
_REPORTS = word_set(
    "say report record document find show estimate put count register tally publish announce release compile note state claim reveal"
)
_SOURCES = (
    "GovernmentBody",
    "NGO",
    "IGO",
    "Organisation",
    "MediaOutlet",
    "State",
    "Person",
    "SecurityForce",
    "ArmedGroup",
    "Company",
    "Party",
)
_LEAST_YEAR, _LEAST_MONTH = 3, 20  # counts below these over a period are more likely one event's


@dataclass(slots=True)
class _Found:
    """A number with what it counts: tokens [start, end), `head` the counted noun or state, `verb` what befell it."""

    low: float
    high: float | None
    start: int
    end: int
    head: int
    verb: int | None
    measure: str
    unit: str
    period: When | None
    rule: str


def find_statistics(
    document: Document, sayings: Sequence[Saying] = (), found: Settings | None = None
) -> tuple[Statistic, ...]:
    """One record per published figure, in text order. `sayings` tell who published it where the sentence does not;
    `found` are the article's dates and places, where they were looked for already."""
    context = found or settings(document)
    records: list[Statistic] = []
    publisher, place, last = None, None, -2
    for sentence, figures in _all(document, context):
        start, end, quote = document.span(sentence.start, sentence.end)
        near = sentence.index == last + 1
        own, where = (
            _publisher(document, sentence, sayings, figures[0]),
            _place(document, context, sentence, figures[0]),
        )
        # "the report said" goes on with whoever published the figures of the sentence before
        publisher = publisher if near and publisher is not None and (own is None or own.entity is None) else own
        place = where or (place if near and figures[0].period is not None else None)
        last = sentence.index
        for item in figures:
            at = document.span(item.start, item.end)[0]
            records.append(
                Statistic(
                    id=part_id("num", document.article.id, at, end, f"{item.measure}:{item.low}"),
                    measure=item.measure,
                    low=item.low,
                    high=item.high,
                    unit=item.unit,
                    place=_place(document, context, sentence, item) or place,
                    period=_time(item.period),
                    publisher=publisher,
                    start=start,
                    end=end,
                    quote=quote,
                    rule=item.rule,
                    confidence=round(
                        0.8
                        - 0.15 * bool(sentence.flags)
                        - 0.1 * (item.period is None)
                        + 0.05 * (publisher is not None),
                        2,
                    ),
                    flags=tuple(sorted(sentence.flags)),
                )
            )
    return tuple(records)


def find_aggregates(document: Document, context: Settings) -> set[int]:
    """The tokens that tell aggregates: counted event nouns, and the verbs that say what befell those counted."""
    tokens: set[int] = set()
    for _, found in _all(document, context):
        for item in found:
            tokens.add(item.head)
            if item.verb is not None:
                tokens.add(item.verb)
    return tokens


def _time(when: When | None) -> Time | None:
    if when is None:
        return None
    if when.since:
        return Time(start=when.time.start, end=None, precision=Precision.range, text=f"since {when.time.text}")
    return when.time


def _all(document: Document, context: Settings) -> Iterator[tuple[Sentence, list[_Found]]]:
    before: list[_Found] = []
    for sentence in document.sentences:
        found = _in_sentence(document, context, sentence, before)
        if found:
            yield sentence, found
        before = found


def _in_sentence(document: Document, context: Settings, sentence: Sentence, before: list[_Found]) -> list[_Found]:
    doc = document.doc
    numbers = [
        doc[i]
        for i in range(sentence.start, sentence.end)
        if (doc[i].pos_ == "NUM" or doc[i].like_num) and doc[i].ent_type_ not in ("DATE", "TIME", "MONEY", "ORDINAL")
    ]
    if not numbers:
        return []
    period = _period(context, sentence)
    days = [w for w in context.dates.get(sentence.index, ()) if w.time.precision in (Precision.day, Precision.instant)]
    single = any(not w.since and lemma(doc[w.host]) not in _REPORTS for w in days)
    inherited = None
    if (
        period is None
        and before
        and doc[sentence.start].lower_ in ("they", "these", "those", "it", "the", "of", "most", "another", "more")
    ):
        inherited = before[0].period
    found: list[_Found] = []
    for token in numbers:
        item = _share(document, token, period or inherited, bool(before)) or _count(
            document, token, period or inherited, single, inherited is not None
        )
        if item is not None and not any(o.start <= item.start < o.end or o.head == item.head for o in found):
            found.append(item)
    return found


def _period(context: Settings, sentence: Sentence) -> When | None:
    """The period of the sentence: a year, month, span or "since"."""
    found = [w for w in context.dates.get(sentence.index, ()) if w.time.precision in _PERIODS or w.since]
    return min(found, key=lambda w: (not w.since and w.time.precision is not Precision.range, w.start), default=None)


def _share(document: Document, token: Token, period: When | None, follows: bool) -> _Found | None:
    """ "more than 90 percent of the deaths", "rose by 34 percent"."""
    doc = token.doc
    after = token.i + 1
    if after < len(doc) and doc[after].text == "-":
        after += 1
    if (
        after >= len(doc)
        or doc[after].lower_ not in _PERCENT
        or (doc[after].lower_ == "per" and (after + 1 >= len(doc) or doc[after + 1].lower_ != "cent"))
    ):
        return None
    number = number_of(token)
    if number is None:
        value = token.text.replace(",", "")
        if not value.replace(".", "", 1).isdigit():
            return None
        number = Number(0, 0, token.i, token.i + 1)
    exact = (
        float(token.text.replace(",", ""))
        if token.text.replace(",", "").replace(".", "", 1).isdigit()
        else float(number.low)
    )
    low, high = exact, (None if number.high is None else exact)
    mark = doc[after]
    base = next((o for n, o in prepositional(mark, _OF_WHAT) if o.dep_ == "pobj" and n == "of"), None)
    if base is not None and (
        event_at(base) is not None or key(base) in _EVENTS or classify(document, base)[0] in HUMAN
    ):
        return _Found(
            low,
            high,
            number.start,
            after + 1,
            base.i,
            None,
            f"share of {_phrase(document, base)}",
            "percent",
            period,
            "share",
        )
    changed = next((a for a in mark.ancestors if a.pos_ in ("NOUN", "PROPN", "VERB")), None)
    if changed is None:
        return None
    what = _changed(changed)
    if what is None or not (follows or period is not None or event_at(what) is not None):
        return None
    direction = (
        "decrease"
        if lemma(changed) in ("fall", "decrease", "decline", "drop", "reduction", "reduce", "fell", "down")
        else "increase"
    )
    return _Found(
        low,
        high,
        number.start,
        after + 1,
        what.i,
        None,
        f"{direction} of {_phrase(document, what)}",
        "percent",
        period,
        "change",
    )


def _changed(word: Token) -> Token | None:
    """What rose or fell."""
    if word.pos_ == "VERB" and lemma(word) in _CHANGES:
        return next((s for s in subjects(word) if _is_measure(s)), None)
    if lemma(word) in _CHANGES:
        return next(
            (o for _, o in prepositional(word, frozenset({"in", "of"})) if o.dep_ == "pobj" and _is_measure(o)), None
        )
    return None


_CHANGES = word_set(
    "rise increase surge jump fall decline decrease drop spike climb grow growth reduction soar reduce double uptick"
)


def _is_measure(token: Token) -> bool:
    return (
        event_at(token) is not None
        or key(token) in _EVENTS
        or key(token) in ("violence", "terrorism", "militancy", "crime", "number")
    )


def _count(document: Document, token: Token, period: When | None, single: bool, follows: bool) -> _Found | None:
    """ "about 700 violent incidents", "1,524 people dead", "14 of 24 suicide bombings"."""
    number = number_of(token)
    if number is None or number.low < 2:
        return None
    head = _counted(token)
    if head is None or (single and not (period is not None and period.since)):
        return None
    months = period is not None and period.time.precision is Precision.month and not period.since
    least = _LEAST_MONTH if months else _LEAST_YEAR
    if key(head) in _EVENTS or (event_at(head) is not None and classify(document, head)[0] not in HUMAN):
        if period is None or number.low < least or not _several(head):
            return None
        verb = head.head if head.dep_ in ("nsubj", "nsubjpass", "dobj") and head.head.pos_ == "VERB" else None
        unit = "people" if key(head) in ("death", "casualty", "fatality", "injury", "victim") else "incidents"
        return _Found(
            number.low,
            number.high,
            number.start,
            head.i + 1,
            head.i,
            verb.i if verb is not None else None,
            _joined(document, head),
            unit,
            period,
            "count:events",
        )
    what = _befell(head)
    if what is None:
        return None
    state, verb = what
    total = any(t.lower_ in _TOTALS for t in token.sent)
    if period is None and not total:
        return None
    if number.low < (10 if not follows else 2) or (
        not follows and not (period is not None and period.since) and _one_event(verb)
    ):
        return None
    if months and number.low < least:
        return None
    noun = head if head.pos_ in ("NOUN", "PROPN") else None
    named = _phrase(document, noun) if noun is not None else "people"
    return _Found(
        number.low,
        number.high,
        number.start,
        head.i + 1,
        head.i,
        verb.i if verb is not None else None,
        f"{named} {state}",
        "people",
        period,
        "count:people",
    )


def _counted(token: Token) -> Token | None:
    """The noun that the number counts; the number itself where it stands for people ("1,463 injured")."""
    node = token
    while node.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod") and node.head is not node:
        node = node.head
        if node.pos_ in ("ADJ", "VERB") or (node.pos_ in ("NOUN", "PROPN") and node.dep_ not in ("compound", "nmod")):
            break
    if node.pos_ in ("NOUN", "PROPN"):
        return node
    inner = next((o for n, o in prepositional(token, frozenset({"of"})) if o.dep_ == "pobj"), None)
    if inner is not None:
        return inner
    return node if node.pos_ in ("NUM", "ADJ", "VERB") else None


def _several(head: Token) -> bool:
    return head.tag_ in ("NNS", "NNPS") or head.lower_.endswith("s")


def _befell(head: Token) -> tuple[str, Token | None] | None:
    """What the counted people suffered or did: (state, the verb), from the verb over them or an adjective behind them."""
    nodes = [head]
    while (
        nodes[-1].dep_ in ("conj", "nsubj", "appos")
        and nodes[-1].head.pos_ in ("NOUN", "NUM", "ADJ", "PROPN", "VERB")
        and len(nodes) < 4
    ):
        nodes.append(nodes[-1].head)
    for node in nodes:
        if node.lower_ in _STATES:
            verb = node.head if node.head.pos_ == "VERB" else None
            return _STATES[node.lower_], verb
        for child in node.children:
            if child.dep_ in ("amod", "acl", "acomp", "oprd") and child.i > node.i and child.lower_ in _STATES:
                return _STATES[child.lower_], node.head if node.head.pos_ == "VERB" else None
    following = head.doc[head.i + 1] if head.i + 1 < len(head.doc) else None
    if following is not None and following.lower_ in _STATES and following.lower_ != head.lower_:
        return _STATES[following.lower_], following if following.pos_ == "VERB" else None
    for node in (head, *list(head.ancestors)[:2]):
        if node.pos_ != "VERB":
            continue
        base = lemma(node)
        if base in _DEAD:
            return "killed", node
        if base in _HURT:
            return "injured", node
        if base in _MOVED:
            return f"{_participle(node)}", node
    return None


def _participle(verb: Token) -> str:
    return {"flee": "fled", "return": "returned", "cross": "crossed"}.get(
        lemma(verb), verb.lower_ if verb.tag_ in ("VBN", "VBD") else lemma(verb) + "ed"
    )


def _one_event(verb: Token | None) -> bool:
    """Whether one attack or bomb is told to have done it: then it is that event's toll."""
    if verb is None:
        return False
    doers = subjects(verb)
    for doer in doers:
        noun = noun_at(doer)
        one = doer.tag_ in ("NN", "NNP") and (
            event_at(doer) is not None
            or (noun is not None and noun.weapon is not None)
            or any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in doer.children)
        )
        if one and key(doer) not in ("violence", "fighting", "conflict", "war", "terrorism", "militancy"):
            return True
    for _, obj in prepositional(verb, word_set("in by during after when")):
        if (
            event_at(obj) is not None
            and obj.tag_ == "NN"
            and any(c.dep_ in ("det", "poss") and c.lower_ in _ONE for c in obj.children)
        ):
            return True
    return bool(
        verb.dep_ in ("acl", "relcl", "advcl", "xcomp") and event_at(verb.head) is not None and verb.head.tag_ == "NN"
    )


def _phrase(document: Document, head: Token) -> str:
    start, end = boundary(document, head, classify(document, head)[0], noun_at(head))
    return document.span(start, end)[2]


def _joined(document: Document, head: Token) -> str:
    """The counted events with those coordinated: "attacks and counter-terrorism operations", "deaths and injuries"."""
    last = head
    for child in head.children:
        if child.dep_ == "conj" and (event_at(child) is not None or key(child) in _EVENTS) and count_of(child) is None:
            last = child
    start, end = boundary(document, head, "other", None)
    if last is not head:
        end = last.i + 1
    words = document.span(start, end)[2]
    agent = next((obj for _, obj in prepositional(head, frozenset({"by"})) if obj.dep_ == "pobj"), None)
    return f"{words} by {_phrase(document, agent)}" if agent is not None else words


def _place(document: Document, context: Settings, sentence: Sentence, item: _Found) -> Ref | None:
    doc = document.doc
    verb = doc[item.verb] if item.verb is not None else doc[item.head].head
    if verb.pos_ == "VERB" and not is_passive(verb) and item.head in {o.i for o in objects(verb)}:
        for subject in subjects(verb):
            mention = document.mention_of(subject.i)
            if mention is not None and mention.kind in ("State", "Place") and mention.form == "name":
                return as_place(document, document.ref(subject.i))
    anchors = [item.head, *([item.verb] if item.verb is not None else [])]
    for where in places_of(document, context, sentence.index, anchors, []):
        if not any(a.lower_ == "to" and a.head.lower_ == "according" for a in doc[where.head].ancestors):
            return as_place(document, document.ref(where.head))
    return None


def _publisher(document: Document, sentence: Sentence, sayings: Sequence[Saying], item: _Found) -> Ref | None:
    """Who published it: "according to X's report", "X said", the speaker of the saying around it."""
    doc = document.doc
    for i in range(sentence.start, sentence.end - 1):
        if doc[i].lower_ == "according" and doc[i + 1].lower_ == "to":
            for token in sorted(doc[i + 1].subtree, key=lambda t: t.i):
                mention = document.mention_of(token.i)
                if token.i > i + 1 and mention is not None and mention.kind in _SOURCES and mention.root == token.i:
                    return document.ref(token.i)
            obj = next((c for c in doc[i + 1].children if c.dep_ == "pobj"), None)
            return document.ref(obj.i) if obj is not None else None
    around = [s for s in sayings if s.start <= item.start < s.end and s.speaker is not None]
    if around:
        speaker = min(around, key=lambda s: s.end - s.start).speaker
        return document.ref(speaker) if speaker is not None else None
    for i in range(sentence.start, sentence.end):
        if doc[i].pos_ == "VERB" and lemma(doc[i]) in _REPORTS:
            for subject in subjects(doc[i]):
                mention = document.mention_of(subject.i)
                if mention is not None and mention.kind in _SOURCES:
                    return document.ref(subject.i)
    return None
