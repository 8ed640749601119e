"""Writing: whole or not at all, the same graph in whatever order and however often, and the edges that follow from claims."""

import random
from dataclasses import replace

import msgspec
import pytest

from graph.bolt_store import Outcome, Store
from graph.errors import NewerModel, StoreUnavailable
from graph.project import CLAIM_IDS, project
from schema.records import Modality, Polarity, Status
from tests.live.build import claim, extraction, incident, rich, settle


def load(store, *extractions):
    outcomes = [written.outcome.value for written in store.write(extractions)]
    settle(store, *extractions)
    return outcomes


def edges(store, type):
    rows = store.read(f"MATCH (a:Actor)-[r:{type}]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS r ORDER BY a, b")
    return {(row["a"][2:], row["b"][2:]): row["r"] for row in rows}


def numbers(edge):
    return {name: edge[name] for name in ("claims", "reports", "outlets", "origins", "asserted", "alleged", "denied")}


def some_articles():
    wire = "NEARTOWN: A minister accused the neighbours of sheltering the movement, in words that two papers carried."
    return [
        rich(),
        extraction(
            "a", claim("kabul", "HARBORS", "ttp", alleged=True), outlet="One", published="2024-01-02", text=wire
        ),
        extraction(
            "b", claim("kabul", "HARBORS", "ttp", alleged=True), outlet="Two", published="2024-01-03", text=wire
        ),
        extraction("c", claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative)),
        extraction("d", claim("china", "WARNS", "pakistan", sense="threat"), incidents=[incident("d")]),
        extraction("e", claim("pakistan", "ALLIED_WITH", "china"), claim("china", "ALLIED_WITH", "pakistan", start=1)),
        extraction("f", claim("?someone", "CONDEMNS_OPPOSES", "ttp"), claim("ttp", "OPERATES_IN", "r-pass")),
    ]


def test_everything_of_an_article_is_there_under_the_names_of_the_model(store):
    assert load(store, rich()) == ["created"]
    assert {kind: n for kind, n in store.counts().items() if n} == {
        "Article": 1,
        "Outlet": 1,
        "Origin": 1,
        "Statement": 2,
        "Claim": 2,
        "IncidentReport": 1,
        "Incident": 1,
        "Statistic": 1,
        "GovernmentBody": 1,
        "ArmedGroup": 1,
        "Person": 2,
        "State": 2,
        "Project": 1,
        "Place": 1,
    }
    found = store.read("MATCH (a)-[r]->(b) RETURN labels(a) AS a, type(r) AS type, labels(b) AS b")

    def last(labels):
        hidden = {"Entity", "Actor"}
        return next(label for label in labels if label not in hidden)

    shape = {(last(row["a"]), row["type"], last(row["b"])) for row in found}
    assert shape == {
        ("Article", "PUBLISHED_BY", "Outlet"),
        ("Article", "HAS_ORIGIN", "Origin"),
        *(("Article", "CONTAINS", kind) for kind in ("Statement", "Claim", "IncidentReport", "Statistic")),
        *(
            ("Article", "MENTIONS", kind)
            for kind in ("GovernmentBody", "ArmedGroup", "Person", "State", "Project", "Place")
        ),
        ("Statement", "SAID_BY", "Person"),
        ("Statement", "NESTED_IN", "Statement"),
        ("Statement", "ASSERTS", "Claim"),
        ("Claim", "SAID_BY", "Person"),
        ("Claim", "SUBJECT", "GovernmentBody"),
        ("Claim", "SUBJECT", "State"),
        ("Claim", "OBJECT", "ArmedGroup"),
        ("Claim", "OBJECT", "Project"),
        ("Claim", "LOCATED_IN", "Place"),
        ("Claim", "EVIDENCE_FOR", "IncidentReport"),
        ("IncidentReport", "REPORTS", "Incident"),
        ("Incident", "PERPETRATOR", "ArmedGroup"),
        ("Incident", "TARGET", "State"),
        ("Incident", "LOCATED_IN", "Place"),
        ("Statistic", "LOCATED_IN", "Place"),
        ("GovernmentBody", "HARBORS", "ArmedGroup"),
        ("State", "INVESTS_IN", "Project"),
    }


