"""Who is said to have done it: claims of responsibility, blame, suspicion, denial, attached to the event that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.avowed import avowed
from loaders.extract.incident.event import Cluster
from loaders.extract.incident.filler import Filler, classify
from loaders.extract.incident.fillers import fillers
from loaders.extract.incident.grammar import (
    inherited,
    is_passive,
    lemma,
    objects,
    prepositional,
    subjects,
    surface_subject,
    with_conjuncts,
)
from loaders.extract.incident.lexicon import event_at, key, lexicon
from loaders.extract.incident.words import word_set

_FOR = frozenset({"for", "of", "in", "with", "behind", "to", "on"})
_DOERS = ("person", "perpetrator", "state", "organisation", "group", "name")
_CAUSE = frozenset({"responsible", "guilty", "complicit"})
_DEEDS = word_set("act action crime deed incident event operation violence death outrage atrocity explosion")
_HOLDS = frozenset({"hold", "consider", "deem", "believe", "call", "declare"})
_NEAR = 2  # sentences
_SUSPECT = frozenset({"suspect", "link", "connect", "believe", "allege", "tie", "think", "presume"})


@dataclass(slots=True)
class Responsibility:
    """One attribution: the words that make it, who is meant, how, and the event it names (None: the one told last)."""

    token: int
    who: list[Filler]
    how: str
    event: int | None
    pointed: bool  # it points back to something told before ("this act", a claim)
    several: bool = False  # it names events in the plural
    loose: bool = False  # it names no event at all ("police blamed X")


def attribute(document: Document, clusters: list[Cluster]) -> None:
    """Add every attribution to the cluster that it is about."""
    for sentence in document.sentences:
        for found in _in_sentence(document, sentence):
            if found.how == "identified":
                _name(document, found, sentence.index, clusters)
                continue
            home = _home(found, sentence.index, clusters)
            if home is not None:
                home.claims.extend((f, found.how) for f in found.who)


def _name(document: Document, found: Responsibility, sentence: int, clusters: list[Cluster]) -> None:
    """Give the named people to the mention whose agents or patients they spell out."""
    head = document.doc[found.event] if found.event is not None else None
    if head is None:
        return
    word = key(head)
    generic = head.pos_ == "PRON" or word in (
        "victim",
        "dead",
        "deceased",
        "hostage",
        "body",
        "wounded",
        "injured",
        "person",
        "people",
        "man",
        "casualty",
    )
    for c in sorted(clusters, key=lambda c: -max((s for s in c.sentences if s <= sentence), default=-1)):
        if min(c.sentences) > sentence or sentence - max(s for s in c.sentences if s <= sentence) > 4:
            continue
        for trigger in reversed([t for t in c.triggers if t.sentence <= sentence]):
            for role in (trigger.agents, trigger.patients):
                model = next(
                    (
                        f
                        for f in role
                        if f.cls in ("person", "perpetrator", "state")
                        and not f.named
                        and (key(document.doc[f.head]) == word or (generic and role is trigger.patients))
                    ),
                    None,
                )
                if model is None:
                    continue
                for filler in found.who:
                    filler.category = filler.category or model.category
                    filler.number = None
                    role.append(filler)
                return


def _home(found: Responsibility, sentence: int, clusters: list[Cluster]) -> Cluster | None:
    if found.event is not None:
        direct = next((c for c in clusters if found.event in c.tokens()), None)
        if direct is not None:
            return direct
        if found.several:
            return None  # "responsibility for a series of attacks": for none of them alone
    here = [c for c in clusters if sentence in c.sentences and c.counted]
    if here:
        return min(here, key=lambda c: min(abs(t - found.token) for t in c.tokens()))
    if not found.pointed:
        return None
    before = [c for c in clusters if c.first < sentence and c.counted]
    last = max(before, key=lambda c: max(s for s in c.sentences if s < sentence), default=None)
    if found.loose and last is not None and sentence - max(s for s in last.sentences if s < sentence) > _NEAR:
        return None
    return last


def _in_sentence(document: Document, sentence: Sentence) -> Iterator[Responsibility]:
    lists = lexicon().lists
    claim_verbs, blame, deny = (
        lists["responsibility.claim_verbs"],
        lists["responsibility.blame_verbs"],
        lists["responsibility.deny_verbs"],
    )
    for i in range(sentence.start, sentence.end):
        token = document.doc[i]
        if token.pos_ in ("VERB", "AUX"):
            base = lemma(token)
            if base in claim_verbs or base in deny:
                yield from _claimed(document, token, "denied" if base in deny else "claimed")
            if base in blame or base in ("suspect", "hold", "link", "connect"):
                yield from _blamed(document, token)
            if base in ("fall", "point", "centre", "center", "focus", "rest"):
                yield from _fell_on(document, token)
            if base in ("carry", "commit", "perpetrate", "execute"):
                yield from _carried_out(document, token)
            if base == "identify" or (base == "name" and is_passive(token)):
                yield from _identified(document, token)
            if base in ("participate", "involve", "implicate", "mastermind", "plot", "order", "direct"):
                yield from _involved(document, token)
        elif token.lower_ in _CAUSE or (token.lower_ == "behind" and token.dep_ in ("prep", "acomp", "advmod")):
            yield from _responsible(document, token)


def _negated(token: Token) -> bool:
    near = token.doc[max(token.sent.start, token.i - 2) : token.i]  # "not directly connected"
    return any(c.dep_ == "neg" or (c.dep_ == "det" and c.lower_ == "no") for c in token.children) or any(
        t.lower_ in ("not", "never", "n't") for t in near
    )


def _doers(document: Document, tokens: list[Token]) -> list[Filler]:
    found: list[Filler] = []
    for token in tokens:
        if any(
            c.lower_ in ("no", "neither", "any") for c in token.children if c.dep_ in ("det", "preconj", "cc")
        ) or token.lower_ in ("nobody", "none", "no-one"):
            continue
        found += [f for f in fillers(document, token) if f.cls in _DOERS or (f.cls == "place" and _state(document, f))]
    return found


def _state(document: Document, filler: Filler) -> bool:
    mention = document.mention_of(filler.head)
    return mention is not None and mention.kind in ("State", "GovernmentBody")


def _event_of(token: Token) -> tuple[int | None, bool]:
    """The event noun or verb below a preposition, and whether "this act" or a like word points back."""
    for name, obj in prepositional(token, _FOR):
        for node in (obj, *(c for c in obj.subtree if c.dep_ in ("pobj", "conj") and c.i < obj.i + 8)):
            if event_at(node) is not None:
                return node.i, False
        if key(obj) in _DEEDS:
            return None, True
        if obj.dep_ == "pcomp":
            return obj.i, False
        del name
    return None, False


def _claimed(document: Document, verb: Token, how: str) -> Iterator[Responsibility]:
    nouns = lexicon().lists["responsibility.claim_nouns"]
    if how == "denied":
        nouns = nouns | lexicon().lists["responsibility.part_nouns"]
    noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass") and key(c) in nouns), None)
    if noun is None:
        deed = next((c for c in verb.children if c.dep_ == "dobj" and event_at(c) is not None), None)
        if deed is not None and lemma(verb) == "claim" and not _negated(verb):
            who = _doers(document, subjects(verb))
            if who:
                yield Responsibility(verb.i, who, "claimed", deed.i, False)
        return
    if _negated(verb) or any(c.lower_ == "no" or (c.lower_ == "any" and how != "denied") for c in noun.children):
        return
    if is_passive(verb):
        who = _doers(document, [obj for _, obj in prepositional(verb, frozenset({"by"}))])
    else:
        subject = surface_subject(verb)
        who = _doers(document, [subject] if subject is not None else inherited(verb))
    event, _ = _event_of(noun)
    if event is None:
        event, _ = _event_of(verb)
    deed = event_at(verb.doc[event]) if event is not None else None
    several = deed is not None and deed[0].effect is None and verb.doc[event or 0].tag_ in ("NNS", "NNPS")
    if who:
        yield Responsibility(verb.i, who, how, event, True, several)
        yield from (Responsibility(verb.i, who, how, other, False) for other in _also(noun, event))


def _also(noun: Token, first: int | None) -> Iterator[int]:
    """ "responsibility for the kidnapping of X and for an attack on Y": the attack too."""
    phrases = [c for c in noun.children if c.dep_ == "prep" and c.lower_ == "for"]
    phrases += [c for p in phrases for c in p.children if c.dep_ == "conj" and c.lower_ == "for"]
    for obj in (c for p in phrases for c in p.children if c.dep_ == "pobj"):
        for deed in with_conjuncts(obj):
            if deed.i != first and event_at(deed) is not None:
                yield deed.i


def _blamed(document: Document, verb: Token) -> Iterator[Responsibility]:
    base = lemma(verb)
    if _negated(verb):
        return
    patients = objects(verb)
    if base == "hold":
        adjective = next((c for c in verb.children if c.lower_ == "responsible"), None)
        if adjective is None:
            nested = next(
                (c for c in verb.children if c.dep_ == "ccomp" and any(g.lower_ == "responsible" for g in c.children)),
                None,
            )
            adjective = next((c for c in verb.subtree if c.lower_ == "responsible"), None)
            patients = objects(verb) or [
                c for c in (adjective.children if adjective is not None else ()) if c.dep_ == "nsubj"
            ]
            del nested
        if adjective is None:
            return
        event, pointed = _event_of(adjective)
        who = _doers(document, patients)
        if who:
            yield Responsibility(verb.i, who, "blamed", event, pointed)
        return
    if base in ("attribute", "ascribe", "link", "connect"):
        deed = next((p for p in patients if event_at(p) is not None or key(p) in _DEEDS), None)
        who = _doers(document, [obj for name, obj in prepositional(verb, frozenset({"to", "with"}))])
        if deed is not None and who:
            yield Responsibility(
                verb.i, who, "blamed" if base in ("attribute", "ascribe") else "suspected", deed.i, True
            )
            return
        if base not in ("link", "connect"):
            return
        event, _ = _event_of(verb)
        who = _doers(document, patients)
        if event is not None and who:
            yield Responsibility(verb.i, who, "suspected", event, False)
        return
    if base == "blame":
        near = [verb, *(p for p in patients if event_at(p) is not None or key(p) in _DEEDS)]
        on = [obj for word in near for _, obj in prepositional(word, frozenset({"on"}))]
        if on:
            deed = next((p for p in patients if event_at(p) is not None or key(p) in _DEEDS), None)
            who = _doers(document, on)
            if who:
                yield Responsibility(verb.i, who, "blamed", deed.i if deed is not None else None, True)
            return
    event, pointed = _event_of(verb)
    if event is None and not pointed:
        inner = next((c for c in verb.children if c.dep_ in ("xcomp", "pcomp")), None)
        event = inner.i if inner is not None else None
    who = _doers(document, patients)
    if base == "blame" and event is None and not pointed and not any(True for _ in prepositional(verb, _FOR)):
        who = [f for f in who if _body(document, f)]
        if who:
            yield Responsibility(verb.i, who, "blamed", None, True, loose=True)
        return
    if who and (event is not None or pointed):
        how = "suspected" if base in _SUSPECT else "blamed"
        yield Responsibility(verb.i, who, how, event, pointed)


def _body(document: Document, filler: Filler) -> bool:
    """A group or state by name."""
    mention = document.mention_of(filler.head)
    return mention is not None and mention.form == "name" and mention.kind in ("ArmedGroup", "State", "GovernmentBody")


def _fell_on(document: Document, verb: Token) -> Iterator[Responsibility]:
    """ "suspicion fell on X", "suspicion points to X"."""
    subject = surface_subject(verb)
    if subject is None or key(subject) != "suspicion" or _negated(verb):
        return
    who = _doers(document, [obj for _, obj in prepositional(verb, frozenset({"on", "upon", "to", "at"}))])
    event, _ = _event_of(subject)
    if who:
        yield Responsibility(verb.i, who, "suspected", event, True)


def _carried_out(document: Document, verb: Token) -> Iterator[Responsibility]:
    """ "the killing of six of them, carried out by X", "this action was carried out by X": not hung on an event noun."""
    if not is_passive(verb) or _negated(verb):
        return
    patients = objects(verb)
    if any(event_at(p) is not None for p in patients):
        return
    if verb.dep_ not in ("acl", "advcl", "conj", "dep") and not any(
        key(p) in _DEEDS or p.pos_ == "PRON" for p in patients
    ):
        return
    who = _doers(document, [obj for _, obj in prepositional(verb, frozenset({"by"})) if obj.dep_ == "pobj"])
    if who:
        yield Responsibility(verb.i, who, "fact", None, True)


def _identified(document: Document, verb: Token) -> Iterator[Responsibility]:
    """ "the two officers were identified as A and B": the names of those who were told of before."""
    named = [obj for _, obj in prepositional(verb, frozenset({"as"})) if obj.dep_ == "pobj"]
    named += [c for c in verb.children if c.dep_ == "oprd"]
    whom = objects(verb)
    if not named or not whom or not is_passive(verb):
        return
    who = [f for token in named for f in fillers(document, token) if f.named and f.cls in ("person", "name")]
    if who:
        yield Responsibility(verb.i, who, "identified", whom[0].i, True)


def _involved(document: Document, verb: Token) -> Iterator[Responsibility]:
    if _negated(verb):
        return
    event, pointed = _event_of(verb)
    base = lemma(verb)
    if base in ("involve", "implicate") and not is_passive(verb):
        return
    if base in ("mastermind", "plot", "order", "direct"):
        if is_passive(verb):
            return
        deed = next((c for c in verb.children if c.dep_ == "dobj" and event_at(c) is not None), None)
        event = deed.i if deed is not None else event
        pointed = any(c.dep_ == "dobj" and key(c) in _DEEDS for c in verb.children)
    if event is None and not pointed:
        return
    who = _doers(document, objects(verb) if is_passive(verb) else subjects(verb))
    if who:
        yield Responsibility(verb.i, who, "blamed", event, pointed)


def _responsible(document: Document, token: Token) -> Iterator[Responsibility]:
    """ "X is responsible for / behind the attack"."""
    head = token.head
    if _negated(token) or (head.pos_ in ("VERB", "AUX") and _negated(head)):
        return
    if token.lower_ == "behind":
        obj = next(
            (c for c in token.children if c.dep_ == "pobj" and (event_at(c) is not None or key(c) in _DEEDS)), None
        )
        if obj is None:
            return
        event: int | None = obj.i
        pointed = key(obj) in _DEEDS
    else:
        event, pointed = _event_of(token)
    if event is None and not pointed:
        return
    who: list[Filler] = []
    if lemma(head) in _HOLDS and not is_passive(head):
        return  # "X holds Y responsible": read with the verb
    if head.pos_ in ("VERB", "AUX"):
        subject = surface_subject(head)
        own = avowed(document, subject) if subject is not None else []
        if own:  # "the group said it was behind the attack"
            yield Responsibility(token.i, own, "claimed", event, pointed)
            return
        who = _doers(document, [subject] if subject is not None else [])
    elif (token.lower_ == "behind" and head.pos_ in ("NOUN", "PROPN", "PRON")) or (
        token.dep_ in ("amod",) and classify(document, head)[0] in _DOERS
    ):
        who = [f for f in _doers(document, [head]) if f.named]
    if who:
        yield Responsibility(token.i, who, "blamed", event, pointed)
