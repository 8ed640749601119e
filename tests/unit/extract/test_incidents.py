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


def _doers(found):
    return [(p.text, p.how) for p in found.perpetrators]


@pytest.mark.parametrize(
    ("text", "doers"),
    [
        ("Al Shabaab said it carried out the attack that killed nine soldiers near Afgoye on Monday.", [("Al Shabaab", "claimed")]),
        ("The PKK said its fighters killed six soldiers near Hakkari on Monday.", [("PKK", "claimed")]),
        ("They killed six soldiers near Hakkari on Monday, police said.", []),
        ("A car bomb killed six people in Goma on Monday. Suspicion fell on the M23.", [("M23", "suspected")]),
        ("A car bomb killed six people in Mogadishu on Monday. Police blamed al Shabaab.", [("al Shabaab", "blamed")]),
        ("A bomb killed six people in Goma on Monday. The M23 denied any involvement in the attack.", [("M23", "denied")]),
        ("Turkish warplanes bombed a camp near Dohuk on Monday.", [("Turkish", "fact")]),
        ("The army responded with air strikes that killed 40 fighters near Djibo on Monday.", [("army", "fact")]),
        ("Police foiled a plan by Islamic State to attack a power station in Kirkuk on Monday.", [("Islamic State", "fact")]),
        ("Three militants were killed on Monday in an encounter with security forces in Doda.", [("security forces", "fact")]),
        ("Gunmen on motorcycles abducted at least 28 pupils in Kaduna on Thursday, a teacher said.", [("Gunmen", "fact")]),
        ("In Baghdad, a suicide bomber on a motorcycle killed three people on Monday.", [("suicide bomber", "fact")]),
    ],
)  # fmt: skip
def test_who_did_it_and_by_whose_word(incidents, text, doers):
    (found,) = incidents(text)
    assert _doers(found) == doers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Five people were killed when their minibus hit a roadside bomb near Baidoa on Monday.", "ied_explosion"),
        ("Two fighter planes dropped bombs on a school in Sagaing on Monday.", "air_drone_strike"),
        ("Myanmar junta jets bombed a school in Sagaing on Monday.", "air_drone_strike"),
        ("Rebels shot down an army helicopter near Kidal on Monday.", "armed_clash"),
        ("Militants loyal to Islamic State seized Marawi in May 2017.", "territory_gain_nonstate"),
        ("Gunmen shot dead 23 passengers near Kalat on Monday.", "attack_on_civilians"),
        ("Two soldiers were killed when their vehicle drove over a landmine near Lice on Monday.", "ied_explosion"),
        ("Rebels fired dozens of shells at a suburb of Aleppo on Monday.", "shelling_missile"),
        ("Rebels killed 10 soldiers and two Russian mercenaries near Tinzaouaten on Friday.", "armed_clash"),
    ],
)
def test_what_kind_of_incident_it_was(incidents, text, kind):
    (found,) = incidents(text)
    assert found.type == kind


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A bomb in Cali killed two policemen and injured nine people, among them three children, on Monday.", 2, 9),
        ("Rebels killed 10 soldiers and two Russian mercenaries near Tinzaouaten on Friday.", 12, None),
        ("On Monday 14 soldiers were martyred and 21 militants were killed in a military operation near Kalat.", 35, None),
        ("Gunmen killed 25 soldiers near Djibo on Tuesday. Another 14 soldiers were wounded and flown to the capital.", 25, 14),
    ],
)  # fmt: skip
def test_counts_are_added_and_parts_are_not(incidents, text, killed, injured):
    (found,) = incidents(text)
    assert found.killed.low == killed
    assert (found.injured.low if found.injured else None) == injured


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("The group broke its silence on Wednesday over the death of its leader, who was killed in Kabul in May.", "Kabul", "May"),
        ("A drone strike in a Pakistani tribal region killed six militants in March.", "Pakistani", "March"),
        ("Seven people were killed in the Quetta bombing on Monday.", "Quetta", "Monday"),
        ("Gunmen killed six soldiers in the province of Lanao del Sur on Friday.", "Lanao del Sur", "Friday"),
        ("Gunmen abducted four soldiers who were travelling through Cauca on Friday.", "Cauca", "Friday"),
        ("In 2019, suicide bombers killed 260 people in Colombo on Easter Sunday.", "Colombo", "2019"),
    ],
)  # fmt: skip
def test_day_and_place_are_the_events_own(incidents, text, place, day):
    (found,) = incidents(text)
    assert found.place.text == place
    assert day in found.date.text


@pytest.mark.parametrize(
    "text",
    [
        "Russia has fired more than 1,200 missiles at Ukrainian cities this year.",
        "A total of 140 militants were killed in clashes between April 29 and May 10.",
        "In the first half of 2010, 55 percent more children were killed by the Taliban.",
        "The air force said it shot down nine of the ten drones over Odesa on Monday.",
        "It is unclear how many people were killed.",
        "The candidate held a campaign rally in Kabul on Monday.",
    ],
)
def test_sums_defences_and_rallies_for_votes_are_no_incidents(incidents, text):
    assert incidents(text) == ()


def test_an_event_of_years_ago_stays_apart_from_the_one_it_is_compared_with(incidents):
    found = incidents(
        "The commander was killed in an attack in Syria on Friday, the biggest blow to the group since its military chief was killed in 2008."
    )
    assert sorted((i.date.start or "")[:4] for i in found) == ["2008", "2024"]


