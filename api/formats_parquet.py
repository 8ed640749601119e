"""Rows as Parquet, with the same columns and types on every page of a list. Imported only when somebody asks for it."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from typing_extensions import is_typeddict

from api.formats_columns import Column, bare

GROUP_ROWS = 10_000  # rows of a row group: what is held in memory, as compact arrays, before it is written
# Arrow's own allocator keeps what it once had; nothing else in this process uses Arrow
pa.set_memory_pool(pa.system_memory_pool())
_TYPES = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}


class Parquet:
    """An encoder (see `api.formats`): row groups of 10,000 rows, compressed with Zstandard, the footer at the end."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._schema = pa.schema([pa.field(column.name, arrow_type(column.type)) for column in columns])
        self._file = _Written()
        self._writer = pq.ParquetWriter(self._file, self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        """Take these rows; returns what is ready, which is nothing until a row group is full."""
        arrays = [
            pa.array([_value(column.of(row), column.type) for row in rows], field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        if rows:
            self._waiting.append(pa.record_batch(arrays, schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= GROUP_ROWS:
            self._write()
        return self._file.taken()

    def end(self) -> bytes:
        """The last row group and the footer, without which the file cannot be read."""
        self._write()
        self._writer.close()
        return self._file.taken()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting), row_group_size=2 * GROUP_ROWS)
            self._waiting = []


def arrow_type(kind: Any) -> Any:
    """The Arrow type for a column's type: lists as lists, objects in them as structs, what has no one type as JSON text."""
    if kind in _TYPES:
        return _TYPES[kind]
    if get_origin(kind) is list:
        return pa.list_(arrow_type(bare(get_args(kind)[0])))
    if is_typeddict(kind):
        return pa.struct([pa.field(name, arrow_type(bare(hint))) for name, hint in get_type_hints(kind).items()])
    return pa.string()


def _value(value: Any, kind: Any) -> Any:
    """What Arrow takes for a value: as it is, but for what becomes JSON text."""
    if value is None or kind in _TYPES:
        return value
    if get_origin(kind) is list:
        inner = bare(get_args(kind)[0])
        return value if inner in _TYPES else [_value(one, inner) for one in value]
    if is_typeddict(kind):
        hints = get_type_hints(kind)
        return {name: _value(value.get(name), bare(hint)) for name, hint in hints.items()}
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()


class _Written:
    """A file that gives away what was written to it."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        self.closed = True
