"""What can go wrong between us and a database. All of it is a MarsadError; the text is meant for a person.

GraphError
├── StoreUnavailable   the database cannot be reached or started
│   └── PortInUse      another program has the port
├── NewerModel         the database was written by a newer version of Marsad
├── BadCursor          a paging cursor that this query did not give
├── NotFound           no such node
├── Moved              the id was merged into another
├── ChangesGone        the change log does not reach back that far
├── UnknownFilter      a filter names an id that nothing has
├── TooMuch            an answer would have to be computed from more than is allowed
└── QueryError         a user's query was not run to its end; `reason` is one of the Reasons
"""

from collections.abc import Sequence
from typing import Literal

from schema.errors import MarsadError

Reason = Literal["syntax", "forbidden", "timeout", "too_large", "failed"]


class GraphError(MarsadError):
    """Root of the errors of this package."""


class StoreUnavailable(GraphError):
    """The database cannot be reached or started; the message says why and what to do."""


class PortInUse(StoreUnavailable):
    """Another program listens on a port that the server was to use."""


class NewerModel(GraphError):
    """The database holds a model newer than this program knows; only a newer Marsad may write to it."""


class BadCursor(GraphError):
    """The cursor is not one that this list gave out."""


class NotFound(GraphError):
    """Nothing has this id. `kind` and `id` say what was looked for, `near` which ids look like it."""

    def __init__(self, kind: str, id: str, near: Sequence[str] = ()) -> None:
        self.kind, self.id, self.near = kind, id, tuple(near)
        super().__init__(f"no {kind} has the id {id!r}" + _perhaps(self.near))


class UnknownFilter(GraphError):
    """The filter `field` names an id that nothing has; `near` are ids that look like it."""

    def __init__(self, field: str, id: str, near: Sequence[str] = ()) -> None:
        self.field, self.id, self.near = field, id, tuple(near)
        super().__init__(f"{field}: nothing has the id {id!r}" + _perhaps(self.near))


class TooMuch(GraphError):
    """An answer would rest on more than is allowed; `remedy` says how to ask for less."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")


class Moved(GraphError):
    """What this id stood for is now part of another thing: `to` is its id."""

    def __init__(self, kind: str, id: str, to: str) -> None:
        self.kind, self.id, self.to = kind, id, to
        super().__init__(f"the {kind} {id!r} was merged into {to!r}")


class ChangesGone(GraphError):
    """The change log does not have everything after `since`; it reaches from `oldest` to `latest`."""

    def __init__(self, since: int, oldest: int, latest: int) -> None:
        self.since, self.oldest, self.latest = since, oldest, latest
        super().__init__(
            f"since: the changes after {since} are not kept (any more); read what you need anew, then go on from {latest}"
        )


class QueryError(GraphError):
    """A user's query was refused or stopped. `reason` says which, the text says why; `line` and `column` (from 1) where."""

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        suggestion: str | None = None,
        code: str = "",
    ) -> None:
        self.reason: Reason = reason
        self.code = code  # the engine's own, where it gave one
        self.line, self.column, self.suggestion = line, column, suggestion
        super().__init__(message)


def _perhaps(near: Sequence[str]) -> str:
    return f"; did you mean {', '.join(near)}?" if near else ""
