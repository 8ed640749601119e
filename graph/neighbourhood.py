"""What a person who walks the graph needs: how many neighbours of which type before expanding, some of them, and the edges among those shown.

Nodes are entities and incidents. The edges of an incident are its roles (PERPETRATOR, TARGET, VICTIM, LOCATED_IN), those of
entities the relations computed from claims.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from graph import shapes, ties
from graph.bolt_store import Store
from graph.errors import NotFound
from graph.known_ids import canonical
from graph.queries import with_model
from graph.results import GraphEdge, GraphNode, Subgraph
from graph.ties import Which

ROLES = ("PERPETRATOR", "TARGET", "VICTIM", "LOCATED_IN")
MAX_EDGES = 20_000
_ROLES = "|".join(ROLES)
Row = Mapping[str, Any]

# type, out, n: how many edges of each type and direction an entity has
_ADJACENT = """
MATCH (e:Entity {id: $id})-[r:{relations}]-(:Entity) RETURN type(r) AS type, startNode(r) = e AS out, count(r) AS n
"""
_ADJACENT_INCIDENTS = f"""
MATCH (i:Incident)-[r:{_ROLES}]->(:Entity {{id: $id}}) RETURN type(r) AS type, count(r) AS n
"""
_OF_INCIDENT = f"MATCH (i:Incident {{id: $id}})-[r:{_ROLES}]->(:Entity) RETURN type(r) AS type, count(r) AS n"
_WHICH = """
OPTIONAL MATCH (e:Entity {id: $id}) OPTIONAL MATCH (i:Incident {id: $id})
RETURN e IS NOT NULL AS entity, i IS NOT NULL AS incident
"""

# type, a, b, r, i (properties of the incident): the incidents around an entity, latest first
_INCIDENTS_AROUND = """
MATCH (i:Incident)-[r:{types}]->(e:Entity {id: $id})
RETURN type(r) AS type, i.id AS a, e.id AS b, properties(r) AS r, properties(i) AS i ORDER BY i.date_key DESC LIMIT $limit
"""
_ROLES_OF = """
MATCH (i:Incident {id: $id})-[r:{types}]->(e:Entity)
RETURN type(r) AS type, i.id AS a, e.id AS b, properties(r) AS r, properties(i) AS i LIMIT $limit
"""

# the same columns, among some ids only
_AMONG = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})-[r:{relations}]->(b:Entity) WHERE b.id IN $ids
RETURN type(r) AS type, a.id AS a, b.id AS b, properties(r) AS r LIMIT $limit
"""
_AMONG_INCIDENTS = f"""
UNWIND $ids AS id
MATCH (x:Incident {{id: id}})-[r:{_ROLES}]->(b:Entity) WHERE b.id IN $ids
RETURN type(r) AS type, x.id AS a, b.id AS b, properties(r) AS r, properties(x) AS i LIMIT $limit
"""
_ENTITIES = "UNWIND $ids AS id MATCH (n:Entity {id: id}) RETURN properties(n) AS n, labels(n) AS labels"
_INCIDENTS = "UNWIND $ids AS id MATCH (n:Incident {id: id}) RETURN properties(n) AS n"


class AdjacentRow(TypedDict):
    """So many edges of a type lead from (`out`) or to (`in`) a node."""

    type: str
    direction: str
    edges: int


def adjacent(store: Store, id: str) -> list[AdjacentRow]:
    """How many edges of each type and direction a node has, most first. Raises NotFound."""
    found: list[AdjacentRow]
    incident, id = _which(store, id)
    if incident:
        rows = store.read(_OF_INCIDENT, id=id)
        found = [{"type": row["type"], "direction": "out", "edges": int(row["n"])} for row in rows]
    else:
        rows = [*store.read(with_model(_ADJACENT), id=id), *store.read(_ADJACENT_INCIDENTS, id=id)]
        found = [
            {"type": row["type"], "direction": "out" if row.get("out") else "in", "edges": int(row["n"])}
            for row in rows
        ]
    return sorted(found, key=lambda row: (-row["edges"], row["type"], row["direction"]))


