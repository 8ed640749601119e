"""Floors for who said what on the development data. Raise them when the extractor gets better; never lower them silently."""

import pytest

from tests.eval import attribution

pytestmark = [
    pytest.mark.eval,
    pytest.mark.slow,
    pytest.mark.skipif(not attribution.DATA.is_dir(), reason=f"no development data in {attribution.DATA}"),
]

FLOORS = {"content_f1": 74.4, "source": 93.9, "joint_f1": 71.4}
FLOORS_OF_ALL = {"content_f1": 75.2, "source": 93.2, "joint_f1": 71.6}


@pytest.fixture(scope="module")
def read():
    return attribution.predict()


@pytest.mark.parametrize(("least", "floors"), [(attribution.LEAST, FLOORS), (0.0, FLOORS_OF_ALL)])
def test_attributions_stay_above_their_floors(read, least, floors):
    figures = attribution.figures(read, least)
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}
