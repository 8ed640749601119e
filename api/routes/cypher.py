"""Cypher from people and programs: read-only by the database's word, bounded, a few at a time."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.formats import wanted
from api.formats_graph import pictured
from api.problems import documented
from api.responses import reply_graph, reply_rows
from api.services import Deps, Gone
from graph.hints import unknown_words

router = APIRouter(prefix="/v1", tags=["cypher"])
CypherFormat = Literal["json", "ndjson", "csv", "parquet", "cytoscape", "graphml", "gexf"]
GRAPHS = {
    "application/graphml+xml": "graphml",
    "application/gexf+xml": "gexf",
    "": "cytoscape",
}  # by Accept, or by name
_EXAMPLE = {
    "query": "MATCH (a:Actor)-[r:HARBORS]->(b:Actor) WHERE a.name CONTAINS $word RETURN a.name, b.name, r.claims",
    "parameters": {"word": "Taliban"},
}


class CypherBody(BaseModel):
    """A query and its parameters."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(min_length=1, max_length=100_000, description="One Cypher query that only reads.")
    parameters: dict[str, Any] = Field(default_factory=dict, description="Values of $name in the query.")


class CypherAnswer(BaseModel):
    """Columns, and each row as an object by column."""

    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool = Field(description="True when a limit cut the answer.")
    seconds: float
    warnings: list[str] = Field(
        description="Words of the query that the graph does not have, with the nearest that it has."
    )


@router.post(
    "/cypher",
    operation_id="runCypher",
    summary="Ask in Cypher",
    response_model=CypherAnswer,
    responses=documented(400, 403, 408, 413, 422, 429, 503),
)
def cypher(
    deps: Deps,
    gone: Gone,
    request: Request,
    body: Annotated[CypherBody, Body(examples=[_EXAMPLE])],
    format: Annotated[
        CypherFormat | None,
        Query(description="Another format than JSON: of the rows, or of the nodes and relationships in them."),
    ] = None,
) -> Response:
    """Whatever would write is refused; time, rows and bytes are bounded, and `truncated` says when they cut the answer.

    `ndjson`, `csv` and `parquet` give the rows alone; `cytoscape`, `graphml` and `gexf` the nodes, relationships and paths in them.
    """
    with deps.queries.turn():
        answer = deps.guard.run(body.query, body.parameters, gone=gone)
    if wanted(request, GRAPHS) in GRAPHS.values():
        return reply_graph(request, pictured(answer.rows, truncated=answer.truncated))
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    whole = {
        "columns": answer.columns,
        "rows": rows,
        "truncated": answer.truncated,
        "seconds": round(answer.seconds, 4),
        "warnings": [str(word) for word in unknown_words(body.query, deps.model)],
    }
    return reply_rows(request, whole, rows, columns=answer.columns)
