"""Verbs that open an incident: which act they tell, whether what the act needs is there, and their arguments."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.bodies import is_body
from loaders.extract.incident.filler import HUMAN, Filler, classify
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
from loaders.extract.incident.lexicon import Act, event_at, key, lexicon, noun_at
from loaders.extract.incident.mention import (
    FRONT,
    NEAR,
    ON,
    Trigger,
    is_thing,
    take_agents,
    take_patients,
    take_weapons,
    things_near,
)
from loaders.extract.incident.settings import GEOGRAPHIC
from loaders.extract.incident.status import habitual, read_verb
from loaders.extract.incident.words import word_set
from schema.records import Status

_WITH = word_set("with using")
_AGREED = word_set("on to upon")
_BETWEEN = word_set("between with among")
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
_SELF = word_set("himself herself themselves itself")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(k.split("_")[0] for k in lexicon().verbs)


def verb_act(document: Document, verb: Token) -> Act | None:
    """The act that this verb tells, by its longest key, if what the act needs is there."""
    base = lemma(verb)
    if base not in _first_words():
        base = verb.lower_[:-1] if verb.lower_.endswith("ed") else base  # the tagger makes "rap" of "raped"
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
        return any(_is(document, s, act.needs) for s in owner)
    if act.name == "ceasefire" and not is_passive(verb) and not patients_of(verb, act):
        subject = surface_subject(verb)
        return subject is not None and _is(document, subject, act.needs)
    if act.name == "protest":
        return not _purpose(verb) and any(_is(document, s, act.needs) for s in subjects(verb))
    if act.name == "holding" and not any(t.lower_ in _CAPTIVES for t in verb.sent):
        held = lemma(verb) in ("hold", "seize") and any(
            _is(document, s, frozenset({"militant"})) for s in subjects(verb)
        )
        if not held:
            return False
    if act.name == "holding" and lemma(verb) == "seize" and all(map(_unknown_name, patients_of(verb, act))):
        return False  # "militants seized X": a town, unless X is known for a person
    patients = patients_of(verb, act)
    if (
        act.name == "hitting"
        and lemma(verb) == "fire"
        and any(_is(document, p, frozenset({"person"})) for p in patients_of(verb, act))
    ):
        return False  # a dismissal
    if act.name == "mobilization" and lemma(verb) == "send" and (verb.dep_ == "pcomp" or not _whither(verb)):
        return False  # "ruled out sending troops"
    if act.name == "ban" and any((n := noun_at(p)) is not None and n.classes & {"person", "state"} for p in patients):
        return False
    if act.name == "hitting" and not patients:
        return True
    return not act.needs or any(_is(document, p, act.needs) for p in patients)


def _whither(verb: Token) -> bool:
    """Whether it is told where to, or when: "sent tanks to the border", "sent tanks on Monday"."""
    noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
    near = [verb, noun] if noun is not None else [verb]
    return any(True for w in near for _ in prepositional(w, word_set("to into in on across along")))


def _unknown_name(token: Token) -> bool:
    return token.pos_ == "PROPN" and noun_at(token) is None and not any(c.dep_ == "compound" for c in token.lefts)


def _purpose(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _is(document: Document, token: Token, needs: frozenset[str]) -> bool:
    """Whether a noun (or what "dozens of" carries) is of one of these classes."""
    if key(token) in _CONTAINERS:
        return any(
            _is(document, obj, needs) for _, obj in prepositional(token, frozenset({"of"})) if obj.dep_ == "pobj"
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


_CASES = word_set("case instance example")
_OFFICES = word_set("government authority official agency")
_CONTAINERS = word_set(
    "cache haul shipment consignment stockpile load quantity amount supply kilogram kilo kg ton tonne batch"
)
_BODIES = word_set(
    "party movement charity group organisation organization outfit network militia association union front"
)
_LADEN = word_set("bomb explosive explosives laden packed rigged loaded dynamite")


def verb_trigger(document: Document, sentence: Sentence, verb: Token, act: Act) -> Trigger:
    """The mention that a verb makes."""
    reading = read_verb(verb)
    trigger = Trigger(
        verb.i,
        sentence.index,
        act,
        noun=False,
        status=reading.status,
        hedged=reading.hedged,
        effect=act.effect,
        anchors=[verb.i],
    )
    trigger.background = verb.dep_ == "amod"
    if act.name == "ceasefire" and verb.dep_ == "xcomp" and lemma(verb.head) == "agree":
        trigger.status = read_verb(verb.head).status  # that they agree is the event
        trigger.anchors.append(verb.head.i)
    agents, patients = subjects(verb), patients_of(verb, act)
    if reading.status is Status.foiled and verb.dep_ in ("xcomp", "advcl"):
        agents = []  # who foiled it did not do it
    counted = verb.dep_ == "acl" and verb.head.dep_ == "pobj" and verb.head.head.lower_ == "of"
    if counted and key(verb.head.head.head) in lexicon().lists["generic.counters"] | _CASES:
        trigger.generic = True  # "the number of soldiers killed", "cases of guards turning their guns on"
    if any(t.lower_ in ("percent", "%") for p in patients for c in p.lefts for t in c.subtree):
        trigger.generic = True  # "55 percent more children were killed"
    trigger.generic = trigger.generic or (
        not trigger.background
        and (
            habitual(verb)
            or (act.name == "planting" and _in_passing(verb, agents))
            or _unowned(verb, agents)
            or _vague(document, verb, patients)
        )
    )
    if act.name == "contact":  # "their vehicle hit a roadside bomb"
        for token in patients:
            take_weapons(document, trigger, token)
        agents, patients = [], agents
    elif act.name in ("explosion", "planting", "throwing", "firing", "dropping"):
        agents, patients = _explosive(document, trigger, verb, agents, patients)
    elif act.name == "bombing" and any(p.lower_ in _SELF for p in patients):
        trigger.act = Act("suicide_bombing", "suicide_bombing")
        patients = things_near(document, verb, NEAR)
    elif act.name == "clash":
        who = [document.mention_of(a.i) for a in agents]
        trigger.generic = trigger.generic or any(
            m is not None and m.kind == "Person" for m in who
        )  # politicians quarrel
        patients = [*patients, *(obj for _, obj in prepositional(verb, _BETWEEN) if obj.dep_ == "pobj")]
    elif act.name in ("dying", "suffering"):
        patients, agents = agents, []
    elif act.name == "protest":
        patients = []
    elif act.name == "ceasefire":
        trigger.definite = any(
            c.lower_ in ("the", "this", "that") for p in patients for c in p.children if c.dep_ == "det"
        )
        agents = [*agents, *_sides(patients or agents)]
        agents, patients = [a for a in agents if not _is(document, a, act.needs)], []
    elif act.name == "seizure":
        for token in patients:
            for _, obj in prepositional(token, frozenset({"of"})):
                take_weapons(document, trigger, obj)
    elif act.name == "robbery" and lemma(verb) == "steal":
        patients = [obj for _, obj in prepositional(verb, frozenset({"from"})) if obj.dep_ == "pobj"]
    if act.name == "ban" and is_passive(verb) and not agents:
        named = [obj for _, obj in prepositional(verb, frozenset({"as"})) if obj.dep_ == "pobj"]
        agents = [obj for noun in named for _, obj in prepositional(noun, frozenset({"by"})) if obj.dep_ == "pobj"]
    if act.name == "foiling":
        agents, patients = _plot(trigger, verb, patients)
        trigger.status = Status.foiled if trigger.status is Status.occurred else trigger.status
    take_agents(document, trigger, agents)
    take_patients(document, trigger, patients)
    if act.name == "bombing" and any(f.weapon == "air" for f in trigger.weapons):
        trigger.act = Act(act.name, "air_drone_strike", act.effect)
    if act.name == "attack" and _shot_down(document, trigger, verb):
        trigger.generic = True  # "shot down nine of the ten drones": a defence, not an attack
    _instruments(document, trigger, verb)
    _same_event(trigger, verb)
    return trigger


def _plot(trigger: Trigger, verb: Token, plots: list[Token]) -> tuple[list[Token], list[Token]]:
    """(who plotted, against what) of a plot that was foiled; its infinitive ("a plan to attack X") is the same event."""
    who: list[Token] = []
    what: list[Token] = []
    for deed in (c for c in verb.children if c.dep_ in ("xcomp", "advcl") and _purpose(c)):
        if any(deed.left_edge.i - 1 == p.i for p in plots):  # "foiled a plot to bomb X": the parser hung it on "foiled"
            trigger.events.add(deed.i)
            what += [c for c in deed.children if c.dep_ == "dobj"]
    for plot in plots:
        who += [obj for _, obj in prepositional(plot, frozenset({"by", "of"})) if obj.dep_ == "pobj"]
        who += [c for c in plot.children if c.dep_ == "poss"]
        what += [obj for _, obj in prepositional(plot, ON) if obj.dep_ == "pobj"]
        for deed in (c for c in plot.children if c.dep_ in ("acl", "relcl") and c.pos_ == "VERB"):
            trigger.events.add(deed.i)
            what += [c for c in deed.children if c.dep_ == "dobj"]
    return who, what


def _shot_down(document: Document, trigger: Trigger, verb: Token) -> bool:
    """Only weapons were brought down."""
    if particle(verb) != "down":
        return False
    brought = [f for token in patients_of(verb, trigger.act) for f in fillers(document, token)]
    return bool(brought) and all(
        f.weapon == "projectile" or key(document.doc[f.head]) in ("drone", "uav") for f in brought
    )


def _sides(pacts: list[Token]) -> list[Token]:
    """Whose pact it is: "the TTP's ceasefire with Pakistan"."""
    found = [c for p in pacts for c in p.children if c.dep_ in ("poss", "compound", "nmod") and c.pos_ == "PROPN"]
    return found + [obj for p in pacts for _, obj in prepositional(p, _BETWEEN) if obj.dep_ == "pobj"]


def _unowned(verb: Token, agents: list[Token]) -> bool:
    """ "by blowing up pipelines nothing is won": a gerund without a doer tells of no one deed."""
    return (
        verb.dep_ in ("pcomp", "csubj")
        and verb.tag_ == "VBG"
        and not agents
        and verb.head.lower_ not in ("after", "before", "since")
    )


def _in_passing(verb: Token, agents: list[Token]) -> bool:
    """ "militants planting roadside bombs", "bombs planted along roads": what they were about, or how the bombs lay."""
    if verb.tag_ == "VBG":
        return not any(c.dep_ == "aux" for c in verb.children)
    return verb.dep_ == "acl" and not agents


def _vague(document: Document, verb: Token, patients: list[Token]) -> bool:
    """ "who have killed many judges": a record of deeds, not one."""
    perfect = any(c.dep_ == "aux" and c.lower_ in ("have", "has", "'ve", "had") for c in verb.children)
    return perfect and any(
        c.lower_ in ("many", "numerous", "countless", "thousands", "hundreds", "several")
        for p in patients
        for c in (p, *p.children)
    )


def _explosive(
    document: Document, trigger: Trigger, verb: Token, agents: list[Token], patients: list[Token]
) -> tuple[list[Token], list[Token]]:
    """ "a bomb exploded near X", "they planted a bomb at X": the explosive is the weapon, X the target."""
    intransitive = trigger.act.name == "explosion" and not patients
    for token in agents if intransitive else patients:
        trigger.weapons.extend(f for f in fillers(document, token) if f.weapon is not None or f.cls == "thing")
    near = [
        obj
        for name, obj in prepositional(verb, NEAR)
        if obj.dep_ == "pobj"
        and (is_thing(document, obj) or (name in FRONT and classify(document, obj)[0] in ("person", "place")))
    ]
    return ([] if intransitive else agents), near


def _instruments(document: Document, trigger: Trigger, verb: Token) -> None:
    for _, obj in prepositional(verb, _WITH | ({"by"} if is_passive(verb) else set())):
        if obj.dep_ == "pobj":
            take_weapons(document, trigger, obj)
    for child in verb.children:
        if child.dep_ == "advcl" and child.lower_ == "using":
            for obj in child.children:
                if obj.dep_ == "dobj":
                    take_weapons(document, trigger, obj)
        elif child.dep_ == "dobj" and lemma(verb) in ("use", "fire"):
            take_weapons(document, trigger, child)


def _same_event(trigger: Trigger, verb: Token) -> None:
    """Mentions that the tree ties to this one: "in an attack", "when a bomb exploded"."""
    for _, obj in prepositional(verb, word_set("in during by from")):
        if obj.dep_ == "pobj" and event_at(obj) is not None:
            trigger.events.add(obj.i)
    which = next((obj for _, obj in prepositional(verb, word_set("in during")) if obj.lower_ == "which"), None)
    if verb.dep_ == "relcl" and which is not None:  # "the attack on X near Y, in which …": however far it was hung
        start = verb.sent.start
        before = (verb.doc[i] for i in range(which.i - 1, start - 1, -1))
        named = next((t for t in before if t.pos_ in ("NOUN", "PROPN") and event_at(t) is not None), None)
        if named is not None:
            trigger.events.add(named.i)
    for child in verb.children:  # "as a result of", "because of", "due to"
        if child.dep_ in ("prep", "acomp", "advmod") and child.lower_ in ("as", "because", "due", "following", "after"):
            trigger.events.update(
                t.i
                for t in child.subtree
                if t.i < child.i + 8 and t.pos_ in ("NOUN", "PROPN") and event_at(t) is not None
            )
    for child in verb.children:
        if (
            child.dep_ == "advcl"
            and any(m.lower_ in ("when", "as") for m in child.children if m.dep_ in ("advmod", "mark"))
        ) or (child.dep_ == "advcl" and child.tag_ == "VBG"):
            trigger.events.add(child.i)
