"""Figures about incidents for dashboards: counts and tolls by time, by field, by two fields, by place. Flat rows.

What is counted is never mixed: `incidents` are events, `reports` the articles that tell of them, `origins` the independent
origins behind them (both summed over incidents), `killed` and `injured` have a best value with the lowest and the highest.
Only incidents that happened or were tried are counted, unless statuses are asked for. One query an answer.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from typing_extensions import TypedDict

from graph.believed import incidents
from graph.bolt_store import Store
from graph.queries import PLACES
from graph.slices import Slice, conditions
from schema.records import COUNTED

METRICS = ("incidents", "reports", "origins", "killed", "injured")
INTERVALS = ("day", "week", "month", "quarter", "year")
DATES = {"valid": "start", "known": "known_from", "published": "published"}
LEVELS = ("country", "admin1", "admin2")
MAX_ROWS, MAX_FILLED = 20_000, 5_000
Row = Mapping[str, Any]
T = TypeVar("T")


class FigureRow(TypedDict):
    """A figure with its range; `incidents` are those behind it, `unknown` those of them that give no number."""

    value: int
    low: int
    high: int | None
    incidents: int
    unknown: int


class SeriesRow(FigureRow):
    """A figure of one span of time, which begins on `t`; `key` and `label` tell the part where it is split."""

    t: str
    key: str | None
    label: str | None


class CellRow(FigureRow):
    """A figure of one value of a field; None where it is not known."""

    key: str | None
    label: str | None


class MatrixRow(FigureRow):
    """A figure of one value of each of two fields."""

    row: str | None
    row_label: str | None
    column: str | None
    column_label: str | None


class PlaceRow(FigureRow):
    """A figure of one place, with a point of it where that is known."""

    place_id: str
    label: str
    lat: float | None
    lon: float | None


class Figures(TypedDict, Generic[T]):
    """Flat rows of one metric. `left_out` counts incidents that are too inexact for them."""

    metric: str
    results: list[T]
    left_out: int
    truncated: bool


def _around(level: str) -> str:
    return (
        "COLLECT { MATCH (x)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p:Place) "
        f"WHERE p.level = '{level}' RETURN DISTINCT [p.id, p.name, p.lat, p.lon] }}"
    )


def _party(role: str, where: str) -> str:
    return f"COLLECT {{ MATCH (x)-[r:{role}]->(a:Entity) WHERE {where} RETURN DISTINCT [a.id, a.name] }}"


FIELDS = {
    "type": "[[x.type, x.type]]",
    "status": "[[x.status, x.status]]",
    "weapon": "[[x.weapon, x.weapon]]",
    "precision": "[[x.time_precision, x.time_precision]]",
    "place": "COLLECT { MATCH (x)-[:LOCATED_IN]->(p:Place) RETURN DISTINCT [p.id, p.name, p.lat, p.lon] }",
    **{level: _around(level) for level in LEVELS},
    "perpetrator": _party("PERPETRATOR", "coalesce(r.how, 'fact') <> 'denied'"),
    "claimed_by": _party("PERPETRATOR", "r.how = 'claimed'"),
    "target": _party("TARGET", "true"),
    "victim": _party("VICTIM", "true"),
    "outlet": "COLLECT { MATCH (a:Article)-[:CONTAINS]->()-[:REPORTS*0..1]->(x) "
    "WHERE a.outlet IS NOT NULL RETURN DISTINCT [a.outlet, a.outlet] }",
}
"""What incidents can be told apart by, each a list of [key, label, …]. An incident with two targets counts for both."""

_AT = "(:Place {id: x.place_id})"
FIELDS_THEN = {
    **{name: FIELDS[name].replace("(x)-[:LOCATED_IN]->(:Place)", _AT) for name in LEVELS},
    "place": "COLLECT { MATCH (p:Place {id: x.place_id}) RETURN DISTINCT [p.id, p.name, p.lat, p.lon] }",
    **{name: f"x.{name}" for name in ("perpetrator", "claimed_by", "target", "victim")},
    "outlet": "x.outlets",
}
"""The same where incidents are no nodes but maps of properties."""

_TOLL = [f"{what}_{end}" for what in ("killed", "injured") for end in ("low", "best", "high")]
_PLAIN = [
    "type", "status", "weapon", "time_precision", "start", "end", "published", "known_from", "place_id", "n_reports",
    "n_independent_origins", *_TOLL,
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter(Slice):
    """Which incidents. `place` includes the places within; `actor` is a perpetrator, target or victim."""

    date_field: str = "valid"
    type: Sequence[str] = ()
    status: Sequence[str] = ()
    place: str | None = None
    actor: str | None = None
    min_confidence: float = 0.0
    min_origins: int = 0


@dataclass(slots=True)
class _Sum:
    """What a group of incidents amounts to."""

    incidents: int = 0
    figures: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.incidents += int(row["incidents"])
        for name, value in row["sums"].items():
            self.figures[name] = self.figures.get(name, 0) + int(value)

    def row(self, metric: str) -> FigureRow:
        """Value, lowest and highest. The highest of a toll is None where an incident's own has no bound."""
        if metric not in ("killed", "injured"):
            value = self.incidents if metric == "incidents" else self.figures.get(metric, 0)
            return {"value": value, "low": value, "high": value, "incidents": self.incidents, "unknown": 0}
        told = {name: self.figures.get(f"{metric}_{name}", 0) for name in ("low", "best", "high", "open", "unknown")}
        return {
            "value": told["best"],
            "low": told["low"],
            "high": None if told["open"] else told["high"],
            "incidents": self.incidents,
            "unknown": told["unknown"],
        }


