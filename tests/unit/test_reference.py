"""The reference tables: what they must hold, how they answer, how a user extends them, what a mistake says."""

import dataclasses
import itertools
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from schema.errors import InvalidData
from schema.reference import PACKAGED, Actor, Place, load_reference
from schema.reference_table import day_range, overlap

SHARED_GROUPS = Path(__file__).parents[3] / "shared" / "reference" / "armed_groups.tsv"


@pytest.fixture(scope="module")
def known():
    return load_reference()


def write(folder: Path, *rows: str, name: str = "mine.tsv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(row.replace(";", "\t") for row in rows) + "\n", encoding="utf-8")
    return folder


def ids_named(known, text, *types):
    return {
        entry.id
        for name, alias, entry in known.names()
        if name == text and (not types or alias.type in types) and isinstance(entry, Actor)
    }


# What is there


def test_every_kind_and_level_is_covered(known):
    kinds = Counter(actor.kind for actor in known.actors.values())
    least = {"State": 195, "ArmedGroup": 400, "Person": 600, "MediaOutlet": 250, "SecurityForce": 200, "Operation": 60}
    least |= {
        "GovernmentBody": 150,
        "Party": 120,
        "IGO": 80,
        "NGO": 60,
        "Agreement": 40,
        "Project": 30,
        "Population": 50,
    }
    assert {kind: n for kind, n in least.items() if kinds[kind] < n} == {}
    levels = Counter(place.level for place in known.places.values())
    assert levels["country"] >= 195 and levels["admin1"] >= 3000 and levels["city"] >= 10_000 and levels["site"] >= 100
    assert len(known.offices) >= 700 and len(known.given_names) >= 1500


def test_packaged_data_stays_small():
    assert sum(path.stat().st_size for path in PACKAGED.rglob("*.tsv")) < 4_000_000


def test_every_state_has_its_country_place_and_a_demonym(known):
    for actor in known.actors.values():
        if actor.kind == "State" and actor.country:
            assert actor.id == f"state-{actor.country.lower()}"
            assert known.places[f"place-{actor.country.lower()}"].iso == actor.country
            shared = actor.country in ("VA", "CG", "DM")  # none, or the word is that of a larger state
            assert shared or any(alias.type == "demonym" for alias in actor.aliases), actor.id


def test_every_place_has_usable_coordinates_and_climbs_to_a_country_or_nothing(known):
    missing = [p.id for p in known.places.values() if p.level in ("city", "site", "border_area") and p.lat is None]
    assert missing == []
    for place in known.places.values():
        outermost = known.places[known.chain(place.id)[-1]]
        assert outermost.level in ("country", "border_area", "site"), place.id


def test_a_place_lies_near_its_country(known):
    """A wrong sign or a swapped pair shows as a town far from every other town of its country."""
    by_country = defaultdict(list)
    for place in known.places.values():
        if place.level == "city" and place.geonames:
            by_country[known.country_of(place.id)].append((place.lat, place.lon))
    for place in known.places.values():
        towns = by_country.get(known.country_of(place.id), [])
        if place.level == "site" and len(towns) > 20:
            near = min(abs(place.lat - lat) + min(d := abs(place.lon - lon), 360 - d) for lat, lon in towns)
            assert near < 9, f"{place.id} is {near:.1f} degrees from the next town"


def test_ids_are_slugs_with_the_prefix_of_their_kind(known):
    prefix = {
        "State": "state",
        "GovernmentBody": "gov",
        "SecurityForce": "force",
        "ArmedGroup": "group",
        "Party": "party",
    }
    prefix |= {"IGO": "org", "NGO": "org", "Company": "org", "MediaOutlet": "outlet", "Person": "person"}
    for actor in known.actors.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", actor.id), actor.id
        assert actor.id.startswith(prefix.get(actor.kind, actor.kind.lower()) + "-"), actor.id
    for place_id in known.places:
        assert re.fullmatch(r"place(-[a-z0-9]+)+", place_id), place_id


def test_people_have_a_gender_and_periods_run_forward(known):
    assert [a.id for a in known.actors.values() if a.kind == "Person" and a.gender is None] == []
    periods = [(a.id, a.valid_from, a.valid_to) for a in known.actors.values()]
    periods += [(o.id, o.valid_from, o.valid_to) for o in known.offices]
    periods += [(a.id, x.valid_from, x.valid_to) for a in known.actors.values() for x in a.aliases]
    backward = [p for p in periods if p[1] and p[2] and day_range(p[1])[0] > day_range(p[2])[1]]
    assert backward == []


def test_nobody_holds_an_office_after_death(known):
    late = [
        (office.id, office.holder)
        for office in known.offices
        if office.holder
        and (died := known.actors[office.holder].valid_to)
        and (office.valid_to is None or day_range(office.valid_to)[0] > day_range(died)[1])
    ]
    assert late == []


def test_terms_of_one_office_do_not_overlap(known):
    terms = defaultdict(list)
    for office in known.offices:
        terms[office.id].append(office)
    for held in terms.values():
        held = sorted(held, key=lambda office: office.valid_from or "")
        for before, after in itertools.pairwise(held):
            assert before.valid_to is not None, (before, after)
            assert day_range(before.valid_to)[0] <= day_range(after.valid_from)[1], (before, after)


def test_unqualified_names_mean_one_actor(known):
    owners = defaultdict(set)
    for text, alias, entry in known.names():
        if isinstance(entry, Actor) and alias.type in ("name", "acronym") and not (alias.valid_from or alias.valid_to):
            owners[text].add(entry.id)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


def test_aliases_are_written_cleanly(known):
    for text, _, entry in known.names():
        assert text == " ".join(text.split()) and text, entry.id
        assert not re.search(r"[|;]|^(acronym|short|old|demonym|metonym):|@\d", text), (entry.id, text)


# What it answers


def test_taliban_is_ambiguous_and_both_readings_are_there(known):
    assert {"group-ttp", "group-afghan-taliban", "gov-af-taliban"} <= ids_named(known, "Taliban", "short")
    assert ids_named(known, "Taliban", "name", "acronym") == set()
    assert ids_named(known, "TTP") == {"group-ttp"}


@pytest.mark.parametrize(
    ("text", "on", "actor"),
    [
        ("Kabul", "2021-08-14", "state-af"),
        ("Kabul", "2021-08-15", "gov-af-taliban"),
        ("Kabul", "2024-06", "gov-af-taliban"),
        ("Kabul", None, "gov-af-taliban"),
        ("islamabad", None, "state-pk"),
        ("the Kremlin", "2022", "gov-ru-kremlin"),
        ("Moscow", "1985-03-11", "state-su"),
        ("Rawalpindi", None, "force-pk-army"),
        ("Pentagon", "2010", "gov-us-defense-department"),
        ("Atlantis", None, None),
    ],
)
def test_metonym(known, text, on, actor):
    found = known.metonym(text, on)
    assert (found.id if found else None) == actor


@pytest.mark.parametrize(
    ("title", "country", "on", "person"),
    [
        ("Defence Minister", "PK", "2024-06-27", "person-khawaja-asif"),
        ("minister of defense", "pk", "2019", "person-pervez-khattak"),
        ("the Prime Minister", "PK", "2022-04-11", "person-shehbaz-sharif"),
        ("Prime Minister", "PK", "2022-04", "person-shehbaz-sharif"),
        ("President", "AF", "2021-08-16", None),
        ("Foreign Minister", "AF", "2021-03", "person-hanif-atmar"),
        ("Foreign Minister", "AF", None, "person-muttaqi"),
        ("Vice-President", "US", "2022", "person-kamala-harris"),
        ("UN Secretary-General", None, "2010-05-01", "person-ban-ki-moon"),
        ("President", None, "2020", None),
        ("TTP chief", None, "2015", "person-mullah-fazlullah"),
        ("Lord High Admiral", "GB", None, None),
    ],
)
def test_holder(known, title, country, on, person):
    found = known.holder(title, country, on)
    assert (found.id if found else None) == person


def test_offices_of_a_person_on_a_day_and_over_a_life(known):
    assert [o.id for o in known.offices_of("person-asim-munir", "2019-01-05")] == ["office-pk-dg-isi"]
    assert [o.id for o in known.offices_of("person-asim-munir", None)] == ["office-pk-army-chief", "office-pk-dg-isi"]
    assert known.offices_of("person-nobody", None) == ()


def test_places_contain_each_other(known):
    assert known.chain("place-torkham") == (
        "place-torkham",
        "place-pk-khyber-district",
        "place-pk-khyber-pakhtunkhwa",
        "place-pk",
    )
    assert known.country_of("place-pk-kurram-district") == "place-pk"
    assert known.country_of("place-durand-line") is None
    assert known.country_of("place-pk") == "place-pk"
    assert known.chain("place-unknown") == ("place-unknown",)


def test_administered_parts_of_kashmir_are_places_of_who_administers_them_under_neutral_names(known):
    assert known.places["place-pk-azad-jammu-and-kashmir"].within == "place-pk"
    assert known.places["place-in-jammu-and-kashmir"].within == "place-in"
    assert known.places["place-kashmir"].within is None
    for part in ("place-pk-azad-jammu-and-kashmir", "place-in-jammu-and-kashmir"):
        assert all(a.type == "short" for a in known.places[part].aliases if "ccupied" in a.text), part


def test_former_names_carry_their_type_and_time(known):
    assert ("NWFP", "old") in {(a.text, a.type) for a in known.places["place-pk-khyber-pakhtunkhwa"].aliases}
    assert known.places["place-pk-fata"].valid_to == "2018-05-31"


def test_everyday_words_are_no_plain_place_names(known):
    plain = {t for t, a, e in known.names() if isinstance(e, Place) and a.type == "name"}
    assert plain.isdisjoint(
        {"Nice", "Reading", "Mobile", "Split", "Tank", "Man", "Central", "Along", "Hit", "Vladimir"}
    )
    assert {"Peshawar", "Paris", "Haifa", "Swat", "Kech", "Goma", "Maiduguri", "San Salvador"} <= plain
    assert {t for t in plain if len(t) < 3} == set()


# How it is extended


def test_a_folder_adds_entries_and_extends_known_ones(tmp_path):
    write(
        tmp_path,
        "# mine",
        "id;kind;name;aliases;part_of",
        "group-red-dawn;ArmedGroup;Red Dawn Brigade;acronym:RDB | short:Red Dawn@2020..2024;group-bla",
        "group-ttp;;;Pakistani Talibs;",
    )
    write(
        tmp_path,
        "id;title;body;country;holder;from;to",
        "office-pk-ispr-x;Press Chief;;PK;person-asif-ghafoor;2017;2020",
        name="o.tsv",
    )
    write(
        tmp_path,
        "id;level;name;within;lat;lon",
        "place-pk-camp;site;New Camp;place-pk-swat-district;35.1;72.3",
        name="p.tsv",
    )
    mine = load_reference(tmp_path)
    red_dawn = mine.actors["group-red-dawn"]
    assert [(a.text, a.type, a.valid_from, a.valid_to) for a in red_dawn.aliases] == [
        ("RDB", "acronym", None, None),
        ("Red Dawn", "short", "2020", "2024"),
    ]
    before, after = load_reference().actors["group-ttp"], mine.actors["group-ttp"]
    assert after.name == before.name and {a.text for a in after.aliases} - {a.text for a in before.aliases} == {
        "Pakistani Talibs"
    }
    assert mine.holder("press chief", "PK", "2018").id == "person-asif-ghafoor"
    assert mine.country_of("place-pk-camp") == "place-pk"


def test_a_later_row_replaces_cells_and_a_dash_empties_them(tmp_path):
    write(tmp_path, "id;kind;name;aliases;country;note", "group-ttp;;TTP renamed;- | acronym:TTP;-;mine")
    ttp = load_reference(tmp_path).actors["group-ttp"]
    assert (ttp.kind, ttp.name, [a.text for a in ttp.aliases], ttp.country, ttp.note) == (
        "ArmedGroup",
        "TTP renamed",
        ["TTP"],
        None,
        "mine",
    )


def test_an_office_row_with_the_same_holder_and_start_replaces_the_earlier_one(tmp_path):
    write(tmp_path, "id;title;holder;from;to", "office-pk-prime-minister;;person-shehbaz-sharif;2024-03-04;2030-01-01")
    mine = load_reference(tmp_path)
    assert len(mine.offices) == len(load_reference().offices)
    assert mine.holder("Prime Minister", "PK", "2031") is None


def test_entries_cannot_be_changed(known):
    with pytest.raises(dataclasses.FrozenInstanceError):
        known.actors["group-ttp"].name = "x"
    with pytest.raises(TypeError):
        known.actors["x"] = known.actors["group-ttp"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["id;kind;name", "x;Militia;X"], r"mine\.tsv:2:kind: 'Militia' is not known. Use one of: .*ArmedGroup"),
        (["id;kind;name", "x;Person;"], r"mine\.tsv:2:name: is empty"),
        (["id;kind;name", ";Person;X"], r"mine\.tsv:2:id: is empty"),
        (
            ["id;kind;name;valid_from", "x;Person;X;2020-13"],
            r"mine\.tsv:2:valid_from: '2020-13' is not a date. Write YYYY",
        ),
        (["id;kind;name;valid_to", "x;Person;X;2023-02-30"], r"mine\.tsv:2:valid_to: '2023-02-30' is not a date"),
        (["id;kind;name;country", "x;Person;X;Pakistan"], r"mine\.tsv:2:country: 'Pakistan' is not a country code"),
        (["id;kind;name;aliases", "x;Person;X;nick:Y"], r"mine\.tsv:2:aliases: 'nick' is not a type of alias"),
        (["id;kind;name;aliases", "x;Person;X;short:Y@2020"], r"mine\.tsv:2:aliases: '2020' is not a period"),
        (["id;kind;name;part_of", "x;Person;X;group-nope"], r"mine\.tsv:2:part_of: nothing has the id 'group-nope'"),
        (
            ["id;kind;name;part_of", "x;Party;X;y", "y;Party;Y;x"],
            r"mine\.tsv:2:part_of: 'x' is part_of itself in the end",
        ),
        (
            ["id;kind;name", "x;Person;X", "# c", "x;Person;Y"],
            r"mine\.tsv:4:id: the same entry is already at .*mine\.tsv:2",
        ),
        (["id;kind;name;colour", "x;Person;X;red"], r"mine\.tsv:1: no column colour in the table of actors"),
        (["id;kind;name", "x;Person;X;extra"], r"mine\.tsv:2: 4 cells under 3 columns"),
        (["word;meaning", "x;y"], r"mine\.tsv:1: the header names no known table"),
        (["id;level;name", "x;village;X"], r"mine\.tsv:2:level: 'village' is not known"),
        (["id;level;name;within", "x;city;X;place-nope"], r"mine\.tsv:2:within: nothing has the id 'place-nope'"),
        (["id;level;name;lat", "x;city;X;95"], r"mine\.tsv:2:lat: '95' is not a number from -90 to 90"),
        (["id;title;holder", "x;Boss;person-nope"], r"mine\.tsv:2:holder: no actor has the id 'person-nope'"),
        (["id;title;holder", "x;;person-muttaqi"], r"mine\.tsv:2:title: is empty"),
        (["name;gender", "Xu;x"], r"mine\.tsv:2:gender: 'x' is not known"),
    ],
)
def test_a_mistake_names_file_line_column_and_remedy(tmp_path, rows, says):
    write(tmp_path, *rows)
    with pytest.raises(InvalidData, match=says):
        load_reference(tmp_path)


