"""Analyses on small worlds where the right answer is known, on both engines, over HTTP and from the command line."""

import json
from datetime import date, timedelta

import networkx as nx
import pytest

from api.cli import run
from api.client import Marsad
from graph.analytics.blindspots import blind_spots
from graph.analytics.centrality import centrality, communities, measures
from graph.analytics.leadlag import lead_lag
from graph.analytics.network import NetworkFilter, network
from graph.analytics.paths import WayFilter, ways
from graph.analytics.trends import TrendFilter, trends
from graph.errors import NotFound
from graph.project import project
from schema.records import Polarity
from tests.live.build import claim, extraction, incident, party
from tests.live.recipe_world import articles, day
from tests.live.served import Served, settings_for

DAY0 = date(2024, 1, 1)
ONE, OTHER = ("kabul", "minister", "ttp"), ("china", "pakistan", "speaker")
QUARTER = NetworkFilter(start="2024-04-01", end="2024-07-01")


def at(number):
    return str(DAY0 + timedelta(days=number))


def triangle(keys, start):
    a, b, c = keys
    return [claim(x, "ALLIED_WITH", y, start=start + n) for n, (x, y) in enumerate(((a, b), (b, c), (c, a)))]


def fresh(store, *made):
    store.clear()
    store.init()
    assert all(written.outcome != "failed" for written in store.write(made))
    project(store)
    return store


@pytest.fixture
def barbell(shared_store):
    """Two triangles before; in the second quarter the Force ties them together. One tie has two origins."""
    return fresh(
        shared_store,
        extraction("then", *triangle(ONE, 0), *triangle(OTHER, 10), published="2024-02-01"),
        extraction("now", *triangle(ONE, 0), *triangle(OTHER, 10), published="2024-05-01"),
        extraction("again", claim("kabul", "ALLIED_WITH", "minister"), published="2024-05-02"),
        extraction("bridge", claim("r-force", "COOPERATES_WITH", "ttp"), claim("r-force", "COOPERATES_WITH", "china", start=1, alleged=True), published="2024-06-01"),
    )  # fmt: skip


def test_a_broker_is_found_and_that_it_rose(barbell):
    found = centrality(barbell, QUARTER, compare=True)
    assert (found["nodes"], found["ties"], found["pivots"]) == (7, 8, None)
    assert found["before"] == ["2024-01-01", "2024-04-01"]
    first, second = found["results"][:2]
    assert (first["id"], first["value"], first["value_before"], first["rank"], first["rank_before"]) == ("r-force", 0.6, 0.0, 1, None)  # fmt: skip
    assert (second["value"], second["rise"]) == (0.533333, 0.533333) and second["rank"] == 2
    assert first["degree"] == 2 and 0.0 <= first["participation"] <= 0.5
    texts = barbell.read("UNWIND $ids AS id MATCH (c:Claim {id: id}) RETURN c.subject_id AS id", ids=first["claims"])
    assert len(texts) == 2 and {row["id"] for row in texts} == {"r-force"}
    strong = centrality(barbell, QUARTER, metric="strength")["results"][0]
    assert strong["id"] in ("t-kabul", "t-minister", "t-ttp", "t-china") and strong["strength"] == 3
    stated = centrality(barbell, NetworkFilter(start="2024-04-01", end="2024-07-01", stated=True))
    assert (stated["nodes"], stated["ties"]) == (7, 7)  # the accusation ties nobody
    people = centrality(barbell, NetworkFilter(kind="Person"))
    assert people["nodes"] == 0 and people["results"] == []
    with pytest.raises(ValueError, match="start"):
        centrality(barbell, NetworkFilter(end="2024-07-01"), compare=True)
    with pytest.raises(NotFound):
        centrality(barbell, NetworkFilter(types=("WOMBAT",)))


def test_pagerank_is_that_of_the_textbook(barbell):
    some = network(barbell, QUARTER)
    mine = measures(some, [], ["pagerank"])["pagerank"]
    assert sum(mine) == pytest.approx(1.0)
    matrix = nx.google_matrix(some.graph, weight="weight")
    rank = [1 / len(mine)] * len(mine)
    for _ in range(200):
        rank = [sum(rank[a] * matrix[a, b] for a in range(len(mine))) for b in range(len(mine))]
    assert mine == pytest.approx(rank, abs=1e-8)


