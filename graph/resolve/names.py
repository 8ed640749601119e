"""Names made comparable: skeletons that spellings share, concepts that translations share, initials; and how two names agree.

Only the agreement of names is judged here; whether two things are one is decided in actors.py, with everything else known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml
from anyascii import anyascii
from rapidfuzz import fuzz

from schema.reference import Reference, load_reference

_WORD = re.compile(r"[a-z0-9]+")
_SOUNDS = (
    ("kh", "k"),
    ("gh", "g"),
    ("q", "k"),
    ("ph", "f"),
    ("ou", "u"),
    ("ee", "i"),
    ("oo", "u"),
    ("ck", "k"),
    ("dh", "d"),
    ("th", "t"),
)
_LETTERS = str.maketrans({"y": "i", "e": "i", "o": "u", "w": "v", "z": "s"})
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<=.)[aiu]")
WHOLE, TOKEN, LONG = (
    88.0,
    78.0,
    5,
)  # rapidfuzz ratios of whole skeletons and of single words, and the length from which words may differ


@dataclass(frozen=True, slots=True)
class Name:
    """A name ready for comparison. `words` are skeletons in order; `concepts` have translations and demonyms folded."""

    text: str
    plain: str  # lower-case words
    words: tuple[str, ...]
    concepts: tuple[str, ...]  # sorted, without fillers; equals `words` in content for persons
    branches: frozenset[str]
    acronym: str | None  # if the name is one
    initials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two names agree: `score` 0 … 1, why, and whether it needs the context's support (`weak`)."""

    score: float
    reason: str
    weak: bool = False
    apart: bool = False  # the names themselves say that these are two


@dataclass(frozen=True, slots=True)
class _Words:
    particles: frozenset[str]
    titles: frozenset[str]
    optional: frozenset[str]
    fillers: frozenset[str]
    branches: frozenset[str]
    common: frozenset[str]
    fold: MappingProxyType[str, str]  # skeleton → the skeleton or concept it counts as
    demonyms: MappingProxyType[str, str]
    place_words: frozenset[str]


def plain(text: str) -> str:
    """Lower-case words without script, accents and punctuation."""
    latin = text if text.isascii() else anyascii(text)
    return " ".join(_WORD.findall(re.sub(r"['’`.]", "", latin).lower()))


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The sounds of one plain word as transliterations of it share them."""
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    return _DOUBLE.sub(r"\1", word.translate(_LETTERS))


def _one(word: str) -> str:
    """A plural as its singular, roughly; both sides of a comparison are cut alike."""
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def consonants(word: str) -> str:
    """A skeleton without its vowels but a first one: what blocks are made of."""
    return _VOWELS.sub("", word)


@lru_cache(maxsize=100_000)
def name(text: str, kind: str) -> Name:
    """Read a name of a thing of this kind."""
    lexicon = _lexicon()
    folded = plain(text)
    raw = [w for w in folded.split() if w not in lexicon.particles]
    if kind == "Person":
        kept = [w for w in raw if w not in lexicon.titles] or raw
        words = tuple(lexicon.fold.get("v:" + skeleton(w), skeleton(w)) for w in kept)
        return Name(text, folded, words, tuple(sorted(words)), frozenset(), None, frozenset())
    if kind == "Place":
        kept = [w for w in raw if skeleton(w) not in lexicon.place_words] or raw
        words = tuple(lexicon.fold.get("v:" + skeleton(w), skeleton(w)) for w in kept)
        return Name(
            text,
            folded,
            words,
            tuple(sorted(words)),
            frozenset(map(skeleton, raw)) & lexicon.place_words,
            None,
            frozenset(),
        )
    raw = raw or folded.split()
    words = tuple(skeleton(_one(w)) for w in raw)
    concepts = [_concept(w, lexicon) for w in raw if w not in lexicon.fillers]
    return Name(
        text, folded, words, tuple(sorted(concepts or words)), frozenset(words) & lexicon.branches, _acronym(text),
        _initials(folded, lexicon),
    )  # fmt: skip


def given(one: Name) -> bool:
    """Whether a person's name is made of given names alone: many people share such a name."""
    return len(one.words) < 3 and all(word in _given() for word in one.words)


@cache
def _given() -> frozenset[str]:
    return frozenset(word for text in load_reference().given_names for word in name(text, "Person").words)


def agree(one: Name, other: Name, kind: str) -> Agreement | None:
    """How two names agree, or None if they do not."""
    if not one.words or not other.words:
        return None
    if kind not in ("Person", "Place") and _names_nobody(one) and _names_nobody(other):
        return Agreement(0.55, "a name that any state may use", weak=True) if one.concepts == other.concepts else None
    if one.plain == other.plain:
        if kind == "Person" and len(one.words) == 1:
            return Agreement(0.55, "the same single name", weak=True)
        return Agreement(1.0, "the same name", weak=kind == "Place")  # many places share a name
    if kind == "Person":
        return _persons(one, other)
    if kind == "Place":
        return _places(one, other)
    return _organisations(one, other)


