"""Words that open an incident, verbs and event nouns, with their arguments read from the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.counts import Number
from loaders.extract.incident.fillers import HUMAN, Filler, classify, fillers, is_body, make
from loaders.extract.incident.grammar import (
    antecedent,
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
from loaders.extract.incident.status import generic_noun, habitual, read_noun, read_verb
from loaders.extract.incident.words import word_set
from schema.records import Status

_ON = frozenset({"on", "against", "at", "upon", "toward", "towards", "into"})
_OF = frozenset({"of"})
_BY = frozenset({"by"})
_FROM = frozenset({"from"})
_WITH = frozenset({"with", "using", "by"})
_BETWEEN = frozenset({"between", "with", "among"})
_NEAR = frozenset(
    {
        "outside",
        "near",
        "in",
        "at",
        "inside",
        "against",
        "on",
        "beside",
        "opposite",
        "under",
        "behind",
        "toward",
        "towards",
    }
)
_FRONT = frozenset({"outside", "near", "in front", "beside", "opposite", "inside", "against", "under", "next"})
_SIDE_EFFECT = word_set("killed injured taken hit arrested expelled")


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
    effect: str | None = None
    agents: list[Filler] = field(default_factory=list)
    patients: list[Filler] = field(default_factory=list)
    weapons: list[Filler] = field(default_factory=list)
    events: set[int] = field(default_factory=set)  # event nouns that are the same event ("the attack killed …")
    killed: list[Number] = field(default_factory=list)
    injured: list[Number] = field(default_factory=list)
    combined: bool = False
    background: bool = False  # a modifier ("the murdered priest"): known already
    anchors: list[int] = field(default_factory=list)  # tokens whose surroundings hold date and place


def find_triggers(document: Document) -> list[Trigger]:
    """All mentions, in text order."""
    found: list[Trigger] = []
    for sentence in document.sentences:
        found.extend(_in_sentence(document, sentence))
    return found


def _in_sentence(document: Document, sentence: Sentence) -> Iterator[Trigger]:
    lex = lexicon()
    doc = document.doc
    nouns: dict[int, tuple[Act, int]] = {}
    covered: set[int] = set()
    for i in range(sentence.end - 1, sentence.start - 1, -1):
        token = doc[i]
        if i in covered or token.pos_ not in ("NOUN", "PROPN", "ADJ", "VERB"):
            continue
        if token.pos_ == "VERB" and not (
            token.dep_ in ("pobj", "dobj", "nsubj", "nsubjpass", "compound")
            and token.tag_ in ("VBG", "NN", "VB", "VBP")
        ):
            continue
        hit = event_at(token)
        if (
            hit is not None
            and not (token.pos_ == "ADJ" and token.dep_ not in ("pobj", "dobj", "nsubj"))
            and not _inside_longer(token)
        ):
            nouns[i] = hit
            covered.update(range(i - hit[1] + 1, i))
    verbs: dict[int, Act] = {}
    for i in range(sentence.start, sentence.end):
        token = doc[i]
        if token.pos_ not in ("VERB", "ADJ", "AUX") or i in nouns:
            continue
        act = verb_act(document, token)
        if act is not None:
            verbs[i] = act
    for i in sorted(set(nouns) | set(verbs)):
        trigger = (
            _noun_trigger(document, sentence, doc[i], *nouns[i])
            if i in nouns
            else _verb_trigger(document, sentence, doc[i], verbs[i])
        )
        if trigger is not None:
            trigger.events.discard(i)
            yield trigger
    del lex


def _inside_longer(token: Token) -> bool:
    """ "attack helicopter", "killing fields", "strike force": the event noun only modifies."""
    if token.dep_ not in ("compound", "amod"):
        return False
    head = token.head
    return head.i > token.i and key(head) not in (
        "attempt",
        "victim",
        "scene",
        "site",
        "case",
        "bid",
        "toll",
        "plot",
        "plan",
        "threat",
        "attack",
        "incident",
        "spree",
        "wave",
        "series",
        "attempts",
    )


# ---------------------------------------------------------------------------------------------------------------- verbs


def verb_act(document: Document, verb: Token) -> Act | None:
    """The act that this verb tells, by its longest key, if what the act needs is there."""
    lex = lexicon()
    base = lemma(verb)
    if base not in _STARTS():
        return None
    keys = [base]
    part = particle(verb)
    if part is not None:
        keys.insert(0, f"{base}_{part}")
    for child in verb.children:
        if child.dep_ in ("dobj", "oprd", "attr", "acomp", "nsubjpass"):
            keys.insert(0, f"{base}_{key(child)}")
            if child.dep_ == "dobj" and key(child) == "hostage":
                return lex.verbs["take_hostage"][0]
        elif child.dep_ == "prep" and child.i > verb.i:
            keys.insert(0, f"{base}_{child.lower_}")
            if child.lower_ == "on" and base == "set" and any(c.lower_ == "fire" for c in child.children):
                keys.insert(0, "set_fire")
            if base == "take" and any(c.lower_ in ("custody",) for c in child.children):
                keys.insert(0, "take_custody")
            if base == "take" and any(c.lower_ in ("hostage",) for c in child.children):
                keys.insert(0, "take_hostage")
    for k in keys:
        acts = lex.verbs.get(k)
        if acts is None:
            continue
        for act in acts:
            if not act.needs or _needs(document, verb, act):
                if "_" not in k and k in ("machine", "set", "open", "take"):
                    continue
                return act
    return None


_cache: list[frozenset[str]] = []


def _STARTS() -> frozenset[str]:
    if not _cache:
        _cache.append(frozenset(k.split("_")[0] for k in lexicon().verbs))
    return _cache[0]


def _needs(document: Document, verb: Token, act: Act) -> bool:
    """Whether the verb's patient (or the subject of "explode") is of a class that the act needs."""
    patients = objects(verb)
    if act.name == "explosion":
        if any(c.dep_ == "dobj" for c in verb.children) or is_passive(verb):
            return any(_is(document, p, act.needs) for p in patients)
        subject = surface_subject(verb)
        if subject is None:
            owner = inherited(verb)
            subject = owner[0] if owner else None
        return subject is not None and _is(document, subject, act.needs)
    if act.name in ("protest",):
        found = subjects(verb)
        return any(_is(document, s, act.needs) for s in found)
    if act.name == "beating" or act.effect is not None or "person" in act.needs:
        if not patients:
            return (
                act.name in ("killing", "murder")
                and any(
                    _is(document, s, frozenset({"explosive", "event", "person", "militant"})) for s in subjects(verb)
                )
                and False
            )
        return any(_is(document, p, act.needs) for p in patients)
    return any(_is(document, p, act.needs) for p in patients)