def test_a_missing_folder_and_a_wrong_encoding_are_named(tmp_path):
    with pytest.raises(InvalidData, match="no such folder"):
        load_reference(tmp_path / "nowhere")
    (tmp_path / "latin.tsv").write_bytes("id\tkind\tname\nx\tPerson\tJosé\n".encode("latin-1"))
    with pytest.raises(InvalidData, match=r"latin\.tsv: the file is not UTF-8"):
        load_reference(tmp_path)


def test_windows_line_ends_marks_and_missing_trailing_cells_are_read(tmp_path):
    (tmp_path / "w.tsv").write_bytes("\ufeffid\tkind\tname\tnote\r\nperson-w\tPerson\tW\r\n".encode())
    assert load_reference(tmp_path).actors["person-w"].name == "W"


@pytest.mark.parametrize(
    ("start", "end", "on", "days"),
    [
        ("2020", "2021", "2020-05-05", 1),
        ("2020-05", None, "2020", 245),
        (None, "2020-02", "2020", 60),
        ("2021", None, "2020", 0),
    ],
)
def test_overlap_counts_days_of_dates_of_any_precision(start, end, on, days):
    assert overlap(start, end, on) == days


def test_loading_needs_nothing_heavy():
    """The tables are read by commands that must start fast: no third-party import."""
    code = "import sys; from schema.reference import load_reference; load_reference(); print('pydantic' in sys.modules, 'yaml' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGED.parents[1]
    )
    assert shown.stdout.split() == ["False", "False"]


def test_coverage_of_an_independent_list_of_armed_groups(known):
    """The list is a check only: it holds many one-off names of decades ago, so a share is asked for, not all."""
    if not SHARED_GROUPS.exists():
        pytest.skip("the independent list is not beside the project")
    ours = {_plain(text) for text, _, entry in known.names() if isinstance(entry, Actor)}
    rows = [line.split("\t") for line in SHARED_GROUPS.read_text(encoding="utf-8").splitlines()[1:]]
    hit = [any(_plain(name) in ours for name in [row[0], *row[2].split("|")]) for row in rows]
    print(f"{sum(hit)} of {len(rows)} groups known")
    assert sum(hit) / len(rows) >= 0.3


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", name).lower().removeprefix("the "))
