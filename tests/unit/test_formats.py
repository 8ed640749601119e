"""Other formats than JSON: what spreadsheets, maps and line readers get."""

import csv
import io
import json

import pytest
from starlette.requests import Request

from api.formats import comma_separated, geojson, ndjson, wanted

ROWS = [
    {"id": "a", "place": {"id": "p", "name": "Pass"}, "flags": ["x", "y"], "n": -3, "ok": True, "none": None},
    {"id": "b", "place": None, "flags": [], "parties": [{"name": "One", "id": 1}, {"k": 1}], "n": 0.5},
]


def read(data: bytes):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_csv_is_flat_and_whole():
    head, one, two = read(comma_separated(ROWS))
    assert head == ["id", "place.id", "place.name", "flags", "n", "ok", "none", "place", "parties"]
    assert one == ["a", "p", "Pass", "x; y", "-3", "true", "", "", ""]
    assert two == ["b", "", "", "", "0.5", "", "", "", 'One; {"k":1}']
    assert read(comma_separated([], ["a", "b"])) == [["a", "b"]] and comma_separated([]) == b""


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_run_by_a_spreadsheet(text):
    assert read(comma_separated([{"a": text}]))[1] == [f"'{text}"]
    assert read(comma_separated([{"a": [text]}]))[1] == [f"'{text}"]
    assert read(comma_separated([{text: 1}]))[0] == [f"'{text}"]


def test_quotes_commas_and_lines_stay_in_their_cell():
    assert read(comma_separated([{"a": 'say "x", then\r\nmore', "b": "é"}]))[1] == ['say "x", then\r\nmore', "é"]


def test_lines_and_maps():
    assert [json.loads(line) for line in ndjson(ROWS).splitlines()] == ROWS
    made = json.loads(geojson([{"id": "i", "lat": 1.5, "lon": 2.5, "title": "t"}, {"id": "j", "lat": None, "lon": 1}]))
    assert made["features"][0]["geometry"] == {"type": "Point", "coordinates": [2.5, 1.5]}
    assert made["features"][0]["properties"] == {"id": "i", "title": "t"} and made["features"][1]["geometry"] is None


@pytest.mark.parametrize(
    ("query", "accept", "format"),
    [
        ("", "*/*", "json"),
        ("", "text/csv", "csv"),
        ("", "text/html, application/x-ndjson;q=0.9", "ndjson"),
        ("format=csv", "application/json", "csv"),
        ("", "application/geo+json", "geojson"),
    ],
)
def test_the_format_is_named_in_the_address_or_the_header(query, accept, format):
    scope = {"type": "http", "headers": [(b"accept", accept.encode())], "query_string": query.encode()}
    assert wanted(Request(scope)) == format
