"""Words that open an incident, verbs and event nouns, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from loaders.extract.document import Document, Sentence
from loaders.extract.incident.fillers import fillers
from loaders.extract.incident.lexicon import Act, event_at, key, lexicon
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.nouns import noun_trigger
from loaders.extract.incident.verb_acts import verb_act
from loaders.extract.incident.verbs import verb_trigger
from loaders.extract.incident.words import word_set

_BODIES = frozenset({"ArmedGroup", "SecurityForce", "Party", "Organisation", "GovernmentBody", "IGO", "NGO"})
_MODIFIERS = frozenset({"compound", "amod", "nmod"})
MOST = 1000  # a single incident with more dead than this is nearly always a total over years
_EVENT_HEADS = word_set("attempt victim scene site case bid toll plot plan threat attack incident spree wave series")


def find_triggers(document: Document) -> list[Trigger]:
    """All mentions, in text order."""
    found: list[Trigger] = []
    for sentence in document.sentences:
        found.extend(_in_sentence(document, sentence))
    return found


def _in_sentence(document: Document, sentence: Sentence) -> Iterator[Trigger]:
    doc = document.doc
    nouns: dict[int, tuple[Act, int]] = {}
    covered: set[int] = set()
    for i in range(sentence.end - 1, sentence.start - 1, -1):
        if i in covered or not _may_be_noun(doc[i]) or _in_a_name(document, i):
            continue
        hit = event_at(doc[i])
        if hit is not None and hit[1] == 1 and key(doc[i]) == "attempt" and _to_do(doc[i]):
            continue  # "an attempt to cross the river": what was tried is read with its verb
        if (
            hit is not None
            and hit[1] > 1
            and doc[i - hit[1] + 1].pos_ == "VERB"
            and doc[i - hit[1] + 1].dep_ not in _MODIFIERS
        ):
            continue  # "did not exchange fire": read with the verb
        if hit is not None and not _inside_longer(doc[i]):
            nouns[i] = hit
            covered.update(range(i - hit[1] + 1, i))
    verbs: dict[int, Act] = {}
    for i in range(sentence.start, sentence.end):
        if i not in nouns and doc[i].pos_ in ("VERB", "ADJ", "AUX"):
            act = verb_act(document, doc[i])
            if act is not None:
                verbs[i] = act
    if not nouns and not verbs:
        return
    for i in sorted([*nouns, *verbs]):
        if i in nouns:
            trigger = noun_trigger(document, sentence, doc[i], *nouns[i])
        else:
            trigger = verb_trigger(document, sentence, doc[i], verbs[i])
        trigger.events.discard(i)
        _take_list(document, sentence, trigger)
        if _accident(document, sentence, trigger) or any((f.number or (0, 0))[0] > MOST for f in trigger.patients):
            trigger.generic = True
        yield trigger


def _to_do(noun: Token) -> bool:
    return bool(noun.i + 1 < len(noun.doc) and noun.doc[noun.i + 1].lower_ == "to")


def _may_be_noun(token: Token) -> bool:
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    if token.pos_ == "ADJ":
        return token.dep_ in ("pobj", "dobj", "nsubj")
    return (
        token.pos_ == "VERB"
        and token.dep_ in ("pobj", "dobj", "nsubj", "nsubjpass", "compound")
        and token.tag_ in ("VBG", "VB", "VBP")
    )


def _in_a_name(document: Document, i: int) -> bool:
    """A word of the name of a body: "Popular Mobilisation"."""
    mention = document.mention_of(i)
    return (
        mention is not None and mention.form == "name" and mention.kind in _BODIES and document.doc[i].pos_ == "PROPN"
    )


def _inside_longer(token: Token) -> bool:
    """ "attack helicopter", "killing fields", "strike force": the event noun only modifies."""
    if token.dep_ not in ("compound", "amod"):
        return False
    head = token.head
    return bool(head.i > token.i and key(head) not in _EVENT_HEADS)


def _take_list(document: Document, sentence: Sentence, trigger: Trigger) -> None:
    """ "burned three vehicles: an ambulance, a truck and a bus": the list behind a colon or dash spells the plural out."""
    doc = document.doc
    plural = next(
        (f for f in trigger.patients if (f.plural and f.number is not None) or (f.plural and f.cls == "thing")), None
    )
    if plural is None:
        return
    mark = next(
        (i for i in range(plural.end, min(sentence.end, plural.end + 14)) if doc[i].text in (":", "--", "—", "–")), None
    )
    if mark is None or mark + 2 >= sentence.end:
        return
    head = next(
        (
            doc[i]
            for i in range(mark + 1, min(sentence.end, mark + 7))
            if doc[i].pos_ in ("NOUN", "PROPN") and doc[i].dep_ not in ("compound", "nmod")
        ),
        None,
    )
    if (
        head is None
        or any(f.head == head.i for f in trigger.patients)
        or any(doc[i].pos_ in ("VERB", "AUX", "ADP", "SCONJ") for i in range(mark + 1, head.i))
    ):
        return
    listed = [f for f in fillers(document, head) if f.cls == plural.cls or (plural.cls != "thing" and f.named)]
    if len(listed) > 1:
        for filler in listed:
            filler.number = None
        trigger.patients += listed


def _accident(document: Document, sentence: Sentence, trigger: Trigger) -> bool:
    """A natural death, an accident: no doer, no weapon, and a word that names another cause in the sentence."""
    if (
        trigger.agents
        or trigger.weapons
        or trigger.act.name not in ("killing", "dying", "wounding", "explosion", "destruction")
    ):
        return False
    accidents = lexicon().accidents
    doc = document.doc
    for i in range(sentence.start, sentence.end):
        word = key(doc[i])
        if word in accidents and doc[i].pos_ in ("NOUN", "PROPN"):
            return not (
                word == "fire"
                and i
                and doc[i - 1].lower_ in ("open", "opened", "enemy", "machinegun", "gun", "artillery")
            )
        if i + 1 < sentence.end and f"{doc[i].lower_} {key(doc[i + 1])}" in accidents:
            return True
    return False
