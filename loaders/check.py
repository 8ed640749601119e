"""An extraction that comes from outside is checked before it is trusted: spans, kinds, predicates, ids."""

import re
from collections.abc import Iterator

from schema.errors import InvalidData
from schema.ids import text_sha256
from schema.model import load_model
from schema.records import Extraction
from schema.values import MARKINGS

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_PARTS = ("mentions", "statements", "claims", "incidents", "statistics", "quality")


def check_extraction(extraction: Extraction, where: str) -> None:
    """Raise InvalidData naming the first field that contradicts the article or the model."""
    for path, problem in _problems(extraction):
        raise InvalidData(f"{path} {problem}", where=where, remedy="Write the line again with marsad extract")


def _problems(extraction: Extraction) -> Iterator[tuple[str, str]]:
    model, article = load_model(), extraction.article
    text = article.text
    if not text.strip():
        yield "article.text", "is empty"
    if article.sha256 != text_sha256(text):
        yield "article.sha256", "is not that of the text"
    if not _ID.fullmatch(article.id):
        yield "article.id", f"{article.id!r} is not an id"
    if article.marking not in MARKINGS:
        yield "article.marking", f"{article.marking!r} is not one of {', '.join(MARKINGS)}"
    if article.url is not None and not article.url.startswith(("http://", "https://")):
        yield "article.url", "is not a web address"
    for i, entity in enumerate(extraction.entities):
        path = f"entities[{i}]"
        if not _ID.fullmatch(entity.id):
            yield f"{path}.id", f"{entity.id!r} is not an id"
        if entity.kind not in model.kinds or not model.kinds[entity.kind].entity:
            yield f"{path}.kind", f"{entity.kind!r} is not a kind of entity"
    known = {entity.id for entity in extraction.entities}
    for name in _PARTS:
        seen: set[str] = set()
        for i, part in enumerate(getattr(extraction, name)):
            path = f"{name}[{i}]"
            if not 0 <= part.start <= part.end <= len(text):
                yield f"{path}.start", f"{part.start}..{part.end} is outside the text ({len(text)} characters)"
            words = getattr(part, "text" if name == "mentions" else "quote", None)
            if words is not None and words != text[part.start : part.end]:
                yield path, f"says {words[:40]!r} where the text has {text[part.start : part.end][:40]!r}"
            id = getattr(part, "id", None)
            if id is not None and (id in seen or not _ID.fullmatch(id)):
                yield f"{path}.id", f"{id!r} is used twice or not an id"
            seen.add(id or "")
    for i, claim in enumerate(extraction.claims):
        if claim.predicate not in model.relations:
            yield f"claims[{i}].predicate", f"{claim.predicate!r} is not in the model"
        for role in ("subject", "object", "speaker", "place"):
            ref = getattr(claim, role)
            if ref is not None and ref.entity is not None and ref.entity not in known:
                yield f"claims[{i}].{role}.entity", f"{ref.entity!r} is not among the entities"
    for i, incident in enumerate(extraction.incidents):
        if incident.type not in model.incidents:
            yield f"incidents[{i}].type", f"{incident.type!r} is not in the model"
