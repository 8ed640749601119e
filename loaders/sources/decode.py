"""Bytes of a text file → text: which encoding it is, and what is no text at all."""

import codecs

from schema.errors import InvalidData

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF", "Take its text out first, for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP file or an office document", "Save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "an office document", "Save it as plain text"),
    (b"\x1f\x8b", "a gzip file", "Unpack it first with gunzip"),
    (b"BZh", "a bzip2 file", "Unpack it first with bunzip2"),
    (b"\xfd7zXZ\x00", "an xz file", "Unpack it first with unxz"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "Unpack it first with unzstd"),
    (b"\x89PNG", "an image", "Only text can be read"),
    (b"\xff\xd8\xff", "an image", "Only text can be read"),
    (b"GIF8", "an image", "Only text can be read"),
    (b"SQLite format 3\x00", "a database", "Only text can be read"),
    (b"\x7fELF", "a program", "Only text can be read"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x85")) + b"\x7f"


def sniff_encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark or the pattern of zero bytes shows, with the mark's length; None if neither does."""
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name, len(mark)
    if (len(head) >= 4 and len(head) % 2 == 0) or len(head) > 64:
        even, odd = head[:64:2], head[1:64:2]
        if even.count(0) == 0 and odd.count(0) > 0.6 * len(odd):
            return "utf-16-le", 0
        if odd.count(0) == 0 and even.count(0) > 0.6 * len(even):
            return "utf-16-be", 0
    return None


def decode(raw: bytes, where: str) -> tuple[str, str | None]:
    """The text of some bytes, and a note where the encoding was guessed. Raises InvalidData for what is not text.

    UTF-8, UTF-16 and UTF-32 are told by their marks or by trial; Windows-1252 is the fallback for anything else.
    """
    if not raw.strip():
        raise InvalidData("it is empty", where=where, remedy="Put the article's text in it or leave it out")
    for magic, what, remedy in _MAGIC:
        if raw.startswith(magic):
            raise InvalidData(f"it is {what}, not text", where=where, remedy=remedy)
    if found := sniff_encoding(raw[:256]):
        encoding, skip = found
        try:
            return _checked(raw[skip:].decode(encoding), where), None
        except UnicodeDecodeError as error:
            raise InvalidData(
                f"it begins as {encoding.upper()} but byte {error.start + skip} is not ({error.reason})",
                where=where,
                remedy="Save it again as UTF-8",
            ) from error
    try:
        return _checked(raw.decode("utf-8"), where), None
    except UnicodeDecodeError as error:
        first_bad = error.start
    if raw.count(0) or len(raw.translate(None, _CONTROLS)) < 0.98 * len(raw):
        raise InvalidData("it is binary data, not text", where=where, remedy="Only text can be read")
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InvalidData(
            f"its encoding is neither UTF-8 (byte {first_bad}) nor Windows-1252 (byte {error.start})",
            where=where,
            remedy="Save it as UTF-8, for example with iconv -t UTF-8",
        ) from error
    return text, "not UTF-8; read as Windows-1252. If letters look wrong, save it as UTF-8"


def _checked(text: str, where: str) -> str:
    """Refuse what decodes but is no prose: zero characters, and mostly control characters."""
    if (at := text.find("\x00")) >= 0:
        raise InvalidData(
            f"it holds a NUL character at position {at}", where=where, remedy="Only text can be read; take the NUL out"
        )
    if not text.strip("\ufeff \t\r\n\f\v\u200b\xa0"):
        raise InvalidData("it is empty", where=where, remedy="Put the article's text in it or leave it out")
    sample = text[:10_000]
    if sum(c < " " and c not in "\t\n\r\f\v\x1b" for c in sample) > 0.02 * len(sample) + 2:
        raise InvalidData("it is binary data, not text", where=where, remedy="Only text can be read")
    return text