_LIFELESS = word_set(
    "time hope chance deal bill idea market plan career reputation joke interest feeling economy talk process dialogue peace democracy project image competition cause mission spirit"
)


def _is(document: Document, token: Token, needs: frozenset[str]) -> bool:
    """Whether a noun (or what "dozens of" carries) is of one of these classes."""
    for filler in fillers(document, token):
        head = document.doc[filler.head]
        noun = noun_at(head)
        classes = noun.classes if noun is not None else frozenset()
        if "person" in needs or "militant" in needs or "captive" in needs:
            if filler.cls in HUMAN or filler.cls == "group":
                return True
            if filler.cls in ("name", "organisation") and filler.cls == "name":
                return True
            if filler.cls == "other" and filler.number is not None and "person" in needs and key(head) not in _LIFELESS:
                return True
            if "captive" in needs and (
                "vehicle" in classes or key(head) in ("bus", "ship", "plane", "embassy", "airliner", "boat")
            ):
                return True
            if (
                "person" in needs
                and head.pos_ == "PRON"
                and head.lower_ in ("him", "her", "them", "he", "she", "they", "who", "themselves", "himself")
            ):
                return True
            if "person" in needs and head.pos_ == "NUM":
                return True
            if "person" in needs and head.ent_type_ == "NORP":
                return True
        if "thing" in needs and filler.cls in ("thing", "organisation") and "pact" not in classes:
            return True
        if "thing" in needs and "vehicle" in classes:
            return True
        if filler.weapon == "explosive" and "explosive" in needs:
            return True
        if filler.weapon == "grenade" and "explosive" in needs:
            return True
        if filler.weapon == "projectile" and "projectile" in needs:
            return True
        if filler.weapon is not None and "weapon" in needs:
            return True
        if (
            "vehicle" in needs
            and "vehicle" in classes
            and any(
                t.lower_ in ("bomb", "explosive", "explosives", "laden", "packed", "rigged", "loaded")
                for t in token.sent
            )
        ):
            return True
        if "place" in needs and filler.cls == "place":
            return True
        if "force" in needs and "state" in classes and key(head) not in ("government", "authority", "official"):
            return True
        for label in ("border", "base", "pact", "crowd", "plot"):
            if label in needs and label in classes:
                return True
        if "crowd" in needs and filler.cls in HUMAN:
            return True
        if "militant" in needs and "perpetrator" in classes:
            return True
        if "group" in needs and (filler.cls in ("group", "organisation", "perpetrator") or is_body(document, head)):
            return True
    return bool(
        "person" in needs
        and token.pos_ == "PRON"
        and token.lower_
        in (
            "him",
            "her",
            "them",
            "he",
            "she",
            "they",
            "who",
            "whom",
            "us",
            "themselves",
            "others",
            "all",
            "both",
            "himself",
        )
    )


