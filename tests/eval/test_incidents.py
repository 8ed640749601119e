"""Floors for incidents over whole documents, in the configuration that ships. They only go up."""

import pytest

from . import incidents

FLOORS = {"relevance": 87.0, "type": 75.3, "roles exact": 54.3, "roles overlap": 56.8}

pytestmark = [
    pytest.mark.eval,
    pytest.mark.slow,
    pytest.mark.skipif(not incidents.GOLD.is_file(), reason="the development data is not beside the project"),
]


def test_floors(tmp_path, capsys):
    out, figures = incidents.score(incidents.predictions(tmp_path / "incidents.jsonl"))
    with capsys.disabled():
        print(f"\nincidents_dev\n{out}")
    assert {k: figures[k] for k, floor in FLOORS.items() if figures[k] < floor} == {}
