"""The mention that a verb makes: status, doers, patients, weapons, and the events that the tree ties to it."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.filler import classify
from loaders.extract.incident.fillers import fillers
from loaders.extract.incident.generic import habitual
from loaders.extract.incident.grammar import is_passive, lemma, particle, prepositional, subjects
from loaders.extract.incident.lexicon import Act, event_at, key, lexicon
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
from loaders.extract.incident.status import read_verb
from loaders.extract.incident.verb_acts import is_of, patients_of, purpose
from loaders.extract.incident.words import word_set
from schema.records import Status

_WITH = word_set("with using")
_BETWEEN = word_set("between with among")
_SELF = word_set("himself herself themselves itself")
_CASES = word_set("case instance example")


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
        agents, patients = [a for a in agents if not is_of(document, a, act.needs)], []
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
    for deed in (c for c in verb.children if c.dep_ in ("xcomp", "advcl") and purpose(c)):
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
