"""What held on which day, in which span by which clock, under which marking."""

import pytest

from graph.errors import NotFound
from graph.figures import FigureFilter, distribution
from graph.slices import Slice, moment
from graph.views import (
    ClaimFilter,
    IncidentFilter,
    RelationFilter,
    StatementFilter,
    StatisticFilter,
)
from schema.errors import InvalidData
from schema.records import Precision, Statistic, Time
from tests.live.build import claim, extraction
from tests.live.time_world import T, World, bombing, dated, tell


@pytest.fixture
def world(store, monkeypatch):
    return World(store, monkeypatch)


@pytest.fixture
def story(world):
    return tell(world)


def test_as_of_is_what_the_text_says_held_on_that_day(world):
    world.at(T[1], dated("ended", "2020-01-01", "2021-12-31"), dated("still", "2023-01-01"), dated("undated", None), dated("act", "2022-05-05", predicate="ATTACKS"))  # fmt: skip

    def on(day, **more):
        return sorted(c["article"]["title"] for c in world.view.claims(ClaimFilter(as_of=day, **more))["results"])

    assert on("2019-12-31") == [] and on("2020-01-01") == on("2021-12-31") == ["About ended"]
    assert on("2022-01-01") == on("2022-05-06") == [] and on("2022-05-05") == ["About act"]
    assert on("2030-01-01") == ["About still"]
    assert on("2020-06-01", undated=True) == ["About ended", "About undated"]
    edges = world.view.relations(RelationFilter(as_of="2020-06-01"))["results"]
    assert [(e["id"], e["claims"], e["last_valid"]) for e in edges] == [("t-kabul|HARBORS|t-ttp", 1, "2021-12-31")]
    assert world.view.relations()["results"][0]["claims"] == 3


def test_a_span_goes_by_one_of_three_clocks(world):
    world.at(T[1], dated("early", "2020-01-01", "2020-01-31", published="2024-01-01"))
    world.at(T[2], dated("late", "2020-02-01", "2020-02-29", published="2024-02-01"))

    def between(field, start, end):
        where = {"date_field": field, "start": start, "end": end}
        claims = [c["article"]["title"][6:] for c in world.view.claims(ClaimFilter(**where))["results"]]
        edges = world.view.relations(RelationFilter(**where))["results"]
        assert sum(e["claims"] for e in edges) == len(claims)
        return sorted(claims)

    assert between("valid", "2020-01-31", "2020-02-01") == ["early"] == between("published", None, "2024-02-01")
    assert between("known", "2026-01-03", None) == ["late"] == between("published", "2024-02-01", "2024-02-02")
    assert between("valid", "2020-01-01", "2020-03-01") == ["early", "late"]


def test_nothing_above_a_marking_is_seen_or_counted(world):
    from msgspec.structs import replace

    public = extraction("a", claim("kabul", "HARBORS", "ttp"), outlet="One", published="2024-06-01", incidents=(bombing("i1", 3),))  # fmt: skip
    secret = extraction("b", claim("kabul", "HARBORS", "ttp"), outlet="Two", published="2024-06-01", incidents=(bombing("i2", 9),))  # fmt: skip
    secret = replace(secret, article=replace(secret.article, marking="TLP:RED"))
    world.at(T[1], public, secret)
    view, open_ = world.view, {"marking": "TLP:GREEN"}
    assert [r["claims"] for r in view.relations()["results"]] == [2]
    assert [(r["claims"], r["outlets"]) for r in view.relations(RelationFilter(**open_))["results"]] == [(1, 1)]
    assert len(view.claims(ClaimFilter(**open_))["results"]) == 1
    assert {i["killed_high"] for i in view.incidents()["results"]} == {3, 9}
    assert [i["killed_high"] for i in view.incidents(IncidentFilter(**open_))["results"]] == [3]
    (cell,) = distribution(world.store, "outlet", "killed", FigureFilter(**open_))["results"]
    assert (cell["key"], cell["value"], cell["incidents"]) == ("One", 3, 1)


def test_totals_are_given_where_they_are_asked_for(story):
    view = story.view
    for read, where in (
        (view.claims, ClaimFilter(about="t-ttp")),
        (view.claims, ClaimFilter(known_at=T[2])),
        (view.statements, StatementFilter(speaker="t-minister")),
        (view.statistics, StatisticFilter()),
        (view.incidents, IncidentFilter()),
        (view.incidents, IncidentFilter(known_at=T[2])),
        (view.relations, RelationFilter()),
        (view.relations, RelationFilter(known_at=T[2])),
    ):
        n = len(read(where, limit=1000)["results"])
        assert "total" not in read(where, limit=1)
        assert read(where, limit=1, total=True)["total"] == {"value": n, "relation": "eq"}


