"""From ids of claims to the claims with their sentences, as every answer that rests on claims gives them."""

from collections.abc import Sequence

from graph import queries, shapes
from graph.bolt_store import Store
from graph.results import ClaimRow


def claims_with_sentences(store: Store, ids: Sequence[str]) -> list[ClaimRow]:
    """These claims in their order; those that are no more are left out. One query."""
    if not ids:
        return []
    found = {row["c"]["id"]: row for row in store.read(queries.EVIDENCE, ids=list(ids))}
    return [shapes.claim(found[id]) for id in ids if id in found]
