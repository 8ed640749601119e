"""What was found as it is shown: read from the graph itself, with the piece of text that holds the words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from graph.cypher import ENTITY
from graph.results import ArticleRef
from graph.search.words import Term, folded, matcher, tokens

Read = Callable[..., list[dict[str, Any]]]
LENGTH = 240  # of a snippet, characters

_SOURCE = "COLLECT { MATCH (a:Article {id: x.article_id}) RETURN [a.title, a.url] } AS source"
# id, title, texts (field, text, offset in the article or null) and, where it comes from an article, article … source
_SHOWN = {
    "entity": f"UNWIND $ids AS id MATCH (x:{ENTITY} {{id: id}}) RETURN id, x.name AS title, x.aliases AS names",
    "article": "UNWIND $ids AS id MATCH (x:Article {id: id}) RETURN id, x.title AS title, x.text AS text, x.id AS article, "
    "x.outlet AS outlet, x.published AS published, [[x.title, x.url]] AS source",
    "claim": "UNWIND $ids AS id MATCH (x:Claim {id: id}) RETURN id, x.subject AS subject, x.predicate AS predicate, x.object AS object, "
    "x.speaker AS speaker, x.polarity AS polarity, x.modality AS modality, x.quote AS text, x.char_start AS start, "
    f"x.article_id AS article, x.outlet AS outlet, x.published AS published, {_SOURCE}",
    "statement": "UNWIND $ids AS id MATCH (x:Statement {id: id}) RETURN id, x.speaker AS speaker, x.cue AS cue, x.quote AS text, "
    "x.char_start AS start, x.article_id AS article, x.outlet AS outlet, x.published AS published, "
    f"COLLECT {{ MATCH (x)-[:ASSERTS]->(c:Claim) RETURN c.id }} AS claims, {_SOURCE}",
    "incident": "UNWIND $ids AS id MATCH (x:Incident {id: id}) RETURN id, x.title AS title, x.type AS type, x.status AS status, "
    "x.quote AS text, x.char_start AS start, x.article_id AS article, x.outlet AS outlet, x.published AS published, "
    f"x.n_reports AS reports, {_SOURCE}",
}
TYPES = tuple(_SHOWN)


class Snippet(TypedDict):
    """A piece of `field` (name, title, text or quote). `ranges` are the found words, [from, to) in characters of `text`.

    `start` is where the piece begins in the article's text, None for what is not a part of that.
    """

    field: str
    text: str
    start: int | None
    ranges: list[list[int]]


class Hit(TypedDict):
    """One thing that was found: `type` and `id` lead to it, `article` and `claims` to its words.

    `exact` tells that the words are one of its names. `status` is an incident's; polarity and modality are a claim's.
    """

    type: str
    id: str
    score: float
    exact: bool
    title: str
    kind: str | None
    country: str | None
    date: str | None
    status: str | None
    polarity: str | None
    modality: str | None
    snippet: Snippet
    article: ArticleRef | None
    claims: list[str]


def shown(read: Read, found: Sequence[Mapping[str, Any]], terms: Sequence[Term]) -> list[Hit]:
    """The hits in their order, one query for each type; what the graph has no longer is left out."""
    ids: dict[str, list[str]] = {}
    for row in found:
        ids.setdefault(row["type"], []).append(row["id"])
    there = {(type, row["id"]): row for type, some in ids.items() for row in read(_SHOWN[type], ids=some)}
    return [_hit(row, there[row["type"], row["id"]], terms) for row in found if (row["type"], row["id"]) in there]


def _hit(found: Mapping[str, Any], row: Mapping[str, Any], terms: Sequence[Term]) -> Hit:
    return {
        "type": found["type"],
        "id": found["id"],
        "score": round(found["score"], 4),
        "exact": bool(found["exact"]),
        "title": _title(found["type"], row),
        "kind": found["kind"],
        "country": found["country"],
        "date": found["day"],
        "status": row.get("status"),
        "polarity": row.get("polarity"),
        "modality": row.get("modality"),
        "snippet": _snippet(found["type"], row, terms),
        "article": _article(row) if row.get("article") else None,
        "claims": [found["id"]] if found["type"] == "claim" else list(row.get("claims") or ()),
    }


def _title(type: str, row: Mapping[str, Any]) -> str:
    if type == "claim":
        return " ".join(filter(None, (row["subject"], row["predicate"], row["object"])))
    if type == "statement":
        return f"{row['speaker'] or 'somebody'} {row['cue']}"
    return str(row["title"] or row["id"])


def _article(row: Mapping[str, Any]) -> ArticleRef:
    title, url = row["source"][0] if row["source"] else (None, None)
    return {"id": row["article"], "title": title, "url": url, "outlet": row["outlet"], "published": row["published"]}


def _snippet(type: str, row: Mapping[str, Any], terms: Sequence[Term]) -> Snippet:
    if type == "entity":  # the name that holds most of what was asked for, the shortest of such
        meant = {word for term in terms for word in (term.near[:1] or term.words)}
        names = [row["title"], *(row.get("names") or ())]
        best = max(names, key=lambda n: (len(marked(n, terms)), len(meant & set(folded(n).split())), -len(n)))
        return piece("name", best, None, terms)
    text = piece("text" if type == "article" else "quote", row["text"], row.get("start") or 0, terms)
    if not text["ranges"] and type in ("article", "incident") and row["title"] and marked(row["title"], terms):
        return piece("title", row["title"], None, terms)
    return text


def marked(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """The stretches of a text that a query found, in characters, in order and apart from each other."""
    found = list(tokens(text))
    ranges: list[tuple[int, int]] = []
    for first, last in matcher(terms)([word for _, _, word in found]):
        start, end = found[first][0], found[last - 1][1]
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return ranges


def piece(field: str, text: str, offset: int | None, terms: Sequence[Term]) -> Snippet:
    """The piece of a text where most different words stand together, cut between words."""
    ranges = marked(text, terms)
    start = end = 0
    if len(text) <= LENGTH:
        end = len(text)
    else:
        start = _begin(text, ranges)
        end = min(len(text), start + LENGTH)
        if end < len(text) and (blank := text.rfind(" ", start + LENGTH // 2, end)) > 0:
            end = blank
    inside = [[a - start, b - start] for a, b in ranges if a >= start and b <= end]
    return {
        "field": field,
        "text": text[start:end],
        "start": None if offset is None else offset + start,
        "ranges": inside,
    }


def _begin(text: str, ranges: Sequence[tuple[int, int]]) -> int:
    """Where to begin so that most different words are within reach; a little before the first of them."""
    best, most = 0, 0
    for at, (first, _) in enumerate(ranges):
        within = {text[a:b].casefold() for a, b in ranges[at : at + 50] if b <= first + LENGTH * 3 // 4}
        if len(within) > most:
            best, most = first, len(within)
    start = max(0, best - LENGTH // 4)
    if start and (blank := text.find(" ", start, best)) >= 0:
        start = blank + 1
    return start
