"""How an answer changed over what was known, and what changed it: of a relation by its claims, of an incident by its reports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from graph import shapes
from graph.believed import CLAIM_IDS, sums_over_time, versions_of
from graph.errors import Moved, NotFound
from graph.incidents import combine
from graph.incidents import report as weighed
from graph.queries import ARTICLE_OF
from graph.resolve.disputes import incident_disputes
from graph.results import BeliefChange, BeliefClaim, BeliefHistory, BeliefReport, End
from graph.rows import report_id
from graph.slices import then
from graph.stance import SEPARATOR, parts
from schema.reference import Reference

Read = Callable[..., list[dict[str, Any]]]
Row = dict[str, Any]
MOST = 2000  # claims or reports, each as it is and as it was, that one history looks at
_FIGURES = ("asserted", "alleged", "denied", "flagged", "reports", "outlets", "origins", "confidence")
_SAID = (
    "type", "status", "start", "end", "time_precision", "place_id", "weapon", "killed_low", "killed_best", "killed_high",
    "injured_low", "injured_best", "injured_high", "n_reports", "n_outlets", "n_independent_origins", "perpetrators",
    "targets", "victims", "disputed",
)  # fmt: skip
_VERSIONS = " UNION ALL ".join(
    f"MATCH (x:{label}) WHERE {where} RETURN properties(x) AS x, "
    f"COLLECT {{ MATCH (p:Place {{id: x.place_id}}) RETURN [p.name, p.lat, p.lon] }} AS place, {ARTICLE_OF} LIMIT $limit"
    for label in ("IncidentReport", "PastReport")
    for where in (
        "x.incident = $id",
        f"x.incident <> $id AND any(w IN coalesce(x.incident_was, []) WHERE w ENDS WITH '{SEPARATOR}' + $id)",
    )
)


def of_relation(read: Read, id: str, limit: int) -> BeliefHistory:
    """What was held of a relation from one moment to the next, the latest `limit` changes. Raises NotFound."""
    try:
        ends = parts(id)
    except ValueError:
        raise NotFound("relation", id) from None
    rows = versions_of(read, id, MOST)
    if not rows:
        raise NotFound("relation", id)
    moments = _moments((row["c"] for row in rows), ("origin",))
    asked = moments[-limit - 1 :]
    sums = sums_over_time(read, id, asked)
    states = {at: _held(sums.get(at)) for at in asked}
    changes = _changes(asked, states, limit)
    for change in changes:
        change["claims"] = _turned(rows, change["at"])
    names = {row["c"].get(f"{role}_id"): row["c"].get(role) for row in rows for role in ("subject", "object")}
    return {
        "id": id,
        "type": ends[1],
        "source": End(id=ends[0], name=names.get(ends[0]) or ends[0]),
        "target": End(id=ends[2], name=names.get(ends[2]) or ends[2]),
        "changes": changes,
        "truncated": len(moments) > len(asked) or len(rows) >= MOST,
    }


def of_incident(read: Read, reference: Reference, id: str, limit: int) -> BeliefHistory:
    """What was held of an incident from one moment to the next, the latest `limit` changes. Raises NotFound, and Moved."""
    rows = read(_VERSIONS, id=id, limit=MOST)
    if not rows:
        told = read("MATCH (x:IncidentReport {id: $id}) RETURN x.incident AS incident", id=report_id(id))
        if told and told[0]["incident"] != id:
            raise Moved("incident", id, told[0]["incident"])
        raise NotFound("incident", id)
    moments = _moments((row["x"] for row in rows), ("origin", "incident"))
    asked = moments[-limit - 1 :]
    states = {at: _gathered(id, [row["x"] for row in rows], at, reference) for at in asked}
    changes = _changes(asked, states, limit)
    for change in changes:
        change["reports"] = _told(id, rows, change["at"])
    return {
        "id": id,
        "type": next((state["type"] for state in reversed(states.values()) if state), None),
        "source": None,
        "target": None,
        "changes": changes,
        "truncated": len(moments) > len(asked) or len(rows) >= MOST,
    }


def _moments(nodes: Iterable[Mapping[str, Any]], moving: Sequence[str]) -> list[str]:
    """When something was learned, revised, given up or found to belong elsewhere, in order."""
    found: set[str] = set()
    for x in nodes:
        found |= {x.get("revised") or x["known_from"], x.get("known_to") or ""}
        found |= {was.partition(SEPARATOR)[0] for name in moving for was in x.get(f"{name}_was") or ()}
    return sorted(found - {""})


def _changes(moments: Sequence[str], states: Mapping[str, Row | None], limit: int) -> list[BeliefChange]:
    """Those moments at which the answer is another than before, the latest first; the fields that changed."""
    found: list[BeliefChange] = []
    for n, at in enumerate(moments):
        before, after = states[moments[n - 1]] if n else None, states[at]
        if n == 0 and len(moments) > limit:
            continue  # only there to compare the next one with
        if before != after:
            names = [
                name
                for name in {**(before or {}), **(after or {})}
                if (before or {}).get(name) != (after or {}).get(name)
            ]
            found.append(
                {
                    "at": at,
                    "held": after is not None,
                    "before": {name: before.get(name) for name in names} if before else None,
                    "after": {name: after.get(name) for name in names} if after else None,
                    "claims": [],
                    "reports": [],
                }
            )
    return found[::-1][:limit]


def _held(sums: Row | None) -> Row | None:
    if sums is None or not sums["asserted"] + sums["alleged"]:
        return None
    return {
        "claims": sums["asserted"] + sums["alleged"],
        "disputed": sums["denied"] > 0,
        **{name: sums[name] for name in _FIGURES},
    }


def _known(x: Mapping[str, Any], at: str) -> bool:
    return bool((x.get("revised") or x["known_from"]) <= at < (x.get("known_to") or "9999"))


def _gathered(id: str, versions: Iterable[Row], at: str, reference: Reference) -> Row | None:
    reports = [one for x in versions if _known(x, at) and (one := then(x, at))["incident"] == id]
    if not reports:
        return None
    props, _ = combine(id, reports, reference)
    disputed = bool(incident_disputes({id: [weighed(one) for one in reports]}))
    return {name: {**props, "disputed": disputed}.get(name) for name in _SAID}


def _turn(x: Mapping[str, Any], at: str, others: Iterable[Mapping[str, Any]]) -> str | None:
    """What happened at that moment to a node: learned, revised, withdrawn, moved; None where nothing did."""
    own = str(x["id"]).partition("@")[0]
    if x.get("known_to") == at:
        again = any(o is not x and str(o["id"]).partition("@")[0] == own and _known(o, at) for o in others)
        return None if again else "withdrawn"
    if x.get("revised") == at:
        return "revised"
    if x["known_from"] == at and not x.get("revised"):
        return "learned"
    moved = (was for name in ("origin", "incident") for was in x.get(f"{name}_was") or ())
    return "moved" if any(was.startswith(at + SEPARATOR) for was in moved) else None


def _turned(rows: Sequence[Row], at: str) -> list[BeliefClaim]:
    turns = [(_turn(row["c"], at, [other["c"] for other in rows]), row) for row in rows]
    found: list[BeliefClaim] = [
        {"what": turn, "claim": shapes.claim({**row, "c": then(row["c"], at)})} for turn, row in turns if turn
    ]
    return sorted(found, key=lambda one: one["claim"]["id"])[:CLAIM_IDS]


def _told(id: str, rows: Sequence[Row], at: str) -> list[BeliefReport]:
    versions = [row["x"] for row in rows]
    found: list[BeliefReport] = []
    for row in rows:
        if turn := _turn(row["x"], at, versions):
            now = then(row["x"], at)
            if turn == "moved":
                turn = "joined" if now["incident"] == id else "left"
            found.append(
                {"what": turn, "report": shapes.report({"n": now, "place": row["place"], "article": row["article"]})}
            )
    return sorted(found, key=lambda one: one["report"]["id"])[:CLAIM_IDS]
