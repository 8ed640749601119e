"""Incidents: which mentions are one event, which are none, and whose date, place, toll and doer it is."""

import pytest

from loaders.extract.incidents import find_incidents
from schema.records import Status


@pytest.fixture(scope="module")
def incidents(read):
    def reader(text, published="2024-06-29"):
        return find_incidents(read(text, published))

    return reader


def _types(found):
    return sorted(i.type for i in found)


@pytest.mark.parametrize(
    "text",
    [
        "A car bomb killed 12 people in Quetta on Monday. On Tuesday gunmen killed 4 policemen in Peshawar.",
        "A bomb killed 12 people in Quetta on Monday. Separately, gunmen killed four policemen.",
        "A car bomb killed 12 people in Quetta. Elsewhere rockets wounded nine villagers near Chaman.",
    ],
)
def test_another_day_place_weapon_or_word_sets_events_apart(incidents, text):
    assert len(incidents(text)) == 2


def test_days_are_compared_where_nobody_knows_when_the_article_appeared(incidents):
    text = "Gunmen killed six soldiers near Zaranj on Friday. A bomb killed three traders in Kabul on Sunday."
    found = incidents(text, published=None)
    assert [i.killed.low for i in found] == [6, 3]


def test_what_is_told_again_is_one_event(incidents):
    (found,) = incidents(
        "A suicide bomber struck a mosque in Peshawar on Monday. The blast killed at least 20 worshippers, police said. "
        "The Islamic State claimed responsibility for the attack."
    )
    assert (found.type, found.killed.low) == ("suicide_bombing", 20)
    assert [(p.how) for p in found.perpetrators if p.kind == "ArmedGroup"] == ["claimed"]


def test_attackers_who_fall_are_losses_of_their_attack(incidents):
    (found,) = incidents("Gunmen attacked a police station in Quetta on Monday. Troops killed five militants.")
    assert found.attackers_killed is not None
    assert found.attackers_killed.low == 5
    assert [p.text.lower() for p in found.perpetrators] == ["gunmen"]


@pytest.mark.parametrize(
    "text",
    [
        "Militants have killed 90 teachers in the province since 2012.",
        "The army has been battling the Taliban in the north.",
        "Turkey has suffered attacks from several groups.",
        "Police recorded at least 42 attacks on convoys in the province.",
        "Over the past five years gunmen have killed 30 lawyers in Karachi.",
        "55 percent more children were killed by insurgents than in the same period of 2023.",
        "The soldiers were ready to attack the militants in the valley.",
        "Forces were diverted to battle the rebels in the north.",
        "The gunman was fired by the ministry in May.",
        "Abbas was executed on Tuesday after the court had confirmed the sentence.",
    ],
)
def test_sums_habits_and_states_are_no_incident(incidents, text):
    assert [i.title for i in incidents(text) if i.status != Status.planned] == []


def test_blame_on_a_group_makes_it_the_doer_and_no_target(incidents):
    (found,) = incidents(
        "A bomb killed six people in Beirut on Monday. Officials blamed the attack on the Islamic State."
    )
    assert [p.how for p in found.perpetrators if p.kind == "ArmedGroup"] == ["blamed"]
    assert found.targets == ()


def test_who_holds_another_responsible_did_not_do_it(incidents):
    (found,) = incidents(
        "Gunmen killed Senator Javed Karim in Quetta on Monday. President Salim Toor holds the Taliban responsible for the killing."
    )
    assert "Salim Toor" not in {p.name for p in found.perpetrators}


def test_a_pronoun_behind_an_unnamed_doer_names_no_victim(incidents):
    found = incidents(
        "President Salim Toor visited the base on Monday. A gunman wounded 10 soldiers. Troops returned fire, killing him."
    )
    assert all("Toor" not in v.name for i in found for v in i.victims)


def test_there_is_the_place_named_before_it(incidents):
    (found,) = incidents(
        "Riyadh had cut ties with Tehran in January 2016, when protesters stormed the Saudi embassy there."
    )
    assert found.place.entity.startswith("place-ir")


def test_the_finest_place_that_is_known_is_taken(incidents):
    (found,) = incidents("Drones hit a camp in Iran's Kerman province on Monday.")
    assert found.place.name.startswith("Kerman")


def test_a_named_campaign_that_will_begin_is_planned(incidents):
    (found,) = incidents(
        "Pakistan will launch a new military campaign called Storm of the Valley, the army said on Monday."
    )
    assert (found.type, found.status) == ("security_operation", Status.planned)


def test_agreements_are_dated_by_the_agreeing(incidents):
    (found,) = incidents(
        "Saudi Arabia and Iran agreed on Friday to restore diplomatic relations after talks in Beijing."
    )
    assert (found.type, found.date.start) == ("ceasefire_or_agreement", "2024-06-28")


def test_the_day_of_a_report_is_not_the_day_of_what_it_tells(incidents):
    (found,) = incidents(
        "Officials urged the president last week to fight the group, whose leader Omar Jalal was killed in a drone strike in May."
    )
    assert found.date is None or found.date.text == "in May" or found.date.text == "May"


def test_whoever_is_outside_the_state_arrests_nobody(incidents):
    (found,) = incidents("Taliban fighters captured three engineers in Ghazni on Monday.")
    assert found.type == "abduction"


def test_a_second_passive_without_its_auxiliary_is_counted(incidents):
    (found,) = incidents(
        "Three soldiers were killed and 14 others wounded in an attack by militants near Nusaybin on Monday."
    )
    assert (found.killed.low, found.injured.low) == (3, 14)
