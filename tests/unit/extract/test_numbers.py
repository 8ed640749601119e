from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.numbers import find_money, merge, quantities, quantity_before, total


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("has invested $62 billion in it", 62e9, "USD"),
        ("a $65bn plan", 65e9, "USD"),
        ("62 billion dollars", 62e9, "USD"),
        ("Rs. 5 crore", 5e7, "PKR"),
        ("Rs 2.5 lakh crore", 2.5e12, "PKR"),
        ("PKR 300,000", 3e5, "PKR"),
        ("10 million Indian rupees", 1e7, "INR"),
        ("€20m in aid", 2e7, "EUR"),
        ("half a billion dollars", 5e8, "USD"),
        ("3 million euros", 3e6, "EUR"),
        ("$1.2-1.5 billion", 1.2e9, "USD"),
    ],
)
def test_money(text: str, number: float, currency: str) -> None:
    (found,) = find_money(text, "PK")
    assert (found.value.number, found.value.currency) == (number, currency)
    assert text[found.start : found.end] == found.value.text


@pytest.mark.parametrize("text", ["500 pounds of explosives", "62 soldiers", "5 million people", "a dollar store"])
def test_what_is_no_money(text: str) -> None:
    assert find_money(text) == []


def test_an_ambiguous_currency_stays_open_without_a_country() -> None:
    (found,) = find_money("Rs 500 million")
    assert found.value.currency is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 people", 12, 12),
        ("at least 12 people", 12, None),
        ("more than 30", 30, None),
        ("fewer than ten", 1, 9),
        ("as many as 20", 1, 20),
        ("around 40", 40, 40),
        ("12 to 15", 12, 15),
        ("15-20 men", 15, 20),
        ("between 5 and 7", 5, 7),
        ("dozens of", 24, None),
        ("two dozen", 24, 24),
        ("a dozen", 12, 12),
        ("several", 3, None),
        ("twenty - five", 25, 25),
        ("twenty-five", 25, 25),
        ("a hundred and five men", 105, 105),
        ("two hundred thirty", 230, 230),
        ("tens of thousands of", 20_000, None),
        ("around a few thousand of its", 2000, None),
        ("1,000 deaths", 1000, 1000),
        ("10 lakh people", 1_000_000, 1_000_000),
        ("at least two dozen", 24, None),
    ],
)
def test_counts(text: str, low: int, high: int | None) -> None:
    (found,) = quantities(text.split())
    assert (found.low, found.high) == (low, high)


def test_two_groups_are_two_counts_and_sum_up() -> None:
    parts = quantities(["15", "personnel", "and", "18", "civilians", "were", "killed"])
    assert total(parts) == (33, 33)
    assert total([*parts, *quantities(["at", "least", "2"])]) == (35, None)


def test_the_number_of_a_noun() -> None:
    words = ["at", "least", "15", "Pakistani", "security", "personnel", "were", "killed"]
    found = quantity_before(words, words.index("personnel"))
    assert found is not None
    assert (found.start, found.end, found.low, found.high) == (0, 3, 15, None)
    assert quantity_before(["12", ",", "including", "police"], 3) is None


def test_counts_of_several_reports_span_a_range() -> None:
    assert merge([(12, 12), (15, 15)]) == (12, 15)
    assert merge([(12, 12), (15, None)]) == (12, None)
    assert merge([]) is None


@given(st.lists(st.sampled_from(["a", "an", "at", "least", "3", "12", "two", "twenty", "hundred", "thousand", "dozen", "dozens", "of", "and", "to", "between", "-", "few", "several", "more", "than", "million", "9999999999999"]), max_size=12))  # fmt: skip
def test_spans_are_ordered_and_ranges_are_ranges(words: list[str]) -> None:
    found = quantities(words)
    assert all(a.end <= b.end and a.start < a.end for a, b in pairwise(found))
    assert all(q.high is None or q.high >= q.low or q.low == 1 for q in found)
