"""The lexicon of incidents (data/incidents.yaml) as lookup tables: which words open an incident, and what a noun is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml
from spacy.tokens import Token

from schema.errors import InvalidModel

_IRREGULAR = {
    "children": "child",
    "people": "people",
    "wives": "wife",
    "lives": "life",
    "knives": "knife",
    "thieves": "thief",
}
_IRREGULAR |= {
    "policemen": "policeman",
    "corpses": "corpse",
    "houses": "house",
    "bases": "base",
    "buses": "bus",
    "mosques": "mosque",
}
_IRREGULAR |= {
    "troops": "troop",
    "houses'": "house",
    "premises": "premises",
    "casualties": "casualty",
    "bodies": "body",
}
_UNCHANGED = ("ss", "us", "is", "ous")
_LONGEST = 4  # words of the longest noun phrase in the lexicon


@dataclass(frozen=True, slots=True)
class Act:
    """A way in which an incident is told: its type, what it does to its patient, and what it needs to count."""

    name: str
    type: str
    effect: str | None = None  # killed | injured | taken | hit | arrested | expelled
    weak: bool = False
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun stands for. `classes` out of person, perpetrator, state, thing, vehicle, organisation, weapon …; `category` of a target."""

    words: tuple[str, ...]
    classes: frozenset[str]
    category: str | None = None
    weapon: str | None = None


@dataclass(frozen=True)
class Lexicon:
    """All lists, ready for lookup by lower-case lemma."""

    verbs: Mapping[str, tuple[Act, ...]]
    event_nouns: Mapping[tuple[str, ...], Act]
    event_heads: frozenset[str]
    nouns: Mapping[str, tuple[Noun, ...]]  # last word → phrases, longest first
    titles: frozenset[tuple[str, ...]]
    operators: Mapping[str, str]  # governing lemma → status
    light: frozenset[str]
    results: frozenset[str]
    occurs: frozenset[str]
    collective: frozenset[str]
    transparent: frozenset[str]
    accidents: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approximate: Mapping[str, int] = field(default_factory=dict)


def singular(word: str) -> str:
    """Lower-case singular of an English noun, by its ending ("policemen" → "policeman", "bodies" → "body")."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 3:
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(_UNCHANGED):
        return word[:-1]
    return word


@cache
def _key(text: str) -> str:
    return singular(text)


def key(token: Token) -> str:
    """The token's lookup form."""
    return _key(token.lower_)


def _act(name: str, entry: Mapping[str, Any]) -> Act:
    return Act(name, entry["type"], entry.get("effect"), bool(entry.get("weak")), frozenset(entry.get("needs", ())))


def _collect_nouns(data: Mapping[str, Any]) -> dict[str, tuple[Noun, ...]]:
    """One entry per phrase; a phrase of several lists unites their classes, the first list gives its category."""
    classes: dict[tuple[str, ...], set[str]] = {}
    category: dict[tuple[str, ...], str] = {}
    weapon: dict[tuple[str, ...], str] = {}

    def take(phrases: Iterable[str], label: str, **more: str) -> None:
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            words = (*words[:-1], singular(words[-1]))
            classes.setdefault(words, set()).add(label)
            if "category" in more:
                category.setdefault(words, more["category"])
            if "weapon" in more:
                weapon.setdefault(words, more["weapon"])

    take(data["perpetrators"], "perpetrator", category="militants")
    for name, phrases in data["people"].items():
        take(phrases, "person", category=name)
    for name, phrases in data["things"].items():
        take(phrases, "thing", category=name)
    take(data["state_forces"], "state")
    take(data["organisations"], "organisation")
    for name, phrases in data["weapons"].items():
        take(phrases, "weapon", weapon=name)
    for label in ("vehicles", "accidents", "borders", "bases", "pacts", "crowds", "plots", "assets"):
        take(data[label], label.removesuffix("s"))
    table: dict[str, list[Noun]] = {}
    for words, labels in classes.items():
        table.setdefault(words[-1], []).append(Noun(words, frozenset(labels), category.get(words), weapon.get(words)))
    return {last: tuple(sorted(found, key=lambda n: -len(n.words))) for last, found in table.items()}


def _build(data: Mapping[str, Any]) -> Lexicon:
    verbs: dict[str, list[Act]] = {}
    event_nouns: dict[tuple[str, ...], Act] = {}
    for name, entry in data["acts"].items():
        act = _act(name, entry)
        for verb in entry.get("verbs", ()):
            verbs.setdefault(verb, []).append(act)
        free = Act(act.name, act.type, act.effect, act.weak)
        for noun in entry.get("nouns", ()):
            event_nouns.setdefault(tuple(noun.split("_")), free)
    operators = {lemma: status for status, lemmas in data["operators"].items() for lemma in lemmas}
    lists = {
        f"{group}.{name}": frozenset(words)
        for group in ("responsibility", "generic")
        for name, words in data[group].items()
    }
    lists |= {f"toll.{name}": frozenset(words) for name, words in data["toll"].items() if isinstance(words, list)}
    return Lexicon(
        verbs={lemma: tuple(acts) for lemma, acts in verbs.items()},
        event_nouns=event_nouns,
        event_heads=frozenset(words[-1] for words in event_nouns),
        nouns=_collect_nouns(data),
        titles=frozenset(tuple(t.split()) for t in data["titles"]),
        operators=operators,
        light=frozenset(data["light_verbs"]),
        results=frozenset(data["result_verbs"]),
        occurs=frozenset(data["occur_verbs"]),
        collective=frozenset(map(singular, data["collective"])),
        transparent=frozenset(map(singular, data["transparent"])),
        accidents=frozenset(data["accidents"]),
        lists=lists,
        approximate=data["toll"]["approximate"],
    )


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon, read once. Raises InvalidModel that names the file if a list is missing."""
    path = resources.files("loaders.extract").joinpath("data/incidents.yaml")
    try:
        return _build(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidModel(f"{path}: incomplete lexicon ({error!r}); restore the missing list") from error


def noun_at(token: Token) -> Noun | None:
    """The longest entry that ends at this token ("police station" at "station"), or None."""
    found = lexicon().nouns.get(_key(token.lower_))
    if found is None:
        return None
    doc, i = token.doc, token.i
    before = [doc[j].lower_ for j in range(max(0, i - _LONGEST + 1), i)]
    for noun in found:
        n = len(noun.words) - 1
        if n == 0 or (len(before) >= n and tuple(before[-n:]) == noun.words[:-1]):
            return noun
    return None


def event_at(token: Token) -> tuple[Act, int] | None:
    """The act that an event noun tells and the number of its words ("car bombing" at "bombing": 2), or None."""
    last = _key(token.lower_)
    if last not in lexicon().event_heads:
        return None
    doc, i = token.doc, token.i
    nouns = lexicon().event_nouns
    for n in range(min(3, i), -1, -1):
        words = tuple(_key(doc[j].lower_) for j in range(i - n, i)) if n else ()
        if "-" in words:
            words = tuple(w for w in words if w != "-")
        act = nouns.get((*words, last))
        if act is not None:
            return act, n + 1
    return None
