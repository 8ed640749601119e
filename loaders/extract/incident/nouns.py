"""Event nouns that open an incident ("the murder of X by Y", "a guerrilla attack on Z"), and their arguments."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.bodies import is_body
from loaders.extract.incident.filler import HUMAN, Filler, classify
from loaders.extract.incident.fillers import make
from loaders.extract.incident.generic import generic_noun, habitual
from loaders.extract.incident.grammar import (
    antecedent,
    is_passive,
    lemma,
    particle,
    prepositional,
    subjects,
    surface_subject,
)
from loaders.extract.incident.lexicon import Act, event_at, key, lexicon, noun_at
from loaders.extract.incident.mention import (
    DOERS,
    FRONT,
    NEAR,
    ON,
    Trigger,
    damaged,
    doers,
    is_thing,
    is_time,
    owners,
    take_agents,
    take_patients,
    take_weapons,
)
from loaders.extract.incident.noun_status import read_noun
from loaders.extract.incident.status import read_verb
from loaders.extract.incident.words import word_set
from schema.records import COUNTED, Status

_OF_PATIENT = word_set(
    "bombing shelling air_strike abduction arson destruction attack sexual beating looting robbery territory explosion expulsion arrest sabotage"
)
_BLASTS = word_set("explosion attack bombing suicide_bombing throwing shelling air_strike")
_MODIFIED = word_set("attack bombing suicide_bombing explosion sabotage arson")
_GROUPED = word_set("series wave string number spate act")
_AIMED = word_set("target objective object victim scene site")
_BY_STATES = word_set("air_strike strikes shelling operation campaign")
_HITS = word_set("target hit strike destroy damage rock shatter shake affect")
_OTHER = word_set("another separate similar previous earlier second different recent")
_ACCUSE = word_set("accuse blame charge suspect condemn convict")
_FORCES = frozenset({"State", "GovernmentBody", "SecurityForce", "ArmedGroup", "IGO"})
_OF_PARTIES = word_set("campaign election electoral party")  # rallies that ask for votes
_ANSWER = word_set("respond retaliate reply answer react hit strike")
_BODIES = word_set("perpetrator organisation group state name")


def noun_trigger(document: Document, sentence: Sentence, noun: Token, act: Act, width: int) -> Trigger:
    """The mention that an event noun of `width` words makes."""
    reading = read_noun(noun)
    trigger = Trigger(
        noun.i, sentence.index, act, noun=True, width=width, status=reading.status, hedged=reading.hedged, effect=act.effect, anchors=[noun.i]
    )  # fmt: skip
    trigger.plural = noun.tag_ in ("NNS", "NNPS") or (
        noun.lower_.endswith("s") and not noun.lower_.endswith("ss") and key(noun) != noun.lower_
    )
    for child in noun.children:
        if child.dep_ == "det":
            trigger.definite = trigger.definite or child.lower_ in ("the", "this", "that", "these", "those")
            trigger.demonstrative = trigger.demonstrative or child.lower_ in ("this", "that", "these", "those")
            trigger.new = trigger.new or child.lower_ in ("a", "an", "another")
        elif child.dep_ == "poss" and is_time(child):
            trigger.definite = True  # "Thursday's shooting"
        elif child.dep_ == "amod" and child.lower_ in _OTHER:
            trigger.new = True
    trigger.named = _called(noun)
    if noun.dep_ == "attr":  # "this was a coordinated attack"
        subject = surface_subject(noun.head)
        if subject is not None and subject.lower_ in ("this", "that", "it"):
            trigger.definite = trigger.demonstrative = True
            trigger.new = False
    trigger.generic = generic_noun(noun) or (act.name == "protest" and any(c.lower_ in _OF_PARTIES for c in noun.lefts))
    if act.name != "suicide_bombing":
        parts = [document.doc[i] for i in range(noun.i - width + 1, noun.i)]
        arms = [make(document, p) for p in parts if (n := noun_at(p)) is not None and n.weapon is not None]
        trigger.weapons += arms
        trigger.agents += [o for f in arms for o in owners(document, f)]
    _patients(document, trigger, noun)
    _agents(document, trigger, noun)
    for child in noun.children:
        if child.dep_ in ("compound", "amod", "nmod") and child.i < noun.i - width + 1:
            _modifier(document, trigger, child)
        elif child.dep_ in ("acl", "relcl"):
            _clause(document, trigger, child)
    _named_in_front(document, trigger, noun, width)
    if act.effect is not None:  # "the deaths of four soldiers in a rocket attack"
        within = (obj for _, obj in prepositional(noun, word_set("in during from")) if obj.dep_ == "pobj")
        trigger.events.update(obj.i for obj in within if event_at(obj) is not None)
    for _, obj in prepositional(noun, frozenset({"with", "using", "involving"})):
        if obj.dep_ == "pobj":
            take_weapons(document, trigger, obj)
    _governor(document, trigger, noun)
    return trigger


def _named_in_front(document: Document, trigger: Trigger, noun: Token, width: int) -> None:
    """ "U.S.-led coalition air strikes", where the event noun counts as the last word of the name."""
    mention = document.mention_of(noun.i)
    end = noun.i - width + 1
    if mention is None or mention.kind not in _FORCES or mention.start >= end:
        return
    for child in noun.children:
        if mention.start <= child.i < end:
            trigger.agents = [f for f in trigger.agents if f.head != child.i]
    trigger.agents.append(Filler(noun.i, mention.start, end, "state"))


def _called(noun: Token) -> bool:
    """A name of its own: "Operation X", "a campaign called X"."""
    if any(c.dep_ in ("compound", "appos") and c.pos_ == "PROPN" and noun.tag_ == "NNP" for c in noun.children):
        return True
    return any(
        c.dep_ == "acl"
        and lemma(c) in ("call", "name", "dub", "codename")
        and any(o.pos_ == "PROPN" for o in c.subtree if o.i > c.i)
        for c in noun.children
    )


def _governor(document: Document, trigger: Trigger, noun: Token) -> None:
    """What the clause around the noun adds: a light verb's subject and prepositions, what the event hit, what was its target."""
    head = _lender(noun)
    if head is not None:
        trigger.anchors.append(head.i)
        trigger.generic = trigger.generic or (habitual(head) and trigger.plural)
        above = read_verb(head).status
        if above is Status.denied and not trigger.definite:
            trigger.status = Status.denied
        if above is Status.denied and trigger.definite:  # "denied that it had carried out the attack": it took place
            trigger.deniers += doers(document, subjects(head))
        elif (above in COUNTED or not trigger.definite) and not _accused(head):
            take_agents(document, trigger, subjects(head))
        take_patients(
            document,
            trigger,
            [o for _, o in prepositional(head, ON - {"at", "into"}) if o.dep_ == "pobj" and o.i > head.i],
        )
        if not is_passive(head):
            for _, obj in prepositional(head, frozenset({"with", "using"})):
                if obj.dep_ == "pobj":
                    take_weapons(document, trigger, obj)
    elif noun.dep_ in ("nsubj", "nsubjpass") and noun.head.pos_ in ("VERB", "AUX"):
        trigger.anchors.append(noun.head.i)
        _subject_of(document, trigger, noun.head)
    elif noun.dep_ == "pobj" and noun.head.lower_ == "of" and key(noun.head.head) in _AIMED:
        aim = noun.head.head
        if aim.dep_ == "attr" and aim.head.pos_ in ("AUX", "VERB"):
            subject = surface_subject(aim.head)
            if subject is not None:
                take_patients(document, trigger, [subject])
                trigger.generic = False


