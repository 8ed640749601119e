"""Bringing the search index to what the graph holds: what differs is read and put, whoever wrote it and whenever.

Articles with their claims and statements are told apart by what the ledger says of them, entities follow the articles that
mention them, and incidents are compared whole. So an index that is missing, old or of another graph comes right by itself.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from graph.cypher import ENTITY, LEDGER, PENDING, UNRESOLVED
from graph.names import fold
from graph.search.index import Doc, Index
from graph.search.words import folded
from graph.version import version

Read = Callable[..., list[dict[str, Any]]]
Progress = Callable[[str, int, int], None]
_ARTICLES_AT_ONCE, _IDS_AT_ONCE = 100, 1000

# notes: what was written and is not yet resolved and projected
_NOTES = f"RETURN COUNT {{ MATCH (:{UNRESOLVED}) }} + COUNT {{ MATCH (:{PENDING}) }} AS notes"

# id, hash, redirects
_LEDGER = f"MATCH (l:{LEDGER}) RETURN l.id AS id, l.hash AS hash, l.redirects AS redirects"

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

# all that an incident is found by
_INCIDENTS = """
MATCH (i:Incident)
RETURN i.id AS id, i.title AS title, i.type AS type, i.status AS status, i.quote AS quote, i.place_id AS place,
       i.place_text AS place_text, i.start AS start, i.outlet AS outlet, i.n_reports AS weight, i.weapon AS weapon,
       i.perpetrators AS perpetrators, i.targets AS targets, i.victims AS victims
"""


def state(read: Read) -> str:
    """What names the state that the graph is in."""
    return version(read) or "none"


def follow(read: Read, index: Index, progress: Progress = lambda *_: None) -> bool:
    """Bring the index to the graph; False when there was nothing to do. Killed in between, the next call goes on."""
    now = state(read)
    if now == index.state():
        return False
    busy = read(_NOTES)[0]["notes"] > 0
    there = {row["id"]: f"{row['hash']} {' '.join(row['redirects'] or ())}" for row in read(_LEDGER)}
    held = index.versions("article")
    changed = sorted(id for id, version in there.items() if held.get(id) != version)
    gone = sorted(held.keys() - there.keys())
    touched = index.unsettled() | index.mentioned([*gone, *(id for id in changed if id in held)])
    done = 0
    for ids in _some([*changed, *gone], _ARTICLES_AT_ONCE):
        touched |= _put_articles(read, index, ids, there)
        done += len(ids)
        progress("indexing for search", done, len(changed) + len(gone))
    for ids in _some(sorted(touched), _IDS_AT_ONCE):
        found = [_entity(row) for row in read(_ENTITIES, ids=ids)]
        index.put("entity", found, set(ids) - {doc.id for doc in found})
    _put_incidents(read, index)
    # an entity that has lost its last article goes only when the edges are projected, with no article changing then
    index.set_state(now, unsettled=touched if busy else ())
    return True


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


def _put_incidents(read: Read, index: Index) -> None:
    held = index.versions("incident")
    rows = {row["id"]: row for row in read(_INCIDENTS)}
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
