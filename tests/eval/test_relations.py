"""Floors for who does what to whom, over all candidates. They only go up."""

import pytest

from . import relations

FLOORS = {
    "relations_dev": {"class_f1": 77.5, "directed": 73.5, "triple": 67.8},
    "actors_dev": {"directed": 72.5},
}
MOST_REVERSED = 0.5

pytestmark = [
    pytest.mark.eval,
    pytest.mark.slow,
    pytest.mark.skipif(not relations.DATA.is_dir(), reason="the development data is not beside the project"),
]


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name, capsys):
    figures, out = relations.score(name, relations.predictions(name))
    tier, _ = relations.score(name, relations.predictions(name, tier=True))
    with capsys.disabled():
        print(f"\n{name}, all candidates\n{out}   the tier of edges: {tier}")
    assert {k: v for k, v in figures.items() if k in FLOORS[name] and v < FLOORS[name][k]} == {}
    assert figures["reversed"] <= MOST_REVERSED
