"""Which event told before a mention is of: the reasons for joining it to one, best first."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.distinct import (
    attackers_lost,
    conflict,
    dates_apart,
    long_ago,
    opposite,
    own_places_apart,
)
from loaders.extract.incident.event import BOMBS, CARRIERS, GENERAL, VIOLENT_ACTS, Cluster, Facts
from loaders.extract.incident.lexicon import Act, event_at, key
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.words import word_set
from schema.records import COUNTED, Status

LATER_ON = 6  # sentences
_ANYBODY = word_set("man woman boy girl child soldier victim officer serviceman")
NEAR_BY = 2  # sentences
LEAD = 3  # sentences in which an article tells its main event
_FIGHTS = frozenset(
    {"armed_clash", "security_operation", "shelling_missile", "air_drone_strike", "attack_on_civilians"}
)
_FROM_AFAR = frozenset({"shelling_missile", "air_drone_strike"})
_LATER = word_set("after following since before")
_SPANS = word_set("hour day week month year")
_LINE = 12  # tokens of a heading at most
_ARMED = frozenset({"military", "police", "militants"})
_APART = frozenset(
    {"abduction", "property_destruction"}
)  # joined with attacks only where the tree or a shared victim ties them


def home_of(document: Document, facts: Facts, clusters: list[Cluster]) -> Cluster | None:
    """The event that the mention is of, by the first reason that holds; None where it opens one of its own."""
    trigger = facts.trigger
    real = trigger.status in COUNTED
    open_ = [c for c in clusters if c.counted == real or trigger.definite]
    for c in open_:
        tied = trigger.events & c.tokens() or any(trigger.token in t.events for t in c.triggers)
        if tied and trigger.status is Status.foiled and "plot_foiled_weapons_seized" in c.types:
            return c
        if tied and (_types_agree(c, trigger) or {trigger.act.type, *c.types} <= GENERAL | _APART):
            return c
    for c in open_:
        if _in_one_breath(document, trigger, c) and not dates_apart(facts.when, c.dates):
            return c
    for c in reversed(open_):
        lost = facts.loss and c.types <= VIOLENT_ACTS and any(attackers_lost(document, trigger, t) for t in c.triggers)
        if lost and not conflict(document, facts, c):
            return c
    for c in open_:
        if _shares_patient(trigger, c) and {trigger.act.type, *c.types} <= GENERAL | _APART:
            return c
    for c in reversed(open_):
        if _same_attackers(document, facts, c) and not conflict(document, facts, c):
            return c
    for c in reversed(open_):
        if trigger.sentence in c.sentences and _types_agree(c, trigger) and _same_sentence(document, facts, c):
            return c
    for c in reversed(open_):
        shared = (facts.names & c.names) or (facts.numbers & c.numbers)
        if shared and _victim_types(c, trigger) and not conflict(document, facts, c, names=False):
            return c
    for c in reversed(open_):
        if _the_one(document, facts, c) and not conflict(document, facts, c):
            return c
    fitting = [c for c in open_ if _types_agree(c, trigger) and not conflict(document, facts, c)]
    if trigger.act.name != "execution":  # whom a state hanged was not attacked
        fitting = [c for c in fitting if any(t.act.name != "execution" for t in c.triggers)]
    # what the sentence itself sets apart is not joined for lesser reasons
    others = [c for c in fitting if trigger.sentence not in c.sentences]
    alike = [c for c in others if facts.heads & c.heads and not _counted_anew(facts, c)]
    bare = not trigger.patients and not trigger.weapons
    placed = facts.when is not None or bool(facts.where)
    heading = _heading(document, trigger.sentence)
    known = trigger.noun or trigger.act.name == "ceasefire"
    if known and (trigger.demonstrative or (trigger.definite and not trigger.new)):
        there = [c for c in fitting if c.places or not facts.where or trigger.sentence - max(c.sentences) <= 1]
        if there:  # "the Paris attacks" are not an event that has been told without a place
            return there[-1] if trigger.demonstrative else _salient(alike or there, trigger)
    named = _in_the(document, trigger)
    if named is not None:  # "were killed in the attack": where "the attack" would go
        there = [c for c in fitting if any(t.act.type == named.type for t in c.triggers)]
        near = [c for c in there if 0 < trigger.sentence - max(c.sentences) <= LATER_ON]
        if near:
            return near[-1]
    if bare and not trigger.new and not trigger.plural and not heading:
        open_to = fitting if not placed else [c for c in fitting if trigger.sentence - max(c.sentences) <= NEAR_BY]
        if open_to:
            return _salient(open_to, trigger)
    if alike:
        return alike[-1]
    more = [c for c in open_ if _also(document, trigger, c)]
    if more:
        return more[-1]
    if trigger.noun and trigger.plural and not trigger.definite:
        return None  # "operations", "attacks": told of in passing
    if not trigger.new and not heading:
        for c in reversed(others):
            if _new_dead(facts, c) or trigger.act.name == "execution" or _many_for_one(facts, c):
                continue
            if trigger.sentence - max(c.sentences) <= 1 or (not placed and c.first < LEAD and _same_kind(c, trigger)):
                return c
    return None


def _in_the(document: Document, trigger: Trigger) -> Act | None:
    """The act of the definite event noun that a verb is tied to by its own preposition."""
    if trigger.noun or trigger.new:
        return None
    for e in sorted(trigger.events):
        noun = document.doc[e]
        own = noun.dep_ == "pobj" and noun.tag_ == "NN" and noun.head.head.i == trigger.token
        found = event_at(noun) if own else None
        if found is not None and any(d.lower_ in ("the", "this") for d in noun.lefts):
            return found[0]
    return None


def _the_one(document: Document, facts: Facts, c: Cluster) -> bool:
    """ "The man had been killed near X", where the article has told of one man's death."""
    fallen = facts.trigger.patients
    known = [f for t in c.triggers if t.effect == "killed" for f in t.patients]
    if facts.trigger.effect != "killed" or len(fallen) != 1 or len(known) != 1 or known[0].number != (1, 1):
        return False
    head = document.doc[fallen[0].head]
    meant = any(d.lower_ == "the" for d in head.lefts) and key(head) in _ANYBODY
    return meant and facts.trigger.sentence - max(c.sentences) <= LATER_ON


