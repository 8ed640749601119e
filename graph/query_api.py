"""Values as Neo4j's Query API v2 writes them, plain (application/json) and typed (application/vnd.neo4j.query), and typed parameters back."""

import base64
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from neo4j import graph, spatial
from neo4j.time import Date, DateTime, Duration, Time

from schema.errors import InvalidData

Shape = Callable[[Any], Any]


def untyped(value: Any) -> Any:
    """A value as plain JSON of the Query API: whole numbers and texts as they are, times ISO 8601, points as WKT with SRID."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _float(value)
        case graph.Node():
            return {"elementId": value.element_id, "labels": sorted(value.labels), "properties": _each(value, untyped)}
        case graph.Relationship():
            start, end = (node.element_id if node is not None else None for node in value.nodes)
            return {
                "elementId": value.element_id,
                "startNodeElementId": start,
                "endNodeElementId": end,
                "type": value.type,
                "properties": _each(value, untyped),
            }
        case graph.Path():
            return [untyped(part) for part in _along(value)]
        case Mapping():
            return _each(value, untyped)
    if isinstance(value, list | tuple) and not isinstance(value, spatial.Point | Duration):
        return [untyped(one) for one in value]
    written = _scalar(value)[1]
    # the real one leaves the name of the zone out here
    return re.sub(r"\[.*\]$", "", written) if isinstance(value, DateTime) else written


def typed(value: Any) -> Any:
    """A value with its type: {"$type": …, "_value": …}."""
    match value:
        case None:
            return {"$type": "Null", "_value": None}
        case bool():
            return {"$type": "Boolean", "_value": value}
        case int():
            return {"$type": "Integer", "_value": str(value)}
        case float():
            return {"$type": "Float", "_value": _float(value)}
        case str():
            return {"$type": "String", "_value": value}
        case graph.Node():
            inner: dict[str, Any] = {
                "_element_id": value.element_id,
                "_labels": sorted(value.labels),
                "_properties": _each(value, typed),
            }
            return {"$type": "Node", "_value": inner}
        case graph.Relationship():
            start, end = (node.element_id if node is not None else None for node in value.nodes)
            inner = {
                "_element_id": value.element_id,
                "_start_node_element_id": start,
                "_end_node_element_id": end,
                "_type": value.type,
                "_properties": _each(value, typed),
            }
            return {"$type": "Relationship", "_value": inner}
        case graph.Path():
            return {"$type": "Path", "_value": [typed(part) for part in _along(value)]}
        case Mapping():
            return {"$type": "Map", "_value": _each(value, typed)}
    if isinstance(value, list | tuple) and not isinstance(value, spatial.Point | Duration):
        return {"$type": "List", "_value": [typed(one) for one in value]}
    name, written = _scalar(value)
    return {"$type": name, "_value": written}


def from_typed(value: Any) -> Any:
    """A parameter as it was sent, typed or not. Raises InvalidData for a type that cannot be a parameter."""
    if isinstance(value, list):
        return [from_typed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"$type", "_value"}:
        return {name: from_typed(one) for name, one in value.items()}
    name, inner = value["$type"], value["_value"]
    try:
        match name:
            case "Null":
                return None
            case "Boolean" | "String":
                return inner
            case "Integer":
                return int(inner)
            case "Float":
                return float(str(inner).replace("Infinity", "inf"))
            case "List":
                return [from_typed(one) for one in inner]
            case "Map":
                return {key: from_typed(one) for key, one in inner.items()}
            case "Date":
                return Date.from_iso_format(inner)
            case "Time" | "LocalTime":
                return Time.from_iso_format(inner)
            case "LocalDateTime" | "OffsetDateTime":
                return DateTime.from_iso_format(inner.replace("Z", "+00:00"))
            case "Duration":
                return Duration.from_iso_format(inner)
            case "Base64":
                return base64.b64decode(inner, validate=True)
            case "Point":
                return _point(inner)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidData(f"parameters: {inner!r} is not a {name}: {error}") from error
    raise InvalidData(f"parameters: the type {name!r} cannot be a parameter")


def _each(values: Mapping[str, Any] | graph.Entity, shape: Shape) -> dict[str, Any]:
    return {str(name): shape(value) for name, value in sorted(values.items())}


def _along(path: graph.Path) -> list[Any]:
    parts: list[Any] = [path.nodes[0]]
    for edge, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += [edge, node]
    return parts


def _scalar(value: Any) -> tuple[str, str]:
    match value:
        case spatial.Point():
            flat = "POINT Z" if len(value) == 3 else "POINT"
            return "Point", f"SRID={value.srid};{flat} ({' '.join(_float(float(part)) for part in value)})"
        case Duration():
            return "Duration", value.iso_format()
        case Date():
            return "Date", value.iso_format()
        case DateTime():
            if value.tzinfo is None:
                return "LocalDateTime", _iso(value.iso_format())
            zone = getattr(value.tzinfo, "zone", None) or getattr(value.tzinfo, "key", None)
            named = isinstance(zone, str) and "/" in zone
            return (
                ("ZonedDateTime", f"{_iso(value.iso_format())}[{zone}]")
                if named
                else ("OffsetDateTime", _iso(value.iso_format()))
            )
        case Time():
            return "LocalTime" if value.tzinfo is None else "Time", _iso(value.iso_format())
        case bytes() | bytearray():
            return "Base64", base64.b64encode(value).decode()
    return "String", value.isoformat() if hasattr(value, "isoformat") else str(value)


def _iso(text: str) -> str:
    """Without zeros at the end of the fraction, and UTC as Z."""
    return re.sub(r"\.(\d*?)0+(?=\D|$)", lambda m: f".{m[1]}" if m[1] else "", text).replace("+00:00", "Z")


def _float(value: float) -> str:
    """A float as Java writes it."""
    if not math.isfinite(value):
        return str(value).replace("inf", "Infinity").replace("nan", "NaN")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value) if "e" not in repr(value) else f"{value:f}"
    digits, exponent = f"{value!r}e0".split("e")[:2] if "e" in repr(value) else (repr(value), "")
    if not exponent:
        sign, whole, fraction = re.match(r"(-?)(\d+)\.(\d+)", digits).groups()  # type: ignore[union-attr]
        joined = (whole + fraction).lstrip("0")
        power = len(whole) - 1 if whole != "0" else -(len(fraction) - len(fraction.lstrip("0")) + 1)
        rest = joined[1:].rstrip("0") or "0"
        return f"{sign}{joined[0]}.{rest}E{power}"
    return f"{digits if '.' in digits else digits + '.0'}E{int(exponent)}"


def _point(text: str) -> spatial.Point:
    found = re.fullmatch(r"SRID=(\d+);\s*POINT(?: Z)? ?\(([-\d.eE+ ]+)\)", text)
    if not found:
        raise ValueError("expected SRID=n;POINT (x y)")
    point = spatial.Point([float(part) for part in found[2].split()])
    point.srid = int(found[1])
    return point
