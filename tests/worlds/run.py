"""Resolve a world from nothing, as the steps run after loading, and measure each against the truth."""

from dataclasses import dataclass
from time import process_time

from graph.resolve.actors import Actors
from graph.resolve.disputes import Dispute, claim_disputes, incident_disputes, stand
from graph.resolve.identity import Identities
from graph.resolve.incidents import Incidents
from graph.resolve.origins import Origins, trace
from graph.resolve.reports import reports
from graph.resolve.sightings import known, sightings
from schema.model import load_model
from tests.worlds.measure import b_cubed, pairs
from tests.worlds.world import World

AT = "2024-01-01"
Score = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What resolution made of a world, and how long each step took (CPU seconds)."""

    actors: Identities
    origins: dict[str, str]
    incidents: Identities
    disputes: list[Dispute]
    seconds: dict[str, float]
    compared: dict[str, int]


def resolve(world: World, extractions=None) -> Resolved:
    """All steps over the world's articles (or these of them)."""
    some = world.extractions if extractions is None else extractions
    assert world.reference is not None
    marks = [process_time()]
    actors = Actors({id: one for id, one in known(world.reference).items() if one.kind != "Place"})
    marks.append(process_time())
    actors.update({x.article.id: sightings(x) for x in some})
    who = actors.identify(AT)
    marks.append(process_time())
    articles = Origins()
    articles.update([trace(x) for x in some])
    origins = articles.origins(AT)
    marks.append(process_time())
    incidents = Incidents()
    incidents.update(
        [r for x in some for r in reports(x, world.reference, canonical=who.canonical, origin=origins[x.article.id])]
    )
    events = incidents.identify(AT)
    marks.append(process_time())
    clusters: dict[str, list] = {}
    for id, report in incidents.reports.items():
        clusters.setdefault(events.canonical(id), []).append(report)
    stands = [
        stand(c, x.article.id, origin=origins[x.article.id], published=x.article.published, canonical=who.canonical)
        for x in some
        for c in x.claims
    ]
    disputes = claim_disputes(stands, load_model()) + incident_disputes(clusters)
    marks.append(process_time())
    steps = ("reference", "actors", "origins", "incidents", "disputes")
    return Resolved(
        who, origins, events, disputes, {s: b - a for s, a, b in zip(steps, marks, marks[1:], strict=False)},
        {"actors": actors.compared, "origins": articles.compared, "incidents": incidents.compared},
    )  # fmt: skip


def scores(world: World, found: Resolved) -> dict[str, Score]:
    """Precision, recall, F1: actors and origins over pairs, incidents by B³, disputes over the planted ones."""
    met = {e.id for x in world.extractions for e in x.entities}
    actors = {id: actor for id, actor in world.actor_of.items() if id in met}
    return {
        "actors": pairs({id: found.actors.canonical(id) for id in actors}, actors),
        "origins": pairs(found.origins, world.origin_of),
        "incidents": b_cubed({id: found.incidents.canonical(id) for id in world.incident_of}, world.incident_of),
        "disputes": _disputes(world, found),
    }


def _disputes(world: World, found: Resolved) -> Score:
    made = {_key(world, one) for one in found.disputes}
    right = len(made & world.contradicted)
    precision, recall = right / max(1, len(made)), right / max(1, len(world.contradicted))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _key(world: World, one: Dispute) -> str:
    """The planted contradiction that a dispute is about, as the world names it."""
    if one.kind in ("toll", "perpetrator"):
        events = [world.incident_of[member] for side in one.sides for member in side.members]
        return f"{one.kind}:{max(sorted(set(events)), key=events.count)}"
    subject, predicate, obj = one.about.split("|")
    return f"{predicate.lower()}:{world.actor_of.get(subject)}:{world.actor_of.get(obj)}"
