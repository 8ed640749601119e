"""Reading disputes and commitments: what contradicts, and what somebody tied himself to, each with its sentences."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graph import queries, shapes
from graph.believed import reports as reports_looked_at
from graph.commitments import from_node
from graph.disputes import as_node, party_names, stand
from graph.errors import TooMuch
from graph.evidence import claims_by_node
from graph.filters import CommitmentFilter, DisputeFilter
from graph.incidents import report
from graph.resolve.commitments import Commitment, commitments, expire
from graph.resolve.disputes import Stand, claim_disputes, incident_disputes
from graph.results import ClaimRow, CommitmentRow, DisputeRow, End, ReportRow, SideRow
from graph.slices import Slice, labels, then
from graph.stance import SEPARATOR
from schema.model import Model

Read = Callable[..., list[dict[str, Any]]]
Row = Mapping[str, Any]
MEMBERS = 25  # sentences of one side
MOST = 20_000  # claims that are weighed anew for disputes of an earlier moment
# x (properties), claims (ids that make it): commitments made by a day, the latest first
_COMMITMENTS = """
MATCH (x:Commitment) WHERE ($by IS NULL OR x.by_id = $by) AND ($to IS NULL OR x.to_id = $to) AND x.made <= $day
RETURN properties(x) AS x, COLLECT { MATCH (c:Claim)-[b:BEARS_ON]->(x) WHERE b.tells = 'made' RETURN c.id } AS claims
ORDER BY x.date_key DESC
"""
TIES, DEEDS = 5000, 2000  # claims that are weighed: such that tie, and of one actor what it does and says


def disputes(read: Read, rows: Sequence[Row], known_at: str | None = None) -> list[DisputeRow]:
    """Disputes from columns d, subject, object, incident, with the sentences of both sides."""
    told = {row["d"]["id"]: json.loads(row["d"]["sides"]) for row in rows}
    members = {m for sides in told.values() for side in sides for m in side["members"][:MEMBERS]}
    claims = claims_by_node(read, sorted(id for id in members if id.startswith("clm-")), known_at)
    found = _by_id(read, queries.REPORTS_OF, members, "rep-")
    found += _by_id(
        read, queries.REPORTS_OF.replace(":IncidentReport", ":PastReport"), {m for m in members if "@" in m}, "rep-"
    )
    reports = {r["n"]["id"]: shapes.report({**r, "n": then(r["n"], known_at)}) for r in found}
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


def disputes_then(read: Read, model: Model, where: DisputeFilter) -> list[dict[str, Any]]:
    """d, subject, object, incident, as of stored disputes: those among the claims and reports looked at, the last spoken of first."""
    seen = Slice(known_at=where.known_at, marking=where.marking)
    found: list[dict[str, Any]] = []
    if not where.incident:
        found += [
            one
            for one in _among_claims(read, model, seen)
            if not where.about or where.about in (one.get("subject_id"), one.get("object_id"))
        ]
    if not where.about:
        found += _within_incidents(read, where, seen)
    kept = [
        d
        for d in found
        if where.nature in (None, d["nature"])
        and where.predicate in (None, d.get("predicate"))
        and where.oneself in (None, d["oneself"])
        and (not where.start or d["date_key"] >= where.start)
        and (not where.end or d["date_key"] < where.end)
    ]
    names = _names(read, {id for d in kept for id in (d.get("subject_id"), d.get("object_id")) if id})
    titles = {d["incident"]: d["title"] for d in kept if d.get("incident")}
    return [
        {
            "d": d,
            "subject": [names[d["subject_id"]]] if d.get("subject_id") in names else [],
            "object": [names[d["object_id"]]] if d.get("object_id") in names else [],
            "incident": [titles[d["incident"]]] if d.get("incident") else [],
        }
        for d in sorted(kept, key=lambda d: str(d["date_key"]), reverse=True)
    ]


def _among_claims(read: Read, model: Model, seen: Slice) -> list[dict[str, Any]]:
    claims = labels("Claim", seen)
    opposed = " UNION ALL ".join(
        f"MATCH (x:{label}) WHERE x.triple IS NOT NULL AND x.stance IN ['asserts', 'alleges', 'denies']{held} "
        "RETURN x.triple AS triple, x.stance AS stance, x.amount AS amount"
        for label, held in claims
    )
    keys = read(
        f"CALL () {{ {opposed} }} WITH triple, count(DISTINCT amount) AS amounts, "
        "sum(CASE WHEN stance = 'denies' THEN 1 ELSE 0 END) AS denied WHERE denied > 0 OR amounts > 1 "
        f"RETURN triple LIMIT {MOST}",
        **seen.parameters,
    )
    triples = {row["triple"] for row in keys}
    of_triples = " UNION ALL ".join(
        f"UNWIND $keys AS key MATCH (x:{label} {{triple: key}}) WHERE x.stance IN ['asserts', 'alleges', 'denies']{held} "
        "RETURN properties(x) AS c LIMIT $limit"
        for label, held in claims
    )
    of_actors = " UNION ALL ".join(
        f"MATCH (x:{label}) WHERE x.predicate IN ['DENIES', 'BLAMES_ACCUSES'] AND x.about IS NOT NULL{held} "
        "RETURN properties(x) AS c LIMIT $limit"
        for label, held in claims
    )
    made: list[dict[str, Any]] = []
    for query in (of_triples, of_actors):
        rows = read(query, keys=sorted(triples), limit=MOST, **seen.parameters)
        if len(rows) >= MOST:
            raise TooMuch(f"more than {MOST} claims to be weighed anew", "ask without known_at and marking")
        stands = [_stand_then(row["c"], seen) for row in rows]
        for one in claim_disputes(stands, model):
            denial = f"{SEPARATOR}DENIES{SEPARATOR}" in one.about  # what is denied in other words belongs to its actor
            if denial if query is of_actors else one.about in triples:
                made.append(as_node(one, one.about, {})[0])
    return made


def _stand_then(c: Row, seen: Slice) -> Stand:
    return stand({**then(c, seen.known_at), "id": c["id"]})


def _within_incidents(read: Read, where: DisputeFilter, seen: Slice) -> list[dict[str, Any]]:
    rows = reports_looked_at(read, {"id": where.incident}, None, seen)
    told: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        told.setdefault(row["incident"], []).append({**row, "id": row["node"]})
    found = incident_disputes({id: [report(row) for row in some] for id, some in told.items()})
    titles = {one.about: min(row["title"] for row in told[one.about]) for one in found}
    return [{**as_node(one, one.about, party_names(told[one.about]))[0], "title": titles[one.about]} for one in found]


def tied(read: Read, where: CommitmentFilter) -> list[CommitmentRow]:
    """Commitments by and to some actors, as they stood on an ISO day (today without one), the latest made first.

    Today's are the stored ones. Those of another day, of an earlier moment or under a marking are computed from such claims,
    at most the newest 5000 that tie.
    """
    day = where.as_of or datetime.now(UTC).date().isoformat()
    if where.as_of or where.known_at or where.marking:
        found, rows = _computed(read, where, day)
    else:
        found, rows = _stored(read, where, day)
    names = _names(read, {id for one in found for id in (one.by, one.to) if id})
    return [
        _commitment(one, day, rows, names) for one in sorted(found, key=lambda one: (one.made, one.id), reverse=True)
    ]


def _stored(read: Read, where: CommitmentFilter, day: str) -> tuple[list[Commitment], Mapping[str, Row]]:
    """Commitments as the graph has them, and their claims by id."""
    rows = read(_COMMITMENTS, by=where.by, to=where.to, day=day)
    found = [expire(from_node(row["x"], row["claims"]), day) for row in rows]
    kept = [one for one in found if where.state in (None, one.state(day).value)]
    ids = sorted({id for one in kept for id in (*one.claims, *(i for c in one.changes for i in c.claims))})
    return kept, {row["c"]["id"]: row for row in read(queries.EVIDENCE, ids=ids)} if ids else {}


def _computed(read: Read, where: CommitmentFilter, day: str) -> tuple[list[Commitment], Mapping[str, Row]]:
    """The same from the claims that are looked at."""
    by, to, seen = where.by, where.to, Slice(known_at=where.known_at, marking=where.marking)
    found_in = labels("Claim", seen)
    rows = _by_own_id(read(queries.ties(found_in), by=by, to=to, limit=TIES, **seen.parameters), seen)
    ends = {id for row in rows.values() for id in (row["c"]["subject_id"], row["c"].get("object_id")) if id}
    if ends:
        rows |= _by_own_id(read(queries.deeds(found_in), ids=sorted(ends), limit=DEEDS, **seen.parameters), seen)
    stands = [one for row in rows.values() if (one := stand(row["c"])).published is None or one.published <= day]
    found = [
        one
        for one in commitments(stands, day)
        if by in (None, one.by) and to in (None, one.to) and where.state in (None, one.state(day).value)
    ]
    return found, rows


def _by_own_id(rows: Iterable[dict[str, Any]], seen: Slice) -> dict[str, dict[str, Any]]:
    made = [{**row, "c": then(row["c"], seen.known_at)} for row in rows]
    return {row["c"]["id"]: row for row in made}


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
