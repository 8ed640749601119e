"""Whole worlds with known truth: the figures that resolution promises, and one result whatever the order."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.resolve.actors import Actors
from graph.resolve.incidents import Incidents
from graph.resolve.origins import Origins, trace
from graph.resolve.reports import reports
from graph.resolve.sightings import known, sightings
from tests.worlds.run import AT, resolve, scores
from tests.worlds.world import make


def floors(found):
    actors, origins, incidents, disputes = (found[step] for step in ("actors", "origins", "incidents", "disputes"))
    assert actors[0] >= 0.95 and actors[1] >= 0.90, actors
    assert origins[2] >= 0.90, origins
    assert incidents[0] >= 0.95 and incidents[2] >= 0.90, incidents
    assert disputes[0] >= 0.95 and disputes[1] == 1.0, disputes


def test_a_small_world():
    world = make(seed=7, incidents=160, articles=1000)
    floors(scores(world, resolve(world)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_thousand_articles_about_eight_hundred_incidents(seed):
    world = make(seed, incidents=800, articles=5000)
    found = scores(world, resolve(world))
    print({step: tuple(round(one, 3) for one in score) for step, score in found.items()})
    floors(found)


@pytest.fixture(scope="module")
def small():
    world = make(seed=11, incidents=14, articles=70)
    reference = {
        id: one
        for id, one in known(world.reference).items()
        if one.countries in (("PK",), ("AF",)) and one.kind != "Place"
    }
    return world, reference


def outcome(world, reference, extractions, batches, stale=()):
    """Identities, origins and clusters after these batches; `stale` articles first come in another version."""
    actors, origins = Actors(reference), Origins()
    changed = {x.article.id: x for x in stale}
    for id, x in changed.items():
        actors.update({id: sightings(x)[:1]})
        origins.update([trace(x)])
    for batch in batches:
        actors.update({x.article.id: sightings(x) for x in batch})
        origins.update([trace(x) for x in batch])
    who, from_ = actors.identify(AT), origins.origins(AT)
    incidents = Incidents()
    for batch in batches:
        incidents.update(
            [r for x in batch for r in reports(x, world.reference, canonical=who.canonical, origin=from_[x.article.id])]
        )
    return who.redirects, from_, incidents.identify(AT).redirects, incidents.judgements(AT)


@given(st.randoms(use_true_random=False), st.integers(1, 6))
@settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_order_batching_and_repetition_give_one_result(small, rng: random.Random, pieces):
    world, reference = small
    everything = world.extractions
    expected = outcome(world, reference, everything, [everything])

    shuffled = [*everything, *rng.sample(everything, 10)]
    rng.shuffle(shuffled)
    cuts = sorted(rng.sample(range(1, len(shuffled)), pieces))
    batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    assert outcome(world, reference, everything, batches, stale=rng.sample(everything, 5)) == expected


def test_dropping_an_article_equals_never_having_had_it(small):
    world, reference = small
    left = world.extractions[5:]
    actors = Actors(reference)
    actors.update({x.article.id: sightings(x) for x in world.extractions})
    actors.update({x.article.id: () for x in world.extractions[:5]})
    clean = Actors(reference)
    clean.update({x.article.id: sightings(x) for x in left})

    assert actors.judgements(AT) == clean.judgements(AT) and actors.profiles == clean.profiles
    origins, fresh = Origins(), Origins()
    origins.update([trace(x) for x in world.extractions])
    origins.update([], gone=[x.article.id for x in world.extractions[:5]])
    fresh.update([trace(x) for x in left])
    assert origins.links == fresh.links
