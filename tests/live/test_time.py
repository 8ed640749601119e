"""What was known when: an answer about the past is the answer that was given then."""

import pytest

from graph.analytics.centrality import centrality
from graph.analytics.network import NetworkFilter
from graph.analytics.paths import WayFilter, ways
from graph.errors import Moved, NotFound, UnknownFilter
from graph.figures import FigureFilter, distribution, timeseries
from graph.neighbourhood import adjacent, expand
from graph.resolve.judgements import Journal, Verdict, judge, judgement, review, split
from graph.resolve.reviews import Ruling
from graph.reviewing import ruling_on
from graph.slices import Slice
from graph.views import (
    ClaimFilter,
    IncidentFilter,
    RelationFilter,
)
from tests.live.build import KINDS, claim, extraction, rich
from tests.live.time_world import T, World, assert_remembered, bombing, tell


@pytest.fixture
def world(store, monkeypatch):
    return World(store, monkeypatch)


@pytest.fixture
def story(world):
    return tell(world)


def test_what_was_answered_once_is_what_was_known_then(story):
    assert story.given[T[1]] != story.given[T[2]] != story.given[T[3]] != story.given[T[4]] != story.given[T[5]]
    assert_remembered(story)
    nothing = story.answers(T[0])
    assert all(rows == [] for rows in nothing.values())


def test_merging_splitting_and_rejecting_change_nothing_of_what_was_known_before(world):
    text = (
        "A bomb went off at the gate of the pass on Saturday and killed some people, the governor of the province said."
    )
    first = extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp"), outlet="One", published="2024-06-01", text=text, incidents=(bombing("i1", 3),))  # fmt: skip
    copy = extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "ttp", start=1, end=30), outlet="Two", published="2024-06-01", text=text + " More soon.", incidents=(bombing("i2", 3),))  # fmt: skip
    world.at(T[1], first)
    world.at(T[2], copy)
    assert (
        world.given[T[2]]["incidents"][0]["n_reports"] == 2
        and world.given[T[2]]["incidents"][0]["n_independent_origins"] == 1
    )
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()} | {
        x.incidents[0].id: "Incident" for x in (first, copy)
    }
    journal = judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[3]), kinds)
    world.rule(T[3], journal, first, copy)
    (edge,) = (r for r in world.given[T[3]]["relations"] if r["type"] == "CONDEMNS_OPPOSES")
    assert (edge["claims"], edge["origins"]) == (2, 1)
    ids = sorted(x.incidents[0].id for x in (first, copy))
    journal = split(journal, ids[:1], ids[1:], kinds, by="ann", at=T[4])
    world.rule(T[4], journal, first, copy)
    assert len(world.given[T[4]]["incidents"]) == 2
    rejected = ruling_on(world.store, first.claims[0].id, Ruling.rejected, None, by="ann", at=T[5], because=[])
    world.rule(T[5], review(journal, rejected), first, copy)
    assert [c["id"] for c in world.given[T[5]]["claims"]] == [copy.claims[0].id]
    world.rule(T[6], Journal(), first, copy)
    assert_remembered(world)
    assert len(world.given[T[6]]["incidents"]) == 1 and world.given[T[6]]["claims"] != world.given[T[3]]["claims"]


def test_a_rebuild_forgets_nothing(story):
    loaded = [rich(), extraction("a", claim("ttp", "ATTACKS", "pakistan"), outlet="One", published="2024-06-27", version="3")]  # fmt: skip
    before = {row["id"]: row["known_from"] for row in story.view.claims(limit=100)["results"]}
    clean = story.store.canonical_hash()
    story.now = T[6]
    story.store.clear(rebuild=True)
    story.store.init()
    story.at(T[6], *reversed(loaded))
    assert story.store.canonical_hash() == clean
    assert {row["id"]: row["known_from"] for row in story.view.claims(limit=100)["results"]} == before
    assert_remembered(story)


