"""One incident as one article reports it, flat and ready for comparison: when and where with their precisions, who, how many."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from msgspec import structs

from graph.names import fold
from graph.resolve.names import skeleton
from schema.records import COUNTED, Count, Extraction, Incident, Party, Precision, Record, Status
from schema.reference import Reference

PUBLISHED = 2  # an undated report is of the day of publication or of so many days before it


class Said(Record, frozen=True, kw_only=True, gc=False):
    """One count of one report: at least `low`, at most `high` (None: not bounded), by whom."""

    low: int
    high: int | None
    by: str | None = None


class Report(Record, frozen=True, kw_only=True, gc=False):
    """An incident of one article. Days are ordinals (`date.toordinal`); ids are canonical where identity knows them."""

    id: str
    article: str
    outlet: str | None = None
    origin: str | None = None
    published: str | None = None
    type: str
    status: Status
    first: int | None = None
    last: int | None = None
    dated: bool = False  # the text gives the day or period; else it is taken from the publication
    level: str | None = (
        None  # of the place: country, admin1, admin2, city, site, border_area; None if the reference data lacks it
    )
    chain: tuple[str, ...] = ()  # the place and its containers, innermost first; as told, the place alone
    sites: frozenset[str] = frozenset()  # what kind of place was struck: market, mosque, checkpoint …
    perpetrators: frozenset[str] = frozenset()
    how: tuple[str, ...] = ()  # "entity|how" of the perpetrators
    targets: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()  # those of the targets that are persons
    categories: frozenset[str] = frozenset()
    weapon: str | None = None
    killed: tuple[Said, ...] = ()
    injured: tuple[Said, ...] = ()
    words: frozenset[str] = frozenset()
    another: bool = False  # the text sets it apart from a like one: "a second blast", "in a separate attack"

    @property
    def counted(self) -> bool:
        """Whether it enters counts of incidents."""
        return self.status in COUNTED


def reports(
    extraction: Extraction,
    reference: Reference,
    *,
    canonical: Callable[[str], str] = lambda id: id,
    origin: str | None = None,
) -> tuple[Report, ...]:
    """The incidents of one article. Statistics are not among them: an aggregate never becomes an incident."""
    return tuple(recast(_report(one, extraction), reference, canonical, origin) for one in extraction.incidents)


def as_told(extraction: Extraction) -> tuple[Report, ...]:
    """The incidents of one article with the ids that the article alone gives, to be kept; `recast` makes them comparable."""
    return tuple(_report(one, extraction) for one in extraction.incidents)


def recast(one: Report, reference: Reference, canonical: Callable[[str], str], origin: str | None) -> Report:
    """A report as told, with canonical ids, the place's containers, and the origin that its article rests on."""

    def ids(some: Iterable[str]) -> frozenset[str]:
        return frozenset(map(canonical, some))

    chain = _where(one.chain[0], reference, canonical) if one.chain else ()
    how = (entry.rpartition("|") for entry in one.how)
    return structs.replace(
        one,
        origin=origin,
        level=reference.places[chain[0]].level if chain and chain[0] in reference.places else None,
        chain=chain,
        perpetrators=ids(one.perpetrators),
        how=tuple(sorted(f"{canonical(actor)}|{told}" for actor, _, told in how)),
        targets=frozenset(id for id in ids(one.targets) if not id.startswith(("state-", "place-"))),
        people=ids(one.people),
    )


def _report(one: Incident, extraction: Extraction) -> Report:
    article = extraction.article
    struck = (*one.targets, *one.victims)
    first, last, dated = _when(one, article.published)
    return Report(
        id=one.id,
        article=article.id,
        outlet=article.outlet,
        published=article.published,
        type=one.type,
        status=one.status,
        first=first,
        last=last,
        dated=dated,
        chain=(one.place.entity,) if one.place and one.place.entity else (),
        sites=_sites(one.quote, [p.text for p in struck]),
        perpetrators=_ids(one.perpetrators),
        how=tuple(sorted(f"{p.entity}|{p.how or 'fact'}" for p in one.perpetrators if p.entity)),
        targets=_ids(struck),
        people=_ids(p for p in struck if p.kind == "Person"),
        categories=frozenset(p.category for p in struck if p.category and p.category != "other"),
        weapon=skeleton(fold(one.weapon)) if one.weapon else None,
        killed=_said(one.killed),
        injured=_said(one.injured),
        words=_content(f"{one.title} {one.quote}"),
        another=bool(_lexicon()["another"].search(one.quote)),
    )


