"""One mention of an incident: its trigger word, status and arguments, and how arguments are taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.avowed import avowed
from loaders.extract.incident.filler import HUMAN, Filler, classify
from loaders.extract.incident.fillers import fillers, make
from loaders.extract.incident.grammar import prepositional
from loaders.extract.incident.lexicon import Act, event_at, key, lexicon, noun_at
from loaders.extract.incident.places import Where
from loaders.extract.incident.words import word_set
from schema.records import Status

_FLOWN = frozenset({"air", "projectile"})
_OWNERS = frozenset({"State", "GovernmentBody", "SecurityForce", "ArmedGroup"})
DOERS = word_set("person perpetrator state organisation group name")
_HIT = word_set("person perpetrator state thing organisation name group")
_PLACES_HIT = word_set("attack bombing shelling territory air_strike operation hitting")
_LAUNCH = word_set("launch fire shoot drop release")
_HARM = frozenset({"killed", "injured", "hit"})
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday today yesterday tomorrow week month year day night morning afternoon evening hour minute war"
)
ON = word_set("on against at upon toward towards into")
NEAR = word_set("outside near in at inside against on beside opposite under behind toward towards")
FRONT = frozenset({"outside", "near", "in front", "beside", "opposite", "inside", "against", "under", "next"})


@dataclass(slots=True)
class Trigger:
    """One mention of an incident, with its arguments."""

    token: int
    sentence: int
    act: Act
    noun: bool
    width: int = 1
    status: Status = Status.occurred
    hedged: bool = False
    generic: bool = False
    definite: bool = False
    demonstrative: bool = False
    new: bool = False
    plural: bool = False
    lost: bool = False  # it tells of the attackers' own dead
    named: bool = False  # "Operation X", "a campaign called X"
    effect: str | None = None
    agents: list[Filler] = field(default_factory=list)
    deniers: list[Filler] = field(default_factory=list)  # who says that they did not do it
    patients: list[Filler] = field(default_factory=list)
    weapons: list[Filler] = field(default_factory=list)
    events: set[int] = field(default_factory=set)  # tokens of mentions of the same event ("the attack killed …")
    background: bool = False  # a modifier ("the murdered priest"): known already
    where: list[Where] = field(default_factory=list)  # best first
    anchors: list[int] = field(default_factory=list)  # tokens whose surroundings hold date and place


def is_thing(document: Document, token: Token) -> bool:
    """A thing or body that can be aimed at."""
    return classify(document, token)[0] in ("thing", "organisation")


def is_time(token: Token) -> bool:
    """A word of the calendar, whatever the parser made of it."""
    return key(token) in _CALENDAR or (token.ent_type_ in ("DATE", "TIME") and noun_at(token) is None)


def take_agents(document: Document, trigger: Trigger, tokens: Iterable[Token]) -> None:
    """Doers into agents, explosives into weapons, event nouns into the same event; of what is flown or fired also the owner."""
    for token in tokens:
        if token.pos_ in ("NOUN", "PROPN") and event_at(token) is not None:
            trigger.events.add(token.i)
            continue
        own = avowed(document, token)
        if own:
            trigger.agents.extend(own)
            continue
        for filler in fillers(document, token):
            if filler.weapon is not None or filler.cls == "weapon":
                for weapon in (filler, *launchers(document, filler)):
                    trigger.weapons.append(weapon)
                    trigger.agents.extend(owners(document, weapon))
            elif filler.cls in DOERS or filler.cls == "place":
                trigger.agents.append(filler)


def launchers(document: Document, weapon: Filler) -> list[Filler]:
    """ "a missile launched from a U.S. drone": the drone."""
    deeds = (c for c in document.doc[weapon.head].children if c.dep_ == "acl" and c.lemma_.lower() in _LAUNCH)
    from_ = (obj for deed in deeds for _, obj in prepositional(deed, frozenset({"from", "by"})) if obj.dep_ == "pobj")
    return [f for obj in from_ for f in fillers(document, obj) if f.weapon == "air"]


def owners(document: Document, weapon: Filler) -> list[Filler]:
    """Whose drones, jets or rockets they are: "Turkish warplanes", "junta jets", "rebel rockets"."""
    head = document.doc[weapon.head]
    if weapon.weapon not in _FLOWN:
        return []
    mention = document.mention_of(weapon.head)
    if mention is not None and mention.kind in _OWNERS and weapon.start < weapon.head:
        return [Filler(weapon.head, weapon.start, weapon.head, "state")]
    found = []
    for child in head.children:
        name = noun_at(head)
        own = head.i if name is None else head.i - len(name.words) + 1  # "fighter" of "fighter jets" owns nothing
        if child.dep_ not in ("compound", "amod", "nmod", "poss") or child.i >= own:
            continue
        mention = document.mention_of(child.i)
        known = mention is not None and mention.kind in _OWNERS
        noun = noun_at(child)
        if known or (noun is not None and noun.weapon is None and noun.classes & {"state", "perpetrator"}):
            found.append(make(document, child))
    return found


def doers(document: Document, tokens: Iterable[Token]) -> list[Filler]:
    """Those of the words' fillers that can do a deed."""
    return [f for token in tokens for f in fillers(document, token) if f.cls in DOERS or f.cls == "place"]


def take_patients(document: Document, trigger: Trigger, tokens: Iterable[Token]) -> None:
    """People, things and bodies that it befell; of "the windows of the bank" the bank."""
    for token in tokens:
        if is_time(token) or (
            token.pos_ in ("NOUN", "PROPN") and event_at(token) is not None and noun_at(token) is None
        ):
            continue
        if token.pos_ == "NUM" and trigger.effect is None:
            continue
        if any(c.lower_ == "many" and any(h.lower_ == "how" for h in c.children) for c in token.children):
            continue  # "it is unclear how many people were killed"
        for filler in fillers(document, token):
            if filler.weapon is not None and filler.cls == "weapon":
                trigger.weapons.append(filler)
            elif (
                filler.cls in _HIT
                or (filler.cls == "other" and (trigger.effect in _HARM or filler.number is not None) and trigger.effect)
                or (filler.cls == "place" and trigger.act.name in _PLACES_HIT)
            ):
                trigger.patients.append(filler)


def take_weapons(document: Document, trigger: Trigger, token: Token) -> None:
    """Weapons into weapons."""
    trigger.weapons.extend(f for f in fillers(document, token) if f.cls == "weapon" or f.weapon is not None)


def things_near(document: Document, token: Token, names: Iterable[str]) -> list[Token]:
    """Buildings outside, near, in front of which it was."""
    return [
        obj
        for name, obj in prepositional(token, NEAR)
        if obj.dep_ == "pobj" and name in names and is_thing(document, obj)
    ]


def damaged(verb: Token) -> list[Token]:
    """ "caused serious damage to X": X."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ == "dobj" and key(child) in ("damage", "destruction", "harm", "injury"):
            found += [obj for _, obj in prepositional(child, frozenset({"to", "on"})) if obj.dep_ == "pobj"]
            found += [obj for _, obj in prepositional(verb, frozenset({"to", "on"})) if obj.dep_ == "pobj"]
    return found


def is_human(filler: Filler) -> bool:
    """A person or people."""
    return filler.cls in HUMAN


def lender(noun: Token) -> bool:
    """Whether a word is a light verb of the lexicon."""
    return noun.lemma_.lower() in lexicon().light
