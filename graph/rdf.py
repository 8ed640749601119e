"""The model and the graph as RDF: an OWL ontology, SHACL shapes, and triples, all from the same declarations.

Nothing is ever parsed here: RDF goes out only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote

from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from graph.cypher import ENTITY
from schema.model import Kind, Model, PropertyType, Relation

ITEMS = "https://marsad.example/id/"
_TYPES: Mapping[PropertyType, tuple[URIRef, ...]] = {
    "string": (XSD.string,),
    "text": (XSD.string,),
    "strings": (XSD.string,),
    "integer": (XSD.integer,),
    "number": (XSD.double,),
    "boolean": (XSD.boolean,),
    "date": (XSD.date, XSD.gYearMonth, XSD.gYear, XSD.dateTime),
    "datetime": (XSD.dateTime, XSD.date, XSD.gYearMonth, XSD.gYear),
}
_FORMS = (
    (re.compile(r"\d{4}"), XSD.gYear),
    (re.compile(r"\d{4}-\d{2}"), XSD.gYearMonth),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD.date),
    (re.compile(r"\d{4}-\d{2}-\d{2}T.*"), XSD.dateTime),
)
_PAGE = 1000


def ontology(model: Model) -> Graph:
    """OWL: a class a kind, an object property an edge and relation, a data property a property, incident types in SKOS."""
    made = _Maker(model)
    graph, ns = made.graph, made.ns
    head = URIRef(model.iri.rstrip("#"))
    graph.add((head, RDF.type, OWL.Ontology))
    graph.add((head, OWL.versionInfo, Literal(str(model.version))))
    for kind in model.kinds.values():
        for wide, narrow in zip(kind.labels, kind.labels[1:], strict=False):
            graph.add((ns[wide], RDF.type, OWL.Class))
            graph.add((ns[narrow], RDFS.subClassOf, ns[wide]))
        made.term(kind.name, OWL.Class, kind.doc)
        made.same(kind.name, {"stix": kind.stix, "schema_org": kind.schema_org})
    for edge in model.edges.values():
        made.term(edge.name, OWL.ObjectProperty, edge.doc)
        made.ends(edge.name, edge.sources, edge.targets)
    for relation in model.relations.values():
        made.term(relation.name, OWL.ObjectProperty, relation.doc)
        made.ends(relation.name, relation.subject, relation.object)
        made.same(relation.name, _equivalents(relation))
        if relation.symmetric:
            graph.add((ns[relation.name], RDF.type, OWL.SymmetricProperty))
        if relation.no_self:
            graph.add((ns[relation.name], RDF.type, OWL.IrreflexiveProperty))
    for prop in model.properties.values():
        made.term(prop.name, OWL.DatatypeProperty, prop.doc)
        types = {t for k in model.kinds.values() if prop.name in k.properties for t in _TYPES[prop.type]}
        if len(types) == 1:
            graph.add((ns[prop.name], RDFS.range, types.pop()))
    made.term("IncidentType", OWL.Class, "A type of incident.")
    for incident in model.incidents.values():
        made.term(f"incident-{incident.name}", SKOS.Concept, incident.doc)
        graph.add((ns[f"incident-{incident.name}"], SKOS.notation, Literal(incident.name)))
        graph.add((ns[f"incident-{incident.name}"], RDF.type, ns.IncidentType))
        same = {"plover": incident.plover, "acled": incident.acled, "stix": incident.stix}
        made.same(f"incident-{incident.name}", {**same, "cameo": ", ".join(incident.cameo)})
    return graph


def shapes(model: Model) -> Graph:
    """SHACL: what a node of each kind must look like, and which kinds an edge or relation may join."""
    made = _Maker(model)
    graph, ns = made.graph, made.ns
    for kind in model.kinds.values():
        shape = ns[f"{kind.name}Shape"]
        graph.add((shape, RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetClass, ns[kind.name]))
        for name in kind.properties:
            one = ns[f"{kind.name}-{name}"]
            graph.add((shape, SH.property, one))
            graph.add((one, SH.path, ns[name]))
            made.datatype(one, model.properties[name].type)
            if model.properties[name].type != "strings":
                graph.add((one, SH.maxCount, Literal(1)))
            if name == "id":
                graph.add((one, SH.minCount, Literal(1)))
            if values := _closed(model, name, kind):
                graph.add((one, SH["in"], made.list(Literal(value, datatype=XSD.string) for value in values)))
    joins: list[tuple[str, Iterable[str], Iterable[str]]] = [
        (e.name, e.sources, e.targets) for e in model.edges.values()
    ]
    joins += [(r.name, r.subject, r.object) for r in model.relations.values()]
    for name, sources, targets in joins:
        for suffix, at, allowed in (("Source", SH.targetSubjectsOf, sources), ("Target", SH.targetObjectsOf, targets)):
            shape = ns[f"{name}{suffix}Shape"]
            graph.add((shape, RDF.type, SH.NodeShape))
            graph.add((shape, at, ns[name]))
            graph.add((shape, SH["or"], made.list(made.of_class(kind) for kind in sorted(allowed))))
    return graph


def triples(
    read: Callable[..., list[dict[str, Any]]], model: Model
) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    """Every node and edge as triples; labels become classes, list values one triple each."""
    ns = Namespace(model.iri)
    joins = model.edges.keys() | model.relations.keys()
    for label in [ENTITY, *(kind.name for kind in model.kinds.values() if not kind.entity)]:
        after = ""
        page = f"MATCH (n:{label}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT {_PAGE} "
        while nodes := read(page + "RETURN n.id AS id, labels(n) AS labels, properties(n) AS props", after=after):
            for row in nodes:
                yield from _node(row, model, ns)
            edges = read(page + "MATCH (n)-[r]->(m) RETURN n.id AS a, type(r) AS type, m.id AS b", after=after)
            for row in edges:
                if row["type"] in joins:
                    yield item(row["a"]), ns[row["type"]], item(row["b"])
            after = max(row["id"] for row in nodes)


def ntriples(read: Callable[..., list[dict[str, Any]]], model: Model) -> Iterator[str]:
    """The whole graph as N-Triples, some lines at a time, in the memory of a page. `read` is `Store.read`."""
    found = triples(read, model)
    while some := list(islice(found, _PAGE)):
        page = Graph()
        for triple in some:
            page.add(triple)
        yield page.serialize(format="nt")


def item(id: str) -> URIRef:
    """The IRI of a node."""
    return URIRef(ITEMS + quote(id, safe=""))


def turtle(graph: Graph) -> str:
    """Turtle, the same text every time."""
    return graph.serialize(format="turtle")


def _node(row: Mapping[str, Any], model: Model, ns: Namespace) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    subject = item(row["id"])
    labels = [label for label in row["labels"] if label != ENTITY]
    kind = next(model.kinds[label] for label in labels if label in model.kinds)
    for label in labels:
        yield subject, RDF.type, ns[label]
    for name, value in row["props"].items():
        if name in kind.properties and value is not None:
            for one in value if isinstance(value, list) else [value]:
                yield subject, ns[name], _literal(one, model.properties[name].type)


def _literal(value: Any, type: PropertyType) -> Literal:
    if type in {"date", "datetime"}:
        form = next((form for pattern, form in _FORMS if pattern.fullmatch(str(value))), XSD.string)
        return Literal(str(value), datatype=form)
    if type == "number":
        return Literal(float(value), datatype=XSD.double)
    return Literal(value, datatype=_TYPES[type][0])


def _closed(model: Model, name: str, kind: Kind) -> tuple[str, ...]:
    """The only values that a property may have, where the model lists them."""
    if name == "predicate":
        return tuple(sorted(model.relations))
    if name == "type" and kind.name in {"Incident", "IncidentReport"}:
        return tuple(sorted(model.incidents))
    return model.properties[name].values


def _equivalents(relation: Relation) -> dict[str, str | None]:
    return {"plover": relation.plover, "cameo": relation.cameo, "acled": relation.acled, "stix": relation.stix}


class _Maker:
    """A graph in the making. Blank nodes are numbered, so that the text of the graph is the same every time."""

    def __init__(self, model: Model) -> None:
        self.ns = Namespace(model.iri)
        self.graph = Graph()
        self.graph.bind("marsad", self.ns)
        self.graph.bind("sh", SH)
        self.graph.bind("skos", SKOS)
        self._blank = 0

    def blank(self) -> BNode:
        self._blank += 1
        return BNode(f"b{self._blank:05d}")

    def term(self, name: str, type: URIRef, doc: str) -> None:
        self.graph.add((self.ns[name], RDF.type, type))
        self.graph.add((self.ns[name], RDFS.label, Literal(name)))
        self.graph.add((self.ns[name], RDFS.comment, Literal(doc, lang="en")))

    def same(self, name: str, equivalents: Mapping[str, str | None]) -> None:
        for vocabulary, code in equivalents.items():
            if code:
                self.graph.add((self.ns[name], self.ns[f"in_{vocabulary}"], Literal(code)))

    def ends(self, name: str, sources: Iterable[str], targets: Iterable[str]) -> None:
        self.graph.add((self.ns[name], RDFS.domain, self._union(sources)))
        self.graph.add((self.ns[name], RDFS.range, self._union(targets)))

    def _union(self, kinds: Iterable[str]) -> URIRef | BNode:
        names = sorted(kinds)
        if len(names) == 1:
            return self.ns[names[0]]
        union = self.blank()
        self.graph.add((union, RDF.type, OWL.Class))
        self.graph.add((union, OWL.unionOf, self.list(self.ns[name] for name in names)))
        return union

    def of_class(self, kind: str) -> BNode:
        one = self.blank()
        self.graph.add((one, SH["class"], self.ns[kind]))
        return one

    def datatype(self, shape: URIRef, type: PropertyType) -> None:
        if len(types := _TYPES[type]) == 1:
            self.graph.add((shape, SH.datatype, types[0]))
            return
        choices = []
        for one in types:
            choices.append(self.blank())
            self.graph.add((choices[-1], SH.datatype, one))
        self.graph.add((shape, SH["or"], self.list(choices)))

    def list(self, members: Iterable[URIRef | BNode | Literal]) -> BNode:
        nodes = list(members)
        heads = [self.blank() for _ in nodes]
        for at, (head, node) in enumerate(zip(heads, nodes, strict=True)):
            self.graph.add((head, RDF.first, node))
            self.graph.add((head, RDF.rest, heads[at + 1] if at + 1 < len(heads) else RDF.nil))
        return heads[0]
