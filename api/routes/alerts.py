"""Saved alerts: made, listed and removed; what they fired; and what could not be delivered."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from api.alerts import Watch, make
from api.alerts_book import Alert, AlertBook, Firing
from api.parameters import Id, Strict
from api.problems import documented
from api.responses import reply
from api.services import Deps
from graph.cursors import decode, encode

router = APIRouter(prefix="/v1", tags=["alerts"])


class AlertBody(Strict):
    """What to watch."""

    name: str = Field(min_length=1, max_length=200, description="What it is called.")
    watches: Literal["claims", "relations", "incidents", "recipe"] = Field(description="A list, or a recipe.")
    filters: dict[str, Any] = Field(
        default_factory=dict, max_length=30, description="Of a list: its own filters, as at its endpoint."
    )
    recipe: str | None = Field(None, max_length=80, description="Name of the recipe.")
    parameters: dict[str, Any] = Field(default_factory=dict, max_length=30, description="The recipe's parameters.")
    webhook: str | None = Field(None, max_length=2000, description="Where firings are sent to, http:// or https://.")
    by: str = Field("", max_length=200, description="Who made it.")

    @property
    def asked(self) -> dict[str, Any]:
        """The filters, or the recipe with its parameters."""
        return {"recipe": self.recipe, "parameters": self.parameters} if self.watches == "recipe" else self.filters


class AlertRow(TypedDict):
    """A saved alert. `filters` are those of its list, or `recipe` and `parameters`; `dead` counts firings that were not taken."""

    id: str
    name: str
    watches: str
    filters: dict[str, Any]
    webhook: str | None
    by: str
    made: str
    firings: int
    dead: int


class NewAlert(AlertRow):
    """The same with the webhook's secret, which is told this once."""

    secret: str | None


class Delivery(TypedDict):
    """Where a firing's delivery is: none (no webhook), pending, delivered, dead."""

    state: str
    tries: int
    error: str | None


class FiringRow(TypedDict):
    """New facts of one alert; `row` of a fact is what its list shows, with its sentences."""

    id: str
    alert: str
    at: str
    seq: int
    facts: list[dict[str, Any]]
    delivery: Delivery


class AlertList(TypedDict):
    """All alerts."""

    results: list[AlertRow]


class FiringPage(TypedDict):
    """Firings, newest first."""

    results: list[FiringRow]
    next: str | None


class Replayed(TypedDict):
    """How many firings will be sent again."""

    replayed: int


class FiringParameters(Strict):
    """What lists of firings take."""

    limit: int = Field(25, ge=1, le=200, description="At most so many.")
    cursor: str | None = Field(None, min_length=1, max_length=200, description="`next` of the page before.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What alerts are kept in and looked for with."""

    book: AlertBook
    watch: Watch


async def get_desk(request: Request) -> Desk:
    """The desk of the application."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


At = Annotated[Desk, Depends(get_desk)]


def shown(alert: Alert, counts: tuple[int, int] = (0, 0)) -> AlertRow:
    """An alert without its secret."""
    return {
        "id": alert.id,
        "name": alert.name,
        "watches": alert.watches,
        "filters": alert.asked,
        "webhook": alert.webhook,
        "by": alert.by,
        "made": alert.made,
        "firings": counts[0],
        "dead": counts[1],
    }


def _firing(one: Firing) -> FiringRow:
    return {
        "id": one.id,
        "alert": one.alert,
        "at": one.at,
        "seq": one.seq,
        "facts": one.facts,
        "delivery": {"state": one.state, "tries": one.tries, "error": one.error},
    }


@router.post(
    "/alerts",
    operation_id="addAlert",
    summary="Save an alert",
    response_model=NewAlert,
    status_code=201,
    responses=documented(400, 408, 413, 422, 503),
)
async def add_alert(deps: Deps, desk: At, body: Annotated[AlertBody, Body()]) -> Response:
    """What matches already does not fire. With `webhook`, the answer has the `secret` that signs its requests; it is told only here."""

    def add() -> Alert:
        alert, known = make(
            desk.watch,
            deps.store,
            deps.settings,
            name=body.name,
            watches=body.watches,
            asked=body.asked,
            webhook=body.webhook,
            by=body.by,
        )
        desk.book.add(alert, known)
        return alert

    alert = await asyncio.to_thread(add)
    return reply({**shown(alert), "secret": alert.secret}, 201, {"Location": f"/v1/alerts/{alert.id}"})


@router.get(
    "/alerts",
    operation_id="listAlerts",
    summary="Saved alerts",
    response_model=AlertList,
    responses=documented(503),
)
def list_alerts(desk: At) -> Response:
    """In the order in which they were made."""
    counts = desk.book.counts()
    return reply({"results": [shown(one, counts.get(one.id, (0, 0))) for one in desk.book.alerts()]})


@router.get(
    "/alerts/{id}",
    operation_id="getAlert",
    summary="One alert",
    response_model=AlertRow,
    responses=documented(404, 503),
)
def get_alert(desk: At, id: Id) -> Response:
    """Without its secret."""
    return reply(shown(desk.book.alert(id), desk.book.counts().get(id, (0, 0))))


@router.delete(
    "/alerts/{id}",
    operation_id="removeAlert",
    summary="Remove an alert",
    status_code=204,
    response_class=Response,
    responses=documented(404, 503),
)
def remove_alert(desk: At, id: Id) -> Response:
    """With all that it fired."""
    desk.book.remove(id)
    return Response(status_code=204)


@router.get(
    "/alerts/{id}/firings",
    operation_id="listFirings",
    summary="What an alert fired",
    response_model=FiringPage,
    responses=documented(400, 404, 422, 503),
)
def list_firings(desk: At, id: Id, where: Annotated[FiringParameters, Query()]) -> Response:
    """Newest first."""
    desk.book.alert(id)
    return reply(_page(desk, where, alert=id))


@router.get(
    "/dead-letters",
    operation_id="listDeadLetters",
    summary="Firings that no webhook took",
    response_model=FiringPage,
    responses=documented(400, 422, 503),
)
def list_dead_letters(desk: At, where: Annotated[FiringParameters, Query()]) -> Response:
    """Newest first, with the last error. They are kept until they are replayed or their alert is removed."""
    return reply(_page(desk, where, state="dead"))


@router.post(
    "/dead-letters/replay",
    operation_id="replayDeadLetters",
    summary="Send all of them again",
    response_model=Replayed,
    responses=documented(503),
)
def replay_all(desk: At) -> Response:
    """With as many tries as at first."""
    return reply({"replayed": desk.book.replay()})


@router.post(
    "/dead-letters/{id}/replay",
    operation_id="replayDeadLetter",
    summary="Send one of them again",
    response_model=Replayed,
    responses=documented(404, 503),
)
def replay_one(desk: At, id: Id) -> Response:
    """`id` is the firing's."""
    return reply({"replayed": desk.book.replay(id)})


def _page(desk: Desk, where: FiringParameters, **which: str) -> FiringPage:
    before = decode("firings", where.cursor, int)[0] if where.cursor else None
    rows = desk.book.firings(which.get("alert"), state=which.get("state"), before=before, limit=where.limit + 1)
    more = len(rows) > where.limit
    rows = rows[: where.limit]
    return {"results": [_firing(one) for one in rows], "next": encode("firings", rows[-1].number) if more else None}
