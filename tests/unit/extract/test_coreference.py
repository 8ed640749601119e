import pytest


def stands_for(document, words: str, nth: int = 0) -> str | None:
    """Name that the n-th occurrence of a pronoun or description was resolved to."""
    found = [t.i for t in document.doc if t.text == words]
    mention = document.mention_at(found[nth])
    return mention.name if mention is not None and mention.entity is not None else None


def test_he_goes_back_to_the_subject(read) -> None:
    document = read("Minister Karim Wazirzada met Ann Lee in Lahore. He said the talks went well.")
    assert stands_for(document, "He") == "Karim Wazirzada"


def test_gender_decides(read) -> None:
    document = read("Spokeswoman Zara Wazirzada met spokesman Karim Lodhi. She said he had agreed.")
    assert (stands_for(document, "She"), stands_for(document, "he")) == ("Zara Wazirzada", "Karim Lodhi")


def test_him_is_never_the_subject_of_its_clause(read) -> None:
    document = read("Karim Lodhi spoke first. Spokesman Omar Wazirzada thanked him.")
    assert stands_for(document, "him") == "Karim Lodhi"


def test_the_reported_clause_takes_the_speaker(read) -> None:
    document = read("China issued a warning to Pakistan that it would reassess its projects.")
    assert (stands_for(document, "it"), stands_for(document, "its")) == ("China", "China")


def test_an_accusation_is_about_neither_accuser_nor_the_object(read) -> None:
    text = "India said Kabul was too weak. Pakistan blamed the TTP for the blast, claiming it gave the group's leaders shelter."
    assert stands_for(read(text), "it") == "Taliban government of Afghanistan"


def test_pleonastic_it_stands_for_nothing(read) -> None:
    assert stands_for(read("Pakistan sent troops. It was clear that the talks had failed."), "It") is None


def test_unknown_persons_make_it_abstain(read) -> None:
    document = read("Karim Lodhi left in May. In June a witness met a lawyer. He said nothing.")
    assert stands_for(document, "He") is None


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Defence Minister Khawaja Asif spoke. The minister said no.", "minister", "Khawaja Asif"),
        ("Pakistan rejected the plan. Pakistan said the country was safe.", "country", "Pakistan"),
        ("Police searched Lahore. The city was quiet.", "city", "Lahore"),
        ("The TTP attacked a post. The group said six soldiers died.", "group", "Tehrik-i-Taliban Pakistan"),
        ("Karim Lodhi, a lawyer, spoke.", "lawyer", "Karim Lodhi"),
        ("Karim Lodhi was a teacher.", "teacher", "Karim Lodhi"),
        (
            "Pakistan blamed Afghanistan. Pakistan said fighters came from the neighbouring country.",
            "country",
            "Afghanistan",
        ),
        (
            "Pakistan rejected the plan. Pakistan was firm. The government said no.",
            "government",
            "Government of Pakistan",
        ),
        ("Police met in Lahore. Then city officials left.", "city", "Lahore"),
        ("Kenya was quiet. In Kenya the state broadcaster said so.", "state", "Kenya"),
        ("The preacher Karim Lodhi spoke. They listened to the cleric.", "cleric", "Karim Lodhi"),
        ("Karim Lodhi stood there. Lodhi's lawyer said his client was ill.", "client", "Karim Lodhi"),
        ("Kenya is poor. A mob ran through Kenya, a country where rain is rare.", "country", "Kenya"),
    ],
)
def test_descriptions(read, text: str, word: str, name: str) -> None:
    assert stands_for(read(text), word) == name


def test_a_name_before_a_dash_does_what_follows_it(read) -> None:
    document = read("Karim Lodhi \u2014 the brother of the late Omar Rind \u2014 left the hall. He said nothing.")
    assert stands_for(document, "He") == "Karim Lodhi"


def test_whose_rating_it_is_comes_to_the_fore(read) -> None:
    document = read("Omar Rind spoke. He was firm. Karim Lodhi's rating is low, with few who would vote for him.")
    assert stands_for(document, "him") == "Karim Lodhi"


def test_who_is_opposed_is_mentioned_but_nobody_is_him(read) -> None:
    document = read("Anti-Taliban fighters left Kabul. Pro-Russian gunmen stayed.")
    names = {m.name: (document.doc[m.start].text, m) for m in document.mentions}
    for name, word in (("Afghan Taliban", "Taliban"), ("Russia", "Russian")):
        assert names[name][0] == word
        assert names[name][1].facet is None
        assert document.mention_of(names[name][1].start) is None


def test_an_office_is_its_holder_at_the_date(read) -> None:
    text = "Pakistan sent help to Quetta. Pakistan was firm. The prime minister said so."
    assert stands_for(read(text, "2019-05-01"), "minister") == "Imran Khan"
    assert stands_for(read(text, "2016-05-01"), "minister") == "Nawaz Sharif"


def test_both_sides_are_the_two_parties(read) -> None:
    document = read("India and Pakistan met on Monday. Both sides agreed to talk.")
    (pair,) = [m for m in document.mentions if m.members]
    assert pair.members == ("state-in", "state-pk")
    assert pair.entity is None


def test_police_without_a_name_has_a_kind_and_no_entity(read) -> None:
    document = read("A man was shot. The police said they were looking for two men.")
    found = {document.span(m.start, m.end)[2]: (m.kind, m.entity, m.name) for m in document.mentions}
    assert found["police"] == ("SecurityForce", None, "police")
    assert found["they"][2] == "police"


def test_relative_pronouns_stand_for_their_noun(read) -> None:
    assert stands_for(read("He praised China, which has invested in the port."), "which") == "China"


def test_every_link_has_a_score_and_a_reason(read) -> None:
    document = read("Pakistan blamed the TTP. It said the group had killed him. The minister left.")
    assert document.mentions
    assert all(0 < m.score <= 1 and m.reason for m in document.mentions)
