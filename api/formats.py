"""Lists and tables in the formats that other tools read: JSON, one JSON object a line, CSV for spreadsheets, Parquet, GeoJSON for maps.

An encoder takes rows some at a time, so that an export of any length needs no more memory than a page.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import orjson
from starlette.requests import Request

from api.formats_columns import Column

Format = Literal["json", "ndjson", "csv", "parquet", "geojson"]
MEDIA: dict[str, str] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
_ACCEPTED = {media.partition(";")[0]: name for name, media in MEDIA.items()} | {"*/*": "json", "application/*": "json"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = Mapping[str, Any]


class Encoder(Protocol):
    """Writes rows in one format: `rows` any number of times, then `end` once; what they return, joined, is the file."""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The bytes of these rows, as far as they are ready."""

    def end(self) -> bytes:
        """What comes after the last row."""


def wanted(request: Request, accepted: Mapping[str, str] = _ACCEPTED) -> str:
    """The format that `?format=` names, else the one that `Accept` likes best of those that there are, else json."""
    if named := request.query_params.get("format"):
        return named
    best, most = "json", 0.0
    for part in request.headers.get("accept", "").split(","):
        media, _, parameters = part.partition(";")
        liked = quality(parameters)
        if liked > most and (format := accepted.get(media.strip().lower())):
            best, most = format, liked
    return best


def encoder(format: str, columns: Sequence[Column]) -> Encoder:
    """The encoder of a format for rows of these columns; json is none of them, for its rows stand in a whole answer."""
    if format == "parquet":
        from api.formats_parquet import Parquet  # pyarrow takes 50 MB: only for whoever asks for it

        return Parquet(columns)
    return Lines() if format == "ndjson" else GeoJSON() if format == "geojson" else CSV(columns)


class Lines:
    """One JSON object a line."""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The lines of these rows."""
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE, default=str) for row in rows)

    def end(self) -> bytes:
        """Nothing."""
        return b""


class CSV:
    """CSV by RFC 4180 with a header; nested values as `a.b`, lists joined by `; `. Texts that a spreadsheet would run begin with `'`."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._begun = False

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The lines of these rows, after the header."""
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        if not self._begun and self._columns:
            writer.writerow([_safe(column.name) for column in self._columns])
        self._begun = True
        writer.writerows([[_cell(column.of(row)) for column in self._columns] for row in rows])
        return written.getvalue().encode()

    def end(self) -> bytes:
        """The header, if there was no row."""
        return b"" if self._begun else self.rows(())


class GeoJSON:
    """A FeatureCollection: a point where a row has `lat` and `lon`, else a feature without a place."""

    def __init__(self) -> None:
        self._before = b'{"type":"FeatureCollection","features":['

    def rows(self, rows: Sequence[Row]) -> bytes:
        """These rows as features."""
        made = b",".join(orjson.dumps(_feature(row), default=str) for row in rows)
        if made:
            made, self._before = self._before + made, b","
        return made

    def end(self) -> bytes:
        """The end of the collection, which may be empty."""
        return b"]}" if self._before == b"," else self._before + b"]}"


def _feature(row: Row) -> dict[str, Any]:
    lat, lon = row.get("lat"), row.get("lon")
    point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    properties = {name: value for name, value in row.items() if name not in ("lat", "lon")}
    return {"type": "Feature", "id": row.get("id"), "geometry": point, "properties": properties}


def quality(parameters: str) -> float:
    """How much a client likes what stands before these parameters in an Accept header: `q`, else 1."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, list):
        return _safe("; ".join(map(_word, value)))
    return _safe(_word(value) if isinstance(value, dict) else value)


def _word(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and isinstance(value.get("name"), str):
        return str(value["name"])
    return orjson.dumps(value, default=str).decode()


def _safe(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def on_a_map(columns: Iterable[Column]) -> bool:
    """Whether rows of these columns have a place on a map."""
    return {"lat", "lon"} <= {column.name for column in columns}
