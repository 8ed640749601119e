"""What a hyphenated participle before a noun states."""

import pytest

from loaders.extract.compounds import find_compounds
from loaders.extract.view import View


@pytest.fixture(scope="module")
def stated(read):
    """Text → {(subject name, predicate, object name)} of its compounds."""

    def finder(text):
        document = read(text)
        view = View(document)

        def name(i):
            mention = view.mention(i)
            return mention.name if mention is not None else None

        return {(name(e.subject), e.predicate, name(e.object)) for e in find_compounds(document, view)}

    return finder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran-backed Hezbollah closed the road.", ("Iran", "COOPERATES_WITH", "Hezbollah")),
        ("The Iran-funded militia Hezbollah closed the road.", ("Iran", "FUNDS_SPONSORS", "Hezbollah")),
        ("A Lebanon-based militia, Hezbollah, closed the road.", ("Hezbollah", "OPERATES_IN", "Lebanon")),
        ("The al Qaeda-linked al-Shabaab closed the road.", ("Al-Shabaab", "AFFILIATED_WITH", "Al-Qaeda")),
        ("Fighting went on in Boko Haram-held Maiduguri.", ("Boko Haram", "CONTROLS", "Maiduguri")),
    ],
)
def test_what_it_states(stated, text, expected):
    assert expected in stated(text)


@pytest.mark.parametrize(
    "text",
    [
        "A Saudi-backed government rules there. The Saudi-led coalition met.",  # nobody else is named
        "A Kenya-based reporter wrote about rain.",
        "The Kenya-Somalia border is long.",
    ],
)
def test_nothing_is_made_of_others(stated, text):
    assert stated(text) == set()
