"""Ids that were merged into others, or that nothing has: in filters, in seeds, in addresses.

Looked up only where an answer came out empty, so that an ordinary answer costs no query more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from rapidfuzz import fuzz, process

from graph.bolt_store import Store
from graph.cypher import REDIRECT
from graph.entities import is_known
from graph.errors import UnknownFilter
from graph.names import fold
from graph.rows import report_id

Read = Callable[..., list[dict[str, Any]]]
F = TypeVar("F", bound=Any)
NEAR = 3
_ALIKE = 60.0
_LOOKED_AT = 20_000
_PREFIXED = {"clm": "Claim", "inc": "Incident", "art": "Article", "org": "Origin"}
IDENTIFIED = frozenset({"entity", "claim", "incident", "article", "origin", "node"})
"""Kinds of things that are looked for by their ids."""
FILTERS = {"article": "Article", "origin": "Origin", "incident": "Incident"}
ENTITY_FILTERS = ("about", "subject", "object", "speaker", "source", "target", "between", "place", "actor", "by", "to")


def canonical(read: Read, ids: Iterable[str]) -> dict[str, str | None]:
    """What each id of an entity, article, origin or incident stands for now: itself, what it became, or nothing (None)."""
    some = list(dict.fromkeys(ids))
    own = " + ".join(f"COLLECT {{ MATCH (e:{kind} {{id: id}}) RETURN e.id }}" for kind in ("Entity", *FILTERS.values()))
    rows = read(
        f"UNWIND $asked AS r WITH r.id AS id, r.report AS report RETURN id, {own} AS own, "
        f"COLLECT {{ MATCH (r:{REDIRECT} {{id: id}}) RETURN r.to }} "
        "+ COLLECT { MATCH (r:IncidentReport {id: report}) RETURN r.incident } AS to",
        asked=[{"id": id, "report": report_id(id)} for id in some],
    )
    found = {row["id"]: next(iter([*row["own"], *row["to"]]), None) for row in rows}
    return {id: found.get(id) for id in some}


def follow(store: Store, where: F) -> tuple[F, bool]:
    """(The filter with merged ids replaced by those that they became, whether any was). Raises UnknownFilter for one that nothing has."""
    own = {field.name for field in fields(where)}
    given: dict[str, tuple[str, ...]] = {}
    for name in (*ENTITY_FILTERS, *FILTERS):
        value = getattr(where, name) if name in own else None
        if value:
            given[name] = value if isinstance(value, tuple) else (value,)
    if not given:
        return where, False
    now = canonical(store.read, [id for ids in given.values() for id in ids])
    changed: dict[str, Any] = {}
    for name, ids in given.items():
        for id in ids:
            if now[id] is None and not is_known(id, store.reference):  # what is known may not have been met yet
                raise UnknownFilter(name, id, near(store.read, id))
        to = tuple(now[id] or id for id in ids)
        if to != ids:
            changed[name] = to if isinstance(getattr(where, name), tuple) else to[0]
    return (replace(where, **changed), True) if changed else (where, False)


def standing(store: Store, field: str, ids: Sequence[str]) -> list[str]:
    """What these ids of entities stand for now, in their order. Raises UnknownFilter naming the field."""
    now = canonical(store.read, ids)
    for id, to in now.items():
        if to is None and not is_known(id, store.reference):
            raise UnknownFilter(field, id, near(store.read, id))
    return list(dict.fromkeys(to or id for id, to in now.items()))


def near(read: Read, id: str) -> list[str]:
    """Ids that look like this one, or belong to a name that does, the nearest first."""
    kind = _PREFIXED.get(id.partition("-")[0], "Entity")
    named = "x.name" if kind == "Entity" else "null"
    rows = read(f"MATCH (x:{kind}) RETURN x.id AS id, {named} AS name LIMIT {_LOOKED_AT}")
    wanted = fold(id)
    by_id = process.extract(wanted, {row["id"]: fold(row["id"]) for row in rows}, scorer=fuzz.ratio, limit=NEAR)
    words = fold(id.partition("-")[2] or id)
    by_name = process.extract(
        words, {row["id"]: fold(row["name"]) for row in rows if row["name"]}, scorer=fuzz.ratio, limit=NEAR
    )
    ranked = sorted([*by_id, *by_name], key=lambda one: (-one[1], one[2]))
    return list(dict.fromkeys(str(one[2]) for one in ranked if one[1] >= _ALIKE))[:NEAR]
