"""Many articles become one picture: origins, identities and incidents, in whatever order and batches, on both engines."""

import random
from datetime import UTC, datetime

import pytest

from graph.bolt_store import Store
from graph.errors import Moved, NotFound
from graph.judging import explain
from graph.project import project
from graph.resolution import Resolver
from graph.resolve.actors import Actors
from graph.resolve.judgements import Journal, Verdict, judge, judgement, split, undo
from graph.resolve.records import records
from graph.resolve.sightings import known
from graph.views import CommitmentFilter, IncidentFilter, View
from schema.records import Count, Precision, Status, Time
from tests.live.build import KINDS, claim, extraction, incident, party, ref, settle
from tests.worlds.measure import b_cubed
from tests.worlds.run import resolve
from tests.worlds.world import make

AT = "2024-06-01T00:00:00Z"
WORLD = make(4, 9, 48)
GIVEN = {one.article.id: one for one in WORLD.extractions}
WIRE = (
    "A bomb went off at the gate of the market in the old town on Saturday and killed three people, the governor of the "
    "province said, and another eleven were taken to the hospital while soldiers closed the bridge to the north."
)


def bombing(key, killed, by=None, **more):
    return incident(
        key,
        type="ied_explosion",
        place=ref("r-pass"),
        date=Time(start="2024-06-01", end="2024-06-01", precision=Precision.day, text="Saturday"),
        killed=Count(low=killed, high=killed, text=str(killed), start=0, end=1, by=by),
        targets=(party("r-force", category="police"),),
        **more,
    )


def one_bombing():
    """One event in four articles of three outlets, two of them one dispatch; and another event of the next week."""
    return [
        extraction("w1", outlet="One", published="2024-06-01", text=WIRE, incidents=[bombing("w1", 3, "police")]),
        extraction("w2", outlet="Two", published="2024-06-01", text=WIRE + " More soon.", incidents=[bombing("w2", 3)]),
        extraction("w3", outlet="Three", published="2024-06-02", incidents=[bombing("w3", 5, "rescuers")]),
        extraction("w4", outlet="One", published="2024-06-02", incidents=[bombing("w4", 5)]),
        extraction("no", outlet="One", published="2024-06-02", incidents=[bombing("no", 9, status=Status.planned)]),
    ]


def written(store, *extractions):
    assert {one.outcome.value for one in store.write(extractions)} <= {"created", "updated", "unchanged"}
    return settle(store, *extractions)


def test_reports_of_one_event_are_one_incident_that_keeps_them(store):
    written(store, *one_bombing())
    view = View(store)
    found = view.incidents()["results"]
    assert [(i["n_reports"], i["n_outlets"], i["n_independent_origins"]) for i in found] == [(4, 3, 3)]
    one = found[0]
    assert (one["killed_low"], one["killed_best"], one["killed_high"]) == (3, 5, 5)
    assert (one["start"], one["time_precision"], one["place"]["id"]) == ("2024-06-01", "day", "r-pass")
    assert [i["title"] for i in view.incidents(IncidentFilter(statuses=["planned"]))["results"]] == ["Incident no"]
    told = view.incident(one["id"])["tolls"]["killed"]
    assert [(v["low"], v["by"], v["origins"]) for v in told] == [(3, ["police"], 1), (5, ["rescuers"], 2)]
    members = view.incident_reports(one["id"])
    assert sorted(len(o["articles"]) for o in members["origins"]) == [1, 1, 2] and members["reports"] == 4
    assert {r["killed_low"] for o in members["origins"] for r in o["reports"]} == {3, 5}
    assert members["judgements"] and all(j["reasons"] and j["verdict"] == "same" for j in members["judgements"])
    copies = next(o for o in members["origins"] if len(o["articles"]) == 2)
    assert "stands in the other" in copies["judgements"][0]["reasons"][0]
    assert [a["id"] for a in view.origin(copies["id"])["articles"]] == [a["id"] for a in copies["articles"]]
    ids = {x.incidents[0].id for x in one_bombing()[:4]}
    assert one["id"] == min(ids)
    for id in ids - {one["id"]}:
        with pytest.raises(Moved) as moved:
            view.incident(id)
        assert moved.value.to == one["id"]
    with pytest.raises(NotFound):
        view.incident("inc-0000000000000000")


