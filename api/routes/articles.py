"""Articles: the list, one with its annotated text, and taking one in."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import lists
from api.parameters import ArticleParameters, Id, OneArticleParameters
from api.problems import Problem, Refused, documented
from api.reading import ReadRoute
from api.responses import reply, reply_page
from api.services import Deps
from graph.results import ArticleRow, ArticleView, Page
from graph.slices import Slice
from loaders.inbox import Outcome, State
from schema.errors import MarsadError

router = APIRouter(prefix="/v1", tags=["articles"], route_class=ReadRoute)
EXAMPLE = {
    "text": "The interior minister said on Monday that the border crossing would stay closed.",
    "title": "Crossing stays closed",
    "outlet": "The Example",
    "published": "2024-06-27",
}


class ArticleBody(BaseModel):
    """An article as it is sent; only `text` is needed."""

    text: str = Field(description="The text, as it is.")
    id: str | None = Field(None, description="The sender's own id of it.")
    title: str | None = None
    url: str | None = None
    outlet: str | None = Field(None, description="Name of the outlet.")
    published: str | None = Field(None, description="ISO 8601 date or date-time.")
    lang: str | None = Field(None, description="ISO 639-1.")
    marking: str | None = Field(None, description="Traffic light protocol; TLP:CLEAR if missing.")


class Taken(BaseModel):
    """The acknowledgement: the article is stored, and how far it has come."""

    article: str = Field(description="Its id.")
    outcome: str = Field(description="created, updated, unchanged or quarantined.")
    state: str = Field(description="received, extracted, written or quarantined.")
    number: int = Field(description="Its number in the inbox.")
    reason: str | None = Field(None, description="Why it is in quarantine, or not further yet.")


@router.get(
    "/articles",
    operation_id="listArticles",
    summary="Articles",
    response_model=Page[ArticleRow],
    responses=documented(400, 422, 503),
)
def articles(deps: Deps, request: Request, where: Annotated[ArticleParameters, Query()]) -> Response:
    """Newest first, with how much was found in each."""
    return reply_page(request, lists.articles(deps, where)(limit=where.limit, cursor=where.cursor))


@router.get(
    "/articles/{id}",
    operation_id="getArticle",
    summary="One article with its text and annotations",
    response_model=ArticleView,
    responses=documented(404, 503),
)
def article(deps: Deps, id: Id, where: Annotated[OneArticleParameters, Query()]) -> Response:
    """The text as it came, and everything that was found in it by its characters.

    At an earlier moment: what was found in it then, where the text of now still has those words. Its claims alone take `as_of`.
    """
    return reply(deps.view.article(id, lists.given(Slice, where)))


@router.post(
    "/articles",
    operation_id="takeArticle",
    summary="Take an article in",
    response_model=Taken,
    status_code=201,
    responses={
        200: {"description": "Known already; nothing changed", "model": Taken},
        202: {"description": "Stored, and still being worked on", "model": Taken},
        **documented(413, 415, 422, 503, 507),
    },
)
async def take(
    deps: Deps,
    request: Request,
    body: Annotated[ArticleBody, Body(examples=[EXAMPLE])],
    wait: Annotated[float, Query(ge=0, le=300, description="Seconds to wait for the graph.")] = 30.0,
) -> Response:
    """Stored in the inbox before the answer, so it is never lost; then extracted and written, for which the answer waits a while."""
    raw = await request.body()
    if len(raw) > deps.settings.max_article_bytes:
        limit = f"at most {deps.settings.max_article_bytes:,} bytes (max_article_bytes in the settings)"
        raise Refused(Problem(413, "Body too large", limit))
    receipt = await asyncio.to_thread(deps.intake.receive, raw)
    delayed = None
    if receipt.outcome in {Outcome.created, Outcome.updated}:
        work = asyncio.wrap_future(deps.intake.work())
        try:
            await asyncio.wait_for(asyncio.shield(work), wait)
        except TimeoutError:
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
        except MarsadError as error:  # the article is stored, and the next run takes it up
            delayed = str(error)
    entry = await asyncio.to_thread(deps.intake.entry, receipt.id)
    taken: dict[str, Any] = {
        "article": receipt.article,
        "outcome": "quarantined" if entry.state is State.quarantined else receipt.outcome.value,
        "state": entry.state.value,
        "number": receipt.id,
        "reason": entry.reason or delayed,
    }
    if entry.state is State.quarantined or receipt.outcome is Outcome.unchanged:
        status = 200
    else:
        status = 201 if entry.state is State.written else 202
    return reply(taken, status, {"Location": f"/v1/articles/{receipt.article}"})
