"""Relation edges computed from claims, one per subject, predicate and object, and incidents computed from their reports.

Which claims count, and as what, was decided when they were written (`graph.stance`); here they are only added up. An
edge exists as long as one claim supports it. Claims that deny make it disputed; claims from damaged sentences are counted
apart and change nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph import commitments
from graph.bolt_store import Store
from graph.changes import Row, end_rebuild
from graph.changes_told import TOLD_INCIDENT, TOLD_RELATION, incident_changes, relation_changes
from graph.cypher import ENTITY, META, PENDING, create_nodes
from graph.disputes import renew_actors, renew_incidents, renew_triples
from graph.entities import INCIDENT_EDGES, Tx, count, forget
from graph.incidents import combine
from graph.stance import affected, parts, sources
from graph.sums import SUMS, claim_columns
from graph.ties import renew, tie
from schema.model import Model

_WAS = "[e." + ", e.".join(TOLD_RELATION) + "]"
CLAIM_IDS = 50  # as many claim ids stand on an edge; the triple finds all of them
NOTES_AT_ONCE = 10  # one note is one write of up to a hundred articles
KEYS_AT_ONCE = 1000
INCIDENTS_AT_ONCE = 200

_COUNTED = ("asserted", "alleged", "denied", "flagged")

# Returns key and the edge's sums for every key that has claims at all. Only single values are held: a frequent pair has
# tens of thousands of claims, and collecting their nodes would fill the server's memory.
_ADD_UP = f"""
UNWIND $rows AS r
UNWIND r.sources AS source
MATCH (c:Claim {{triple: source.triple}})
WHERE c.stance <> 'none' AND (source.sense IS NULL OR c.sense = source.sense)
WITH r.key AS key, {claim_columns("c")}
RETURN key, {SUMS}
"""

_FOR, _AGAINST = ("asserts", "alleges"), ("denies", "flagged")

# Returns key, date_key, id and stance of every claim, a row each: for pairs that have few.
_CLAIMS_OF_MANY = """
UNWIND $rows AS r
UNWIND r.sources AS source
MATCH (c:Claim {triple: source.triple})
WHERE c.stance <> 'none' AND (source.sense IS NULL OR c.sense = source.sense)
RETURN r.key AS key, c.date_key AS at, c.id AS id, c.stance AS stance
"""

# Returns key, name and id of everyone who denies.
_DENIERS = """
UNWIND $rows AS r
UNWIND r.sources AS source
MATCH (c:Claim {triple: source.triple})
WHERE c.stance = 'denies' AND (source.sense IS NULL OR c.sense = source.sense)
RETURN DISTINCT r.key AS key, coalesce(c.speaker, c.outlet) AS name, c.speaker_id AS id
"""

# Returns date_key, id and stance of the newest claims of one triple that take one of these stances.
_CLAIMS_OF_ONE = f"""
MATCH (c:Claim {{triple: $triple}})
WHERE c.stance IN $stances AND ($sense IS NULL OR c.sense = $sense)
RETURN c.date_key AS at, c.id AS id, c.stance AS stance ORDER BY c.date_key DESC LIMIT {CLAIM_IDS}
"""


def project(store: Store, *, progress: Callable[[int], None] | None = None) -> int:
    """Bring the relation edges up to date with what was written since; returns how many triples were recomputed.

    Idempotent, and safe to be killed: what was not finished is done by the next call. `progress` gets the running total.
    """
    total = 0
    while True:
        done = store.transact(lambda tx: _some(tx, store))
        if done is None:
            return total
        total += done
        if progress is not None:
            progress(total)


def _some(tx: Tx, store: Store) -> int | None:
    """Deal with a few notes in one transaction; None when there are none left."""
    # two projectors at once would overwrite each other's newer sums with older ones: this write makes them queue
    tx.run(f"MERGE (m:{META} {{id: 'projection'}}) SET m.turn = coalesce(m.turn, 0) + 1").consume()
    notes = tx.run(
        f"MATCH (p:{PENDING}) RETURN p.id AS id, p.triples AS triples, p.entities AS entities, p.incidents AS incidents, "
        "p.answering AS answering, p.tying AS tying, p.deeds AS deeds, p.moves AS moves "
        f"LIMIT {NOTES_AT_ONCE}"
    ).data()
    if not notes:
        end_rebuild(tx, store.log)
        return None
    told: list[Row] = []
    keys = sorted({key for note in notes for triple in note["triples"] for key in affected(triple)})
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        renew_triples(tx, store.model, some, _recompute(tx, some, store.model, told), told)
    renew_actors(tx, store.model, {id for note in notes for id in note["answering"]}, told)
    tying, deeds = ({id for note in notes for id in note[name] or ()} for name in ("tying", "deeds"))
    commitments.renew(tx, store.model, tying, deeds)
    incidents = sorted({id for note in notes for id in note["incidents"]})
    moves = {tuple(move.split(">")) for note in notes for move in note["moves"] or ()}
    for start in range(0, len(incidents), INCIDENTS_AT_ONCE):
        _gather(tx, incidents[start : start + INCIDENTS_AT_ONCE], store, moves, told)
    candidates = sorted({id for note in notes for id in note["entities"]})
    if candidates:
        forget(tx, candidates, store.reference)
    tx.run(f"UNWIND $ids AS id MATCH (p:{PENDING} {{id: id}}) DELETE p", ids=[note["id"] for note in notes]).consume()
    store.log.append(tx, told)
    return len(keys) + len(incidents)


def _gather(tx: Tx, ids: Sequence[str], store: Store, moves: set[tuple[str, ...]], told: list[Row]) -> None:
    """Make these incidents anew from the reports that tell of them; one without reports is no more."""
    changes: dict[str, dict[str, int]] = {}
    roles = "|".join(INCIDENT_EDGES)
    old = tx.run(
        f"UNWIND $ids AS id MATCH (:Incident {{id: id}})-[:{roles}]->(e:{ENTITY}) RETURN DISTINCT id, e.id AS entity",
        ids=ids,
    )
    for row in old.data():
        _add(changes, row["entity"], -1)
    gone = tx.run(
        f"UNWIND $ids AS id MATCH (i:Incident {{id: id}}) WITH i, id, i {{.{', .'.join(TOLD_INCIDENT)}}} AS was "
        "DETACH DELETE i RETURN id, was",
        ids=ids,
    )
    before = {row["id"]: row["was"] for row in gone.data()}
    reports: dict[str, list[dict[str, Any]]] = {}
    found = tx.run("UNWIND $ids AS id MATCH (r:IncidentReport {incident: id}) RETURN properties(r) AS r", ids=ids)
    for row in found.data():
        reports.setdefault(row["r"]["incident"], []).append(row["r"])
    disputed = renew_incidents(tx, store.model, ids, reports, told)
    nodes: list[dict[str, Any]] = []
    edges: dict[str, list[dict[str, Any]]] = {}
    for id, some in sorted(reports.items()):
        props, ends = combine(id, some, store.reference)
        nodes.append({**props, "disputed": id in disputed})
        for type, entity, values in ends:
            edges.setdefault(type, []).append({"a": id, "b": entity, "p": values})
    if nodes:
        tx.run(create_nodes(store.model.kinds["Incident"]), rows=nodes).consume()
        tx.run(
            "UNWIND $ids AS id MATCH (i:Incident {id: id}) MATCH (r:IncidentReport {incident: id}) CREATE (r)-[:REPORTS]->(i)",
            ids=sorted(reports),
        ).consume()
    taking_part: set[tuple[str, str]] = set()
    for type, rows in sorted(edges.items()):
        made = tx.run(
            f"UNWIND $rows AS r MATCH (i:Incident {{id: r.a}}) MATCH (e:{ENTITY} {{id: r.b}}) WHERE e.kind IN $kinds "
            f"CREATE (i)-[x:{type}]->(e) SET x = r.p RETURN i.id AS incident, e.id AS entity",
            rows=rows,
            kinds=sorted(store.model.edges[type].targets),
        )
        taking_part |= {(row["incident"], row["entity"]) for row in made.data()}
    for _, entity in taking_part:
        _add(changes, entity, 1)
    count(tx, {entity: step for entity, step in changes.items() if step["n_incidents"]})
    about: dict[str, list[str]] = {}
    for rows in edges.values():
        for row in rows:
            about.setdefault(row["a"], []).append(row["b"])
    after = {node["id"]: node for node in nodes}
    told += incident_changes(ids, before, after, about, moves)


def _add(changes: dict[str, dict[str, int]], entity: str, step: int) -> None:
    one = changes.setdefault(entity, {"n_incidents": 0})
    one["n_incidents"] += step


def _recompute(tx: Tx, keys: Sequence[str], model: Model, told: list[Row]) -> list[str]:
    """Make the edges of these keys anew; returns those that may be disputed."""
    asked = [
        {"key": key, "sources": [{"triple": triple, "sense": sense} for triple, sense in sources(key)]} for key in keys
    ]
    sums = {row["key"]: row for row in tx.run(_ADD_UP, rows=asked).data() if row["asserted"] + row["alleged"]}
    newest = _newest(tx, [row for row in asked if row["key"] in sums], sums)
    deniers = _deniers(tx, [row for row in asked if row["key"] in sums and sums[row["key"]]["denied"]])
    by_type: dict[str, list[str]] = {}
    for key in keys:
        by_type.setdefault(model.relations[parts(key)[1]].name, []).append(key)
    for type, some in sorted(by_type.items()):
        kept = [_edge(key, sums[key], newest[key], deniers.get(key, [])) for key in some if key in sums]
        gone = [{"id": key, **dict(zip("a-b", parts(key), strict=True))} for key in some if key not in sums]
        ends = [dict(zip("a-b", parts(key), strict=True)) for key in some]
        # a statement of its own: read beside the MERGE, the old values take three times as long on the embedded engine
        was = tx.run(
            f"UNWIND $rows AS r MATCH (a:{ENTITY} {{id: r.a}})-[e:{type}]->(b:{ENTITY} {{id: r.b}}) RETURN e.id AS id, {_WAS} AS was",
            rows=ends,
        )
        before = {row["id"]: row["was"] for row in was.data()}
        if gone:
            tx.run(
                f"UNWIND $rows AS r MATCH (a:{ENTITY} {{id: r.a}})-[e:{type}]->(b:{ENTITY} {{id: r.b}}) DELETE e",
                rows=gone,
            ).consume()
        if kept:
            tx.run(
                f"UNWIND $rows AS r MATCH (a:{ENTITY} {{id: r.a}}) MATCH (b:{ENTITY} {{id: r.b}}) "
                f"MERGE (a)-[e:{type}]->(b) SET e = r.p",
                rows=kept,
            ).consume()
        renew(tx, [tie(type, row) for row in kept], [row["id"] for row in gone])
        told += relation_changes(some, before, {row["p"]["id"]: row["p"] for row in kept})
    return [key for key, row in sums.items() if row["denied"] or row["amounts"] > 1]


def _newest(
    tx: Tx, asked: Sequence[dict[str, Any]], sums: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, list[str]]]:
    """The ids of each key's newest claims, newest first: `claim_ids` that support it, `counter_ids` that deny it or are damaged."""
    found: dict[str, list[tuple[str, str, str]]] = {row["key"]: [] for row in asked}
    few = {row["key"] for row in asked if sum(sums[row["key"]][name] for name in _COUNTED) <= CLAIM_IDS}
    for row in tx.run(_CLAIMS_OF_MANY, rows=[row for row in asked if row["key"] in few]).data():
        found[row["key"]].append((row["at"], row["id"], row["stance"]))
    for row in asked:
        if row["key"] not in few:
            for source in row["sources"]:
                for stances in (_FOR, _AGAINST):
                    some = tx.run(_CLAIMS_OF_ONE, **source, stances=list(stances)).data()
                    found[row["key"]] += [(r["at"], r["id"], r["stance"]) for r in some]
    newest = {key: sorted(some, reverse=True) for key, some in found.items()}
    return {
        key: {
            "claim_ids": [id for _, id, stance in some if stance in _FOR][:CLAIM_IDS],
            "counter_ids": [id for _, id, stance in some if stance in _AGAINST][:CLAIM_IDS],
        }
        for key, some in newest.items()
    }


def _deniers(tx: Tx, asked: Sequence[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Who denies, by key: (name, id or nothing); what an article denies in its own words is denied by its outlet."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in tx.run(_DENIERS, rows=asked).data() if asked else []:
        if row["name"]:
            found.setdefault(row["key"], set()).add((row["name"], row["id"] or ""))
    return {key: sorted(some) for key, some in found.items()}


def _edge(
    key: str, sums: dict[str, Any], newest: dict[str, list[str]], deniers: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    subject, _, obj = parts(key)
    props = {name: value for name, value in sums.items() if name not in {"key", "amounts"} and value is not None}
    props |= {
        "id": key,
        **newest,
        "claims": sums["asserted"] + sums["alleged"],
        "disputed": sums["denied"] > 0,
    }
    if deniers:
        props |= {"disputed_by": [name for name, _ in deniers], "disputed_by_ids": [id for _, id in deniers]}
    return {"a": subject, "b": obj, "p": props}
