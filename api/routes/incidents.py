"""Incidents, and the published aggregates that are never counted as incidents."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import lists
from api.parameters import HistoryLimit, Id, IncidentParameters, StatisticParameters
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply, reply_page
from api.services import Deps
from graph.results import BeliefHistory, IncidentRow, IncidentView, MembersView, Page, StatisticRow

router = APIRouter(prefix="/v1", tags=["incidents"], route_class=ReadRoute)


@router.get(
    "/incidents",
    operation_id="listIncidents",
    summary="Incidents",
    response_model=Page[IncidentRow],
    responses=documented(400, 422, 503),
)
def incidents(deps: Deps, request: Request, where: Annotated[IncidentParameters, Query()]) -> Response:
    """Latest first, those without a date last. Without `status` only what happened or was tried; plans and threats on request."""
    return reply_page(request, lists.incidents(deps, where)(limit=where.limit, cursor=where.cursor))


@router.get(
    "/incidents/{id}",
    operation_id="getIncident",
    summary="One incident and its evidence",
    response_model=IncidentView,
    responses=documented(308, 404, 503),
)
def incident(deps: Deps, id: Id) -> Response:
    """The incident, the claims that are evidence for it, and who says what of the dead and injured. A merged one redirects."""
    return reply(deps.view.incident(id))


@router.get(
    "/incidents/{id}/reports",
    operation_id="listIncidentReports",
    summary="The reports of an incident by origin",
    response_model=MembersView,
    responses=documented(308, 404, 503),
)
def incident_reports(deps: Deps, id: Id) -> Response:
    """Each report with its own values, grouped by the origin that it rests on, and why the reports are taken for one incident."""
    return reply(deps.view.incident_reports(id))


@router.get(
    "/incidents/{id}/history",
    operation_id="getIncidentHistory",
    summary="How an incident changed, and which reports changed it",
    response_model=BeliefHistory,
    responses=documented(308, 404, 422, 503),
)
def incident_history(deps: Deps, id: Id, limit: HistoryLimit = 50) -> Response:
    """What was held of it from one moment to the next, by what was known then, the latest change first. A merged one redirects."""
    return reply(deps.view.incident_history(id, limit=limit))


@router.get(
    "/statistics",
    operation_id="listStatistics",
    summary="Published aggregates",
    response_model=Page[StatisticRow],
    responses=documented(400, 422, 503),
)
def statistics(deps: Deps, request: Request, where: Annotated[StatisticParameters, Query()]) -> Response:
    """Totals that somebody published, with place, period and publisher. Never added to the incidents."""
    return reply_page(request, lists.statistics(deps, where)(limit=where.limit, cursor=where.cursor))
