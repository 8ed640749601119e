"""The pure parts of the graph package: how claims count, keys, names, permits, plain values."""

import math
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from neo4j.graph import Graph, Node, Path, Relationship
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from graph import cypher
from graph.cursors import decode, encode
from graph.errors import BadCursor, QueryError
from graph.names import fold, search_key
from graph.permit import check_plan
from graph.plain import plain
from graph.rows import extraction_hash, prepare
from graph.stance import Stance, affected, sources, stance, triple
from schema.errors import InvalidData
from schema.model import load_model
from schema.records import Modality, Polarity
from tests.live.build import claim, extraction, rich

MODEL = load_model()


def counted(subject="kabul", predicate="HARBORS", obj="ttp", **more):
    made = extraction("x", claim(subject, predicate, obj, **more))
    kinds = {e.id: e.kind for e in made.entities}
    one = made.claims[0]
    return stance(
        one, MODEL, kinds.get(one.subject and one.subject.entity), kinds.get(one.object and one.object.entity)
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Stance.asserts),
        ({"alleged": True}, Stance.alleges),
        ({"denied": True}, Stance.denies),
        ({"polarity": Polarity.negative}, Stance.denies),
        ({"polarity": Polarity.negative, "alleged": True}, Stance.denies),
        ({"flags": ("encoding",)}, Stance.flagged),
        ({"flags": ("encoding",), "denied": True}, Stance.flagged),
        ({"confidence": MODEL.edge_confidence}, Stance.asserts),
        ({"confidence": MODEL.edge_confidence - 0.01}, Stance.none),
        *(({"modality": modality}, Stance.none) for modality in Modality if modality is not Modality.asserted),
        ({"subject": "?they"}, Stance.none),
        ({"obj": "?them"}, Stance.none),
        ({"obj": None}, Stance.none),
        ({"obj": "road"}, Stance.none),
        ({"subject": "ttp"}, Stance.none),
        ({"predicate": "WARNS", "subject": "china", "obj": "pakistan", "condition": "unless"}, Stance.asserts),
    ],
)
def test_stance(more, expected):
    assert counted(**more) is expected


def test_triples_of_symmetric_relations_have_one_form():
    assert triple("b", "ALLIED_WITH", "a", MODEL) == "a|ALLIED_WITH|b" == triple("a", "ALLIED_WITH", "b", MODEL)
    assert triple("b", "HARBORS", "a", MODEL) == "b|HARBORS|a"


def test_a_warning_reaches_the_edge_of_threats():
    assert affected("a|WARNS|b") == ("a|WARNS|b", "a|THREATENS|b") and affected("a|AIDS|b") == ("a|AIDS|b",)
    assert sources("a|THREATENS|b") == (("a|THREATENS|b", None), ("a|WARNS|b", "threat"))


def test_names_are_compared_without_script_case_and_marks():
    assert fold("Tehrik-i-Taliban") == fold("TEHRIK I TALIBAN") and fold("Gardané") == "gardane" == fold("Gardane’")
    assert fold("Хост") == "khost"
    assert "\nkhost\n" in search_key(["Хост", "Host"]) and search_key(["!"]) == ""


def test_cursors_belong_to_their_list():
    cursor = encode("relations", 3, "a|B|c")
    assert decode("relations", cursor, int, str) == [3, "a|B|c"]
    for kind, text, types in (
        ("claims", cursor, (int, str)),
        ("relations", cursor, (str, str)),
        ("relations", cursor[:-3], (int, str)),
        ("relations", "ÿ", (int, str)),
        ("relations", "", (int, str)),
    ):
        with pytest.raises(BadCursor):
            decode(kind, text, *types)


def test_constraints_and_writes_use_the_models_words():
    text = "\n".join(cypher.constraints(MODEL))
    for label in ("Entity", "Actor", "Place", "Article", "Claim", "Incident", "Ledger"):
        assert f"FOR (n:{label}) REQUIRE n.id IS UNIQUE" in text
    assert cypher.create_nodes(MODEL.kinds["ArmedGroup"]).startswith(
        "UNWIND $rows AS r CREATE (n:Entity:Actor:ArmedGroup)"
    )
    assert "(c)-[:SUBJECT]->(s)" in cypher.create_claims("s") and "OBJECT" not in cypher.create_claims("s")


