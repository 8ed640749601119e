"""Relation edges computed from claims: one edge per subject, predicate and object, with its counts and disputes."""

from collections.abc import Callable

from graph.bolt_store import Store


def project(store: Store, *, progress: Callable[[int], None] | None = None) -> int:
    """Bring the relation edges up to date with what was written since; returns how many triples were recomputed.

    Idempotent, and safe to be killed: what was not finished is done by the next call. `progress` gets the running total.
    """
    raise NotImplementedError
