"""What changed: as a list that is asked again and again, and as a stream that tells of it."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from api.formats import Format
from api.parameters import EntityId, Strict, check_words
from api.problems import documented
from api.reading import ReadRoute
from api.responses import reply_rows
from api.services import Deps
from api.stream import EventStream, Hub
from graph import changes
from graph.changes import KINDS, OPS, ChangeRow, Wanted
from graph.errors import ChangesGone

router = APIRouter(prefix="/v1", tags=["changes"], route_class=ReadRoute)
_MOST = 9_007_199_254_740_991  # the greatest whole number that every JSON reader keeps exactly


class StreamParameters(Strict):
    """Which changes; all filters that are given must hold."""

    since: int | None = Field(None, ge=0, le=_MOST, description="Only those after this number.")
    kind: list[str] = Field(default_factory=list, max_length=20, description=f"Repeated: {', '.join(KINDS)}.")
    op: list[str] = Field(default_factory=list, max_length=20, description=f"Repeated: {', '.join(OPS)}.")
    about: list[EntityId] = Field(
        default_factory=list,
        max_length=100,
        description="Ids, repeated: of entities that it concerns, or of an article, relation, incident or dispute itself.",
    )

    @property
    def wanted(self) -> Wanted:
        """The filter. Raises Refused (422) for an unknown word."""
        check_words("kind", self.kind, KINDS)
        check_words("op", self.op, OPS)
        return Wanted(frozenset(self.kind), frozenset(self.op), frozenset(self.about))


class ChangeParameters(StreamParameters):
    """What /v1/changes takes."""

    limit: int = Field(100, ge=1, le=1000, description="At most so many.")
    format: Format | None = Field(None, description="Another format than JSON for the rows: ndjson, csv, parquet.")


class ChangeList(TypedDict):
    """Changes, oldest first. `next` is what to give as `since` next time, also when there is nothing new."""

    results: list[ChangeRow]
    next: int
    oldest: int
    latest: int


@router.get(
    "/changes",
    operation_id="listChanges",
    summary="What changed in the graph since a number",
    response_model=ChangeList,
    responses=documented(410, 422, 503),
)
def list_changes(deps: Deps, request: Request, where: Annotated[ChangeParameters, Query()]) -> Response:
    """Oldest first. Ask again with `since` = `next`. Without `since` from the oldest that is kept; an older one is 410, and tells where to go on."""
    found, upto, has = changes.page(deps.store.read, where.since, where.wanted, where.limit)
    answer: ChangeList = {"results": found, "next": upto, "oldest": has.floor, "latest": has.latest}
    return reply_rows(request, answer, found)


@router.get(
    "/stream",
    operation_id="streamChanges",
    summary="Changes as they happen (server-sent events)",
    response_class=Response,
    responses={
        200: {
            "description": "Events without end: `id` is the number, `data` the change as in /v1/changes. An event `reset` says that "
            "changes were missed for good: read anew what you show.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **documented(410, 422, 503),
    },
)
async def stream_changes(
    request: Request,
    where: Annotated[StreamParameters, Query()],
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID", pattern=r"^\d{1,16}$", description="Where to go on; browsers send it by themselves."
        ),
    ] = None,
) -> Response:
    """From now on, or after `since` or `Last-Event-ID` (which goes first). A comment every 15 s keeps the connection open."""
    wanted, hub = where.wanted, request.app.state.hub
    assert isinstance(hub, Hub)
    has = await hub.enter()
    try:
        asked = int(last_event_id) if last_event_id is not None else where.since
        reset = None
        if asked is not None:
            try:
                changes.check(asked, has)
            except ChangesGone as gone:
                if last_event_id is None:
                    raise
                asked, reset = gone.latest, gone  # a browser gives up at an error, and should not
        return EventStream(hub, wanted, has.latest if asked is None else asked, reset=reset)
    except BaseException:
        hub.leave()
        raise
