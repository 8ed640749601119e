"""Who stands behind the three numbers of a relation or an incident: reports, outlets, independent origins, each listed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graph import queries, shapes
from graph.errors import NotFound
from graph.results import ArticleRef, JudgementRow, MembersView, OriginRow, ReportRow
from graph.stance import parts, sources

Read = Callable[..., list[dict[str, Any]]]
Row = Mapping[str, Any]
MOST = 1000  # articles in one answer


def of_relation(read: Read, id: str) -> MembersView:
    """The articles whose claims make a relation edge. Raises NotFound."""
    try:
        subject, predicate, _ = parts(id)
    except ValueError:
        raise NotFound("relation", id) from None
    asked = [{"triple": triple, "sense": sense} for triple, sense in sources(id)]
    rows = read(queries.RELATION_REPORTS, sources=asked, limit=MOST + 1) if subject and predicate else []
    if not rows:
        raise NotFound("relation", id)
    joined: dict[str, dict[str, Any]] = {}
    for row in rows:  # a threat rests on threats and on warnings, one article on both
        one = joined.setdefault(row["article"], {**row, "claims": []})
        one["claims"] = [*one["claims"], *sorted(row["claims"])]
    kept = list(joined.values())[:MOST]
    return _view(read, id, kept, {}, len(joined) > MOST, [])


def of_incident(read: Read, id: str) -> MembersView:
    """The articles that report an incident. The incident is there."""
    rows = read(queries.REPORTS, id=id)
    reports: dict[str, list[ReportRow]] = {}
    articles: dict[str, dict[str, Any]] = {}
    for row in rows[:MOST]:
        told = shapes.report(row)
        reports.setdefault(told["article"]["id"], []).append(told)
        articles[told["article"]["id"]] = {
            **told["article"], "article": told["article"]["id"], "origin": row["n"]["origin"], "claims": [],
        }  # fmt: skip
    ids = ["inc-" + row["n"]["id"].removeprefix("rep-") for row in rows[:MOST]]
    return _view(read, id, list(articles.values()), reports, len(rows) > MOST, _judgements(read, ids))


def of_origin(read: Read, id: str) -> OriginRow:
    """The articles that rest on an origin. Raises NotFound."""
    rows = read(queries.ORIGIN, id=id, limit=MOST)
    if not rows:
        raise NotFound("origin", id)
    return _origin(read, id, rows, {})


def _view(
    read: Read,
    id: str,
    articles: list[dict[str, Any]],
    reports: Mapping[str, list[ReportRow]],
    truncated: bool,
    judgements: list[JudgementRow],
) -> MembersView:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in articles:
        groups.setdefault(row["origin"], []).append(row)
    return {
        "id": id,
        "reports": len(articles),
        "outlets": _outlets(articles),
        "origins": [_origin(read, origin, some, reports) for origin, some in groups.items()],
        "judgements": judgements,
        "truncated": truncated,
    }


def _origin(read: Read, id: str, articles: Iterable[Row], reports: Mapping[str, list[ReportRow]]) -> OriginRow:
    some = list(articles)
    ids = [row["article"] for row in some]
    return {
        "id": id,
        "outlets": _outlets(some),
        "articles": [_article(row) for row in some],
        "claims": [claim for row in some for claim in row.get("claims") or ()],
        "reports": [told for article in ids for told in reports.get(article, ())],
        "judgements": _judgements(read, ids) if len(ids) > 1 else [],
    }


def _judgements(read: Read, ids: list[str]) -> list[JudgementRow]:
    return [shapes.judgement(row["j"]) for row in read(queries.JUDGEMENTS, ids=ids)] if len(ids) > 1 else []


def _outlets(rows: Iterable[Row]) -> list[str]:
    return sorted({row["outlet"] for row in rows if row["outlet"]})


def _article(row: Row) -> ArticleRef:
    return {
        "id": row["article"],
        "title": row["title"],
        "url": row["url"],
        "outlet": row["outlet"],
        "published": row["published"],
    }
