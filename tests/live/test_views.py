"""What the API reads, on a graph whose contents are known."""

import pytest

from graph.errors import BadCursor, NotFound, UnknownFilter
from graph.project import project
from graph.views import ClaimFilter, IncidentFilter, RelationFilter, StatementFilter, StatisticFilter, View
from schema.records import Modality, Polarity, Precision, Status, Time
from tests.live.build import claim, extraction, incident, party, ref, rich


def articles():
    planned = incident(
        "planned", status=Status.planned, date=Time(start="2024-09-01", end=None, precision=Precision.day, text="soon")
    )
    at_pass = incident(
        "pass",
        type="armed_clash",
        place=ref("r-pass"),
        perpetrators=(party("ttp"),),
        date=Time(start="2024-07-01", end="2024-07-01", precision=Precision.day, text="1 July"),
    )
    return [
        rich(),
        extraction(
            "a",
            claim("kabul", "HARBORS", "ttp", speaker="minister", alleged=True),
            outlet="Two",
            published="2024-07-01T08:00:00Z",
            incidents=(planned, at_pass),
        ),
        extraction(
            "b",
            claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative),
            outlet="Two",
        ),
        extraction("c", claim("ttp", "ATTACKS", "pakistan", modality=Modality.planned), published="2024-08-01"),
        extraction("d", claim("pakistan", "ALLIED_WITH", "china"), claim("china", "INVESTS_IN", "road", start=1)),
    ]


@pytest.fixture(scope="module")
def view(shared_store):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    return View(shared_store)


def pages(read, **more):
    found, cursor = [], None
    while True:
        page = read(limit=1, cursor=cursor, **more)
        assert len(page["results"]) <= 1
        found += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            return found


def test_catalog(view):
    catalog = view.catalog()
    assert catalog["nodes"]["Article"] == 5 and catalog["nodes"]["NGO"] == 0
    assert catalog["relations"]["HARBORS"] == 1 and catalog["relations"]["ATTACKS"] == 0
    assert catalog["ledger"] == {"written": 0, "projected": 5} and catalog["model"] >= 1


@pytest.mark.parametrize(
    ("q", "kind", "first"),
    [
        ("test movement", None, "t-ttp"),
        ("TEST-MOVEMENT", "Actor", "t-ttp"),
        ("Gardane", None, "r-pass"),  # an alias with an accent
        ("gard", "Place", "r-pass"),
        ("movement", None, "t-ttp"),
    ],
)
def test_entities_are_found_by_any_spelling(view, q, kind, first):
    assert view.entities(q, kind=kind)["results"][0]["id"] == first


def test_an_exact_name_comes_before_a_part(view):
    assert [row["name"] for row in view.entities("example")["results"]] == ["Minister Example", "Speaker Example"]
    assert view.entities("no such name")["results"] == [] == view.entities("!!")["results"]


def test_pages_cover_everything_once(view):
    assert pages(view.entities) == [row["id"] for row in view.entities(limit=100)["results"]]
    assert len(set(pages(view.entities))) == len(pages(view.entities)) == 11
    claims = [row["id"] for row in view.claims(limit=100)["results"]]
    assert len(claims) == 7 and pages(lambda **page: view.claims(**page)) == claims
    every = IncidentFilter(statuses=[s.value for s in Status])
    assert len(pages(lambda **page: view.incidents(every, **page))) == 3
    assert len(pages(view.articles)) == 5
    assert pages(view.entities, q="example") == ["t-minister", "t-speaker"]


def test_a_cursor_of_another_list_is_refused(view):
    cursor = view.claims(limit=1)["next"]
    for wrong in (cursor, "x", "!!", ""):
        if wrong:
            with pytest.raises(BadCursor):
                view.articles(cursor=wrong)


