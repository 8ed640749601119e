"""Actors, places, projects: search, one with its surroundings, a piece of the graph around some."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import lists
from api.parameters import EntityParameters, GraphParameters, Id, OneEntityParameters, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply, reply_graph, reply_page
from api.services import Deps
from graph.filters import AroundFilter
from graph.results import EntityRow, EntityView, Page, Subgraph
from graph.slices import Slice

router = APIRouter(prefix="/v1", tags=["entities"], route_class=ReadRoute)


@router.get(
    "/entities",
    operation_id="listEntities",
    summary="Search entities by name",
    response_model=Page[EntityRow],
    responses=documented(400, 422, 503),
)
def entities(deps: Deps, request: Request, where: Annotated[EntityParameters, Query()]) -> Response:
    """Exact names and aliases first, then names that contain the words. Without `q` all, by name."""
    return reply_page(request, lists.entities(deps, where)(limit=where.limit, cursor=where.cursor))


@router.get(
    "/entities/{id}",
    operation_id="getEntity",
    summary="One entity and what is around it",
    response_model=EntityView,
    responses=documented(308, 404, 503),
)
def entity(deps: Deps, id: Id, where: Annotated[OneEntityParameters, Query()]) -> Response:
    """The entity, the places that contain it, its strongest relations, and how often it is met. A merged id redirects.

    As of a day, a moment or under a marking, relations and counts are those of such claims alone; a merged id stands for itself
    where it did so then.
    """
    return reply(deps.view.entity(id, neighbours=where.neighbours, within=lists.given(Slice, where)))


@router.get(
    "/graph",
    operation_id="getGraph",
    summary="A piece of the graph around some entities",
    response_model=Subgraph,
    responses=documented(404, 422, 503),
)
def subgraph(deps: Deps, request: Request, where: Annotated[GraphParameters, Query()]) -> Response:
    """Entities and relation edges, strongest first; `truncated` when the limit cut it."""
    check_words("type", where.type, deps.model.relations)
    chosen = lists.given(AroundFilter, where)
    found = deps.view.subgraph(where.seed, chosen, depth=where.depth, limit=where.limit, types=where.type)
    return reply_graph(request, found)