def test_loading_twice_changes_nothing_and_order_does_not_matter(store):
    articles = some_articles()
    assert set(load(store, *articles)) == {"created"}
    once = store.canonical_hash()
    assert set(load(store, *articles)) == {"unchanged"}
    assert store.canonical_hash() == once
    for seed in (1, 2):
        store.clear()
        store.init()
        shuffled = random.Random(seed).sample(articles, len(articles))
        for some in (shuffled[:2], shuffled[1:5], shuffled):  # split, and partly delivered again
            load(store, *some)
        assert store.canonical_hash() == once


def test_the_hash_sees_a_property_a_missing_edge_and_a_double(store):
    load(store, *some_articles())
    seen = {store.canonical_hash()}
    for change in (
        "MATCH (c:Claim) WITH c LIMIT 1 SET c.sense = 'other'",
        "MATCH (:Claim)-[r:SUBJECT]->() WITH r LIMIT 1 DELETE r",
        "MATCH (c:Claim)-[:OBJECT]->(o) WITH c, o LIMIT 1 CREATE (c)-[:OBJECT]->(o)",
    ):
        store.transact(lambda tx, change=change: tx.run(change).consume())
        seen.add(store.canonical_hash())
    assert len(seen) == 4


def test_a_newer_extraction_replaces_what_the_article_said(store):
    old = extraction("x", claim("kabul", "HARBORS", "ttp"), claim("china", "INVESTS_IN", "road"), outlet="One")
    new = extraction("x", claim("kabul", "HARBORS", "ttp"), outlet="One", version="2")
    assert load(store, new) == ["created"]
    clean = store.canonical_hash()
    store.clear()
    store.init()
    assert load(store, old, new) == ["created", "updated"]
    assert store.canonical_hash() == clean
    assert edges(store, "INVESTS_IN") == {}
    assert load(store, new) == ["unchanged"]


def test_what_stays_of_an_article_keeps_the_time_at_which_it_was_learned(store):
    load(store, extraction("x", claim("kabul", "HARBORS", "ttp")))
    store.transact(lambda tx: tx.run("MATCH (n:Claim) SET n.known_from = '2020-01-01T00:00:00Z'").consume())
    load(
        store,
        extraction("x", claim("kabul", "HARBORS", "ttp"), claim("china", "INVESTS_IN", "road"), version="2"),
    )
    rows = store.read("MATCH (c:Claim) RETURN c.predicate AS p, c.known_from AS t")
    times = {row["p"]: row["t"] for row in rows}
    assert times["HARBORS"] == "2020-01-01T00:00:00Z" < times["INVESTS_IN"]


def test_deleting_an_article_leaves_the_graph_of_the_others(store):
    articles = some_articles()
    load(store, *articles[1:])
    without = store.canonical_hash()
    load(store, articles[0])
    assert store.delete_article(articles[0].article.id)
    settle(store)
    assert store.canonical_hash() == without
    assert not store.delete_article(articles[0].article.id)


def test_two_outlets_with_one_dispatch_are_one_origin(store):
    load(store, *some_articles()[1:3])
    edge = edges(store, "HARBORS")[("kabul", "ttp")]
    assert numbers(edge) == {
        "claims": 2,
        "reports": 2,
        "outlets": 2,
        "origins": 1,
        "asserted": 0,
        "alleged": 2,
        "denied": 0,
    }
    assert (edge["disputed"], edge["first_published"], edge["last_published"]) == (False, "2024-01-02", "2024-01-03")
    assert isinstance(edge["claims"], int)


def test_a_denial_disputes_an_edge_and_never_makes_one(store):
    denial = extraction(
        "n", claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative)
    )
    load(store, denial)
    assert edges(store, "HARBORS") == {}
    load(store, extraction("p", claim("kabul", "HARBORS", "ttp", speaker="minister")))
    edge = edges(store, "HARBORS")[("kabul", "ttp")]
    assert (edge["claims"], edge["denied"], edge["disputed"]) == (1, 1, True)
    store.delete_article(denial.article.id)
    project(store)
    assert not edges(store, "HARBORS")[("kabul", "ttp")]["disputed"]


