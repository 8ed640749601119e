"""Spans with unusually many or few incidents, by province and type, each against its own baseline.

Incidents, reports and independent origins are three series side by side and never mixed: what is unusual is decided by the
incidents alone, and where only the reports are unusual it is the coverage that changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from typing_extensions import TypedDict

from graph.analytics.counts import adjusted, surprise, trend
from graph.analytics.occurred import containers, occurred
from graph.bolt_store import Store
from graph.slices import Slice
from schema.records import COUNTED

INTERVALS = ("week", "month")
ALPHA = 0.05
SERIES = ("incidents", "reports", "origins")
METHOD = (
    "one-sided tails of a negative binomial whose mean and variance come from the spans before (Poisson with an uncertain rate, or "
    "their own variance where that is greater); q by Benjamini and Hochberg over all cells; trend by Mann and Kendall"
)

# id, type, start, end, precision, reports, origins, place (list of [id, name])
_INCIDENTS = """
MATCH (x:Incident)
WHERE x.date_key >= $start AND x.date_key < $end AND x.status IN $statuses AND ($types = [] OR x.type IN $types)
RETURN x.id AS id, x.type AS type, x.start AS start, x.end AS end, x.time_precision AS precision, x.n_reports AS reports,
       x.n_independent_origins AS origins,
       COLLECT { MATCH (x)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p:Place) WHERE p.level = $level RETURN DISTINCT [p.id, p.name] } AS place,
       CASE WHEN $within IS NULL THEN true
            ELSE EXISTS { MATCH (x)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..8]->(:Place {id: $within}) } END AS inside
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFilter(Slice):
    """Which incidents: of these types (all), within this place; as they were known at a moment, under a marking.

    The day that is looked at is their valid time, so a slice's own span and day say nothing here.
    """

    types: Sequence[str] = ()
    within: str | None = None
    level: str = "admin1"
    by_type: bool = True


class TrendRow(TypedDict):
    """One place and type in one span. A `_mean` is that of the baseline; `_high` and `_low` say how likely so many or so few were.

    `unusual` is `high`, `low` or null, by the incidents' q. `coverage` tells that only the reports are unusually many.
    `tau` and `trend_p` are the trend of the incidents over the baseline and the span.
    """

    t: str
    place_id: str | None
    place: str | None
    type: str | None
    incidents: int
    incidents_mean: float
    incidents_high: float
    incidents_low: float
    q: float
    unusual: str | None
    reports: int
    reports_mean: float
    reports_high: float
    origins: int
    origins_mean: float
    origins_high: float
    coverage: bool
    tau: float
    trend_p: float
    incident_ids: list[str]


class Trends(TypedDict):
    """The rows, the least likely first, and what they rest on. `baseline` counts the spans from the first incident that is known
    of, at most those asked for. `left_out` counts incidents whose date or place is too coarse."""

    method: str
    interval: str
    t: str
    end: str
    baseline: int
    baseline_start: str
    level: str
    cells: int
    left_out: int
    results: list[TrendRow]


@dataclass(slots=True)
class _Cell:
    """The counts of one place and type by span, the last one being looked at."""

    name: str | None
    counts: dict[str, list[int]]
    ids: list[str] = field(default_factory=list)


def trends(
    store: Store,
    day: str,
    where: TrendFilter | None = None,
    *,
    interval: str = "week",
    baseline: int = 26,
    limit: int = 100,
) -> Trends:
    """The span that holds `day` (ISO) against the `baseline` spans before it, for each place of a level and type."""
    where = where or TrendFilter()
    spans = _spans(date.fromisoformat(day), interval, baseline)
    rows = (_then if where.of_reports else _now)(store, where, str(spans[0]), str(spans[-1]))
    inside = [row for row in rows if row["inside"]]
    # what is before the first incident that is known of at all tells nothing: a graph that is young has a short baseline
    known = min((row["start"] for row in rows if row["start"]), default=str(spans[-2]))
    spans = [first for at, first in enumerate(spans) if at + 2 >= len(spans) or str(spans[at + 1]) > known]
    cells, left_out = _cells(inside, spans, interval, where.by_type)
    results = _rows(cells, str(spans[-2]))
    return {
        "method": METHOD,
        "interval": interval,
        "t": str(spans[-2]),
        "end": str(spans[-1]),
        "baseline": len(spans) - 2,
        "baseline_start": str(spans[0]),
        "level": where.level,
        "cells": len(results),
        "left_out": left_out,
        "results": results[:limit],
    }