def _verb_trigger(document: Document, sentence: Sentence, verb: Token, act: Act) -> Trigger | None:
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
    if verb.dep_ == "amod":
        trigger.background = True
    trigger.generic = verb.dep_ != "amod" and habitual(verb)
    agent_tokens = subjects(verb)
    patient_tokens = objects(verb)
    if act.name in ("attack", "hitting") and not any(c.dep_ == "dobj" for c in verb.children):
        patient_tokens = (
            [*patient_tokens, *(obj for _, obj in prepositional(verb, _ON) if obj.dep_ == "pobj")]
            if not is_passive(verb)
            else patient_tokens
        )
    if verb.lemma_.lower() in ("open", "set", "take", "exchange", "claim", "trade") and not is_passive(verb):
        patient_tokens = [
            p
            for p in patient_tokens
            if key(p) not in ("fire", "hostage", "life", "gunfire", "control", "ablaze", "prisoner")
        ]
        patient_tokens += [obj for _, obj in prepositional(verb, _ON | frozenset({"to"})) if key(obj) != "fire"]
        for child in verb.children:
            if child.dep_ == "dobj":
                patient_tokens += [obj for _, obj in prepositional(child, _ON | frozenset({"of", "to"}))]
    if act.name in ("explosion", "planting", "throwing", "firing"):
        explosive = patient_tokens or ([] if act.name != "explosion" else agent_tokens)
        for token in explosive:
            trigger.weapons.extend(f for f in fillers(document, token) if f.weapon is not None or f.cls == "thing")
        if act.name == "explosion" and not patient_tokens:
            agent_tokens = []
        patient_tokens = []
        around = _NEAR if act.name in ("planting", "throwing", "firing") else _NEAR - {"in"}
        for name, obj in prepositional(verb, around):
            patient_tokens += [obj] if obj.dep_ == "pobj" and (name in _FRONT or _thing(document, obj)) else []
    elif (
        act.name in ("bombing",)
        and particle(verb) == "up"
        and not is_passive(verb)
        and not any(_thing(document, p) or _human(document, p) for p in patient_tokens)
    ):
        for token in list(patient_tokens):
            trigger.weapons.extend(f for f in fillers(document, token) if f.weapon is not None)
    if act.name == "bombing" and any(p.lower_ in ("himself", "herself", "themselves") for p in patient_tokens):
        trigger.act = _suicide()
        patient_tokens = [obj for name, obj in prepositional(verb, _NEAR) if name in _FRONT or _thing(document, obj)]
    if act.name == "clash":
        patient_tokens = [*patient_tokens, *(obj for _, obj in prepositional(verb, _BETWEEN))]
    if act.name in ("dying",):
        patient_tokens, agent_tokens = agent_tokens, []
    if act.name == "robbery" and verb.lemma_ == "steal":
        patient_tokens = []
    _take_agents(document, trigger, verb, agent_tokens)
    _take_patients(document, trigger, patient_tokens)
    for _, obj in prepositional(verb, _WITH):
        if obj.dep_ == "pobj":
            _take_weapons(document, trigger, obj)
    for _, obj in prepositional(verb, frozenset({"in", "during", "by", "after", "when", "from"})):
        if obj.dep_ == "pobj":
            hit = event_at(obj)
            if hit is not None and hit[0].name not in ("fighting",):
                trigger.events.add(obj.i)
    for child in verb.children:
        if child.dep_ == "advcl" and child.lower_ == "using":
            for obj in child.children:
                if obj.dep_ == "dobj":
                    _take_weapons(document, trigger, obj)
        if child.dep_ == "advcl" and any(
            m.lower_ in ("when", "as", "after") for m in child.children if m.dep_ in ("advmod", "mark")
        ):
            trigger.events.add(child.i)
    _take_counts(document, trigger)
    return trigger


