"""What one article tells of an entity, and what all of them together tell: the input of the identity of actors and places."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from schema.records import Extraction, Incident, Record
from schema.reference import Actor, Place, Reference

COMPANIONS = 24
"""How many of the entities that an entity is named with are kept, the most frequent first."""

_OFFICES = frozenset(["HOLDS_OFFICE"])
_BELONGS = frozenset(["MEMBER_OF", "LEADS", "PART_OF"])
_NEVER_SELF = frozenset(
    ["SPLINTER_OF", "PART_OF", "ATTACKS", "BLAMES_ACCUSES", "IN_CONFLICT_WITH", "MEETS_NEGOTIATES", "THREATENS",
     "ALLIED_WITH", "EXPELS", "MEMBER_OF", "LEADS", "CONDEMNS_OPPOSES", "COOPERATES_WITH"]
)  # fmt: skip


class Sighting(Record, frozen=True, kw_only=True, gc=False):
    """One entity in one article."""

    entity: str
    article: str
    kind: str
    names: tuple[str, ...]
    country: str | None = None
    companions: tuple[str, ...] = ()  # other entities of the article, without states and countries
    around: tuple[str, ...] = ()  # countries that the article's entities are told to be of
    offices: tuple[str, ...] = ()  # "office|body"
    belongs: tuple[str, ...] = ()  # organisations that it is a part, member or head of
    against: tuple[str, ...] = ()  # entities that it meets at the other end of a claim or incident
    gender: str | None = None
    on: str | None = None  # day of publication


class Profile(Record, frozen=True, kw_only=True, gc=False):
    """All that is known of one entity. For one of the reference data only that data counts, so that it never drifts."""

    id: str
    kind: str
    known: bool
    names: tuple[str, ...]
    countries: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    around: tuple[str, ...] = ()  # countries that its articles are about
    offices: tuple[str, ...] = ()
    belongs: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    articles: int = 0
    level: str | None = None  # places
    within: tuple[str, ...] = ()  # places: containers, innermost first
    point: tuple[float, float] | None = None  # places: latitude, longitude


def sightings(extraction: Extraction, genders: Mapping[str, str] | None = None) -> tuple[Sighting, ...]:
    """What the article tells of each of its entities. `genders` may tell a gender by given name (lower case)."""
    kinds = {e.id: e.kind for e in extraction.entities}
    countries = {e.id: e.country for e in extraction.entities}
    offices: dict[str, set[str]] = {}
    belongs: dict[str, set[str]] = {}
    against: dict[str, set[str]] = {}
    for claim in extraction.claims:
        subject = claim.subject.entity if claim.subject else None
        obj = claim.object.entity if claim.object else None
        if subject is None or obj is None or subject == obj:
            continue
        if claim.predicate in _OFFICES:
            offices.setdefault(subject, set()).add(f"{(claim.about or '').casefold()}|{obj}")
        if claim.predicate in _BELONGS:
            belongs.setdefault(subject, set()).add(obj)
        if claim.predicate in _NEVER_SELF:
            against.setdefault(subject, set()).add(obj)
            against.setdefault(obj, set()).add(subject)
    for incident in extraction.incidents:
        _opposed(incident, against)
    company = [e.id for e in extraction.entities if e.kind != "State" and not e.id.startswith("state-")]
    around = tuple(sorted({e.country for e in extraction.entities if e.country}))
    published = (extraction.article.published or "")[:10] or None
    found = []
    for entity in extraction.entities:
        names = tuple(sorted({entity.name, *entity.aliases}))
        found.append(
            Sighting(
                entity=entity.id,
                article=extraction.article.id,
                kind=kinds[entity.id],
                names=names,
                country=countries[entity.id],
                companions=tuple(sorted(set(company) - {entity.id})),
                around=around,
                offices=tuple(sorted(offices.get(entity.id, ()))),
                belongs=tuple(sorted(belongs.get(entity.id, ()))),
                against=tuple(sorted(against.get(entity.id, ()))),
                gender=_gender(names, genders) if genders and entity.kind == "Person" else None,
                on=published,
            )
        )
    return tuple(found)


def profile(seen: Iterable[Sighting], reference: Mapping[str, Profile] = MappingProxyType({})) -> Profile:
    """All sightings of one entity that the reference data does not know, in any order.

    `reference` tells of which countries the known entities are that it was named with.
    """
    unique = {s.article: s for s in sorted(seen, key=lambda s: (s.article, s.entity, s.names))}
    some = list(unique.values())
    days = sorted(s.on for s in some if s.on)
    kinds = Counter(s.kind for s in some)
    known = [reference[id].countries for s in some for id in s.companions if id in reference]
    return Profile(
        id=some[0].entity,
        kind=min(kinds, key=lambda kind: (-kinds[kind], kind)),
        known=False,
        names=_all(s.names for s in some),
        countries=_all((s.country,) for s in some if s.country),
        companions=_frequent((s.companions for s in some), "place-" if "Place" in kinds else ""),
        around=_all([*(s.around for s in some), *known]),
        offices=_all(s.offices for s in some),
        belongs=_all(s.belongs for s in some),
        against=_all(s.against for s in some),
        genders=_all((s.gender,) for s in some if s.gender),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        articles=len(some),
    )


def known(reference: Reference) -> dict[str, Profile]:
    """The profiles of everything in the reference data."""
    offices: dict[str, set[str]] = {}
    for office in reference.offices:
        if office.holder:
            offices.setdefault(office.holder, set()).update(f"{t.casefold()}|{office.body}" for t in office.titles)
    found = {actor.id: _actor(actor, offices.get(actor.id, set())) for actor in reference.actors.values()}
    found.update((place.id, _place(place, reference)) for place in reference.places.values())
    return found


def _actor(actor: Actor, offices: set[str]) -> Profile:
    # what a name may stand for is the extractor's affair: a metonym or a demonym is not a name of the actor
    names = {alias.text for alias in actor.aliases if alias.type in ("name", "acronym", "old")}
    return Profile(
        id=actor.id,
        kind=actor.kind,
        known=True,
        names=tuple(sorted({actor.name, *names})),
        countries=(actor.country,) if actor.country else (),
        offices=tuple(sorted(offices)),
        belongs=(actor.part_of,) if actor.part_of else (),
        genders=(actor.gender,) if actor.gender else (),
        first=actor.valid_from,
        last=actor.valid_to,
    )


def _place(place: Place, reference: Reference) -> Profile:
    country = reference.places[top].iso if (top := reference.country_of(place.id)) else None
    return Profile(
        id=place.id,
        kind="Place",
        known=True,
        names=tuple(sorted({place.name, *(alias.text for alias in place.aliases)})),
        countries=(country,) if country else (),
        level=place.level,
        within=reference.chain(place.id)[1:],
        point=(place.lat, place.lon) if place.lat is not None and place.lon is not None else None,
    )


def _opposed(incident: Incident, against: dict[str, set[str]]) -> None:
    did = {p.entity for p in incident.perpetrators if p.entity}
    suffered = {p.entity for p in (*incident.targets, *incident.victims) if p.entity}
    for one in did:
        for other in suffered - {one}:
            against.setdefault(one, set()).add(other)
            against.setdefault(other, set()).add(one)


def _gender(names: Iterable[str], genders: Mapping[str, str]) -> str | None:
    told = {genders[first] for name in names if (first := name.split()[0].casefold()) in genders}
    return told.pop() if len(told) == 1 else None


def _all(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({one for part in parts for one in part}))


def _frequent(parts: Iterable[Iterable[str]], first: str) -> tuple[str, ...]:
    """The most frequent ones; of equal ones those that begin with `first`: a place is known by the places beside it."""
    counted = Counter(one for part in parts for one in part)
    ranked = sorted(counted, key=lambda one: (-counted[one], not one.startswith(first), one))
    return tuple(sorted(ranked[:COMPANIONS]))
