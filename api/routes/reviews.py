"""What persons say of single claims, and everything that persons did, in order."""

import asyncio
from typing import Annotated, cast

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from api.acts import Act, acts
from api.judging import read_journal
from api.parameters import ActParameters, Id, check_words
from api.problems import Problem, Refused, documented
from api.reading import ReadRoute
from api.responses import reply, reply_page
from api.routes.judgements import settle
from api.services import Deps
from graph.cursors import decode, encode
from graph.resolve.reviews import Ruling
from graph.results import ClaimRow, Page
from graph.reviewing import Wanted
from schema.records import Modality, Polarity

router = APIRouter(prefix="/v1", tags=["judgements"], route_class=ReadRoute)


class CorrectionBody(BaseModel):
    """What a claim should say; what is left out stays as it was extracted."""

    model_config = ConfigDict(extra="forbid")

    predicate: str | None = Field(None, max_length=60, description="A relation type.")
    subject: str | None = Field(None, min_length=1, max_length=200, description="Entity id.")
    object: str | None = Field(None, min_length=1, max_length=200, description="Entity id.")
    polarity: str | None = Field(None, max_length=20, description="positive or negative.")
    modality: str | None = Field(None, max_length=20, description="asserted, planned, conditional, …")
    alleged: bool | None = Field(None, description="The speaker accuses without standing as a witness.")
    denied: bool | None = Field(None, description="The speaker denies it; polarity is then negative.")


class ReviewBody(BaseModel):
    """What a person says of a claim."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "oneOf": [
                {
                    "properties": {
                        "verdict": {"const": "corrected"},
                        "correction": {"type": "object", "minProperties": 1},
                    },
                    "required": ["correction"],
                },
                {
                    "properties": {"verdict": {"enum": ["accepted", "rejected"]}, "correction": {"type": "null"}},
                },
            ]
        },
    )

    verdict: Ruling = Field(description="accepted, rejected or corrected.")
    correction: CorrectionBody | None = Field(None, description="Needed with corrected, and only there.")
    by: str = Field(min_length=1, max_length=200, description="Who says it.")
    because: str | None = Field(None, max_length=2000, description="Why.")


class Reviewed(TypedDict):
    """The acknowledgement: the review is kept; `done` when the graph has been brought to it, `claim` as it is then."""

    act: str | None  # what to undo it by; null where it was in force already
    claim: ClaimRow
    done: bool


@router.post(
    "/claims/{id}/review",
    operation_id="reviewClaim",
    summary="Accept, reject or correct a claim",
    response_model=Reviewed,
    status_code=201,
    responses={
        202: {"description": "Kept, and still being worked on", "model": Reviewed},
        **documented(404, 409, 422, 503, 507),
    },
)
async def review(deps: Deps, id: Id, body: Annotated[ReviewBody, Body()]) -> Response:
    """Kept before the answer, and survives a rebuild. A rejected claim feeds no relation, count or query any more; undoing the act restores it.

    Refused (409) while another ruling on the claim is in force, which the answer names.
    """
    wanted = _wanted(deps, body)
    because = [body.because] if body.because else []
    made = await asyncio.to_thread(deps.intake.rule, id, body.verdict, wanted, by=body.by, because=because)
    done = await settle(deps)
    claim = await asyncio.to_thread(deps.view.claim, id)
    return reply({"act": made.act if made else None, "claim": claim, "done": done}, 201 if done else 202)


@router.get(
    "/acts",
    operation_id="listActs",
    summary="Who judged and reviewed what, and when",
    response_model=Page[Act],
    responses=documented(400, 422, 503),
)
def listed(deps: Deps, request: Request, where: Annotated[ActParameters, Query()]) -> Response:
    """Everything that persons did, newest first, with what was taken back since and by whom."""
    before = decode("acts", where.cursor, str, str) if where.cursor else None
    found = [
        act
        for act in acts(read_journal(deps.intake.inbox))
        if (where.by is None or act["by"] == where.by)
        and (where.about is None or where.about in act["about"])
        and (before is None or [act["at"], act["act"]] < before)
    ]
    page = found[: where.limit]
    more = encode("acts", page[-1]["at"], page[-1]["act"]) if len(found) > len(page) else None
    return reply_page(request, {"results": page, "next": more})


def _wanted(deps: Deps, body: ReviewBody) -> Wanted | None:
    """The correction, with its words checked. Raises Refused (422)."""
    if (body.correction is not None) != (body.verdict is Ruling.corrected):
        raise Refused(
            Problem(422, "Wrong parameters", "correction: give one with the verdict corrected, and only then")
        )
    if body.correction is None:
        return None
    change = body.correction
    check_words("predicate", [change.predicate] if change.predicate else [], deps.model.relations)
    check_words("polarity", [change.polarity] if change.polarity else [], [p.value for p in Polarity])
    check_words("modality", [change.modality] if change.modality else [], [m.value for m in Modality])
    return cast(Wanted, change.model_dump(exclude_none=True))
