"""What was known when, and what held on which day: an answer about the past is the answer that was given then."""

import pytest

from graph import clock
from graph.views import ClaimFilter, IncidentFilter, RelationFilter, StatementFilter, StatisticFilter, View
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

    def answers(self, known_at=None):
        """Everything that is answered, with the claims that stand behind it."""
        view, t = self.view, {"known_at": known_at}
        return {
            "claims": view.claims(ClaimFilter(**t), limit=100)["results"],
            "about": view.claims(ClaimFilter(about="t-ttp", **t), limit=100)["results"],
            "relations": view.relations(RelationFilter(**t), limit=100)["results"],
            "between": view.relations(RelationFilter(between=("t-ttp", "t-kabul"), **t), limit=100)["results"],
            "incidents": view.incidents(IncidentFilter(**t), limit=100)["results"],
            "statistics": view.statistics(StatisticFilter(**t), limit=100)["results"],
            "statements": view.statements(StatementFilter(**t), limit=100)["results"],
        }


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


def plain(answers):
    """The parts that are always the same: titles of articles that were deleted since are gone with them."""
    for rows in answers.values():
        for row in rows:
            for one in [row, *row.get("evidence", ())]:
                if "article" in one:
                    one["article"] = {**one["article"], "title": None, "url": None}
    return answers


def test_what_was_answered_once_is_what_was_known_then(story):
    assert story.given[T[1]] != story.given[T[2]] != story.given[T[3]] != story.given[T[4]] != story.given[T[5]]
    for then, given in story.given.items():
        past = plain(story.answers(then))
        for kind, rows in plain(given).items():
            assert past[kind] == rows, (then, kind)
    nothing = story.answers(T[0])
    assert all(rows == [] for rows in nothing.values())
