"""Denials that only point to what they deny, and the trees, links and amounts that reading them needs."""

import pytest

from loaders.extract.extractor import extract
from loaders.extract.parse import load_pipeline
from schema.records import Article, Modality, Polarity


@pytest.fixture(scope="module")
def claims():
    nlp = load_pipeline()

    def maker(text):
        found = extract(Article(id="a", text=text, published="2024-06-29"), nlp).claims
        assert all(text[c.start : c.end] == c.quote for c in found)
        return found

    return maker


def ends(found, predicate, denied):
    return [
        (c.subject.name, c.object.name, c.speaker and c.speaker.name)
        for c in found
        if c.predicate == predicate and c.denied is denied
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya accused Somalia of arming Al-Shabaab, a charge Mogadishu denies.",
        "Kenya accused Somalia of arming Al-Shabaab, a charge Mogadishu has repeatedly denied.",
        "Kenya says that Somalia supplies Al-Shabaab with weapons, an allegation that Somalia rejects.",
        "Kenya accused Somalia of arming Al-Shabaab, which Mogadishu denied.",
        "Kenya accused Somalia of arming Al-Shabaab, a claim Mogadishu has called baseless.",
        "Kenya accused Somalia of arming Al-Shabaab. Mogadishu rejected the allegation.",
        'Kenya said that Somalia was arming Al-Shabaab. "The border is quiet," it added. Somalia denied the charge.',
    ],
)
def test_claim_and_denial_stand_side_by_side(claims, text):
    found = claims(text)
    assert [e[:2] for e in ends(found, "ARMS_TRAINS", False)] == [("Somalia", "Al-Shabaab")]
    (denial,) = [c for c in found if c.predicate == "ARMS_TRAINS" and c.denied]
    assert denial.polarity is Polarity.negative
    assert denial.speaker.name in ("Somalia", "Federal Government of Somalia")
    assert "Mogadishu" in denial.quote or "Somalia" in denial.quote
    assert [c.object for c in found if c.predicate == "DENIES"] in ([], [None])


@pytest.mark.parametrize(
    "text",
    [
        "Kenya accused Somalia of arming Al-Shabaab. Peru rejected the allegation.",  # nobody said it of Peru
        "Kenya armed Al-Shabaab. Kenya rejected the peace plan.",  # a plan is no charge
        "Somalia said that Kenya arms Al-Shabaab. Somalia denied the charge of corruption in Peru and left.",
    ],
)
def test_nobody_denies_for_another(claims, text):
    assert ends(claims(text), "ARMS_TRAINS", True) == []


def test_an_amount_in_a_clause_about_somebody_stays_there(claims):
    found = claims("China, which has invested $25 billion in Kenya, urged Somalia to talk.")
    values = {c.predicate: c.value and c.value.number for c in found}
    assert values == {"INVESTS_IN": 25e9, "DEMANDS": None}


def test_a_longer_name_is_not_the_land_in_it(read):
    document = read(
        "An attack on a base in Puerto Jordán, Colombia, left two soldiers dead, the Colombian Air Force said."
    )
    names = {m.name for m in document.mentions}
    assert {"Puerto Jordán", "Colombia", "Colombian Air Force"} <= names
    assert "Jordan" not in names


def test_whose_taliban_follows_from_the_speaker_and_from_the_other_name(read):
    document = read("Pakistan blamed the TTP. Taliban spokesman Zabihullah Mujahid spoke in Kabul.")
    assert "group-afghan-taliban" in {m.entity for m in document.mentions}
    document = read("Pakistan says Afghanistan shelters the TTP, an allegation the Taliban reject.")
    assert [m.entity for m in document.mentions if document.doc[m.start].text == "Taliban"] == ["group-afghan-taliban"]


def pairs(found):
    return {(c.subject.name, c.predicate, c.object and c.object.name) for c in found}


def test_trees_that_are_regularly_wrong_are_read_right(claims):
    found = claims("Kenya, which funds and trains the Al-Shabaab rebels, warned Somalia.")
    assert {("Kenya", "ARMS_TRAINS", "Al-Shabaab"), ("Kenya", "FUNDS_SPONSORS", "Al-Shabaab")} <= pairs(found)
    found = claims("Kenya struck what it called hideouts of Al-Shabaab in Somalia.")
    assert ("Kenya", "ATTACKS", "Al-Shabaab") in pairs(found)
    found = claims("Al-Shabaab, which Kenya says is backed by Eritrea, left the town.")
    assert ("Eritrea", "COOPERATES_WITH", "Al-Shabaab") in pairs(found)
    found = claims("The government of Kenya blamed Al-Shabaab for the raid; the group has not commented.")
    assert [c.modality for c in found if c.predicate == "BLAMES_ACCUSES"] == [Modality.asserted]
    found = claims("Kenya strikes southern Somalia; Eritrea threatens response")
    assert ("Eritrea", "THREATENS", "Somalia") not in pairs(found)


def test_what_stands_beside_a_name(claims):
    assert ("Eritrea", "ALLIED_WITH", "Kenya") in pairs(claims("Eritrea, a close ally of Kenya, left the talks."))


def test_money_goes_to_the_named_project(claims):
    found = claims("China has invested $25 billion in power plants under the China-Pakistan Economic Corridor.")
    assert ("China", "INVESTS_IN", "China-Pakistan Economic Corridor") in pairs(found)


def test_a_group_that_says_it_did_it_claims_it_once(claims):
    found = claims("Al-Shabaab said it had killed 30 Kenyan soldiers in an ambush near Mandera.")
    assert [c.subject.name for c in found if c.predicate == "CLAIMS_RESPONSIBILITY"] == ["Al-Shabaab"]
    assert not [c for c in claims("No group has claimed the attack.") if c.predicate == "CLAIMS_RESPONSIBILITY"]


def test_a_warning_of_what_the_own_state_would_do_is_a_threat(claims):
    text = "The Kenyan foreign minister warned that Kenya would strike bases across the border if the raids went on."
    assert [(c.sense, c.object) for c in claims(text) if c.predicate == "WARNS"] == [("threat", None)]


def test_the_army_is_no_liberation_army(read):
    document = read("The National Liberation Army freed two soldiers in Colombia. The army had searched for them.")
    (army,) = [m for m in document.mentions if document.doc[m.root].text == "army"] or [None]
    assert army is None or army.entity != "group-eln"


def test_states_in_a_list_are_states(read):
    document = read("Mali, Niger and Burkina Faso recalled their ambassadors from Algeria.")
    assert [m.entity for m in document.mentions][:3] == ["state-ml", "state-ne", "state-bf"]
