"""Disputes and tolls: what contradicts and what is an update."""

import random

from graph.resolve.disputes import claim_disputes, incident_disputes, stand
from graph.resolve.reports import Report, Said
from graph.resolve.toll import toll
from schema.model import load_model
from schema.records import Claim, Modality, Polarity, Precision, Ref, Status, Time, Value

MODEL = load_model()


def ref(id):
    return Ref(entity=id, kind=None, name=id, text=id, start=0, end=1) if id else None


def claim(id, predicate, subject, obj, *, by=None, on="2024-03-05", origin=None, time=None, **more):
    at = Time(start=time, end=time, precision=Precision.day, text=time) if time else None
    made = Claim(
        id=id,
        predicate=predicate,
        subject=ref(subject),
        object=ref(obj),
        speaker=ref(by),
        time=at,
        start=0,
        end=1,
        quote=id,
        confidence=0.8,
        **more,
    )
    return stand(made, f"art-{id}", origin=origin or f"org-{id}", published=on)


def found(*stands):
    return claim_disputes(stands, MODEL)


def test_an_accusation_and_its_denial():
    one, other = (
        claim("c1", "HARBORS", "kabul", "ttp", by="asif", alleged=True),
        claim("c2", "HARBORS", "kabul", "ttp", by="mujahid", denied=True, polarity=Polarity.negative),
    )
    (dispute,) = found(other, one)

    assert dispute.kind == "denial" and dispute.about == "kabul|HARBORS|ttp" and not dispute.oneself
    assert [(side.says, side.members, side.speakers, side.origins) for side in dispute.sides] == [
        ("it is so", ("c1",), ("asif",), ("org-c1",)),
        ("it is not so", ("c2",), ("mujahid",), ("org-c2",)),
    ]


def test_what_is_no_dispute():
    yes = claim("c1", "HARBORS", "kabul", "ttp")
    assert found(yes, claim("c2", "HARBORS", "kabul", "ttp")) == []
    assert found(yes, claim("c2", "HARBORS", "kabul", "blf", polarity=Polarity.negative)) == []
    assert (
        found(yes, claim("c2", "HARBORS", "kabul", "ttp", polarity=Polarity.negative, modality=Modality.possible)) == []
    )
    assert (
        found(yes, claim("c2", "HARBORS", "kabul", "ttp", polarity=Polarity.negative, flags=("glued_heading",))) == []
    )
    before = claim("c2", "HARBORS", "kabul", "ttp", polarity=Polarity.negative, time="2019-01-01")
    assert found(claim("c1", "HARBORS", "kabul", "ttp", time="2024-01-01"), before) == []


def test_acts_are_told_apart_by_their_time():
    no = {"polarity": Polarity.negative}
    assert found(
        claim("c1", "ATTACKS", "a", "b", time="2024-03-01"), claim("c2", "ATTACKS", "a", "b", time="2024-03-01", **no)
    )
    assert not found(
        claim("c1", "ATTACKS", "a", "b", time="2024-03-01"), claim("c2", "ATTACKS", "a", "b", time="2024-05-01", **no)
    )
    assert not found(
        claim("c1", "ATTACKS", "a", "b", on="2024-03-01"), claim("c2", "ATTACKS", "a", "b", on="2024-06-01", **no)
    )
    assert found(claim("c1", "MEETS_NEGOTIATES", "a", "b"), claim("c2", "MEETS_NEGOTIATES", "b", "a", **no))


def test_one_who_contradicts_himself_is_told_so():
    (dispute,) = found(
        claim("c1", "HARBORS", "a", "b", by="x"), claim("c2", "HARBORS", "a", "b", by="x", polarity=Polarity.negative)
    )
    assert dispute.oneself


def test_values_that_exclude_each_other():
    def invests(id, amount, **more):
        return claim(id, "INVESTS_IN", "china", "cpec", value=Value(number=amount, currency="USD"), **more)

    (dispute,) = found(invests("c1", 62e9), invests("c2", 46e9))
    assert dispute.kind == "value" and [side.says for side in dispute.sides] == ["4.6e+10 USD", "6.2e+10 USD"]
    assert found(invests("c1", 62e9), invests("c2", 60e9)) == []
    assert found(invests("c1", 62e9, time="2020-01-01"), invests("c2", 46e9, time="2015-01-01")) == []
    assert found(invests("c1", 62e9, on="2020-01-01"), invests("c2", 46e9, on="2015-01-01")) == []


def test_a_denial_in_other_words():
    blame = claim("c1", "BLAMES_ACCUSES", "islamabad", "delhi", about="funding the rebels in the western province")
    deny = claim("c2", "DENIES", "delhi", None, about="that it was funding rebels anywhere")
    assert [d.kind for d in found(blame, deny)] == ["denial"]
    assert found(blame, claim("c2", "DENIES", "delhi", None, about="a report on the price of onions")) == []


def report(id, killed=None, by=None, *, pub="2024-03-05", outlet="A", how=(), high=0, origin=None):
    said = (Said(low=killed, high=killed if high == 0 else high, by=by),) if killed is not None else ()
    return Report(
        id=id,
        article=f"art-{id}",
        outlet=outlet,
        origin=origin,
        published=pub,
        type="ied_explosion",
        status=Status.occurred,
        killed=said,
        how=how,
    )


def test_tolls_of_two_counters_are_a_dispute_and_an_update_is_none():
    (dispute,) = incident_disputes({"i": [report("r1", 9, "police"), report("r2", 40, "the rebels"), report("r3", 12)]})
    assert dispute.kind == "toll" and [side.members for side in dispute.sides] == [("r1",), ("r2",)]
    assert incident_disputes({"i": [report("r1", 9), report("r2", 40, pub="2024-03-07")]}) == []
    assert incident_disputes({"i": [report("r1", 9, "police"), report("r2", 40, "police", pub="2024-03-07")]}) == []
    assert incident_disputes({"i": [report("r1", 12, "police", high=None), report("r2", 14, "rescuers")]}) == []


def test_a_claimed_and_denied_perpetrator():
    (dispute,) = incident_disputes(
        {
            "i": [
                report("r1", how=("ttp|claimed",)),
                report("r2", how=("ttp|denied",)),
                report("r3", how=("iskp|blamed",)),
            ]
        }
    )
    assert dispute.kind == "perpetrator" and [side.says for side in dispute.sides] == ["ttp did it", "ttp denies it"]


def test_a_toll_over_days_has_low_best_high_and_voices():
    reports = [
        report("r1", 12, pub="2024-03-05", outlet="A", origin="o1"),
        report("r2", 12, pub="2024-03-05", outlet="B", origin="o1"),
        report("r3", 17, pub="2024-03-06", outlet="C", origin="o2", by="rescuers"),
        report("r4", 16, pub="2024-03-06", outlet="D", origin="o3"),
        report("r5", 16, pub="2024-03-06", outlet="E", origin="o4"),
    ]
    random.Random(1).shuffle(reports)
    found = toll("killed", reports)

    assert found is not None and (found.low, found.best, found.high) == (12, 16, 17)
    assert [(v.low, v.outlets, v.origins, v.by) for v in found.voices] == [
        (12, ("A", "B"), 1, ()),
        (16, ("D", "E"), 2, ()),
        (17, ("C",), 1, ("rescuers",)),
    ]
    assert toll("injured", reports) is None