def _ids(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(p.entity for p in parties if p.entity)


def _said(count: Count | None) -> tuple[Said, ...]:
    return (Said(low=count.low, high=count.high, by=count.by),) if count else ()


def _when(one: Incident, published: str | None) -> tuple[int | None, int | None, bool]:
    """First and last possible day. An open end of a dated period ends with its start."""
    if one.date and one.date.start and one.date.precision is not Precision.unknown:
        first = ordinal(one.date.start)
        last = ordinal(one.date.end or one.date.start)
        if first is not None and last is not None:
            return first, max(first, last), True
    day = ordinal(published[:10]) if published else None
    return (None, None, False) if day is None else (day - PUBLISHED, day, False)


@lru_cache(maxsize=8192)
def ordinal(text: str) -> int | None:
    """The day of an ISO date as a number; None for a month, a year or nothing."""
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return None


def day_text(ordinal: int) -> str:
    """The ISO date of an ordinal."""
    return (date.min + timedelta(days=ordinal - 1)).isoformat()


def _where(place: str, reference: Reference, canonical: Callable[[str], str]) -> tuple[str, ...]:
    id = canonical(place)
    if id in reference.places:
        return reference.chain(id)
    state = reference.actors.get(id)
    if state is not None:  # a state as the place of an incident is its country
        country = f"place-{(state.country or '').lower()}"
        return (country,) if country in reference.places else ()
    return (id,)


def _sites(told: str, struck: Iterable[str]) -> frozenset[str]:
    """The kinds of place that were struck: all that the targets name, and those at which the sentence puts the event.

    A hospital or court in the sentence is mostly where the wounded were counted or the suspect was heard.
    """
    lexicon = _lexicon()
    sites: dict[str, str] = lexicon["sites"]
    words = [w for text in struck for w in fold(text).split()]
    located = [w for match in lexicon["at"].finditer(told) for w in fold(match[1]).split()]
    found = {sites[w] for w in map(_singular, words) if w in sites}
    found |= {sites[w] for w in map(_singular, located) if w in sites and sites[w] not in lexicon["elsewhere"]}
    return frozenset(found)


def _singular(word: str) -> str:
    return word if word in _lexicon()["sites"] else word.removesuffix("s")


def _content(text: str) -> frozenset[str]:
    stop: frozenset[str] = _lexicon()["stop"]
    return frozenset(skeleton(w) for w in fold(text).split() if len(w) > 3 and not w.isdigit() and w not in stop)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    raw = yaml.safe_load(files(__package__).joinpath("incidents.yaml").read_text(encoding="utf-8"))
    return {
        "stop": frozenset(raw["stop"]),
        "sites": {word: site for site, words in raw["sites"].items() for word in words},
        "elsewhere": frozenset(raw["elsewhere"]),
        "at": re.compile(
            rf"\b(?:{'|'.join(raw['at'])})\s+(?:an?|the|another)\s+((?:\w+[\s-]+){{0,2}}\w+)", re.IGNORECASE
        ),
        "another": re.compile(r"\b(?:" + "|".join(raw["another"]) + r")\b", re.IGNORECASE),
        "families": {kind: family for family, kinds in raw["families"].items() for kind in kinds},
        "near": {frozenset(pair) for pair in raw["near"]},
    }


def family(type: str) -> str:
    """The family that a type is blocked in: types of two families are never one incident, but for the vague ones."""
    found: str = _lexicon()["families"].get(type, type)
    return found


def near(one: str, other: str) -> bool:
    """Whether one event may be reported as either type."""
    return one == other or frozenset((one, other)) in _lexicon()["near"]
