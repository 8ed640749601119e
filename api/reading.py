"""Routes that read: the same answers as any FastAPI route, for a fraction of the work on each request.

FastAPI looks through every declared parameter again for each request, which with the twenty of a list costs more than all
else that the event loop does for it. Here that is done once, when the route is made. What does not pass is handed to
FastAPI, so that every error reads as it always does; and so is every route that is not of this simple form.
"""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from anyio import to_thread
from fastapi import Request, params
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.responses import Response

from api.services import Services, watched
from graph.waiting import WAITING, Waiting

SOON, AGAIN = 0.1, 0.5  # seconds; most answers are there by the first
_NEEDED = inspect.Parameter.empty
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ReadRoute(APIRoute):
    """For `APIRouter(route_class=ReadRoute)`: answers a plain reading function in the quick way, any other in FastAPI's."""

    def get_route_handler(self) -> Handler:
        """What answers a request."""
        slow, plan = super().get_route_handler(), plan_of(self.endpoint)
        if plan is None:
            return slow

        async def quick(request: Request) -> Response:
            given = plan.given(request)
            if given is None:
                return await slow(request)  # which says what is wrong
            return await _as_long_as_wanted(request, partial(plan.function, **given))

        return quick


@dataclass(frozen=True, slots=True)
class _One:
    """A parameter of its own, in the path or the query."""

    name: str
    type: TypeAdapter[Any]
    in_path: bool
    default: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """How a function is given what it takes: by which names the services and the request, which model, which single ones."""

    function: Callable[..., Response]
    fixed: tuple[tuple[str, type], ...]
    where: str = ""
    model: type[BaseModel] | None = None
    lists: frozenset[str] = frozenset()  # fields of the model that may be repeated
    ones: tuple[_One, ...] = ()

    def given(self, request: Request) -> dict[str, Any] | None:
        """The arguments, checked; None where something is wrong with them."""
        found: dict[str, Any] = {
            name: request if kind is Request else request.app.state.services for name, kind in self.fixed
        }
        query = request.query_params
        try:
            for one in self.ones:
                values = request.path_params if one.in_path else query
                if one.name in values:
                    found[one.name] = one.type.validate_python(values[one.name])
                elif one.default is _NEEDED:
                    return None
                else:
                    found[one.name] = one.default
            if self.model is not None:
                asked = {name: query.getlist(name) if name in self.lists else query[name] for name in query}
                found[self.where] = self.model.model_validate(asked)
        except ValidationError:
            return None
        return found


async def _as_long_as_wanted(request: Request, read: Callable[[], Response]) -> Response:
    """What `read` gives; if the client goes before that, its query is ended."""
    waiting = Waiting()
    WAITING.set(waiting)  # for this request's task alone, and the thread that reads for it
    reading = asyncio.ensure_future(to_thread.run_sync(read))
    done, _ = await asyncio.wait((reading,), timeout=SOON)
    if not done:  # only now is it worth to listen whether the client is there
        async with watched(request) as gone:
            await asyncio.wait((reading, asyncio.wrap_future(gone)), return_when=asyncio.FIRST_COMPLETED)
            while not reading.done():  # more than once: what the database has not begun yet, it cannot end
                await asyncio.to_thread(waiting.leave)
                await asyncio.wait((reading,), timeout=AGAIN)
    return await reading


def plan_of(function: Callable[..., Any]) -> Plan | None:
    """The plan for a function that takes services, the request, one model of the query and single values; None for any other."""
    hints = get_type_hints(function, include_extras=True)
    if inspect.iscoroutinefunction(function) or hints.get("return") is not Response:
        return None
    fixed: list[tuple[str, type]] = []
    ones: list[_One] = []
    where: tuple[str, type[BaseModel]] | None = None
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints[name]
        kind, marks = (hint.__origin__, hint.__metadata__) if get_origin(hint) is Annotated else (hint, ())
        if kind in (Services, Request):
            fixed.append((name, kind))
        elif not marks or not isinstance(marks[-1], (params.Query, params.Path)) or marks[-1].alias:
            return None
        elif inspect.isclass(kind) and issubclass(kind, BaseModel):
            if where is not None:
                return None
            where = (name, kind)
        else:
            ones.append(_One(name, TypeAdapter(hint), isinstance(marks[-1], params.Path), parameter.default))
    if where is None:
        return Plan(function, tuple(fixed), ones=tuple(ones))
    lists = frozenset(name for name, field in where[1].model_fields.items() if list in _parts(field.annotation))
    return Plan(function, tuple(fixed), *where, lists, tuple(ones))


def _parts(annotation: Any) -> set[Any]:
    return {get_origin(annotation), *(get_origin(part) for part in get_args(annotation))}
