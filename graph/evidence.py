"""From ids to claims with their sentences, as every answer that rests on claims gives them."""

from collections.abc import Callable, Sequence
from typing import Any

from graph import queries, shapes
from graph.bolt_store import Store
from graph.results import ClaimRow, RelationRow
from graph.slices import then

Read = Callable[..., list[dict[str, Any]]]

# type, r (properties), a, a_name, a_kind, b …: edges by their ends and type
_EDGES = """
UNWIND $edges AS edge
MATCH (a:Entity {id: edge[0]})-[r:{relations}]->(b:Entity {id: edge[2]}) WHERE r.id = edge[3]
RETURN type(r) AS type, properties(r) AS r, a.id AS a, a.name AS a_name, a.kind AS a_kind,
       b.id AS b, b.name AS b_name, b.kind AS b_kind
"""


def claims_with_sentences(store: Store, ids: Sequence[str]) -> list[ClaimRow]:
    """These claims in their order; those that are no more are left out. One query."""
    found = claims_by_node(store.read, ids)
    return [found[id] for id in ids if id in found]


def claims_by_node(read: Read, ids: Sequence[str], known_at: str | None = None) -> dict[str, ClaimRow]:
    """Claims by the ids of their nodes; those of what was held before end in `@` and a time. As they were at a moment."""
    some = list(dict.fromkeys(ids))
    rows = read(queries.EVIDENCE, ids=some) if some else []
    if past := [id for id in some if "@" in id]:
        rows += read(queries.EVIDENCE.replace(":Claim ", ":PastClaim "), ids=past)
    return {row["c"]["id"]: shapes.claim({**row, "c": then(row["c"], known_at)}) for row in rows}


def relations_with_sentences(store: Store, ids: Sequence[str], *, evidence: int) -> list[RelationRow]:
    """These relations (source|type|target) in their order, each with its newest claims, denials included. Two queries.

    Ids that are none are left out.
    """
    edges = [[*parts, id] for id in ids if len(parts := id.split("|")) == 3]
    rows = {row["r"]["id"]: row for row in store.read(queries.with_model(_EDGES), edges=edges)} if edges else {}
    wanted = {
        id: [*row["r"]["claim_ids"][:evidence], *(row["r"].get("counter_ids") or [])[:evidence]]
        for id, row in rows.items()
    }
    claims = claims_with_sentences(store, list(dict.fromkeys(claim for some in wanted.values() for claim in some)))
    known = {claim["id"]: claim for claim in claims}
    return [
        shapes.relation(rows[id], [known[claim] for claim in wanted[id] if claim in known]) for id in ids if id in rows
    ]