def timeseries(
    store: Store,
    metric: str = "incidents",
    interval: str = "month",
    where: FigureFilter | None = None,
    *,
    split: str | None = None,
) -> Figures[SeriesRow]:
    """A metric by day, week (its Monday), month, quarter or year, in the order of time; without `split` empty ones are there too.

    `left_out` counts the incidents without a date, or with one that is less exact than the interval.
    """
    where = where or FigureFilter()
    found: dict[tuple[str, Any, Any], _Sum] = {}
    left_out = 0
    rows = _groups(store, where, _time(where), _field(split, where) if split else "[[null, null]]")
    for row in rows:
        first, last = (str(at)[:10] if at else None for at in row["one"][:2])
        bucket = _bucket(first, interval) if first else None
        if bucket is None or bucket != _bucket(last or str(first), interval):
            left_out += int(row["incidents"])
        else:
            found.setdefault((bucket, *row["two"][:2]), _Sum()).add(row)
    if found and not split:
        for at in _between(min(found)[0], max(found)[0], interval):
            found.setdefault((at, None, None), _Sum())
    made: list[SeriesRow] = [
        {"t": t, "key": key, "label": label, **total.row(metric)}
        for (t, key, label), total in sorted(found.items(), key=lambda item: (item[0][0], str(item[0][2])))
    ]
    return _figures(made, metric, rows, left_out)


def distribution(
    store: Store, by: str, metric: str = "incidents", where: FigureFilter | None = None, *, limit: int = 100
) -> Figures[CellRow]:
    """A metric by one field, greatest first; `key` is None for those of which it is not known."""
    found: dict[tuple[Any, Any], _Sum] = {}
    where = where or FigureFilter()
    rows = _groups(store, where, _field(by, where), "[[null, null]]")
    for row in rows:
        found.setdefault((row["one"][0], row["one"][1]), _Sum()).add(row)
    made: list[CellRow] = [{"key": key, "label": label, **total.row(metric)} for (key, label), total in found.items()]
    made.sort(key=lambda one: (-one["value"], str(one["label"])))
    return _figures(made[:limit], metric, rows, 0, len(made) > limit)


def matrix(
    store: Store, rows: str, columns: str, metric: str = "incidents", where: FigureFilter | None = None
) -> Figures[MatrixRow]:
    """A metric by two fields, one flat row a cell that is not empty."""
    found: dict[tuple[Any, ...], _Sum] = {}
    where = where or FigureFilter()
    groups = _groups(store, where, _field(rows, where), _field(columns, where))
    for row in groups:
        found.setdefault((*row["one"][:2], *row["two"][:2]), _Sum()).add(row)
    made: list[MatrixRow] = [
        {"row": a, "row_label": b, "column": c, "column_label": d, **total.row(metric)}
        for (a, b, c, d), total in sorted(found.items(), key=lambda item: tuple(map(str, item[0])))
    ]
    return _figures(made, metric, groups, 0)


def choropleth(
    store: Store, level: str, metric: str = "incidents", where: FigureFilter | None = None
) -> Figures[PlaceRow]:
    """A metric by place of one level with a point of each; `left_out` counts incidents that are not placed so finely."""
    found: dict[tuple[Any, ...], _Sum] = {}
    where = where or FigureFilter()
    rows = _groups(store, where, _field(level, where), "[[null, null]]")
    for row in rows:
        found.setdefault(tuple(row["one"]), _Sum()).add(row)
    left_out = sum(total.incidents for key, total in found.items() if key[0] is None)
    made: list[PlaceRow] = [
        {"place_id": key[0], "label": key[1], "lat": key[2], "lon": key[3], **total.row(metric)}
        for key, total in found.items()
        if key[0] is not None
    ]
    made.sort(key=lambda one: (-one["value"], str(one["label"])))
    return _figures(made, metric, rows, left_out)


def _field(name: str, where: FigureFilter) -> str:
    return FIELDS_THEN.get(name, FIELDS[name]) if where.of_reports else FIELDS[name]


