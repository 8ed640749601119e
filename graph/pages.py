"""One entity and one article as a slice of what is known has them: at a moment, on a day, under a marking.

Computed from the claims, statements and reports that are looked at, as the lists are. What has no history is left out
rather than told as of now: how many articles mention an entity, and which names stand where in an article.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from graph import believed, queries, shapes
from graph.bolt_store import Store
from graph.called import called
from graph.cypher import REDIRECT
from graph.errors import Moved, NotFound
from graph.filters import RelationFilter
from graph.results import ArticleView, EntityView
from graph.slices import Slice, labels, then
from graph.stance import SEPARATOR
from graph.ties import seen_from
from schema.values import MARKINGS

Row = dict[str, Any]
_COUNTED = {"claims_as_subject": ("Claim", "subject_key"), "claims_as_object": ("Claim", "object_key"), "statements": ("Statement", "speaker_key")}  # fmt: skip
_PARTS = ("Statement", "IncidentReport", "Statistic")


def entity(store: Store, id: str, within: Slice, neighbours: int) -> EntityView:
    """An entity with its relations and counts. One that was merged since stands for itself where it did so then.

    `counts` has no `articles`, and no `statements` with `as_of`: they have no time at which they hold. Raises NotFound and Moved.
    """
    counts = _counts(store, id, within)
    row = _node(store, id, stood=any(counts.values()))
    asked = {**asdict(RelationFilter(about=id)), "types": None}
    around = believed.relations(store.read, asked, [id], within, None, neighbours)
    outer = sorted((one for one in row["within"] if one["id"]), key=lambda one: int(one["steps"]))
    return {
        "entity": shapes.entity(row["e"], row["labels"]),
        "within": [{"id": one["id"], "name": one["name"], "kind": one["kind"]} for one in outer],
        "neighbours": [shapes.neighbour(seen_from(id, one)) for one in around],
        "counts": counts,
    }


def _node(store: Store, id: str, *, stood: bool) -> Row:
    if rows := store.read(queries.ENTITY, id=id):
        return rows[0]
    moved = store.read(f"MATCH (r:{REDIRECT} {{id: $id}}) RETURN r.to AS to, r.names AS names", id=id)
    if moved and not stood:
        raise Moved("entity", id, moved[0]["to"])
    if not moved:
        raise NotFound("entity", id)
    one = called(store.read, [id], merged=True)[id]
    props = {"id": id, "name": one.name, "kind": one.kind, "aliases": moved[0]["names"], "known": False}
    return {"e": props, "labels": one.labels, "within": []}


def _counts(store: Store, id: str, within: Slice) -> dict[str, int]:
    counts: dict[str, int] = {}
    for shown, (label, key) in _COUNTED.items():
        if label == "Statement" and within.as_of:
            continue
        branches = [
            f"MATCH (x:{one}) WHERE x.{key} >= $low AND x.{key} < $high{held} RETURN count(x) AS n"
            for one, held in labels(label, within)
        ]
        low = f"{id}{SEPARATOR}"
        rows = store.read(" UNION ALL ".join(branches), **within.parameters, low=low, high=f"{low}~")
        counts[shown] = sum(int(row["n"]) for row in rows)
    found = believed.gathered(store.read, store.reference, {"about": id}, within)
    counts["incidents"] = sum(any(end == id for _, end, _ in one.ends) for one in found)
    return counts


def article(store: Store, id: str, within: Slice) -> ArticleView:
    """An article with its text of now, and of what was found in it what is looked at.

    Where the text was another then, what is not to be found at its place is listed but not marked. Raises NotFound for
    one that was not known yet, or may not be seen.
    """
    rows = store.read(queries.ARTICLE, id=id)
    if not rows or not _may_be_seen(rows[0]["a"], within):
        raise NotFound("article", id)
    a = rows[0]["a"]
    found = sorted(_of(store, id, "Claim", within), key=lambda c: str(c["date_key"]), reverse=True)
    claims = [shapes.claim({"c": c, "article": [[a.get("title"), a.get("url")]]}) for c in found]
    plain = replace(within, as_of=None, undated=False)  # as_of is asked of claims; a statement has no such time
    kept = [{**x, "labels": [label]} for label in _PARTS for x in _of(store, id, label, plain)]
    marks = [
        {"labels": x["labels"], "id": x.get("incident") or x["id"], "start": x["char_start"], "end": x["char_end"],
         "label": x.get("type") or x.get("measure") or x.get("cue")}
        for x in kept if _in_place(a["text"], x["char_start"], x["char_end"], x["quote"])
    ]  # fmt: skip
    view = shapes.article_view({"a": {**a, "annotations": "[]"} if within.known_at else a, "parts": marks}, claims)
    gone = {one["id"] for one in claims if not _in_place(a["text"], one["start"], one["end"], one["quote"])}
    view["annotations"] = [mark for mark in view["annotations"] if mark["id"] not in gone]
    return view


def _in_place(text: str, start: int, end: int, quote: str) -> bool:
    return text[start:end] == quote


def _may_be_seen(a: Mapping[str, Any], within: Slice) -> bool:
    known = within.known_at is None or a["known_from"] <= within.known_at
    allowed = MARKINGS[: MARKINGS.index(within.marking) + 1] if within.marking else MARKINGS
    return known and a["marking"] in allowed


def _of(store: Store, article: str, label: str, within: Slice) -> list[Row]:
    """Properties of what this article is looked at to say."""
    branches = []
    for one, held in labels(label, within):
        match = "MATCH (:Article {id: $article})-[:CONTAINS]->(x:" if one == label else "MATCH (x:"
        own = "true" if one == label else "x.article_id = $article"
        branches.append(f"{match}{one}) WHERE {own}{held} RETURN properties(x) AS x")
    rows = store.read(" UNION ALL ".join(branches), **within.parameters, article=article)
    return [then(row["x"], within.known_at) for row in rows]
