"""Walking the graph: how much there is around a node, some of it, and the edges among the nodes that are shown."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.formats_graph import GraphFormat
from api.parameters import Strict, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply, reply_graph
from api.services import Deps
from graph.neighbourhood import ROLES, AdjacentRow, adjacent, among, expand
from graph.results import Subgraph

router = APIRouter(prefix="/v1/graph", tags=["entities"], route_class=ReadRoute)
MAX_NODES = 3000
_EXAMPLE: dict[str, Any] = {"ids": ["group-ttp", "group-afghan-taliban"]}


class AdjacentParameters(Strict):
    """What /v1/graph/adjacent takes."""

    id: str = Field(min_length=1, max_length=200, description="Id of an entity or incident.")


class ExpandParameters(AdjacentParameters):
    """What /v1/graph/expand takes."""

    type: str | None = Field(None, max_length=60, description="Only this relation type or role.")
    limit: int = Field(25, ge=1, le=1000, description="At most so many edges.")
    format: GraphFormat | None = Field(
        None, description="Another format than JSON: cytoscape, graphml, gexf (or by Accept)."
    )


class AmongBody(BaseModel):
    """The nodes that are shown."""

    model_config = ConfigDict(extra="forbid")
    ids: list[Annotated[str, Field(max_length=200)]] = Field(
        max_length=MAX_NODES, description="Ids of entities and incidents."
    )


@router.get(
    "/adjacent",
    operation_id="getAdjacent",
    summary="How many edges of each type a node has",
    response_model=list[AdjacentRow],
    responses=documented(404, 422, 503),
)
def adjacent_edges(deps: Deps, where: Annotated[AdjacentParameters, Query()]) -> Response:
    """Counts before expanding: relations of an entity and its roles in incidents, or the roles of an incident."""
    return reply(adjacent(deps.store, where.id))


@router.get(
    "/expand",
    operation_id="expandNode",
    summary="Some neighbours of a node",
    response_model=Subgraph,
    responses=documented(404, 422, 503),
)
def expand_node(deps: Deps, request: Request, where: Annotated[ExpandParameters, Query()]) -> Response:
    """Strongest relations first, then the latest incidents; `truncated` when there are more."""
    check_words("type", [where.type] if where.type else [], {*deps.model.relations, *ROLES})
    return reply_graph(request, expand(deps.store, where.id, type=where.type, limit=where.limit))


@router.post(
    "/among",
    operation_id="getEdgesAmong",
    summary="The edges among some nodes",
    response_model=Subgraph,
    responses=documented(413, 415, 422, 503),
)
def edges_among(
    deps: Deps,
    request: Request,
    body: Annotated[AmongBody, Body(examples=[_EXAMPLE])],
    format: Annotated[GraphFormat | None, Query(description="Another format than JSON (or by Accept).")] = None,
) -> Response:
    """Every relation and role that joins two of the nodes; ids that are unknown are left out."""
    return reply_graph(request, among(deps.store, body.ids))
