"""What the change log tells of relations, incidents, disputes, merges and judgements: pure functions of before and after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.changes import Row, change
from graph.stance import parts

Props = Mapping[str, Any]
TOLD_RELATION = (
    "claims", "asserted", "alleged", "denied", "flagged", "reports", "outlets", "origins", "confidence", "disputed",
)  # fmt: skip
TOLD_INCIDENT = (
    "title", "type", "status", "start", "end", "time_precision", "place_id", "place_text", "killed_low", "killed_best",
    "killed_high", "injured_low", "injured_best", "injured_high", "perpetrators", "targets", "victims", "n_reports",
    "n_outlets", "n_independent_origins", "disputed", "confidence",
)  # fmt: skip
TOLD_DISPUTE = ("id", "nature", "about", "subject_id", "predicate", "object_id", "incident", "oneself")
_TOLD_JUDGEMENT = ("scope", "left", "right", "verdict", "score", "by", "held")


def relation_changes(keys: Iterable[str], before: Mapping[str, Sequence[Any]], after: Mapping[str, Props]) -> list[Row]:
    """The changes of edges by their triples: `before` has their TOLD_RELATION values, `after` their properties."""
    found = []
    for key in keys:
        subject, type, obj = parts(key)
        ends = {"type": type, "source": subject, "target": obj}
        was = {**ends, **_present(dict(zip(TOLD_RELATION, before[key], strict=True)))} if key in before else None
        now = {**ends, **_present({name: after[key].get(name) for name in TOLD_RELATION})} if key in after else None
        if was is None and now is None:
            continue
        op = "deleted" if now is None else "created" if was is None else "updated"
        row = change(op, "relation", key, None, [subject, obj], was, now)
        if op != "updated" or row["patch"]:
            found.append(row)
    return found


def incident_changes(
    ids: Iterable[str],
    before: Mapping[str, Props],
    after: Mapping[str, Props],
    about: Mapping[str, Sequence[str]],
    moves: Iterable[tuple[str, ...]],
) -> list[Row]:
    """The changes of incidents that were made anew. `moves` (from, to) tell which reports went over to another one."""
    went: dict[str, set[str]] = {}
    came: dict[str, set[str]] = {}
    for old, new in moves:
        went.setdefault(old, set()).add(new)
        came.setdefault(new, set()).add(old)
    found = []
    for id in ids:
        was = _present(before[id]) if id in before else None
        now = _present({name: after[id].get(name) for name in TOLD_INCIDENT}) if id in after else None
        if now is None and was is None:
            continue
        concerned = sorted(set(about.get(id, ())))
        op, other = "updated", None
        if now is None:
            op, other = ("merged", min(went[id])) if id in went else ("deleted", None)
        elif was is None:
            op, other = ("split", min(came[id])) if id in came else ("created", None)
        row = change(op, "incident", id, (now or was or {}).get("title"), concerned, was, now)
        if op == "merged":
            row["patch"], row["about"] = {"into": other}, [*concerned, other]
        elif op == "split":
            row["patch"]["from"], row["about"] = other, [*concerned, other]
        if op != "updated" or row["patch"]:
            found.append(row)
    return found


def dispute_changes(before: Iterable[Props], after: Iterable[Props]) -> list[Row]:
    """Disputes that have begun or ended; one that goes on with other sides is no change."""
    was, now = {one["id"]: one for one in before}, {one["id"]: one for one in after}
    ended = [_dispute("undisputed", was[id], None) for id in was if id not in now]
    return ended + [_dispute("disputed", None, now[id]) for id in now if id not in was]


def _dispute(op: str, was: Props | None, now: Props | None) -> Row:
    one = now or was or {}
    about = [one[name] for name in ("subject_id", "object_id", "incident") if one.get(name)]
    if one.get("subject_id") and one.get("object_id"):
        about.append(one["about"])  # the relation's own id
    told = {name: one[name] for name in TOLD_DISPUTE if name != "id" and one.get(name) is not None}
    return change(op, "dispute", one["id"], None, about, told if was else None, told if now else None)


def merge_changes(before: Mapping[str, Props], rows: Iterable[Props], gone: Iterable[str]) -> list[Row]:
    """Entities merged into another (or now into another one than before), and those that are by themselves again."""
    found = []
    for row in rows:
        was = before.get(row["id"])
        if was is None or was["to"] != row["to"]:
            told = None if was is None else {"to": was["to"]}
            found.append(
                change("merged", "entity", row["id"], _first(row), [row["id"], row["to"]], told, {"to": row["to"]})
            )
    return found + [
        change("unmerged", "entity", id, _first(was), [id, was["to"]], {"to": was["to"]}, {})
        for id in gone
        if (was := before.get(id)) is not None
    ]


def judgement_changes(before: Iterable[Mapping[str, Props]], rows: Iterable[Props], gone: Iterable[str]) -> list[Row]:
    """What persons judged, and what begins or ceases to wait for one. What a rule finds to be one is told by what it merges."""
    was = {row["j"]["id"]: row["j"] for row in before}
    found = []
    for row in rows:
        old = was.get(row["id"])
        if _concerns_persons(row) or (old and _concerns_persons(old)):
            one = _judgement("created" if old is None else "updated", row, old, row)
            if one["patch"]:
                found.append(one)
    return found + [
        _judgement("deleted", was[id], was[id], None) for id in gone if id in was and _concerns_persons(was[id])
    ]


def _judgement(op: str, one: Props, was: Props | None, now: Props | None) -> Row:
    def told(some: Props | None) -> Props | None:
        return None if some is None else {n: some[n] for n in _TOLD_JUDGEMENT if some.get(n) is not None}

    return change(op, "judgement", one["id"], one["verdict"], [one["left"], one["right"]], told(was), told(now))


def _concerns_persons(one: Props) -> bool:
    return bool(one.get("act") or one.get("held") or one["verdict"] == "unsure")


def _first(row: Props) -> str | None:
    return next(iter(row["names"]), None)


def _present(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if value is not None}
