"""Whether threats go before attacks: how often an actor's threat is followed by an attack of its own, against chance.

Chance is the actor's own record: the share of days of its time on which an attack would have followed anyway, and how often as many
threats would have been followed had they come at another time (all circular shifts of the threats over that time, so that bursts
stay bursts).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from typing_extensions import TypedDict

from graph.analytics.occurred import occurred
from graph.bolt_store import Store
from graph.called import called
from graph.slices import EVERYTHING, Slice, labels
from schema.records import COUNTED

METHOD = (
    "a threat (THREATENS, or WARNS in the sense of a threat; by its day of publication) is followed if the same actor, as stated or as "
    "it claims, attacks 1 to `days` days later; base_rate is the share of all days of the actor's record of which that is so; p is the "
    "share of circular shifts of its threats over that record with as many followed or more"
)

# id, day, claim: threats by actor and day of publication
_THREATS = """
MATCH (x:{label})
WHERE (x.predicate = 'THREATENS' OR (x.predicate = 'WARNS' AND x.sense = 'threat')) AND x.subject_id IS NOT NULL AND x.published IS NOT NULL
  AND x.polarity = 'positive' AND x.denied = false AND ($actor IS NULL OR x.subject_id = $actor)
  AND ($start IS NULL OR x.published >= $start) AND ($end IS NULL OR x.published < $end){held}
RETURN x.subject_id AS id, left(x.published, 10) AS day, split(x.id, '@')[0] AS claim
"""

# id, name, day, incident: attacks by actor; those that it is only blamed for or suspected of are not held against it
_ATTACKS = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})
OPTIONAL MATCH (a)<-[r:PERPETRATOR]-(i:Incident)
WHERE i.status IN $statuses AND i.start IS NOT NULL AND i.time_precision IN ['day', 'instant'] AND coalesce(r.how, 'fact') IN ['fact', 'claimed']
  AND ($start IS NULL OR i.start >= $start) AND ($end IS NULL OR i.start < $end)
RETURN id, a.name AS name, i.start AS day, i.id AS incident
ORDER BY id, day, incident
"""


class LeadRow(TypedDict):
    """One actor. `share` of its days with threats are followed, `base_rate` is what chance gives, `lift` their ratio, `p` how likely
    so many are by chance. `lag` is the median number of days to the next attack. `back_share` is the share of attacks that
    a threat follows: where that is as high, it is a quarrel, not a warning.
    """

    id: str
    actor: str
    threats: int
    followed: int
    share: float
    base_rate: float
    lift: float | None
    p: float
    lag: float | None
    attacks: int
    back_share: float | None
    first: str
    last: str
    claims: list[str]
    incidents: list[str]


class LeadLag(TypedDict):
    """The answer, the least likely by chance first."""

    method: str
    days: int
    results: list[LeadRow]


def lead_lag(
    store: Store,
    *,
    days: int = 30,
    actor: str | None = None,
    start: str | None = None,
    end: str | None = None,
    limit: int = 100,
    seen: Slice = EVERYTHING,
) -> LeadLag:
    """For every actor that threatened: how often an attack followed within so many days. Dates are ISO days, `end` exclusive.

    `seen` tells the moment of knowledge and the marking.
    """
    seen = Slice(known_at=seen.known_at, marking=seen.marking)
    query = " UNION ALL ".join(_THREATS.format(label=label, held=held) for label, held in labels("Claim", seen))
    threats = store.read(query, **seen.parameters, actor=actor, start=start, end=end)
    threats.sort(key=lambda row: (row["id"], row["day"], row["claim"]))
    ids = sorted({row["id"] for row in threats})
    attacks = (_then if seen.of_reports else _now)(store, seen, ids, start, end) if ids else []
    by: dict[str, list[Mapping[str, Any]]] = {}
    for row in attacks:
        by.setdefault(row["id"], []).append(row)
    rows = [_row(id, [row for row in threats if row["id"] == id], by[id], days) for id in ids if id in by]
    rows.sort(key=lambda row: (row["p"], -row["followed"], row["id"]))
    return {"method": METHOD, "days": days, "results": rows[:limit]}


def _now(store: Store, _: Slice, ids: Sequence[str], start: str | None, end: str | None) -> list[dict[str, Any]]:
    return store.read(_ATTACKS, ids=list(ids), statuses=sorted(COUNTED), start=start, end=end)


def _then(store: Store, seen: Slice, ids: Sequence[str], start: str | None, end: str | None) -> list[dict[str, Any]]:
    """The columns of `_ATTACKS`, of the incidents as they were known."""
    named = called(store.read, ids, merged=True)
    rows: list[dict[str, Any]] = []
    done: set[str] = set()
    for one in occurred(store, seen, start or "0001", end or "~"):
        if one.props.get("time_precision") in ("day", "instant"):
            for role, id, how in one.ends:
                if role == "PERPETRATOR" and id in ids and how.get("how", "fact") in ("fact", "claimed"):
                    rows.append({"id": id, "day": one.props["start"], "incident": one.props["id"]})
                    done.add(id)
    rows += [{"id": id, "day": None, "incident": None} for id in ids if id not in done]
    for row in rows:
        row["name"] = named[row["id"]].name if row["id"] in named else row["id"]
    return sorted(rows, key=lambda row: (row["id"], row["day"] or "", row["incident"] or ""))


def _row(id: str, threats: Sequence[Mapping[str, Any]], attacks: Sequence[Mapping[str, Any]], days: int) -> LeadRow:
    said = sorted({_number(row["day"]) for row in threats})
    done = sorted(_number(row["day"]) for row in attacks if row["day"])
    first, last = min([*said, *done]), max([*said, *done])
    span = last - first + 1
    # on which days an attack would follow; those at the end of the record, whose window is cut, are treated like all others
    hit = [_follows(done, first + at, days) for at in range(span)]
    followed = [day for day in said if hit[day - first]]
    shifts = sum(
        sum(hit[(day - first + shift) % span] for day in said) >= len(followed) for shift in range(span)
    )  # the shift by nothing is among them, so p is never 0
    share, base = len(followed) / len(said), sum(hit) / span
    lags = [done[bisect_right(done, day)] - day for day in followed]
    back = [day for day in sorted(set(done)) if _follows(said, day, days)]
    return {
        "id": id,
        "actor": attacks[0]["name"],
        "threats": len(said),
        "followed": len(followed),
        "share": round(share, 4),
        "base_rate": round(base, 4),
        "lift": round(share / base, 4) if base else None,
        "p": round(shifts / span, 6),
        "lag": float(median(lags)) if lags else None,
        "attacks": len(done),
        "back_share": round(len(back) / len(set(done)), 4) if done else None,
        "first": str(date.fromordinal(first)),
        "last": str(date.fromordinal(last)),
        "claims": [row["claim"] for row in threats],
        "incidents": [row["incident"] for row in attacks if row["incident"]],
    }


def _follows(days: Sequence[int], day: int, within: int) -> bool:
    """Whether one of the sorted days is 1 to `within` days after."""
    return bisect_left(days, day + 1) < bisect_right(days, day + within)


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()