def test_only_what_is_asserted_sure_undamaged_and_linked_makes_an_edge(store):
    load(
        store,
        extraction(
            "none",
            *(
                claim("ttp", "ATTACKS", "pakistan", modality=modality, start=i)
                for i, modality in enumerate(Modality)
                if modality is not Modality.asserted
            ),
            claim("ttp", "ATTACKS", "pakistan", confidence=0.3, start=10),
            claim("ttp", "ATTACKS", "pakistan", flags=("glued_heading",), start=11),
            claim("?some gunmen", "ATTACKS", "pakistan", start=12),
            claim("ttp", "ATTACKS", "ttp", start=13),
            claim("road", "HARBORS", "ttp", start=14),  # a road is no actor
        ),
    )
    assert edges(store, "ATTACKS") == {} == edges(store, "HARBORS")
    load(store, extraction("one", claim("ttp", "ATTACKS", "pakistan")))
    edge = edges(store, "ATTACKS")[("ttp", "pakistan")]
    assert (edge["claims"], edge["reports"], edge["flagged"]) == (1, 1, 1)


def test_a_warning_that_threatens_is_also_a_threat(store):
    load(
        store,
        extraction("t", claim("china", "WARNS", "pakistan", sense="threat", condition="unless it acts")),
        extraction("h", claim("speaker", "WARNS", "town", sense="hazard")),
        extraction("u", claim("china", "THREATENS", "pakistan")),
    )
    assert set(edges(store, "WARNS")) == {("china", "pakistan"), ("speaker", "town")}
    threats = edges(store, "THREATENS")
    assert set(threats) == {("china", "pakistan")} and threats[("china", "pakistan")]["claims"] == 2


def test_a_symmetric_relation_is_one_edge_whichever_way_it_is_told(store):
    load(store, some_articles()[5])
    assert {ends: edge["claims"] for ends, edge in edges(store, "ALLIED_WITH").items()} == {("china", "pakistan"): 2}


def test_claim_ids_on_an_edge_are_the_newest_and_no_more_than_fifty(store):
    many = [
        extraction(f"m{i}", claim("kabul", "HARBORS", "ttp"), published=f"2024-{i // 28 + 1:02d}-{i % 28 + 1:02d}")
        for i in range(CLAIM_IDS + 10)
    ]
    load(store, *many)
    edge = edges(store, "HARBORS")[("kabul", "ttp")]
    assert edge["claims"] == CLAIM_IDS + 10
    assert edge["claim_ids"] == [one.claims[0].id for one in reversed(many)][:CLAIM_IDS]


def test_projection_is_taken_up_again_where_it_was_left(store):
    list(store.write(some_articles()))
    assert edges(store, "HARBORS") == {}
    assert project(store) > 0
    before = store.canonical_hash()
    assert project(store) == 0 and store.canonical_hash() == before


def test_a_bad_article_fails_alone_and_nothing_of_it_is_there(store):
    good = extraction("good", claim("kabul", "HARBORS", "ttp"))
    alien = msgspec.structs.replace(good.entities[0], kind="Robot`) DETACH DELETE n //")
    poison = extraction("poison", claim("china", "INVESTS_IN", "road"))
    bad = [
        msgspec.structs.replace(extraction("kind", claim("kabul", "HARBORS", "ttp")), entities=(alien,)),
        msgspec.structs.replace(extraction("link", claim("kabul", "HARBORS", "ttp")), entities=()),
        extraction("predicate", claim("kabul", "OWNS`]->() DELETE r //", "ttp")),
        msgspec.structs.replace(
            poison, claims=(msgspec.structs.replace(poison.claims[0], quote="a lone surrogate \ud800"),)
        ),
    ]
    results = list(store.write([bad[0], good, *bad[1:]]))
    assert [r.outcome for r in results] == [
        Outcome.failed,
        Outcome.created,
        Outcome.failed,
        Outcome.failed,
        Outcome.failed,
    ]
    assert "Robot" in results[0].error and "t-kabul" in results[2].error
    assert all(r.error for r in results if r.outcome is Outcome.failed)
    assert store.counts()["Article"] == 1 and store.counts()["Claim"] == 1


def test_one_delivery_with_two_versions_of_an_article_keeps_the_later(store):
    first, second = (extraction("x", claim("kabul", "HARBORS", "ttp"), version=v) for v in ("1", "2"))
    assert load(store, first, second, second) == ["created", "updated", "unchanged"]
    assert store.counts()["Article"] == 1


