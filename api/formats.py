"""Lists and tables in the formats that other tools read: JSON, one JSON object a line, CSV for spreadsheets, GeoJSON for maps."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import orjson
from starlette.requests import Request

Format = Literal["json", "ndjson", "csv", "geojson"]
MEDIA: dict[str, str] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
}
_ACCEPTED = {"application/x-ndjson": "ndjson", "text/csv": "csv", "application/geo+json": "geojson"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def wanted(request: Request) -> str:
    """The format that `?format=` names, else the first that `Accept` names, else json."""
    if named := request.query_params.get("format"):
        return named
    for part in request.headers.get("accept", "").split(","):
        if found := _ACCEPTED.get(part.partition(";")[0].strip().lower()):
            return found
    return "json"


def ndjson(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One JSON object a line."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE, default=str) for row in rows)


def comma_separated(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> bytes:
    """CSV by RFC 4180 with a header; nested values as `a.b`, lists joined by `; `. Texts that a spreadsheet would run begin with `'`."""
    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys([*(columns if not flat else ()), *(name for row in flat for name in row)]))
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    if names:
        writer.writerow(map(_safe, names))
        writer.writerows([[_safe(row.get(name)) for name in names] for row in flat])
    return written.getvalue().encode()


def geojson(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A FeatureCollection: a point where a row has `lat` and `lon`, else a feature without a place."""
    features = []
    for row in rows:
        lat, lon = row.get("lat"), row.get("lon")
        point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
        properties = {name: value for name, value in row.items() if name not in ("lat", "lon")}
        features.append({"type": "Feature", "id": row.get("id"), "geometry": point, "properties": properties})
    return orjson.dumps({"type": "FeatureCollection", "features": features}, default=str)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list | tuple):
            yield f"{before}{name}", "; ".join(map(_word, value))
        else:
            yield f"{before}{name}", value


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
