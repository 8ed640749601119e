"""What came in and where it is on its way: jobs under way, and quarantine with its reasons."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from api.parameters import InboxParameters, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply
from api.routes.judgements import settle
from api.services import Deps
from loaders.inbox import Entry, State

router = APIRouter(prefix="/v1", tags=["articles"], route_class=ReadRoute)


class EntryRow(TypedDict):
    """One article on its way. `reason` says why it is in quarantine, `tries` how often it was tried."""

    number: int
    article: str
    state: str
    source: str
    name: str
    received: str
    changed: str
    tries: int
    reason: str | None


class InboxView(TypedDict):
    """The newest entries, and how many there are in each state."""

    results: list[EntryRow]
    counts: dict[str, int]


class RetryBody(BaseModel):
    """Which entries."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[Annotated[int, Field(strict=True)]] | None = Field(
        None, max_length=1000, description="Their numbers; without them all in quarantine."
    )


class Retried(TypedDict):
    """How many were tried again; `done` when all that could be done with them is done."""

    retried: int
    done: bool
    counts: dict[str, int]


@router.get(
    "/inbox",
    operation_id="listInbox",
    summary="Articles on their way, and those in quarantine",
    response_model=InboxView,
    responses=documented(422, 503),
)
def inbox(deps: Deps, where: Annotated[InboxParameters, Query()]) -> Response:
    """Newest first: `received` waits to be extracted, `extracted` to be written, `quarantined` could not be."""
    check_words("state", [where.state] if where.state else [], [state.value for state in State])
    found = deps.intake.inbox.entries(state=State(where.state) if where.state else None, limit=where.limit)
    return reply({"results": [_row(one) for one in found], "counts": deps.intake.inbox.counts()})


@router.post(
    "/inbox/retry",
    operation_id="retryInbox",
    summary="Try again what is in quarantine",
    response_model=Retried,
    responses={
        202: {"description": "Still being worked on", "model": Retried},
        **documented(422, 503, 507),
    },
)
async def retry(deps: Deps, body: Annotated[RetryBody, Body()]) -> Response:
    """What fails again is in quarantine again, with its reason."""
    retried = await asyncio.to_thread(deps.intake.inbox.retry, body.numbers)
    done = await settle(deps) if retried else True
    answer: dict[str, Any] = {"retried": retried, "done": done, "counts": deps.intake.inbox.counts()}
    return reply(answer, 200 if done else 202)


def _row(one: Entry) -> EntryRow:
    return {
        "number": one.id,
        "article": one.article,
        "state": one.state.value,
        "source": one.source,
        "name": one.name,
        "received": one.received,
        "changed": one.changed,
        "tries": one.tries,
        "reason": one.reason,
    }
