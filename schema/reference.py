"""The known world: actors, places, office holders and given names, read from the tables in `schema/reference/`.

The tables are data, not code: `docs/reference-data.md` describes their columns, and a user adds to them by handing
`load_reference` further folders. Everything returned here is immutable.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import TypeVar

from schema.reference_table import CLEAR, Row, overlap, read_tables

_T = TypeVar("_T")
PACKAGED = Path(__file__).with_name("reference")

KINDS = frozenset(
    [
        "State",
        "GovernmentBody",
        "ArmedGroup",
        "SecurityForce",
        "Party",
        "IGO",
        "NGO",
        "Company",
        "MediaOutlet",
        "Population",
        "Person",
        "Project",
        "Operation",
        "Agreement",
    ]
)
LEVELS = frozenset(["country", "admin1", "admin2", "city", "site", "border_area"])
ALIAS_TYPES = frozenset(["name", "acronym", "demonym", "metonym", "short", "old"])
GENDERS = frozenset("mf")


@dataclass(frozen=True, slots=True)
class Alias:
    """One way of naming an entry. `valid_from`/`valid_to` are dates of any precision, both inclusive, or None."""

    text: str
    type: str
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, body, group, person, outlet, project … `country` is ISO 3166 alpha-2, `part_of` an actor id."""

    id: str
    kind: str
    name: str
    aliases: tuple[Alias, ...] = ()
    country: str | None = None
    part_of: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    gender: str | None = None
    wikidata: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A country, subdivision, city, site or border area; `lat`/`lon` in degrees (WGS 84), `within` a place id."""

    id: str
    level: str
    name: str
    aliases: tuple[Alias, ...] = ()
    within: str | None = None
    lat: float | None = None
    lon: float | None = None
    iso: str | None = None
    geonames: int | None = None
    population: int | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """One person's time in an office; `holder` is None when the office is known but not who held it."""

    id: str
    titles: tuple[str, ...]
    body: str | None = None
    country: str | None = None
    holder: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


class Reference:
    """The loaded tables and the questions asked of them."""

    def __init__(
        self,
        actors: Mapping[str, Actor],
        places: Mapping[str, Place],
        offices: Iterable[Office],
        given_names: Mapping[str, str],
    ) -> None:
        self.actors = MappingProxyType(dict(actors))
        self.places = MappingProxyType(dict(places))
        self.offices = tuple(offices)
        self.given_names = MappingProxyType(dict(given_names))

    def names(self) -> Iterator[tuple[str, Alias, Actor | Place]]:
        """Every text that names an entry: (text, alias, entry); an entry's own name comes first, as a `name` alias."""
        for table in (self.actors, self.places):
            for entry in table.values():
                yield entry.name, Alias(entry.name, "name"), entry
                for alias in entry.aliases:
                    yield alias.text, alias, entry

    def chain(self, place_id: str) -> tuple[str, ...]:
        """The place and its containers, innermost first; a place that is not known stands alone."""
        found = [place_id]
        place = self.places.get(place_id)
        while place is not None and place.within is not None:
            found.append(place.within)
            place = self.places.get(place.within)
        return tuple(found)

    def country_of(self, place_id: str) -> str | None:
        """The country place that contains it (itself when it is a country), or None."""
        outermost = self.places.get(self.chain(place_id)[-1])
        return outermost.id if outermost is not None and outermost.level == "country" else None

    def holder(self, title: str, country: str | None, on: str | None) -> Actor | None:
        """Who held the office called `title` on that day (month, year); None date → the latest known holder.

        `country` is ISO alpha-2; without it the title must name one office that was held then. When a date of low
        precision covers several holders, the one who held the office for most of it is meant.
        """
        rows = [o for o in self._titles.get(_key(title), ()) if country is None or o.country == country.upper()]
        offices = _grouped((office.id, office) for office in rows)
        found = [best for same in offices.values() if (best := _best(same, on, _term)) is not None]
        if country is None and len(found) > 1:
            return None
        best = _best(found, on, _term)
        return self.actors[best.holder] if best is not None and best.holder is not None else None

    def offices_of(self, person_id: str, on: str | None) -> tuple[Office, ...]:
        """The offices a person held on that day (month, year), latest first; None date → all of them."""
        held = [
            office
            for office in self._held.get(person_id, ())
            if on is None or overlap(office.valid_from, office.valid_to, on)
        ]
        return tuple(sorted(held, key=lambda office: office.valid_from or "", reverse=True))

    def metonym(self, text: str, on: str | None) -> Actor | None:
        """The actor a capital or building stood for on that day; None date → the latest."""
        best = _best(self._metonyms.get(_key(text), ()), on, lambda pair: (pair[0].valid_from, pair[0].valid_to))
        return best[1] if best is not None else None

    @cached_property
    def _titles(self) -> Mapping[str, list[Office]]:
        return _grouped((_key(title), office) for office in self.offices for title in office.titles)

    @cached_property
    def _held(self) -> Mapping[str, list[Office]]:
        return _grouped((office.holder, office) for office in self.offices if office.holder)

    @cached_property
    def _metonyms(self) -> Mapping[str, list[tuple[Alias, Actor]]]:
        return _grouped(
            (_key(alias.text), (alias, actor))
            for actor in self.actors.values()
            for alias in actor.aliases
            if alias.type == "metonym"
        )


