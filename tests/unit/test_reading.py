"""A quick route answers what FastAPI's own would, word for word."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.responses import Response
from starlette.testclient import TestClient

from api.parameters import Day, Id, Strict
from api.problems import add_handlers
from api.reading import ReadRoute, plan_of
from api.responses import reply


class Where(Strict):
    limit: int = Field(25, ge=1, le=100)
    start: Day | None = None
    sure: bool = False
    type: list[str] = Field(default_factory=list, max_length=2)
    needed: str | None = None


def served(route: type[APIRoute]) -> TestClient:
    router = APIRouter(route_class=route)

    @router.get("/rows")
    def rows(request: Request, where: Annotated[Where, Query()]) -> Response:
        return reply({"path": request.url.path, **where.model_dump()})

    @router.get("/things/{id}")
    def thing(id: Id, most: Annotated[int, Query(ge=1)] = 3, other: Annotated[str | None, Query()] = None) -> Response:
        return reply({"id": id, "most": most, "other": other})

    @router.get("/needed")
    def needed(word: Annotated[str, Query(max_length=3)]) -> Response:
        return reply({"word": word})

    app = FastAPI()
    add_handlers(app)
    app.include_router(router)
    return TestClient(app)


@pytest.mark.parametrize(
    "address",
    [
        "/rows",
        "/rows?limit=7&sure=yes&start=2024-02-29",
        "/rows?limit=7&limit=8",
        "/rows?type=a&type=b",
        "/rows?type=a",
        "/rows?type=a&type=b&type=c",
        "/rows?limit=0",
        "/rows?limit=many&start=2023-02-29&unknown=1",
        "/rows?unknown=1&unknown=2",
        "/rows?needed=",
        "/things/x",
        "/things/x%20y?most=4&other=z",
        "/things/x?most=0",
        "/things/" + "x" * 201,
        "/needed",
        "/needed?word=abc",
        "/needed?word=abcd",
    ],
)
def test_a_quick_route_answers_as_fastapi_does(address):
    quick, slow = (served(route).get(address) for route in (ReadRoute, APIRoute))
    assert (quick.status_code, quick.json()) == (slow.status_code, slow.json())


def test_what_is_not_of_the_simple_form_is_left_to_fastapi():
    async def waits() -> Response:
        return reply({})

    def takes_a_body(body: dict[str, Any]) -> Response:
        return reply(body)

    def gives_rows() -> list[str]:
        return []

    assert [plan_of(one) for one in (waits, takes_a_body, gives_rows)] == [None, None, None]


def test_the_lists_are_of_the_simple_form():
    from api.routes import claims, entities, explore, incidents, stats

    for function in (
        claims.claims,
        claims.relations,
        incidents.incidents,
        entities.entity,
        explore.expand_node,
        stats.timeseries,
    ):
        assert plan_of(function) is not None
