"""Bringing the search index to what the graph holds: what differs is read and put, whoever wrote it and whenever.

The change log says which articles and incidents to look at. Where it cannot (the index is new or old or of another graph, the
graph was made again, entities were merged) everything is compared: articles with their claims and statements by what the ledger
says of them, incidents whole; entities follow the articles that mention them. So an index comes right by itself in any case.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from graph.changes import after, bounds
from graph.cypher import ENTITY, LEDGER, PENDING, UNRESOLVED
from graph.names import fold
from graph.search.index import Doc, Index
from graph.search.words import folded
from graph.version import version

Read = Callable[..., list[dict[str, Any]]]
Progress = Callable[[str, int, int], None]
_ARTICLES_AT_ONCE, _IDS_AT_ONCE, _TOLD_AT_MOST = 100, 1000, 20_000

# notes: what was written and is not yet resolved and projected
_NOTES = f"RETURN COUNT {{ MATCH (:{UNRESOLVED}) }} + COUNT {{ MATCH (:{PENDING}) }} AS notes"

# id, hash, redirects: of all articles, or of some
_LEDGER = f"MATCH (l:{LEDGER}) RETURN l.id AS id, l.hash AS hash, l.redirects AS redirects"
_LEDGER_OF = f"UNWIND $ids AS id MATCH (l:{LEDGER} {{id: id}}) RETURN id, l.hash AS hash, l.redirects AS redirects"

# n
_COUNT = f"MATCH (l:{LEDGER}) RETURN count(l) AS n"

_ASKED = "UNWIND $ids AS id MATCH (a:Article {id: id})"

# id, title, text, outlet, published
_ARTICLES = f"{_ASKED} RETURN id, a.title AS title, a.text AS text, a.outlet AS outlet, a.published AS published"

# article, id, quote, outlet, published, and of a claim predicate, subject, object, speaker, place (id); of a statement speaker
_CLAIMS = f"""
{_ASKED}-[:CONTAINS]->(c:Claim)
RETURN id AS article, c.id AS id, c.quote AS quote, c.outlet AS outlet, c.published AS published, c.predicate AS predicate,
       c.subject AS subject, c.object AS object, c.speaker AS speaker, c.place_id AS place
"""
_STATEMENTS = f"""
{_ASKED}-[:CONTAINS]->(s:Statement)
RETURN id AS article, s.id AS id, s.quote AS quote, s.outlet AS outlet, s.published AS published, s.speaker AS speaker
"""

# article, entity: what an article mentions, and the places around it
_MENTIONS = (
    f"{_ASKED}-[:MENTIONS]->(:{ENTITY})-[:WITHIN*0..8]->(e:{ENTITY}) RETURN DISTINCT id AS article, e.id AS entity"
)

# id, name, aliases, kind, country, weight
_ENTITIES = f"""
UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}})
RETURN id, e.name AS name, e.aliases AS aliases, e.kind AS kind, e.country AS country, e.n_articles AS weight
"""

# id, country
_COUNTRIES = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) RETURN id, e.country AS country"

# incident: what the reports of some articles tell of
_INCIDENTS_OF = f"{_ASKED}-[:CONTAINS]->(r:IncidentReport) RETURN DISTINCT r.incident AS incident"

# all that an incident is found by: of all incidents, or of some
_INCIDENT = """
RETURN i.id AS id, i.title AS title, i.type AS type, i.status AS status, i.quote AS quote, i.place_id AS place,
       i.place_text AS place_text, i.start AS start, i.outlet AS outlet, i.n_reports AS weight, i.weapon AS weapon,
       i.perpetrators AS perpetrators, i.targets AS targets, i.victims AS victims
