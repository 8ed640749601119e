"""Persons rule on single claims: what is rejected counts nowhere, what is corrected counts as corrected, undo restores."""

import pytest

from graph.errors import NotFound
from graph.project import project
from graph.resolution import Resolver
from graph.resolve.judgements import Journal, Refused, review, undo
from graph.resolve.reviews import Ruling
from graph.reviewing import ruling_on
from graph.views import ClaimFilter, RelationFilter, View
from schema.records import Modality
from tests.live.build import claim, extraction

AT = "2024-07-01T00:00:00Z"


def world():
    return [
        extraction("one", claim("kabul", "HARBORS", "ttp", speaker="minister"), outlet="One", published="2024-06-01"),
        extraction("two", claim("kabul", "HARBORS", "ttp"), outlet="Two", published="2024-06-02"),
        extraction("not", claim("kabul", "DENIES", "pakistan", about="that it harbors"), published="2024-06-03"),
        extraction("plan", claim("ttp", "ATTACKS", "town", modality=Modality.planned), published="2024-06-04"),
    ]


class Desk:
    """A store, its articles, and a journal that is brought into it after every ruling."""

    def __init__(self, store, given):
        self.store, self.given, self.journal = store, {one.article.id: one for one in given}, Journal()
        self.resolver = Resolver(store, lambda ids: [self.given[id] for id in ids if id in self.given])
        self.view = View(store)
        list(store.write(given))
        self.settle()

    def settle(self):
        found = self.resolver.run(self.journal.active(), self.journal.reviewed())
        project(self.store)
        return found

    def rule(self, id, ruling, wanted=None, at=AT):
        new = ruling_on(self.store, id, Ruling(ruling), wanted, by="ann", at=at, because=["seen the tape"])
        self.journal = review(self.journal, new)
        return self.settle()

    def undo(self):
        self.journal = undo(self.journal, self.journal.reviewed()[-1].act, by="bob", at=AT)
        return self.settle()

    def relations(self, type="HARBORS"):
        found = self.view.relations(RelationFilter(type=type))["results"]
        return [(r["source"]["id"], r["target"]["id"], r["claims"], r["asserted"]) for r in found]

    def counted(self, id):
        return self.view.entity(id)["counts"]


def ids(given):
    return {one.article.source_id: one.claims[0].id for one in given}


def test_a_rejected_claim_counts_nowhere_and_undoing_restores_all(store):
    given = world()
    desk, claims = Desk(store, given), ids(given)
    clean = store.canonical_hash()
    assert desk.relations() == [("t-kabul", "t-ttp", 2, 2)]
    before = desk.counted("t-kabul")
    desk.rule(claims["one"], "rejected")
    assert desk.relations() == [("t-kabul", "t-ttp", 1, 1)]
    assert desk.counted("t-kabul")["claims_as_subject"] == before["claims_as_subject"] - 1
    assert claims["one"] not in {c["id"] for c in desk.view.claims(limit=100)["results"]}
    (kept,) = desk.view.claims(ClaimFilter(review="rejected", about="t-ttp"))["results"]
    assert kept == desk.view.claim(claims["one"]) and kept["stance"] == "rejected"
    assert kept["review"]["by"] == "ann" and kept["review"]["because"] == "seen the tape"
    shown = desk.view.article(given[0].article.id)
    assert [c["review"]["verdict"] for c in shown["claims"]] == ["rejected"] and shown["article"]["claims"] == 0
    assert {a["kind"] for a in shown["annotations"]} >= {"claim"}
    assert store.read("MATCH (c:Claim {id: $id}) RETURN c", id=claims["one"]) == []
    desk.rule(claims["two"], "rejected")
    assert desk.relations() == []
    desk.undo()
    desk.undo()
    assert store.canonical_hash() == clean and desk.journal.reviewed() == ()


def test_a_corrected_claim_counts_as_corrected(store):
    given = world()
    desk, claims = Desk(store, given), ids(given)
    clean = store.canonical_hash()
    desk.rule(claims["one"], "corrected", {"subject": "r-force", "denied": True})
    assert desk.relations() == [("t-kabul", "t-ttp", 1, 1)]
    changed = desk.view.claim(claims["one"])
    assert (changed["subject"]["id"], changed["subject"]["name"], changed["stance"]) == (
        "r-force",
        "Border Force",
        "denies",
    )
    assert changed["polarity"] == "negative" and changed["speaker"]["id"] == "t-minister"
    assert changed["review"]["extracted"] == {
        "denied": False,
        "polarity": "positive",
        "subject": "Kabul Administration",
    }
    assert desk.counted("r-force")["claims_as_subject"] == 1
    desk.rule(claims["plan"], "corrected", {"modality": "asserted"})
    assert desk.relations("ATTACKS") == [("t-ttp", "t-town", 1, 1)]
    assert [c["id"] for c in desk.view.claims(ClaimFilter(review="corrected", about="t-ttp"))["results"]] == [
        claims["plan"],
        claims["one"],
    ]
    desk.undo()
    desk.undo()
    assert store.canonical_hash() == clean


def test_rulings_survive_a_rebuild_a_restart_and_a_new_extraction(store):
    given = world()
    desk, claims = Desk(store, given), ids(given)
    desk.rule(claims["one"], "rejected")
    desk.rule(claims["two"], "accepted", at="2024-07-02T00:00:00Z")
    ruled = store.canonical_hash()
    assert desk.resolver.run((), desk.journal.reviewed()).rewritten == 0
    assert Resolver(store, lambda ids: [desk.given[id] for id in ids]).run((), desk.journal.reviewed()).rewritten == 0
    assert [one.outcome.value for one in store.write(given)] == ["unchanged"] * 4
    store.clear()
    store.init()
    again = Desk(store, given)
    again.journal = desk.journal
    again.settle()
    assert store.canonical_hash() == ruled
    newer = extraction("one", claim("kabul", "HARBORS", "ttp", speaker="minister"), outlet="One", version="2")
    assert newer.claims[0].id == claims["one"]
    list(store.write([newer]))
    assert again.view.claim(claims["one"])["review"]["verdict"] == "rejected"


def test_what_cannot_be_is_refused(store):
    given = world()
    desk, claims = Desk(store, given), ids(given)
    with pytest.raises(NotFound, match="claim"):
        desk.rule("clm-0000000000000000", "rejected")
    with pytest.raises(NotFound, match="entity"):
        desk.rule(claims["one"], "corrected", {"object": "new-nobody"})
    for wanted, match in (({"predicate": "HARBORS"}, "says that already"), ({"object": "r-pass"}, "cannot hold")):
        with pytest.raises(Refused, match=match):
            desk.rule(claims["one"], "corrected", wanted)
    desk.rule(claims["one"], "accepted")
    before = desk.journal
    desk.rule(claims["one"], "accepted", at="2024-08-01T00:00:00Z")
    assert desk.journal == before
    with pytest.raises(Refused, match="undo that first") as refused:
        desk.rule(claims["one"], "rejected")
    assert refused.value.conflict == (before.reviews[0].id,)
