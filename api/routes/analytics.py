"""Analyses over the graph, and ways between two entities. Each takes a turn among the queries, as it costs more than a list."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import analyses
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply_graph, reply_rows
from api.services import Deps, Services
from graph.analytics.blindspots import BlindSpots
from graph.analytics.centrality import Centrality, Communities
from graph.analytics.leadlag import LeadLag
from graph.analytics.paths import Ways
from graph.analytics.trends import Trends
from graph.bolt_store import Store

router = APIRouter(prefix="/v1", tags=["analytics"], route_class=ReadRoute)
_PROBLEMS = documented(422, 429, 503)
_W = TypeVar("_W")


def _told(deps: Services, request: Request, ask: Callable[[Store, _W], Any], where: _W) -> Response:
    """The rows of an analysis, which takes a turn among the queries."""
    with deps.queries.turn():
        found = ask(deps.store, where)
    return reply_rows(request, found, found["results"])


@router.get(
    "/paths",
    operation_id="listPaths",
    summary="The shortest ways between two entities, with the evidence of every step",
    response_model=Ways,
    responses=documented(404, 422, 429, 503),
)
def paths(deps: Deps, request: Request, where: Annotated[analyses.PathsParameters, Query()]) -> Response:
    """Over relation edges in either direction; of ways of one length first that whose weakest step has most independent origins."""
    with deps.queries.turn():
        found = analyses.ask_paths(deps.store, where)
    return reply_graph(request, found)


@router.get(
    "/analytics/centrality",
    operation_id="getCentrality",
    summary="Who is central, who joins others, who rose",
    response_model=Centrality,
    responses=_PROBLEMS,
)
def centrality(deps: Deps, request: Request, where: Annotated[analyses.CentralityParameters, Query()]) -> Response:
    """In the network of who is tied to whom by claims of a span of time, each tie as heavy as its independent origins."""
    return _told(deps, request, analyses.ask_centrality, where)


@router.get(
    "/analytics/communities",
    operation_id="getCommunities",
    summary="Who belongs together",
    response_model=Communities,
    responses=_PROBLEMS,
)
def communities(deps: Deps, request: Request, where: Annotated[analyses.CommunitiesParameters, Query()]) -> Response:
    """Communities of the same network, and their strongest ties to others. Leave hostile relations out by `type` to see alliances."""
    return _told(deps, request, analyses.ask_communities, where)


@router.get(
    "/analytics/trends",
    operation_id="getTrends",
    summary="Unusual weeks and months by place and type",
    response_model=Trends,
    responses=_PROBLEMS,
)
def trends(deps: Deps, request: Request, where: Annotated[analyses.TrendsParameters, Query()]) -> Response:
    """Each place and type against its own baseline, the least likely first; incidents, reports and origins side by side."""
    return _told(deps, request, analyses.ask_trends, where)


@router.get(
    "/analytics/leadlag",
    operation_id="getLeadLag",
    summary="Whether threats go before attacks",
    response_model=LeadLag,
    responses=_PROBLEMS,
)
def leadlag(deps: Deps, request: Request, where: Annotated[analyses.LeadLagParameters, Query()]) -> Response:
    """How often an actor's threats are followed by its own attacks, against its base rate."""
    return _told(deps, request, analyses.ask_lead_lag, where)


@router.get(
    "/analytics/blindspots",
    operation_id="getBlindSpots",
    summary="Where the coverage is thin",
    response_model=BlindSpots,
    responses=_PROBLEMS,
)
def blindspots(deps: Deps, request: Request, where: Annotated[analyses.BlindSpotsParameters, Query()]) -> Response:
    """Places whose incidents reach us through one outlet, one origin or affiliated outlets only, and places that fell silent."""
    return _told(deps, request, analyses.ask_blind_spots, where)
