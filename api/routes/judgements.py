"""What is one and what is two: the judgements, why, and judging as a person."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from msgspec import to_builtins
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from api.lists import given
from api.parameters import CommitmentParameters, DisputeParameters, Id, JudgementParameters, check_words
from api.problems import Problem, Refused, documented
from api.reading import ReadRoute
from api.responses import reply, reply_page
from api.services import Deps
from graph.judging import explain
from graph.resolve.commitments import State
from graph.resolve.judgements import Verdict
from graph.results import CommitmentRow, DisputeRow, Explanation, JudgementRow, Page
from graph.views import CommitmentFilter, DisputeFilter

router = APIRouter(prefix="/v1", tags=["judgements"], route_class=ReadRoute)
SCOPES = ("origin", "entity", "incident")


class JudgementBody(BaseModel):
    """What a person judges."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"properties": {"verdict": {"const": "not_same"}}},
                {"properties": {"other": {"type": "string"}}, "required": ["other"]},
            ]
        },
    )
    verdict: Verdict = Field(description="same, not_same or unsure.")
    one: str = Field(description="Id of an entity, an incident or an article (for its origin).")
    other: str | None = Field(
        None, description="The other id. Without it, `not_same` takes the first out of all that it is one with."
    )
    by: str = Field(min_length=1, max_length=200, description="Who judges.")
    because: str | None = Field(None, max_length=2000, description="Why.")


class Commitments(TypedDict):
    """Commitments; `total` counts those that `limit` left out too."""

    results: list[CommitmentRow]
    total: int
    as_of: str


class UndoBody(BaseModel):
    """Who takes an act back."""

    model_config = ConfigDict(extra="forbid")
    by: str = Field(min_length=1, max_length=200, description="Who takes it back.")


class Judged(BaseModel):
    """The acknowledgement: the judgement is kept; `done` when the graph has been brought to it."""

    act: str | None = Field(description="What to undo it by; null where it was in force already.")
    judgements: list[dict[str, Any]]
    done: bool


@router.get(
    "/judgements",
    operation_id="listJudgements",
    summary="Judgements on what is one and what is two",
    response_model=Page[JudgementRow],
    responses=documented(400, 422, 503),
)
def judgements(deps: Deps, request: Request, where: Annotated[JudgementParameters, Query()]) -> Response:
    """Surest first. `verdict=unsure` is the queue of what a person should look at. A rule's `not_same` is not kept: ask `/v1/explain`."""
    check_words("scope", [where.scope] if where.scope else [], SCOPES)
    check_words("verdict", [where.verdict] if where.verdict else [], [v.value for v in Verdict])
    page = deps.view.judgements(
        scope=where.scope, verdict=where.verdict, by=where.by, limit=where.limit, cursor=where.cursor
    )
    return reply_page(request, page)


@router.get(
    "/explain/{id}",
    operation_id="explain",
    summary="Why things are one, or not",
    response_model=Explanation,
    responses=documented(404, 503),
)
def explained(deps: Deps, id: Id, other: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """What the id stands for, what it is one with, and why; with `other`, whether the two are one and what the rule says of them alone."""
    return reply(explain(deps.store, id, other))


@router.get(
    "/contradictions",
    operation_id="listContradictions",
    summary="What cannot all be so, with both sides",
    response_model=Page[DisputeRow],
    responses=documented(400, 422, 503),
)
def contradictions(deps: Deps, request: Request, where: Annotated[DisputeParameters, Query()]) -> Response:
    """Opposite claims and denials, amounts and tolls that exclude each other, perpetrators who deny it; last spoken of first."""
    natures = deps.model.properties["nature"].values
    check_words("nature", [where.nature] if where.nature else [], natures)
    check_words("predicate", [where.predicate] if where.predicate else [], deps.model.relations)
    chosen = given(DisputeFilter, where)
    return reply_page(
        request, deps.view.disputes(chosen, limit=where.limit, cursor=where.cursor, total=where.with_total)
    )


@router.get(
    "/commitments",
    operation_id="listCommitments",
    summary="Threats, ultimatums and promises, and what came of them",
    response_model=Commitments,
    responses=documented(422, 503),
)
def commitments(deps: Deps, where: Annotated[CommitmentParameters, Query()]) -> Response:
    """The latest first, each with its condition, consequence, deadline, state and the claims behind every change of it."""
    check_words("state", [where.state] if where.state else [], [s.value for s in State])
    day = where.as_of or datetime.now(UTC).date().isoformat()
    found = deps.view.commitments(given(CommitmentFilter, where, as_of=day))
    return reply({"results": found[: where.limit], "total": len(found), "as_of": day})


@router.post(
    "/judgements",
    operation_id="judge",
    summary="Judge that two things are one or two",
    response_model=Judged,
    status_code=201,
    responses={
        202: {"description": "Kept, and still being worked on", "model": Judged},
        **documented(404, 409, 422, 503, 507),
    },
)
async def judge(deps: Deps, body: Annotated[JudgementBody, Body()]) -> Response:
    """Kept before the answer, beats every rule, and survives a rebuild. Refused (409) if it contradicts one in force, which the answer names."""
    if body.other is None and body.verdict is not Verdict.not_same:
        raise Refused(Problem(422, "Wrong parameters", "other: needed unless the verdict is not_same"))
    because = [body.because] if body.because else []
    made = await asyncio.to_thread(deps.intake.judge, body.verdict, body.one, body.other, by=body.by, because=because)
    done = await settle(deps)
    acts = sorted({one.act for one in made})
    answer = {
        "act": acts[0] if acts else None,
        "judgements": [{"id": one.id, **to_builtins(one)} for one in made],
        "done": done,
    }
    return reply(answer, 201 if done else 202)


@router.post(
    "/judgements/{id}/undo",
    operation_id="undoJudgement",
    summary="Take a judgement back",
    response_model=Judged,
    responses={
        202: {"description": "Kept, and still being worked on", "model": Judged},
        **documented(404, 409, 422, 503, 507),
    },
)
async def take_back(deps: Deps, id: Id, body: Annotated[UndoBody, Body()]) -> Response:
    """By the id of the act or of one of its judgements. What was there before is there again."""
    await asyncio.to_thread(deps.intake.take_back, id, by=body.by)
    done = await settle(deps)
    return reply({"act": id, "judgements": [], "done": done}, 200 if done else 202)


async def settle(deps: Deps) -> bool:
    """Bring the graph to the journal; False where that takes longer than a request may."""
    work = asyncio.wrap_future(deps.intake.work())
    try:
        await asyncio.wait_for(asyncio.shield(work), 30)
    except TimeoutError:
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        return False
    return True
