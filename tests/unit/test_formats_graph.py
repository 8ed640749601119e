"""Pieces of the graph for drawing programs: whole, valid, and the same graph in every format."""

import io
import json
import xml.etree.ElementTree as ET

import networkx
import pytest

from api.formats_graph import drawn, pictured

PIECE = {
    "nodes": [
        {"id": "group-x", "labels": ["Actor", "ArmedGroup"], "caption": 'The "X" <&>', "props": {"kind": "ArmedGroup"}},
        {
            "id": "#12:3",
            "labels": ["Incident"],
            "caption": "a\x00b\ud800",
            "props": {"start": "2024-01-01", "end": None, "type": "raid", "killed_low": 3, "viz": "v", "key": "k"},
        },
        {"id": "alone", "labels": [], "caption": "alone", "props": {"n": 0.5, "list": ["p", "q"], "map": {"k": 1}}},
    ],
    "edges": [
        {
            "id": "#12:3|TARGET|group-x",
            "source": "#12:3",
            "target": "group-x",
            "type": "TARGET",
            "props": {"claims": 4, "disputed": False, "how": None, "type": "inner", "start": "2024"},
        },
        {"id": "second", "source": "#12:3", "target": "group-x", "type": "VICTIM", "props": {}},
        {"id": "loop", "source": "group-x", "target": "group-x", "type": "JOINS", "props": {"claims": 1}},
    ],
    "truncated": True,
}


def test_cytoscape_has_every_element():
    made = json.loads(drawn("cytoscape", {**PIECE, "nodes": [PIECE["nodes"][0], *PIECE["nodes"][2:]]}))
    assert made["data"] == {"truncated": True}
    node, edge = made["elements"]["nodes"][0]["data"], made["elements"]["edges"][0]["data"]
    assert (node["id"], node["label"], node["kind"]) == ("group-x", 'The "X" <&>', "ArmedGroup")
    assert (edge["source"], edge["target"], edge["label"], edge["claims"]) == ("#12:3", "group-x", "TARGET", 4)
    assert len(made["elements"]["edges"]) == 3


def test_graphml_reads_back_as_the_same_graph():
    data = drawn("graphml", PIECE)
    made = networkx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert made.is_directed() and made.graph["truncated"] is True
    assert made.nodes["group-x"] == {"kind": "ArmedGroup", "label": 'The "X" <&>', "labels": "Actor; ArmedGroup", "id": "group-x"}  # fmt: skip
    incident = made.nodes["n1"]  # an id that GraphML does not allow is a property
    assert incident["id"] == "#12:3" and incident["label"] == "a\ufffdb\ufffd" and incident["killed_low"] == 3
    assert incident["start"] == "2024-01-01" and "end" not in incident
    assert made.nodes["alone"]["list"] == "p; q" and made.nodes["alone"]["map"] == '{"k":1}'
    edges = {props["id"]: (a, b, props["label"], props["weight"]) for a, b, props in made.edges(data=True)}
    assert edges == {
        "#12:3|TARGET|group-x": ("n1", "group-x", "TARGET", 4),
        "second": ("n1", "group-x", "VICTIM", 1),
        "loop": ("group-x", "group-x", "JOINS", 1),
    }
    ids = [element.get("id") for element in ET.fromstring(data).iter() if element.get("id")]
    assert len(set(ids)) == len(ids) and not [id for id in ids if "|" in id or "#" in id]


def test_gexf_reads_back_as_the_same_graph():
    data = drawn("gexf", PIECE)
    made = networkx.read_gexf(io.BytesIO(data))
    assert set(made.nodes) == {"group-x", "#12:3", "alone"} and made.nodes["#12:3"]["start_date"] == "2024-01-01"
    assert made.nodes["#12:3"]["subtype"] == "raid" and made.nodes["#12:3"]["label"] == "a\ufffdb\ufffd"
    assert {(a, b, p["label"], p["weight"]) for a, b, p in made.edges(data=True)} == {
        ("#12:3", "group-x", "TARGET", 4.0),
        ("#12:3", "group-x", "VICTIM", 1.0),
        ("group-x", "group-x", "JOINS", 1.0),
    }
    graph = ET.fromstring(data).find("{*}graph")
    assert graph.get("mode") == "static" and graph.get("defaultedgetype") == "directed"
    assert {edge.get("type") for edge in graph.iter() if edge.tag.endswith("}edge")} == {None}


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_a_piece_without_anything_is_a_valid_file(format):
    read = networkx.read_graphml if format == "graphml" else networkx.read_gexf
    assert len(read(io.BytesIO(drawn(format, {"nodes": [], "edges": [], "truncated": False})))) == 0


def test_the_nodes_and_edges_in_a_querys_rows_are_a_piece_of_the_graph():
    a = {"id": "a", "labels": ["Actor", "Entity"], "properties": {"name": "A"}}
    b = {"id": "b", "labels": ["Claim"], "properties": {"quote": "said so"}}
    r = {"type": "KNOWS", "start": "a", "end": "b", "properties": {"since": 1}}
    s = {"type": "KNOWS", "start": "a", "end": "gone", "properties": {"id": "s-1"}}
    piece = pictured([[a, 1, "text"], [{"nodes": [a, b], "relationships": [r]}], [[s, None]]], truncated=False)
    assert [(n["id"], n["caption"], n["labels"]) for n in piece["nodes"]] == [
        ("a", "A", ["Actor"]),
        ("b", "said so", ["Claim"]),
        ("gone", "gone", []),
    ]
    assert [(e["id"], e["source"], e["target"]) for e in piece["edges"]] == [
        ("a|KNOWS|b", "a", "b"),
        ("s-1", "a", "gone"),
    ]
    assert drawn("gexf", piece) and drawn("graphml", piece) and drawn("cytoscape", piece)