def _suicide() -> Act:
    return Act("suicide_bombing", "suicide_bombing")


def _thing(document: Document, token: Token) -> bool:
    return classify(document, token)[0] in ("thing", "organisation")


def _human(document: Document, token: Token) -> bool:
    return classify(document, token)[0] in HUMAN


def _take_agents(document: Document, trigger: Trigger, verb: Token, tokens: list[Token]) -> None:
    for token in tokens:
        hit = event_at(token) if token.pos_ in ("NOUN", "PROPN") else None
        if hit is not None:
            trigger.events.add(token.i)
            continue
        for filler in fillers(document, token):
            if filler.weapon is not None or filler.cls == "weapon":
                trigger.weapons.append(filler)
            elif filler.cls == "thing":
                noun = noun_at(document.doc[filler.head])
                if noun is not None and "vehicle" in noun.classes:
                    continue
            elif filler.cls in ("person", "perpetrator", "state", "organisation", "name", "group", "place"):
                trigger.agents.append(filler)


def _take_patients(document: Document, trigger: Trigger, tokens: list[Token]) -> None:
    for token in tokens:
        if token.pos_ in ("NOUN", "PROPN") and event_at(token) is not None and noun_at(token) is None:
            continue
        for filler in fillers(document, token):
            if filler.weapon is not None and filler.cls == "weapon":
                trigger.weapons.append(filler)
            elif (
                filler.cls in ("person", "perpetrator", "state", "thing", "organisation", "name", "group")
                or (filler.cls == "other" and trigger.effect is not None)
                or (
                    filler.cls == "place"
                    and trigger.act.name
                    in (
                        "attack",
                        "bombing",
                        "shelling",
                        "territory",
                        "air_strike",
                        "operation",
                        "hitting",
                    )
                )
            ):
                trigger.patients.append(filler)


def _take_weapons(document: Document, trigger: Trigger, token: Token) -> None:
    for filler in fillers(document, token):
        if filler.cls == "weapon" or filler.weapon is not None:
            trigger.weapons.append(filler)


def _take_counts(document: Document, trigger: Trigger) -> None:
    """How many its effect befell."""
    if trigger.effect not in ("killed", "injured"):
        return
    for filler in trigger.patients:
        if filler.cls in HUMAN or filler.cls in ("other", "name", "group"):
            filler.dead = filler.dead or trigger.effect == "killed"


# ---------------------------------------------------------------------------------------------------------------- nouns


def _noun_trigger(document: Document, sentence: Sentence, noun: Token, act: Act, width: int) -> Trigger | None:
    doc = document.doc
    reading = read_noun(noun)
    head = _lender(noun)
    trigger = Trigger(
        noun.i,
        sentence.index,
        act,
        noun=True,
        width=width,
        status=reading.status,
        hedged=reading.hedged,
        effect=act.effect,
        anchors=[noun.i],
    )
    trigger.plural = noun.tag_ in ("NNS", "NNPS") or (
        noun.lower_.endswith("s") and not noun.lower_.endswith("ss") and key(noun) != noun.lower_
    )
    for child in noun.children:
        if child.dep_ == "det":
            trigger.definite = trigger.definite or child.lower_ in ("the", "this", "that", "these", "those")
            trigger.demonstrative = trigger.demonstrative or child.lower_ in ("this", "that", "these", "those")
            trigger.new = trigger.new or child.lower_ in ("a", "an", "another")
    trigger.generic = generic_noun(noun, width)
    if width > 1:
        for i in range(noun.i - width + 1, noun.i):
            piece = noun_at(doc[i])
            if piece is not None and piece.weapon is not None and act.name != "suicide_bombing":
                trigger.weapons.append(make(document, doc[i]))
    _noun_patients(document, trigger, noun)
    _noun_agents(document, trigger, noun)
    for child in noun.children:
        if child.dep_ in ("compound", "amod", "nmod") and child.i < noun.i - width + 1:
            _noun_modifier(document, trigger, child)
        elif child.dep_ in ("acl", "relcl"):
            _noun_clause(document, trigger, child)
    for _, obj in prepositional(noun, _WITH | {"involving"}):
        if obj.dep_ == "pobj":
            _take_weapons(document, trigger, obj)
    if head is not None:
        trigger.anchors.append(head.i)
        above = read_verb(head)
        trigger.generic = trigger.generic or (habitual(head) and trigger.plural)
        if above.status in (Status.denied,) and not trigger.definite:
            trigger.status = Status.denied
        if noun.dep_ in ("dobj", "nsubjpass"):
            _take_agents(document, trigger, head, subjects(head))
            _take_patients(
                document, trigger, [obj for _, obj in prepositional(head, _ON - {"at", "into"}) if obj.dep_ == "pobj"]
            )
            for _, obj in prepositional(head, _WITH):
                if obj.dep_ == "pobj" and not is_passive(head):
                    _take_weapons(document, trigger, obj)
    elif noun.dep_ in ("nsubj", "nsubjpass") and noun.head.pos_ in ("VERB", "AUX"):
        trigger.anchors.append(noun.head.i)
        _event_subject(document, trigger, noun.head)
    return trigger


