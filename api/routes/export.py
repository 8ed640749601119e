"""Whole lists as files."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.export import EXPORTS, Exported, ExportParameters, ExportResponse, export
from api.formats import MEDIA, wanted
from api.problems import documented
from api.services import Deps

router = APIRouter(prefix="/v1/export", tags=["export"])
_FILE = {media.partition(";")[0]: {"schema": {"type": "string"}} for name, media in MEDIA.items() if name != "json"}


def _route(what: str, exported: Exported) -> Callable[..., Response]:
    def stream(deps: Deps, request: Request, where: ExportParameters) -> Response:
        format = wanted(request)
        format = "ndjson" if format == "json" else format
        release = deps.exports.take()
        try:
            return ExportResponse(what, format, export(deps, what, where, format), release)
        except BaseException:
            release()
            raise

    stream.__annotations__["where"] = Annotated[exported.parameters, Query()]
    return stream


for _what, _exported in EXPORTS.items():
    _responses: dict[int | str, dict[str, Any]] = {
        200: {"description": "The file, in the format that is asked for", "content": _FILE},
        **documented(400, 422, 429, 503),
    }
    router.add_api_route(
        f"/{_what}",
        _route(_what, _exported),
        operation_id=f"export{_what.capitalize()}",
        summary=f"All {_what} as a file",
        description=f"The filters and the order of /v1/{_what}, as NDJSON, CSV, Parquet or, where there are places, GeoJSON.",
        response_class=Response,
        responses=_responses,
        methods=["GET"],
    )
