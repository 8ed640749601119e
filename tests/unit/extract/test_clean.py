from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.clean import clean

PARTS = ["“a”", "&amp;", "&#8217;", "<p>", "<b>", "</b>", "[ad_1]", "â€œ", "â€™", "\u200b", "\u00ad", "\r\n", "\ud800", "e\u0301", "said.The man", "``", "''", " x ", "\u202e", "Word", "<", "&", "İ", "😀"]  # fmt: skip


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("He said “no” and ‘yes’", "He said \"no\" and 'yes'"),
        ("Tom &amp; Ann &amp;#8211; ok", "Tom & Ann – ok"),
        ("a\u00a0b\u200bc\u00add", "a bcd"),
        ("It â€œreally‌â€\x9d happened â€“ now", 'It "really" happened – now'),
        ("Cafe\u0301", "Café"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("[ad_1] Start", "\n Start"),
        ("x <b>bold</b> y<br/>z", "x bold y\nz"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("They met on Tuesday.The minister left.", "They met on Tuesday.\nThe minister left."),
        ("See www.example.Com and a.b@c.Dom now", "See www.example.Com and a.b@c.Dom now"),
        ("Ministers Say Two Dead After AttackA bomb went off", "Ministers Say Two Dead After Attack\nA bomb went off"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("CAFÉ” he said", 'CAFÉ" he said'),
    ],
)
def test_cleaning(given_text: str, expected: str) -> None:
    assert clean(given_text).text == expected


def test_an_entity_is_covered_whole_by_the_map() -> None:
    text = "say &quot;yes&quot; now"
    cleaned = clean(text)
    start = cleaned.text.index('"yes"')
    assert text[slice(*cleaned.to_original(start, start + 5))] == "&quot;yes&quot;"


def test_a_break_that_was_put_in_covers_nothing() -> None:
    text = "on Tuesday.The minister"
    cleaned = clean(text)
    at = cleaned.text.index("\n")
    assert cleaned.to_original(at, at + 1) == (11, 11)


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=6)), max_size=30).map("".join))
def test_the_map_is_ordered_and_stays_inside(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.origin) == len(cleaned.text) + 1
    assert cleaned.origin[-1] == len(text)
    spans = [cleaned.to_original(i, i + 1) for i in range(len(cleaned.text))]
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(a[1] <= b[1] and a[0] <= b[0] for a, b in pairwise(spans))
    cleaned.text.encode("utf-8")  # the parser takes no lone surrogates


@given(st.text(alphabet="abc XYZ.,\n", max_size=60))
def test_plain_text_keeps_its_letters(text: str) -> None:
    assert clean(text).text.replace("\n", "") == text.replace("\n", "")
