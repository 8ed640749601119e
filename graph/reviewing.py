"""What a person may say of a claim: looked up, checked against the model, and made self-contained."""

from collections.abc import Sequence
from typing import Any, TypedDict

import msgspec

from graph import queries
from graph.bolt_store import Store
from graph.errors import NotFound
from graph.judging import thing
from graph.resolve.judgements import Refused
from graph.resolve.reviews import ENDS, PLAIN, Correction, Review, Ruling, Said
from schema.records import Entity, Polarity


class Wanted(TypedDict, total=False):
    """What a corrected claim should say; what is left out stays. `subject` and `object` are entity ids."""

    predicate: str
    subject: str
    object: str
    polarity: str
    modality: str
    alleged: bool
    denied: bool


def ruling_on(
    store: Store,
    id: str,
    ruling: Ruling,
    wanted: Wanted | None,
    *,
    by: str,
    at: str,
    because: Sequence[str],
) -> Review:
    """The review, ready for the journal. Raises NotFound (claim, entity) and Refused (the model, nothing corrected)."""
    rows = store.read(queries.CLAIM, id=id) or store.read(queries.REJECTED_CLAIM, id=id)
    if not rows:
        raise NotFound("claim", id)
    claim = rows[0]["c"]
    change, was = _correction(store, claim, wanted or {}) if ruling is Ruling.corrected else (None, {})
    told = " ".join(str(part) for part in (claim.get("subject"), claim["predicate"], claim.get("object")) if part)
    return Review(
        claim=id,
        article=claim["article_id"],
        ruling=ruling,
        correction=change,
        was=was,
        told=told,
        quote=claim["quote"],
        reasons=tuple(because),
        by=by,
        at=at,
    )


def _correction(store: Store, claim: dict[str, Any], wanted: Wanted) -> tuple[Correction, Said]:
    """The change against what is stored, and what those fields say now."""
    asked: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    if asked.get("denied"):
        asked["polarity"] = Polarity.negative.value  # what its speaker denies is said not to be so
    plain = {name: asked[name] for name in PLAIN if name in asked and asked[name] != claim.get(name)}
    ends = {
        name: _entity(store, asked[name]) for name in ENDS if name in asked and asked[name] != claim.get(f"{name}_id")
    }
    if not plain and not ends:
        raise Refused(
            "nothing_corrected", f"{claim['id']} says that already; say what is wrong with it", (claim["id"],)
        )
    predicate = plain.get("predicate", claim["predicate"])
    kinds = [ends[name].kind if name in ends else _kind(store, claim.get(f"{name}_id")) for name in ENDS]
    if all(kinds) and not store.model.allows(predicate, *kinds):
        told = f"{predicate} cannot hold between a {kinds[0]} and a {kinds[1]}"
        raise Refused("not_allowed", told, (claim["id"],))
    was: Said = {name: claim.get(name) for name in (*plain, *ends)}
    return msgspec.convert({**plain, **ends}, Correction), was


def _entity(store: Store, id: str) -> Entity:
    """An entity as an article would bring it along. Raises NotFound."""
    found = thing(store, id)
    entry = store.reference.actors.get(found.canonical) or store.reference.places.get(found.canonical)
    if entry is not None:
        return Entity(id=found.canonical, kind=found.kind, name=entry.name, known=True)
    rows = store.read("MATCH (e:Entity {id: $id}) RETURN e.name AS name", id=found.canonical)
    if not rows:
        raise NotFound("entity", id)
    return Entity(id=found.canonical, kind=found.kind, name=rows[0]["name"], known=False)


def _kind(store: Store, id: str | None) -> str | None:
    return thing(store, id).kind if id is not None else None
