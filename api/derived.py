"""All files that are derived from the model and the records, by their path in the project."""

from graph.cypher import script
from graph.rdf import ontology, shapes, turtle
from schema.derive import extraction_schema, reference_page
from schema.model import load_model


def derived_files() -> dict[str, str]:
    """Path → content, as it should be."""
    model = load_model()
    return {
        "schema/derived/extraction.schema.json": extraction_schema(model),
        "docs/model.md": reference_page(model),
        "graph/derived/schema.cypher": script(model),
        "graph/derived/ontology.ttl": turtle(ontology(model)),
        "graph/derived/shapes.ttl": turtle(shapes(model)),
    }
