"""What was held before: nothing that a settled graph said goes without a trace, so that `known_at` can be answered.

Claims, reports, statements and statistics carry `known_from` and, where they say something else since, `revised`. What is
replaced, rejected or deleted is kept beside under a label of its own (PAST), closed by `known_to`: joined to nothing, so
that no ordinary query meets it. Only the id of an origin or an incident changes in place; `origin_was` and `incident_was`
then keep what it was before, as `until|id`, in the order of time.

What resolution makes of an article in the run that follows its writing is part of learning it: no state between is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from graph.cypher import HELD, PAST, UNRESOLVED
from graph.entities import Tx
from graph.stance import SEPARATOR, Stance

Props = dict[str, Any]
CARRIED = ("revised", "origin_was", "incident_was")
MOVING = ("origin", "incident")  # ids that change in place
_TIMES = frozenset({"known_from", "known_to", "tie_key", *CARRIED, *MOVING})
_REJECTED = "RejectedClaim"
_AT_ONCE = 100


class Before(NamedTuple):
    """A node as it was before its article was written again."""

    label: str
    article: str
    props: Props


def read(tx: Tx, ids: Sequence[str]) -> dict[str, Before]:
    """Everything of these articles that has a history, by id."""
    rows = tx.run(
        "UNWIND $ids AS id MATCH (:Article {id: id})-[:CONTAINS]->(x) RETURN id, labels(x) AS labels, properties(x) AS x",
        ids=list(ids),
    )
    return {row["x"]["id"]: Before(row["labels"][0], row["id"], row["x"]) for row in rows}


def held(tx: Tx, ids: Sequence[str]) -> tuple[dict[str, Before], dict[str, str]]:
    """(What these articles held before the rebuild that is going on, since when they are known); struck off by this."""
    rows = tx.run(
        f"UNWIND $ids AS id MATCH (h:{HELD} {{id: id}}) RETURN h.id AS id, h.since AS since, h.parts AS parts",
        ids=list(ids),
    ).data()
    if not rows:
        return {}, {}
    tx.run(f"UNWIND $ids AS id MATCH (h:{HELD} {{id: id}}) DELETE h", ids=[row["id"] for row in rows]).consume()
    found = {
        props["id"]: Before(label, row["id"], props)
        for row in rows
        for label, props in msgspec.json.decode(row["parts"])
    }
    return found, {row["id"]: row["since"] for row in rows}


def hold(tx: Tx, after: str) -> str | None:
    """Put aside what some articles beyond the id `after` hold, for the graph is to be made again; returns the last one's id."""
    rows = tx.run(
        "MATCH (a:Article) WHERE a.id > $after "
        f"RETURN a.id AS id, a.known_from AS since ORDER BY a.id LIMIT {_AT_ONCE}",
        after=after,
    ).data()
    parts: dict[str, list[tuple[str, Props]]] = {row["id"]: [] for row in rows}
    for one in read(tx, list(parts)).values():
        parts[one.article].append((one.label, one.props))
    kept = [{**row, "parts": msgspec.json.encode(parts[row["id"]]).decode()} for row in rows]
    tx.run(f"UNWIND $rows AS r MERGE (h:{HELD} {{id: r.id}}) SET h = r", rows=kept).consume()
    return rows[-1]["id"] if rows else None


def hold_all(transact: Any) -> None:
    """Put aside what all articles hold; safe to be killed and begun again."""
    last: str | None = ""
    while last is not None:
        last = transact(partial(hold, after=last))


def unsettled(tx: Tx, ids: Sequence[str]) -> dict[str, str]:
    """Those of these articles that resolution has not seen since they were written, and when that was."""
    rows = tx.run(
        f"MATCH (u:{UNRESOLVED}) UNWIND u.articles AS id WITH id, u.at AS at WHERE id IN $ids RETURN id, min(at) AS at",
        ids=list(ids),
    )
    return {row["id"]: row["at"] for row in rows}


def renew(label: str, row: Props, before: Before | None, now: str, open_since: str | None) -> bool:
    """Give a new row its times; returns whether what was there before is to be closed.

    `open_since` says since when its article waits for resolution, if it does.
    """
    if before is None:
        row["known_from"] = now
        return False
    old = before.props
    row |= {"known_from": old["known_from"], **{name: old.get(name) for name in CARRIED}}
    if not settled(old, open_since):
        return False
    for name in MOVING:
        if name in row and old.get(name) not in (None, row[name]):
            row[f"{name}_was"] = [*(old.get(f"{name}_was") or ()), f"{now}{SEPARATOR}{old[name]}"]
    if before.label == label and _said(old) == _said(row):
        return False
    row["revised"] = now
    return True


def settled(props: Mapping[str, Any], open_since: str | None) -> bool:
    """Whether the node was there when resolution last looked at its article."""
    return open_since is None or (props.get("revised") or props["known_from"]) < open_since


def close(tx: Tx, gone: Iterable[Before], now: str) -> None:
    """Keep what is not held any more, known until `now`. Rejected claims were not held."""
    rows: dict[str, list[Props]] = {}
    for one in gone:
        since = one.props.get("revised") or one.props["known_from"]
        if one.label != _REJECTED and one.props.get("stance") != Stance.rejected and since < now:
            rows.setdefault(PAST[one.label], []).append(
                {**one.props, "id": f"{one.props['id']}@{now}", "known_to": now}
            )
    for label, some in sorted(rows.items()):
        tx.run(f"UNWIND $rows AS r CREATE (n:{label}) SET n = r", rows=some).consume()


def moving(name: str) -> str:
    """SET items that give node `x` the id `r.NAME` in place and keep what it was; `r.open` as in `settled`, `$now` the moment."""
    return (
        f"x.{name}_was = CASE WHEN x.{name} <> r.{name} AND (r.open IS NULL OR coalesce(x.revised, x.known_from) < r.open) "
        f"THEN coalesce(x.{name}_was, []) + [$now + '{SEPARATOR}' + x.{name}] ELSE x.{name}_was END, x.{name} = r.{name}"
    )


def _said(props: Mapping[str, Any]) -> Props:
    return {name: value for name, value in props.items() if name not in _TIMES and value not in (None, [])}
