"""Rows of a list as the client gives them: one after the other, or as a table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Rows(Generic[T], Iterator[T]):
    """The rows of a list, fetched page after page as they are read."""

    def __init__(self, rows: Iterator[T]) -> None:
        self._rows = rows

    def __next__(self) -> T:
        return next(self._rows)

    def to_frame(self) -> Any:
        """What is left of them as a pandas DataFrame, nested values as `place.name`. Needs pandas."""
        return frame(self)  # type: ignore[arg-type]


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas DataFrame, nested values as `place.name`. Needs pandas, which Marsad does not install."""
    import pandas  # type: ignore[import-untyped,unused-ignore]

    return pandas.json_normalize([dict(row) for row in rows])
