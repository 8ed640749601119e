"""Opaque cursors: where a list was left, as a short text that fits into a URL and belongs to one kind of list."""

import base64
import json
from typing import Any

from graph.errors import BadCursor


def encode(kind: str, *values: Any) -> str:
    """The cursor after a row with these sort values."""
    return base64.urlsafe_b64encode(json.dumps([kind, *values], separators=(",", ":")).encode()).decode().rstrip("=")


def decode(kind: str, cursor: str, *types: type) -> list[Any]:
    """The sort values again. Raises BadCursor for anything that this kind of list did not give."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = json.loads(raw)
    except ValueError as error:
        raise BadCursor("the cursor is damaged; start again without one") from error
    if not isinstance(found, list) or not found or found[0] != kind or [type(v) for v in found[1:]] != list(types):
        raise BadCursor(f"this cursor does not belong to the list of {kind}; start again without one")
    return found[1:]
