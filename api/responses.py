"""How answers are written: orjson, no second validation (the views' shapes are pinned by tests), paging links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request
from starlette.responses import Response


def reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    body = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str)
    return Response(body, status, dict(headers or {}), "application/json")


def reply_page(request: Request, page: Mapping[str, Any]) -> Response:
    """One page of a list; where there is a next one, its address is in the Link header too."""
    headers = {}
    if page["next"]:
        parameters = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
        query = urlencode([*parameters, ("cursor", page["next"])])
        headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return reply(page, headers=headers)
