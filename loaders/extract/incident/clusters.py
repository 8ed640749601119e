"""Mentions → events: which triggers of an article open an event, and which join one."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.counts import count_of
from loaders.extract.incident.days import over_time, own
from loaders.extract.incident.distinct import attackers_killed, fighters_killed, places_apart, side
from loaders.extract.incident.event import GENERAL, LASTING, VIOLENT_ACTS, Cluster, Facts
from loaders.extract.incident.generic import standing
from loaders.extract.incident.lexicon import key, lexicon, noun_at
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.same_event import home_of
from loaders.extract.incident.settings import Settings, date_of, places_of
from loaders.extract.incident.words import word_set

_FROM = ("between", "from", "Between", "From")
_SEASON = 20  # days
_YEAR = 300
_MANY = 10  # people
_BLAME = word_set(
    "responsible responsibility blame claim accuse behind connect link implicate involve order charge mastermind"
)
_VAGUE = word_set(
    "person people man woman civilian victim casualty other member someone body life one individual child vehicle building house thing"
)


def cluster(document: Document, triggers: list[Trigger], found: Settings) -> list[Cluster]:
    """The events of the article; triggers that are generic or denied open none."""
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    clusters: list[Cluster] = []
    for trigger in triggers:
        if trigger.generic:
            continue
        facts = _facts(document, trigger, found, by_sentence[trigger.sentence])
        if _summed(document, facts) or _standing(document, facts):
            continue
        home = home_of(document, facts, clusters)
        if home is None:
            if trigger.act.weak and not _opens(trigger, facts):
                continue
            home = Cluster()
            clusters.append(home)
        _join(home, facts)
    return _with_means(document, _with_leads(document, clusters))


def _with_leads(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """What the heading or lead tells without day or number joins the event of its kind and target that the text then tells in full."""
    kept = list(clusters)
    for lead in clusters:
        if lead.first > 1 or lead.dates or lead.numbers or not (lead.heads or lead.names):
            continue
        full = next((c for c in kept if c is not lead and _same_told_fully(document, lead, c)), None)
        if full is None:
            continue
        _take_in(full, lead)
        kept.remove(lead)
    return kept


def _with_means(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """ "blew up the track and seized the train": how they came to seize it is of the seizure."""
    kept = list(clusters)
    for c in clusters:
        things = c.patients() and all(f.cls == "thing" for f in c.patients())
        if len(c.triggers) != 1 or not things or not c.types <= VIOLENT_ACTS - {"abduction"}:
            continue
        verb = document.doc[c.triggers[0].token]
        taken = next((o for o in kept if o is not c and any(_follows(document, t, verb) for t in o.triggers)), None)
        if taken is not None:
            _take_in(taken, c)
            kept.remove(c)
    return kept


def _follows(document: Document, trigger: Trigger, verb: Token) -> bool:
    """An abduction told by a verb coordinated behind another one."""
    token = document.doc[trigger.token]
    own = any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
    return trigger.act.type == "abduction" and token.dep_ == "conj" and token.head.i == verb.i and not own


def _take_in(full: Cluster, c: Cluster) -> None:
    """Make one event of two."""
    full.triggers = sorted([*c.triggers, *full.triggers], key=lambda t: t.token)
    full.places += c.places
    full.names |= c.names
    full.heads |= c.heads
    full.types |= c.types


def _same_told_fully(document: Document, lead: Cluster, c: Cluster) -> bool:
    kinds = lead.types - GENERAL
    if c.first <= lead.first or lead.counted != c.counted or not kinds or not kinds <= c.types:
        return False
    if not (lead.heads & c.heads or lead.names & c.names):
        return False
    apart = lead.places and c.places and places_apart(document, lead.places[0], c.places)
    return not apart and {side(lead.agents()), side(c.agents())} != {"state", "armed"}


def _summed(document: Document, facts: Facts) -> bool:
    """A sum of events over a time; what is held, closed or signed since a day is one event, as is "the attack"."""
    trigger, when = facts.trigger, facts.when
    if when is not None and own(when) and when.near is not None and (when.near[1] - when.near[0]).days > _SEASON:
        fired = (count_of(document.doc[f.head]) for f in trigger.weapons)
        many = any((f.number or (0, 0))[0] >= _MANY for f in trigger.patients) or any(
            n is not None and n.low >= _MANY for n in fired
        )
        if (
            many
            and (standing(document.doc[trigger.token]) or (when.near[1] - when.near[0]).days > _YEAR)
            and not trigger.definite
            and not trigger.events
        ):
            return True  # "36 soldiers killed in similar attacks in 2011"
    spanned = when is not None and own(when) and when.time.text.startswith(_FROM) and not trigger.definite
    if spanned and any((f.number or (0, 0))[0] >= _MANY for f in trigger.patients):
        return True  # "140 militants were killed between April 29 and May 10"
    return when is not None and over_time(when) and not trigger.definite and trigger.act.type not in LASTING


def _standing(document: Document, facts: Facts) -> bool:
    """What is going on or has been done at times, told without a day, a count or one victim."""
    trigger = facts.trigger
    if trigger.noun or trigger.background or trigger.act.type not in VIOLENT_ACTS:
        return False
    verb = document.doc[trigger.token]
    if verb.tag_ == "VBG" and standing(verb):
        return facts.when is None or facts.when.host != trigger.token  # "is fighting X, where a truce ended last July"
    if facts.when is not None and own(facts.when):
        return False
    if not standing(verb):
        return False
    return not any(f.number is not None or (f.named and f.cls in ("person", "name", "thing")) for f in trigger.patients)


def _opens(trigger: Trigger, facts: Facts) -> bool:
    """Whether a weak word opens an incident by itself: never a mere death, else with a name, a number or a weapon."""
    if trigger.act.name == "dying":
        return bool(trigger.agents or trigger.weapons or trigger.events or (facts.names and facts.blamed))
    if trigger.named and trigger.agents:
        return True
    if trigger.act.name == "hitting" and not trigger.noun:
        armed = any(f.cls in ("perpetrator", "group", "state", "place", "organisation") for f in trigger.agents)
        return bool(trigger.patients and (armed or trigger.weapons or trigger.events))
    if trigger.act.name == "execution":  # a sentence that is carried out is none
        return any(f.cls in ("perpetrator", "group") for f in trigger.agents) or facts.blamed
    doer = any(f.cls in ("perpetrator", "group", "state") for f in trigger.agents)
    return bool(trigger.patients and (facts.names or facts.numbers or trigger.weapons or doer))


def _facts(document: Document, trigger: Trigger, found: Settings, neighbours: list[Trigger]) -> Facts:
    others = [
        a
        for t in neighbours
        if t is not trigger
        for a in t.anchors
        if a not in trigger.anchors and t.token not in trigger.events
    ]
    anchors = [*trigger.anchors, *trigger.events]
    doc = document.doc
    ended = trigger.noun and lexicon().operators.get(doc[trigger.token].head.lemma_.lower()) == "ended"
    when = None if trigger.background or ended else date_of(document, found, trigger.sentence, anchors, others)
    where = places_of(document, found, trigger.sentence, anchors, others)
    names = {n for f in trigger.patients if f.named for n in f.names}
    kinds = [f for f in trigger.patients if not f.named or (f.cls == "thing" and noun_at(doc[f.head]) is not None)]
    heads = {key(doc[f.head]) for f in kinds} - _VAGUE
    trigger.where = where
    numbers = {f.number[0] for f in trigger.patients if f.number and f.number[0] > 2}
    blamed = False
    if trigger.act.weak:
        sentence = document.sentences[trigger.sentence]
        blamed = any(doc[i].lemma_.lower() in _BLAME for i in range(sentence.start, sentence.end))
    loss = attackers_killed(document, trigger) or (when is None and not where and fighters_killed(trigger))
    return Facts(trigger, when, where, names, heads, numbers, loss, blamed)


def _join(home: Cluster, facts: Facts) -> None:
    trigger = facts.trigger
    trigger.lost = facts.loss and any(side([f]) == "armed" for f in home.agents())
    plain = not (trigger.patients or trigger.agents or trigger.weapons)
    if plain and trigger.definite and home.triggers and not home.counted:
        trigger.status = home.triggers[-1].status  # "the operation" is the one that is planned
    home.triggers.append(trigger)
    home.types.add(facts.trigger.act.type)
    home.names |= facts.names
    home.heads |= facts.heads
    home.numbers |= facts.numbers
    if facts.when is not None and not facts.loss:
        home.dates.append(facts.when)
    home.places.extend(facts.where[:1])
