"""All files that are derived from the model and the records, by their path in the project."""

from graph import cypher, rdf
from schema.derive import extraction_schema, reference_page
from schema.model import load_model


def derived_files() -> dict[str, str]:
    """Path → content, as it should be."""
    model = load_model()
    return {
        "schema/derived/extraction.schema.json": extraction_schema(model),
        "docs/model.md": reference_page(model),
        "graph/derived/schema.cypher": cypher.script(model),
        "graph/derived/ontology.ttl": rdf.turtle(rdf.ontology(model)),
        "graph/derived/shapes.ttl": rdf.turtle(rdf.shapes(model)),
    }
