"""Who does what to whom: arguments, senses and operators on made-up sentences."""

import pytest

from loaders.extract.events import find_events


@pytest.fixture(scope="module")
def found(read):
    """Sentence → {(subject word, predicate, object word)} of its events, and the events themselves."""

    def finder(text):
        document = read(text)
        events = find_events(document)

        def word(i):
            return document.doc[i].text if i is not None else None

        return {(word(e.subject), e.predicate, word(e.object)) for e in events}, events

    return finder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one frame in all its forms
        ("Kenya shelled Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        ("Somalia was shelled by Kenya.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya, which shelled Somalia, said nothing.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya closed the road and shelled Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya began shelling Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya launched an attack on Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya carried out a series of raids against Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya's bombing of Somalia lasted two days.", ("Kenya", "ATTACKS", "Somalia")),
        ("The bombing of Somalia by Kenya lasted two days.", ("Kenya", "ATTACKS", "Somalia")),
        ("Kenya opened fire on Somalia.", ("Kenya", "ATTACKS", "Somalia")),
        # swapped
        ("Somalia shelled Kenya.", ("Somalia", "ATTACKS", "Kenya")),
        ("Kenya was shelled by Somalia.", ("Somalia", "ATTACKS", "Kenya")),
        # prepositions on verb and noun
        ("Peru signed a trade agreement with Chile.", ("Peru", "PROMISES_AGREES", "Chile")),
        ("Peru imposed sanctions on Chile.", ("Peru", "SANCTIONS_REDUCES_RELATIONS", "Chile")),
        ("Peru sent food aid to Chile.", ("Peru", "AIDS", "Chile")),
        ("Peru gave Chile food aid.", ("Peru", "AIDS", "Chile")),
        ("Peru called on Chile to free the pilots.", ("Peru", "DEMANDS", "Chile")),
        ("Peru demanded that Chile free the pilots.", ("Peru", "DEMANDS", "Chile")),
        ("Peru suspended military aid to Chile.", ("Peru", "SANCTIONS_REDUCES_RELATIONS", "Chile")),
        ("Peru recalled its ambassador from Chile.", ("Peru", "SANCTIONS_REDUCES_RELATIONS", "Chile")),
        ("Peru rejected Chile's proposal.", ("Peru", "REJECTS", "Chile")),
        ("Peru praised Chile's decision.", ("Peru", "COOPERATES_WITH", "Chile")),
        ("Peru deployed troops to Bolivia.", ("Peru", "DEPLOYS_TO", "Bolivia")),
        # reciprocal and coordinated
        ("Peru and Chile held talks.", ("Peru", "MEETS_NEGOTIATES", "Chile")),
        ("Peru blamed Chile and Bolivia.", ("Peru", "BLAMES_ACCUSES", "Bolivia")),
        ("Peruvian and Chilean leaders held talks.", ("Peruvian", "MEETS_NEGOTIATES", "Chilean")),
        # what is suffered is somebody else's act
        ("Peru received threats from Chile.", ("Chile", "THREATENS", "Peru")),
        ("Peru suffered attacks by Chile.", ("Chile", "ATTACKS", "Peru")),
        ("The strikes launched by Kenya killed a Somali general.", ("Kenya", "ATTACKS", "general")),
        ("Karim Abdi was killed in a Kenyan air strike.", ("Kenyan", "ATTACKS", "Abdi")),
        ("Karim Abdi was killed in a raid by Kenya.", ("Kenya", "ATTACKS", "Abdi")),
        # verbs that are written like nouns
        ("Kenya arms Hezbollah.", ("Kenya", "ARMS_TRAINS", "Hezbollah")),
        ("Kenya closed its offices and smuggled weapons into Somalia.", ("Kenya", "SMUGGLES_INTO", "Somalia")),
        # operators take the place of what they govern
        ("Peru refused to meet Chile.", ("Peru", "REJECTS", "Chile")),
        ("Peru threatened to attack Chile.", ("Peru", "THREATENS", "Chile")),
        ("Peru agreed to help Chile.", ("Peru", "PROMISES_AGREES", "Chile")),
        ("Peru said that Chile must stop the raids.", ("Peru", "DEMANDS", "Chile")),
        # states
        ("Kenya harbors the Houthis.", ("Kenya", "HARBORS", "Houthis")),
        ("Kenya gave safe haven to the Houthis.", ("Kenya", "HARBORS", "Houthis")),
        ("The Houthis are linked to Hezbollah.", ("Houthis", "AFFILIATED_WITH", "Hezbollah")),
        ("Iran funds Hezbollah.", ("Iran", "FUNDS_SPONSORS", "Hezbollah")),
        ("Iran arms Hezbollah.", ("Iran", "ARMS_TRAINS", "Hezbollah")),
        ("Hezbollah operates in Lebanon.", ("Hezbollah", "OPERATES_IN", "Lebanon")),
        ("Kenya deported Abu Rashid.", ("Kenya", "EXPELS", "Rashid")),
        ("Kenya outlawed Hezbollah.", ("Hezbollah", "BANNED_BY", "Kenya")),
        ("Hezbollah was outlawed by Kenya.", ("Hezbollah", "BANNED_BY", "Kenya")),
        ("Japan has invested $4 billion in Tanzania.", ("Japan", "INVESTS_IN", "Tanzania")),
    ],
)
def test_ends(found, text, expected):
    triples, _ = found(text)
    assert expected in triples


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("The storm hit Kenya.", "ATTACKS"),
        ("Kenya called a meeting of ministers.", "DEMANDS"),
        ("The minister called the plan a mistake.", "DEMANDS"),
        ("Kenya hosted a summit.", "HARBORS"),
        ("The striker shot over the bar.", "ATTACKS"),
        ("The coach was fired by the club.", "ATTACKS"),
        ("Peru and Chile struck a deal.", "ATTACKS"),
        ("The minister declined to comment on Chile.", "REJECTS"),
        ("Kenya fights poverty.", "IN_CONFLICT_WITH"),
        ("The group fought with Kenya for years.", "IN_CONFLICT_WITH"),
        ("The minister harbors doubts about Chile.", "HARBORS"),
        ("Peru released a statement.", "WITHDRAWS_FROM"),
        ("The army pushed the rebels back.", "DEMANDS"),
    ],
)
def test_senses_that_are_something_else(found, text, predicate):
    triples, _ = found(text)
    assert predicate not in {t[1] for t in triples}