def test_an_entity_with_its_surroundings(view):
    shown = view.entity("t-kabul")
    assert shown["entity"]["labels"] == ["Actor", "GovernmentBody"] and shown["entity"]["kind"] == "GovernmentBody"
    assert shown["counts"] == {
        "articles": 3,
        "claims_as_subject": 3,
        "claims_as_object": 0,
        "statements": 0,
        "incidents": 0,
    }
    (only,) = shown["neighbours"]
    assert (only["type"], only["direction"], only["other"]["id"], only["claims"], only["disputed"]) == (
        "HARBORS",
        "out",
        "t-ttp",
        2,
        True,
    )
    assert [outer["id"] for outer in view.entity("r-pass")["within"]] == ["r-north", "r-land"]
    with pytest.raises(NotFound, match="t-nobody"):
        view.entity("t-nobody")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ClaimFilter(subject="t-kabul"), 3),
        (ClaimFilter(object="t-ttp"), 3),
        (ClaimFilter(about="t-ttp"), 4),
        (ClaimFilter(about="t-china", predicate="INVESTS_IN"), 2),
        (ClaimFilter(speaker="t-minister"), 2),
        (ClaimFilter(polarity="negative"), 1),
        (ClaimFilter(modality="planned"), 1),
        (ClaimFilter(outlet="Two"), 2),
        (ClaimFilter(outlet="Two", subject="t-kabul", speaker="t-minister"), 1),
        (ClaimFilter(min_confidence=0.95), 0),
        (ClaimFilter(subject="t-road"), 0),
    ],
)
def test_claims_by_filter(view, where, expected):
    rows = view.claims(where)["results"]
    assert len(rows) == expected
    dates = [row["article"]["published"] or "" for row in rows]
    assert dates == sorted(dates, reverse=True)


def test_claims_of_an_article_that_is_not_there_are_refused_by_name(view):
    with pytest.raises(UnknownFilter, match="article: nothing has the id 'none'"):
        view.claims(ClaimFilter(article="none"))


def test_a_claim_carries_its_sentence_exactly(view):
    row = view.claims(ClaimFilter(speaker="t-minister"))["results"][-1]
    article = view.article(row["article"]["id"])
    assert article["text"][row["start"] : row["end"]] == row["quote"]
    assert view.claim(row["id"]) == row
    assert row["speaker"] == {"id": "t-minister", "name": "Minister Example"} and row["chain"] == ["Minister Example"]
    assert {mark["kind"] for mark in article["annotations"]} == {
        "mention",
        "quality",
        "claim",
        "statement",
        "incident",
        "statistic",
    }
    assert all(0 <= mark["start"] <= mark["end"] for mark in article["annotations"])
    assert [row["id"] for row in article["claims"]] == [
        c["id"] for c in view.claims(ClaimFilter(article=article["article"]["id"]))["results"]
    ]


def test_relations_with_their_evidence(view):
    (row,) = view.relations(RelationFilter(type="HARBORS"))["results"]
    assert (row["source"]["id"], row["target"]["id"], row["claims"], row["denied"], row["disputed"]) == (
        "t-kabul",
        "t-ttp",
        2,
        1,
        True,
    )
    assert [proof["stance"] for proof in row["evidence"]] == ["alleges", "alleges", "denies"]
    assert all(proof["quote"] for proof in row["evidence"])
    assert len(view.relations(RelationFilter(type="HARBORS"), evidence=1)["results"][0]["evidence"]) == 1


