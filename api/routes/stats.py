"""Figures about incidents for dashboards: flat rows that charting tools read as they are."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.formats import Format
from api.parameters import Day, EntityId, Strict, check_words
from api.problems import documented
from api.responses import reply_rows
from api.services import Deps
from graph import figures
from graph.figures import CellRow, FigureFilter, Figures, MatrixRow, PlaceRow, SeriesRow
from schema.records import Status

router = APIRouter(prefix="/v1", tags=["statistics"])
Split = Literal["type", "status", "weapon", "precision", "place", "country", "admin1", "admin2", "perpetrator", "claimed_by", "target", "victim", "outlet"]  # fmt: skip
_PROBLEMS = documented(422, 503)


class FigureParameters(Strict):
    """Which incidents, and what of them."""

    metric: Literal["incidents", "reports", "origins", "killed", "injured"] = Field("incidents", description="What is counted.")  # fmt: skip
    type: list[str] = Field(default_factory=list, max_length=30, description="Incident types, repeated.")
    status: list[str] = Field(
        default_factory=list,
        max_length=10,
        description="Statuses, repeated. Default: those that count (occurred, ongoing, attempted, foiled).",
    )
    place: EntityId | None = Field(None, description="Place id; places within it are included.")
    actor: EntityId | None = Field(None, description="Entity id, as perpetrator, target or victim.")
    start: Day | None = Field(None, description="Not before this day.", examples=["2023-01-01"])
    end: Day | None = Field(None, description="Before this day.", examples=["2024-01-01"])
    date_field: Literal["valid", "known", "published"] = Field(
        "valid", description="What start, end and the time line go by: when it happened, was taken in, was published."
    )
    min_confidence: float = Field(0.0, ge=0, le=1, description="Only those of at least this confidence.")
    format: Format | None = Field(
        None, description="Another format than JSON: ndjson, csv, parquet, geojson (or by Accept)."
    )
    min_origins: int = Field(0, ge=0, le=1_000_000, description="Only those with so many independent origins.")


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
    return FigureFilter(
        type=given.type,
        status=given.status,
        place=given.place,
        actor=given.actor,
        start=given.start,
        end=given.end,
        date_field=given.date_field,
        min_confidence=given.min_confidence,
        min_origins=given.min_origins,
    )


@router.get(
    "/stats/timeseries",
    operation_id="getTimeSeries",
    summary="A figure over time",
    response_model=Figures[SeriesRow],
    responses=_PROBLEMS,
)
def timeseries(deps: Deps, request: Request, where: Annotated[SeriesParameters, Query()]) -> Response:
    """In the order of time, spans without incidents too unless it is split. `left_out`: incidents without a date, or with a coarser one."""
    found = figures.timeseries(deps.store, where.metric, where.interval, _where(deps, where), split=where.split)
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
    found = figures.distribution(deps.store, where.field, where.metric, _where(deps, where), limit=where.limit)
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
    found = figures.matrix(deps.store, where.rows, where.cols, where.metric, _where(deps, where))
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
    found = figures.choropleth(deps.store, where.level, where.metric, _where(deps, where))
    return reply_rows(request, found, found["results"])
