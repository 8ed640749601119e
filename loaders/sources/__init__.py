"""Article sources: plain text, JSON lines, and the output of `marsad extract`; from files, folders, globs and standard input.

for read in read_paths(["articles/", "more/*.jsonl", "-"]):
    match read:
        case Delivery(): …      an article
        case InvalidData(): …   what could not be taken, with file, line and remedy
        case Note(): …          what a person should know
"""

import codecs
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from loaders.sources.decode import sniff_encoding
from loaders.sources.delivery import Delivery, Form, Note, Read
from loaders.sources.jsonl import read_line, read_lines
from loaders.sources.paths import LINES_SUFFIXES, STDIN, TEXT_SUFFIXES, find_files
from loaders.sources.text import read_text
from schema.errors import InvalidData
from schema.records import Article

__all__ = ["Delivery", "Form", "Note", "Read", "article_of", "find_files", "read_paths", "read_stream"]

MAX_BYTES = 1_000_000
"""Default limit of one article. The longest news features have about 100,000 characters."""


def read_paths(arguments: Iterable[str], *, max_bytes: int = MAX_BYTES) -> Iterator[Read]:
    """Everything that the arguments name, lazily and in order. One thing that cannot be read never stops the next."""
    for found in find_files(arguments):
        if isinstance(found, InvalidData):
            yield found
        elif str(found) == STDIN:
            yield from read_stream(sys.stdin.buffer, "stdin", "stdin", max_bytes=max_bytes)
        else:
            try:
                with found.open("rb") as stream:
                    yield from read_stream(stream, found.name, str(found), max_bytes=max_bytes)
            except OSError as error:
                yield InvalidData(
                    f"cannot be read: {error.strerror}", where=str(found), remedy="Check the file and its permissions"
                )


def read_stream(stream: BinaryIO, name: str, where: str, *, max_bytes: int = MAX_BYTES) -> Iterator[Read]:
    """The articles of one open file: by its suffix, else by whether its first line is a JSON object.

    Never holds more than one article in memory, whatever the size of the file.
    """
    suffix = Path(name).suffix.lower()
    head = stream.read(max_bytes + 1)
    if suffix in LINES_SUFFIXES or (suffix not in TEXT_SUFFIXES and _looks_like_lines(head)):
        if not head.strip():
            yield InvalidData("it is empty", where=where, remedy="Put one JSON object on each line")
            return
        yield from read_lines(_split_lines(head, stream, max_bytes, where), name, where)
        return
    if suffix == ".json":
        yield InvalidData(
            "it is JSON, but not one object a line", where=where, remedy="Turn it into JSON lines: jq -c '.[]' FILE"
        )
        return
    if len(head) > max_bytes:
        yield _too_long(where, max_bytes)
        return
    try:
        delivery, note = read_text(head, name, where)
    except InvalidData as error:
        yield error
        return
    if note:
        yield note
    yield delivery


def article_of(form: Form, raw: bytes, name: str) -> Article:
    """The article in the bytes that were stored for it, read again. Pure: the same bytes give the same article."""
    if form is Form.text:
        return read_text(raw, name, name)[0].article
    return read_line(raw, name, name)[0].article


def _looks_like_lines(head: bytes) -> bool:
    """True if the first line that is not blank begins and ends like a JSON object."""
    found = sniff_encoding(head[:256])
    text = head[found[1] :].decode(found[0], "replace") if found else head.decode("utf-8", "replace")
    first, _, _ = text.lstrip().partition("\n")
    return first.startswith("{") and (first.rstrip().endswith("}") or len(head) == len(first) > 100_000)


def _split_lines(head: bytes, stream: BinaryIO, max_bytes: int, where: str) -> Iterator[bytes | InvalidData]:
    """Lines of a stream whose first bytes are already read. A line beyond the limit is skipped and reported, not kept."""
    found = sniff_encoding(head[:256])
    encoding, skip = found or ("utf-8", 0)
    to_utf8 = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
    limit = (
        max_bytes * 20 if head.lstrip().startswith(b'{"article"') else max_bytes
    )  # extractions are longer than articles
    buffer, number, dropping = b"", 0, False
    chunk = head[skip:]
    while True:
        if to_utf8 is not None:
            chunk = to_utf8.decode(chunk, final=not chunk).encode("utf-8", "replace")
        *lines, buffer = (buffer + chunk).split(b"\n")
        for line in lines:
            number += 1
            if dropping or len(line) > limit:
                dropping = False
                yield _too_long(f"{where}:{number}", limit)
            else:
                yield line
        if len(buffer) > limit:
            buffer, dropping = b"", True
        chunk = stream.read(1 << 20)
        if not chunk:
            break
    if dropping:
        yield _too_long(f"{where}:{number + 1}", limit)
    elif buffer:
        yield buffer


def _too_long(where: str, max_bytes: int) -> InvalidData:
    return InvalidData(
        f"longer than the limit of {max_bytes:,} bytes for one article",
        where=where,
        remedy="Put each article into a file or line of its own, or raise max_article_bytes in the settings",
    )
