"""Whole lists as files: page after page through one encoder, so that an export of any length needs the memory of a page.

The same filters, columns and formats as the lists. An export that ends early never looks whole: see `ExportResponse`.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import anyio.to_thread
import orjson
from pydantic import Field
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api import lists, parameters
from api.formats import MEDIA, Encoder, encoder, on_a_map
from api.formats_columns import declared
from api.lists import Pages, Reading
from api.problems import problem_of
from api.responses import no_map
from graph import results
from graph.views import MAX_LIMIT, View
from schema.errors import MarsadError
from schema.model import Model

ExportFormat = Literal["ndjson", "csv", "parquet", "geojson"]
_LOG = logging.getLogger("marsad.export")
STALL_SECONDS = 60.0  # how long a client may take nothing before it is cut off


class ExportParameters(parameters.Strict):
    """What every export takes instead of a list's page."""

    limit: int | None = Field(None, ge=1, description="At most so many rows; all without one.")
    cursor: str | None = Field(
        None, min_length=1, max_length=1000, description="Go on where an export that broke off says, same filters."
    )
    format: ExportFormat | None = Field(None, description="ndjson (the default), csv, parquet, geojson (or by Accept).")


class ClaimExport(ExportParameters, parameters.ClaimParameters):  # type: ignore[misc]  # limit may be left out
    """Filters of /v1/export/claims."""


class StatementExport(ExportParameters, parameters.StatementParameters):  # type: ignore[misc]
    """Filters of /v1/export/statements."""


class RelationExport(ExportParameters, parameters.RelationParameters):  # type: ignore[misc]
    """Filters of /v1/export/relations."""

    evidence: int = Field(0, ge=0, le=50, description="So many claims with each; 0, the default, for their ids alone.")


class IncidentExport(ExportParameters, parameters.IncidentParameters):  # type: ignore[misc]
    """Filters of /v1/export/incidents."""


class StatisticExport(ExportParameters, parameters.StatisticParameters):  # type: ignore[misc]
    """Filters of /v1/export/statistics."""


class EntityExport(ExportParameters, parameters.EntityParameters):  # type: ignore[misc]
    """Filters of /v1/export/entities."""


class ArticleExport(ExportParameters, parameters.ArticleParameters):  # type: ignore[misc]
    """Filters of /v1/export/articles."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported from, where no server is."""

    view: View
    model: Model


@dataclass(frozen=True, slots=True)
class Exported:
    """A list that can be exported: its filters, how its pages are read, and the type of its rows."""

    parameters: type[ExportParameters]
    pages: Callable[[Reading, Any], Pages]
    row: Any


EXPORTS: Mapping[str, Exported] = {
    "claims": Exported(ClaimExport, lists.claims, results.ClaimRow),
    "relations": Exported(RelationExport, lists.relations, results.RelationRow),
    "incidents": Exported(IncidentExport, lists.incidents, results.IncidentRow),
    "statements": Exported(StatementExport, lists.statements, results.StatementRow),
    "statistics": Exported(StatisticExport, lists.statistics, results.StatisticRow),
    "entities": Exported(EntityExport, lists.entities, results.EntityRow),
    "articles": Exported(ArticleExport, lists.articles, results.ArticleRow),
}


class Broken(MarsadError):
    """The database went away in the middle of an export; `cursor` is where to go on."""

    def __init__(self, error: MarsadError, cursor: str | None) -> None:
        self.error, self.cursor = error, cursor
        super().__init__(f"the export broke off: {error}")


def export(reading: Reading, what: str, where: ExportParameters, format: str) -> Iterator[bytes]:
    """The bytes of a list as a file, some at a time. Reads the first page at once, so that what is wrong is an error here.

    Raises Refused (422) for rows without a place as GeoJSON, and while being read Broken.
    """
    exported = EXPORTS[what]
    columns = declared(exported.row)
    if format == "geojson" and not on_a_map(columns):
        raise no_map()
    if getattr(where, "with_total", False):  # which would count all of them for every page, and tell nobody
        where = where.model_copy(update={"with_total": False})
    pages, writer = exported.pages(reading, where), encoder(format, columns)
    first = pages(limit=_size(where.limit), cursor=where.cursor)
    return _parts(pages, writer, first, where.limit, where.cursor)


def _parts(
    pages: Pages, writer: Encoder, page: Mapping[str, Any], left: int | None, cursor: str | None
) -> Iterator[bytes]:
    while True:
        yield writer.rows(page["results"])
        left = None if left is None else left - len(page["results"])
        cursor = page["next"]
        if cursor is None or left == 0:
            yield writer.end()
            return
        try:
            page = pages(limit=_size(left), cursor=cursor)
        except MarsadError as error:
            raise Broken(error, cursor) from error


def _size(left: int | None) -> int:
    return MAX_LIMIT if left is None else min(left, MAX_LIMIT)


class ExportResponse(StreamingResponse):
    """An export on its way. `done` is called when it ends, however it does: to its end, broken off, or left by the client.

    When the database goes away, the connection is closed without the end that HTTP asks for, so that every client sees
    that it is not whole (curl: exit code 18); as NDJSON the last line is then `{"error": {…, "next": cursor}}`.
    """

    def __init__(self, what: str, format: str, parts: Iterator[bytes], done: Callable[[], None]) -> None:
        headers = {
            "Content-Disposition": f'attachment; filename="{what}.{format}"',
            "Vary": "Accept",
            "Cache-Control": "no-store",
        }
        super().__init__(parts, 200, headers, MEDIA[format])
        self._parts, self._format, self._done = parts, format, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._done()

    async def stream_response(self, send: Send) -> None:
        """Send the parts, each made in another thread; stops between two when the client is gone."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            while (part := await anyio.to_thread.run_sync(next, self._parts, None)) is not None:
                if part:
                    await self._send(send, part)
        except Broken as broken:
            if self._format == "ndjson":
                await self._send(send, _last_line(broken))
            _LOG.warning("export broke off: %s", broken.error)
            return  # without the last message: the server then closes the connection
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _send(send: Send, part: bytes) -> None:
        await asyncio.wait_for(send({"type": "http.response.body", "body": part, "more_body": True}), STALL_SECONDS)


def _last_line(broken: Broken) -> bytes:
    problem = problem_of(broken.error)
    told = {"title": problem.title, "status": problem.status, "detail": problem.detail, "next": broken.cursor}
    return orjson.dumps({"error": told}, option=orjson.OPT_APPEND_NEWLINE)
