"""Blocks give the same pairs however they were filled, and at most `window` per record."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.resolve.blocking import Blocks, Pairing

RECORDS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.tuples(st.integers(0, 5), st.sets(st.sampled_from("xyz"))),
    max_size=25,
)


def expected(records, window):
    found = set()
    for key in "xyz":
        block = sorted(((str(o),), id) for id, (o, keys) in records.items() if key in keys)
        for i, (_, id) in enumerate(block):
            found |= {tuple(sorted((id, other))) for _, other in block[i + 1 : i + 1 + window]}
    return found


@given(RECORDS, RECORDS, st.sets(st.text("abcdef", min_size=1, max_size=3)), st.integers(1, 4))
@settings(deadline=None, max_examples=200)
def test_pairs_depend_on_the_records_alone(first, then, gone, window):
    blocks = Blocks(window)
    for id, (order, keys) in [*first.items(), *then.items()]:
        blocks.put(id, (str(order),), keys)
    for id in gone:
        blocks.drop(id)
    left = {id: r for id, r in {**first, **then}.items() if id not in gone}

    assert set(blocks.shared) == expected(left, window)
    won, lost = blocks.settle()
    assert set(won) == set(blocks.shared) and not set(lost) & set(won)


@given(st.lists(st.tuples(RECORDS, st.sets(st.text("abcdef", min_size=1, max_size=3))), max_size=4))
@settings(deadline=None, max_examples=150)
def test_verdicts_are_those_of_one_run_over_what_is_left(batches):
    def pairing():
        return Pairing(
            lambda r: r[1], lambda r: (str(r[0]),), lambda a, b: None if a[0] == b[0] else abs(a[0] - b[0]), 2
        )

    grown, left = pairing(), {}
    for batch, gone in batches:
        gone = gone - batch.keys()
        grown.update(batch, gone)
        left = {id: r for id, r in {**left, **batch}.items() if id not in gone}
    whole = pairing()
    whole.update(left)

    assert grown.verdicts == whole.verdicts
    assert grown.near(left) == set(left)


def test_a_large_block_grows_in_proportion():
    small, large = (Pairing(lambda r: ["one"], lambda r: (f"{r:05}",), lambda a, b: 1) for _ in "12")
    small.update({f"{i}": i for i in range(500)})
    large.update({f"{i}": i for i in range(1000)})

    assert large.compared <= 2.1 * small.compared <= 2.1 * 500 * 24
