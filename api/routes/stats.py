"""Figures about incidents for dashboards: flat rows that charting tools read as they are."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api import lists
from api.formats import Format
from api.parameters import WhichIncidents, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply_rows
from api.services import Deps
from graph import figures
from graph.figures import CellRow, FigureFilter, Figures, MatrixRow, PlaceRow, SeriesRow
from graph.known_ids import follow
from schema.records import Status

router = APIRouter(prefix="/v1", tags=["statistics"], route_class=ReadRoute)
T = TypeVar("T")
Split = Literal["type", "status", "weapon", "precision", "place", "country", "admin1", "admin2", "perpetrator", "claimed_by", "target", "victim", "outlet"]  # fmt: skip
_PROBLEMS = documented(422, 503)


class FigureParameters(WhichIncidents):
    """Which incidents, and what of them."""

    metric: Literal["incidents", "reports", "origins", "killed", "injured"] = Field("incidents", description="What is counted.")  # fmt: skip
    type: list[str] = Field(default_factory=list, max_length=30, description="Incident types, repeated.")
    date_field: Literal["valid", "known", "published"] = Field(
        "valid", description="What start, end and the time line go by: when it happened, was taken in, was published."
    )
    format: Format | None = Field(
        None, description="Another format than JSON: ndjson, csv, parquet, geojson (or by Accept)."
    )


class SeriesParameters(FigureParameters):
    """What /v1/stats/timeseries takes."""

    interval: Literal["day", "week", "month", "quarter", "year"] = Field("month", description="Length of a span.")
    split: Split | None = Field(None, description="One series for each value of this field.")


class DistributionParameters(FigureParameters):
    """What /v1/stats/distribution takes."""

    field: Split = Field(description="What the incidents are told apart by.", examples=["admin1"])
    limit: int = Field(100, ge=1, le=10_000, description="At most so many rows.")


class MatrixParameters(FigureParameters):
    """What /v1/stats/matrix takes."""

    rows: Split = Field(description="Field of the rows.", examples=["perpetrator"])
    cols: Split = Field(description="Field of the columns.", examples=["type"])


class ChoroplethParameters(FigureParameters):
    """What /v1/stats/choropleth takes."""

    level: Literal["country", "admin1", "admin2"] = Field("admin1", description="Which places.")


def _where(deps: Deps, given: FigureParameters) -> FigureFilter:
    check_words("type", given.type, deps.model.incidents)
    check_words("status", given.status, [status.value for status in Status])
    return lists.given(FigureFilter, given)


def _ask(deps: Deps, given: FigureParameters, ask: Callable[[FigureFilter], Figures[T]]) -> Figures[T]:
    """The figures; where there are none, an id that was merged is taken for what it became, and one that nothing has is refused."""
    where = _where(deps, given)
    found = ask(where)
    if not found["results"] and not found["left_out"]:
        where, moved = follow(deps.store, where)
        found = ask(where) if moved else found
    return found


@router.get(
    "/stats/timeseries",
    operation_id="getTimeSeries",
    summary="A figure over time",
    response_model=Figures[SeriesRow],
    responses=_PROBLEMS,
)
def timeseries(deps: Deps, request: Request, where: Annotated[SeriesParameters, Query()]) -> Response:
    """In the order of time, spans without incidents too unless it is split. `left_out`: incidents without a date, or with a coarser one."""
    found = _ask(
        deps, where, lambda w: figures.timeseries(deps.store, where.metric, where.interval, w, split=where.split)
    )
    return reply_rows(request, found, found["results"])


@router.get(
    "/stats/distribution",
    operation_id="getDistribution",
    summary="A figure by one field",
    response_model=Figures[CellRow],
    responses=_PROBLEMS,
)
def distribution(deps: Deps, request: Request, where: Annotated[DistributionParameters, Query()]) -> Response:
    """Greatest first. An incident with two targets counts for both; `key` is null for those of which it is not known."""
    found = _ask(
        deps, where, lambda w: figures.distribution(deps.store, where.field, where.metric, w, limit=where.limit)
    )
    return reply_rows(request, found, found["results"])


@router.get(
    "/stats/matrix",
    operation_id="getMatrix",
    summary="A figure by two fields",
    response_model=Figures[MatrixRow],
    responses=_PROBLEMS,
)
def matrix(deps: Deps, request: Request, where: Annotated[MatrixParameters, Query()]) -> Response:
    """One flat row a cell that is not empty."""
    found = _ask(deps, where, lambda w: figures.matrix(deps.store, where.rows, where.cols, where.metric, w))
    return reply_rows(request, found, found["results"])


@router.get(
    "/stats/choropleth",
    operation_id="getChoropleth",
    summary="A figure by place, for maps",
    response_model=Figures[PlaceRow],
    responses=_PROBLEMS,
)
def choropleth(deps: Deps, request: Request, where: Annotated[ChoroplethParameters, Query()]) -> Response:
    """Places of one level with a point of each. `left_out`: incidents that are not placed so finely."""
    found = _ask(deps, where, lambda w: figures.choropleth(deps.store, where.level, where.metric, w))
    return reply_rows(request, found, found["results"])
