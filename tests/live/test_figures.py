"""Figures for dashboards on the world of the recipes, where they are known: on both engines, and over HTTP."""

import pytest

from graph.figures import FIELDS, INTERVALS, METRICS, FigureFilter, choropleth, distribution, matrix, timeseries
from graph.project import project
from tests.live.recipe_world import articles
from tests.live.served import Served, settings_for


@pytest.fixture(scope="module")
def world(shared_store):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    return shared_store


def values(figures, *names):
    return [tuple(row[name] for name in names) for row in figures["results"]]


def test_over_time_empty_spans_are_there_and_tolls_have_ranges(world):
    days = timeseries(world, "killed", "day", FigureFilter(end="2024-06-11"))
    assert len(days["results"]) == 10 and days["left_out"] == 0  # 1 to 10 June
    told = [row for row in values(days, "t", "low", "value", "high", "incidents", "unknown") if row[4]]
    assert told == [
        ("2024-06-01", 3, 3, 5, 1, 0),
        ("2024-06-02", 3, 3, 4, 1, 0),
        ("2024-06-10", 7, 7, None, 1, 0),
    ]
    weeks = timeseries(world, "incidents", "week")
    assert values(weeks, "t", "value") == [("2024-05-27", 2), ("2024-06-03", 0), ("2024-06-10", 1), ("2024-06-17", 1)]
    (june,) = timeseries(world, "killed", "month")["results"]
    assert (june["t"], june["low"], june["high"], june["incidents"], june["unknown"]) == ("2024-06-01", 13, None, 4, 1)
    planned = timeseries(world, "incidents", "quarter", FigureFilter(status=["planned"]))
    assert values(planned, "t", "value") == [("2024-07-01", 1)]


def test_a_series_can_be_split(world):
    split = timeseries(world, "incidents", "month", split="type")
    assert values(split, "t", "key", "value") == [
        ("2024-06-01", "air_drone_strike", 1),
        ("2024-06-01", "armed_clash", 2),
        ("2024-06-01", "suicide_bombing", 1),
    ]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (FigureFilter(), 4),
        (FigureFilter(place="r-land"), 3),
        (FigureFilter(actor="t-ttp"), 3),
        (FigureFilter(type=["armed_clash"], place="r-north"), 2),
        (FigureFilter(start="2024-06-02", end="2024-06-20"), 2),
        (FigureFilter(start="2024-06-05", end="2024-06-21", date_field="published"), 2),
        (FigureFilter(end="2000-01-01", date_field="known"), 0),
        (FigureFilter(min_origins=2), 0),
        (FigureFilter(min_confidence=0.99), 0),
    ],
)
def test_filters(world, where, count):
    assert sum(row["value"] for row in distribution(world, "status", where=where)["results"]) == count


def test_by_one_field_and_by_two(world):
    assert values(distribution(world, "admin1"), "key", "label", "value") == [
        ("r-north", "North Province", 3),
        (None, None, 1),
    ]
    assert values(distribution(world, "target", "injured"), "label", "value", "unknown")[0][1:] == (0, 2)
    assert values(distribution(world, "outlet", "reports"), "label", "value") == [("Daily One", 2), ("Two", 2)]
    assert distribution(world, "type", limit=1)["truncated"]
    cells = matrix(world, "claimed_by", "type")
    assert values(cells, "row", "column", "value") == [
        (None, "air_drone_strike", 1),
        (None, "armed_clash", 1),
        ("t-ttp", "armed_clash", 1),
        ("t-ttp", "suicide_bombing", 1),
    ]


def test_by_place(world):
    placed = choropleth(world, "country", "killed")
    assert values(placed, "place_id", "lat", "lon", "low", "high", "unknown") == [("r-land", 1.0, 2.0, 6, 9, 1)]
    assert placed["left_out"] == 1


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_asked_for_with_every_metric(world, field):
    for metric in METRICS:
        rows = distribution(world, field, metric)["results"]
        assert sum(row["incidents"] for row in rows) >= 4
    assert len(INTERVALS) == 5


def test_over_http(world, engine, request, tmp_path_factory):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    with Served(settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")) as api:
        series = api.get("/v1/stats/timeseries", params={"interval": "week", "metric": "reports"}).json()
        assert series["metric"] == "reports" and [row["value"] for row in series["results"]] == [2, 0, 1, 1]
        assert api.get("/v1/stats/distribution", params={"field": "type"}).json()["results"][0]["key"] == "armed_clash"
        assert len(api.get("/v1/stats/matrix", params={"rows": "status", "cols": "type"}).json()["results"]) == 3
        assert api.get("/v1/stats/choropleth", params={"level": "admin1"}).json()["results"][0]["place_id"] == "r-north"
        for wrong in (
            "timeseries?interval=hour",
            "distribution?field=colour",
            "distribution",
            "timeseries?type=war",
            "matrix?rows=type",
        ):
            assert api.get(f"/v1/stats/{wrong}").status_code == 422, wrong