def test_communities_are_the_two_triangles_and_their_link(barbell):
    found = communities(barbell, NetworkFilter(types=("ALLIED_WITH",)))
    assert [{m["id"] for m in c["members"]} for c in found["results"]] == [
        {"t-china", "t-pakistan", "t-speaker"}, {"t-kabul", "t-minister", "t-ttp"}]  # fmt: skip
    assert all(c["density"] == 1.0 and c["outside"] == 0 for c in found["results"]) and found["modularity"] > 0.4
    whole = communities(barbell, NetworkFilter())
    assert sum(c["size"] for c in whole["results"]) == 7 and any(c["links"] for c in whole["results"])
    assert whole == communities(barbell, NetworkFilter())  # the same whenever it is asked
    link = next(link for c in whole["results"] for link in c["links"])
    assert barbell.read("MATCH (c:Claim {id: $id}) RETURN c.predicate AS p", id=link["claim"]) == [{"p": "COOPERATES_WITH"}]  # fmt: skip


def names(way):
    return [node["name"] for node in way["nodes"]]


def test_ways_with_the_evidence_of_every_step(shared_store):
    world = fresh(shared_store, *articles())
    stated = WayFilter(stated=True)
    (way,) = ways(world, "t-ttp", "t-road", stated)["ways"]
    assert names(way) == ["Test Movement", "Nearland", "Farland", "Long Road"]
    assert (way["length"], way["least_origins"], way["disputed"]) == (3, 1, False)
    first, second, third = way["hops"]
    assert [r["type"] for r in first["relations"]] == ["IN_CONFLICT_WITH"] and third["forward"]
    assert third["relations"][0]["evidence"][0]["predicate"] == "INVESTS_IN"
    assert {r["type"] for r in second["relations"]} == {"ALLIED_WITH", "DEMANDS"}
    harbored = ways(world, "t-kabul", "t-ttp", k=1)["ways"][
        0
    ]  # an accusation is a way unless it is asked for what is stated
    assert harbored["length"] == 1 and harbored["disputed"]
    assert {c["denied"] for c in harbored["hops"][0]["relations"][0]["evidence"]} == {True, False}
    assert names(ways(world, "t-kabul", "t-ttp", stated)["ways"][0]) == ["Kabul Administration", "Nearland", "Test Movement"]  # fmt: skip
    assert ways(world, "t-kabul", "t-ttp", WayFilter(undisputed=True), max_length=1)["ways"] == []
    for where in (WayFilter(types=("HARBORS",)), WayFilter(min_origins=2)):
        assert ways(world, "t-ttp", "t-road", where)["ways"] == []
    assert ways(world, "t-ttp", "t-road", max_length=2, where=stated)["ways"] == []
    assert ways(world, "t-ttp", "t-ttp")["ways"] == []
    drawn = ways(world, "t-ttp", "t-road", stated)
    assert {n["id"] for n in drawn["nodes"]} == {"t-ttp", "t-pakistan", "t-china", "t-road"} and len(
        drawn["edges"]
    ) == 4
    with pytest.raises(NotFound):
        ways(world, "t-ttp", "nobody")
    merged = "CREATE (r:Redirect {id: 't-old', to: 't-ttp', kind: 'ArmedGroup', names: []})"
    world.transact(lambda tx: tx.run(merged).consume())
    assert ways(world, "t-old", "t-road", stated) == drawn


def test_ways_are_ordered_by_length_and_then_by_their_weakest_step(shared_store):
    pairs = [("china", "kabul"), ("kabul", "ttp"), ("china", "minister"), ("minister", "ttp"), ("china", "speaker"),
             ("speaker", "pakistan"), ("pakistan", "ttp")]  # fmt: skip
    made = [extraction("all", *(claim(a, "COOPERATES_WITH", b, start=n) for n, (a, b) in enumerate(pairs)))]
    made.append(extraction("more", *(claim(a, "COOPERATES_WITH", b, start=n) for n, (a, b) in enumerate(pairs[2:4]))))
    world = fresh(shared_store, *made)
    found = ways(world, "t-china", "t-ttp", k=10)
    assert [(w["length"], w["least_origins"], w["nodes"][1]["id"]) for w in found["ways"]] == [
        (2, 2, "t-minister"), (2, 1, "t-kabul"), (3, 1, "t-speaker")]  # fmt: skip
    assert not found["truncated"]
    fewer = ways(world, "t-china", "t-ttp", k=2)
    assert fewer["ways"] == found["ways"][:2] and fewer["truncated"]


