import pytest

from loaders.extract.cast import Who
from loaders.extract.people import People
from loaders.extract.spelling import skeleton


def linked(document) -> dict[str, str | None]:
    """Words → entity, for names (the first mention of each)."""
    found: dict[str, str | None] = {}
    for m in document.mentions:
        if m.form in {"name", "demonym"}:
            found.setdefault(document.span(m.start, m.end)[2], m.entity)
    return found


@pytest.mark.parametrize(
    ("text", "words", "entity"),
    [
        ("The TTP attacked a convoy.", "TTP", "group-ttp"),
        ("Fighters of Tehreek-i-Taliban Pakistan attacked a convoy.", "Tehreek-i-Taliban Pakistan", "group-ttp"),
        ("He met Khawaja Asif in London.", "Khawaja Asif", "person-khawaja-asif"),
        ("Pakistani troops crossed the river.", "Pakistani troops", "force-pk-armed-forces"),
        ("TTP leaders crossed the river.", "TTP leaders", "group-ttp"),
        ("Incidents in Pakistan rose.", "Pakistan", "place-pk"),
        ("Pakistan blamed the rebels.", "Pakistan", "state-pk"),
        ("The envoy returned from Pakistan.", "Pakistan", "place-pk"),
        ("The rebels received support from Pakistan.", "Pakistan", "state-pk"),
        ("The army sealed the border of Pakistan.", "Pakistan", "place-pk"),
        ("He was born in Peshawar, Pakistan.", "Pakistan", "place-pk"),
        ("Islamabad accused the rebels of lying.", "Islamabad", "state-pk"),
        ("A bomb exploded in Islamabad.", "Islamabad", "place-pk-islamabad"),
        ("Talks between Beijing and the rebels failed.", "Beijing", "state-cn"),
        ("Six died in Khyber Pakhtunkhwa province.", "Khyber Pakhtunkhwa province", "place-pk-khyber-pakhtunkhwa"),
    ],
)
def test_linking(read, text: str, words: str, entity: str) -> None:
    assert linked(read(text)).get(words) == entity


def test_a_capital_stands_for_the_government_of_its_day(read) -> None:
    text = "Kabul rejected the offer of the rebels."
    assert linked(read(text, "2024-06-29"))["Kabul"] == "gov-af-taliban"
    assert linked(read(text, "2015-06-29"))["Kabul"] == "state-af"


def test_what_did_not_exist_yet_is_not_meant(read) -> None:
    entity = linked(read("Taliban forces attacked a base in Kunduz.", "2016-01-19")).get("Taliban forces")
    assert entity == "group-afghan-taliban"


def test_a_bare_taliban_is_decided_by_the_article(read) -> None:
    at_home = "The Pakistani Taliban attacked Peshawar. Pakistan sent troops to Swat. The Taliban claimed the attack."
    abroad = "Afghanistan's army left Kunduz. The Taliban took control of Kunduz in Afghanistan."
    assert linked(read(at_home))["Taliban"] == "group-ttp"
    assert linked(read(abroad))["Taliban"] == "group-afghan-taliban"


def test_a_foreign_parliament_is_not_taken_for_the_local_one(read) -> None:
    text = "Pakistan's government met in Islamabad. In Pakistan the minister said the Congress would consider it."
    assert linked(read(text))["Congress"] == "gov-pk-parliament"
    assert any(q.flag == "damaged_name" for q in read(text).quality)


def test_a_surname_goes_back_to_the_full_name(read) -> None:
    document = read("Police chief Karim Wazirzada spoke on Monday. Wazirzada said two men were held.")
    named = [m.entity for m in document.mentions if m.form == "name" and m.kind == "Person"]
    assert len(named) == 2
    assert len(set(named)) == 1


