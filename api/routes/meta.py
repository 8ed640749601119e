"""Is it alive, what does it hold, what words does it use."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from api.metrics import MEDIA_TYPE, Metrics
from api.problems import documented
from api.responses import reply
from api.services import Deps
from api.vocabulary import vocabulary
from graph.results import Catalog

router = APIRouter()


@router.get("/livez", operation_id="livez", tags=["health"], summary="Is the process alive")
async def livez() -> dict[str, str]:
    """Answers as long as the process runs."""
    return {"status": "alive"}


@router.get(
    "/readyz",
    operation_id="readyz",
    tags=["health"],
    summary="Can it answer questions",
    responses=documented(503),
)
def readyz(deps: Deps) -> dict[str, str]:
    """Answers 200 once the database answers, 503 while it does not."""
    deps.store.read("RETURN 1 AS one")
    return {"status": "ready", "engine": deps.engine}


@router.get(
    "/metrics",
    operation_id="getMetrics",
    tags=["health"],
    summary="Counts and times of requests, for Prometheus",
    response_class=PlainTextResponse,
)
async def metrics(request: Request, deps: Deps) -> Response:
    """Requests by route and status, and how long they took, since the server started."""
    found = request.app.state.metrics
    assert isinstance(found, Metrics)
    return Response(found.text(deps.engine), media_type=MEDIA_TYPE)


@router.get(
    "/v1/catalog",
    operation_id="getCatalog",
    tags=["catalogue"],
    summary="What the graph holds",
    response_model=Catalog,
    responses=documented(503),
)
def catalog(deps: Deps) -> Response:
    """Nodes by kind, relations by type, and the state of the articles in graph and inbox."""
    return reply({**deps.view.catalog(), "engine": deps.engine, "inbox": deps.intake.inbox.counts()})


@router.get("/v1/vocabulary", operation_id="getVocabulary", tags=["catalogue"], summary="The words of the graph")
def words(deps: Deps) -> dict[str, Any]:
    """Kinds, relations and incident types with their equivalents in PLOVER, CAMEO, ACLED and STIX, and the closed lists."""
    return vocabulary(deps.model)
