"""Rows as flat tables: which columns a list has, in which types, whatever rows a page happens to hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

SCALARS = (bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `place.name` has the path (place, name). `type` is bool, int, float, str, list[…], a TypedDict in a list, or Any."""

    name: str
    path: tuple[str, ...]
    type: Any

    def of(self, row: Mapping[str, Any]) -> Any:
        """Its value in a row; None where the row has no such part."""
        value: Any = row
        for name in self.path:
            if not isinstance(value, dict):  # and not any Mapping, which takes three times as long to tell
                return None
            value = value.get(name)
        return value


@cache
def declared(row_type: Any) -> tuple[Column, ...]:
    """The columns of rows of this TypedDict, in its order; what is nested is spread, what is in a list stays one column."""
    return tuple(_declared(row_type, ()))


def found(rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of rows that nothing declares, by their values; `names` come first and are there without rows too."""
    values: dict[tuple[str, ...], list[Any]] = {}
    nested = set()
    for row in rows:
        for path, value in _leaves(row, ()):
            values.setdefault(path, []).append(value)
            nested |= {path[:n] for n in range(1, len(path))}
    for path in [(name,) for name in names] if not rows else ():
        values.setdefault(path, [])
    # a place that is null in one row and an object in another is spread, and not a column of its own
    kept = {path: some for path, some in values.items() if path not in nested or any(v is not None for v in some)}
    order = {name: at for at, name in enumerate(names)}
    paths = sorted(kept, key=lambda path: order.get(path[0], len(order)))
    return tuple(Column(".".join(path), path, _common(kept[path])) for path in paths)


def results_of(response_model: Any) -> Any:
    """The type of the rows in `results` of an answer's type, such as ClaimRow for Page[ClaimRow]; None where it has none."""
    whole = get_origin(response_model) or response_model
    if not is_typeddict(whole):
        return None
    row: Any = next(iter(get_args(get_type_hints(whole).get("results"))), None)
    return get_args(response_model)[0] if isinstance(row, TypeVar) else row


def bare(hint: Any) -> Any:
    """A type without `| None`; the type of the words for a Literal; Any for what is one of several."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        return bare(kinds[0]) if len(kinds) == 1 else Any
    if get_origin(hint) is Literal:
        return type(get_args(hint)[0])
    return hint


def _declared(row_type: Any, before: tuple[str, ...]) -> Iterator[Column]:
    for name, hint in get_type_hints(row_type).items():
        path, kind = (*before, name), bare(hint)
        if is_typeddict(kind):
            yield from _declared(kind, path)
        else:
            yield Column(".".join(path), path, kind)


def _leaves(row: Mapping[str, Any], before: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*before, name))
        else:
            yield (*before, name), value


def _common(values: Iterable[Any]) -> Any:
    """The one type that holds all of the values: text where there are none, Any where there is no such type."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {str}:
        return str
    if kinds == {int, float}:
        return float
    if len(kinds) == 1 and (kind := kinds.pop()) in (bool, int, float):
        return kind
    if kinds == {list} or not kinds:
        inner = _common(one for value in values if value is not None for one in value)
        return list[inner] if inner in SCALARS else Any  # type: ignore[valid-type]
    return Any
