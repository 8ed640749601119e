"""Incidents of an earlier moment or under a marking, for the analyses that else read the stored ones."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.believed import Gathered, gathered
from graph.bolt_store import Store
from graph.slices import Slice
from schema.records import COUNTED

# id, outer, name, level: a place and what contains it, itself first
_CONTAINERS = """
UNWIND $ids AS id
MATCH p = (:Place {id: id})-[:WITHIN*0..8]->(o:Place)
RETURN id, o.id AS outer, o.name AS name, o.level AS level ORDER BY id, length(p), outer
"""


class Container(NamedTuple):
    """A place that holds another."""

    id: str
    name: str
    level: str | None


def occurred(store: Store, within: Slice, start: str, end: str, types: Sequence[str] = ()) -> list[Gathered]:
    """The incidents that count and began from `start` on and before `end` (ISO days). Raises TooMuch."""
    seen = Slice(start=start, end=end, date_field="valid", known_at=within.known_at, marking=within.marking)
    found = gathered(store.read, store.reference, {"statuses": sorted(COUNTED)}, seen)
    return [
        one
        for one in found
        if start <= one.props["date_key"] < end and (not types or one.props["type"] in types) and one.props.get("start")
    ]


def containers(store: Store, ids: Iterable[str | None]) -> dict[str, list[Container]]:
    """The places that hold each place, itself first: as the graph has them, or the reference data where it has the place no more."""
    wanted = sorted({id for id in ids if id})
    found: dict[str, list[Container]] = {}
    for row in store.read(_CONTAINERS, ids=wanted) if wanted else []:
        found.setdefault(row["id"], []).append(Container(row["outer"], row["name"], row["level"]))
    places = store.reference.places
    for id in wanted:
        if id not in found and id in places:
            chain = [places[outer] for outer in store.reference.chain(id)]
            found[id] = [Container(place.id, place.name, place.level) for place in chain]
    return found
