"""Which act a verb tells, whether what the act needs is there, and whom it befalls."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.bodies import is_body
from loaders.extract.incident.filler import HUMAN, Filler
from loaders.extract.incident.fillers import fillers
from loaders.extract.incident.grammar import (
    inherited,
    is_passive,
    lemma,
    objects,
    particle,
    prepositional,
    subjects,
    surface_subject,
)
from loaders.extract.incident.lexicon import Act, key, lexicon, noun_at
from loaders.extract.incident.mention import ON
from loaders.extract.incident.places import GEOGRAPHIC
from loaders.extract.incident.words import word_set

_AGREED = word_set("on to upon")
_LIGHT_OBJECTS = word_set("gun weapon rifle fire hostage life gunfire control ablaze prisoner captive siege")
_BORROWED = word_set("turn open set take exchange claim trade hold lay")
_CAPTIVES = word_set(
    "hostage hostages kidnapped kidnappers kidnapping kidnap abducted abduction captors captive captivity captives ransom hijacked hijackers"
)
_PERSONS = word_set(
    "him her them he she they who whom us themselves others all both himself me you everyone someone somebody"
)
_LIFELESS = word_set(
    "time hope chance deal bill idea market plan career reputation joke interest feeling economy talk process dialogue peace democracy project "
    "image competition cause mission spirit"
)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(k.split("_")[0] for k in lexicon().verbs)


def verb_act(document: Document, verb: Token) -> Act | None:
    """The act that this verb tells, by its longest key, if what the act needs is there."""
    base = lemma(verb)
    if base not in _first_words():
        return None
    verbs = lexicon().verbs
    fired = next((a for a in verbs.get(base, ()) if a.name == "firing" and _has(document, verb, a)), None)
    if fired is not None:
        return fired  # "fired dozens of shells at the town": what was fired says more than "fire at"
    for k in _keys(verb, base):
        for act in verbs.get(k, ()):
            if not act.needs or _has(document, verb, act):
                return act
    return None


def _keys(verb: Token, base: str) -> list[str]:
    """Lookup keys, longest first: with object, preposition, particle, "to death"."""
    keys: list[str] = []
    for child in verb.children:
        if child.dep_ in ("dobj", "oprd", "attr", "acomp", "nsubjpass"):
            keys.append(f"{base}_{key(child)}")
        elif child.dep_ == "ccomp" and child.pos_ == "ADJ":
            keys.append(f"{base}_{child.lower_}")
        elif child.dep_ == "prep" and child.i > verb.i:
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None and key(inner) in ("death", "fire", "custody", "hostage", "prisoner", "captive"):
                keys.append("set_fire" if base == "set" else f"{base}_{key(inner)}")
            keys.append(f"{base}_{child.lower_}")
    part = particle(verb)
    if part is not None:
        keys.append(f"{base}_{part}")
    keys.append(base)
    return keys


def patients_of(verb: Token, act: Act) -> list[Token]:
    """Whom the act befalls: the object, or where that is part of the expression ("open fire on X", "set fire to X") what follows."""
    found = objects(verb)
    base = lemma(verb)
    if base == "leave":
        small = next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ in ("ADJ", "VERB", "NUM")), None)
        subject = (
            next((c for c in small.children if c.dep_ in ("nsubj", "nsubjpass")), None) if small is not None else None
        )
        found = found or ([subject] if subject is not None else [])
    if base in _BORROWED and not is_passive(verb):
        own = [p for p in found if key(p) not in _LIGHT_OBJECTS]
        own += [
            obj for _, obj in prepositional(verb, ON | {"to"}) if obj.dep_ == "pobj" and key(obj) not in _LIGHT_OBJECTS
        ]
        for child in verb.children:
            if child.dep_ == "dobj" and key(child) in _LIGHT_OBJECTS:
                own += [obj for _, obj in prepositional(child, ON | {"of", "to"}) if obj.dep_ == "pobj"]
        return own
    if act.name in ("attack", "hitting") and not is_passive(verb) and not any(c.dep_ == "dobj" for c in verb.children):
        found = [*found, *(obj for _, obj in prepositional(verb, ON) if obj.dep_ == "pobj")]
    if act.name == "contact" and not found:
        found = [obj for _, obj in prepositional(verb, word_set("over on into")) if obj.dep_ == "pobj"]
    if act.name == "ceasefire" and not found:
        found = [obj for _, obj in prepositional(verb, _AGREED) if obj.dep_ == "pobj"]
    return found


def _has(document: Document, verb: Token, act: Act) -> bool:
    """Whether the verb's patient (of "explode" and of protests the subject) is of a class that the act needs."""
    if act.name == "explosion" and not (any(c.dep_ == "dobj" for c in verb.children) or is_passive(verb)):
        subject = surface_subject(verb)
        owner = [subject] if subject is not None else inherited(verb)[:1]
        return any(is_of(document, s, act.needs) for s in owner)
    if act.name == "ceasefire" and not is_passive(verb) and not patients_of(verb, act):
        subject = surface_subject(verb)
        return subject is not None and is_of(document, subject, act.needs)
    if act.name == "protest":
        return not purpose(verb) and any(is_of(document, s, act.needs) for s in subjects(verb))
    if act.name == "holding" and not any(t.lower_ in _CAPTIVES for t in verb.sent):
        held = lemma(verb) in ("hold", "seize") and any(
            is_of(document, s, frozenset({"militant"})) for s in subjects(verb)
        )
        if not held:
            return False
    if act.name == "holding" and lemma(verb) == "seize" and all(map(_unknown_name, patients_of(verb, act))):
        return False  # "militants seized X": a town, unless X is known for a person
    patients = patients_of(verb, act)
    if (
        act.name == "hitting"
        and lemma(verb) == "fire"
        and any(is_of(document, p, frozenset({"person"})) for p in patients_of(verb, act))
    ):
        return False  # a dismissal
    if act.name == "mobilization" and lemma(verb) == "send" and (verb.dep_ == "pcomp" or not _whither(verb)):
        return False  # "ruled out sending troops"
    if act.name == "ban" and any((n := noun_at(p)) is not None and n.classes & {"person", "state"} for p in patients):
        return False
    if act.name == "hitting" and not patients:
        return True
    return not act.needs or any(is_of(document, p, act.needs) for p in patients)