def test_the_hash_of_an_extraction_ignores_only_how_long_it_took():
    one = rich()
    slower = msgspec.structs.replace(one, run=msgspec.structs.replace(one.run, seconds=9.0))
    newer = msgspec.structs.replace(one, run=msgspec.structs.replace(one.run, version="2"))
    assert extraction_hash(one, MODEL) == extraction_hash(slower, MODEL) != extraction_hash(newer, MODEL)
    assert extraction_hash(one, replace(MODEL, version=MODEL.version + 1)) != extraction_hash(one, MODEL)


def test_rows_hold_flat_properties_that_the_model_declares():
    made = prepare(rich(), MODEL, {}, "hash")
    nodes = [(kind, row) for kind, rows in made.nodes.items() for row in rows]
    nodes += [("Claim", row["props"]) for row in made.claims]
    assert {kind for kind, _ in nodes} == {
        "Article",
        "Outlet",
        "Origin",
        "Statement",
        "Claim",
        "IncidentReport",
        "Statistic",
    }
    for kind, props in nodes:
        assert not props.keys() - set(MODEL.kinds[kind].properties), kind
        for value in props.values():
            assert (
                value is None
                or isinstance(value, str | int | float | bool)
                or all(isinstance(one, str) for one in value)
            )


@pytest.mark.parametrize("id", ["", "a|b"])
def test_an_entity_id_that_would_break_a_key_is_refused(id):
    base = extraction("x", claim("kabul", "HARBORS", "ttp"))
    bad = msgspec.structs.replace(base, entities=(msgspec.structs.replace(base.entities[0], id=id),))
    with pytest.raises(InvalidData, match="empty or holds"):
        prepare(bad, MODEL, {}, "hash")


def plan(name, details="", *children):
    return {"operatorType": f"{name}@neo4j", "args": {"Details": details}, "children": list(children)}


def test_plans_that_only_read_pass():
    check_plan("r", plan("ProduceResults", "", plan("ProcedureCall", "db.labels() :: (label :: STRING)")))
    check_plan("r", plan("ShowIndexes"))
    check_plan("r", None)


@pytest.mark.parametrize(
    ("type", "found"),
    [
        ("rw", plan("Create")),
        ("w", None),
        ("s", None),
        (None, None),
        ("r", plan("ProduceResults", "", plan("LoadCSV"))),
        ("r", plan("ProcedureCall", "dbms.listConfig() :: (x)")),
        ("r", plan("ProcedureCall", "")),
        ("r", plan("ShowSettings")),
        ("r", plan("Apply", "", plan("TerminateTransactions"))),
    ],
)
def test_other_plans_do_not(type, found):
    with pytest.raises(QueryError) as refused:
        check_plan(type, found)
    assert refused.value.reason == "forbidden"


def test_every_value_becomes_plain():
    values = Graph()
    a = Node(values, "1", 1, ["Actor"], {"id": "a", "since": Date(2024, 1, 2)})
    b = Node(values, "2", 2, ["Place"], {})
    edge = values.relationship_type("AIDS")(values, "3", 3, {"n": 1})
    edge._start_node, edge._end_node = a, b
    assert isinstance(edge, Relationship)
    assert plain(a) == {"id": "a", "labels": ["Actor"], "properties": {"id": "a", "since": "2024-01-02"}}
    assert plain(edge) == {"type": "AIDS", "start": "a", "end": "2", "properties": {"n": 1}}
    shown = plain(Path(a, edge))
    assert [n["id"] for n in shown["nodes"]] == ["a", "2"] and shown["relationships"] == [plain(edge)]
    assert plain([Time(1, 2, 3), DateTime(2024, 1, 2, 3, 4, 5), Duration(days=1), date(2024, 1, 2)]) == [
        "01:02:03.000000000",
        "2024-01-02T03:04:05.000000000",
        "P1D",
        "2024-01-02",
    ]
    assert plain(WGS84Point((1.5, 2.5))) == {"srid": 4326, "coordinates": [1.5, 2.5]}
    assert plain(CartesianPoint((1.0, 2.0, 3.0)))["coordinates"] == [1.0, 2.0, 3.0]
    assert plain({"x": (b"\x00\xff", True, None, 2**60)}) == {"x": ["AP8=", True, None, 2**60]}
    assert plain([math.nan, math.inf, -math.inf, 0.5]) == ["NaN", "Infinity", "-Infinity", 0.5]
    msgspec.json.encode(plain([a, edge, shown]))
