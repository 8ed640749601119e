"""One incident out of the reports of it: pure functions over the reports' properties.

What an incident says is a choice among what its reports say, never a mixture of two: the day of one report, the place of
one, the toll with the voices behind it. Every report keeps its own values beside it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from graph.names import fold
from graph.resolve.reports import Report, Said
from graph.resolve.toll import Toll, toll
from graph.stance import SEPARATOR
from schema.records import Status
from schema.reference import Reference

Props = dict[str, Any]
Row = Mapping[str, Any]
ROLES = ("PERPETRATOR", "TARGET", "VICTIM")
PRECISION = ("instant", "day", "range", "week", "month", "year", "unknown")
_LED = ("title", "quote", "char_start", "char_end", "rule", "flags", "article_id", "outlet", "published")


def combine(id: str, reports: Sequence[Row], reference: Reference) -> tuple[Props, list[tuple[str, str, Props]]]:
    """(properties of the incident, its edges as type, entity id, properties), the same in whatever order reports come."""
    ordered = sorted(reports, key=_rank)
    lead = ordered[0]
    parties = _parties(ordered)
    counted = {what: toll(what, map(report, ordered)) for what in ("killed", "injured")}
    place = min(ordered, key=lambda r: (-_depth(r.get("place_id"), reference), _rank(r)))
    time = min(ordered, key=lambda r: (not r.get("start"), _precision(r), -_same(ordered, r, "start", "end"), _rank(r)))
    props: Props = {
        "id": id,
        **{name: lead.get(name) for name in _LED},
        "type": _most(ordered, "type"),
        "status": _most(ordered, "status"),
        "weapon": _most(ordered, "weapon"),
        **{name: time.get(name) for name in ("start", "end", "time_text", "time_precision")},
        **{name: place.get(name) for name in ("place_id", "place_text")},
        **{name: value for what, found in counted.items() for name, value in _counts(what, found).items()},
        **_attackers(ordered),
        "tolls": _json({what: found.voices for what, found in counted.items() if found}),
        "perpetrators": _names(parties["PERPETRATOR"]),
        "targets": _names(parties["TARGET"]),
        "victims": _names(parties["VICTIM"]),
        "parties": _json(parties),
        "n_reports": len({r["article_id"] for r in ordered}),
        "n_outlets": len({r["outlet"] for r in ordered if r.get("outlet")}),
        "n_independent_origins": len({r["origin"] for r in ordered}),
        "confidence": max(r["confidence"] for r in ordered),
        "known_from": min(r["known_from"] for r in ordered),
        "date_key": SEPARATOR.join((time.get("start") or "0000", id)),
    }
    edges = [
        (role, party["id"], {name: party[name] for name in ("how", "category") if party[name] is not None})
        for role in ROLES
        for party in parties[role]
        if party["id"] is not None
    ]
    if place.get("place_id"):
        edges.append(("LOCATED_IN", place["place_id"], {}))
    return {name: value for name, value in props.items() if value is not None}, edges


def report(row: Row) -> Report:
    """What tolls and disputes look at, from a report's properties."""
    parties = json.loads(row["parties"])["PERPETRATOR"]
    return Report(
        id=row["id"],
        article=row["article_id"],
        outlet=row.get("outlet"),
        origin=row["origin"],
        published=row.get("published"),
        type=row["type"],
        status=Status(row["status"]),
        killed=_said(row, "killed"),
        injured=_said(row, "injured"),
        how=tuple(sorted(f"{p['id']}|{p['how'] or 'fact'}" for p in parties if p["id"])),
    )


def _said(row: Row, what: str) -> tuple[Said, ...]:
    low = row.get(f"{what}_low")
    return () if low is None else (Said(low=low, high=row.get(f"{what}_high"), by=row.get(f"{what}_by")),)


def _rank(row: Row) -> tuple[Any, ...]:
    """The report that tells most comes first; among equals the surer, the earlier."""
    told = sum(bool(row.get(name)) for name in ("place_id", "start", "perpetrators", "targets", "victims"))
    told += sum(row.get(name) is not None for name in ("killed_low", "injured_low"))
    return bool(row.get("flags")), -told, -row["confidence"], row.get("published") or "~", row["id"]


def _most(ordered: Sequence[Row], name: str) -> Any:
    """What most origins say; among equals what the report says that tells most."""
    found: dict[Any, set[str]] = {}
    for row in ordered:
        if row.get(name) is not None:
            found.setdefault(row[name], set()).add(row["origin"])
    return max(found, key=lambda value: len(found[value]), default=None)


def _same(ordered: Iterable[Row], one: Row, *names: str) -> int:
    return Counter(tuple(row.get(name) for name in names) for row in ordered)[tuple(one.get(name) for name in names)]


def _precision(row: Row) -> int:
    return PRECISION.index(row.get("time_precision") or "unknown")


def _depth(place: str | None, reference: Reference) -> int:
    """How fine a place is: the number of places around it. One that the reference data lacks stands below a province."""
    if place is None:
        return -1
    return len(reference.chain(place)) if place in reference.places else 2


def _counts(what: str, found: Toll | None) -> Props:
    if found is None:
        return {}
    greatest = [voice for voice in found.voices if voice.low == max(v.low for v in found.voices)]
    bounded = all(voice.high is not None for voice in greatest)
    return {
        f"{what}_low": found.low,
        f"{what}_best": found.best,
        f"{what}_high": found.high if bounded else None,
    }


def _attackers(ordered: Iterable[Row]) -> Props:
    told = [row for row in ordered if row.get("attackers_killed_low") is not None]
    if not told:
        return {}
    highs = [row.get("attackers_killed_high") for row in told]
    return {
        "attackers_killed_low": min(row["attackers_killed_low"] for row in told),
        "attackers_killed_high": None if None in highs else max(high for high in highs if high is not None),
    }


def _parties(ordered: Iterable[Row]) -> dict[str, list[Props]]:
    """By role, everyone whom a report names; one who is named with two roles of knowledge (`how`) is there twice."""
    found: dict[str, dict[tuple[Any, ...], Props]] = {role: {} for role in ROLES}
    category: dict[tuple[str, Any], str] = {}
    for row in ordered:
        for role, parties in json.loads(row["parties"]).items():
            for party in parties:
                who = party["id"] or fold(party["name"])
                found[role].setdefault((who, party["how"]), party)
                if party["category"]:
                    category.setdefault((role, who), party["category"])
    return {
        role: [{**party, "category": category.get((role, key[0]))} for key, party in some.items()]
        for role, some in found.items()
    }


def _names(parties: Iterable[Props]) -> list[str]:
    return list(dict.fromkeys(party["name"] for party in parties))


_json: Callable[[Any], str] = lambda value: msgspec.json.encode(value).decode()  # noqa: E731
