"""Other formats than JSON: what spreadsheets, maps, line readers and data frames get."""

import csv
import io
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from starlette.requests import Request

from api.formats import encoder, wanted
from api.formats_columns import declared, found, results_of
from api.formats_parquet import GROUP_ROWS
from graph.figures import Figures, SeriesRow
from graph.results import ClaimRow, IncidentRow, Page

ROWS = [
    {"id": "a", "place": {"id": "p", "name": "Pass"}, "flags": ["x", "y"], "n": -3, "ok": True, "none": None},
    {"id": "b", "place": None, "flags": [], "parties": [{"name": "One", "id": 1}, {"k": 1}], "n": 0.5},
]
INCIDENT = {
    "id": "inc-1",
    "type": "bombing",
    "place": {"id": "p", "name": "Pass"},
    "lat": 1.5,
    "lon": None,
    "killed_low": 3,
    "killed_high": None,
    "disputed": False,
    "perpetrators": [{"id": None, "name": "Somebody", "kind": None, "how": "blamed", "category": None}],
    "flags": ["encoding"],
    "confidence": 0.5,
    "article": {"id": "art-1", "title": None, "url": None, "outlet": "Daily", "published": "2024-01-01"},
}


def write(format, rows, columns=None):
    made = encoder(format, found(rows) if columns is None else columns)
    return made.rows(rows) + made.end()


def read_csv(data: bytes):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def read_parquet(data: bytes):
    return pq.read_table(io.BytesIO(data))


def test_csv_is_flat_and_whole():
    head, one, two = read_csv(write("csv", ROWS))
    assert head == ["id", "place.id", "place.name", "flags", "n", "ok", "none", "parties"]
    assert one == ["a", "p", "Pass", "x; y", "-3", "true", "", ""]
    assert two == ["b", "", "", "", "0.5", "", "", 'One; {"k":1}']
    assert read_csv(write("csv", [], found([], ["a", "b"]))) == [["a", "b"]] and write("csv", [], ()) == b""


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_run_by_a_spreadsheet(text):
    assert read_csv(write("csv", [{"a": text}]))[1] == [f"'{text}"]
    assert read_csv(write("csv", [{"a": [text]}]))[1] == [f"'{text}"]
    assert read_csv(write("csv", [{text: 1}]))[0] == [f"'{text}"]


def test_quotes_commas_and_lines_stay_in_their_cell():
    rows = [{"a": 'say "x", then\r\nmore', "b": "é"}]
    assert read_csv(write("csv", rows))[1] == ['say "x", then\r\nmore', "é"]


def test_lines_and_maps():
    assert [json.loads(line) for line in write("ndjson", ROWS).splitlines()] == ROWS
    rows = [{"id": "i", "lat": 1.5, "lon": 2.5, "title": "t"}, {"id": "j", "lat": None, "lon": 1}]
    made = json.loads(write("geojson", rows))
    assert made["features"][0]["geometry"] == {"type": "Point", "coordinates": [2.5, 1.5]}
    assert made["features"][0]["properties"] == {"id": "i", "title": "t"} and made["features"][1]["geometry"] is None
    assert json.loads(write("geojson", [])) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize("format", ["ndjson", "csv", "geojson", "parquet"])
def test_rows_in_parts_make_the_same_file_as_all_at_once(format):
    rows = [{"id": f"i{n}", "lat": n / 2, "lon": None, "flags": ["x"] * (n % 3)} for n in range(7)]
    whole, parts = encoder(format, found(rows)), encoder(format, found(rows))
    made = b"".join([parts.rows(rows[:3]), parts.rows([]), parts.rows(rows[3:]), parts.end()])
    if format == "parquet":
        assert read_parquet(made).to_pylist() == rows
    else:
        assert made == whole.rows(rows) + whole.end()


def test_a_list_has_the_same_columns_and_types_with_any_rows_and_with_none():
    columns = declared(results_of(Page[IncidentRow]))
    full, empty = read_parquet(write("parquet", [INCIDENT], columns)), read_parquet(write("parquet", [], columns))
    assert full.schema.equals(empty.schema) and (full.num_rows, empty.num_rows) == (1, 0)
    types = {field.name: str(field.type) for field in full.schema}
    assert types["killed_low"] == "int64" and types["lat"] == types["confidence"] == "double"
    assert types["disputed"] == "bool" and types["place.name"] == types["article.outlet"] == "string"
    assert types["flags"] == "list<element: string>" and types["perpetrators"].startswith("list<element: struct<id: st")
    row = full.to_pylist()[0]
    assert (row["place.name"], row["killed_low"], row["killed_high"], row["lon"]) == ("Pass", 3, None, None)
    assert row["perpetrators"] == INCIDENT["perpetrators"] and row["flags"] == ["encoding"]
    head = read_csv(write("csv", [INCIDENT], columns))[0]
    assert head == full.column_names == read_csv(write("csv", [], columns))[0]


def test_the_columns_of_an_answer_are_those_of_its_declared_rows():
    assert results_of(Page[ClaimRow]) is ClaimRow and results_of(Figures[SeriesRow]) is SeriesRow
    assert results_of(dict) is None and results_of(ClaimRow) is None and results_of(None) is None


def test_rows_that_nothing_declares_have_the_types_of_their_values():
    rows = [
        {"a": 1, "b": 1, "c": None, "d": ["x"], "e": "t", "f": {"k": 1}, "g": True, "h": [{"k": 1}]},
        {"a": 2, "b": 0.5, "c": None, "d": None, "e": 5, "f": None, "g": None, "h": []},
    ]
    table = read_parquet(write("parquet", rows))
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "a": "int64",
        "b": "double",
        "c": "string",
        "d": "list<element: string>",
        "e": "string",
        "f.k": "int64",
        "g": "bool",
        "h": "string",
    }
    assert [row["e"] for row in table.to_pylist()] == ["t", "5"] and table.to_pylist()[0]["h"] == '[{"k":1}]'


def test_parquet_is_written_in_row_groups_and_given_away_as_they_are_full():
    rows = [{"id": f"i{n}", "n": n} for n in range(GROUP_ROWS // 2)]
    made = encoder("parquet", found(rows))
    first, second, third = made.rows(rows), made.rows(rows), made.rows(rows)
    assert len(first) < 100 < len(second) and not third
    file = pq.ParquetFile(io.BytesIO(first + second + third + made.end()))
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [GROUP_ROWS, GROUP_ROWS // 2]


@pytest.mark.parametrize(
    ("query", "accept", "format"),
    [
        ("", "*/*", "json"),
        ("", "text/csv", "csv"),
        ("", "text/html, application/x-ndjson;q=0.9", "ndjson"),
        ("", "text/csv;q=0.1, application/json;q=0.5", "json"),
        ("", "text/csv;q=0, application/geo+json;q=0.2", "geojson"),
        ("", "text/csv;q=nonsense", "json"),
        ("format=csv", "application/json", "csv"),
        ("", "application/vnd.apache.parquet", "parquet"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "json"),
    ],
)
def test_the_format_is_named_in_the_address_or_the_header(query, accept, format):
    scope = {"type": "http", "headers": [(b"accept", accept.encode())], "query_string": query.encode()}
    assert wanted(Request(scope)) == format


def test_starting_the_server_does_not_load_what_only_some_formats_need():
    code = "import sys, api.app; print(*({'pyarrow', 'pandas', 'numpy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