def test_a_report_that_goes_is_counted_no_more(store):
    articles = one_bombing()
    written(store, articles[0], *articles[2:])
    without = store.canonical_hash()
    written(store, articles[1])
    assert store.canonical_hash() != without
    store.delete_article(articles[1].article.id)
    settle(store)
    assert store.canonical_hash() == without


def test_the_members_of_a_relation_are_listed_by_origin(store):
    accuse = claim("kabul", "HARBORS", "ttp", alleged=True)
    written(
        store,
        extraction("a", accuse, outlet="One", published="2024-01-02", text=WIRE),
        extraction("b", accuse, outlet="Two", published="2024-01-02", text=WIRE),
        extraction("c", accuse, outlet="Two", published="2024-01-05"),
    )
    view = View(store)
    edge = view.relations()["results"][0]
    assert (edge["reports"], edge["outlets"], edge["origins"]) == (3, 2, 2)
    members = view.relation_reports(edge["id"])
    assert (members["reports"], members["outlets"], len(members["origins"])) == (3, ["One", "Two"], 2)
    assert sorted(id for o in members["origins"] for id in o["claims"]) == sorted(edge["claim_ids"])
    for id in ("t-kabul|HARBORS|t-nobody", "nonsense"):
        with pytest.raises(NotFound):
            view.relation_reports(id)


@pytest.fixture(scope="module")
def world_store(engine):
    with Store.open(engine.endpoint, ensure=engine.ensure, reference=WORLD.reference) as opened:
        yield opened


def source(ids):
    return [GIVEN[id] for id in ids if id in GIVEN]


def test_a_world_is_resolved_as_the_pure_steps_say_in_any_order_and_batches(store, world_store):
    list(world_store.write(WORLD.extractions))
    found = Resolver(world_store, source).run()
    project(world_store)
    assert found.articles >= 48 and found.missing == 0
    once = world_store.canonical_hash()
    idle = Resolver(world_store, lambda ids: pytest.fail("nothing changed, so nothing is read")).run()
    assert (idle.articles, idle.moves, idle.unsure) == (0, [], found.unsure)
    assert not Resolver(world_store, source).run(anew=True).moves and world_store.canonical_hash() == once

    rows = world_store.read("MATCH (r:IncidentReport) RETURN r.id AS id, r.incident AS incident")
    clusters = {"inc-" + row["id"][4:]: row["incident"] for row in rows}
    rows = world_store.read("MATCH (a:Article) RETURN a.id AS id, a.origin AS origin")
    assert {row["id"]: row["origin"] for row in rows} == resolve(WORLD).origins
    precision, recall, f1 = b_cubed(clusters, WORLD.incident_of)
    assert precision >= 0.95 and f1 >= 0.9, (precision, recall)
    merged = {row["id"]: row["to"] for row in world_store.read("MATCH (r:Redirect) RETURN r.id AS id, r.to AS to")}
    actors = Actors(known(WORLD.reference))
    actors.update({x.article.id: records(x, WORLD.reference).sightings for x in WORLD.extractions})
    assert merged and merged == actors.identify(AT).redirects
    assert not world_store.read("MATCH (e:Entity), (r:Redirect {id: e.id}) RETURN e.id"), (
        "what was merged is no node of its own"
    )

    world_store.clear()
    world_store.init()
    shuffled = random.Random(3).sample(WORLD.extractions, len(WORLD.extractions))
    kept = Resolver(world_store, source)
    for start, end in ((0, 18), (14, 34), (34, 48)):
        list(world_store.write(shuffled[start:end]))
        (kept if start < 34 else Resolver(world_store, source)).run()
        project(world_store)
    kept.run()
    project(world_store)
    assert world_store.canonical_hash() == once


