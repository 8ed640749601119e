"""Threats, ultimatums and promises, and what comes of them."""

import random

import pytest

from graph.resolve.commitments import State, commitments, deadline
from schema.records import Polarity
from tests.unit.resolve.test_disputes import claim

SHUT = "if the crossing at Spintor is not reopened"


def threat(id="t", on="2024-03-01", **more):
    more = {"condition": SHUT + " within ten days", "consequence": "it will stop all coal transports", **more}
    return claim(id, "THREATENS", "zaram", "quril", on=on, **more)


def only(*stands, today="2024-12-01"):
    (one,) = commitments(stands, today)
    return one


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("within 48 hours", "2024-03-08"),
        ("within two weeks", "2024-03-20"),
        ("a three-day ultimatum", "2024-03-09"),
        ("by Friday", "2024-03-08"),
        ("before 30 June", "2024-06-30"),
        ("by June 30", "2024-06-30"),
        ("by the end of January", "2025-01-31"),
        ("by February 3, 2026", "2026-02-03"),
        ("by force", None),
        ("closed until April 26", None),
        ("within reason", None),
    ],
)
def test_deadlines(text, day):
    assert deadline(text, "2024-03-06") == day  # a Wednesday


def test_a_demand_that_was_met():
    one = only(
        threat(),
        claim(
            "c", "WITHDRAWS_FROM", "quril", "spintor", on="2024-03-06", about="Quril reopened the crossing at Spintor"
        ),
    )

    assert (one.kind, one.by, one.to, one.deadline) == ("ultimatum", "zaram", "quril", "2024-03-11")
    assert [(c.state, c.on, c.claims) for c in one.changes] == [(State.met, "2024-03-06", ("c",))]
    assert one.state("2024-03-05") is State.open and one.state() is State.met


def test_a_demand_that_was_refused_or_ran_out():
    refused = only(
        threat(), claim("c", "REJECTS", "quril", "zaram", on="2024-03-04", about="to reopen the Spintor crossing")
    )
    assert [(c.state, c.why) for c in refused.changes] == [(State.broken, "the demand was refused")]
    expired = only(threat())
    assert [(c.state, c.on, c.claims) for c in expired.changes] == [(State.expired, "2024-03-12", ())]
    assert only(threat(), today="2024-03-10").state() is State.open


def test_a_threat_that_was_carried_out_after_its_deadline():
    one = only(
        threat(),
        claim("c", "RESTRICTS", "zaram", "quril", on="2024-03-14", about="stopped the coal transports to Quril"),
    )
    assert [c.state for c in one.changes] == [State.expired, State.broken]
    assert one.state("2024-03-13") is State.expired and one.state() is State.broken


def test_a_line_that_was_crossed():
    warned = claim(
        "t",
        "WARNS",
        "zaram",
        "quril",
        sense="threat",
        condition="if Quril shells the Morghab valley again",
        consequence="it will answer in kind",
    )
    one = only(
        warned, claim("c", "ATTACKS", "quril", "morghab", on="2024-04-01", about="shells fell on the Morghab valley")
    )
    assert one.kind == "threat" and [(c.state, c.why) for c in one.changes] == [
        (State.broken, "what was warned against was done")
    ]


def test_promises():
    promise = claim(
        "p",
        "PROMISES_AGREES",
        "quril",
        "zaram",
        on="2024-03-01",
        consequence="to release the captured fishermen by April 1",
    )
    kept = only(
        promise,
        claim("c", "WITHDRAWS_FROM", "quril", "zaram", on="2024-03-20", about="released the captured fishermen"),
    )
    assert [c.state for c in kept.changes] == [State.met]
    denied = only(
        promise,
        claim(
            "c",
            "WITHDRAWS_FROM",
            "quril",
            "zaram",
            on="2024-03-20",
            about="released the captured fishermen",
            polarity=Polarity.negative,
        ),
    )
    assert [c.state for c in denied.changes] == [State.broken]
    assert only(promise).state() is State.expired


def test_what_makes_no_commitment_and_no_evidence():
    assert (
        commitments([claim("w", "WARNS", "zaram", "quril", sense="hazard", condition="if it rains")], "2025-01-01")
        == []
    )
    assert commitments([threat(denied=True)], "2025-01-01") == []
    assert commitments([claim("t", "THREATENS", "zaram", "quril")], "2025-01-01") == []
    other = claim("c", "WITHDRAWS_FROM", "quril", "x", on="2024-03-06", about="Quril opened a hospital in the capital")
    earlier = claim("d", "WITHDRAWS_FROM", "quril", "x", on="2024-02-06", about="reopened the crossing at Spintor")
    assert only(threat(), other, earlier, today="2024-03-05").changes == ()


def test_told_again_it_is_one_in_any_order():
    stands = [
        threat("t1"),
        threat("t2", on="2024-03-02", condition=SHUT),
        threat("t3", condition="if the dam is not drained", consequence="it will cut the power lines"),
    ]
    expected = commitments(stands, "2024-03-03")

    assert sorted(c.claims for c in expected) == [("t1", "t2"), ("t3",)]
    for seed in range(5):
        random.Random(seed).shuffle(stands)
        assert commitments(stands, "2024-03-03") == expected
