"""The arithmetic of surprise, against what is known from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analytics.counts import adjusted, surprise, trend

counts = st.lists(st.integers(0, 40), max_size=40)


def test_a_count_like_those_before_is_no_surprise():
    usual = surprise(4, [4, 3, 5, 4, 4, 5, 3, 4])
    assert usual.mean == 4.0 and usual.high > 0.4 and usual.low > 0.4


def test_many_more_and_none_at_all_are():
    assert surprise(15, [4, 3, 5, 4, 4, 5, 3, 4]).high < 0.001
    assert surprise(0, [9, 11, 10, 12, 8, 10]).low < 0.001
    assert surprise(1, [0] * 26).high > 0.01  # one event where there were none is rare, and no alarm yet
    assert surprise(4, [0] * 26).high < 1e-5


def test_a_restless_baseline_makes_the_same_count_less_surprising():
    calm, restless = [5] * 12, [0, 15, 0, 15, 0, 15, 0, 0, 15, 0, 0, 0]
    assert sum(calm) == sum(restless)
    assert surprise(12, restless).high > 10 * surprise(12, calm).high


def test_without_a_baseline_nothing_is_surprising():
    assert surprise(100, []) == surprise(0, [])
    assert surprise(100, []).high == 1.0


def test_a_long_calm_baseline_comes_near_to_poisson():
    found = surprise(8, [2, 3, 1, 2, 4, 2, 0, 3, 1, 2, 2, 2] * 40)
    assert found.high == pytest.approx(0.00110, rel=0.25)  # the Poisson tail P(X >= 8) at a mean of 2


@given(st.integers(0, 60), counts)
def test_the_two_tails_overlap_in_the_count_itself(count, before):
    found = surprise(count, before)
    assert 0.0 <= found.high <= 1.0 and 0.0 <= found.low <= 1.0
    assert found.high + found.low >= 1.0 - 1e-9


def test_the_correction_is_that_of_benjamini_and_hochberg():
    assert adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert adjusted([]) == [] and adjusted([0.5]) == [0.5]


def test_what_rises_throughout_has_a_trend_and_what_wavers_has_none():
    tau, p = trend([1, 2, 3, 4, 5, 6, 7, 8])
    assert tau == 1.0 and p < 0.001
    assert trend([8, 7, 6, 5, 4, 3, 2, 1])[0] == -1.0
    assert trend([3, 3, 3, 3, 3]) == (0.0, 1.0) == trend([1, 2])
    assert trend([1, 5, 2, 4, 3, 3, 4, 2, 5, 1])[1] > 0.5