def test_an_answer_takes_the_same_few_queries_whatever_its_length(world, monkeypatch):
    many = [extraction(f"m{n}", claim("kabul", "HARBORS", "ttp"), claim("speaker", "CONDEMNS_OPPOSES", obj), outlet=f"O{n}", published="2024-06-01", incidents=(bombing(f"m{n}", n + 1, type=type),)) for n, (obj, type) in enumerate(zip(["ttp", "kabul", "china", "pakistan"], ["armed_clash", "abduction", "protest", "arrest"], strict=True))]  # fmt: skip
    asked = []
    read = world.store.read
    world.at(T[1], *many)
    view = World(world.store, monkeypatch).view
    monkeypatch.setattr(view, "_read", lambda query, **given: (asked.append(query), read(query, **given))[1])

    def count(ask, where, **more):
        sizes = []
        for limit in (1, 100):
            asked.clear()
            rows = ask(where, limit=limit, **more)["results"]
            assert len(rows) == limit or limit == 100
            sizes.append(len(asked))
        assert sizes[0] == sizes[1]
        return sizes[0]

    now, then = {}, {"known_at": T[1]}
    assert [count(view.claims, ClaimFilter(**t)) for t in (now, then)] == [1, 1]
    assert [count(view.relations, RelationFilter(**t), evidence=5) for t in (now, then)] == [3, 4]
    assert [count(view.incidents, IncidentFilter(**t)) for t in (now, then)] == [1, 3]
    assert [count(view.incidents, IncidentFilter(**t), evidence=5) for t in (now, then)] == [1, 3]  # they have none


def test_statistics_of_a_span_and_a_day(world):
    number = Statistic(id="num-1", measure="attacks", low=7, high=7, unit="attacks", place=None, publisher=None, start=0, end=9, quote="7", period=Time(start="2023-01-01", end="2023-12-31", precision=Precision.year, text="2023"))  # fmt: skip
    world.at(T[1], extraction("a", outlet="One", published="2024-01-09", statistics=(number,)))

    def found(**where):
        return len(world.view.statistics(StatisticFilter(**where))["results"])

    assert (
        found(as_of="2023-06-01") == found(start="2023-12-31") == found(date_field="published", start="2024-01-09") == 1
    )
    assert (
        found(as_of="2024-01-01") == found(start="2024-01-01") == found(end="2023-01-01") == found(known_at=T[0]) == 0
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-27", "2024-06-27T23:59:59Z"),
        ("2024-06-27T12:00:00Z", "2024-06-27T12:00:00Z"),
        ("2024-06-27T12:00:00+05:00", "2024-06-27T07:00:00Z"),
        ("2024-06-27 12:00", "2024-06-27T12:00:00Z"),
        ("2024-06-31", None),
        ("yesterday", None),
        ("2024", None),
    ],
)
def test_moments(text, expected):
    if expected is None:
        with pytest.raises(InvalidData, match="known_at"):
            moment(text)
    else:
        assert moment(text) == expected


def test_a_page_shows_nothing_above_a_marking_and_only_what_held_on_a_day(world):
    from msgspec.structs import replace

    public, secret = dated("held", "2020-01-01", "2020-12-31"), dated("secret", "2021-01-01", predicate="ATTACKS")
    secret = replace(secret, article=replace(secret.article, marking="TLP:RED"))
    world.at(T[1], public, secret)

    def types(**where):
        found = world.view.entity("t-ttp", within=Slice(**where))
        assert found["counts"]["claims_as_object"] == len(found["neighbours"])
        return [n["type"] for n in found["neighbours"]]

    assert types(marking="TLP:GREEN") == ["HARBORS"] == types(as_of="2020-06-01") and types(as_of="2019-01-01") == []
    with pytest.raises(NotFound):
        world.view.article(secret.article.id, Slice(marking="TLP:GREEN"))
    assert world.view.article(public.article.id, Slice(as_of="2019-01-01"))["claims"] == []
    assert len(world.view.article(secret.article.id, Slice(marking="TLP:RED"))["claims"]) == 1
