"""Commitments as nodes: threats, ultimatums and promises with what came of them, made anew for the actors that were spoken of.

Done in the transaction of the projection. That a deadline passed is not stored, since no article tells of it: whoever
reads asks whether an open one is past its `deadline`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from graph.articles import note
from graph.cypher import ENTITY, create_nodes
from graph.disputes import stand
from graph.entities import Tx
from graph.resolve.commitments import TYING, YEARS, Change, Commitment, commitments
from graph.stance import SEPARATOR
from schema.model import Model

Row = Mapping[str, Any]
TIES, DEEDS = (
    2000,
    2000,
)  # claims of one actor that are weighed, the newest of those that tie and the first of those that follow

# by: who committed itself, or was committed to, among these actors
_BY = """
UNWIND $ids AS id
MATCH (x:Commitment) WHERE x.by_id = id OR x.to_id = id
RETURN DISTINCT x.by_id AS by
"""

# c (properties): the claims that may tie an actor
_TIES = f"""
MATCH (x:Claim) WHERE x.tie_key >= $low AND x.tie_key < $high AND x.published IS NOT NULL
RETURN properties(x) AS c ORDER BY x.tie_key DESC LIMIT {TIES}
"""

# c (properties): what an actor did and said in a span
_DEEDS = f"""
MATCH (x:Claim) WHERE x.subject_key >= $low AND x.subject_key < $high AND x.modality = 'asserted' AND x.condition IS NULL
RETURN properties(x) AS c ORDER BY x.subject_key LIMIT {DEEDS}
"""


def renew(tx: Tx, model: Model, tying: Iterable[str], deeds: Iterable[str]) -> None:
    """The commitments of actors that may have tied themselves (`tying`), and those by and to actors that are told to act (`deeds`)."""
    told = tx.run(_BY, ids=sorted(deeds)).data()
    by = sorted({*tying, *(row["by"] for row in told)})
    if not by:
        return
    tx.run("UNWIND $ids AS id MATCH (x:Commitment {by_id: id}) DETACH DELETE x", ids=by).consume()
    found = [one for actor in by for one in _of(tx, actor)]
    if found:
        _store(tx, model, found)


def adopt(transact: Callable[[Callable[[Tx], Any]], Any]) -> None:
    """Give the claims of a graph that was written before there were commitments their `tie_key`, and note whom to make them for."""
    while transact(_adopt_some):
        pass


def _adopt_some(tx: Tx) -> int:
    query = (
        "MATCH (c:Claim) WHERE c.predicate IN $tying AND (c.predicate <> 'WARNS' OR c.sense = 'threat') "
        "AND c.subject_id IS NOT NULL AND c.tie_key IS NULL WITH c LIMIT 5000 "
        "SET c.tie_key = c.subject_key RETURN c.subject_id AS id"
    )
    found = [row["id"] for row in tx.run(query, tying=sorted(TYING)).data()]
    if found:
        note(tx, tying=found)
    return len(found)


def _of(tx: Tx, actor: str) -> list[Commitment]:
    ties = _claims(tx, _TIES, f"{actor}{SEPARATOR}", f"{actor}{SEPARATOR}~")
    made = [one for one in commitments(ties, "") if one.by == actor]
    spans: dict[str, tuple[str, str]] = {}  # of whom what is looked for, from when until when
    for one in made:
        for id in {one.by, one.to} - {None}:
            first, last = spans.get(str(id), (one.made, one.made))
            spans[str(id)] = min(first, one.made), max(last, one.made)
    stands = {one.claim.id: one for one in ties}
    for id, (first, last) in sorted(spans.items()):
        until = f"{int(last[:4]) + YEARS + 1}"
        stands |= {
            one.claim.id: one for one in _claims(tx, _DEEDS, SEPARATOR.join((id, first)), SEPARATOR.join((id, until)))
        }
    return [one for one in commitments(stands.values(), "") if one.by == actor]


def _claims(tx: Tx, query: Any, low: str, high: str) -> list[Any]:
    return [stand(row["c"]) for row in tx.run(query, low=low, high=high).data()]


def _store(tx: Tx, model: Model, found: Sequence[Commitment]) -> None:
    tx.run(create_nodes(model.kinds["Commitment"]), rows=[as_node(one) for one in found]).consume()
    for type, end in (("COMMITTED_BY", "by"), ("COMMITTED_TO", "to")):
        rows = [{"a": one.id, "b": getattr(one, end)} for one in found if getattr(one, end)]
        query = f"UNWIND $rows AS r MATCH (x:Commitment {{id: r.a}}) MATCH (e:{ENTITY} {{id: r.b}}) CREATE (x)-[:{type}]->(e)"
        tx.run(query, rows=rows).consume()
    bearing = [row for one in found for row in _bearing(one)]
    tx.run(
        "UNWIND $rows AS r MATCH (c:Claim {id: r.a}) MATCH (x:Commitment {id: r.b}) CREATE (c)-[:BEARS_ON {tells: r.tells, on: r.on}]->(x)",
        rows=bearing,
    ).consume()


def _bearing(one: Commitment) -> list[dict[str, str]]:
    made = [{"a": id, "b": one.id, "tells": "made", "on": one.made} for id in one.claims]
    came = [{"a": id, "b": one.id, "tells": c.state.value, "on": c.on} for c in one.changes for id in c.claims]
    return made + came


def as_node(one: Commitment) -> dict[str, Any]:
    """The properties of its node."""
    props = {
        "id": one.id,
        "commitment": one.kind,
        "by_id": one.by,
        "to_id": one.to,
        "condition": one.condition,
        "consequence": one.consequence,
        "deadline": one.deadline,
        "made": one.made,
        "state": one.state().value,
        "changes": msgspec.json.encode(one.changes).decode(),
        "date_key": SEPARATOR.join((one.made, one.id)),
    }
    return {name: value for name, value in props.items() if value is not None}


def from_node(x: Row, claims: Iterable[str]) -> Commitment:
    """What `as_node` made into properties; `claims` are those that make it."""
    return Commitment(
        id=x["id"],
        kind=x["commitment"],
        by=x["by_id"],
        to=x.get("to_id"),
        condition=x.get("condition"),
        consequence=x.get("consequence"),
        deadline=x.get("deadline"),
        made=x["made"],
        claims=tuple(sorted(claims)),
        changes=msgspec.json.decode(x["changes"], type=tuple[Change, ...]),
    )