"""
_INCIDENTS = f"MATCH (i:Incident) {_INCIDENT}"
_SOME_INCIDENTS = f"UNWIND $ids AS id MATCH (i:Incident {{id: id}}) {_INCIDENT}"


def state(read: Read) -> str:
    """What names the state that the graph is in."""
    return version(read) or "none"


@dataclass(slots=True)
class _Told:
    """What the change log says may have changed."""

    articles: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)


def follow(read: Read, index: Index, progress: Progress = lambda *_: None) -> bool:
    """Bring the index to the graph; False when there was nothing to do. Killed in between, the next call goes on."""
    now = state(read)
    if now == index.state():
        return False
    latest = bounds(read).latest
    busy = read(_NOTES)[0]["notes"] > 0
    told = _told(read, index.change())
    touched, incidents = _compare(read, index, told, progress)
    if told is not None and index.size("article") != read(_COUNT)[0]["n"]:  # emptied, or another graph
        more, incidents = _compare(read, index, None, progress)
        touched |= more
    # what has lost its last article goes only when the edges are projected, with no article changing then
    index.set_state(now, latest, {"entity": touched, "incident": incidents} if busy else {})
    return True


def _told(read: Read, since: int | None) -> _Told | None:
    """What to look at; None where all has to be compared."""
    has = bounds(read)
    if since is None or not has.floor <= since <= has.latest:
        return None
    told = _Told()
    for number, one in enumerate(after(read, since)):
        if number >= _TOLD_AT_MOST or one["kind"] in ("entity", "graph"):
            return None
        if one["kind"] == "article":
            told.articles.add(one["id"])
            for side in (one["patch"], one["reverse_patch"]):
                told.incidents.update((side or {}).get("incidents") or ())
        elif one["kind"] == "incident":
            told.incidents |= {one["id"], *(id for id in one["about"] if id.startswith("inc-"))}
    return told if bounds(read).floor <= since else None  # trimmed away under our hands


def _compare(read: Read, index: Index, told: _Told | None, progress: Progress) -> tuple[set[str], set[str]]:
    """Put what differs among the articles and incidents that were told of, or among all; the entities and incidents it concerned."""
    ids = None if told is None else sorted(told.articles)
    rows = (
        read(_LEDGER)
        if ids is None
        else [row for some in _some(ids, _IDS_AT_ONCE) for row in read(_LEDGER_OF, ids=some)]
    )
    there = {row["id"]: f"{row['hash']} {' '.join(row['redirects'] or ())}" for row in rows}
    held = index.versions("article", ids)
    changed = sorted(id for id, version in there.items() if held.get(id) != version)
    gone = sorted(held.keys() - there.keys())
    touched = index.unsettled("entity") | index.mentioned([*gone, *(id for id in changed if id in held)])
    done = 0
    for some in _some([*changed, *gone], _ARTICLES_AT_ONCE):
        touched |= _put_articles(read, index, some, there)
        done += len(some)
        progress("indexing for search", done, len(changed) + len(gone))
    for some in _some(sorted(touched), _IDS_AT_ONCE):
        found = [_entity(row) for row in read(_ENTITIES, ids=some)]
        index.put("entity", found, set(some) - {doc.id for doc in found})
    if ids is None or told is None:
        _put_incidents(read, index, None)
        return touched, set()
    incidents = told.incidents | index.unsettled("incident")
    for some in _some(ids, _IDS_AT_ONCE):
        incidents |= {row["incident"] for row in read(_INCIDENTS_OF, ids=some)}
    _put_incidents(read, index, sorted(incidents))
    return touched, incidents


def _put_articles(read: Read, index: Index, ids: Sequence[str], versions: Mapping[str, str]) -> set[str]:
    """Put these articles with what they contain, or remove them; returns the entities that they mention now."""
    docs: dict[str, list[Doc]] = {id: [] for id in ids}
    claims = read(_CLAIMS, ids=ids)
    countries = {
        row["id"]: row["country"] for row in read(_COUNTRIES, ids=sorted({c["place"] for c in claims} - {None}))
    }
    for row in read(_ARTICLES, ids=ids):
        docs[row["id"]].append(_article(row, versions.get(row["id"], "")))
    for row in claims:
        docs[row["article"]].append(_claim(row, countries))
    for row in read(_STATEMENTS, ids=ids):
        docs[row["article"]].append(_statement(row))
    mentions: dict[str, set[str]] = {}
    for row in read(_MENTIONS, ids=ids):
        mentions.setdefault(row["article"], set()).add(row["entity"])
    index.put_articles(docs, mentions)
    return set().union(*mentions.values())


def _put_incidents(read: Read, index: Index, ids: Sequence[str] | None) -> None:
    """Put these incidents, or all, where they differ, and remove those that are no more."""
    held = index.versions("incident", ids)
    found = (
        read(_INCIDENTS) if ids is None else [r for s in _some(ids, _IDS_AT_ONCE) for r in read(_SOME_INCIDENTS, ids=s)]
    )
    rows = {row["id"]: row for row in found}
    versions = {id: hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest() for id, row in rows.items()}
    changed = sorted(id for id, version in versions.items() if held.get(id) != version)
    places = sorted({rows[id]["place"] for id in changed} - {None})
    countries = {r["id"]: r["country"] for some in _some(places, _IDS_AT_ONCE) for r in read(_COUNTRIES, ids=some)}
    docs = [_incident(rows[id], versions[id], countries) for id in changed]
    if docs or held.keys() - rows.keys():
        index.put("incident", docs, held.keys() - rows.keys())


def _entity(row: Mapping[str, Any]) -> Doc:
    names = [row["name"], *(row["aliases"] or ())]
    return Doc(
        type="entity",
        id=row["id"],
        names=" ".join(dict.fromkeys(map(folded, names))),
        exact=frozenset(map(folded, names)) - {""},
        kind=row["kind"],
        country=row["country"],
        weight=row["weight"] or 0,
    )


def _article(row: Mapping[str, Any], version: str) -> Doc:
    title, day = folded(row["title"]), _day(row["published"])
    return Doc(
        type="article", id=row["id"], article=row["id"], names=title, body=folded(row["text"]), outlet=row["outlet"], day=day,
        version=version, exact=frozenset({fold(title)} - {""}),
    )  # fmt: skip


def _claim(row: Mapping[str, Any], countries: Mapping[str, str | None]) -> Doc:
    ends = (row["subject"], row["object"], row["speaker"])
    body = f"{row['quote']} {row['predicate'].replace('_', ' ')}"
    return Doc(
        type="claim", id=row["id"], article=row["article"], names=_joined(*ends), body=folded(body), kind=row["predicate"],
        country=countries.get(row["place"] or ""), outlet=row["outlet"], day=_day(row["published"]),
    )  # fmt: skip


def _statement(row: Mapping[str, Any]) -> Doc:
    return Doc(
        type="statement", id=row["id"], article=row["article"], names=_joined(row["speaker"]), body=folded(row["quote"]),
        outlet=row["outlet"], day=_day(row["published"]),
    )  # fmt: skip


def _incident(row: Mapping[str, Any], version: str, countries: Mapping[str, str | None]) -> Doc:
    parties = (name for role in ("perpetrators", "targets", "victims") for name in row[role] or ())
    more = (row["type"].replace("_", " "), row["status"], row["place_text"], row["weapon"], row["quote"], *parties)
    return Doc(
        type="incident", id=row["id"], names=folded(row["title"]), body=_joined(*more), kind=row["type"],
        country=countries.get(row["place"] or ""), outlet=row["outlet"], day=_day(row["start"]), version=version,
    )  # fmt: skip


def _joined(*texts: str | None) -> str:
    return " ".join(dict.fromkeys(word for word in map(folded, texts) if word))


def _day(time: str | None) -> str | None:
    return time[:10] if time else None


def _some(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    found = iter(rows)
    while part := list(islice(found, size)):
        yield part
