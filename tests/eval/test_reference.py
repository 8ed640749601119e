"""Floors of accuracy for pronouns and descriptions on the development data; skipped where the data are absent."""

import re

import pytest

from tests.eval.reference import DATA, score

pytestmark = [
    pytest.mark.eval,
    pytest.mark.slow,
    pytest.mark.skipif(not (DATA / "reference_dev.jsonl").exists(), reason="no development data beside the project"),
]

FLOORS = {"pronoun": (83.5, 92.0), "description": (63.0, 90.5)}
"""Kind → (right of all, right of the linked), in per cent."""


def test_whom_pronouns_and_descriptions_stand_for() -> None:
    found = {
        kind: (float(right), float(linked))
        for kind, right, linked in re.findall(
            r"^(\w+) +\d+ +right +([\d.]+)% +right of the linked +([\d.]+)%", score(), re.MULTILINE
        )
    }
    assert found.keys() == FLOORS.keys()
    for kind, (right, linked) in FLOORS.items():
        assert found[kind][0] >= right, (kind, found[kind])
        assert found[kind][1] >= linked, (kind, found[kind])
