"""Claims with their sentences, the relations computed from them, and who said what."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import lists
from api.parameters import ClaimParameters, HistoryLimit, Id, RelationParameters, StatementParameters
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply, reply_page
from api.services import Deps
from graph.results import BeliefHistory, ClaimRow, MembersView, OriginRow, Page, RelationRow, StatementRow

router = APIRouter(prefix="/v1", tags=["claims"], route_class=ReadRoute)


@router.get(
    "/claims",
    operation_id="listClaims",
    summary="Claims with their sentences",
    response_model=Page[ClaimRow],
    responses=documented(400, 422, 503),
)
def claims(deps: Deps, request: Request, where: Annotated[ClaimParameters, Query()]) -> Response:
    """Newest first. `quote` is the sentence, `start` and `end` its characters in the article's text."""
    return reply_page(request, lists.claims(deps, where)(limit=where.limit, cursor=where.cursor))


@router.get(
    "/claims/{id}",
    operation_id="getClaim",
    summary="One claim",
    response_model=ClaimRow,
    responses=documented(404, 503),
)
def claim(deps: Deps, id: Id) -> Response:
    """One claim with its sentence and its article."""
    return reply(deps.view.claim(id))


@router.get(
    "/relations",
    operation_id="listRelations",
    summary="Relations and the claims behind them",
    response_model=Page[RelationRow],
    responses=documented(400, 422, 503),
)
def relations(deps: Deps, request: Request, where: Annotated[RelationParameters, Query()]) -> Response:
    """Those with most claims first. Each carries its counts and its newest claims with their sentences, denials included."""
    return reply_page(request, lists.relations(deps, where)(limit=where.limit, cursor=where.cursor))


@router.get(
    "/relations/{id}/reports",
    operation_id="listRelationReports",
    summary="The reports behind a relation by origin",
    response_model=MembersView,
    responses=documented(404, 503),
)
def relation_reports(deps: Deps, id: Id) -> Response:
    """The articles whose claims make the relation, grouped by the origin that they rest on. `id` is the relation's, `%7C` for each `|`."""
    return reply(deps.view.relation_reports(id))


@router.get(
    "/relations/{id}/history",
    operation_id="getRelationHistory",
    summary="How a relation changed, and which claims changed it",
    response_model=BeliefHistory,
    responses=documented(404, 422, 503),
)
def relation_history(deps: Deps, id: Id, limit: HistoryLimit = 50) -> Response:
    """What was held of it from one moment to the next, by what was known then, the latest change first; also of what is held no more."""
    return reply(deps.view.relation_history(id, limit=limit))


@router.get(
    "/origins/{id}",
    operation_id="getOrigin",
    summary="The articles that rest on one origin",
    response_model=OriginRow,
    responses=documented(404, 503),
)
def origin(deps: Deps, id: Id) -> Response:
    """Copies of one dispatch, or reports of one utterance, with the reasons for which they are taken to share it."""
    return reply(deps.view.origin(id))


@router.get(
    "/statements",
    operation_id="listStatements",
    summary="Who said what",
    response_model=Page[StatementRow],
    responses=documented(400, 422, 503),
)
def statements(deps: Deps, request: Request, where: Annotated[StatementParameters, Query()]) -> Response:
    """Attributed spans of articles with the claims that they make, newest first."""
    return reply_page(request, lists.statements(deps, where)(limit=where.limit, cursor=where.cursor))