def test_a_garbled_surname_right_after_the_name_is_linked_and_flagged(read) -> None:
    text = "Minister Karim Rehmani warned of attacks. Lemani said the police were too few."
    document = read(text)
    assert linked(document)["Lemani"] == linked(document)["Karim Rehmani"]
    assert [(q.flag, text[q.start : q.end]) for q in document.quality] == [("damaged_name", "Lemani")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The militant group Jundul Haq claimed responsibility for the blast.", "Jundul Haq"),
        ("Fighters of the Zarani Liberation Front attacked a post on Monday.", "Zarani Liberation Front"),
        ("Lashkar-e-Noor said it had carried out the blast in Quetta.", "Lashkar-e-Noor"),
    ],
)
def test_unknown_armed_groups_are_recognised(read, text: str, name: str) -> None:
    document = read(text)
    entity = next(e for e in document.entities.values() if e.name == name)
    assert (entity.kind, entity.known) == ("ArmedGroup", False)
    assert entity.id.startswith("new-")


def test_names_that_the_text_introduces_hold_in_it(read) -> None:
    document = read("The Zarani Relief Society (ZRS) opened a camp. ZRS sent food on Monday.")
    assert (
        len({m.entity for m in document.mentions if document.span(m.start, m.end)[2].endswith(("ZRS", "Society"))}) == 1
    )


def test_a_population_is_not_its_state(read) -> None:
    document = read("Gunmen killed five Turkish engineers on Monday.")
    kinds = {document.span(m.start, m.end)[2]: m.kind for m in document.mentions if m.form == "demonym"}
    assert kinds == {"Turkish engineers": "Population"}


def test_a_portfolio_is_no_organisation(read) -> None:
    assert "Interior" not in linked(read("Interior Minister Karim Wazirzada spoke in Lahore on Monday."))


def test_places_are_chosen_by_the_country_of_the_article(read) -> None:
    assert linked(read("Pakistan's army left. A bomb exploded in Hyderabad in Pakistan."))["Hyderabad"].startswith(
        "place-pk"
    )
    assert linked(read("India's army left. A bomb exploded in Hyderabad in India."))["Hyderabad"].startswith("place-in")


def test_skeletons_of_variants_meet() -> None:
    assert skeleton("Tehreek-e-Taliban") == skeleton("Tehrik-i-Taliban")
    assert skeleton("Azm-e-Istehkam") != skeleton("Azad Kashmir")


def test_people_with_one_surname_are_told_apart() -> None:
    people = People()
    first, second = (Who(i, "Person", n, known=False) for i, n in (("1", "Imran Khan"), ("2", "Zafar Khan")))
    people.add(first, first.name)
    people.add(second, second.name)
    assert people.find("Imran Khan")[0] is first
    assert people.find("Zafar")[0] is second
    assert people.find("Khan")[0] is second  # the one named last
    assert people.find("Ayub Khan") is None


def test_linking_does_not_depend_on_the_order_of_hashing(read) -> None:
    text = "Pakistan and Afghanistan blamed the Taliban. Islamabad said so. They denied it."
    first, second = ([(m.start, m.end, m.entity, m.score) for m in read(text).mentions] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The Harakat al-Sahra split from Hezbollah.", "Harakat al-Sahra", "ArmedGroup"),
        ("Fighters of Jaish al-Kandor left.", "Jaish al-Kandor", "ArmedGroup"),
        ("Colombia hosts the Sword of the Valley.", "Sword of the Valley", "ArmedGroup"),
        ("A bomb went off in the Brennick neighbourhood.", "Brennick neighbourhood", "Place"),
    ],
)
def test_unknown_names_go_on_over_their_joints_and_are_typed(read, text: str, words: str, kind: str) -> None:
    document = read(text)
    assert [m.kind for m in document.mentions if document.span(m.start, m.end)[2] == words] == [kind]


def test_a_district_lies_in_the_province_named_beside_it(read):
    document = read("Gunmen killed four men in Musakhel district of Balochistan, police in Kabul said.")
    named = next(m for m in document.mentions if document.doc[m.start].text == "Musakhel")
    assert document.entities[named.entity].country == "PK"


def test_a_country_is_no_subdivision_that_is_called_after_it(read):
    document = read("Nigerian troops backed up by Chad, Niger and Cameroon have retaken most of Borno, Nigeria said.")
    named = next(m for m in document.mentions if document.doc[m.start].text == "Niger")
    assert document.entities[named.entity].country == "NE"
