"""What persons may judge: which ids there are, of what kind, and what belongs together now; and why two things are one or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import queries, shapes
from graph.bolt_store import Store
from graph.cypher import LEDGER, REDIRECT
from graph.errors import NotFound
from graph.resolve import actors, incidents, origins
from graph.resolve.judgements import Verdict, mergeable
from graph.resolve.records import Records, load
from graph.resolve.reports import Report, recast
from graph.resolve.scopes import scope_of
from graph.resolve.sightings import Profile, known, profile
from graph.results import ExplainedPair, Explanation, JudgementRow, Named
from graph.rows import report_id

_MEMBERS = {
    "origin": "MATCH (a:Article {id: $id})-[:HAS_ORIGIN]->(:Origin)<-[:HAS_ORIGIN]-(b:Article) RETURN b.id AS id ORDER BY id",
    "entity": f"MATCH (r:{REDIRECT}) WHERE r.to = $id RETURN r.id AS id ORDER BY id",
    "incident": "MATCH (r:IncidentReport {incident: $id}) RETURN r.id AS id ORDER BY id",
}
_TOLD = "a.id AS article, a.outlet AS outlet, a.published AS published, a.known_from AS known_from"
# id, article, outlet, published, known_from, words, was, links (redirects that the article was written with)
_HISTORY = {
    "origin": f"UNWIND $ids AS id MATCH (a:Article {{id: id}}) RETURN id, {_TOLD}, [a.title] AS words, [] AS was, null AS links "
    "ORDER BY known_from, article LIMIT $limit",
    "entity": f"MATCH (e:Entity {{id: $id}})<-[m:MENTIONS]-(a:Article) RETURN e.id AS id, {_TOLD}, m.spellings AS words, [] AS was, "
    f"head(COLLECT {{ MATCH (l:{LEDGER} {{id: a.id}}) RETURN l.redirects }}) AS links ORDER BY known_from, article LIMIT $limit",
    "incident": "MATCH (r:IncidentReport {incident: $id})<-[:CONTAINS]-(a:Article) "
    f"RETURN 'inc-' + substring(r.id, 4) AS id, {_TOLD}, [r.title] AS words, r.incident_was AS was, null AS links "
    "ORDER BY known_from, article LIMIT $limit",
}
_MOST = 200  # articles that are read to explain one entity


@dataclass(frozen=True, slots=True)
class Thing:
    """What an id stands for: its kind, its canonical id, and all ids that are one with it, itself among them."""

    id: str
    kind: str
    canonical: str
    members: tuple[str, ...]


def thing(store: Store, id: str) -> Thing:
    """What has this id, canonical or merged. Raises NotFound."""
    scope = scope_of(id)
    if scope == "incident":
        row = store.read(queries.INCIDENT_OF_REPORT, id=report_id(id))
        if not row:
            raise NotFound("incident", id)
        canonical = row[0]["incident"]
        reports = store.read(_MEMBERS[scope], id=canonical)
        return Thing(id, "Incident", canonical, tuple("inc-" + r["id"].removeprefix("rep-") for r in reports))
    if scope == "origin":
        members = tuple(row["id"] for row in store.read(_MEMBERS[scope], id=id)) or (id,)
        if not store.read("MATCH (a:Article {id: $id}) RETURN a.id AS id", id=id):
            raise NotFound("article", id)
        return Thing(id, "Article", min(members), tuple(sorted({*members, id})))
    moved = store.read(f"MATCH (r:{REDIRECT} {{id: $id}}) RETURN r.to AS to, r.kind AS kind", id=id)
    canonical = moved[0]["to"] if moved else id
    kind = moved[0]["kind"] if moved else None
    if kind is None:
        rows = store.read("MATCH (e:Entity {id: $id}) RETURN e.kind AS kind", id=id)
        entry = store.reference.actors.get(id)
        kind = rows[0]["kind"] if rows else entry.kind if entry else "Place" if id in store.reference.places else None
    if kind is None:
        raise NotFound("entity", id)
    members = tuple(row["id"] for row in store.read(_MEMBERS["entity"], id=canonical))
    return Thing(id, kind, canonical, tuple(sorted({*members, canonical})))


def explain(store: Store, id: str, other: str | None = None) -> Explanation:
    """Why an id is one with others, and with which others it may be; or why two ids are one or not. Raises NotFound."""
    one = thing(store, id)
    asked = [row["j"] for row in store.read(queries.JUDGEMENTS_ABOUT, ids=list(one.members))]
    judged: list[JudgementRow] = [shapes.judgement(j) for j in asked]
    pair: ExplainedPair | None = None
    if other is not None:
        second = thing(store, other)
        between = {frozenset((a, b)) for a in one.members for b in second.members}
        judged = [
            j
            for j in judged
            if frozenset((j["left"], j["right"])) in between or {j["left"], j["right"]} <= set(one.members)
        ]
        verdict, score, reasons = _compare(store, one, second)
        pair = {"one": one.canonical == second.canonical, "rule": verdict, "score": score, "reasons": reasons}
    return {
        "id": id,
        "scope": scope_of(id),
        "kind": one.kind,
        "canonical": one.canonical,
        "members": list(one.members),
        "judgements": judged,
        "history": _history(store, one),
        "pair": pair,
    }


def _history(store: Store, one: Thing) -> list[Named]:
    """The articles that tell of it, in the order in which they were taken in."""
    scope = scope_of(one.id)
    given = {"id": one.canonical, "ids": list(one.members), "limit": _MOST}
    found: list[Named] = []
    for row in store.read(_HISTORY[scope], **given):
        moved = [link.split(">") for link in row["links"] or () if link.count(">") == 1]
        came = sorted(id for id, to in moved if to == one.canonical) or [row["id"]]
        found += [_named(id, row) for id in came]
    return found


def _named(id: str, row: Mapping[str, Any]) -> Named:
    return {
        "id": id,
        "article": row["article"],
        "outlet": row["outlet"],
        "published": row["published"],
        "known_from": row["known_from"],
        "words": row["words"] or [],
        "was": row["was"] or [],
    }


def _compare(store: Store, one: Thing, other: Thing) -> tuple[str | None, float | None, list[str]]:
    """What the rule says of the two ids as they came, compared by themselves; None if nothing speaks for their being one."""
    if scope_of(one.id) != scope_of(other.id) or not mergeable(one.kind, other.kind):
        return Verdict.not_same, 0.0, [f"one is a {one.kind}, the other a {other.kind}"]
    match scope_of(one.id):
        case "origin":
            traces = [_records(store, [t.id])[0].trace for t in (one, other)]
            link = origins.compare(traces[0], traces[1])
            return (Verdict.same, link.score, list(link.reasons)) if link else (None, None, [])
        case "incident":
            told = [_report(store, t.id) for t in (one, other)]
            match = incidents.compare(told[0], told[1])
            return (match.verdict, match.score, list(match.reasons)) if match else (None, None, [])
        case _:
            reference = known(store.reference)
            if one.id in reference and other.id in reference:
                return Verdict.not_same, 0.0, ["the reference data has both"]
            seen = [_profile(store, t, reference) for t in (one, other)]
            found = actors.compare(seen[0], seen[1])
            return (found.verdict, found.score, list(found.reasons)) if found else (None, None, [])


def _records(store: Store, articles: Sequence[str]) -> list[Records]:
    query = f"UNWIND $ids AS id MATCH (l:{LEDGER} {{id: id}}) WHERE l.records_of = l.hash RETURN l.records AS records"
    found = [load(row["records"]) for row in store.read(query, ids=list(articles))]
    if not found:
        raise NotFound("resolved article", ", ".join(articles) or "?")
    return found


def _report(store: Store, id: str) -> Report:
    query = "MATCH (r:IncidentReport {id: $id}) RETURN r.article_id AS article, r.origin AS origin"
    row = store.read(query, id=report_id(id))[0]
    told = next(one for one in _records(store, [row["article"]])[0].reports if one.id == id)
    ids = {*told.perpetrators, *told.targets, *told.people, *told.chain}
    moved = store.read(
        f"UNWIND $ids AS id MATCH (r:{REDIRECT} {{id: id}}) RETURN r.id AS id, r.to AS to", ids=sorted(ids)
    )
    redirects = {r["id"]: r["to"] for r in moved}
    return recast(told, store.reference, lambda entity: redirects.get(entity, entity), row["origin"])


def _profile(store: Store, one: Thing, reference: Mapping[str, Profile]) -> Profile:
    if one.id in reference:
        return reference[one.id]
    query = "MATCH (:Entity {id: $id})<-[:MENTIONS]-(a:Article) RETURN a.id AS id ORDER BY id LIMIT $limit"
    articles = [row["id"] for row in store.read(query, id=one.canonical, limit=_MOST)]
    seen = [s for kept in _records(store, articles) for s in kept.sightings if s.entity == one.id]
    if not seen:
        raise NotFound("article that names", one.id)
    return profile(seen, reference)
