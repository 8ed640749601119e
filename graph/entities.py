"""Entity nodes: what reference data knows is taken from there, the rest from the articles that mention it.

Everything stored is the same in whatever order the articles come: of several spellings the smallest is the name, all of
them are aliases, and counters add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neo4j import ManagedTransaction, Transaction

from graph.cypher import ENTITY, REDIRECT, create_nodes
from graph.names import fold, search_key
from graph.prepared import Prepared, Props
from graph.stance import SEPARATOR
from schema.model import Model
from schema.reference import Actor, Place, Reference

Tx = Transaction | ManagedTransaction
COUNTERS = ("n_articles", "n_subject", "n_object", "n_statements", "n_incidents")
INCIDENT_EDGES = ("PERPETRATOR", "TARGET", "VICTIM", "LOCATED_IN")


@dataclass(slots=True)
class Met:
    """An entity as the articles of one batch give it."""

    kind: str
    names: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)


def reference_kinds(reference: Reference) -> dict[str, str]:
    """Kind by id of everything that the reference data knows."""
    return {**{a.id: a.kind for a in reference.actors.values()}, **dict.fromkeys(reference.places, "Place")}


def gather(articles: Iterable[Prepared]) -> dict[str, Met]:
    """The entities of a batch, each with all that the batch says of it."""
    met: dict[str, Met] = {}
    for article in articles:
        for entity in article.entities.values():
            one = met.setdefault(entity.id, Met(article.kind(entity.id) or entity.kind))
            one.names.add(entity.name)
            if entity.country:
                one.countries.add(entity.country)
        for id, target, props in article.edges.get(("MENTIONS", "Article", ENTITY), ()):
            assert id == article.article
            met[target].spellings.update(props["spellings"])
    return met


def counts(articles: Iterable[Prepared]) -> dict[str, dict[str, int]]:
    """How often the entities of a batch are met in articles, in claims, as speakers. `graph.project` counts incidents."""
    found: dict[str, dict[str, int]] = {}
    for article in articles:
        for id in article.entities:
            _add(found, id, "n_articles")
        for claim in article.claims:
            _add(found, claim["s"], "n_subject")
            _add(found, claim["o"], "n_object")
        for _, speaker, _ in article.edges.get(("SAID_BY", "Statement", ENTITY), ()):
            _add(found, speaker, "n_statements")
    return found


def count(tx: Tx, changes: Mapping[str, Mapping[str, int]]) -> None:
    """Add to (or take from) the entities' counters, exactly once in the transaction of the articles."""
    rows = [{"id": id, **{name: change.get(name, 0) for name in COUNTERS}} for id, change in sorted(changes.items())]
    sets = ", ".join(f"e.{name} = e.{name} + r.{name}" for name in COUNTERS)
    if rows:
        tx.run(f"UNWIND $rows AS r MATCH (e:{ENTITY} {{id: r.id}}) SET {sets}", rows=rows).consume()


def upsert(tx: Tx, met: Mapping[str, Met], model: Model, reference: Reference) -> None:
    """Make the entities that are not there, with the containers of places, and add new spellings to the others."""
    ids = sorted({*met, *(outer for id in met if id in reference.places for outer in reference.chain(id))})
    there = {r["id"] for r in tx.run(f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) RETURN e.id AS id", ids=ids)}
    made: dict[str, list[Props]] = {}
    within: list[dict[str, str]] = []
    for id in ids:
        if id in there:
            continue
        entry = reference.actors.get(id) or reference.places.get(id)
        kind = met[id].kind if entry is None else entry.kind if isinstance(entry, Actor) else "Place"
        made.setdefault(kind, []).append(_from_reference(entry, reference) if entry else _from_articles(id, met[id]))
        if isinstance(entry, Place) and entry.within:
            within.append({"a": id, "b": entry.within})
    for kind, rows in made.items():
        tx.run(create_nodes(model.kinds[kind]), rows=rows).consume()
    if within:
        tx.run(
            f"UNWIND $rows AS r MATCH (a:{ENTITY} {{id: r.a}}) MATCH (b:{ENTITY} {{id: r.b}}) MERGE (a)-[:WITHIN]->(b)",
            rows=within,
        ).consume()
    rename(tx, set(ids) - there, reference)
    _extend(tx, {id: one for id, one in met.items() if id in there and not is_known(id, reference)})


def rename(tx: Tx, ids: Iterable[str], reference: Reference) -> None:
    """Give known entities the names of what was merged into them, beside those that the reference data gives."""
    known = [id for id in sorted(ids) if is_known(id, reference)]
    rows = tx.run(
        f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) "
        f"RETURN id, COLLECT {{ MATCH (r:{REDIRECT}) WHERE r.to = id RETURN r.names }} AS names",
        ids=known,
    ).data()
    changed = []
    for row in rows:
        entry = reference.actors.get(row["id"]) or reference.places[row["id"]]
        aliases = {alias.text for alias in entry.aliases} | {name for names in row["names"] for name in names}
        changed.append(
            {"id": row["id"], "aliases": sorted(aliases - {entry.name}), "search": search_key({entry.name, *aliases})}
        )
    if changed:
        tx.run(
            f"UNWIND $rows AS r MATCH (e:{ENTITY} {{id: r.id}}) SET e.aliases = r.aliases, e.search = r.search",
            rows=changed,
        ).consume()