def test_reference_data_fills_what_the_article_does_not_say(store):
    load(store, extraction("r", claim("ttp", "OPERATES_IN", "r-pass"), claim("r-force", "ATTACKS", "ttp")))
    rows = store.read(
        "MATCH (p:Place {id: 'r-pass'})-[:WITHIN*1..8]->(q) "
        "RETURN p.name AS name, p.level AS level, p.country AS country, p.aliases AS aliases, collect(q.id) AS chain"
    )
    expected = {"name": "High Pass", "level": "site", "country": "NL", "aliases": ["Gardané"]}
    assert rows == [{**expected, "chain": ["r-north", "r-land"]}]
    force = store.read("MATCH (f:SecurityForce) RETURN f.known AS known, f.aliases AS aliases")
    assert force == [{"known": True, "aliases": ["the Force"]}]


def test_counters_add_up(store):
    load(store, *some_articles())
    rows = store.read(
        "MATCH (e:Entity) RETURN e.id AS id, e.n_articles AS a, e.n_subject AS s, e.n_object AS o, e.n_statements AS t, "
        "e.n_incidents AS i, COUNT { (e)<-[:MENTIONS]-() } AS ca, COUNT { (e)<-[:SUBJECT]-() } AS cs, "
        "COUNT { (e)<-[:OBJECT]-() } AS co, COUNT { (e)<-[:SAID_BY]-(:Statement) } AS ct, "
        "COUNT { (e)<-[:PERPETRATOR|TARGET|VICTIM|LOCATED_IN]-(:Incident) } AS ci"
    )
    assert len(rows) == 11
    for row in rows:
        assert [row[c] for c in ("a", "s", "o", "t", "i")] == [row[c] for c in ("ca", "cs", "co", "ct", "ci")], row


def test_a_database_of_a_newer_model_is_refused(store, engine):
    store.transact(lambda tx: tx.run("MATCH (m:Meta {id: 'model'}) SET m.version = m.version + 1").consume())
    with Store.open(engine.endpoint) as other, pytest.raises(NewerModel, match="newer"):
        other.init()


def test_a_wrong_login_and_a_closed_port_are_said_plainly(engine):
    with pytest.raises(StoreUnavailable, match="login"):
        Store.open(replace(engine.endpoint, password="wrong-password"))


def test_planned_and_denied_incidents_are_stored_with_their_status(store):
    load(
        store,
        extraction("i", claim("kabul", "HARBORS", "ttp"), incidents=[incident(s.value, status=s) for s in Status]),
    )
    rows = store.read("MATCH (i:Incident) RETURN i.status AS status")
    assert {row["status"] for row in rows} == {s.value for s in Status}


class Killed(BaseException):
    """Ends a piece of work as a kill would: nothing catches it."""


@pytest.mark.parametrize("rebuild", [False, True], ids=["clear", "rebuild"])
def test_a_clearing_that_is_killed_anywhere_leaves_no_article_without_its_parts(store, engine, monkeypatch, rebuild):
    articles, known = some_articles()[:3], "MATCH (c:Claim) RETURN c.id AS id, c.known_from AS at ORDER BY id"
    load(store, *articles)
    store.transact(lambda tx: tx.run("MATCH (n:Claim) SET n.known_from = '2020-01-01T00:00:00Z'").consume())
    clean, learned = store.canonical_hash(), store.read(known)
    transact, kills, cleared = store.transact, 0, False
    while not cleared:
        left = 1 + 4 * kills

        def dying(work):
            nonlocal left
            left -= 1
            if not left:
                raise Killed
            return transact(work)

        monkeypatch.setattr(store, "transact", dying)
        try:
            store.clear(rebuild=rebuild)
            cleared = True
        except Killed:
            kills += 1
        monkeypatch.setattr(store, "transact", transact)
        if kills % 2:  # somebody opens it, or goes on writing
            store.init()
        load(store, *articles)
        assert store.canonical_hash() == clean
        if rebuild:
            assert store.read(known) == learned
    assert kills > 8


def test_a_database_gets_the_indexes_that_came_later(store):
    shown = "SHOW INDEXES YIELD name RETURN name"
    names = {row["name"] for row in store.read(shown)}
    lost = next(name for name in names if "pastclaim" in name.lower() and "triple" in name.lower())
    store._connection.declare(f"DROP INDEX `{lost}`")
    store.transact(lambda tx: tx.run("MATCH (m:Meta {id: 'model'}) SET m.declared = 'before it'").consume())
    assert lost not in {row["name"] for row in store.read(shown)}
    store.init()
    assert lost in {row["name"] for row in store.read(shown)}
