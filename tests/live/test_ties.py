"""Each relation edge has its tie, always with what the edge says, and the lists read the ties in the order of the edges' strength."""

import pytest

from graph import ties
from graph.cypher import TIE
from graph.filters import RelationFilter
from graph.neighbourhood import expand
from graph.project import project
from graph.ties import Which
from graph.views import View
from tests.live.build import claim, entity_id, extraction
from tests.live.test_store import load, some_articles

HUB = "kabul"


def edges(store):
    rows = store.read(
        f"MATCH (a:Entity)-[e:{'|'.join(store.model.relations)}]->(b:Entity) "
        "RETURN type(e) AS type, a.id AS a, b.id AS b, properties(e) AS r"
    )
    return {row["r"]["id"]: row for row in rows}


def stored(store):
    return {row["x"]["id"]: row["x"] for row in store.read(f"MATCH (x:{TIE}) RETURN properties(x) AS x")}


def agree(store):
    """Whether ties and edges say the same."""
    found = edges(store)
    return stored(store) == {
        id: ties.tie(row["type"], {"a": row["a"], "b": row["b"], "p": row["r"]}) for id, row in found.items()
    } and bool(found)


@pytest.fixture
def crowded(store):
    """Kabul with relations of several strengths, in both directions and of several types, and one with itself."""
    load(
        store,
        *(extraction(f"h{n}", claim(HUB, "HARBORS", "ttp")) for n in range(3)),
        *(extraction(f"c{n}", claim("china", "CONDEMNS_OPPOSES", HUB)) for n in range(2)),
        extraction("w", claim(HUB, "WARNS", "pakistan", sense="threat")),
        extraction("s", claim(HUB, "CONDEMNS_OPPOSES", HUB)),
        extraction("o", claim("pakistan", "ALLIED_WITH", "china")),
    )
    return store


def test_ties_follow_their_edges_when_articles_come_change_and_go(store):
    load(store, *some_articles())
    assert agree(store)
    load(store, extraction("a", claim("china", "INVESTS_IN", "road")))
    assert agree(store)
    store.delete_article(some_articles()[4].article.id)
    project(store)
    assert agree(store)
    assert not any(row["type"] == "WARNS" for row in edges(store).values())


def test_a_graph_written_before_there_were_ties_is_given_them_when_it_is_opened(crowded):
    wanted = stored(crowded)
    crowded.read(f"MATCH (x:{TIE}) RETURN count(x) AS n")
    crowded.transact(lambda tx: tx.run(f"MATCH (x:{TIE}) DELETE x").consume())
    crowded.transact(lambda tx: tx.run("MATCH (m:Meta {id: 'model'}) SET m.declared = 'older'").consume())
    assert stored(crowded) == {}
    crowded.init()
    assert stored(crowded) == wanted != {}


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"type": "CONDEMNS_OPPOSES"},
        {"source": HUB},
        {"target": HUB},
        {"about": HUB},
        {"source": HUB, "target": "ttp"},
        {"between": ("ttp", HUB)},
        {"about": HUB, "type": "CONDEMNS_OPPOSES"},
        {"about": HUB, "min_origins": 2},
    ],
)
def test_every_list_is_in_the_order_of_strength_and_its_pages_cover_it_once(crowded, where):
    ends = {name: entity_id(where[name]) for name in ("source", "target", "about") if name in where}
    pair = tuple(map(entity_id, where["between"])) if "between" in where else None
    chosen = RelationFilter(**(where | ends | ({"between": pair} if pair else {})))

    def fits(row):
        return (
            where.get("type") in (None, row["type"])
            and ends.get("source") in (None, row["a"])
            and ends.get("target") in (None, row["b"])
            and (ends.get("about") is None or ends["about"] in (row["a"], row["b"]))
            and (pair is None or {row["a"], row["b"]} == set(pair))
            and row["r"]["origins"] >= chosen.min_origins
        )

    wanted = sorted((-row["r"]["claims"], id) for id, row in edges(crowded).items() if fits(row))
    view, seen, cursor = View(crowded), [], None
    while True:
        page = view.relations(chosen, limit=1, cursor=cursor, total=True)
        seen += [(-row["claims"], row["id"]) for row in page["results"]]
        assert page["total"] == {"value": len(wanted), "relation": "eq"}
        if (cursor := page["next"]) is None:
            break
    assert seen == wanted and wanted


def test_what_is_around_an_entity_is_the_strongest_both_ways(crowded):
    hub = entity_id(HUB)
    around = sorted((-row["r"]["claims"], id) for id, row in edges(crowded).items() if hub in (row["a"], row["b"]))
    drawn = expand(crowded, hub, limit=2)
    assert [edge["id"] for edge in drawn["edges"]] == [id for _, id in around[:2]] and drawn["truncated"]
    assert {edge["id"] for edge in expand(crowded, hub, limit=50)["edges"]} == {id for _, id in around}
    neighbours = View(crowded).entity(hub)["neighbours"]
    assert [(one["type"], one["direction"]) for one in neighbours] == [
        (type, "out" if source == hub else "in") for source, type, _ in (id.split("|") for _, id in around)
    ]
    some = ties.around(crowded.read, [hub, entity_id("china")], Which(types=["CONDEMNS_OPPOSES", "ALLIED_WITH"]), 10)
    assert [row["r"]["id"] for row in some] == [
        id for _, id in sorted((-row["r"]["claims"], id) for id, row in edges(crowded).items() if "t-china" in id or id.count(hub) == 2)
    ]  # fmt: skip
