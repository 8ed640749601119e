"""Looking at what would be extracted, without storing anything."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.problems import Problem, Refused, documented
from api.routes.articles import EXAMPLE, ArticleBody
from api.services import Deps
from schema.records import to_json

router = APIRouter(prefix="/v1", tags=["articles"])


class Looked(BaseModel):
    """What was found."""

    extraction: dict[str, Any] = Field(description="As `marsad extract` writes it.")
    explanation: str | None = Field(None, description="With `explain`: why each sentence gives what it does, in words.")


@router.post(
    "/extract",
    operation_id="extractArticle",
    summary="See what would be extracted",
    response_model=Looked,
    responses=documented(413, 415, 422, 429, 503),
)
async def look(
    deps: Deps,
    request: Request,
    body: Annotated[ArticleBody, Body(examples=[EXAMPLE])],
    explain: Annotated[bool, Query(description="Also say why.")] = False,
) -> Response:
    """Mentions, claims, incidents, statistics and doubtful passages of an article, which is not stored."""
    raw = await request.body()
    if len(raw) > deps.settings.max_article_bytes:
        limit = f"at most {deps.settings.max_article_bytes:,} bytes (max_article_bytes in the settings)"
        raise Refused(Problem(413, "Body too large", limit))
    found, why = await asyncio.to_thread(deps.preview.look, raw, explain=explain)
    answer = msgspec.json.encode({"extraction": msgspec.Raw(to_json(found)), "explanation": why})
    return Response(answer, media_type="application/json")
