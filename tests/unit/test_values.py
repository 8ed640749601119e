import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import InvalidData
from schema.records import Precision
from schema.values import clean_date, clean_lang, clean_line, clean_marking, clean_published, clean_text, clean_url


@pytest.mark.parametrize(
    ("raw", "first", "last", "precision"),
    [
        ("2023", "2023-01-01", "2023-12-31", Precision.year),
        ("2024-02", "2024-02-01", "2024-02-29", Precision.month),
        ("2024-06-27", "2024-06-27", "2024-06-27", Precision.day),
        ("2024-06-27T23:30:00+05:00", "2024-06-27", "2024-06-27", Precision.instant),
    ],
)
def test_a_date_keeps_its_precision(raw, first, last, precision):
    fuzzy = clean_date(raw)
    assert (fuzzy.first.isoformat(), fuzzy.last.isoformat(), fuzzy.precision) == (first, last, precision)


@pytest.mark.parametrize("raw", ["", "27/06/2024", "2023-02-29", "yesterday", "2024-13", "0000"])
def test_a_bad_date_names_the_place_and_the_remedy(raw):
    with pytest.raises(InvalidData) as caught:
        clean_date(raw, "feed.jsonl:7, published")
    assert "feed.jsonl:7, published" in str(caught.value)
    assert "YYYY-MM-DD" in str(caught.value)


def test_published_times_are_kept_in_utc():
    assert clean_published("2024-06-27T03:30:00+05:00") == "2024-06-26T22:30:00Z"
    assert clean_published("2024-06-27") == "2024-06-27"


@pytest.mark.parametrize(
    "raw", ["javascript:alert(1)", "file:///etc/passwd", "//host/x", "http://", "http://a:b@host/"]
)
def test_urls_that_are_no_web_addresses_are_refused(raw):
    with pytest.raises(InvalidData):
        clean_url(raw)


def test_a_url_loses_its_fragment_and_nothing_else():
    assert clean_url("HTTPS://News.Example/A?b=C#top") == "https://news.example/A?b=C"


@pytest.mark.parametrize(
    ("raw", "marking"), [("amber", "TLP:AMBER"), ("TLP:WHITE", "TLP:CLEAR"), ("tlp red", "TLP:RED")]
)
def test_markings_have_one_form(raw, marking):
    assert clean_marking(raw) == marking


def test_unknown_markings_and_languages_are_refused():
    with pytest.raises(InvalidData, match="TLP:GREEN"):
        clean_marking("purple")
    with pytest.raises(InvalidData):
        clean_lang("English language")
    assert clean_lang("en-GB") == "en"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_cleaned_text_keeps_its_length_and_can_be_written(raw):
    clean = clean_text(raw)
    assert len(clean) == len(raw)
    clean.encode("utf-8")


def test_a_line_is_folded_and_an_empty_one_is_none():
    assert clean_line(" Two\n lines\t") == "Two lines"
    assert clean_line(" \n") is None
