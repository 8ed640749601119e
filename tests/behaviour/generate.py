"""Make variants of the declared base sentences, each with what it must give. What is expected comes from the base's declared meaning only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import yaml

HERE = Path(__file__).parent
NAMES = yaml.safe_load((HERE / "names.yaml").read_text())
INCIDENTS = yaml.safe_load((HERE / "incidents.yaml").read_text())
RELATIONS = yaml.safe_load((HERE / "relations.yaml").read_text())


@dataclass(frozen=True)
class Case:
    """One sentence and its meaning. `want`: fact | negative | planned | conditional | question | denied."""

    predicate: str
    variant: str
    text: str
    subject: str
    object: str | None
    want: str
    speaker: str | None = None
    sense: str | None = None
    value: float | None = None
    plover: str | None = None

    @property
    def id(self) -> str:
        return f"{self.predicate}-{self.variant}-{self.text[:60]}"


@dataclass(frozen=True)
class Verb:
    """The forms of an English verb; regular ones are made by the usual spelling rules."""

    base: str
    past: str
    participle: str

    @classmethod
    def of(cls, raw: str) -> "Verb":
        base, *rest = raw.split("/")
        if base == "be":
            return cls("be", "was", "been")
        if rest:
            return cls(base, rest[0], rest[-1])
        return cls(base, regular(base), regular(base))

    @property
    def third(self) -> str:
        if self.base == "be":
            return "is"
        if self.base.endswith(("s", "sh", "ch", "x", "o")):
            return self.base + "es"
        if self.base.endswith("y") and self.base[-2] not in "aeiou":
            return self.base[:-1] + "ies"
        return self.base + "s"

    @property
    def gerund(self) -> str:
        if self.base.endswith("e") and self.base != "be":
            return self.base[:-1] + "ing"
        if self.base in DOUBLED:
            return self.base + self.base[-1] + "ing"
        return self.base + ("king" if self.base.endswith("c") else "ing")


DOUBLED = {"lob", "put", "cut", "ban", "run", "split", "expel", "infer"}


def regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + (base[-1] if base in DOUBLED else "") + "ed"


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def variants(predicate: str, base: dict, subject: str, obj: str | None) -> Iterator[Case]:
    """The thirteen kinds of variant of one base with these names."""
    verb, to, tail = Verb.of(base["verb"]), base.get("to", ""), base.get("tail", "")
    state = base.get("state", False)
    after = f" {to}" if to else ""
    target = f"{after} {obj}{tail}" if obj else f"{after}{tail}"
    be = verb.base == "be"
    who = "who" if base["s"] == "person" else "which"
    plain = verb.third if state else verb.past
    s, more = capital(subject), {k: base[k] for k in ("sense", "value", "plover") if k in base}
    ends = (obj, subject) if base.get("swap") else (subject, obj)

    def case(variant: str, text: str, want: str, **extra: str) -> Case:
        return Case(predicate, variant, text, *ends, want, **{**more, **extra})

    yield case("active", f"{s} {plain}{target}.", "fact")
    yield case("attributed", f"{s} {plain}{target}, Vladimir Putin said on Tuesday.", "fact", speaker="Vladimir Putin")
    yield case(
        "reported", f"The Reuters news agency reported that {subject} {plain}{target}.", "fact", speaker="Reuters"
    )
    if not be:
        yield case("negated", f"{s} {'does' if state else 'did'} not {verb.base}{target}.", "negative")
    else:
        yield case("negated", f"{s} is not{target}.", "negative")
    yield case("future", f"{s} will {verb.base}{target} next month.", "planned")
    yield case("planned", f"{s} plans to {verb.base}{target}.", "planned")
    yield case("conditional", f"If the talks fail, {subject} would {verb.base}{target}.", "conditional")
    if be:
        yield case("question", f"Is {subject}{target}?", "question")
    else:
        yield case("question", f"{'Does' if state else 'Did'} {subject} {verb.base}{target}?", "question")
    if predicate != "DENIES":
        yield case("denied", f"{s} denied {verb.gerund}{target}.", "denied")
    yield case("possible", f"{s} may have {verb.participle}{target}, according to officials.", "possible")
    yield case("relative", f"Officials spoke of {subject}, {who} {plain}{target}.", "fact")
    if not be and not state:
        yield case("participial", f"Officials spoke of {subject}, {verb.gerund}{target}.", "fact")
    yield case("coordinated", f"{s} closed its offices and {plain}{target}.", "fact")
    if obj and not to:
        aux = "is" if state else "was"
        yield case("passive", f"{capital(obj)} {aux} {verb.participle} by {subject}{tail}.", "fact")
        yield case("passive-negated", f"{capital(obj)} {aux} not {verb.participle} by {subject}{tail}.", "negative")
    if "noun" in base:
        text = base["noun"].replace("{S}", s).replace("{O}", obj or "")
        yield case("nominal", f"{text} went on for two hours on Monday.", "fact")


def names(pool: str) -> Iterator[str]:
    """Known and invented names of a pool in turn, for ever."""
    known, unknown = NAMES[pool].get("known", []), NAMES[pool].get("unknown", [])
    longest = max(len(known), len(unknown))
    mixed = [n for i in range(longest) for n in (*known[i : i + 1], *unknown[i : i + 1])]
    return cycle(mixed)


def cases() -> list[Case]:
    """Every variant of every base, three times with other names (known, renamed, and subject and object swapped where both are of one pool)."""
    out: list[Case] = []
    pools = {pool: names(pool) for pool in NAMES}
    for predicate, bases in RELATIONS.items():
        for base in bases:
            for _ in range(2):
                subject = next(pools[base["s"]])
                obj = next(pools[base["o"]]) if base["o"] else None
                while obj == subject:
                    obj = next(pools[base["o"]])
                out += variants(predicate, base, subject, obj)
                if base["s"] == base["o"]:
                    out += variants(predicate, base, obj, subject)
    return out


@dataclass(frozen=True)
class Happening:
    """One sentence about an event and what must come of it. `want`: occurred | foiled | nothing (no incident that counts)."""

    type: str
    variant: str
    text: str
    want: str
    types: tuple[str, ...]
    place: str | None = None

    @property
    def id(self) -> str:
        return f"{self.type}-{self.variant}-{self.text[:60]}"


def happenings() -> list[Happening]:
    """Every variant of every declared event, in two places."""
    out: list[Happening] = []
    places = cycle(["Peshawar", "Quetta", "Kandahar", "Maiduguri", "Mogadishu", "Medellin", "Wahrad"])
    for kind, bases in INCIDENTS.items():
        for base in bases:
            for _ in range(2):
                place, verb = next(places), Verb.of(base["verb"])
                s, o, tail = base["s"], base.get("o", ""), base.get("tail", "")
                target = f" {o}{tail}" if o else tail
                where, types = f" in {place} on Monday", (kind, *base.get("or", ()))
                told = base.get("want", "occurred")

                def case(variant: str, text: str, want: str, at: str | None = None) -> Happening:
                    return Happening(kind, variant, text, want, types, at)  # noqa: B023 - used at once, within the loop

                out.append(case("active", f"{capital(s)} {verb.past}{target}{where}.", told, place))
                out.append(case("attributed", f"{capital(s)} {verb.past}{target}{where}, officials said.", told, place))
                out.append(case("reported", f"Officials said {s} {verb.past}{target}{where}.", told, place))
                out.append(
                    case(
                        "coordinated",
                        f"{capital(s)} came before dawn and {verb.past}{target}{where}.",
                        "occurred",
                        place,
                    )
                )
                out.append(case("negated", f"{capital(s)} did not {verb.base}{target}{where}.", "nothing"))
                out.append(case("future", f"{capital(s)} will {verb.base}{target}{where}.", "nothing"))
                out.append(case("planned", f"{capital(s)} planned to {verb.base}{target} in {place}.", "nothing"))
                out.append(case("threatened", f"{capital(s)} threatened to {verb.base}{target} in {place}.", "nothing"))
                out.append(
                    case("conditional", f"If the talks fail, {s} could {verb.base}{target} in {place}.", "nothing")
                )
                out.append(case("question", f"Did {s} {verb.base}{target}{where}?", "nothing"))
                out.append(case("denied", f"Officials denied that {s} {verb.past}{target}{where}.", "nothing"))
                if o and base.get("passive", True):
                    was = "were" if base.get("many", False) else "was"
                    out.append(
                        case("passive", f"{capital(o)} {was} {verb.participle}{tail} by {s}{where}.", told, place)
                    )
                out.extend(
                    case("nominal", f"{capital(noun)}{where} shocked the country.", told, place)
                    for noun in base.get("nouns", ())
                )
    return out
