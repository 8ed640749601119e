"""The lexicon of reporting cues: data/cues.yaml read into look-up tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from schema.errors import InvalidData

STANCES = frozenset({"say", "believe", "intend", "judge", "deny", "allege", "ask"})
VERB_FRAMES = frozenset({"clause", "quote", "infinitive", "object", "naming", "directive", "quarrel", "phrase"})
_OTHER_FRAMES = frozenset({"noun", "noun_phrase", "adjective", "adjective_phrase"})


@dataclass(slots=True)
class Cues:
    """Look-up tables. A key is a lemma, with its particle ("point_out") or preposition ("call_for") where it has one."""

    verbs: dict[str, dict[str, str]] = field(default_factory=dict)  # key → frame → stance
    nouns: dict[str, dict[str, str]] = field(default_factory=dict)  # noun, noun_preposition → frame → stance
    adjectives: dict[str, dict[str, str]] = field(default_factory=dict)
    verb_lemmas: frozenset[str] = frozenset()  # the first word of every verb key
    noun_lemmas: frozenset[str] = frozenset()
    adjective_lemmas: frozenset[str] = frozenset()
    relay: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    issue: frozenset[str] = frozenset()
    conversation: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    outlet_nouns: frozenset[str] = frozenset()
    outlet_endings: frozenset[str] = frozenset()
    outlet_names: frozenset[str] = frozenset()


@cache
def load() -> Cues:
    """The lexicon of the package, read once."""
    path = files("loaders.extract") / "data" / "cues.yaml"
    return parse(yaml.safe_load(path.read_text(encoding="utf-8")), str(path))


def parse(raw: dict[str, Any], path: str) -> Cues:
    """Tables from the YAML's content. Raises InvalidData that names the stance and the word that is wrong."""
    cues = Cues()
    for stance, frame, key in _entries(raw, path):
        table = cues.verbs if frame in VERB_FRAMES else cues.nouns if frame.startswith("noun") else cues.adjectives
        kept = table.setdefault(key, {}).setdefault(frame, stance)
        if kept != stance:
            raise InvalidData(
                f"{key!r} stands under two stances", where=f"{path}: {frame}", remedy=f"Keep it in {kept} or {stance}."
            )
    cues.verb_lemmas = _first_words(cues.verbs)
    cues.noun_lemmas = _first_words(cues.nouns)
    cues.adjective_lemmas = _first_words(cues.adjectives)
    for name in ("relay", "documents", "issue", "conversation", "sources", "evidence"):
        setattr(cues, name, frozenset(str(raw.get(name, "")).split()))
    outlets = raw.get("outlets", {})
    cues.outlet_nouns = frozenset(str(outlets.get("nouns", "")).split())
    cues.outlet_endings = frozenset(str(outlets.get("endings", "")).split())
    cues.outlet_names = frozenset(str(name).casefold() for name in outlets.get("names", ()))
    return cues


def _entries(raw: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    for stance in sorted(STANCES & raw.keys()):
        for frame, words in raw[stance].items():
            if frame not in VERB_FRAMES | _OTHER_FRAMES:
                known = ", ".join(sorted(VERB_FRAMES | _OTHER_FRAMES))
                raise InvalidData(f"unknown frame {frame!r}", where=f"{path}: {stance}", remedy=f"Use one of {known}.")
            for key in words.split():
                if frame.endswith("phrase") and "_" not in key:
                    raise InvalidData(
                        f"{key!r} names no preposition",
                        where=f"{path}: {stance}.{frame}",
                        remedy="Write word_preposition.",
                    )
                yield stance, frame, key


def _first_words(table: dict[str, dict[str, str]]) -> frozenset[str]:
    return frozenset(key.split("_")[0] for key in table)
