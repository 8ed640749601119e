"""What was known when, and what held on which day: an answer about the past is the answer that was given then."""

from contextlib import suppress

import pytest

from graph import clock
from graph.analytics.blindspots import blind_spots
from graph.analytics.centrality import centrality
from graph.analytics.leadlag import lead_lag
from graph.analytics.network import NetworkFilter
from graph.analytics.paths import WayFilter, ways
from graph.analytics.trends import TrendFilter, trends
from graph.errors import Moved, NotFound, UnknownFilter
from graph.figures import FigureFilter, distribution, timeseries
from graph.neighbourhood import adjacent, expand
from graph.project import project
from graph.resolution import Resolver
from graph.resolve.judgements import Journal, Verdict, judge, judgement, review, split
from graph.resolve.reviews import Ruling
from graph.reviewing import ruling_on
from graph.slices import Slice, moment
from graph.views import (
    AroundFilter,
    ClaimFilter,
    CommitmentFilter,
    DisputeFilter,
    IncidentFilter,
    RelationFilter,
    StatementFilter,
    StatisticFilter,
    View,
)
from schema.errors import InvalidData
from schema.records import Count, Polarity, Precision, Statistic, Time
from tests.live.build import KINDS, claim, extraction, incident, party, ref, rich, settle

T = [f"2026-01-0{day}T12:00:00Z" for day in range(1, 9)]


def day(text, end=None):
    return Time(start=text, end=end or text, precision=Precision.day, text=text)


def bombing(key, low, text="1 June", **more):
    return incident(
        key,
        place=ref("r-pass"),
        date=day("2024-06-01"),
        killed=Count(low=low, high=low, text=str(low), start=0, end=1),
        perpetrators=(party("ttp", how="claimed"),),
        **more,
    )


class World:
    """A store whose clock is set by hand, and the answers that it gave at each time."""

    def __init__(self, store, monkeypatch):
        self.store, self.view, self.given, self.now = store, View(store), {}, T[0]
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def at(self, now, *extractions, delete=()):
        """Load or delete at this time, settle, and keep what is answered then."""
        self.now = now
        for one in delete:
            assert self.store.delete_article(one.article.id)
        assert {w.outcome for w in self.store.write(extractions)} <= {"created", "updated", "unchanged"}
        settle(self.store, *extractions)
        self.given[now] = self.answers()

    def rule(self, now, journal, *extractions):
        """Bring what persons decided into the graph at this time."""
        self.now = now
        known = {one.article.id: one for one in extractions}
        Resolver(self.store, lambda ids: [known[id] for id in ids]).run(journal.active(), journal.reviewed())
        project(self.store)
        self.given[now] = self.answers()

    def claims(self, **where):
        """Claims, none also for an id that is not in this world yet."""
        with suppress(UnknownFilter):
            return self.view.claims(ClaimFilter(**where), limit=100)["results"]
        return []

    def relations(self, **where):
        """Relations, in the same way."""
        with suppress(UnknownFilter):
            return self.view.relations(RelationFilter(**where), limit=100)["results"]
        return []

    def around(self, **where):
        """The edges around an actor, and theirs."""
        with suppress(UnknownFilter):
            edges = self.view.subgraph(["t-ttp"], AroundFilter(**where), depth=2)["edges"]
            return sorted(({**edge, "props": {name: v for name, v in edge["props"].items() if not name.startswith("disputed_by")}} for edge in edges), key=lambda edge: edge["id"])  # fmt: skip
        return []

    def answers(self, known_at=None):
        """Everything that is answered, with the claims that stand behind it."""
        view, t = self.view, {"known_at": known_at}
        return {
            "claims": view.claims(ClaimFilter(**t), limit=100)["results"],
            "about": self.claims(about="t-ttp", **t),
            "relations": view.relations(RelationFilter(**t), limit=100)["results"],
            "between": self.relations(between=("t-ttp", "t-kabul"), **t),
            "incidents": view.incidents(IncidentFilter(**t), limit=100)["results"],
            "statistics": view.statistics(StatisticFilter(**t), limit=100)["results"],
            "statements": view.statements(StatementFilter(**t), limit=100)["results"],
            "around": self.around(**t),
            "disputes": view.disputes(DisputeFilter(**t), limit=100)["results"],
            "commitments": view.commitments(CommitmentFilter(as_of="2025-01-01", **t)),
            "entity": self.entity("t-ttp", **t),
            "network": self.network(**t),
            "ways": self.ways(**t),
            "trends": trends(self.store, "2024-06-01", TrendFilter(level="country", **t))["results"],
            "blind spots": blind_spots(self.store, level="site", seen=Slice(**t))["results"],
            "lead and lag": lead_lag(self.store, seen=Slice(**t))["results"],
        }

    def entity(self, id, **where):
        """What is around an entity and how often it is met, but for what has no history."""
        with suppress(NotFound):
            found = self.view.entity(id, within=Slice(**where))
            counts = {name: n for name, n in found["counts"].items() if name != "articles"}
            return [found["neighbours"], counts] if any(counts.values()) else []
        return []

    def network(self, **where):
        """Who is tied to whom, and how central that makes them."""
        return centrality(self.store, NetworkFilter(**where), metric="strength")["results"]

    def ways(self, **where):
        """Ways between two actors."""
        with suppress(NotFound):
            found = ways(self.store, "t-minister", "t-kabul", WayFilter(**where))["ways"]
            return [[hop["relations"] for hop in way["hops"]] for way in found]
        return []