def is_known(id: str, reference: Reference) -> bool:
    """Whether the reference data has this entity."""
    return id in reference.actors or id in reference.places


def forget(tx: Tx, ids: Sequence[str], reference: Reference) -> None:
    """Remove what no article mentions any more (with containers left empty), and take the others' names from what is left.

    To be called after the relation edges of the removed articles are gone.
    """
    candidates = sorted(ids)
    while candidates:
        gone = tx.run(
            f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) WHERE e.n_articles = 0 AND NOT (e)<-[:WITHIN]-() "
            "OPTIONAL MATCH (e)-[:WITHIN]->(outer) RETURN e.id AS id, outer.id AS outer",
            ids=candidates,
        ).data()
        if gone:
            tx.run(
                f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) DETACH DELETE e", ids=[r["id"] for r in gone]
            ).consume()
        candidates = sorted({r["outer"] for r in gone if r["outer"]})
    left = [id for id in ids if not is_known(id, reference)]
    rows = tx.run(
        f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}})<-[m:MENTIONS]-() "
        "RETURN e.id AS id, collect(DISTINCT m.name) AS names, collect(m.spellings) AS spellings",
        ids=left,
    ).data()
    for row in rows:
        names = _names(set(row["names"]), {s for some in row["spellings"] for s in some}, row["id"])
        tx.run(f"MATCH (e:{ENTITY} {{id: $id}}) SET e += $props", id=row["id"], props=names).consume()


def _extend(tx: Tx, met: Mapping[str, Met]) -> None:
    """Add what is new to entities that are there already; the node is locked before it is read, so nothing gets lost."""
    read = "RETURN e.id AS id, e.name AS name, e.aliases AS aliases, e.country AS country"
    asked = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) "
    rows = tx.run(asked + read, ids=sorted(met)).data() if met else []
    new = [row["id"] for row in rows if _merged(row, met[row["id"]]) != _stored(row)]
    if not new:
        return
    locked = tx.run(asked + "SET e.locked = true REMOVE e.locked WITH e " + read, ids=new).data()
    changed = [{"id": row["id"], "props": _merged(row, met[row["id"]])} for row in locked]
    tx.run(f"UNWIND $rows AS r MATCH (e:{ENTITY} {{id: r.id}}) SET e += r.props", rows=changed).consume()


def _merged(row: Mapping[str, Any], one: Met) -> Props:
    names = _names({row["name"], *one.names}, {*row["aliases"], *one.spellings}, row["id"])
    return {**names, "country": min([*one.countries, *([row["country"]] if row["country"] else [])], default=None)}


def _stored(row: Mapping[str, Any]) -> Props:
    return {**_names({row["name"]}, set(row["aliases"]), row["id"]), "country": row["country"]}


def _names(names: set[str], spellings: set[str], id: str) -> Props:
    everything = names | spellings
    name = min(names)
    return {
        "name": name,
        "aliases": sorted(everything - {name}),
        "search": search_key(everything),
        "name_key": SEPARATOR.join((fold(name), id)),
    }


def _from_articles(id: str, one: Met) -> Props:
    return {
        "id": id,
        "kind": one.kind,
        "known": False,
        "country": min(one.countries, default=None),
        **dict.fromkeys(COUNTERS, 0),
        **_names(one.names, one.spellings, id),
    }


def _from_reference(entry: Actor | Place, reference: Reference) -> Props:
    props: Props = {"id": entry.id, "known": True, "valid_from": entry.valid_from, "valid_to": entry.valid_to}
    if isinstance(entry, Actor):
        props |= {"kind": entry.kind, "country": entry.country, "wikidata": entry.wikidata}
    else:
        outer = reference.country_of(entry.id)
        country = reference.places[outer].iso if outer else None
        props |= {"kind": "Place", "level": entry.level, "country": country, "lat": entry.lat, "lon": entry.lon}
        props |= {"geonames": str(entry.geonames) if entry.geonames else None}
    aliases = {alias.text for alias in entry.aliases} - {entry.name}
    names = {
        "name": entry.name,
        "aliases": sorted(aliases),
        "search": search_key({entry.name, *aliases}),
        "name_key": SEPARATOR.join((fold(entry.name), entry.id)),
    }
    return {**props, **names, **dict.fromkeys(COUNTERS, 0)}


def _add(found: dict[str, dict[str, int]], id: str | None, counter: str) -> None:
    if id is not None:
        one = found.setdefault(id, {})
        one[counter] = one.get(counter, 0) + 1