def _lender(noun: Token) -> Token | None:
    """The light verb whose object (or passive subject) the event noun is."""
    node = noun
    while node.dep_ == "conj" and node.head.pos_ in ("NOUN", "PROPN"):
        node = node.head
    if (
        node.dep_ == "pobj"
        and node.head.lower_ == "of"
        and key(node.head.head) in ("series", "wave", "string", "number", "spate", "act")
    ):
        node = node.head.head
    if node.dep_ in ("dobj", "nsubjpass") and node.head.pos_ == "VERB":
        base = lemma(node.head)
        part = particle(node.head)
        if base in lexicon().light or (part and f"{base}_{part}" in lexicon().light):
            return node.head
    return None


def _noun_patients(document: Document, trigger: Trigger, noun: Token) -> None:
    node = noun
    sharing = [noun]
    while node.dep_ == "conj" and node.head.pos_ == "NOUN" and event_at(node.head) is not None:
        node = node.head
        sharing.append(node)
    sharing += [c for c in noun.children if c.dep_ == "conj" and c.pos_ == "NOUN" and event_at(c) is not None]
    names = (
        _ON | _OF
        if trigger.effect is not None
        or trigger.act.name
        in (
            "bombing",
            "shelling",
            "air_strike",
            "abduction",
            "arson",
            "destruction",
            "attack",
            "sexual",
            "beating",
            "looting",
            "robbery",
            "territory",
            "explosion",
            "expulsion",
            "arrest",
            "sabotage",
        )
        else _ON
    )
    for source in sharing:
        for name, obj in prepositional(source, names):
            if obj.dep_ != "pobj":
                continue
            if name in ("at", "into", "toward", "towards", "upon") and not (
                _thing(document, obj) or _human(document, obj)
            ):
                continue
            if (
                name == "of"
                and trigger.act.name == "attack"
                and (obj.ent_type_ in ("DATE", "TIME") or classify(document, obj)[0] in ("perpetrator", "group"))
            ):
                continue
            if obj.ent_type_ in ("DATE", "TIME") and classify(document, obj)[0] == "other":
                continue
            _take_patients(document, trigger, [obj])
    if trigger.act.name == "clash":
        for _, obj in prepositional(noun, _BETWEEN):
            _take_patients(document, trigger, [obj])
    if trigger.act.name in ("explosion", "attack", "bombing", "suicide_bombing", "throwing", "shelling", "air_strike"):
        for name, obj in prepositional(noun, _NEAR):
            if (
                obj.dep_ == "pobj"
                and name not in _ON
                and (name in _FRONT or trigger.act.name != "attack" or name == "in")
                and _thing(document, obj)
            ):
                _take_patients(document, trigger, [obj])
    if trigger.effect is not None or trigger.act.name in ("sexual", "arson", "beating"):
        for child in noun.children:
            if (
                (child.dep_ == "poss" and child.pos_ != "PRON")
                or child.dep_ == "poss"
                or (
                    (
                        child.dep_ in ("compound", "amod", "nmod")
                        and child.pos_ in ("NOUN", "PROPN")
                        and classify(document, child)[0] in ("person", "name", "state")
                    )
                    and child.ent_type_ not in ("GPE", "LOC", "NORP", "ORG")
                )
            ):
                _take_patients(document, trigger, [child])