def _accused(verb: Token) -> bool:
    """ "accused X of carrying out the attack": that X did it is the accuser's word."""
    return verb.dep_ == "pcomp" and verb.head.lower_ in ("of", "for", "with", "in") and lemma(verb.head.head) in _ACCUSE


def _lender(noun: Token) -> Token | None:
    """The light verb whose object (or passive subject) the event noun is."""
    node = noun
    while node.dep_ == "conj" and node.head.pos_ in ("NOUN", "PROPN"):
        node = node.head
    if node.dep_ == "pobj" and node.head.lower_ == "of" and key(node.head.head) in _GROUPED:
        node = node.head.head
    if node.dep_ == "pobj" and node.head.lower_ in ("with", "by") and lemma(node.head.head) in _ANSWER:
        return node.head.head  # "responded with air strikes"
    if node.dep_ in ("dobj", "nsubjpass") and node.head.pos_ == "VERB":
        base, part = lemma(node.head), particle(node.head)
        if base in lexicon().light or (part is not None and f"{base}_{part}" in lexicon().light):
            return node.head
    if node.dep_ in ("dobj", "nsubjpass") and lemma(node.head) == "carry":
        return node.head
    return None


def _patients(document: Document, trigger: Trigger, noun: Token) -> None:
    act = trigger.act.name
    names = ON | {"of"} if trigger.effect is not None or act in _OF_PATIENT else ON
    for source in _sharing(noun):
        for name, obj in prepositional(source, names):
            if obj.dep_ != "pobj" or is_time(obj) or (name == "on" and _blamed_on(source)):
                continue
            cls = classify(document, obj)[0]
            if name in ("at", "into", "toward", "towards", "upon") and cls not in HUMAN and not is_thing(document, obj):
                continue
            if name == "of" and act == "attack" and cls in ("perpetrator", "group"):
                take_agents(document, trigger, [obj])
                continue
            take_patients(document, trigger, [obj])
    if act == "clash":
        take_patients(
            document,
            trigger,
            [obj for _, obj in prepositional(noun, word_set("between with among")) if obj.dep_ == "pobj"],
        )
    if act in _BLASTS:
        found = prepositional(noun, NEAR - ON)
        take_patients(
            document,
            trigger,
            [o for n, o in found if o.dep_ == "pobj" and is_thing(document, o) and (n in FRONT or n == "in")],
        )
    if trigger.effect is not None or act in ("sexual", "arson", "beating"):
        take_patients(document, trigger, [c for c in noun.children if _possessor(document, c)])