def test_the_history_of_a_relation_names_the_claims_that_changed_it(story):
    history = story.view.relation_history("t-kabul|HARBORS|t-ttp")
    told = [
        (c["at"], c["held"], sorted((one["what"], one["claim"]["stance"]) for one in c["claims"]))
        for c in history["changes"]
    ]
    assert told == [
        (T[5], True, [("withdrawn", "alleges")]),
        (T[4], True, [("withdrawn", "denies")]),
        (T[3], True, [("revised", "alleges")]),
        (T[2], True, [("learned", "denies")]),
        (T[1], True, [("learned", "alleges"), ("learned", "asserts")]),
    ]
    deny = history["changes"][3]
    assert (deny["before"], deny["after"]) == ({"denied": 0, "disputed": False}, {"denied": 1, "disputed": True})
    assert deny["claims"][0]["claim"]["quote"] and history["source"]["name"] == "Kabul Administration"
    only = story.view.relation_history("t-ttp|ATTACKS|t-pakistan")["changes"]
    assert [(c["at"], c["before"], c["after"]["claims"]) for c in only] == [(T[5], None, 1)]
    assert len(story.view.relation_history("t-kabul|HARBORS|t-ttp", limit=2)["changes"]) == 2
    with pytest.raises(NotFound):
        story.view.relation_history("t-ttp|HARBORS|t-kabul")


def test_the_history_of_an_incident_names_the_reports_that_changed_it(story):
    (id,) = {row["id"] for row in story.given[T[2]]["incidents"] if row["n_reports"] == 2}
    changes = story.view.incident_history(id)["changes"]
    by_time = {c["at"]: c for c in changes}
    assert by_time[T[2]]["after"]["n_reports"] == 2 and by_time[T[2]]["after"]["killed_high"] == 5
    assert {one["what"] for one in by_time[T[2]]["reports"]} <= {"learned", "joined"}
    for at, change in by_time.items():
        there = [row for row in story.given[at]["incidents"] if row["id"] == id]
        assert change["held"] == bool(there)
        assert all(
            there[0][name] == value
            for name, value in (change["after"] or {}).items()
            if name.startswith(("killed", "n_"))
        )
    assert not changes[0]["held"] and {one["what"] for one in changes[0]["reports"]} <= {"withdrawn", "left"}


def test_figures_of_an_earlier_moment_are_those_of_then(story):
    then = {at: [i["killed_high"] for i in story.given[at]["incidents"]] for at in T[1:6]}
    for at in T[1:6]:
        found = timeseries(story.store, "incidents", "day", FigureFilter(known_at=at))
        assert found["left_out"] + sum(row["value"] for row in found["results"]) == len(then[at])
        by = distribution(story.store, "perpetrator", "incidents", FigureFilter(known_at=at, actor="t-ttp"))
        assert [row["key"] for row in by["results"]] == ["t-ttp"]
    now = distribution(story.store, "admin1", "incidents")
    assert distribution(story.store, "admin1", "incidents", FigureFilter(known_at=T[6])) == now
    place = distribution(story.store, "country", "incidents", FigureFilter(known_at=T[1], place="r-land"))
    assert place["results"] == []  # the place is in no article any more