@pytest.fixture
def world(store, monkeypatch):
    return World(store, monkeypatch)


@pytest.fixture
def story(world):
    """An accusation; a denial and a second report; the accusation corrected; the denial deleted; a newer extractor."""
    accuse = extraction(
        "a",
        claim("kabul", "HARBORS", "ttp", speaker="minister"),
        outlet="One",
        published="2024-06-27",
        incidents=(bombing("i1", 3),),
    )
    deny = extraction("b", claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative), outlet="Two", published="2024-06-28", incidents=(bombing("i2", 5),))  # fmt: skip
    world.at(T[1], accuse, rich())
    world.at(T[2], deny)
    weaker = extraction("a", claim("kabul", "HARBORS", "ttp", speaker="minister", alleged=True, confidence=0.8), outlet="One", published="2024-06-27", version="2", incidents=(bombing("i1", 4),))  # fmt: skip
    world.at(T[3], weaker)
    world.at(T[4], delete=[deny])
    world.at(
        T[5], extraction("a", claim("ttp", "ATTACKS", "pakistan"), outlet="One", published="2024-06-27", version="3")
    )
    return world


def plain(value):
    """The parts that are always the same: titles of articles that were deleted since are gone with them."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    same = {name: plain(one) for name, one in value.items()}
    return same | ({"title": None, "url": None} if "outlet" in same and "url" in same else {})


def assert_remembered(world):
    """Asked about each earlier time, the world answers what it answered then."""
    for then, given in world.given.items():
        past = plain(world.answers(then))
        for kind, rows in plain(given).items():
            assert past[kind] == rows, (then, kind)


def test_what_was_answered_once_is_what_was_known_then(story):
    assert story.given[T[1]] != story.given[T[2]] != story.given[T[3]] != story.given[T[4]] != story.given[T[5]]
    assert_remembered(story)
    nothing = story.answers(T[0])
    assert all(rows == [] for rows in nothing.values())


def test_merging_splitting_and_rejecting_change_nothing_of_what_was_known_before(world):
    text = (
        "A bomb went off at the gate of the pass on Saturday and killed some people, the governor of the province said."
    )
    first = extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp"), outlet="One", published="2024-06-01", text=text, incidents=(bombing("i1", 3),))  # fmt: skip
    copy = extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "ttp", start=1, end=30), outlet="Two", published="2024-06-01", text=text + " More soon.", incidents=(bombing("i2", 3),))  # fmt: skip
    world.at(T[1], first)
    world.at(T[2], copy)
    assert (
        world.given[T[2]]["incidents"][0]["n_reports"] == 2
        and world.given[T[2]]["incidents"][0]["n_independent_origins"] == 1
    )
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()} | {
        x.incidents[0].id: "Incident" for x in (first, copy)
    }
    journal = judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[3]), kinds)
    world.rule(T[3], journal, first, copy)
    (edge,) = (r for r in world.given[T[3]]["relations"] if r["type"] == "CONDEMNS_OPPOSES")
    assert (edge["claims"], edge["origins"]) == (2, 1)
    ids = sorted(x.incidents[0].id for x in (first, copy))
    journal = split(journal, ids[:1], ids[1:], kinds, by="ann", at=T[4])
    world.rule(T[4], journal, first, copy)
    assert len(world.given[T[4]]["incidents"]) == 2
    rejected = ruling_on(world.store, first.claims[0].id, Ruling.rejected, None, by="ann", at=T[5], because=[])
    world.rule(T[5], review(journal, rejected), first, copy)
    assert [c["id"] for c in world.given[T[5]]["claims"]] == [copy.claims[0].id]
    world.rule(T[6], Journal(), first, copy)
    assert_remembered(world)
    assert len(world.given[T[6]]["incidents"]) == 1 and world.given[T[6]]["claims"] != world.given[T[3]]["claims"]


def test_a_rebuild_forgets_nothing(story):
    loaded = [rich(), extraction("a", claim("ttp", "ATTACKS", "pakistan"), outlet="One", published="2024-06-27", version="3")]  # fmt: skip
    before = {row["id"]: row["known_from"] for row in story.view.claims(limit=100)["results"]}
    clean = story.store.canonical_hash()
    story.now = T[6]
    story.store.clear(rebuild=True)
    story.store.init()
    story.at(T[6], *reversed(loaded))
    assert story.store.canonical_hash() == clean
    assert {row["id"]: row["known_from"] for row in story.view.claims(limit=100)["results"]} == before
    assert_remembered(story)


def test_the_history_of_a_relation_names_the_claims_that_changed_it(story):
    history = story.view.relation_history("t-kabul|HARBORS|t-ttp")
    told = [
        (c["at"], c["held"], sorted((one["what"], one["claim"]["stance"]) for one in c["claims"]))
        for c in history["changes"]
    ]
    assert told == [
        (T[5], True, [("withdrawn", "alleges")]),
        (T[4], True, [("withdrawn", "denies")]),
        (T[3], True, [("revised", "alleges")]),
        (T[2], True, [("learned", "denies")]),
        (T[1], True, [("learned", "alleges"), ("learned", "asserts")]),
    ]
    deny = history["changes"][3]
    assert (deny["before"], deny["after"]) == ({"denied": 0, "disputed": False}, {"denied": 1, "disputed": True})
    assert deny["claims"][0]["claim"]["quote"] and history["source"]["name"] == "Kabul Administration"
    only = story.view.relation_history("t-ttp|ATTACKS|t-pakistan")["changes"]
    assert [(c["at"], c["before"], c["after"]["claims"]) for c in only] == [(T[5], None, 1)]
    assert len(story.view.relation_history("t-kabul|HARBORS|t-ttp", limit=2)["changes"]) == 2
    with pytest.raises(NotFound):
        story.view.relation_history("t-ttp|HARBORS|t-kabul")


def test_the_history_of_an_incident_names_the_reports_that_changed_it(story):
    (id,) = {row["id"] for row in story.given[T[2]]["incidents"] if row["n_reports"] == 2}
    changes = story.view.incident_history(id)["changes"]
    by_time = {c["at"]: c for c in changes}
    assert by_time[T[2]]["after"]["n_reports"] == 2 and by_time[T[2]]["after"]["killed_high"] == 5
    assert {one["what"] for one in by_time[T[2]]["reports"]} <= {"learned", "joined"}
    for at, change in by_time.items():
        there = [row for row in story.given[at]["incidents"] if row["id"] == id]
        assert change["held"] == bool(there)
        assert all(
            there[0][name] == value
            for name, value in (change["after"] or {}).items()
            if name.startswith(("killed", "n_"))
        )
    assert not changes[0]["held"] and {one["what"] for one in changes[0]["reports"]} <= {"withdrawn", "left"}


def dated(key, start, end=None, published="2024-07-01", predicate="HARBORS", obj="ttp"):
    time = None if start is None else Time(start=start, end=end, precision=Precision.range, text=f"{start}")
    return extraction(key, claim("kabul", predicate, obj, time=time), outlet="One", published=published)


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


def test_figures_of_an_earlier_moment_are_those_of_then(story):
    then = {at: [i["killed_high"] for i in story.given[at]["incidents"]] for at in T[1:6]}
    for at in T[1:6]:
        found = timeseries(story.store, "incidents", "day", FigureFilter(known_at=at))
        assert found["left_out"] + sum(row["value"] for row in found["results"]) == len(then[at])
        by = distribution(story.store, "perpetrator", "incidents", FigureFilter(known_at=at, actor="t-ttp"))
        assert [row["key"] for row in by["results"]] == ["t-ttp"]
    now = distribution(story.store, "admin1", "incidents")
    assert distribution(story.store, "admin1", "incidents", FigureFilter(known_at=T[6])) == now
    place = distribution(story.store, "country", "incidents", FigureFilter(known_at=T[1], place="r-land"))
    assert place["results"] == []  # the place is in no article any more


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
    assert [count(view.relations, RelationFilter(**t), evidence=5) for t in (now, then)] == [2, 4]
    assert [count(view.incidents, IncidentFilter(**t)) for t in (now, then)] == [1, 3]
    assert [count(view.incidents, IncidentFilter(**t), evidence=5) for t in (now, then)] == [1, 3]  # they have none


def test_a_merged_id_stands_for_what_it_became_and_an_unknown_one_is_named(world):
    given = [extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp", speaker="minister")), extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "kabul", speaker="speaker"))]  # fmt: skip
    world.at(T[1], *given)
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()}
    world.rule(
        T[2], judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[2]), kinds), *given
    )
    view = world.view
    for where in (ClaimFilter(about="t-speaker"), ClaimFilter(subject="t-speaker"), ClaimFilter(speaker="t-speaker")):
        assert len(view.claims(where)["results"]) == 2
    assert len(view.relations(RelationFilter(source="t-speaker"))["results"]) == 2
    assert len(view.relations(RelationFilter(between=("t-kabul", "t-speaker")))["results"]) == 1
    assert len(view.claims(ClaimFilter(about="t-speaker", known_at=T[1]))["results"]) == 1  # as it was called then
    then = view.entity("t-speaker", within=Slice(known_at=T[1]))  # it stood for itself
    assert (then["entity"]["name"], [n["other"]["id"] for n in then["neighbours"]]) == ("Speaker Example", ["t-kabul"])
    assert then["counts"] == {"claims_as_subject": 1, "claims_as_object": 0, "statements": 0, "incidents": 0}
    assert [hop["source"]["id"] for way in ways(world.store, "t-speaker", "t-kabul", WayFilter(known_at=T[1]))["ways"] for hop in way["hops"]] == ["t-speaker"]  # fmt: skip
    assert {row["name"] for row in centrality(world.store, NetworkFilter(known_at=T[1]))["results"]} == {"Minister Example", "Speaker Example", "Test Movement", "Kabul Administration"}  # fmt: skip
    with pytest.raises(Moved):
        view.entity("t-speaker", within=Slice(known_at=T[2]))
    with pytest.raises(UnknownFilter, match=r"about: nothing has the id 't-minster'; did you mean t-minister") as error:
        view.claims(ClaimFilter(about="t-minster"))
    assert error.value.field == "about" and error.value.near[0] == "t-minister"
    with pytest.raises(UnknownFilter, match="place"):
        view.incidents(IncidentFilter(place="r-nowhere"))
    assert view.claims(ClaimFilter(about="t-ttp", predicate="HARBORS"))["results"] == []


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


def test_a_threat_is_known_with_what_was_known_of_it(world):
    threat = extraction("a", claim("china", "THREATENS", "kabul", condition="unless the crossing is reopened at once", consequence="all trade will be cut"), outlet="One", published="2024-01-01")  # fmt: skip
    kept = extraction("b", claim("kabul", "AIDS", "china", about="reopened the crossing at once"), outlet="Two", published="2024-01-20")  # fmt: skip
    world.at(T[1], threat)
    world.at(T[2], kept)
    assert [c["state"] for c in world.given[T[1]]["commitments"]] == ["open"]
    (met,) = world.given[T[2]]["commitments"]
    assert met["state"] == "met" and met["changes"][0]["claims"] == [kept.claims[0].id]
    assert {c["id"] for c in met["claims"]} == {threat.claims[0].id, kept.claims[0].id}
    assert_remembered(world)


def test_seeds_and_nodes_that_were_merged_are_followed(world):
    given = [extraction("a", claim("minister", "CONDEMNS_OPPOSES", "ttp")), extraction("b", claim("speaker", "CONDEMNS_OPPOSES", "kabul"))]  # fmt: skip
    world.at(T[1], *given)
    kinds = {f"t-{key}": kind for key, (kind, _) in KINDS.items()}
    world.rule(
        T[2], judge(Journal(), judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=T[2]), kinds), *given
    )
    around = world.view.subgraph(["t-speaker"])
    assert {node["id"] for node in around["nodes"]} == {"t-minister", "t-ttp", "t-kabul"}
    assert expand(world.store, "t-speaker") == expand(world.store, "t-minister")
    assert adjacent(world.store, "t-speaker") == [{"type": "CONDEMNS_OPPOSES", "direction": "out", "edges": 2}]
    with pytest.raises(UnknownFilter, match="seed: nothing has the id 't-ttq'; did you mean t-ttp"):
        world.view.subgraph(["t-ttq"])


def test_an_article_has_what_was_found_in_it_then_and_is_not_there_before(story):
    (id,) = {c["article"]["id"] for c in story.given[T[5]]["claims"] if c["predicate"] == "ATTACKS"}
    for at, expected in ((T[1], [("HARBORS", False)]), (T[3], [("HARBORS", True)]), (T[5], [("ATTACKS", False)])):
        then = story.view.article(id, Slice(known_at=at))
        assert [(c["predicate"], c["alleged"]) for c in then["claims"]] == expected
        assert ("claim", then["claims"][0]["id"]) in {(mark["kind"], mark["id"]) for mark in then["annotations"]}
    now, known = story.view.article(id), story.view.article(id, Slice(known_at=T[6]))
    assert now["claims"] == known["claims"] and now["text"] == known["text"]
    with pytest.raises(NotFound):
        story.view.article(id, Slice(known_at=T[0]))


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