@pytest.mark.parametrize(
    ("where", "types"),
    [
        (RelationFilter(), ["HARBORS", "INVESTS_IN", "ALLIED_WITH"]),
        (RelationFilter(source="t-china"), ["INVESTS_IN", "ALLIED_WITH"]),
        (RelationFilter(target="t-ttp"), ["HARBORS"]),
        (RelationFilter(source="t-kabul", target="t-ttp"), ["HARBORS"]),
        (RelationFilter(between=("t-ttp", "t-kabul")), ["HARBORS"]),
        (RelationFilter(about="t-road"), ["INVESTS_IN"]),
        (RelationFilter(disputed=True), ["HARBORS"]),
        (RelationFilter(min_origins=2), ["HARBORS", "INVESTS_IN"]),
        (RelationFilter(min_origins=3), []),
    ],
)
def test_relations_by_filter(view, where, types):
    rows = view.relations(where)["results"]
    assert sorted(row["type"] for row in rows) == sorted(types)
    assert [row["claims"] for row in rows] == sorted((row["claims"] for row in rows), reverse=True)
    found, cursor = [], None
    while True:
        page = view.relations(where, limit=1, cursor=cursor, evidence=0)
        found += [row["type"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [row["type"] for row in rows]


def test_relations_of_an_unknown_type_are_not_found(view):
    with pytest.raises(NotFound, match="relation type"):
        view.relations(RelationFilter(type="HARBORS]->() DELETE r //"))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (IncidentFilter(), {"Incident rich", "Incident pass"}),
        (IncidentFilter(statuses=["planned"]), {"Incident planned"}),
        (IncidentFilter(place="r-land"), {"Incident pass"}),  # the pass lies in a province of it
        (IncidentFilter(place="r-pass"), {"Incident pass"}),
        (IncidentFilter(actor="t-ttp"), {"Incident rich", "Incident pass"}),
        (IncidentFilter(actor="t-pakistan"), {"Incident rich"}),
        (IncidentFilter(actor="t-ttp", place="r-north"), {"Incident pass"}),
        (IncidentFilter(type="armed_clash"), {"Incident pass"}),
        (IncidentFilter(start="2024-06-02", end="2024-06-30"), {"Incident rich"}),
        (IncidentFilter(start="2024-06-03"), {"Incident pass"}),
        (IncidentFilter(end="2024-06-01"), set()),
    ],
)
def test_incidents_by_filter(view, where, expected):
    assert {row["title"] for row in view.incidents(where)["results"]} == expected


def test_an_incident_with_its_claims(view):
    row = next(row for row in view.incidents()["results"] if row["title"] == "Incident rich")
    shown = view.incident(row["id"])
    assert shown["incident"] == row and [c["predicate"] for c in shown["claims"]] == ["HARBORS"]
    assert (row["killed_low"], row["killed_high"], row["place"]["name"], row["start"], row["end"]) == (
        3,
        None,
        "Smalltown",
        "2024-06-01",
        "2024-06-02",
    )
    assert row["perpetrators"][0]["how"] == "blamed" and row["targets"][0]["category"] == "police"
    assert (row["n_reports"], row["n_outlets"], row["n_independent_origins"]) == (1, 1, 1)
    with pytest.raises(NotFound):
        view.incident("inc-none")


def test_statistics_statements_and_articles(view):
    (number,) = view.statistics(StatisticFilter(measure="VIOLENT"))["results"]
    assert (number["low"], number["period"]["start"], number["place"]["id"]) == (700, "2023-01-01", "t-town")
    assert view.statistics(StatisticFilter(place="r-land"))["results"] == []
    (said,) = view.statements(StatementFilter(speaker="t-minister"))["results"]
    assert (said["parent"], said["cue"], len(said["claims"])) == ("sta-0", "told", 1)
    assert len(view.statements()["results"]) == 2
    two = view.articles(outlet="Two")["results"]
    assert [row["source_id"] for row in two] == ["a", "b"]
    assert [row["id"] for row in view.articles(origin=two[0]["origin"])["results"]] == [two[0]["id"]]
    with pytest.raises(NotFound):
        view.article("art-none")


def test_a_piece_of_the_graph(view):
    piece = view.subgraph(["t-pakistan"], depth=1)
    assert {n["id"] for n in piece["nodes"]} == {"t-pakistan", "t-china"} and not piece["truncated"]
    piece = view.subgraph(["t-pakistan"], depth=2)
    assert {e["type"] for e in piece["edges"]} == {"ALLIED_WITH", "INVESTS_IN"} and len(piece["nodes"]) == 3
    small = view.subgraph(["t-pakistan"], depth=2, limit=2)
    assert len(small["nodes"]) == 2 and small["truncated"]
    assert view.subgraph(["t-pakistan"], types=["HARBORS"])["edges"] == []
    assert view.subgraph(["r-north"])["edges"] == []
    with pytest.raises(UnknownFilter, match="seed"):
        view.subgraph(["t-nobody"])
