"""Clusters kept up to date piece by piece are those of a run from nothing; and articles are linked to what was merged."""

import random

import pytest

from graph.resolve import actors as who
from graph.resolve import incidents as events
from graph.resolve.journal import added, read
from graph.resolve.judgements import Journal, Verdict, judge, judgement, undo
from graph.resolve.records import dump, load, records
from graph.resolve.relink import applied, relink
from graph.resolve.scopes import Clusters, by_scope, scope_of
from graph.resolve.sightings import known
from schema.model import load_model
from tests.live.build import claim, extraction, incident, party, ref
from tests.worlds.world import make

AT = "2024-06-01"
WORLD = make(6, 25, 150)
KEPT = {x.article.id: records(x, WORLD.reference) for x in WORLD.extractions}
KNOWN = known(WORLD.reference)


@pytest.mark.parametrize("seed", [1, 2])
def test_entities_settled_bit_by_bit_are_those_settled_at_once(seed):
    actors = who.Actors(KNOWN)
    clusters = Clusters("entity", actors, actors.among)
    order = random.Random(seed).sample(list(KEPT), len(KEPT))
    gone = set(order[-30:])
    for start in range(0, len(order), 20):
        some = order[start : start + 20]
        touched = actors.update({id: KEPT[id].sightings for id in some})
        clusters.settle(touched, AT)
    clusters.settle(actors.update(dict.fromkeys(gone, ())), AT)
    whole = who.Actors(KNOWN)
    whole.update({id: one.sightings for id, one in KEPT.items() if id not in gone})
    assert clusters.redirects == dict(whole.identify(AT).redirects) != {}
    found = {one.pair: one for one in whole.judgements(AT) if one.verdict is not Verdict.not_same}
    assert {kept.judgement.pair: kept.judgement for kept in clusters.kept.values()} == found


@pytest.mark.parametrize("seed", [1, 2])
def test_incidents_settled_bit_by_bit_are_those_settled_at_once(seed):
    told = {one.id: one for kept in KEPT.values() for one in kept.reports}
    incidents = events.Incidents()
    clusters = Clusters("incident", incidents, incidents.among)
    order = random.Random(seed).sample(sorted(told), len(told))
    apart = [judgement(order[0], other, Verdict.not_same, by="ann", at=AT) for other in order[1:4]]
    joined = [judgement(order[5], order[6], Verdict.same, by="ann", at=AT)]
    for start in range(0, len(order), 15):
        touched = incidents.update([told[id] for id in order[start : start + 15]])
        persons = apart if start else []
        clusters.settle(touched | clusters.judge([*persons, *joined]), AT)
    gone = order[-20:]
    clusters.settle(incidents.update([], gone) | set(gone) | clusters.judge(apart), AT)
    whole = events.Incidents()
    whole.update([told[id] for id in order[:-20]])
    assert clusters.redirects == dict(whole.identify(AT, apart).redirects) != {}
    assert {k.judgement.by for k in clusters.kept.values()} == {"ann", events.BY}


def test_records_come_back_as_they_were():
    for one in list(KEPT.values())[:20]:
        assert load(dump(one)) == one


def test_an_article_is_linked_to_what_its_entities_became():
    one = extraction(
        "x", claim("kabul", "HARBORS", "ttp", speaker="minister", place="town"), claim("speaker", "AIDS", "ttp", start=1),
        incidents=[incident("x", perpetrators=(party("ttp"),), place=ref("town"))],
    )  # fmt: skip
    redirects = {"t-minister": "t-speaker", "t-town": "r-pass", "t-nobody": "t-x"}
    assert applied(one, redirects) == ["t-minister>t-speaker", "t-town>r-pass"]
    linked = relink(one, redirects, {"r-pass": "Place"})
    assert {c.speaker.entity for c in linked.claims if c.speaker} == {"t-speaker"}
    assert linked.claims[0].place.entity == linked.incidents[0].place.entity == "r-pass"
    people = [e for e in linked.entities if e.kind == "Person"]
    assert [(e.id, "MINISTER EXAMPLE" in e.aliases) for e in people] == [("t-speaker", True)]
    assert {e.id for e in linked.entities} == {m.entity for m in linked.mentions} and linked.claims[
        0
    ].quote == one.claims[0].quote
    assert relink(one, {"t-nobody": "t-x"}, {}) is one and load_model().kinds[people[0].kind].entity


def test_the_journal_is_lines_that_are_only_added_to():
    kinds = {"a": "Person", "b": "Person", "c": "Person"}
    first = judge(Journal(), judgement("a", "b", Verdict.same, by="ann", at=AT, reasons=["said so"]), kinds)
    lines = added(Journal(), first)
    second = undo(
        judge(first, judgement("b", "c", Verdict.not_same, by="bob", at=AT), kinds),
        lines and first.judgements[0].act,
        by="ann",
        at=AT,
    )
    lines += added(first, second)
    assert len(lines) == 3 and read(lines) == second
    assert [scope_of(id) for id in ("art-1", "inc-1", "new-1", "group-ttp")] == [
        "origin",
        "incident",
        "entity",
        "entity",
    ]
    assert [len(by_scope(second.judgements)[scope]) for scope in ("origin", "entity", "incident")] == [0, 2, 0]