def test_only_what_held_on_a_day_is_a_way(shared_store):
    held = day("2023-03-01")
    world = fresh(shared_store, extraction("held", claim("china", "ALLIED_WITH", "kabul", time=held)))
    for day_, count in ((None, 1), ("2023-03-01", 1), ("2023-03-02", 0), ("2022-01-01", 0)):
        assert len(ways(world, "t-china", "t-kabul", WayFilter(as_of=day_))["ways"]) == count
        assert network(world, NetworkFilter(as_of=day_)).graph.number_of_edges() == count


def test_threats_and_attacks_against_the_base_rate(shared_store):
    threats = [extraction(f"threat {n}", claim("ttp", "THREATENS", "pakistan"), published=at(n)) for n in (9, 39, 69)]
    denied = extraction(
        "denied", claim("ttp", "THREATENS", "pakistan", denied=True, polarity=Polarity.negative), published=at(20)
    )
    blows = [
        extraction(f"blow {n}", published=at(n), incidents=(incident(f"blow {n}", date=day(at(n)), perpetrators=(party("ttp", how=how),)),))
        for n, how in ((11, "claimed"), (41, "fact"), (71, "fact"), (25, "blamed"))
    ]  # fmt: skip
    quiet = extraction("quiet", claim("kabul", "THREATENS", "china"), published=at(3))
    world = fresh(shared_store, *threats, denied, *blows, quiet)
    found = lead_lag(world, days=3)
    one, other = found["results"]
    assert (one["id"], one["threats"], one["followed"], one["share"], one["attacks"]) == ("t-ttp", 3, 3, 1.0, 3)
    assert (one["base_rate"], one["p"], one["lag"]) == (round(8 / 63, 4), round(2 / 63, 6), 2.0)
    assert one["lift"] == pytest.approx(63 / 8, abs=0.001) and one["back_share"] == 0.0
    assert len(one["claims"]) == 3 and len(one["incidents"]) == 3 and (one["first"], one["last"]) == (at(9), at(71))
    assert (other["id"], other["followed"], other["attacks"], other["p"], other["lift"]) == ("t-kabul", 0, 0, 1.0, None)
    assert [row["followed"] for row in lead_lag(world, days=1, actor="t-ttp")["results"]] == [0]
    assert lead_lag(world, start="2030-01-01")["results"] == []


def place(store, id, level, within=None):
    props = {"id": id, "name": id.title(), "kind": "Place", "level": level, "n_articles": 0}
    store.transact(lambda tx: tx.run("CREATE (p:Entity:Place) SET p = $p", p=props).consume())
    if within:
        query = "MATCH (a:Entity {id: $a}) MATCH (b:Entity {id: $b}) CREATE (a)-[:WITHIN]->(b)"
        store.transact(lambda tx: tx.run(query, a=id, b=within).consume())


def event(store, id, where, start, *voices, type="armed_clash", status="occurred", precision="day", end=None):
    """An incident in a place with one report for every (outlet, origin)."""
    node = {"id": id, "type": type, "status": status, "start": start, "end": end, "time_precision": precision}
    node |= {
        "date_key": f"{start}|{id}",
        "n_reports": len(voices),
        "n_independent_origins": len({o for _, o in voices}),
    }
    reports = [{"id": f"{id}-{n}", "incident": id, "outlet": a, "origin": o} for n, (a, o) in enumerate(voices)]
    query = (
        "MATCH (p:Entity {id: $where}) CREATE (i:Incident) SET i = $node CREATE (i)-[:LOCATED_IN]->(p) WITH i UNWIND $reports AS r "
        "CREATE (x:IncidentReport)-[:REPORTS]->(i) SET x = r"
    )
    given = {"node": {k: v for k, v in node.items() if v is not None}, "where": where, "reports": reports}
    store.transact(lambda tx: tx.run(query, **given).consume())