def test_the_lead_and_the_full_account_are_one_event(incidents):
    found = incidents(
        "The envoy spoke of a disputed U.S. air raid on an Afghan village.\n\nAs many as 90 civilians were killed in the June 20 "
        "air attack on a village in Herat province.",
    )
    assert [i.killed.low for i in found] == [90]


def test_the_attackers_of_a_kidnapping_are_the_kidnappers(incidents):
    (found,) = incidents(
        "Gunmen abducted 280 pupils from a school in Kaduna on Thursday. The attackers stormed the school, shooting in the air."
    )
    assert found.type == "abduction"


def test_a_plot_that_was_foiled_is_not_the_work_of_who_foiled_it(incidents):
    (found,) = incidents("Police foiled a plot to bomb a church in Peshawar on Monday.")
    assert (found.type, found.status, found.perpetrators) == ("plot_foiled_weapons_seized", Status.foiled, ())


def test_attackers_among_the_dead_are_counted_apart(incidents):
    (found,) = incidents(
        "Two attackers and a security guard were killed on Wednesday during an assault on a Red Cross building in Kabul."
    )
    assert (found.killed.low, found.attackers_killed.low) == (1, 2)
    assert [p.text for p in found.perpetrators] == ["attackers"]


def test_a_missile_from_a_drone_is_a_strike_of_the_owner(incidents):
    (found,) = incidents(
        "On Sunday a missile launched from a U.S. drone struck a house in North Waziristan, killing eight militants."
    )
    assert found.type == "air_drone_strike"
    assert [p.entity for p in found.perpetrators] == ["state-us"]


@pytest.mark.parametrize(
    "text",
    [
        "Obama ruled out sending troops to Syria on Monday.",
        "Officials are looking for ways to send more troops to Kabul on Monday.",
        "The court will not back down from a confrontation with the army in Islamabad on Monday.",
        "They use mines to ambush military convoys in the region.",
    ],
)
def test_what_is_weighed_ruled_out_or_usually_done_did_not_happen(incidents, text):
    assert [i for i in incidents(text) if i.status is Status.occurred] == []


def test_an_army_is_where_it_was_sent(incidents):
    (found,) = incidents("The army sent tanks to Kandahar on Monday.")
    assert (found.type, found.place.name, found.targets) == ("mobilization", "Kandahar", ())


def test_what_came_in_the_days_after_is_another_event(incidents):
    found = incidents(
        "Police opened fire in Maiduguri, killing nine members of the group. In the days after that confrontation, hundreds of "
        "militants were killed in clashes with soldiers near Konduga."
    )
    assert [i.killed.low for i in found] == [9, 200]


def test_how_a_train_was_stopped_is_of_its_seizure(incidents):
    (found,) = incidents(
        "Troops ended the siege of a hijacked passenger train on Wednesday. Fighters had blown up the track and seized the "
        "train on Tuesday with 400 people on board."
    )
    assert found.type == "abduction"


def test_fighters_whom_a_state_strikes_are_the_victims(incidents):
    (found,) = incidents(
        "The U.S. military launched an air strike on Tuesday in the mountains of Yemen against a training camp, killing dozens of its fighters."
    )
    assert [p.text for p in found.victims] == ["fighters"]
    assert found.victims[0].entity is None
    assert found.place.entity == "place-ye"


def test_a_plan_that_a_state_announced_is_its_own(incidents):
    (found,) = incidents("The United States announced plans to send 200 troops to Iraq on Monday.")
    assert (found.status, [p.entity for p in found.perpetrators]) == (Status.planned, ["state-us"])


def test_a_far_greater_toll_in_another_attack_is_another_event_and_where_it_was_is_a_place(incidents):
    found = incidents(
        "Officials met in Baghdad. A suicide bombing on Friday killed 26 people at a soccer game in Iskandariya. At least 60 people "
        "were killed in an attack further south, in Hilla, two weeks ago."
    )
    assert [(i.killed.low, i.place.text) for i in found] == [(26, "Iskandariya"), (60, "Hilla")]
    assert {i.place.kind for i in found} == {"Place"}


def test_the_man_who_was_killed_is_the_one_told_of(incidents):
    (found,) = incidents(
        "Islamic State militants killed a U.S. Navy SEAL in northern Iraq on Tuesday. The base is small. The man had been killed "
        "by direct fire, officials said."
    )
    assert found.killed.low == 1


def test_who_tells_of_a_death_did_not_die(incidents):
    found = incidents(
        'Army chief Angus Houston spoke on Monday. "There was an explosion and he was killed," Houston said.'
    )
    assert not any("Houston" in p.text for i in found for p in i.victims)


def test_a_span_of_numbers_is_a_range_and_the_attack_is_not_a_hanging(incidents):
    found = incidents(
        "The Taliban attacked a court van on the outskirts of Kabul on Wednesday. Six of their prisoners were hanged in Kabul recently. "
        "Officials said 10 people were killed in the attack and 80 to 90 others were wounded."
    )
    (attack,) = [i for i in found if i.targets]
    assert (attack.killed.low, attack.injured.low, attack.injured.high) == (10, 80, 90)


def test_the_town_in_which_a_building_was_attacked_is_no_target(incidents):
    (found,) = incidents(
        "Two officers were killed on Sunday in a car bomb attack on police headquarters in the Turkish city of Gaziantep."
    )
    assert [p.text for p in found.targets] == ["police headquarters"]
    assert found.place.name == "Gaziantep"