def test_a_place_is_no_target(found):
    triples, events = found("The Houthis attacked an army convoy in Kenya.")
    assert ("Houthis", "ATTACKS", "Kenya") not in triples
    assert ("Houthis", "ATTACKS", "convoy") in triples
    document_word = next(e.roles["place"] for e in events if e.predicate == "ATTACKS")
    assert document_word is not None


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("Kenya did not shell Somalia.", "not"),
        ("Kenya never shelled Somalia.", "not"),
        ("Kenya will shell Somalia.", "will"),
        ("Kenya plans to shell Somalia.", "plan"),
        ("Kenya may have shelled Somalia.", "may"),
        ("If Kenya shelled Somalia, nobody said so.", "if"),
        ("Did Kenya shell Somalia?", "question"),
        ("Kenya denied shelling Somalia.", "deny"),
        ("Peru accused Kenya of shelling Somalia.", "accuse"),
        ("Kenya tried to shell Somalia.", "attempt"),
        ("There is no evidence that Kenya shelled Somalia.", "not"),
        ("Kenya allegedly shelled Somalia.", "allege"),
    ],
)
def test_operators(found, text, operator):
    _, events = found(text)
    operators = [e.operators for e in events if e.predicate == "ATTACKS"]
    assert operators
    assert operator in operators[0]


def test_what_is_announced_changes_the_class(found):
    def plover(text):
        return {e.plover for e in found(text)[1]}

    assert plover("Kenya will shell Somalia.") == {"THREATEN"}
    assert plover("Kenya will send food aid to Somalia.") == {"AGREE"}
    assert plover("Kenya will not send food aid to Somalia.") == {"REJECT"}
    assert plover("Kenya shelled Somalia.") == {"ASSAULT"}


def test_score_and_gates_are_named(found):
    _, events = found("Kenya shelled Somalia.")
    assert "both ends named" in events[0].notes
    assert not any(n.startswith("gate:") for n in events[0].notes)
    _, events = found("Officials blamed Somalia.")
    assert "gate:generic source" in events[0].notes


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("Kenya may have shelled Somalia.", "may"),
        ("Kenya has yet to recognise Somalia.", "not"),
        ("Kenya met Peru rather than attacking Somalia.", "not"),
        ("Omar Abdi is to visit Somalia.", "will"),
    ],
)
def test_operators_that_hide(found, text, operator):
    _, events = found(text)
    assert any(operator in e.operators for e in events)


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile refused to recognise Bolivia.",  # refused to a third, not each other
        "Kenyan soldiers were met by Somali troops on the road.",
        "Kenya denied the rebels access to the port.",
    ],
)
def test_no_pair_where_none_is_told(found, text):
    triples, _ = found(text)
    assert not triples & {
        ("Peru", "REJECTS", "Chile"),
        ("troops", "MEETS_NEGOTIATES", "soldiers"),
        ("Kenya", "DENIES", "rebels"),
    }
