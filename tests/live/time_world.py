"""A store whose clock is set by hand, and the answers that it gave at each time."""

from contextlib import suppress

from graph import clock
from graph.analytics.blindspots import blind_spots
from graph.analytics.centrality import centrality
from graph.analytics.leadlag import lead_lag
from graph.analytics.network import NetworkFilter
from graph.analytics.paths import WayFilter, ways
from graph.analytics.trends import TrendFilter, trends
from graph.errors import NotFound, UnknownFilter
from graph.project import project
from graph.resolution import Resolver
from graph.slices import Slice
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
from schema.records import Count, Polarity, Precision, Time
from tests.live.build import claim, extraction, incident, party, ref, rich, settle

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


def dated(key, start, end=None, published="2024-07-01", predicate="HARBORS", obj="ttp"):
    time = None if start is None else Time(start=start, end=end, precision=Precision.range, text=f"{start}")
    return extraction(key, claim("kabul", predicate, obj, time=time), outlet="One", published=published)


def tell(world):
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