def test_what_persons_judge_beats_the_rules_and_undo_restores(store):
    articles = [
        *one_bombing()[:4],
        extraction("t", claim("kabul", "HARBORS", "ttp"), claim("speaker", "CONDEMNS_OPPOSES", "ttp", start=1)),
        extraction("u", claim("kabul", "HARBORS", "r-force", start=2)),
    ]
    written(store, *articles)
    before = store.canonical_hash()
    given = {one.article.id: one for one in articles}
    resolver = Resolver(store, lambda ids: [given[id] for id in ids])
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()} | {
        x.incidents[0].id: "Incident" for x in articles[:4]
    }
    merge = judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=AT)
    ids = sorted(x.incidents[0].id for x in articles[:4])
    journal = split(Journal(), ids[:1], ids[1:], kinds, by="ann", at=AT)
    journal = judge(journal, merge, kinds)
    found = resolver.run(journal.active())
    project(store)
    view = View(store)
    assert sorted(i["n_reports"] for i in view.incidents()["results"]) == [1, 3]
    assert {scope for scope, *_ in found.moves} == {"entity", "incident"} and found.rewritten == 1
    with pytest.raises(Moved) as moved:
        view.entity("t-speaker")
    assert moved.value.to == "t-minister"
    assert view.entity("t-minister")["entity"]["aliases"]
    assert [r["source"]["id"] for r in view.relations()["results"] if r["type"] == "CONDEMNS_OPPOSES"] == ["t-minister"]
    judged = store.read("MATCH (j:Judgement {by: 'ann'}) RETURN j.verdict AS v ORDER BY v")
    assert [row["v"] for row in judged] == ["not_same", "not_same", "not_same", "same"]
    changed = store.canonical_hash()
    list(store.write(articles))
    Resolver(store, lambda ids: [given[id] for id in ids]).run(journal.active())
    project(store)
    assert store.canonical_hash() == changed
    for act in {j.act for j in journal.judgements}:
        journal = undo(journal, act, by="ann", at=AT)
    resolver.run(journal.active())
    project(store)
    assert store.canonical_hash() == before


def test_a_dry_run_writes_nothing_and_tells_what_it_would_do(store):
    list(store.write(one_bombing()))
    project(store)
    before = store.canonical_hash()
    given = {one.article.id: one for one in one_bombing()}
    found = Resolver(store, lambda ids: [given[id] for id in ids]).run(dry_run=True)
    assert {scope for scope, *_ in found.moves} == {"origin", "incident"} and len(found.moves) == 4
    project(store)
    assert store.canonical_hash() == before
    only = Resolver(store, lambda ids: [given[id] for id in ids]).run(only=["origins"])
    project(store)
    assert {scope for scope, *_ in only.moves} == {"origin"} and store.counts()["Incident"] == 5
    found = Resolver(store, lambda ids: [given[id] for id in ids]).run()
    project(store)
    assert {scope for scope, *_ in found.moves} == {"incident"} and store.counts()["Incident"] == 2


def threat(key, on, **more):
    words = {"condition": "unless the crossing is reopened at once", "consequence": "all trade will be cut"}
    return extraction(key, claim("china", "THREATENS", "kabul", **words), outlet=key, published=on, **more)