def _now(where: FigureFilter) -> tuple[str, dict[str, Any]]:
    """Cypher that finds the incidents `x` as they are stored, and its parameters."""
    query = f"""{PLACES if where.place else ""}MATCH (x:Incident)
WHERE x.status IN $status AND ($type IS NULL OR x.type IN $type) AND x.confidence >= $min_confidence
  AND x.n_independent_origins >= $min_origins{conditions("Incident", where)} {"AND x.place_id IN places" if where.place else ""}
  {"AND EXISTS { MATCH (x)-[:PERPETRATOR|TARGET|VICTIM]->(:Entity {id: $actor}) }" if where.actor else ""}"""
    given = {
        "status": list(where.status) or sorted(COUNTED),
        "type": list(where.type) or None,
        "place": where.place,
        "actor": where.actor,
        "min_confidence": where.min_confidence,
        "min_origins": where.min_origins,
    }
    return query, given | where.parameters


def _then(store: Store, where: FigureFilter) -> tuple[str, dict[str, Any]]:
    """The same for incidents that are gathered anew from the reports looked at: `x` is a map of properties."""
    asked = {**asdict(where), "type": None, "statuses": list(where.status) or sorted(COUNTED)}
    found = [
        n for n in incidents(store.read, store.reference, asked, where) if not where.type or n["type"] in where.type
    ]
    parties = {n["id"]: json.loads(n["parties"]) for n in found}
    names: dict[str, str] = {}
    for some in parties.values():
        for party in (party for role in some.values() for party in role if party["id"]):
            names[party["id"]] = min(names.get(party["id"], party["name"]), party["name"])

    def who(id: str, role: str, hows: Collection[str] = ()) -> list[list[str]]:
        met = {p["id"] for p in parties[id][role] if p["id"] and (not hows or (p["how"] or "fact") in hows)}
        return [[one, names[one]] for one in sorted(met)]

    rows = [
        {
            **{name: n.get(name) for name in _PLAIN},
            "outlets": [[one, one] for one in n["outlets"]],
            "perpetrator": who(n["id"], "PERPETRATOR", ("fact", "claimed", "blamed", "suspected")),
            "claimed_by": who(n["id"], "PERPETRATOR", ("claimed",)),
            "target": who(n["id"], "TARGET"),
            "victim": who(n["id"], "VICTIM"),
        }
        for n in found
    ]
    return "UNWIND $rows AS x", {"rows": rows}


def _groups(store: Store, where: FigureFilter, one: str, two: str) -> list[dict[str, Any]]:
    """one, two (key lists), incidents, sums: the incidents by two fields at once."""
    toll = ", ".join(
        f"sum(coalesce(x.{what}_low, 0)) AS {what}_low, sum(coalesce(x.{what}_best, x.{what}_low, 0)) AS {what}_best, "
        f"sum(coalesce(x.{what}_high, 0)) AS {what}_high, "
        f"sum(CASE WHEN x.{what}_low IS NOT NULL AND x.{what}_high IS NULL THEN 1 ELSE 0 END) AS {what}_open, "
        f"sum(CASE WHEN x.{what}_low IS NULL THEN 1 ELSE 0 END) AS {what}_unknown"
        for what in ("killed", "injured")
    )
    find, given = _then(store, where) if where.of_reports else _now(where)
    query = f"""{find}
WITH x, {one} AS ones, {two} AS twos
UNWIND CASE WHEN size(ones) = 0 THEN [[null, null, null, null]] ELSE ones END AS one
UNWIND CASE WHEN size(twos) = 0 THEN [[null, null, null, null]] ELSE twos END AS two
RETURN one, two, count(x) AS incidents, sum(x.n_reports) AS reports, sum(x.n_independent_origins) AS origins, {toll}
LIMIT {MAX_ROWS}"""
    rows = store.read(query, **given)
    named = ("one", "two", "incidents")
    return [
        {
            "one": [*row["one"], None, None][:4],
            "two": [*row["two"], None, None][:4],
            "incidents": row["incidents"],
            "sums": {name: value for name, value in row.items() if name not in named},
        }
        for row in rows
    ]


def _time(where: FigureFilter) -> str:
    if where.date_field == "valid":
        return "[[x.start, coalesce(x.end, x.start)]]"
    return f"[[left(x.{DATES[where.date_field]}, 10), left(x.{DATES[where.date_field]}, 10)]]"


def _figures(made: Sequence[Any], metric: str, rows: Sequence[Row], left_out: int, cut: bool = False) -> Figures[Any]:
    return {
        "metric": metric,
        "results": list(made),
        "left_out": left_out,
        "truncated": cut or len(rows) >= MAX_ROWS,
    }


def _bucket(day: str, interval: str) -> str:
    """The first day of the interval that a day lies in."""
    at = date.fromisoformat(day)
    match interval:
        case "week":
            at -= timedelta(days=at.weekday())
        case "month":
            at = at.replace(day=1)
        case "quarter":
            at = at.replace(month=at.month - (at.month - 1) % 3, day=1)
        case "year":
            at = at.replace(month=1, day=1)
    return at.isoformat()


def _between(first: str, last: str, interval: str) -> Iterable[str]:
    """All buckets from the first to the last, as far as they are not too many to be shown."""
    at, step = first, {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[interval]
    for _ in range(MAX_FILLED):
        yield at
        if at >= last:
            break
        at = _bucket((date.fromisoformat(at) + timedelta(days=step)).isoformat(), interval)
