from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract.dates import find_dates, resolve
from schema.records import Precision

SATURDAY = date(2024, 6, 29)


@pytest.mark.parametrize(
    ("text", "words", "start", "end", "precision"),
    [
        ("It happened late Monday.", "late Monday", "2024-06-24", "2024-06-24", "day"),
        ("on Saturday", "Saturday", "2024-06-29", "2024-06-29", "day"),
        ("last Saturday", "last Saturday", "2024-06-22", "2024-06-22", "day"),
        ("next Tuesday", "next Tuesday", "2024-07-02", "2024-07-02", "day"),
        ("Thursday morning", "Thursday morning", "2024-06-27", "2024-06-27", "day"),
        ("yesterday", "yesterday", "2024-06-28", "2024-06-28", "day"),
        ("last night", "last night", "2024-06-28", "2024-06-28", "day"),
        ("last month", "last month", "2024-05-01", "2024-05-31", "month"),
        ("Earlier this week", "Earlier this week", "2024-06-24", "2024-06-30", "week"),
        ("in August 2021", "August 2021", "2021-08-01", "2021-08-31", "month"),
        ("In 2023, there were", "2023", "2023-01-01", "2023-12-31", "year"),
        ("on 27 June 2024", "27 June 2024", "2024-06-27", "2024-06-27", "day"),
        ("Bogota, 4 Feb 90", "4 Feb 90", "1990-02-04", "1990-02-04", "day"),
        ("on Dec. 3, 2019,", "Dec. 3, 2019", "2019-12-03", "2019-12-03", "day"),
        ("on June 27", "June 27", "2024-06-27", "2024-06-27", "day"),
        ("on November 5", "November 5", "2023-11-05", "2023-11-05", "day"),
        ("in November", "November", "2023-11-01", "2023-11-30", "month"),
        ("June 3-5", "June 3-5", "2024-06-03", "2024-06-05", "range"),
        ("between 2010 and 2014", "between 2010 and 2014", "2010-01-01", "2014-12-31", "range"),
        ("in 2014-15", "2014-15", "2014-01-01", "2015-12-31", "range"),
        ("the 1990s", "the 1990s", "1990-01-01", "1999-12-31", "range"),
        ("three weeks ago", "three weeks ago", "2024-06-03", "2024-06-09", "week"),
        ("two months ago", "two months ago", "2024-04-01", "2024-04-30", "month"),
        ("over the past three months", "over the past three months", "2024-03-29", "2024-06-29", "range"),
        ("2021-08-15", "2021-08-15", "2021-08-15", "2021-08-15", "day"),
        ("13/06/2024", "13/06/2024", "2024-06-13", "2024-06-13", "day"),
        ("03/06/2024", "03/06/2024", "2024-01-01", "2024-12-31", "year"),
        ("the 9/11 attacks", "9/11", "2001-09-11", "2001-09-11", "day"),
        ("in late 2010", "late 2010", "2010-01-01", "2010-12-31", "year"),
    ],
)
def test_dates(text: str, words: str, start: str, end: str, precision: str) -> None:
    (found,) = find_dates(text, SATURDAY)
    assert (found.time.text, found.time.start, found.time.end, found.time.precision) == (words, start, end, precision)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    ["2,014 men", "of 2014 fighters", "killed 2000 people", "General May said", "It may rain", "They march on", "Route 1999-b", "room 2014"],
)  # fmt: skip
def test_numbers_and_verbs_are_no_dates(text: str) -> None:
    assert find_dates(text, SATURDAY) == []


def test_a_day_earlier_counts_from_the_day_named_last() -> None:
    found = find_dates("On Monday he left. A day earlier he had come; two days later he died.", SATURDAY)
    assert [f.time.start for f in found] == ["2024-06-24", "2024-06-23", "2024-06-25"]


def test_without_a_publication_date_relative_words_stay_unknown() -> None:
    time = resolve("late Monday", None)
    assert time is not None
    assert (time.start, time.precision, time.text) == (None, Precision.unknown, "late Monday")


@given(st.text(alphabet="0123456789 /-.JuneMonday,lastyearago", max_size=40))
def test_never_fails_and_keeps_order(text: str) -> None:
    found = find_dates(text, SATURDAY)
    for f in found:
        assert text[f.start : f.end] == f.time.text
        assert f.time.start is None or f.time.end is None or f.time.start <= f.time.end