def test_a_merged_id_stands_for_what_it_became_and_an_unknown_one_is_named(world):
    given = [extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp", speaker="minister")), extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "kabul", speaker="speaker"))]  # fmt: skip
    world.at(T[1], *given)
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()}
    world.rule(
        T[2], judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[2]), kinds), *given
    )
    view = world.view
    for where in (ClaimFilter(about="t-speaker"), ClaimFilter(subject="t-speaker"), ClaimFilter(speaker="t-speaker")):
        assert len(view.claims(where)["results"]) == 2
    assert len(view.relations(RelationFilter(source="t-speaker"))["results"]) == 2
    assert len(view.relations(RelationFilter(between=("t-kabul", "t-speaker")))["results"]) == 1
    assert len(view.claims(ClaimFilter(about="t-speaker", known_at=T[1]))["results"]) == 1  # as it was called then
    then = view.entity("t-speaker", within=Slice(known_at=T[1]))  # it stood for itself
    assert (then["entity"]["name"], [n["other"]["id"] for n in then["neighbours"]]) == ("Speaker Example", ["t-kabul"])
    assert then["counts"] == {"claims_as_subject": 1, "claims_as_object": 0, "statements": 0, "incidents": 0}
    assert [hop["source"]["id"] for way in ways(world.store, "t-speaker", "t-kabul", WayFilter(known_at=T[1]))["ways"] for hop in way["hops"]] == ["t-speaker"]  # fmt: skip
    assert {row["name"] for row in centrality(world.store, NetworkFilter(known_at=T[1]))["results"]} == {"Minister Example", "Speaker Example", "Test Movement", "Kabul Administration"}  # fmt: skip
    with pytest.raises(Moved):
        view.entity("t-speaker", within=Slice(known_at=T[2]))
    with pytest.raises(UnknownFilter, match=r"about: nothing has the id 't-minster'; did you mean t-minister") as error:
        view.claims(ClaimFilter(about="t-minster"))
    assert error.value.field == "about" and error.value.near[0] == "t-minister"
    with pytest.raises(UnknownFilter, match="place"):
        view.incidents(IncidentFilter(place="r-nowhere"))
    assert view.claims(ClaimFilter(about="t-ttp", predicate="HARBORS"))["results"] == []


def test_a_threat_is_known_with_what_was_known_of_it(world):
    threat = extraction("a", claim("china", "THREATENS", "kabul", condition="unless the crossing is reopened at once", consequence="all trade will be cut"), outlet="One", published="2024-01-01")  # fmt: skip
    kept = extraction("b", claim("kabul", "AIDS", "china", about="reopened the crossing at once"), outlet="Two", published="2024-01-20")  # fmt: skip
    world.at(T[1], threat)
    world.at(T[2], kept)
    assert [c["state"] for c in world.given[T[1]]["commitments"]] == ["open"]
    (met,) = world.given[T[2]]["commitments"]
    assert met["state"] == "met" and met["changes"][0]["claims"] == [kept.claims[0].id]
    assert {c["id"] for c in met["claims"]} == {threat.claims[0].id, kept.claims[0].id}
    assert_remembered(world)


def test_seeds_and_nodes_that_were_merged_are_followed(world):
    given = [extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp")), extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "kabul"))]  # fmt: skip
    world.at(T[1], *given)
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()}
    world.rule(
        T[2], judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[2]), kinds), *given
    )
    around = world.view.subgraph(["t-speaker"])
    assert {node["id"] for node in around["nodes"]} == {"t-minister", "t-ttp", "t-kabul"}
    assert expand(world.store, "t-speaker") == expand(world.store, "t-minister")
    assert adjacent(world.store, "t-speaker") == [{"type": "CONDEMNS_OPPOSES", "direction": "out", "edges": 2}]
    with pytest.raises(UnknownFilter, match="seed: nothing has the id 't-ttq'; did you mean t-ttp"):
        world.view.subgraph(["t-ttq"])


def test_an_article_has_what_was_found_in_it_then_and_is_not_there_before(story):
    (id,) = {c["article"]["id"] for c in story.given[T[5]]["claims"] if c["predicate"] == "ATTACKS"}
    for at, expected in ((T[1], [("HARBORS", False)]), (T[3], [("HARBORS", True)]), (T[5], [("ATTACKS", False)])):
        then = story.view.article(id, Slice(known_at=at))
        assert [(c["predicate"], c["alleged"]) for c in then["claims"]] == expected
        assert ("claim", then["claims"][0]["id"]) in {(mark["kind"], mark["id"]) for mark in then["annotations"]}
    now, known = story.view.article(id), story.view.article(id, Slice(known_at=T[6]))
    assert now["claims"] == known["claims"] and now["text"] == known["text"]
    with pytest.raises(NotFound):
        story.view.article(id, Slice(known_at=T[0]))