def _blamed_on(noun: Token) -> bool:
    """ "blamed the attack on X": X did it."""
    return noun.dep_ == "dobj" and lemma(noun.head) in ("blame", "pin")


def _sharing(noun: Token) -> list[Token]:
    """The noun and event nouns coordinated with it: "the kidnapping and murder of X"."""
    found, node = [noun], noun
    while node.dep_ == "conj" and node.head.pos_ == "NOUN" and event_at(node.head) is not None:
        node = node.head
        found.append(node)
    return found + [c for c in noun.children if c.dep_ == "conj" and c.pos_ == "NOUN" and event_at(c) is not None]


def _possessor(document: Document, child: Token) -> bool:
    """ "X's murder", "the Jaramillo assassination"."""
    if child.dep_ == "poss":
        return not is_time(child)
    return (
        child.dep_ in ("compound", "amod", "nmod")
        and child.pos_ in ("NOUN", "PROPN")
        and child.ent_type_ not in ("GPE", "LOC", "NORP", "ORG")
        and classify(document, child)[0] in ("person", "name", "state")
    )


def _agents(document: Document, trigger: Trigger, noun: Token) -> None:
    by = [obj for _, obj in prepositional(noun, frozenset({"by", "from"})) if obj.dep_ == "pobj"]
    take_agents(document, trigger, [obj for obj in by if classify(document, obj)[0] in DOERS])
    if trigger.effect is None:
        take_agents(
            document,
            trigger,
            [
                c
                for c in noun.children
                if c.dep_ == "poss"
                and c.ent_type_ not in ("DATE", "TIME", "GPE", "LOC")
                and classify(document, c)[0] in _BODIES
            ],
        )


def _modifier(document: Document, trigger: Trigger, child: Token) -> None:
    """ "guerrilla attack", "FMLN offensive", "embassy attack", "bomb attack", "police station attack"."""
    cls, noun = classify(document, child)
    act = trigger.act.name
    mention = document.mention_of(child.i)
    if act in _BY_STATES and mention is not None and mention.kind in ("State", "SecurityForce"):
        trigger.agents.append(make(document, child))  # "a U.S. air strike", "a Turkish offensive"
        return
    if noun is not None and noun.weapon is not None:
        trigger.weapons.append(make(document, child))
    elif act in _BY_STATES and noun is not None and noun.classes & {"state"} and child.dep_ != "amod":
        trigger.agents.append(make(document, child))  # "army shelling", "coalition air strikes"
    elif is_time(child):
        return
    elif cls in ("perpetrator", "group") or (cls == "organisation" and is_body(document, child)):
        if act not in ("killing", "murder", "arrest") or child.ent_type_ in ("ORG", "NORP"):
            take_agents(document, trigger, [child])
    elif cls == "state" and act in ("operation", "shelling", "air_strike", "arrest"):
        take_agents(document, trigger, [child])
    elif cls == "thing" and act in _MODIFIED and (noun is None or "vehicle" not in noun.classes):
        take_patients(document, trigger, [child])
    elif child.lower_ in ("guerrilla", "terrorist", "rebel", "insurgent", "militant", "extremist"):
        trigger.agents.append(make(document, child))


def _clause(document: Document, trigger: Trigger, clause: Token) -> None:
    """ "an attack carried out by X", "an attack targeting X", "an attack involving rockets"."""
    base = lemma(clause)
    if base in lexicon().light or base == "carry":
        take_agents(document, trigger, subjects(clause))
        trigger.anchors.append(clause.i)
    elif base in ("target", "aim", "direct"):
        take_patients(document, trigger, [antecedent(c) for c in clause.children if c.dep_ == "dobj"])
        take_patients(document, trigger, [obj for _, obj in prepositional(clause, ON) if obj.dep_ == "pobj"])
    elif base in ("involve", "use"):
        for child in clause.children:
            if child.dep_ == "dobj":
                take_weapons(document, trigger, child)
    elif base in lexicon().occurs:
        trigger.anchors.append(clause.i)


def _subject_of(document: Document, trigger: Trigger, verb: Token) -> None:
    """ "The attack targeted X", "the blast damaged the school", "the bombing was carried out by X"."""
    base = lemma(verb)
    if is_passive(verb):
        if base in lexicon().light or base == "carry":
            take_agents(document, trigger, subjects(verb))
        elif base in ("direct", "aim"):
            take_patients(document, trigger, [obj for _, obj in prepositional(verb, ON) if obj.dep_ == "pobj"])
        return
    if base in _HITS and not any(event_at(c) for c in verb.children if c.dep_ == "dobj"):
        take_patients(document, trigger, [c for c in verb.children if c.dep_ == "dobj"])
    take_patients(document, trigger, damaged(verb))
    if base in lexicon().occurs or base == "take":
        near = [o for n, o in prepositional(verb, NEAR) if o.dep_ == "pobj" and n in FRONT and is_thing(document, o)]
        take_patients(document, trigger, near)
