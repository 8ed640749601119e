"""Reading disputes and commitments: what contradicts, and what somebody tied himself to, each with its sentences."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graph import queries, shapes
from graph.disputes import stand
from graph.resolve.commitments import Commitment, commitments
from graph.results import ClaimRow, CommitmentRow, DisputeRow, End, ReportRow, SideRow

Read = Callable[..., list[dict[str, Any]]]
Row = Mapping[str, Any]
MEMBERS = 25  # sentences of one side
TIES, DEEDS = 5000, 2000  # claims that are weighed: such that tie, and of one actor what it does and says


def disputes(read: Read, rows: Sequence[Row]) -> list[DisputeRow]:
    """Disputes from columns d, subject, object, incident, with the sentences of both sides."""
    told = {row["d"]["id"]: json.loads(row["d"]["sides"]) for row in rows}
    members = {m for sides in told.values() for side in sides for m in side["members"][:MEMBERS]}
    claims = {c["c"]["id"]: shapes.claim(c) for c in _by_id(read, queries.EVIDENCE, members, "clm-")}
    reports = {r["n"]["id"]: shapes.report(r) for r in _by_id(read, queries.REPORTS_OF, members, "rep-")}
    names = _names(read, {s for sides in told.values() for side in sides for s in side["speakers"]})
    return [
        {
            "id": row["d"]["id"],
            "nature": row["d"]["nature"],
            "subject": _end(row["d"].get("subject_id"), row["subject"]),
            "predicate": row["d"].get("predicate"),
            "object": _end(row["d"].get("object_id"), row["object"]),
            "incident": _end(row["d"].get("incident"), row["incident"]),
            "oneself": row["d"]["oneself"],
            "sides": [_side(side, claims, reports, names) for side in told[row["d"]["id"]]],
        }
        for row in rows
    ]


def tied(
    read: Read, *, by: str | None = None, to: str | None = None, on: str | None = None, state: str | None = None
) -> list[CommitmentRow]:
    """Commitments by and to some actors, as they stood on an ISO day (today without one), the latest made first.

    Computed from the claims when asked, since what has expired depends on the day; at most the newest 5000 claims that tie.
    """
    day = on or datetime.now(UTC).date().isoformat()
    rows = {row["c"]["id"]: row for row in read(queries.TIES, by=by, to=to, limit=TIES)}
    ends = {id for row in rows.values() for id in (row["c"]["subject_id"], row["c"].get("object_id")) if id}
    rows |= {row["c"]["id"]: row for row in read(queries.DEEDS, ids=sorted(ends), limit=DEEDS)} if ends else {}
    stands = [one for row in rows.values() if (one := stand(row["c"])).published is None or one.published <= day]
    found = [
        one
        for one in commitments(stands, day)
        if by in (None, one.by) and to in (None, one.to) and state in (None, one.state(day).value)
    ]
    names = _names(read, {id for one in found for id in (one.by, one.to) if id})
    return [
        _commitment(one, day, rows, names) for one in sorted(found, key=lambda one: (one.made, one.id), reverse=True)
    ]


def _commitment(one: Commitment, day: str, rows: Mapping[str, Row], names: Mapping[str, str]) -> CommitmentRow:
    return {
        "id": one.id,
        "type": one.kind,
        "by": {"id": one.by, "name": names.get(one.by, one.by)},
        "to": {"id": one.to, "name": names.get(one.to, one.to)} if one.to else None,
        "condition": one.condition,
        "consequence": one.consequence,
        "deadline": one.deadline,
        "made": one.made,
        "state": one.state(day).value,
        "changes": [
            {"state": c.state.value, "on": c.on, "why": c.why, "claims": list(c.claims)}
            for c in one.changes
            if c.on <= day
        ],
        "claims": [
            shapes.claim(rows[id]) for id in (*one.claims, *(i for c in one.changes for i in c.claims)) if id in rows
        ],
    }


def _side(
    side: Row, claims: Mapping[str, ClaimRow], reports: Mapping[str, ReportRow], names: Mapping[str, str]
) -> SideRow:
    shown = side["members"][:MEMBERS]
    return {
        "says": side["says"],
        "speakers": [{"id": s if s in names else None, "name": names.get(s, s)} for s in side["speakers"]],
        "origins": side["origins"],
        "first": side["first"],
        "last": side["last"],
        "claims": [claims[id] for id in shown if id in claims],
        "reports": [reports[id] for id in shown if id in reports],
    }


def _by_id(read: Read, query: str, ids: Iterable[str], prefix: str) -> list[dict[str, Any]]:
    some = sorted(id for id in ids if id.startswith(prefix))
    return read(query, ids=some) if some else []


def _names(read: Read, ids: Iterable[str]) -> dict[str, str]:
    some = sorted(ids)
    return {row["id"]: row["name"] for row in read(queries.NAMES, ids=some)} if some else {}


def _end(id: str | None, names: Sequence[str]) -> End | None:
    return None if id is None else {"id": id, "name": names[0] if names else id}