def keys(one: Name, kind: str) -> Iterable[str]:
    """The blocks that a name falls into: names that agree share one."""
    if not one.words:
        return
    if kind in ("Person", "Place"):
        bare = [consonants(w) for w in one.words]
        yield f"{kind[:2]}:{bare[-1]}:{one.words[0][:1] if len(bare) > 1 else ''}"
        if kind == "Place":
            yield f"Pl:{bare[0]}"
            return
        if len(bare) > 1:
            yield f"Pe:{bare[0]}:{one.words[-1][:1]}"  # the two names the other way round
        for middle in range(1, len(bare) - 1):
            yield f"Pe:{bare[middle]}:{one.words[0][:1]}"
            yield f"Pe:{bare[-1]}:{one.words[middle][:1]}"
        return
    if one.acronym:
        yield f"ac:{one.acronym}"
        return
    for initials in one.initials:
        yield f"ac:{initials}"
    bare = sorted({consonants(w) for w in one.concepts})
    if len(bare) == 1:
        yield f"or:{bare[0]}"
    for i, left in enumerate(bare):
        for right in bare[i + 1 :]:
            yield f"or:{left}:{right}"


def _persons(one: Name, other: Name) -> Agreement | None:
    short, long = sorted((one.words, other.words), key=lambda w: (len(w), w))
    if one.words == other.words:
        reason = "the same name in another spelling"
        return Agreement(0.55, reason, weak=True) if len(short) == 1 else Agreement(0.95, reason)
    optional = _lexicon().optional
    core_one, core_other = (tuple(w for w in words if w not in optional) or words for words in (short, long))
    if len(core_one) > 1 and core_one == core_other:
        return Agreement(0.88, "the same name but for a part that is often left out")
    if len(short) > 1 and sorted(short) == sorted(long):
        return Agreement(0.85, "the same names in another order")
    if len(short) == len(long):
        return _near(short, long, person=True)
    if not _inside(short, long):
        return _with_initials(short, long)
    if len(short) == 1:
        return Agreement(0.4, "one name of several", weak=True)
    if short[0] == long[0] and short[-1] == long[-1]:
        return Agreement(0.82, "first and last name, with a middle name")
    return Agreement(0.7, "a shorter form of the name", weak=True)


def _with_initials(short: tuple[str, ...], long: tuple[str, ...]) -> Agreement | None:
    if len(short) < 2 or short[-1] != long[-1] or not any(len(w) == 1 for w in short[:-1]):
        return None
    rest = list(long[:-1])
    for word in short[:-1]:
        while rest and not (rest[0] == word or (len(word) == 1 and rest[0].startswith(word))):
            rest.pop(0)
        if not rest:
            return None
        rest.pop(0)
    return Agreement(0.7, "initials of the first names", weak=True)


def _organisations(one: Name, other: Name) -> Agreement | None:
    if one.acronym and other.acronym:
        return None  # two acronyms that differ are two names
    if one.acronym or other.acronym:
        short, long = (one, other) if one.acronym else (other, one)
        if short.acronym in long.initials:
            return Agreement(0.72, f"{short.acronym} are the initials", weak=True)
        return None
    if one.words == other.words:
        return Agreement(0.95, "the same name in another spelling")
    if one.concepts == other.concepts:
        if len(one.concepts) == 1:
            return Agreement(0.78, "the same name but for a word for a group", weak=True)
        return Agreement(0.92, "the same name, translated or reordered")
    short, long = sorted((one, other), key=lambda n: (len(n.concepts), n.concepts))
    rest = _rest(short.concepts, long.concepts)
    if one.branches != other.branches:
        cores = [{w for w in n.concepts if w not in n.branches} for n in (one, other)]
        if cores[0] == cores[1] and not cores[0] <= _lexicon().common:
            told = ", ".join(sorted(one.branches ^ other.branches))
            return Agreement(0.0, f"{told} tells a part or a rival from the whole", apart=True)
        return None
    if rest is not None:
        if all(word in _lexicon().demonyms.values() for word in rest) and len(short.concepts) > 1:
            return Agreement(0.75, "the same name with its country", weak=True)
        return Agreement(0.45, "a part of the other name", weak=True)
    if len(one.words) == len(other.words):
        return _near(one.words, other.words, person=False)
    return None


def _names_nobody(one: Name) -> bool:
    return one.acronym is None and all(word in _lexicon().common for word in one.concepts)