def _now(store: Store, where: TrendFilter, start: str, end: str) -> list[dict[str, Any]]:
    given = {"types": list(where.types), "level": where.level, "within": where.within}
    return store.read(_INCIDENTS, start=start, end=end, statuses=sorted(COUNTED), **given)


def _then(store: Store, where: TrendFilter, start: str, end: str) -> list[dict[str, Any]]:
    """The columns of `_INCIDENTS`, of the incidents as they were known."""
    found = [one.props for one in occurred(store, where, start, end, where.types)]
    around = containers(store, (x.get("place_id") for x in found))
    rows = []
    for x in found:
        outer = around.get(x.get("place_id", ""), [])
        rows.append(
            {
                **{name: x.get(name) for name in ("id", "type", "start", "end")},
                "precision": x.get("time_precision"),
                "reports": x["n_reports"],
                "origins": x["n_independent_origins"],
                "place": [[one.id, one.name] for one in outer if one.level == where.level],
                "inside": where.within is None or any(one.id == where.within for one in outer),
            }
        )
    return rows


def _spans(day: date, interval: str, baseline: int) -> list[date]:
    """The first days of the baseline's spans, of the span that holds the day, and of the one after."""
    if interval == "week":
        first = day - timedelta(days=day.weekday())
        return [first + timedelta(weeks=step) for step in range(-baseline, 2)]
    month = day.year * 12 + day.month - 1
    return [date((month + step) // 12, (month + step) % 12 + 1, 1) for step in range(-baseline, 2)]


def _cells(
    rows: Sequence[Mapping[str, Any]], spans: Sequence[date], interval: str, by_type: bool
) -> tuple[dict[tuple[str, str], _Cell], int]:
    cells: dict[tuple[str, str], _Cell] = {}
    left_out = 0
    for row in rows:
        at = _span_of(row, spans, interval)
        if at is None or not row["place"]:
            left_out += 1
            continue
        for id, name in row["place"]:
            key = (id, row["type"] if by_type else "")
            cell = cells.setdefault(key, _Cell(name, {series: [0] * (len(spans) - 1) for series in SERIES}))
            for series, value in (("incidents", 1), ("reports", row["reports"]), ("origins", row["origins"])):
                cell.counts[series][at] += value or 0
            if at == len(spans) - 2:
                cell.ids.append(row["id"])
    return cells, left_out


def _span_of(row: Mapping[str, Any], spans: Sequence[date], interval: str) -> int | None:
    """The span that holds the whole of an incident's date; None where the date is coarser than that."""
    first, precision = row["start"], row["precision"]
    if not first or not (row["end"] or precision in ("day", "instant", interval)):
        return None
    last = row["end"] or first
    found = [at for at in range(len(spans) - 1) if str(spans[at]) <= first and last < str(spans[at + 1])]
    return found[0] if found else None


def _rows(cells: Mapping[tuple[str, str], _Cell], t: str) -> list[TrendRow]:
    keys = sorted(cells)
    found = {
        key: {series: surprise(counts[-1], counts[:-1]) for series, counts in cells[key].counts.items()} for key in keys
    }
    q = dict(
        zip(
            keys,
            adjusted([min(1.0, 2 * min(found[k]["incidents"].high, found[k]["incidents"].low)) for k in keys]),
            strict=True,
        )
    )
    rows = [_row(key, cells[key], found[key], q[key], t) for key in keys]
    rows.sort(key=lambda row: (row["q"], -row["incidents"], row["place_id"] or "", row["type"] or ""))
    return rows


def _row(key: tuple[str, str], cell: _Cell, found: Mapping[str, Any], q: float, t: str) -> TrendRow:
    own, reports, origins = (found[series] for series in SERIES)
    unusual = None if q > ALPHA else "high" if own.high < own.low else "low"
    tau, p = trend(cell.counts["incidents"])
    return {
        "t": t,
        "place_id": key[0],
        "place": cell.name,
        "type": key[1] or None,
        "incidents": cell.counts["incidents"][-1],
        "incidents_mean": round(own.mean, 4),
        "incidents_high": round(own.high, 6),
        "incidents_low": round(own.low, 6),
        "q": round(q, 6),
        "unusual": unusual,
        "reports": cell.counts["reports"][-1],
        "reports_mean": round(reports.mean, 4),
        "reports_high": round(reports.high, 6),
        "origins": cell.counts["origins"][-1],
        "origins_mean": round(origins.mean, 4),
        "origins_high": round(origins.high, 6),
        "coverage": reports.high <= ALPHA < own.high,
        "tau": round(tau, 4),
        "trend_p": round(p, 4),
        "incident_ids": sorted(cell.ids),
    }
