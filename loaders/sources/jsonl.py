"""JSON lines: one object a line, either an article or the output of `marsad extract`, told apart by their shape."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from loaders.check import check_extraction
from loaders.sources.decode import decode
from loaders.sources.delivery import Delivery, Form, Note, Read
from schema.errors import InvalidData
from schema.ids import article_id, text_sha256
from schema.records import Article, from_json
from schema.values import clean_lang, clean_line, clean_marking, clean_published, clean_text, clean_url

FIELDS = ("id", "text", "title", "url", "outlet", "published", "lang", "marking")


def read_lines(lines: Iterable[bytes | InvalidData], name: str, where: str) -> Iterator[Read]:
    """Every line's article or problem, and one note each for fields that are not read and for a guessed encoding."""
    unread: dict[str, int] = {}
    guessed: set[str] = set()
    for number, line in enumerate(lines, 1):
        at = f"{where}:{number}"
        if isinstance(line, InvalidData):
            yield line
            continue
        if not line.strip(b" \t\r\n\f\v"):
            continue
        try:
            delivery, extra, note = read_line(line.strip(b" \t\r\n"), f"{name}:{number}", at)
        except InvalidData as error:
            yield error
            continue
        for field in extra:
            unread.setdefault(field, number)
        if note and note not in guessed:
            guessed.add(note)
            yield Note(at, note)
        yield delivery
    if unread:
        fields = ", ".join(f"{field!r} (line {number})" for field, number in sorted(unread.items())[:20])
        yield Note(where, f"fields that are not read: {fields}. Known fields: {', '.join(FIELDS)}")


def read_line(line: bytes, name: str, where: str) -> tuple[Delivery, list[str], str | None]:
    """The article or extraction of one line, the names of fields that are not read, and a note on its encoding.

    `name` is the source id of an article that has none of its own. Raises InvalidData naming the field.
    """
    if line.startswith(b'{"article":'):  # what `marsad extract` writes; read once instead of twice
        return _extraction(line, where), [], None
    record, note = parse_object(line, where)
    if "article" in record and "run" in record:
        return _extraction(line, where), [], note
    article = article_from_fields(record, name, where)
    return Delivery(Form.json, where, line, article), [k for k in record if k not in FIELDS], note


def parse_object(line: bytes, where: str) -> tuple[dict[str, Any], str | None]:
    """One JSON object, and a note where its encoding was guessed. Lone surrogates are let through, to be replaced later."""
    note = None
    record: object
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        text, note = decode(line, where)
        try:
            record = json.loads(text)
        except RecursionError as error:
            raise InvalidData("JSON nested too deep", where=where, remedy="An article is a flat object") from error
        except ValueError as error:
            raise InvalidData(
                f"broken JSON: {error}", where=where, remedy="Each line must be one whole JSON object"
            ) from error
    if not isinstance(record, dict):
        kind = "a JSON array" if isinstance(record, list) else "not a JSON object"
        raise InvalidData(f"the line is {kind}", where=where, remedy="Write one object a line, as jq -c '.[]' does")
    return record, note


def article_from_fields(record: dict[str, Any], name: str, where: str) -> Article:
    """An article from an object's fields; empty ones count as missing. Raises InvalidData naming the field."""
    text = _string(record, "text", where)
    if text is None or not text.strip():
        has = ", ".join(sorted(map(str, record))[:12]) or "nothing"
        problem = "field 'text' is empty" if "text" in record else f"no field 'text' (the object has: {has})"
        raise InvalidData(problem, where=where, remedy="Put the article's text into 'text'")
    text = clean_text(text)
    if (at := text.find("\x00")) >= 0:
        raise InvalidData(f"field 'text' holds a NUL character at position {at}", where=where, remedy="Take it out")

    def field(key: str, clean: Any) -> Any:
        value = _string(record, key, where)
        return clean(value, f"{where}, field {key!r}") if value and value.strip() else None

    def line(value: str, _: str) -> str | None:
        return clean_line(value.replace("\x00", ""))

    url, source_id, outlet = field("url", clean_url), field("id", line), field("outlet", line)
    return Article(
        id=article_id(text=text, url=url, source_id=source_id, outlet=outlet),
        text=text,
        source_id=source_id or name,
        title=field("title", line),
        url=url,
        outlet=outlet,
        published=field("published", clean_published),
        lang=field("lang", clean_lang),
        marking=field("marking", clean_marking) or "TLP:CLEAR",
        sha256=text_sha256(text),
    )


def _string(record: dict[str, Any], key: str, where: str) -> str | None:
    value = record.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and key == "id":
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InvalidData(
            f"field {key!r} is {type(value).__name__}, not text", where=where, remedy=f"Write {key!r} as a string"
        )
    return value


def _extraction(line: bytes, where: str) -> Delivery:
    try:
        extraction = from_json(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidData(
            f"not a whole extraction: {error}", where=where, remedy="Write the line again with marsad extract"
        ) from error
    check_extraction(extraction, where)
    return Delivery(Form.extraction, where, line, extraction.article, extraction)