def _places(one: Name, other: Name) -> Agreement | None:
    if one.words == other.words:
        if len("".join(one.words)) < LONG + 1 and one.plain.split()[0] != other.plain.split()[0]:
            return Agreement(0.7, "short names that sound alike", weak=True)
        same = one.branches == other.branches
        return (
            Agreement(0.92, "the same name in another spelling", weak=True)
            if same
            else Agreement(0.76, "the same bare name", weak=True)
        )
    if "".join(one.words) == "".join(other.words):
        return Agreement(0.92, "the same name, joined or apart")
    left, right = "".join(one.words), "".join(other.words)
    if consonants(left) == consonants(right) and len(consonants(left)) >= LONG:
        return Agreement(0.78, "the same name but for its vowels", weak=True)
    if len(one.words) == len(other.words):
        return _near(one.words, other.words, person=True)
    return None


def _near(one: tuple[str, ...], other: tuple[str, ...], *, person: bool) -> Agreement | None:
    """Names of equally many words, all equal or nearly so. Short words must be equal: Ali is not Wali."""
    changed = 0
    for left, right in zip(one, other, strict=True):
        if left == right:
            continue
        changed += 1
        if person and 1 in (len(left), len(right)) and left[0] == right[0] and len(one) > 1:
            continue
        if min(len(left), len(right)) < LONG or left[0] != right[0] or fuzz.ratio(left, right) < TOKEN:
            return None
    if person and any(1 in (len(a), len(b)) and a != b for a, b in zip(one, other, strict=True)):
        return Agreement(0.7, "initials of the first names", weak=True) if one[-1] == other[-1] else None
    if fuzz.ratio(" ".join(one), " ".join(other)) < WHOLE:
        return None
    vowels = all(consonants(a) == consonants(b) for a, b in zip(one, other, strict=True))
    if changed == 1 and len(one) > 1:
        return Agreement(0.82 if vowels else 0.78, "one word is spelled a little differently", weak=not vowels)
    return Agreement(0.74, "spelled a little differently", weak=True)


def _inside(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the words of the short name stand in the long one, in their order."""
    rest = iter(long)
    return all(word in rest for word in short)


def _rest(short: tuple[str, ...], long: tuple[str, ...]) -> list[str] | None:
    """What the longer list has beyond the shorter one, or None if it lacks one of its words."""
    rest = list(long)
    for word in short:
        if word not in rest:
            return None
        rest.remove(word)
    return rest


def _acronym(text: str) -> str | None:
    bare = re.sub(r"[.\s]", "", text.strip())
    if 2 <= len(bare) <= 7 and bare.isalpha() and sum(c.isupper() for c in bare) >= max(2, len(bare) - 1):
        return bare.upper()
    return None


def _initials(folded: str, lexicon: _Words) -> frozenset[str]:
    """Initials with all words, and without particles or with their last one kept, as groups abbreviate themselves."""
    words = folded.split()
    forms = (words, [w for w in words if w not in lexicon.particles])
    return frozenset("".join(w[0] for w in form).upper() for form in forms if 2 <= len(form) <= 7)


def _concept(word: str, lexicon: _Words) -> str:
    found = skeleton(_one(word))
    return lexicon.fold.get("c:" + found) or lexicon.fold.get("v:" + found) or lexicon.demonyms.get(found, found)


@cache
def _lexicon() -> _Words:
    raw: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    fold: dict[str, str] = {}
    for group in raw["variants"]:
        fold.update({"v:" + skeleton(form): skeleton(group[0]) for word in group for form in (word, _one(word))})
    for concept, words in raw["concepts"].items():
        fold.update({"c:" + skeleton(_one(word)): concept for word in words})
    return _Words(
        frozenset(raw["particles"]),
        frozenset(raw["titles"]),
        frozenset(fold.get("v:" + skeleton(w), skeleton(w)) for w in raw["optional"]),
        frozenset(raw["fillers"]),
        frozenset(skeleton(w) for w in raw["branches"]),
        frozenset([*(skeleton(_one(w)) for w in raw["common"]), *raw["concepts"]]),
        MappingProxyType(fold),
        MappingProxyType(_demonyms(load_reference())),
        frozenset(skeleton(w) for words in raw["place_words"].values() for w in words),
    )


def _demonyms(reference: Reference) -> dict[str, str]:
    """Skeleton of a one-word name or demonym of a state → skeleton of the state's name."""
    found: dict[str, str] = {}
    for actor in reference.actors.values():
        if actor.kind == "State" and " " not in actor.name:
            target = skeleton(plain(actor.name))
            found[target] = target
            for alias in actor.aliases:
                if alias.type == "demonym" and " " not in alias.text:
                    found[skeleton(plain(alias.text))] = target
    return found