def _whither(verb: Token) -> bool:
    """Whether it is told where to, or when: "sent tanks to the border", "sent tanks on Monday"."""
    noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
    near = [verb, noun] if noun is not None else [verb]
    return any(True for w in near for _ in prepositional(w, word_set("to into in on across along")))


def _unknown_name(token: Token) -> bool:
    return token.pos_ == "PROPN" and noun_at(token) is None and not any(c.dep_ == "compound" for c in token.lefts)


def purpose(verb: Token) -> bool:
    """Whether a verb stands in an infinitive with "to"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def is_of(document: Document, token: Token, needs: frozenset[str]) -> bool:
    """Whether a noun (or what "dozens of" carries) is of one of these classes."""
    if key(token) in _CONTAINERS:
        return any(
            is_of(document, obj, needs) for _, obj in prepositional(token, frozenset({"of"})) if obj.dep_ == "pobj"
        )
    if "person" in needs and (token.lower_ in _PERSONS or token.pos_ == "NUM" or token.ent_type_ == "NORP"):
        return True
    return any(_filler_is(document, f, needs) for f in fillers(document, token))


def _filler_is(document: Document, filler: Filler, needs: frozenset[str]) -> bool:
    head = document.doc[filler.head]
    noun = noun_at(head)
    classes = noun.classes if noun is not None else frozenset()
    vehicle = "vehicle" in classes
    if needs == {"militant"}:
        return filler.cls in ("perpetrator", "group")
    if needs & {"person", "militant", "captive"} and (filler.cls in HUMAN or filler.cls in ("group", "name")):
        return "captive" not in needs or filler.cls != "name"
    if "person" in needs and (
        head.ent_type_ == "NORP" or (filler.cls == "other" and filler.number is not None and key(head) not in _LIFELESS)
    ):
        return True
    if "captive" in needs and (vehicle or key(head) in ("ship", "plane", "embassy", "airliner", "aircraft", "train")):
        return True
    if "thing" in needs and (filler.cls in ("thing", "organisation") or vehicle) and "pact" not in classes:
        return True
    if "explosive" in needs and filler.weapon in ("explosive", "grenade"):
        return True
    if ("projectile" in needs and filler.weapon == "projectile") or ("weapon" in needs and filler.weapon is not None):
        return True
    if "vehicle" in needs and vehicle and any(t.lower_ in _LADEN for t in head.sent):
        return True
    if "place" in needs and (filler.cls in ("place", "name") or _unknown_name(head) or key(head) in GEOGRAPHIC):
        return True
    if "force" in needs and (("state" in classes and key(head) not in _OFFICES) or "asset" in classes):
        return True
    if needs & classes & {"border", "base", "pact", "crowd", "plot"}:
        return True
    if ("crowd" in needs and filler.cls in HUMAN) or ("militant" in needs and "perpetrator" in classes):
        return True
    if "group" in needs and key(head) in _BODIES:
        return True
    return "group" in needs and (filler.cls in ("group", "organisation", "perpetrator") or is_body(document, head))


_OFFICES = word_set("government authority official agency")
_CONTAINERS = word_set(
    "cache haul shipment consignment stockpile load quantity amount supply kilogram kilo kg ton tonne batch"
)
_BODIES = word_set(
    "party movement charity group organisation organization outfit network militia association union front"
)
_LADEN = word_set("bomb explosive explosives laden packed rigged loaded dynamite")
