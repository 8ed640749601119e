"""Pieces of the graph in the formats that drawing programs read: Cytoscape JSON, GraphML, GEXF."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import orjson

GraphFormat = Literal["json", "cytoscape", "graphml", "gexf"]
MEDIA: dict[str, str] = {
    "json": "application/json",
    "cytoscape": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}
ACCEPTED = {
    "application/json": "json",
    "application/*": "json",
    "*/*": "json",
    "application/graphml+xml": "graphml",
    "application/gexf+xml": "gexf",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(r"[\w.:-]+")  # what an id may be in GraphML
# names that mean something else in GEXF: a node's start would make the whole graph a film
_GEXF = {"start": "start_date", "end": "end_date", "type": "subtype", "pid": "parent"} | {
    name: f"{name}_" for name in ("viz", "spells", "slices", "parents", "weight", "key")
}
Piece = Mapping[str, Any]


def drawn(format: str, piece: Piece) -> bytes:
    """A piece of the graph (nodes, edges, truncated) in `cytoscape`, `graphml` or `gexf`.

    A node's `label` is its caption, an edge's its type; `weight` of an edge is its number of claims. GraphML and GEXF
    have lists as texts joined by `; `, nothing for what is null, and no characters that XML cannot hold.
    """
    if format == "cytoscape":
        return _cytoscape(piece)
    import networkx  # type: ignore[import-untyped]  # takes 16 MB: only for whoever asks for it

    made = networkx.MultiDiGraph(truncated=bool(piece["truncated"]))
    names = _GEXF if format == "gexf" else {}
    ids = {node["id"]: _node_id(node["id"], at, format) for at, node in enumerate(piece["nodes"])}
    for node in piece["nodes"]:
        made.add_node(ids[node["id"]])
        told = {**_renamed(node["props"], names), "label": node["caption"], "labels": node["labels"]}
        made.nodes[ids[node["id"]]].update(_flat(told if format == "gexf" else {**told, "id": node["id"]}))
    for at, edge in enumerate(piece["edges"]):
        ends = ids[edge["source"]], ids[edge["target"]]
        made.add_edge(*ends, key=f"e{at}")
        told = {**_renamed(edge["props"], names), "weight": edge["props"].get("claims", 1)}
        made.edges[(*ends, f"e{at}")].update(_flat({**told, "label": edge["type"], "id": edge["id"]}))
    lines = networkx.generate_gexf(made) if format == "gexf" else networkx.generate_graphml(made)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines)).encode()


def pictured(rows: Iterable[Sequence[Any]], *, truncated: bool) -> dict[str, Any]:
    """The nodes, relationships and paths in the rows of a query, each once, as a piece of the graph."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[str, dict[str, Any]] = {}
    for value in _values(rows):
        if value.keys() == {"id", "labels", "properties"}:
            told = value["properties"]
            caption = next((str(told[name]) for name in ("name", "title", "quote") if told.get(name)), str(value["id"]))
            labels = [label for label in value["labels"] if label != "Entity"]
            nodes[value["id"]] = {"id": value["id"], "labels": labels, "caption": caption, "props": told}
        elif value.keys() == {"type", "start", "end", "properties"}:
            told = value["properties"]
            id = str(told.get("id") or f"{value['start']}|{value['type']}|{value['end']}")
            ends = {"source": value["start"], "target": value["end"]}
            edges[id] = {"id": id, **ends, "type": value["type"], "props": told}
    for edge in edges.values():
        for id in (edge["source"], edge["target"]):  # a query may return an edge without its ends
            nodes.setdefault(id, {"id": id, "labels": [], "caption": id, "props": {}})
    return {"nodes": list(nodes.values()), "edges": list(edges.values()), "truncated": truncated}


def _values(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner)


def _cytoscape(piece: Piece) -> bytes:
    nodes = [
        {"data": {**n["props"], "id": n["id"], "label": n["caption"], "labels": n["labels"]}} for n in piece["nodes"]
    ]
    edges = [
        {"data": {**e["props"], "id": e["id"], "source": e["source"], "target": e["target"], "label": e["type"]}}
        for e in piece["edges"]
    ]
    whole = {"data": {"truncated": piece["truncated"]}, "elements": {"nodes": nodes, "edges": edges}}
    return orjson.dumps(whole, default=str)


def _node_id(id: str, at: int, format: str) -> str:
    """Our own id where the format allows it (GraphML has tokens only), else a number; `id` among the properties is ours."""
    return f"n{at}" if format == "graphml" and not _TOKEN.fullmatch(id) else _clean(id)


def _renamed(props: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in props.items() if name not in ("id", "label", "labels")}


def _flat(props: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in props.items():
        if isinstance(value, bool | int | float):
            yield name, value
        elif isinstance(value, list | tuple):
            yield name, _clean("; ".join(one if isinstance(one, str) else orjson.dumps(one).decode() for one in value))
        elif value is not None:
            yield name, _clean(value if isinstance(value, str) else orjson.dumps(value, default=str).decode())


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", str(text))
