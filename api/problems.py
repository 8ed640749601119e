"""Errors as RFC 9457 problem+json: which error of ours is which status, and what the body looks like."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.alerts_book import NoSuchAlert
from graph.errors import (
    BadCursor,
    ChangesGone,
    GraphError,
    Moved,
    NotFound,
    QueryError,
    StoreUnavailable,
    TooMuch,
    UnknownFilter,
)  # fmt: skip
from graph.known_ids import IDENTIFIED, near
from graph.resolve import judgements
from schema.errors import InvalidData, MarsadError
from schema.sqlite_file import DiskFloor

MEDIA_TYPE = "application/problem+json"
_QUERY = {
    "syntax": (400, "The query cannot be read"),
    "forbidden": (403, "The query is not allowed"),
    "timeout": (408, "The query took too long"),
    "too_large": (413, "The answer or query is too large"),
    "failed": (400, "The query failed"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem to be answered: status, short title, what is wrong and what to do, headers, further members."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


class ProblemBody(BaseModel):
    """What every error looks like (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank; `title` and `status` tell the kind.")
    title: str = Field(description="What kind of problem it is.", examples=["Not found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="What is wrong here, and what to do.", examples=["no entity has the id 'x'"])
    request_id: str = Field(description="Names this request in the server's log.")
    errors: list[dict[str, str]] | None = Field(
        None, description="Each wrong parameter or field: `pointer` and `detail`."
    )
    suggestions: list[str] | None = Field(None, description="Ids that look like the one that nothing has.")


class Refused(MarsadError):
    """A request that cannot be answered as it is; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


def problem_response(problem: Problem, request_id: str) -> Response:
    """The response for a problem."""
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id,
        **problem.more,
    }
    return Response(orjson.dumps(body), problem.status, dict(problem.headers), MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """Which problem an error of ours is."""
    match error:
        case Refused():
            return error.problem
        case NotFound():
            return Problem(404, "Not found", str(error), more={"suggestions": list(error.near)} if error.near else {})
        case UnknownFilter():
            wrong = {
                "errors": [{"pointer": f"query/{error.field}", "detail": str(error)}],
                "suggestions": list(error.near),
            }
            return Problem(422, "Wrong parameters", str(error), more=wrong)
        case TooMuch():
            return Problem(422, "Too much to be computed anew", str(error))
        case judgements.Refused():
            more = {"reason": error.reason, "conflict": list(error.conflict)}
            return Problem(409, "The judgement cannot be taken", str(error), more=more)
        case BadCursor():
            return Problem(400, "Unknown cursor", str(error))
        case NoSuchAlert():
            return Problem(404, "Not found", str(error))
        case ChangesGone():
            reach = {"oldest": error.oldest, "latest": error.latest}
            return Problem(410, "Changes are no longer kept", str(error), more=reach)
        case QueryError():
            status, title = _QUERY[error.reason]
            told: dict[str, Any] = {"reason": error.reason}
            if error.line is not None:
                told["position"] = {"line": error.line, "column": error.column}
            if error.suggestion:
                told["suggestion"] = error.suggestion
            return Problem(status, title, str(error), more=told)
        case StoreUnavailable():
            return Problem(503, "The database cannot be reached", str(error), {"Retry-After": "2"})
        case DiskFloor():
            return Problem(507, "No space left", str(error))
        case InvalidData():
            return Problem(422, "The article cannot be taken", str(error))
        case GraphError():
            return Problem(503, "The database cannot be used", str(error))
    return Problem(500, "Something failed", str(error))


def add_handlers(app: FastAPI) -> None:
    """Let the application answer every error as a problem."""

    def request_id(request: Request) -> str:
        return str(getattr(request.state, "request_id", ""))

    async def on_marsad_error(request: Request, error: Exception) -> Response:
        return problem_response(problem_of(error), request_id(request))

    async def on_not_found(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotFound)
        if error.kind in IDENTIFIED and not error.near:
            read = request.app.state.services.store.read
            with suppress(GraphError):  # the answer is complete without them
                error = NotFound(error.kind, error.id, await asyncio.to_thread(near, read, error.id))
        return problem_response(problem_of(error), request_id(request))

    async def on_moved(request: Request, error: Exception) -> Response:
        assert isinstance(error, Moved)
        path = "/".join(quote(error.to if part == error.id else part, safe="") for part in request.url.path.split("/"))
        location = path + (f"?{request.url.query}" if request.url.query else "")
        problem = Problem(308, "Merged into another", str(error), {"Location": location}, {"id": error.to})
        return problem_response(problem, request_id(request))

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = HTTPStatus(error.status_code).phrase
        detail = str(error.detail) if str(error.detail) != title else f"{request.method} {request.url.path}"
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(request)
        return problem_response(Problem(error.status_code, title, detail, headers), request_id(request))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"pointer": "/".join(str(part) for part in one["loc"]), "detail": str(one["msg"])} for one in error.errors()
        ]
        detail = "; ".join(f"{one['pointer']}: {one['detail']}" for one in errors[:5])
        problem = Problem(422, "Wrong parameters", detail, more={"errors": errors})
        return problem_response(problem, request_id(request))

    app.add_exception_handler(Moved, on_moved)
    app.add_exception_handler(NotFound, on_not_found)
    app.add_exception_handler(MarsadError, on_marsad_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)


def _allowed(request: Request) -> str:
    """The methods of every route at this path: the router names those of the first one only."""
    path = request.url.path
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if (pattern := getattr(route, "path_regex", None)) and pattern.match(path):
            found |= set(route.methods or ())
    return ", ".join(sorted(found))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for the errors that a route can give."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for status in statuses
    }
