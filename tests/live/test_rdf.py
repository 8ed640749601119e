"""The graph as RDF: what is exported from a database agrees with the shapes that are derived from the model."""

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, XSD, Graph, Literal, URIRef

from graph.project import project
from graph.rdf import item, ntriples, ontology, shapes, turtle
from schema.model import load_model
from tests.live.build import claim, extraction, rich

MODEL = load_model()


@pytest.fixture
def exported(store):
    list(store.write([rich(), extraction("p", claim("ttp", "OPERATES_IN", "r-pass"), published="2024-05")]))
    project(store)
    return Graph().parse(data="".join(ntriples(store.read, MODEL)), format="nt")


def test_what_is_stored_is_what_the_model_declares(store):
    list(store.write([rich(), extraction("p", claim("ttp", "OPERATES_IN", "r-pass"))]))
    for kind in MODEL.kinds.values():
        for row in store.read(f"MATCH (n:{kind.name}) RETURN keys(n) AS keys"):
            assert not set(row["keys"]) - set(kind.properties), kind.name


def test_an_export_conforms_to_the_shapes(exported):
    conforms, _, text = validate(exported, shacl_graph=shapes(MODEL), advanced=False)
    assert conforms, text
    harbors = (item("t-kabul"), rdf("HARBORS"), item("t-ttp"))
    assert harbors in exported and len(exported) > 200


def test_the_shapes_see_a_wrong_value_and_a_wrong_end(exported):
    subject = next(exported.subjects(rdf("polarity"), None))
    exported.set((subject, rdf("polarity"), Literal("maybe")))
    assert not validate(exported, shacl_graph=shapes(MODEL))[0]
    exported.set((subject, rdf("polarity"), Literal("positive", datatype=XSD.string)))
    assert validate(exported, shacl_graph=shapes(MODEL))[0]
    exported.add((item("t-road"), rdf("HARBORS"), item("t-ttp")))
    assert not validate(exported, shacl_graph=shapes(MODEL))[0]


def test_the_ontology_declares_every_word_once_and_reads_back():
    made = Graph().parse(data=turtle(ontology(MODEL)), format="turtle")
    for name in (*MODEL.edges, *MODEL.relations):
        assert (rdf(name), RDF.type, OWL.ObjectProperty) in made
    for name in MODEL.kinds:
        assert (rdf(name), RDF.type, OWL.Class) in made
    assert turtle(ontology(MODEL)) == turtle(ontology(MODEL)) and turtle(shapes(MODEL)) == turtle(shapes(MODEL))


def rdf(name):

    return URIRef(MODEL.iri + name)