@pytest.fixture
def provinces(shared_store):
    """Twelve calm weeks in two provinces, then in the North nine events, in the South one that is told by nine."""
    store = fresh(shared_store)
    place(store, "land", "country")
    for province in ("north", "south"):
        place(store, province, "admin1", "land")
        place(store, f"{province}-town", "city", province)
    first = date(2024, 1, 1)  # a Monday
    for week in range(12):
        for province in ("north", "south"):
            start = str(first + timedelta(weeks=week, days=week % 7))
            event(store, f"{province}-{week}", f"{province}-town", start, ("One", f"o{province}{week}"))
    last = first + timedelta(weeks=12)
    for n in range(9):
        event(store, f"burst-{n}", "north-town", str(last + timedelta(days=n % 7)), ("One", f"b{n}"))
    event(store, "told", "south-town", str(last), *((f"Outlet {n}", "one wire") for n in range(9)))
    event(store, "someday", "north-town", "2024-03-01", ("One", "m"), precision="month", end="2024-03-31")
    event(store, "planned", "north-town", str(last), ("One", "p"), status="planned")
    event(store, "nowhere", "land", str(last), ("One", "n"))
    return store


def test_an_unusual_week_is_told_from_much_reporting(provinces):
    found = trends(provinces, "2024-03-27")
    assert (found["t"], found["end"], found["baseline"], found["baseline_start"]) == ("2024-03-25", "2024-04-01", 12, "2024-01-01")  # fmt: skip
    assert found["left_out"] == 2 and found["cells"] == 2  # a month, and a country
    north, south = found["results"]
    assert (north["place_id"], north["incidents"], north["incidents_mean"], north["unusual"]) == (
        "north",
        9,
        1.0,
        "high",
    )
    assert north["incidents_high"] < 0.001 and not north["coverage"] and len(north["incident_ids"]) == 9
    assert (south["incidents"], south["unusual"], south["reports"], south["origins"]) == (1, None, 9, 1)
    assert south["coverage"] and south["reports_high"] < 0.001 and south["origins_high"] > 0.3
    calm = trends(provinces, "2024-03-20", baseline=8)
    assert calm["baseline"] == 8 and all(row["unusual"] is None and row["tau"] == 0.0 for row in calm["results"])
    months = trends(provinces, "2024-03-20", interval="month", where=TrendFilter(within="north", by_type=False))
    (row,) = months["results"]
    assert (row["place_id"], row["type"], row["incidents"]) == (
        "north",
        None,
        3 + 9 + 1,
    )  # the undated one falls into its month
    assert trends(provinces, "2024-03-27", TrendFilter(types=["kidnapping"]))["results"] == []
    assert trends(provinces, "2001-01-01")["results"] == []


def test_blind_spots_and_places_that_fell_silent(shared_store):
    store = fresh(shared_store)
    place(store, "province", "admin1")
    for district in ("lone", "wire", "state", "well", "hushed"):
        place(store, district, "admin2", "province")
    event(store, "a", "lone", "2024-01-05", ("One", "o1"))
    event(store, "b", "lone", "2024-06-05", ("One", "o2"))
    event(store, "c", "wire", "2024-12-01", ("One", "o3"), ("Two", "o3"))
    event(store, "d", "state", "2024-12-02", ("Gazette", "o4"), ("Radio", "o5"))
    event(store, "e", "well", "2024-12-03", ("One", "o6"), ("Two", "o7"))
    for month in range(1, 11):
        for n in range(4):
            start = f"2024-{month:02d}-{5 + 6 * n:02d}"
            event(store, f"h{month}-{n}", "hushed", start, ("One", f"p{month}{n}"), ("Two", f"q{month}{n}"))
    event(store, "planned", "well", "2024-12-04", ("Gazette", "o9"), status="planned")
    found = blind_spots(store, affiliated=["Gazette", "Radio"], start="2024-01-01", end="2025-01-01")
    assert found["places"] == 5 and found["share"] == 0.8
    assert {row["place_id"]: row["reasons"] for row in found["results"]} == {
        "hushed": ["silent"],
        "lone": ["single_outlet"],
        "wire": ["single_origin"],
        "state": ["affiliated_only"],
    }
    hushed, lone = found["results"][:2]
    assert (hushed["incidents"], hushed["reports"], hushed["outlets"], hushed["origins"], hushed["last"]) == (40, 80, 2, 80, "2024-10-23")  # fmt: skip
    assert (lone["top_outlet"], lone["top_share"], lone["single_origin_incidents"], lone["incident_ids"]) == ("One", 1.0, 2, ["a", "b"])  # fmt: skip
    assert [row["place_id"] for row in blind_spots(store, min_incidents=2)["results"]] == ["hushed", "lone"]
    assert blind_spots(store, within="lone")["places"] == 1 and blind_spots(store, within="nowhere")["results"] == []