def load_reference(*extra: Path) -> Reference:
    """The packaged tables and, after them, every `.tsv` table below each extra folder (later rows win).

    Raises InvalidData naming file, line and column for an unknown kind or level, a bad date, a duplicate id in one
    folder, or an id that is pointed to but not there.
    """
    return _load(tuple(Path(folder).resolve() for folder in extra))


@lru_cache(maxsize=4)
def _load(extra: tuple[Path, ...]) -> Reference:
    tables = _Tables(_packaged()) if extra else _packaged()
    for folder in extra:
        tables.add(folder)
    tables.check()
    return Reference(tables.actors, tables.places, tables.offices.values(), tables.given_names)


@lru_cache(maxsize=1)
def _packaged() -> "_Tables":
    tables = _Tables()
    tables.add(PACKAGED)
    return tables


class _Tables:
    """The entries while they are being read; remembers the row of each so that a dangling id can be located."""

    def __init__(self, base: "_Tables | None" = None) -> None:
        self.actors: dict[str, Actor] = dict(base.actors) if base else {}
        self.places: dict[str, Place] = dict(base.places) if base else {}
        self.offices: dict[tuple[str, str | None, str | None], Office] = dict(base.offices) if base else {}
        self.given_names: dict[str, str] = dict(base.given_names) if base else {}
        self._office: dict[str, Office] = dict(base._office) if base else {}
        self._rows: dict[object, Row] = dict(base._rows) if base else {}
        self._rooted: set[str] = set()  # entries whose containers are known to be sound

    def add(self, folder: Path) -> None:
        """Take every table of one folder; a row whose id an earlier folder has changes that entry."""
        seen: dict[object, Row] = {}
        for table, row in read_tables(folder):
            key = self._take(table, row)
            if key in seen:
                raise row.error("id", f"the same entry is already at {seen[key].where()}")
            seen[key] = self._rows[key] = row

    def _take(self, table: str, row: Row) -> object:
        first = "name" if table == "given_names" else "id"
        id = row.get(first)
        if id is None:
            raise row.error(first, "is empty", "Every row needs one")
        id = intern(id)
        if table == "actors":
            self.actors[id] = _actor(id, row, self.actors.get(id))
        elif table == "places":
            self.places[id] = _place(id, row, self.places.get(id))
        elif table == "offices":
            office = _office(id, row, self._office.get(id))
            self._office.setdefault(id, office)
            self.offices[key := (id, office.holder, office.valid_from)] = office
            return key
        else:
            self.given_names[id] = row.choice("gender", GENDERS) or ""
        return id if table != "given_names" else (id,)

    def check(self) -> None:
        """Raise for an id that is pointed to but not there, and for entries that contain themselves."""
        for actor in self.actors.values():
            self._climb(actor.id, self.actors, "part_of")
        for place in self.places.values():
            self._climb(place.id, self.places, "within")
        for key, office in self.offices.items():
            for column, id in (("body", office.body), ("holder", office.holder)):
                if id is not None and id not in self.actors:
                    raise self._rows[key].error(column, f"no actor has the id {id!r}")

    def _climb(self, start: str, entries: Mapping[str, Actor | Place], column: str) -> None:
        id, steps = start, 0
        while (outer := getattr(entries[id], column)) is not None and outer not in self._rooted:
            if outer not in entries:
                raise self._rows[id].error(column, f"nothing has the id {outer!r}")
            id, steps = outer, steps + 1
            if steps > len(entries):
                raise self._rows[start].error(column, f"{start!r} is {column} itself in the end")
        self._rooted.add(start)