def _counted_anew(facts: Facts, c: Cluster) -> bool:
    """ "Six soldiers died": told far from "12 soldiers were killed", another number of the same kind is another event."""
    apart = facts.numbers and c.numbers and not facts.numbers & c.numbers
    return bool(apart) and facts.trigger.sentence - max(c.sentences) > NEAR_BY


def _in_one_breath(document: Document, trigger: Trigger, c: Cluster) -> bool:
    """ "shot dead 23 passengers and burned ten vehicles": violent acts of one subject, told by coordinated verbs."""
    verb = document.doc[trigger.token]
    if trigger.noun or verb.dep_ != "conj" or trigger.act.type not in VIOLENT_ACTS - {"abduction"}:
        return False
    if any(w.dep_ in ("nsubj", "nsubjpass") for w in verb.children) or not trigger.agents:
        return False
    before = next((t for t in c.triggers if t.token == verb.head.i), None)
    return before is not None and before.act.type in VIOLENT_ACTS - {"abduction"} and trigger.status == before.status


def _same_attackers(document: Document, facts: Facts, c: Cluster) -> bool:
    """ "Gunmen abducted 20 pupils. The attackers stormed the school": the definite doers are those of the sentence before."""
    trigger = facts.trigger
    if trigger.noun or c.types - GENERAL != {"abduction"} or trigger.act.type not in GENERAL:
        return False
    if not 0 < trigger.sentence - max(c.sentences) <= 1 or not c.agents():
        return False
    known = any(
        f.cls == "perpetrator" and any(d.lower_ in ("the", "these") for d in document.doc[f.head].lefts)
        for f in trigger.agents
    )
    told_on = trigger.effect == "killed" and not trigger.agents and "attack" in c.types and not facts.where
    return known or told_on


def _new_dead(facts: Facts, c: Cluster) -> bool:
    """More dead of another kind than the event has: "Fourteen soldiers fell" behind "nine people were killed"."""
    if facts.trigger.effect != "killed" or not facts.numbers or facts.trigger.definite:
        return False
    dead = {f.number[0] for t in c.triggers if t.effect == "killed" for f in t.patients if f.number}
    return bool(dead) and not facts.heads & c.heads and bool(facts.heads) and max(facts.numbers) > sum(dead)


def _also(document: Document, trigger: Trigger, c: Cluster) -> bool:
    """ "A Briton was also kidnapped": one more of those of the sentence before."""
    verb = document.doc[trigger.token]
    told = any(child.lower_ == "also" for child in verb.children)
    near = 0 < trigger.sentence - max(c.sentences) <= NEAR_BY
    return told and near and any(t.act.name == trigger.act.name for t in c.triggers)


def _many_for_one(facts: Facts, c: Cluster) -> bool:
    """ "American hostages held by …" are not the one man whose kidnapping was told."""
    people = [f for f in facts.trigger.patients if f.cls == "person"]
    several = bool(people) and not facts.names and all(f.plural and f.number is None for f in people)
    one = any(f.named and f.cls in ("person", "name") for f in c.patients())
    return several and one and not c.numbers and not facts.heads & c.heads


