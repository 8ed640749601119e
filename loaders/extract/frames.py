"""The lexicon of frames (data/frames.yaml): which words say which relation, told apart by their arguments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schema.errors import InvalidData
from schema.model import load_model

PATH = Path(__file__).with_name("data") / "frames.yaml"
PLOVER = frozenset(
    [
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
)
SPECIAL = frozenset({"thing", "actor", "place", "entity", "none", "clause", "state", "money"})
"""Words in conditions that are decided by the parse or the link and not by a list of nouns."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A relation with its role map: where in the sentence its subject and its object stand, best first."""

    name: str
    predicate: str
    plover: str | None
    subject: tuple[str, ...]
    object: tuple[str, ...]
    tags: frozenset[str]
    sense: str | None = None

    @property
    def turned(self) -> bool:
        """True if the relation's subject is what the verb is done to (BANNED_BY)."""
        return self.subject[0] != "subject"


@dataclass(frozen=True, slots=True)
class Sense:
    """One entry of `senses`: the frame that a verb has under conditions on its arguments. `frame` None: no relation."""

    frame: str | None
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    with_object: tuple[str, ...] = ()
    passive: bool | None = None
    oprd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operator:
    """Verbs, adjectives and nouns above an act that say that it did not (yet) happen."""

    name: str
    frame: str | None
    modality: str | None
    transparent: bool
    denied: bool
    alleged: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything of frames.yaml in the form that the rules look it up."""

    frames: Mapping[str, Frame]
    verbs: Mapping[str, tuple[tuple[tuple[str, ...], Frame], ...]]  # lemma → (particles, frame), longest first
    senses: Mapping[str, tuple[Sense, ...]]
    nouns: Mapping[str, Frame]
    adjectives: Mapping[str, tuple[tuple[str, Frame], ...]]  # adjective or noun → (preposition or "", frame)
    light: frozenset[str]
    operators: Mapping[str, Operator]  # verb lemma → operator
    adjective_operators: Mapping[str, Operator]
    noun_operators: Mapping[str, Operator]
    groups: Mapping[str, frozenset[str]]
    group_of: Mapping[str, frozenset[str]] = field(default_factory=dict)  # noun → the groups that list it
    habitual: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    attitude_nouns: frozenset[str] = frozenset()

    def in_group(self, noun: str, group: str) -> bool:
        """True if the noun is listed in the group; a word that names no group stands for itself."""
        members = self.groups.get(group)
        return noun in members if members is not None else noun == group


def _words(value: object) -> list[str]:
    return str(value or "").split()


def _many(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(str(v) for v in value)
    return (str(value),)


_FRAME_KEYS = {"predicate", "plover", "subject", "object", "tags", "sense", "verbs", "nouns", "adjectives"}
_SENSE_KEYS = {"verbs", "frame", "object", "subject", "with", "with_object", "passive", "acl_adjective"}
_TAGS = frozenset(
    [
        "hostile",
        "physical",
        "friendly",
        "attitude",
        "transfer",
        "reciprocal",
        "ask",
        "weak",
        "loose",
        "place",
        "armed",
        "economic",
        "ambiguous",
        "speech",
        "people",
        "nominal",
        "meeting",
        "stative",
    ]
)


def _frame(name: str, raw: Mapping[str, Any]) -> Frame:
    if unknown := set(raw) - _FRAME_KEYS:
        raise InvalidData(f"unknown key {', '.join(sorted(unknown))}", where=f"{PATH}: frames.{name}")
    if raw["predicate"] not in load_model().relations:
        raise InvalidData(f"{raw['predicate']!r} is no relation of model.yaml", where=f"{PATH}: frames.{name}")
    if raw["plover"] is not None and raw["plover"] not in PLOVER:
        raise InvalidData(f"{raw['plover']!r} is no PLOVER class", where=f"{PATH}: frames.{name}")
    tags = frozenset(raw.get("tags", ()))
    if strange := tags - _TAGS:
        raise InvalidData(f"unknown tag {', '.join(sorted(strange))}", where=f"{PATH}: frames.{name}")
    return Frame(
        name,
        raw["predicate"],
        raw["plover"],
        tuple(raw.get("subject", ("subject",))),
        tuple(raw["object"]),
        tags,
        raw.get("sense"),
    )


def _sense(raw: Mapping[str, Any], frames: Mapping[str, Frame], groups: Mapping[str, frozenset[str]]) -> Sense:
    where = f"{PATH}: senses of {raw.get('verbs')}"
    if unknown := set(raw) - _SENSE_KEYS:
        raise InvalidData(f"unknown key {', '.join(sorted(unknown))}", where=where)
    name = raw["frame"]
    if name != "nothing" and name not in frames:
        raise InvalidData(f"no frame is called {name!r}", where=where)
    return Sense(
        None if name == "nothing" else name,
        _many(raw.get("object")),
        _many(raw.get("subject")),
        _many(raw.get("with")),
        _many(raw.get("with_object")),
        raw.get("passive"),
        _many(raw.get("acl_adjective")),
    )


def parse_lexicon(raw: Mapping[str, Any]) -> Lexicon:
    """Build and check the lexicon from the parsed YAML; raises InvalidData naming the entry."""
    groups = {name: frozenset(_words(value)) for name, value in raw["groups"].items()}
    frames = {name: _frame(name, value) for name, value in raw["frames"].items()}
    verbs: dict[str, list[tuple[tuple[str, ...], Frame]]] = {}
    nouns: dict[str, Frame] = {}
    adjectives: dict[str, list[tuple[str, Frame]]] = {}
    for name, value in raw["frames"].items():
        for entry in _words(value.get("verbs")):
            lemma, *rest = entry.split("_")
            verbs.setdefault(lemma, []).append((tuple(rest), frames[name]))
        for noun in _words(value.get("nouns")):
            nouns.setdefault(noun.replace("_", " "), frames[name])
        for entry in _words(value.get("adjectives")):
            head, _, prep = entry.partition("_")
            # "on_alert": the preposition comes first and the noun carries the phrase
            if head in ("on", "in", "at"):
                head, prep = f"{head} {prep.split('_')[0]}", "_".join(prep.split("_")[1:])
            adjectives.setdefault(head, []).append((prep, frames[name]))
    senses: dict[str, list[Sense]] = {}
    for entry in raw["senses"]:
        sense = _sense(entry, frames, groups)
        for verb in _words(entry["verbs"]):
            lemma, *rest = verb.split("_")
            if rest and not sense.with_:
                particles = Sense(
                    sense.frame, sense.object, sense.subject, (rest[0],), sense.with_object, sense.passive, sense.oprd
                )
                senses.setdefault(lemma, []).append(particles)
            elif not rest:
                senses.setdefault(lemma, []).append(sense)
    by_verb: dict[str, Operator] = {}
    by_adjective: dict[str, Operator] = {}
    by_noun: dict[str, Operator] = {}
    for name, value in raw["operators"].items():
        operator = Operator(
            name,
            value.get("frame"),
            value.get("modality"),
            value.get("transparent", False),
            value.get("denied", False),
            value.get("alleged", False),
        )
        if operator.frame is not None and operator.frame not in frames:
            raise InvalidData(f"no frame is called {operator.frame!r}", where=f"{PATH}: operators.{name}")
        for table, key in ((by_verb, "verbs"), (by_adjective, "adjectives"), (by_noun, "nouns")):
            for word in _words(value.get(key)):
                table.setdefault(word, operator)
    return Lexicon(
        frames,
        {lemma: tuple(sorted(found, key=lambda e: -len(e[0]))) for lemma, found in verbs.items()},
        {lemma: tuple(found) for lemma, found in senses.items()},
        nouns,
        {lemma: tuple(found) for lemma, found in adjectives.items()},
        frozenset(w.split("_")[0] for w in _words(raw["light"])),
        by_verb,
        by_adjective,
        by_noun,
        groups,
        _inverted(groups),
        frozenset(_words(raw["habitual"])),
        frozenset(_words(raw["generic"])),
        frozenset(_words(raw["attitude_nouns"])),
    )


def _inverted(groups: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, members in groups.items():
        for member in members:
            found.setdefault(member, set()).add(name)
    return {noun: frozenset(names) for noun, names in found.items()}


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon, loaded once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return parse_lexicon(yaml.load(PATH.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - a safe loader