def expand(store: Store, id: str, *, type: str | None = None, limit: int = 25) -> Subgraph:
    """A node and its neighbours over at most `limit` edges of one type, or of all; strongest relations, latest incidents first.

    Without a type the incidents come after the relations, in what the limit leaves. `truncated` when there are more.
    Raises NotFound for an id that is none and a type that the model lacks.
    """
    relations = store.model.relations
    if type is not None and type not in relations and type not in ROLES:
        raise NotFound("relation type", type)
    rows: list[Row] = []
    incident, id = _which(store, id)
    if incident:
        rows += store.read(_ROLES_OF.replace("{types}", type if type in ROLES else _ROLES), id=id, limit=limit + 1)
    else:
        if type not in ROLES:
            rows += ties.around(store.read, [id], Which(types=[type] if type else ()), limit + 1)
        if type is None or type in ROLES:
            left = limit + 1 - len(rows)
            rows += store.read(_INCIDENTS_AROUND.replace("{types}", type or _ROLES), id=id, limit=max(left, 1))
    edges = [_edge(row) for row in rows[:limit]]
    ids = dict.fromkeys([id, *(end for edge in edges for end in (edge["source"], edge["target"]))])
    return {"nodes": nodes(store, list(ids)), "edges": edges, "truncated": len(rows) > limit}


def among(store: Store, ids: Sequence[str]) -> Subgraph:
    """Some entities and incidents, and every edge among them; `truncated` beyond 20,000 edges. Unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    rows = [
        *store.read(with_model(_AMONG), ids=wanted, limit=MAX_EDGES + 1),
        *store.read(_AMONG_INCIDENTS, ids=wanted, limit=MAX_EDGES + 1),
    ]
    return {
        "nodes": nodes(store, wanted),
        "edges": [_edge(row) for row in rows[:MAX_EDGES]],
        "truncated": len(rows) > MAX_EDGES,
    }


def nodes(store: Store, ids: Sequence[str]) -> list[GraphNode]:
    """Entities and incidents for drawing, in the order of the ids."""
    if not ids:
        return []
    found = [shapes.graph_node(row["n"], row["labels"]) for row in store.read(_ENTITIES, ids=ids)]
    found += [_incident_node(row["n"]) for row in store.read(_INCIDENTS, ids=ids)]
    place = {id: number for number, id in enumerate(ids)}
    return sorted(found, key=lambda node: place[node["id"]])


def _which(store: Store, id: str) -> tuple[bool, str]:
    """(Whether it is an incident, its id now: one that was merged stands for what it became). Raises NotFound."""
    row = store.read(_WHICH, id=id)[0]
    if not (row["entity"] or row["incident"]):
        to = canonical(store.read, [id])[id]
        if to is None:
            raise NotFound("node", id)
        return _which(store, to)
    return bool(row["incident"]), id


def _incident_node(n: Row) -> GraphNode:
    names = ("type", "status", "start", "end", "time_precision", "killed_low", "killed_high", "n_reports", "confidence")
    props = {name: n[name] for name in names if n.get(name) is not None}
    return {"id": n["id"], "labels": ["Incident"], "caption": n["title"], "props": {"kind": "Incident", **props}}


def _edge(row: Row) -> GraphEdge:
    if "i" not in row:
        return shapes.graph_edge(row)
    incident = row["i"]
    props = {
        "how": row["r"].get("how"),
        "status": incident["status"],
        "claims": incident["n_reports"],
        "reports": incident["n_reports"],
        "outlets": incident["n_outlets"],
        "origins": incident["n_independent_origins"],
        "confidence": incident["confidence"],
        "disputed": False,
        "first_valid": incident.get("start"),
        "last_valid": incident.get("end") or incident.get("start"),
    }
    how = f"|{row['r']['how']}" if row["r"].get("how") else ""  # one may claim a role that another denies
    return {
        "id": f"{row['a']}|{row['type']}|{row['b']}{how}",
        "source": row["a"],
        "target": row["b"],
        "type": row["type"],
        "props": props,
    }