def _shares_patient(trigger: Trigger, c: Cluster) -> bool:
    """ "the siege of a hijacked train": the very same words are what both befell."""
    mine = {f.head for f in trigger.patients if f.cls != "place"}
    return any(f.head in mine for t in c.triggers if t.sentence == trigger.sentence for f in t.patients)


def _heading(document: Document, sentence: int) -> bool:
    """A line that begins something new: marked as a heading, or short and without a full stop."""
    s = document.sentences[sentence]
    last = document.doc[s.end - 1]
    runs_on = s.end < len(document.doc) and document.doc[s.end].text in (";", ",", ":")
    return s.heading or (s.end - s.start < _LINE and sentence > 0 and last.is_alpha and not runs_on)


def _salient(fitting: list[Cluster], trigger: Trigger) -> Cluster:
    """Which event is meant without a name: one told just before, by the same act first; else the one that is told most of."""
    near = [c for c in fitting if trigger.sentence - max(c.sentences) <= NEAR_BY]
    kinds = BOMBS if trigger.act.type in BOMBS else {trigger.act.type}
    arms = {"explosive"} if trigger.act.type in BOMBS else {"air"} if trigger.act.type == "air_drone_strike" else set()
    called = [
        c
        for c in near
        if trigger.noun and (any(t.act.type in kinds for t in c.triggers) or any(f.weapon in arms for f in c.weapons()))
    ]
    return max(called or near or fitting, key=lambda c: (len(c.triggers), -c.first))


def _same_kind(c: Cluster, trigger: Trigger) -> bool:
    return trigger.act.type in c.types or bool(c.types & GENERAL) or trigger.act.type in GENERAL


def _types_agree(c: Cluster, trigger: Trigger) -> bool:
    """Whether one event can be told by all of these acts."""
    kind = trigger.act.type
    specific = c.types - GENERAL
    if kind in c.types or not specific:
        return kind in GENERAL or kind in c.types or kind in CARRIERS - _APART
    if kind in GENERAL:
        if specific & _APART:
            return False
        if specific == {"security_operation"}:
            return all(f.cls in ("state", "perpetrator", "group") or f.category in _ARMED for f in trigger.patients)
        return specific <= CARRIERS
    if kind in BOMBS and specific & BOMBS:
        return True
    if trigger.act.name == "operation" and specific & _FROM_AFAR:
        return False  # jets bomb a school, then soldiers raid the village: two events
    return kind in _FIGHTS and bool(specific <= _FIGHTS)


def _after_it(trigger: Trigger, noun: Token) -> bool:
    """ "a day after an attack", "in the days after that confrontation": what the sentence tells is another event."""
    after = noun.head
    if noun.dep_ != "pobj" or after.lower_ not in _LATER:
        return False
    return trigger.new or (after.head.pos_ == "NOUN" and key(after.head) in _SPANS)


def _victim_types(c: Cluster, trigger: Trigger) -> bool:
    if _types_agree(c, trigger):
        return True
    kinds = c.types | {trigger.act.type}
    return kinds <= GENERAL | {"abduction", "targeted_killing", "attack_on_civilians"} or kinds <= GENERAL | BOMBS | {
        "targeted_killing",
        "attack_on_civilians",
        "armed_clash",
    }


def _same_sentence(document: Document, facts: Facts, c: Cluster) -> bool:
    """Within a sentence mentions belong together unless place, date, direction or a new target sets them apart."""
    trigger = facts.trigger
    doc = document.doc
    for other in (t for t in c.triggers if t.sentence == trigger.sentence):
        if opposite(document, trigger, other):
            continue
        a, b = doc[trigger.token], doc[other.token]
        if any(t.noun and _after_it(t, doc[t.token]) for t in (trigger, other)):
            continue  # "arrests a day after an attack"
        if (trigger.background or other.background) and not (facts.names & c.names):
            continue
        if dates_apart(facts.when, c.dates) or (long_ago(facts.when) and not c.dates):
            continue  # "the biggest blow since its chief was killed in 2008"
        if own_places_apart(document, facts, other):
            continue
        if trigger.noun and other.noun and trigger.act.type == other.act.type and trigger.new and other.new:
            continue
        linked = a.is_ancestor(b) or b.is_ancestor(a) or a.head == b.head or a.head == b or b.head == a
        if linked or trigger.act.type in GENERAL or other.act.type in GENERAL:
            return True
    return False
