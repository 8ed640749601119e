"""Merge, split and undo: what is refused, and that undoing restores exactly what was there."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.resolve.identity import Identities, Profiles, decide, identities
from graph.resolve.judgements import Journal, Judgement, Refused, Verdict, judge, judgement, mergeable, split, undo

IDS = [f"new-{c}" for c in "abcdefgh"]
KINDS = {**dict.fromkeys(IDS, "ArmedGroup"), "group-x": "ArmedGroup", "person-p": "Person", "place-q": "Place"}
RULE = "rule:test/1"


def say(one, other, verdict="same", by="amal", at="2024-01-01", **more):
    return judgement(one, other, Verdict(verdict), by=by, at=at, **more)


def rule(one, other, score=0.9, verdict="same"):
    return say(one, other, verdict, by=RULE, score=score)


def clusters(*judgements, **more):
    return set(identities(judgements, **more).clusters.values())


def test_closure_is_transitive_and_a_known_id_gives_the_name():
    found = identities([rule("new-a", "new-b"), rule("new-b", "group-x")])

    assert dict(found.clusters) == {"group-x": ("group-x", "new-a", "new-b")}
    assert dict(found.redirects) == {"new-a": "group-x", "new-b": "group-x"}
    assert found.canonical("new-h") == "new-h" and found.members("new-a") == ("group-x", "new-a", "new-b")


def test_not_same_vetoes_the_weaker_join():
    found = identities(
        [rule("new-a", "new-b", 0.95), rule("new-b", "new-c", 0.9), rule("new-a", "new-c", 0, "not_same")]
    )

    assert set(found.clusters.values()) == {("new-a", "new-b")}
    assert [(h.judgement.pair, h.why) for h in found.held] == [
        (("new-b", "new-c"), f"new-a and new-c are judged two by {RULE}")
    ]


def test_a_person_beats_a_rule_either_way():
    assert clusters(rule("new-a", "new-b"), say("new-a", "new-b", "not_same")) == set()
    assert clusters(rule("new-a", "new-b"), say("new-a", "new-b", "unsure")) == set()
    assert clusters(rule("new-a", "new-b", 0, "not_same"), say("new-a", "new-b")) == {("new-a", "new-b")}
    chain = [say("new-a", "new-b"), say("new-b", "new-c"), rule("new-a", "new-c", 0, "not_same")]
    assert clusters(*chain) == {("new-a", "new-b", "new-c")}


def test_one_alias_does_not_join_two_large_clusters():
    left = [rule(IDS[0], IDS[i], 0.95) for i in (1, 2, 3)]
    right = [rule(IDS[4], IDS[i], 0.95) for i in (5, 6, 7)]
    bridge = rule(IDS[1], IDS[5], 0.9)

    held = identities([*left, *right, bridge])
    assert len(held.clusters) == 2 and "one alias" in held.held[0].why
    # the same alias seen from several ids of one side is still one alias
    assert len(clusters(*left, *right, bridge, rule(IDS[1], IDS[6], 0.9))) == 2
    # a second, independent alias, or a person, joins them
    assert len(clusters(*left, *right, bridge, rule(IDS[2], IDS[6], 0.9))) == 1
    assert len(clusters(*left, *right, bridge, say(IDS[1], IDS[5]))) == 1


def test_profiles_that_clash_keep_clusters_apart():
    profiles = Profiles(
        {"new-a": {"market"}, "new-b": set(), "new-c": {"mosque"}},
        join=lambda a, b: a | b,
        clash=lambda a, b: "other sites" if a and b and not a & b else None,
    )
    found = identities([rule("new-a", "new-b", 0.95), rule("new-b", "new-c")], profiles=profiles)

    assert set(found.clusters.values()) == {("new-a", "new-b")} and found.held[0].why == "other sites"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (say("new-a", "new-zzz"), "unknown_id"),
        (say("new-a", "new-a"), "same_id"),
        (say("person-p", "place-q"), "not_mergeable"),
        (say("person-p", "new-a"), "not_mergeable"),
    ],
)
def test_refuses_what_cannot_be(made, reason):
    with pytest.raises(Refused) as refused:
        judge(Journal(), made, KINDS)
    assert refused.value.reason == reason and set(refused.value.conflict) <= {*made.pair}


def test_saying_that_a_person_is_not_a_place_is_fine():
    assert judge(Journal(), say("person-p", "place-q", "not_same"), KINDS).judgements


def test_two_people_at_once_get_a_conflict_that_names_the_first():
    first = say("new-a", "new-b", by="amal")
    journal = judge(Journal(), first, KINDS)

    with pytest.raises(Refused, match="amal judged") as refused:
        judge(journal, say("new-a", "new-b", "not_same", by="bina"), KINDS)
    assert refused.value.reason == "contradiction" and refused.value.conflict == (first.id,)
    assert judge(journal, say("new-b", "new-a", by="bina", at="2024-02-01"), KINDS) is journal  # agreeing adds nothing


def test_a_cycle_of_contradictions_is_refused_with_its_chain():
    journal = judge(judge(Journal(), say("new-a", "new-b"), KINDS), say("new-b", "new-c"), KINDS)
    with pytest.raises(Refused) as refused:
        judge(journal, say("new-a", "new-c", "not_same"), KINDS)
    assert refused.value.reason == "contradiction" and len(refused.value.conflict) == 3

    apart = judge(judge(Journal(), say("new-a", "new-c", "not_same"), KINDS), say("new-a", "new-b"), KINDS)
    with pytest.raises(Refused, match="cannot be both"):
        judge(apart, say("new-b", "new-c"), KINDS)


def test_undo_once_and_never_an_undo():
    made = say("new-a", "new-b")
    journal = undo(judge(Journal(), made, KINDS), made.id, by="bina", at="2024-02-01")

    assert journal.active() == ()
    with pytest.raises(Refused, match="undone by bina") as again:
        undo(journal, made.act, by="amal", at="2024-02-02")
    assert again.value.reason == "already_undone"
    with pytest.raises(Refused) as of_undo:
        undo(journal, journal.undone[0].id, by="amal", at="2024-02-02")
    assert of_undo.value.reason == "undo_of_undo"
    with pytest.raises(Refused) as unknown:
        undo(journal, "jdg-0", by="amal", at="2024-02-02")
    assert unknown.value.reason == "unknown_judgement"
    # the same person may judge it again, and take that back again
    repeated = judge(journal, made, KINDS)
    assert len(repeated.active()) == 1
    assert undo(repeated, made.id, by="amal", at="2024-03-01").active() == ()


def test_a_split_is_one_act():
    rules = [rule("new-a", "new-b"), rule("new-b", "new-c"), rule("new-c", "new-d"), rule("new-a", "new-c")]
    journal = split(Journal(), ["new-a", "new-b"], ["new-c", "new-d"], KINDS, by="amal", at="2024-01-01")

    assert clusters(*rules, *journal.active()) == {("new-a", "new-b"), ("new-c", "new-d")}
    back = undo(journal, journal.judgements[2].id, by="amal", at="2024-01-02")
    assert clusters(*rules, *back.active()) == {("new-a", "new-b", "new-c", "new-d")}


def test_which_kinds_can_be_one():
    assert mergeable("Organisation", "ArmedGroup") and mergeable("Party", "ArmedGroup") and mergeable("Place", "Place")
    assert not mergeable("State", "Place") and not mergeable("Person", "Organisation")
    assert not mergeable("State", "ArmedGroup") and not mergeable("Incident", "Place")


def test_records_survive_the_store():
    journal = judge(Journal(), say("new-a", "new-b", reasons=["seen"]), KINDS)
    assert msgspec.json.decode(msgspec.json.encode(journal), type=Journal) == journal


PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] != p[1])
VERDICTS = st.sampled_from(list(Verdict))
RULES = st.lists(st.builds(lambda p, v, s: rule(*p, s, v), PAIRS, VERDICTS, st.floats(0, 1)), max_size=25)
STEPS = st.lists(
    st.tuples(st.sampled_from(["judge", "split", "undo"]), PAIRS, VERDICTS, st.integers(0, 9)), max_size=12
)


def play(journal, step, number):
    act, pair, verdict, pick = step
    at = f"2024-05-{number + 1:02}"
    try:
        if act == "undo":
            return (
                undo(journal, journal.judgements[pick % len(journal.judgements)].id, by="u", at=at)
                if journal.judgements
                else journal
            )
        if act == "split":
            return split(journal, pair[:1], pair[1:], KINDS, by="s", at=at)
        return judge(journal, judgement(*pair, verdict, by="j", at=at), KINDS)
    except Refused:
        return journal


def outcome(rules, journal) -> Identities:
    return identities([*rules, *journal.active()])


@given(RULES, STEPS, PAIRS, st.booleans())
@settings(deadline=None, max_examples=80)
def test_merge_then_undo_equals_never_merged(rules, steps, pair, parting):
    journal = Journal()
    for number, step in enumerate(steps):
        journal = play(journal, step, number)
    before = outcome(rules, journal)
    try:
        changed = (
            split(journal, pair[:1], pair[1:], KINDS, by="x", at="2025")
            if parting
            else judge(journal, say(*pair, by="x", at="2025"), KINDS)
        )
    except Refused:
        return
    if changed is journal:
        return

    after = outcome(rules, changed)
    assert (after.canonical(pair[0]) == after.canonical(pair[1])) is not parting
    restored = undo(changed, changed.judgements[-1].act, by="y", at="2026")
    assert outcome(rules, restored) == before


@given(RULES, STEPS, st.integers(0, 12), PAIRS)
@settings(deadline=None, max_examples=80)
def test_a_merge_in_the_middle_that_is_undone_leaves_no_trace(rules, steps, where, pair):
    """The later steps are those that are taken both with and without it."""
    plain, merged, act = Journal(), Journal(), None
    for number, step in enumerate(steps):
        if number == where:
            try:
                with_it = judge(merged, say(*pair, by="x", at="2025"), KINDS)
            except Refused:
                return
            if with_it is merged:
                return
            act, merged = with_it.judgements[-1].act, with_it
        if step[0] == "undo" and act is not None:
            continue  # picks by position, which the merge shifts
        one, other = play(plain, step, number), play(merged, step, number)
        if (one is plain) == (other is merged):
            plain, merged = one, other
    if act is None:
        return
    assert outcome(rules, undo(merged, act, by="y", at="2026")) == outcome(rules, plain)


@given(RULES, STEPS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=80)
def test_order_and_repetition_do_not_matter(rules, steps, rng: random.Random):
    journal = Journal()
    for number, step in enumerate(steps):
        journal = play(journal, step, number)
    everything = [*rules, *journal.active()]
    expected = identities(everything)
    shuffled = [*everything, *everything[::2]]
    rng.shuffle(shuffled)

    assert identities(shuffled) == expected
    for pair, decided in decide(everything).items():  # what persons decided holds
        if decided.human and decided.verdict is not Verdict.unsure:
            together = expected.canonical(pair[0]) == expected.canonical(pair[1])
            assert together is (decided.verdict is Verdict.same)


def test_ids_do_not_depend_on_reasons():
    one = say("new-a", "new-b", reasons=["x"])
    other = say("new-b", "new-a", reasons=["y"])
    assert isinstance(one, Judgement) and one.id == other.id and one.act == other.act