def test_commitments_stand_in_the_graph_with_what_came_of_them(store):
    told = threat("a", "2024-01-01")
    again = threat("b", "2024-01-03")
    kept = extraction("c", claim("kabul", "AIDS", "china", about="reopened the crossing at once"), outlet="c", published="2024-01-20")  # fmt: skip
    promise = extraction("d", claim("speaker", "PROMISES_AGREES", "ttp", consequence="the prisoners will be released within 2 weeks"), outlet="d", published="2024-02-01")  # fmt: skip
    other = extraction("e", claim("minister", "CONDEMNS_OPPOSES", "ttp"), published="2024-02-02")
    given, view = [told, again, kept, promise, other], View(store)
    written(store, *given)
    today = CommitmentFilter(as_of=datetime.now(UTC).date().isoformat())  # computed from the claims

    def stands():
        stored = view.commitments()
        assert stored == view.commitments(today) and len(stored) == store.counts()["Commitment"]
        return {row["by"]["id"]: row["state"] for row in stored}

    assert stands() == {"t-china": "met", "t-speaker": "expired"}
    assert view.commitments(CommitmentFilter(to="t-kabul", state="met"))[0]["changes"][0]["claims"] == [kept.claims[0].id]  # fmt: skip
    rows = store.read(
        "MATCH (a)<-[:COMMITTED_BY]-(x:Commitment)-[:COMMITTED_TO]->(b), (c:Claim)-[r:BEARS_ON]->(x) "
        "RETURN a.id AS a, b.id AS b, x.state AS state, x.deadline AS deadline, r.tells AS tells, r.on AS on, c.id AS c ORDER BY on, c"
    )
    made = sorted(one.claims[0].id for one in (told, again))
    assert [(r["a"], r["b"], r["state"], r["tells"], r["on"], r["c"]) for r in rows if r["a"] == "t-china"] == [
        *(("t-china", "t-kabul", "met", "made", "2024-01-01", id) for id in made),
        ("t-china", "t-kabul", "met", "met", "2024-01-20", kept.claims[0].id),
    ]
    assert [r["state"] for r in rows if r["deadline"]] == ["open"]  # that a deadline passed is no news from an article
    clean = store.canonical_hash()
    store.clear()
    store.init()
    for one in (kept, promise, again, other, told):
        written(store, one)
    assert store.canonical_hash() == clean
    # a graph of the version before has none, and gets them when it is opened
    for query in ("MATCH (x:Commitment) DETACH DELETE x", "MATCH (c:Claim) REMOVE c.tie_key", "MATCH (m:Meta {id: 'model'}) SET m.version = 2"):  # fmt: skip
        store.transact(lambda tx, query=query: tx.run(query).consume())
    store.init()
    project(store)
    assert store.canonical_hash() == clean and stands()
    assert store.delete_article(kept.article.id)
    settle(store, told, again, promise, other)
    assert stands() == {"t-china": "open", "t-speaker": "expired"}
    for one in (told, again, promise):
        assert store.delete_article(one.article.id)
    settle(store, other)
    assert stands() == {}


def test_explaining_tells_how_each_article_came_to_tell_of_it(store):
    one = extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp"), outlet="One", published="2024-06-01")
    two = extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "ttp"), outlet="Two", published="2024-06-02")
    events = one_bombing()[:3]
    written(store, one, two, *events)
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()}
    journal = judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=AT), kinds)
    given = {x.article.id: x for x in (one, two, *events)}
    Resolver(store, lambda ids: [given[id] for id in ids]).run(journal.active())
    project(store)
    told = {(row["id"], row["article"], row["outlet"]): row for row in explain(store, "t-speaker")["history"]}
    assert told.keys() == {("t-minister", one.article.id, "One"), ("t-speaker", two.article.id, "Two")}
    assert "Speaker Example" in told["t-speaker", two.article.id, "Two"]["words"]
    reports = explain(store, events[0].incidents[0].id)["history"]
    assert {row["id"] for row in reports} == {x.incidents[0].id for x in events}
    assert all(row["known_from"] and row["words"] for row in reports)
    copies = explain(store, events[0].article.id)["history"]
    assert {row["article"] for row in copies} == {x.article.id for x in events[:2]}


def test_a_new_process_compares_only_what_changed(store, world_store, tmp_path):
    file = tmp_path / "resolution.state"

    def compared(resolver):
        return sum(one.compared for one in (resolver._origins, resolver._actors, resolver._incidents))

    list(world_store.write(WORLD.extractions[:30]))
    first = Resolver(world_store, source, file)
    first.run()
    first.remember()
    before = compared(first)
    list(world_store.write(WORLD.extractions[30:40]))
    second = Resolver(world_store, source, file)
    found = second.run()
    second.remember()
    assert 10 <= found.articles < 40 and second._turn != first._turn
    list(world_store.write(WORLD.extractions[40:]))
    file.write_bytes(file.read_bytes()[:-1])  # what is damaged is passed over
    third = Resolver(world_store, source, file)
    assert third.run().articles >= 48
    project(world_store)
    assert 0 < compared(second) - before < compared(third)
    grown = world_store.canonical_hash()
    world_store.clear()
    world_store.init()
    list(world_store.write(WORLD.extractions))
    Resolver(world_store, source, file).run()
    project(world_store)
    assert world_store.canonical_hash() == grown
