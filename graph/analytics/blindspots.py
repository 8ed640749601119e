"""Where the coverage is thin: places whose incidents reach us through one voice only, and places that fell silent."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from typing_extensions import TypedDict

from graph.analytics.counts import surprise
from graph.analytics.occurred import containers, occurred
from graph.bolt_store import Store
from graph.slices import EVERYTHING, Slice
from schema.records import COUNTED

LEVELS = ("admin1", "admin2", "city")
REASONS = ("single_outlet", "single_origin", "affiliated_only", "silent")
_ALPHA, _PARTS = 0.05, 12
METHOD = (
    "single_outlet, single_origin: all reports of the place's incidents come from one outlet or rest on one origin; affiliated_only: every "
    "report is from an outlet named in `affiliated`; silent: none in the last twelfth of the span, where the eleven before make that less "
    "likely than 5 %"
)

# place, name, level, incident, start, outlet, origin, report: every report of every incident in a place of the level, or only in
# something coarser when no place of that level contains it (then nothing comes back)
_REPORTS = """
MATCH (x:Incident)
WHERE x.date_key >= $start AND x.date_key < $end AND x.status IN $statuses
MATCH (x)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p:Place)
WHERE p.level = $level AND ($within IS NULL OR EXISTS { MATCH (p)-[:WITHIN*0..8]->(:Place {id: $within}) })
MATCH (r:IncidentReport {incident: x.id})
RETURN DISTINCT p.id AS place, p.name AS name, p.level AS level, x.id AS incident, x.start AS start, r.outlet AS outlet, r.origin AS origin, r.id AS report
ORDER BY place, incident, report
"""


class BlindSpot(TypedDict):
    """One place. The three counts stay apart; `reasons` say why it is listed, `top_share` is the share of its commonest outlet.

    `silent_p` says how likely the last part of the span without incidents is by the parts before.
    """

    place_id: str
    place: str
    level: str
    reasons: list[str]
    incidents: int
    reports: int
    outlets: int
    origins: int
    single_origin_incidents: int
    top_outlet: str | None
    top_share: float
    silent_p: float
    last: str | None
    incident_ids: list[str]


class BlindSpots(TypedDict):
    """The places with a reason, those with most incidents first. `places` counts all places of the level with incidents;
    `share` is the share of them that is listed."""

    method: str
    start: str | None
    end: str | None
    level: str
    places: int
    share: float
    results: list[BlindSpot]


def blind_spots(
    store: Store,
    *,
    within: str | None = None,
    level: str = "admin2",
    start: str | None = None,
    end: str | None = None,
    affiliated: Sequence[str] = (),
    min_incidents: int = 1,
    limit: int = 100,
    seen: Slice = EVERYTHING,
) -> BlindSpots:
    """Places of a level that one voice reports from, or that fell silent. `affiliated` names outlets that are one voice, such as
    those of a state. Dates are ISO days of the incidents, `end` exclusive; `seen` tells the moment of knowledge and the marking."""
    asked = (start or "0001", end or "~", level, within)
    rows = _then(store, seen, *asked) if seen.of_reports else _now(store, *asked)
    by: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by.setdefault(row["place"], []).append(row)
    days = sorted({row["start"] for row in rows if row["start"]})
    first, last = (start or days[0], end or _after(days[-1])) if days else ("", "")
    spots = [_spot(some, set(affiliated), first, last) for _, some in sorted(by.items())]
    listed = [spot for spot in spots if spot["reasons"] and spot["incidents"] >= min_incidents]
    listed.sort(key=lambda spot: (-spot["incidents"], -len(spot["reasons"]), spot["place_id"]))
    return {
        "method": METHOD,
        "start": start,
        "end": end,
        "level": level,
        "places": len(spots),
        "share": round(len(listed) / len(spots), 4) if spots else 0.0,
        "results": listed[:limit],
    }


def _now(store: Store, start: str, end: str, level: str, within: str | None) -> list[dict[str, Any]]:
    return store.read(_REPORTS, start=start, end=end, statuses=sorted(COUNTED), level=level, within=within)


def _then(store: Store, seen: Slice, start: str, end: str, level: str, within: str | None) -> list[dict[str, Any]]:
    """The columns of `_REPORTS`, of the incidents as they were known."""
    found = occurred(store, seen, start, end)
    around = containers(store, (one.props.get("place_id") for one in found))
    rows = []
    for one in found:
        outer = around.get(one.props.get("place_id", ""), [])
        inside = [place.id for place in outer]
        for at, place in enumerate(outer):
            if place.level == level and (within is None or within in inside[at:]):
                place_row = {"place": place.id, "name": place.name, "level": place.level}
                event = {"incident": one.props["id"], "start": one.props["start"]}
                rows += [
                    {**place_row, **event, "outlet": r.get("outlet"), "origin": r["origin"], "report": r["id"]}
                    for r in one.reports
                ]
    return sorted(rows, key=lambda row: (row["place"], row["incident"], row["report"]))


def _spot(rows: Sequence[Mapping[str, Any]], affiliated: set[str], first: str, last: str) -> BlindSpot:
    outlets: dict[str | None, int] = {}
    origins: dict[str, set[str]] = {}
    starts: dict[str, str | None] = {}
    for row in rows:
        outlets[row["outlet"]] = outlets.get(row["outlet"], 0) + 1
        origins.setdefault(row["incident"], set()).add(row["origin"])
        starts[row["incident"]] = row["start"]
    days = sorted(day for day in starts.values() if day)
    silent = _silence(days, first, last)
    everyone = set().union(*origins.values())
    top, most = min(outlets.items(), key=lambda one: (-one[1], one[0] or ""))
    reasons = {
        "single_outlet": len(outlets) == 1,
        "single_origin": len(everyone) == 1,
        "affiliated_only": bool(affiliated) and set(outlets) <= affiliated,
        "silent": silent <= _ALPHA,
    }
    return {
        "place_id": rows[0]["place"],
        "place": rows[0]["name"],
        "level": rows[0]["level"],
        "reasons": [reason for reason in REASONS if reasons[reason]],
        "incidents": len(starts),
        "reports": len({row["report"] for row in rows}),
        "outlets": len(outlets),
        "origins": len(everyone),
        "single_origin_incidents": sum(len(some) == 1 for some in origins.values()),
        "top_outlet": top,
        "top_share": round(most / len(rows), 4),
        "silent_p": round(silent, 6),
        "last": days[-1] if days else None,
        "incident_ids": sorted(starts)[:50],
    }


def _silence(days: Sequence[str], first: str, last: str) -> float:
    """How likely it is that the last part of the span has no incident, by the parts before; 1 where it has one."""
    if not days or first >= last:
        return 1.0
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    whole = (end - begin).days
    if whole < _PARTS:
        return 1.0
    counts = [0] * _PARTS
    for day in days:
        counts[min((date.fromisoformat(day) - begin).days * _PARTS // whole, _PARTS - 1)] += 1
    return 1.0 if counts[-1] else surprise(0, counts[:-1]).low


def _after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))