_NO_ACTOR, _NO_PLACE, _NO_OFFICE = Actor("", "", ""), Place("", "", ""), Office("", ())


def _actor(id: str, row: Row, old: Actor | None) -> Actor:
    before = old or _NO_ACTOR
    return Actor(
        id,
        intern(row.choice("kind", KINDS, before.kind or None) or _missing(row, "kind")),
        row.get("name", before.name) or _missing(row, "name"),
        _aliases(row, before.aliases),
        row.country("country", before.country),
        row.get("part_of", before.part_of),
        row.date("valid_from", before.valid_from),
        row.date("valid_to", before.valid_to),
        row.choice("gender", GENDERS, before.gender),
        row.get("wikidata", before.wikidata),
        row.get("note", before.note) or "",
    )


def _place(id: str, row: Row, old: Place | None) -> Place:
    before = old or _NO_PLACE
    geonames = row.number("geonames", 1, 1e9, before.geonames)
    population = row.number("population", 0, 1e10, before.population)
    within = row.get("within", before.within)
    return Place(
        id,
        intern(row.choice("level", LEVELS, before.level or None) or _missing(row, "level")),
        row.get("name", before.name) or _missing(row, "name"),
        _aliases(row, before.aliases),
        intern(within) if within else None,
        row.number("lat", -90, 90, before.lat),
        row.number("lon", -180, 180, before.lon),
        row.get("iso", before.iso),
        int(geonames) if geonames is not None else None,
        int(population) if population is not None else None,
        row.date("valid_from", before.valid_from),
        row.date("valid_to", before.valid_to),
        intern(row.get("note", before.note) or ""),
    )


def _office(id: str, row: Row, first: Office | None) -> Office:
    """A row of an office; the rows after its first may leave title, body and country empty."""
    before = first or _NO_OFFICE
    return Office(
        id,
        row.parts("title") or before.titles or (_missing(row, "title"),),
        row.get("body", before.body),
        row.country("country", before.country),
        row.get("holder"),
        row.date("from"),
        row.date("to"),
    )


def _missing(row: Row, column: str) -> str:
    raise row.error(column, "is empty", "A new entry needs it")


def _aliases(row: Row, before: tuple[Alias, ...]) -> tuple[Alias, ...]:
    """Earlier aliases and this row's; a part `-` drops the earlier ones."""
    if "aliases" not in row.cells:
        return before
    parts = row.parts("aliases")
    if CLEAR in parts:
        before, parts = (), tuple(part for part in parts if part != CLEAR)
    new = [_alias(part, row) for part in dict.fromkeys(parts)]
    return (*before, *(alias for alias in new if alias not in before)) if before else tuple(new)


def _alias(part: str, row: Row) -> Alias:
    """`type:text@from..to`, all but the text optional."""
    kind, colon, text = part.partition(":")
    if not colon or not kind.islower() or " " in kind:
        kind, text = "name", part
    if kind not in ALIAS_TYPES:
        raise row.error("aliases", f"{kind!r} is not a type of alias", f"Use one of: {', '.join(sorted(ALIAS_TYPES))}")
    text, at, period = text.partition("@")
    if not at:
        return Alias(text.strip(), intern(kind))
    start, dots, end = period.strip().partition("..")
    if not dots:
        raise row.error("aliases", f"{period!r} is not a period", "Write @FROM..TO; either side may be empty")
    for day in (start, end):
        if day:
            row.check_date("aliases", day)
    return Alias(text.strip(), intern(kind), start or None, end or None)


def _key(text: str) -> str:
    """Titles and metonyms are compared without case, hyphens, a leading article and the spelling of defence."""
    words = text.casefold().replace("-", " ").replace("defense", "defence").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _term(office: Office) -> tuple[str | None, str | None]:
    return office.valid_from, office.valid_to


def _best(rows: Iterable[_T], on: str | None, period: Callable[[_T], tuple[str | None, str | None]]) -> _T | None:
    """The row that covers most of `on`, the later of equals; without a date the one that is open or ended last."""
    best, score = None, (0, "")
    for row in rows:
        start, end = period(row)
        # "~" sorts after every digit: an open end is later than any date
        rank = (1, f"{end or '~'} {start or ''}") if on is None else (overlap(start, end, on), start or "")
        if rank[0] and (best is None or rank >= score):
            best, score = row, rank
    return best
