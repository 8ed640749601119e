"""Cypher generated from the model: constraints, indexes and writes. Labels and types come from the model only."""

from collections.abc import Iterable

from schema.model import Kind, Model

ENTITY = "Entity"
"""Label of every node of a kind that the model marks `entity`, besides the kind's own: one constraint, one look-up for all."""

LEDGER, PENDING, UNRESOLVED, REDIRECT, META = "Ledger", "Pending", "Unresolved", "Redirect", "Meta"
REVIEW = "Review"
"""Book-keeping: one Ledger node an article; for each write one Pending node until its edges are projected and one Unresolved
node until resolution has seen its articles; one Redirect node an id that was merged into another; one Review node a claim that
a person ruled on; a few Meta nodes."""

PAST = {
    "Claim": "PastClaim", "IncidentReport": "PastReport", "Statement": "PastStatement", "Statistic": "PastStatistic",
}  # fmt: skip
HELD = "Held"
"""What was held before (`graph.history`), by the label of what it was; and what articles held before a rebuild, until it is done."""

TIE = "Tie"
"""A relation edge once more, as a node that has its sort keys (`graph.ties`)."""

CHANGE, COUNTER, FORMER = "Change", "Counter", "Former"
"""The change log (`graph.changes`), which outlives what it tells of: emptying the graph leaves these nodes alone."""

_INDEXES: dict[str, tuple[str, ...]] = {
    ENTITY: ("name_key",),
    "Claim": ("triple", "subject_key", "object_key", "speaker_key", "date_key", "tie_key"),
    "Article": ("date_key", "origin"),
    "Statement": ("speaker_key", "date_key"),
    "Incident": ("date_key", "type"),
    "IncidentReport": ("incident",),
    "Statistic": ("date_key",),
    "Dispute": ("key", "date_key"),
    "Commitment": ("by_id", "to_id", "date_key"),
    "Judgement": ("left", "right"),
    "RejectedClaim": ("date_key",),
    TIE: ("rank_key", "type_key", "source_key", "target_key"),
    REDIRECT: ("to",),
    REVIEW: ("article",),
    "PastClaim": ("triple", "subject_key", "object_key", "speaker_key", "date_key", "article_id"),
    "PastReport": ("incident", "article_id"),
    "PastStatement": ("speaker_key", "date_key", "article_id"),
    "PastStatistic": ("date_key", "article_id"),
}


def labels(kind: Kind) -> tuple[str, ...]:
    """All labels of a kind's nodes, widest first."""
    return (ENTITY, *kind.labels) if kind.entity else kind.labels


def unique_labels(model: Model) -> list[str]:
    """Labels on which `id` is unique: Entity, what users look entities up by, every other kind, and the book-keeping."""
    widest = dict.fromkeys(kind.labels[0] for kind in model.kinds.values() if kind.entity)
    others = [kind.name for kind in model.kinds.values() if not kind.entity]
    return [ENTITY, *widest, *others, TIE, LEDGER, PENDING, UNRESOLVED, REDIRECT, REVIEW, META, *PAST.values(), HELD]


def constraints(model: Model) -> list[str]:
    """One uniqueness constraint a label; to be made before any data."""
    return [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in (*unique_labels(model), CHANGE, COUNTER, FORMER)
    ]


def indexes(model: Model) -> list[str]:
    """Plain indexes: sort keys of what is paged, the claims' triple, and the name of what users look up by name."""
    named = dict.fromkeys(kind.labels[0] for kind in model.kinds.values() if kind.entity)
    wanted = [(label, name) for label, names in _INDEXES.items() for name in names]
    wanted += [(label, "name") for label in named]
    return [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})" for label, name in wanted
    ]


def script(model: Model) -> str:
    """All constraints and indexes as a script that a database administrator can run."""
    head = f"// Constraints and indexes of model {model.version}, made by `marsad model --write`; `init` runs them by itself.\n"
    return head + "".join(f"{statement};\n" for statement in constraints(model) + indexes(model))


def typed_properties(model: Model) -> list[str]:
    """SQL for the embedded engine: it reads an index in its order, without sorting, only where the type is declared."""
    named = dict.fromkeys(kind.labels[0] for kind in model.kinds.values() if kind.entity)
    wanted = [(label, name) for label, names in _INDEXES.items() for name in names] + [
        (label, "name") for label in named
    ]
    return [f"CREATE PROPERTY {label}.{name} IF NOT EXISTS STRING" for label, name in [*wanted, (CHANGE, "id")]]


def create_nodes(kind: Kind) -> str:
    """`$rows`: property maps. Returns `n`, the number of nodes made."""
    return f"UNWIND $rows AS r CREATE (n:{':'.join(labels(kind))}) SET n = r RETURN count(*) AS n"


def merge_bare(kind: Kind) -> str:
    """`$rows`: maps of `id` alone, of nodes that many articles share."""
    return f"UNWIND $rows AS r MERGE (n:{':'.join(labels(kind))} {{id: r.id}})"


def merge_named(kind: Kind, name: str) -> str:
    """`$rows`: maps of `id` and one text property, which many articles give: the smallest text is kept, in any order."""
    return (
        f"UNWIND $rows AS r MERGE (n:{':'.join(labels(kind))} {{id: r.id}}) ON CREATE SET n.{name} = r.{name} "
        f"WITH n, r WHERE r.{name} < n.{name} SET n.{name} = r.{name}"
    )


def create_edges(type: str, source: str, target: str) -> str:
    """`$rows`: maps of `a`, `b` (ids) and `p` (properties). Returns `n`: fewer than rows means that an end is missing."""
    return (
        f"UNWIND $rows AS r MATCH (a:{source} {{id: r.a}}) MATCH (b:{target} {{id: r.b}}) "
        f"CREATE (a)-[e:{type}]->(b) SET e = r.p RETURN count(*) AS n"
    )


CLAIM_ENDS = {"s": "SUBJECT", "o": "OBJECT", "v": "SAID_BY", "p": "LOCATED_IN"}


def create_claims(ends: Iterable[str]) -> str:
    """Claims with all their edges in one statement. `$rows`: `props`, `a` (article id) and the ids of the given ends."""
    chosen = [end for end in CLAIM_ENDS if end in set(ends)]
    matches = "".join(f" MATCH ({end}:{ENTITY} {{id: r.{end}}})" for end in chosen)
    edges = "".join(f", (c)-[:{CLAIM_ENDS[end]}]->({end})" for end in chosen)
    return (
        f"UNWIND $rows AS r MATCH (a:Article {{id: r.a}}){matches} "
        f"CREATE (c:Claim), (a)-[:CONTAINS]->(c){edges} SET c = r.props RETURN count(*) AS n"
    )
