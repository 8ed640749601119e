"""How answers are written: orjson, no second validation (the views' shapes are pinned by tests), paging links."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request
from starlette.responses import Response

from api import formats_columns, formats_graph
from api.formats import MEDIA, encoder, on_a_map, wanted
from api.problems import Problem, Refused


def reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    body = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str)
    return Response(body, status, dict(headers or {}), "application/json")


def reply_page(request: Request, page: Mapping[str, Any]) -> Response:
    """One page of a list in the format that is asked for; where there is a next one, its address is in the Link header too."""
    headers = {"Vary": "Accept"}
    if page["next"]:
        parameters = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
        query = urlencode([*parameters, ("cursor", page["next"])])
        headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return reply_rows(request, page, page["results"], headers=headers)


def reply_rows(
    request: Request,
    whole: Any,
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer as JSON (`whole`), or its rows alone in another format. Raises Refused (422) where the rows have no place on a map.

    The columns are those of the rows that the route documents, so that every page has the same; `columns` names them for
    rows that nothing declares.
    """
    format = wanted(request)
    headers = {"Vary": "Accept", **(headers or {})}
    if format == "json":
        return reply(whole, headers=headers)
    row_type = formats_columns.results_of(getattr(request.scope.get("route"), "response_model", None))
    kept = formats_columns.declared(row_type) if row_type else formats_columns.found(rows, columns)
    if format == "geojson" and not on_a_map(kept):
        raise no_map()
    writer = encoder(format, kept)
    return Response(writer.rows(rows) + writer.end(), 200, headers, MEDIA[format])


def reply_graph(request: Request, piece: Mapping[str, Any]) -> Response:
    """A piece of the graph (nodes, edges, truncated) as our own JSON or in a format of drawing programs."""
    format = wanted(request, formats_graph.ACCEPTED)
    headers = {"Vary": "Accept"}
    if format == "json":
        return reply(piece, headers=headers)
    return Response(formats_graph.drawn(format, piece), 200, headers, formats_graph.MEDIA[format])


def no_map() -> Refused:
    """Why these rows are no GeoJSON."""
    return Refused(Problem(422, "Wrong parameters", "format: these rows have no place on a map; ask for csv or ndjson"))
