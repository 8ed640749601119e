"""Full text search."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.formats import Format
from api.parameters import Day, Strict, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply_rows
from api.services import Deps
from graph.search import MAX_LIMIT, MAX_OFFSET, Filter, Found
from schema.model import Model

router = APIRouter(prefix="/v1", tags=["search"], route_class=ReadRoute)


class SearchParameters(Strict):
    """What /v1/search takes; all filters that are given must hold."""

    q: str = Field(
        max_length=500, description='Words in any script; "a phrase", -without, begin*.', examples=["taliban peshawar"]
    )
    type: list[Literal["entity", "incident", "article", "claim", "statement"]] = Field(
        default_factory=list, max_length=5, description="Only these, repeated."
    )
    kind: str | None = Field(
        None,
        max_length=60,
        description="Kind or label of an entity, type of an incident, or predicate of a claim.",
        examples=["ArmedGroup"],
    )
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166-1 code: of an entity, of the place of an incident or claim."
    )
    outlet: str | None = Field(None, max_length=200, description="Name of the outlet.")
    start: Day | None = Field(None, description="Not before this day: of publication; of an incident its own.")
    end: Day | None = Field(None, description="Before this day.")
    facets: list[Literal["type", "kind", "country", "outlet", "year"]] = Field(
        default_factory=list, max_length=5, description="Count what is found by these fields, repeated."
    )
    limit: int = Field(25, ge=1, le=MAX_LIMIT, description="At most so many.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Leave out so many of the best.")
    format: Format | None = Field(
        None, description="Another format than JSON for the hits: ndjson, csv (or by Accept)."
    )


@router.get(
    "/search",
    operation_id="search",
    summary="Full text search",
    response_model=Found,
    responses=documented(422, 503),
)
def search(deps: Deps, request: Request, where: Annotated[SearchParameters, Query()]) -> Response:
    """Names, incidents, articles, claims and statements; whole names first, then what fits best. A word that is nowhere is
    looked for as it may have been meant (`corrected`). Each hit has the piece of text that holds the words."""
    chosen = Filter(
        types=where.type,
        kinds=kinds(deps.model, where.kind),
        country=where.country,
        outlet=where.outlet,
        start=where.start,
        end=where.end,
    )
    found = deps.search.find(where.q, chosen, facets=where.facets, limit=where.limit, offset=where.offset)
    return reply_rows(request, found, found["results"])


def kinds(model: Model, word: str | None) -> list[str]:
    """What a kind or label stands for. Raises Refused for a word that the model does not have."""
    if word is None:
        return []
    entities = [kind for kind in model.kinds.values() if kind.entity]
    labels = {label for kind in entities for label in (kind.name, *kind.labels)}
    check_words("kind", [word], {*labels, *model.incidents, *model.relations})
    return [kind.name for kind in entities if word in (kind.name, *kind.labels)] or [word]
