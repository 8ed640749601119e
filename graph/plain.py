"""Whatever a query returns as plain JSON values: nodes, relationships, paths, times, points, bytes, odd numbers."""

import base64
import math
from collections.abc import Mapping
from typing import Any

from neo4j import graph, spatial
from neo4j.time import Date, DateTime, Duration, Time


def plain(value: Any) -> Any:
    """A value that JSON can hold.

    Node: {id, labels, properties}. Relationship: {type, start, end, properties}. Path: {nodes, relationships}. Ids are our
    own where the node has one, else the engine's. Times are ISO 8601 texts, points {srid, coordinates}, bytes base64,
    numbers that JSON lacks the texts NaN, Infinity, -Infinity.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN")
        case graph.Node():
            return {"id": _id(value), "labels": sorted(value.labels), "properties": _map(value)}
        case graph.Relationship():
            start, end = value.nodes
            return {"type": value.type, "start": _id(start), "end": _id(end), "properties": _map(value)}
        case graph.Path():
            return {
                "nodes": [plain(node) for node in value.nodes],
                "relationships": [plain(edge) for edge in value.relationships],
            }
        case spatial.Point():  # before tuples: a point is one
            return {"srid": value.srid, "coordinates": [plain(part) for part in value]}
        case Duration():  # likewise
            return value.iso_format()
        case Date() | Time() | DateTime():
            return value.iso_format()
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(one) for one in value]
    if hasattr(value, "to_native") and isinstance(native := value.to_native(), list):  # a vector
        return [plain(one) for one in native]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _id(node: graph.Node | None) -> str | None:
    return None if node is None else str(node.get("id") or node.element_id)


def _map(entity: graph.Entity) -> dict[str, Any]:
    return {str(name): plain(value) for name, value in entity.items()}