def _noun_agents(document: Document, trigger: Trigger, noun: Token) -> None:
    for _, obj in prepositional(noun, _BY | _FROM):
        if obj.dep_ == "pobj" and classify(document, obj)[0] in (
            "person",
            "perpetrator",
            "state",
            "organisation",
            "group",
            "name",
        ):
            _take_agents(document, trigger, noun, [obj])
    if trigger.effect is None:
        for child in noun.children:
            if (
                child.dep_ == "poss"
                and classify(document, child)[0]
                in (
                    "perpetrator",
                    "organisation",
                    "group",
                    "state",
                    "name",
                )
                and child.ent_type_ not in ("DATE", "TIME", "GPE", "LOC")
            ):
                _take_agents(document, trigger, noun, [child])


def _noun_modifier(document: Document, trigger: Trigger, child: Token) -> None:
    """ "guerrilla attack", "FMLN offensive", "embassy attack", "bomb attack", "police station attack"."""
    cls, noun = classify(document, child)
    if noun is not None and noun.weapon is not None:
        trigger.weapons.append(make(document, child))
    elif child.ent_type_ in ("DATE", "TIME"):
        return
    elif cls in ("perpetrator", "group") or (cls == "organisation" and is_body(document, child)):
        if trigger.act.name not in ("killing", "murder", "arrest") or child.ent_type_ in ("ORG", "NORP"):
            _take_agents(document, trigger, child, [child])
    elif cls == "state" and trigger.act.name in ("operation", "shelling", "air_strike", "arrest"):
        _take_agents(document, trigger, child, [child])
    elif cls == "thing" and trigger.act.name in (
        "attack",
        "bombing",
        "suicide_bombing",
        "explosion",
        "sabotage",
        "arson",
    ):
        if noun is None or "vehicle" not in noun.classes:
            _take_patients(document, trigger, [child])
    elif child.lower_ in ("guerrilla", "terrorist", "rebel", "insurgent", "militant", "extremist"):
        trigger.agents.append(make(document, child))


def _noun_clause(document: Document, trigger: Trigger, clause: Token) -> None:
    """ "an attack carried out by X", "a bombing claimed by X", "an attack targeting X"."""
    base = lemma(clause)
    if (base in lexicon().light and is_passive(clause)) or base in ("carry", "launch", "stage"):
        _take_agents(document, trigger, clause, subjects(clause))
        trigger.anchors.append(clause.i)
    elif base in ("target", "aim", "direct"):
        _take_patients(document, trigger, [c for c in clause.children if c.dep_ == "dobj"])
        _take_patients(document, trigger, [obj for _, obj in prepositional(clause, _ON) if obj.dep_ == "pobj"])
    elif base in ("involve", "use"):
        for child in clause.children:
            if child.dep_ == "dobj":
                _take_weapons(document, trigger, child)
    elif base in lexicon().occurs:
        trigger.anchors.append(clause.i)


def _event_subject(document: Document, trigger: Trigger, verb: Token) -> None:
    """ "The attack targeted X", "the blast damaged the school", "the bombing was carried out by X"."""
    base = lemma(verb)
    if is_passive(verb):
        if base in lexicon().light or base in ("carry", "claim"):
            if base != "claim":
                _take_agents(document, trigger, verb, list(subjects(verb)))
        elif base == "direct" or base == "aim":
            _take_patients(document, trigger, [obj for _, obj in prepositional(verb, _ON) if obj.dep_ == "pobj"])
        return
    if base in ("target", "hit", "strike", "destroy", "damage", "rock", "shatter", "shake") and not any(
        event_at(c) for c in verb.children if c.dep_ == "dobj"
    ):
        _take_patients(document, trigger, [c for c in verb.children if c.dep_ == "dobj"])
    if base in lexicon().occurs or base == "take":
        for name, obj in prepositional(verb, _NEAR):
            if obj.dep_ == "pobj" and name in _FRONT and _thing(document, obj):
                _take_patients(document, trigger, [obj])


__all__ = ["Trigger", "antecedent", "find_triggers", "verb_act"]
