"""Many extractions from the sample articles, without running the extractor for each: copies with ids and a last line of their own."""

import json
import re

from schema.ids import digest, text_sha256
from schema.records import Extraction, from_json, to_json

_ID = re.compile(r'"(art|clm|men|sta|inc|num)-([0-9a-f]{16})"')


def copy_of(extraction: Extraction, number: int, version: str | None = None) -> Extraction:
    """The same article once more under another id, with one more line at its end, so that no offset moves."""
    line = _ID.sub(lambda found: f'"{found[1]}-{digest(found[2], number)}"', to_json(extraction).decode())
    record = json.loads(line)
    article = record["article"]
    article["text"] += f"\nCopy {number}."
    article |= {"sha256": text_sha256(article["text"]), "source_id": f"copy-{number}", "url": None}
    if version:
        record["run"]["version"] = version
    return from_json(json.dumps(record))


def copies(extractions: list[Extraction], number: int, start: int = 0) -> list[Extraction]:
    """So many copies, of each in turn."""
    return [copy_of(extractions[i % len(extractions)], i) for i in range(start, start + number)]
