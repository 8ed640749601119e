"""Mentions → events: which triggers of an article tell of the same incident."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.counts import count_of
from loaders.extract.incident.distinct import (
    attackers_killed,
    attackers_lost,
    conflict,
    dates_apart,
    fighters_killed,
    long_ago,
    opposite,
    own_places_apart,
    places_apart,
    side,
)
from loaders.extract.incident.filler import Filler
from loaders.extract.incident.lexicon import key, lexicon, noun_at
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.settings import Settings, When, Where, date_of, over_time, own, places_of
from loaders.extract.incident.status import standing
from loaders.extract.incident.words import word_set
from schema.records import COUNTED, Status

NEAR_BY = 2  # sentences
LEAD = 3  # sentences in which an article tells its main event
GENERAL = frozenset({"attack", "harm"})
_BOMBS = frozenset({"ied_explosion", "suicide_bombing", "grenade_attack"})
_FIGHTS = frozenset(
    {"armed_clash", "security_operation", "shelling_missile", "air_drone_strike", "attack_on_civilians"}
)
_FROM_AFAR = frozenset({"shelling_missile", "air_drone_strike"})
_CARRIERS = _BOMBS | word_set(
    "riot_mob_violence abduction targeted_killing sexual_violence property_destruction attack_on_civilians armed_clash security_operation "
    "shelling_missile air_drone_strike"
)
_VIOLENT = GENERAL | _CARRIERS
_LATER = word_set("after following since before")
_SPANS = word_set("hour day week month year")
_FROM = ("between", "from", "Between", "From")
_SEASON = 20  # days
_YEAR = 300
_MANY = 10  # people
_LINE = 12  # tokens of a heading at most
_BLAME = word_set(
    "responsible responsibility blame claim accuse behind connect link implicate involve order charge mastermind"
)
_ARMED = frozenset({"military", "police", "militants"})
PEACEFUL = word_set(
    "ceasefire_or_agreement ban_sanction_designation border_closure_restriction mobilization base_established protest expulsion_repatriation"
)
LASTING = PEACEFUL | {"abduction"}
_APART = frozenset(
    {"abduction", "property_destruction"}
)  # joined with attacks only where the tree or a shared victim ties them
_VAGUE = word_set(
    "person people man woman civilian victim casualty other member someone body life one individual child vehicle building house thing"
)


@dataclass(slots=True)
class Cluster:
    """One event: its mentions in text order and what they share."""

    triggers: list[Trigger] = field(default_factory=list)
    dates: list[When] = field(default_factory=list)
    places: list[Where] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # words of the names of its patients
    heads: set[str] = field(default_factory=set)  # head nouns of its patients that are not vague
    types: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    claims: list[tuple[Filler, str]] = field(default_factory=list)  # by responsibility: who, how

    @property
    def first(self) -> int:
        """Its first sentence."""
        return self.triggers[0].sentence

    @property
    def sentences(self) -> set[int]:
        """The sentences that tell of it."""
        return {t.sentence for t in self.triggers}

    def tokens(self) -> set[int]:
        """The tokens of its triggers."""
        return {t.token for t in self.triggers}

    @property
    def counted(self) -> bool:
        """Whether a mention says that it happened, or nearly."""
        return any(t.status in COUNTED for t in self.triggers)

    def patients(self) -> list[Filler]:
        """Whom and what it hit."""
        return [f for t in self.triggers for f in t.patients]

    def agents(self) -> list[Filler]:
        """Who did it, as the mentions tell."""
        return [f for t in self.triggers for f in t.agents]

    def weapons(self) -> list[Filler]:
        """With what."""
        return [f for t in self.triggers for f in t.weapons]


@dataclass(slots=True)
class Facts:
    """What one trigger brings to the comparison."""

    trigger: Trigger
    when: When | None
    where: list[Where]
    names: set[str]
    heads: set[str]
    numbers: set[int]
    loss: bool = False  # the attackers' own dead
    blamed: bool = False  # a word of responsibility stands in the sentence


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
        home = _home(document, facts, clusters)
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
        if len(c.triggers) != 1 or not things or not c.types <= _VIOLENT - {"abduction"}:
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
    if trigger.noun or trigger.background or trigger.act.type not in _VIOLENT:
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


def _home(document: Document, facts: Facts, clusters: list[Cluster]) -> Cluster | None:
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
        lost = facts.loss and c.types <= _VIOLENT and any(attackers_lost(document, trigger, t) for t in c.triggers)
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
    fitting = [c for c in open_ if _types_agree(c, trigger) and not conflict(document, facts, c)]
    if trigger.noun:  # whom a state hanged was not attacked
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


def _counted_anew(facts: Facts, c: Cluster) -> bool:
    """ "Six soldiers died": told far from "12 soldiers were killed", another number of the same kind is another event."""
    apart = facts.numbers and c.numbers and not facts.numbers & c.numbers
    return bool(apart) and facts.trigger.sentence - max(c.sentences) > NEAR_BY


def _in_one_breath(document: Document, trigger: Trigger, c: Cluster) -> bool:
    """ "shot dead 23 passengers and burned ten vehicles": violent acts of one subject, told by coordinated verbs."""
    verb = document.doc[trigger.token]
    if trigger.noun or verb.dep_ != "conj" or trigger.act.type not in _VIOLENT - {"abduction"}:
        return False
    if any(w.dep_ in ("nsubj", "nsubjpass") for w in verb.children) or not trigger.agents:
        return False
    before = next((t for t in c.triggers if t.token == verb.head.i), None)
    return before is not None and before.act.type in _VIOLENT - {"abduction"} and trigger.status == before.status


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
    kinds = _BOMBS if trigger.act.type in _BOMBS else {trigger.act.type}
    called = [c for c in near if any(t.act.type in kinds for t in c.triggers)] if trigger.noun else []
    return max(called or near or fitting, key=lambda c: (len(c.triggers), -c.first))


def _same_kind(c: Cluster, trigger: Trigger) -> bool:
    return trigger.act.type in c.types or bool(c.types & GENERAL) or trigger.act.type in GENERAL


def _types_agree(c: Cluster, trigger: Trigger) -> bool:
    """Whether one event can be told by all of these acts."""
    kind = trigger.act.type
    specific = c.types - GENERAL
    if kind in c.types or not specific:
        return kind in GENERAL or kind in c.types or kind in _CARRIERS - _APART
    if kind in GENERAL:
        if specific & _APART:
            return False
        if specific == {"security_operation"}:
            return all(f.cls in ("state", "perpetrator", "group") or f.category in _ARMED for f in trigger.patients)
        return specific <= _CARRIERS
    if kind in _BOMBS and specific & _BOMBS:
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
    return kinds <= GENERAL | {"abduction", "targeted_killing", "attack_on_civilians"} or kinds <= GENERAL | _BOMBS | {
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


__all__ = ["Cluster", "attackers_killed", "cluster"]
