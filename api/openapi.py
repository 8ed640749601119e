"""What the OpenAPI document says beyond what the routes declare: the closed lists of words, the one shape of every error."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.responses import Response

from api import formats, formats_graph
from api.formats import on_a_map
from api.formats_columns import declared, results_of
from api.parameters import DAY
from api.problems import MEDIA_TYPE, ProblemBody
from api.responses import reply
from graph.changes import KINDS, OPS
from graph.neighbourhood import ROLES
from graph.resolve.commitments import State
from graph.resolve.judgements import Verdict
from graph.resolve.reviews import Ruling
from loaders import inbox
from schema.model import Model, load_model
from schema.records import Modality, Polarity, Status
from schema.values import MARKINGS

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
Document = dict[str, Any]


def describe(app: FastAPI) -> None:
    """Let the application's document be complete; made once, when it is first asked for."""
    generate = app.openapi

    def openapi() -> Document:
        if app.openapi_schema is None:
            placed = {
                str(route.path)
                for route in iter_route_contexts(app.routes)
                if (row := results_of(getattr(route, "response_model", None))) and on_a_map(declared(row))
            }
            complete(generate(), load_model(), placed | {path.replace("/v1/", "/v1/export/") for path in placed})
        return dict(app.openapi_schema or {})

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    def document() -> Response:  # in a thread: the first time it takes a second, in which others are answered
        return reply(app.openapi())


def complete(document: Document, model: Model, placed: Collection[str]) -> None:
    """Put the words of the model, the formats and the problems into the document, in place.

    `placed` are the paths whose rows have a place, which can be had as GeoJSON.
    """
    schemas = document["components"]["schemas"]
    schemas["ProblemBody"] = ProblemBody.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    words = _words(model)
    for path, operations in document["paths"].items():
        listed = path.replace("/export/", "/")  # an export takes what its list takes
        for operation in operations.values():
            if path not in placed:
                _without_map(operation)
            _formats(operation)
            if "422" in operation["responses"]:
                operation["responses"]["422"] = {"description": "Wrong parameters", "content": _PROBLEM}
            if "requestBody" in operation:
                operation["responses"].setdefault("400", {"description": "A body that is no JSON", "content": _PROBLEM})
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                _dates(parameter["schema"])
                if known := words.get(f"{listed} {name}") or words.get(name):
                    _close(parameter["schema"], known)
    for name, schema in schemas.get("CorrectionBody", {}).get("properties", {}).items():
        if name in words:
            _close(schema, words[name])


def _words(model: Model) -> Mapping[str, list[str]]:
    """The words that a parameter takes, by its name, or by path and name where the name says different things."""
    entities = [kind for kind in model.kinds.values() if kind.entity]
    kinds = {label for kind in entities for label in (kind.name, *kind.labels)}
    incidents = sorted(model.incidents)
    found: dict[str, Iterable[str]] = {
        "predicate": model.relations,
        "polarity": Polarity,
        "modality": Modality,
        "review": [*Ruling, "none"],
        "status": Status,
        "scope": ("origin", "entity", "incident"),
        "verdict": Verdict,
        "state": State,
        "nature": model.properties["nature"].values,
        "op": OPS,
        "/v1/changes kind": KINDS,
        "/v1/stream kind": KINDS,
        "/v1/inbox state": inbox.State,
        "marking": MARKINGS,
        "/v1/paths type": model.relations,
        "/v1/analytics/trends type": incidents,
        "/v1/relations type": model.relations,
        "/v1/graph type": model.relations,
        "/v1/graph/expand type": [*model.relations, *ROLES],
        "/v1/entities kind": kinds,
        "/v1/search kind": [*kinds, *model.relations, *incidents],
        "/v1/incidents type": incidents,
    }
    for network in ("centrality", "communities"):
        found[f"/v1/analytics/{network} type"] = model.relations
        found[f"/v1/analytics/{network} kind"] = kinds
    for figure in ("timeseries", "distribution", "matrix", "choropleth"):
        found[f"/v1/stats/{figure} type"] = incidents
    return {name: sorted(map(str, some)) for name, some in found.items()}


def _close(schema: Document, words: list[str]) -> None:
    """Let the texts of a schema be these words."""
    for part in schema.get("anyOf", [schema]):
        if part.get("type") == "array":
            part["items"]["enum"] = words
        elif part.get("type") == "string" and "enum" not in part:
            part["enum"] = words
            part.pop("maxLength", None)


def _dates(schema: Document) -> None:
    """Say of a day that it is one of the calendar, and of a moment what it may be: patterns alone say less."""
    for part in list(schema.get("anyOf", [schema])):
        if part.pop("format", None) == "moment":
            part["anyOf"] = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
        elif part.get("pattern") == DAY:
            part["format"] = "date"


def _without_map(operation: Document) -> None:
    """Take GeoJSON from the formats of rows that have no place."""
    for schema in _format_schemas(operation):
        schema["enum"] = [word for word in schema["enum"] if word != "geojson"]
    operation["responses"].get("200", {}).get("content", {}).pop("application/geo+json", None)


def _formats(operation: Document) -> None:
    """The media types that the parameter `format` lets one ask for. What they hold is no matter of this document."""
    for schema in _format_schemas(operation):
        content = operation["responses"]["200"].setdefault("content", {})
        for word in schema["enum"]:
            media = (formats_graph.MEDIA | formats.MEDIA)[word].partition(";")[0]
            if media != "application/json":
                content.setdefault(media, {"schema": {}})
            elif word != "json":  # another JSON than our own
                content[media] = {"schema": {"anyOf": [content[media]["schema"], {"type": "object"}]}}


def _format_schemas(operation: Document) -> list[Document]:
    kinds = [one["schema"] for one in operation.get("parameters", ()) if one["name"] == "format"]
    return [part for kind in kinds for part in (kind, *kind.get("anyOf", ())) if "enum" in part]
