"""What contradicts is stored with both sides and served, and what somebody tied himself to is followed, on both engines."""

import random

from graph.project import project
from graph.views import CommitmentFilter, DisputeFilter, View
from schema.records import Count, Polarity, Value
from tests.live.build import claim, extraction, incident, party, settle

NO = {"denied": True, "polarity": Polarity.negative}


def articles():
    toll = [incident(k, killed=Count(low=n, high=n, text=str(n), start=0, end=1, by=by), perpetrators=who) for k, n, by, who in
            (("i1", 4, "police", (party("ttp", how="blamed"),)), ("i2", 19, "rescuers", (party("ttp", how="denied"),)))]  # fmt: skip
    money = [Value(number=n, currency="USD", text="") for n in (62e9, 20e9)]
    return [
        extraction("a", claim("kabul", "HARBORS", "ttp", speaker="minister", alleged=True), published="2024-01-02"),
        extraction(
            "b", claim("kabul", "HARBORS", "ttp", speaker="speaker", **NO), outlet="One", published="2024-01-03"
        ),
        extraction("c", claim("kabul", "HARBORS", "ttp", **NO), outlet="Two", published="2024-01-03"),
        extraction("d", claim("china", "INVESTS_IN", "road", value=money[0]), published="2024-01-02"),
        extraction("e", claim("china", "INVESTS_IN", "road", value=money[1]), published="2024-01-04"),
        extraction(
            "f",
            claim("minister", "BLAMES_ACCUSES", "kabul", about="arming the border raiders in spring"),
            published="2024-02-01",
        ),
        extraction("g", claim("kabul", "DENIES", None, about="arming the border raiders"), published="2024-02-03"),
        extraction("h", claim("china", "CONDEMNS_OPPOSES", "ttp"), incidents=[toll[0]], published="2024-03-01"),
        extraction("i", claim("china", "CONDEMNS_OPPOSES", "ttp"), incidents=[toll[1]], published="2024-03-01"),
    ]


def together(store, *ids):
    """Let the reports tell of one incident, as resolution would."""
    store.transact(lambda tx: tx.run(
        "MATCH (r:IncidentReport) WHERE r.id IN $ids SET r.incident = $one", ids=list(ids), one="inc-" + min(ids)[4:]
    ).consume())  # fmt: skip


def said(rows):
    return {
        (row["nature"], row["subject"] and row["subject"]["id"], tuple(s["says"] for s in row["sides"])) for row in rows
    }


def test_contradictions_are_stored_with_both_sides(store):
    given = articles()
    list(store.write(given))
    settle(store, *given)
    view = View(store)
    found = view.disputes(DisputeFilter())["results"]
    assert said(found) == {
        ("denial", "t-kabul", ("it is so", "it is not so")),
        ("value", "t-china", ("2e+10 USD", "6.2e+10 USD")),
    }
    assert len(found) == 3  # Kabul and the movement; the raiders; the road
    harbors = view.disputes(DisputeFilter(predicate="HARBORS"))["results"][0]
    yes, no = harbors["sides"]
    assert (harbors["object"], yes["speakers"], no["speakers"]) == (
        {"id": "t-ttp", "name": "Test Movement"},
        [{"id": "t-minister", "name": "Minister Example"}],
        [{"id": "t-speaker", "name": "Speaker Example"}],
    )
    assert [len(side["claims"]) for side in (yes, no)] == [1, 2] and all(c["quote"] for c in no["claims"])
    raiders = next(d for d in found if d["predicate"] == "DENIES")
    assert raiders["object"] is None and [len(s["claims"]) for s in raiders["sides"]] == [1, 1]
    assert {d["id"] for d in view.disputes(DisputeFilter(about="t-kabul"))["results"]} == {harbors["id"], raiders["id"]}
    edge = next(r for r in view.relations()["results"] if r["type"] == "HARBORS")
    assert edge["disputed_by"] == [{"id": "t-speaker", "name": "Speaker Example"}, {"id": None, "name": "Two"}]
    sides = store.read("MATCH (c:Claim)-[s:TAKES_SIDE]->(d:Dispute) RETURN count(*) AS n, count(DISTINCT d) AS d")
    assert sides == [{"n": 7, "d": 3}]
    once = store.canonical_hash()
    store.delete_article(given[1].article.id)
    store.delete_article(given[2].article.id)
    store.delete_article(given[6].article.id)
    settle(store)
    assert [d["nature"] for d in view.disputes(DisputeFilter())["results"]] == ["value"]
    for one in random.Random(2).sample([given[1], given[2], given[6]], 3):
        list(store.write([one]))
        settle(store, *given)
    assert store.canonical_hash() == once


def test_an_incident_says_whether_its_reports_contradict_each_other(store):
    given = articles()[7:]
    list(store.write(given))
    ids = ["rep-" + one.incidents[0].id[4:] for one in given]
    together(store, *ids)
    store.transact(lambda tx: tx.run(
        "MATCH (p:Pending) SET p.incidents = p.incidents + $ids", ids=["inc-" + id[4:] for id in ids]
    ).consume())  # fmt: skip
    project(store)
    view = View(store)
    (one,) = view.incidents()["results"]
    assert one["disputed"] and (one["killed_low"], one["killed_high"]) == (4, 19)
    found = {d["nature"]: d for d in view.disputes(DisputeFilter(incident=one["id"]))["results"]}
    assert set(found) == {"toll", "perpetrator"}
    assert found["toll"]["incident"] == {"id": one["id"], "name": one["title"]}
    assert {s["says"] for s in found["toll"]["sides"]} == {"4 killed, says police", "19 killed, says rescuers"}
    assert [s["says"] for s in found["perpetrator"]["sides"]] == ["Test Movement did it", "Test Movement denies it"]
    assert all(len(s["reports"]) == 1 for d in found.values() for s in d["sides"])


def test_threats_and_what_came_of_them(store):
    given = [
        extraction(
            "t",
            claim(
                "china",
                "WARNS",
                "pakistan",
                sense="threat",
                condition="unless the road is reopened within ten days",
                consequence="freeze the dam loans",
            ),
            published="2024-01-01",
        ),
        extraction(
            "u", claim("speaker", "THREATENS", "ttp", consequence="shell the mountain camps"), published="2024-01-05"
        ),
        extraction(
            "v", claim("pakistan", "AIDS", "road", about="the road was reopened to lorries"), published="2024-01-08"
        ),
    ]
    list(store.write(given))
    settle(store, *given)
    view = View(store)
    by = {row["by"]["id"]: row for row in view.commitments(CommitmentFilter(as_of="2024-02-01"))}
    assert (by["t-china"]["type"], by["t-china"]["deadline"], by["t-china"]["state"]) == (
        "ultimatum",
        "2024-01-11",
        "met",
    )
    assert by["t-china"]["changes"][0]["on"] == "2024-01-08" and len(by["t-china"]["claims"]) == 2
    assert (by["t-speaker"]["type"], by["t-speaker"]["state"]) == ("threat", "open")
    assert [row["state"] for row in view.commitments(CommitmentFilter(by="t-china", as_of="2024-01-05"))] == ["open"]
    assert (
        view.commitments(CommitmentFilter(state="broken")) == []
        and view.commitments(CommitmentFilter(to="t-ttp"))[0]["by"]["id"] == "t-speaker"
    )
    store.delete_article(given[2].article.id)
    settle(store)
    assert [row["state"] for row in view.commitments(CommitmentFilter(by="t-china", as_of="2024-02-01"))] == ["expired"]