def command(settings, monkeypatch, capfd, *arguments):
    for name in ("neo4j_uri", "neo4j_user", "neo4j_password", "neo4j_database"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))
    code = run(["analyse", *arguments, "--home", str(settings.home)])
    return code, *capfd.readouterr()


def test_over_http_and_from_the_command_line(barbell, engine, request, tmp_path_factory, monkeypatch, capfd):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    settings = settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")
    with Served(settings) as api:
        marsad = Marsad(str(api.base_url))
        ask = {
            "paths": {"source": "t-kabul", "target": "t-china", "k": 1},
            "analytics/centrality": {"metric": "degree"},
            "analytics/communities": {"type": "ALLIED_WITH"},
            "analytics/trends": {"day": "2024-05-01"},
            "analytics/leadlag": {"days": 10},
            "analytics/blindspots": {"level": "city"},
        }
        for path, parameters in ask.items():
            answer = api.get(f"/v1/{path}", params=parameters)
            assert answer.status_code == 200, answer.text
            assert api.get(f"/v1/{path}", params={**parameters, "colour": "red"}).status_code == 422
        assert len(api.get("/v1/paths", params=ask["paths"]).json()["ways"][0]["hops"]) == 3
        for path, parameters in ask.items():  # nothing was known before
            answer = api.get(f"/v1/{path}", params={**parameters, "known_at": "2001-01-01", "marking": "TLP:GREEN"})
            assert answer.status_code == 200 and not any(answer.json()[rows] for rows in ("results", "ways") if rows in answer.json()), answer.text  # fmt: skip
        assert api.get("/v1/entities/t-kabul?known_at=2001-01-01").json()["neighbours"] == []
        rows = api.get("/v1/analytics/centrality?metric=degree&format=csv").text.splitlines()
        assert rows[0].startswith("id,name,kind,value") and len(rows) == 8
        for wrong, status in (
            ("paths?source=t-kabul&target=nobody", 404),
            ("paths?source=t-kabul", 422),
            ("paths?source=t-kabul&target=t-ttp&known_at=soon", 422),
            ("analytics/trends?day=2024-05-01&as_of=2024-05-01", 422),
            ("paths?source=t-kabul&target=t-ttp&max_length=9", 422),
            ("analytics/centrality?compare=true", 422),
            ("analytics/centrality?compare=true&start=2024-02-01&end=2024-01-01", 422),
            ("analytics/centrality?metric=fame", 422),
            ("analytics/centrality?kind=Wombat", 422),
            ("analytics/communities?type=Wombat", 422),
            ("analytics/trends?day=2024-13-45", 422),
            ("analytics/trends", 422),
        ):
            assert api.get(f"/v1/{wrong}").status_code == status, wrong
        rank = marsad.analysis("centrality", start="2024-04-01", end="2024-07-01", compare=True)
        assert rank["results"][0]["id"] == "r-force"
        told = ("centrality", "start=2024-04-01", "end=2024-07-01", "compare=true", "--json")
        assert json.loads(command(settings, monkeypatch, capfd, *told)[1]) == rank
        ways = marsad.paths("t-kabul", "t-china", type=["ALLIED_WITH", "COOPERATES_WITH"], max_length=3)
        told = ("paths", "source=t-kabul", "target=t-china", "type=ALLIED_WITH|COOPERATES_WITH", "max_length=3")
        assert json.loads(command(settings, monkeypatch, capfd, *told, "--json")[1]) == ways and ways["ways"]
        code, out, err = command(settings, monkeypatch, capfd, *told)
        assert code == 0 and "COOPERATES_WITH" in out and f"{len(ways['ways'])} way" in err
        for name, parameter in (("communities", "limit=3"), ("trends", "day=2024-05-01"), ("leadlag", "days=5"), ("blindspots", "level=city")):  # fmt: skip
            code, out, err = command(settings, monkeypatch, capfd, name, parameter)
            assert code == 0 and out and err, name
        for wrong, word in (
            (("trends",), "day"),
            (("trends", "day=soon"), "day"),
            (("centrality", "colour=red"), "colour"),
            (("centrality", "compare=true"), "compare"),
            (("communities", "type=WOMBAT"), "WOMBAT"),
            (("paths", "source=t-kabul", "target=nobody"), "nobody"),
            (("trends", "soon"), "NAME=VALUE"),
        ):
            code, out, err = command(settings, monkeypatch, capfd, *wrong)
            assert code in (1, 2) and not out and word in err, wrong
