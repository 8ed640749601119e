"""One transaction's work: write, replace or remove articles with all that they say, their ledger row, and what to project."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from graph import cypher, entities, history
from graph.changes import ChangeLog, Row, change, known_before
from graph.cypher import ENTITY, LEDGER, PENDING, UNRESOLVED
from graph.entities import Tx
from graph.errors import GraphError
from graph.prepared import EdgeRow, Prepared, Props
from graph.stance import Stance
from schema.model import Model
from schema.reference import Reference

_TOLD = ("title", "url", "outlet", "published")  # of an article, in the change log
_OWN = ("Article", "Statement", "RejectedClaim", "IncidentReport", "Statistic")


def write(
    tx: Tx,
    ready: Sequence[Prepared],
    model: Model,
    reference: Reference,
    now: str,
    log: ChangeLog,
    received: Mapping[str, str] | None = None,
) -> None:
    """Store articles; those whose ledger row says that this very state is there already are passed over.

    `now` (ISO) becomes `known_from` of what is new, or when the article was `received`; what an earlier version of it said
    already keeps its own.
    """
    ids = [article.article for article in ready]
    ledger = tx.run(
        f"UNWIND $ids AS id MATCH (l:{LEDGER} {{id: id}}) "
        "RETURN l.id AS id, l.hash AS hash, l.redirects AS redirects, l.known_from AS since",
        ids=ids,
    ).data()
    done = {row["id"]: (row["hash"], row["redirects"]) for row in ledger}
    since = {row["id"]: row["since"] for row in ledger}
    todo = [article for article in ready if done.get(article.article) != (article.hash, article.redirects)]
    if not todo:
        return
    old = _Old()
    again = [article.article for article in todo if article.article in done]
    if again:
        old = _remove(tx, again)
    former, first = history.held(tx, [article.article for article in todo if article.article not in done])
    old.before |= former
    since |= first
    told = {id: min(at, now) for id, at in (received or {}).items() if id not in since}
    since |= told
    waiting = history.unsettled(tx, again) if again else {}
    entities.upsert(tx, entities.gather(todo), model, reference)
    entities.count(tx, entities.counts(todo))
    for kind, merge in (
        ("Outlet", cypher.merge_named(model.kinds["Outlet"], "name")),
        ("Origin", cypher.merge_bare(model.kinds["Origin"])),
    ):
        shared = {row["id"]: row for row in _nodes(todo, kind)}
        if shared:
            tx.run(merge, rows=sorted(shared.values(), key=_id)).consume()
    for row in _nodes(todo, "IncidentReport"):  # what it was found to tell of holds until resolution finds otherwise
        row["incident"] = old.incidents.get(row["id"], row["incident"])
    for row in _nodes(todo, "Article"):
        row["known_from"] = since.get(row["id"], now)
    history.close(tx, _renew(todo, old.before, now, waiting, told), now)
    for kind in _OWN:
        _expect(tx, cypher.create_nodes(model.kinds[kind]), _nodes(todo, kind))
    _claims(tx, todo)
    for (type, source, target), edges in _edges(todo).items():
        _expect(tx, cypher.create_edges(type, source, target), [{"a": a, "b": b, "p": props} for a, b, props in edges])
    tx.run(
        f"UNWIND $rows AS r MERGE (l:{LEDGER} {{id: r.id}}) SET l += r",
        rows=[
            {
                "id": article.article,
                "hash": article.hash,
                "redirects": article.redirects,
                "origin": article.origin,
                "sha256": article.sha256,
                "extractor": article.extractor,
                "known_from": since.get(article.article, now),
                "written": now,
            }
            for article in todo
        ],
    ).consume()
    triples = set().union(*(article.triples for article in todo)) | old.triples
    incidents = {row["incident"] for row in _nodes(todo, "IncidentReport")} | set(old.incidents.values())
    ids = [article.article for article in todo]
    claims = [row["props"] for article in todo for row in article.claims]
    answering = old.answering | _answering(claims)
    note(
        tx,
        triples=triples,
        entities=old.entities,
        incidents=incidents,
        answering=answering,
        tying=old.tying | {c["subject_id"] for c in claims if c["tie_key"]},
        deeds=old.deeds | {c["subject_id"] for c in claims if c["subject_id"]},
        articles=ids,
        at=min([now, *told.values()]),
    )
    if old.shared:
        forget_shared(tx, old.shared)
    _tell(tx, todo, old, done, log)


def delete(tx: Tx, id: str, now: str, log: ChangeLog) -> bool:
    """Remove one article with its ledger row; False when it is not there. What it said stays known until `now`."""
    if not tx.run(f"MATCH (l:{LEDGER} {{id: $id}}) RETURN l.id AS id", id=id).data():
        return False
    old, waiting = _remove(tx, [id]), history.unsettled(tx, [id])
    history.close(tx, [one for one in old.before.values() if history.settled(one.props, waiting.get(id))], now)
    tx.run(f"MATCH (l:{LEDGER} {{id: $id}}) DELETE l", id=id).consume()
    incidents = old.incidents.values()
    note(
        tx,
        triples=old.triples,
        entities=old.entities,
        incidents=incidents,
        answering=old.answering,
        tying=old.tying,
        deeds=old.deeds,
        articles=[id],
        at=now,
    )
    forget_shared(tx, old.shared)
    gone = old.told.get(id, {})
    log.append(tx, [change("deleted", "article", id, gone.get("title"), sorted(old.entities), gone, None)])
    return True


def _tell(
    tx: Tx, todo: Sequence[Prepared], old: "_Old", done: Mapping[str, tuple[str, list[str]]], log: ChangeLog
) -> None:
    """Tell of what was written; what only follows from a merge, and what a rebuild makes as it was, is no news."""
    former = known_before(tx, [one.article for one in todo if one.article not in done])
    new: list[Row] = []
    again: list[Row] = []
    for one in todo:
        props = one.nodes["Article"][0]
        now = {name: props[name] for name in _TOLD if props.get(name) is not None}
        now |= {"claims": sorted(row["props"]["id"] for row in one.claims)}
        now |= {"incidents": sorted({row["incident"] for row in one.nodes.get("IncidentReport", ())})}
        op = "updated" if one.article in done or one.article in former else "created"
        row = change(
            op, "article", one.article, props.get("title"), sorted(one.entities), old.told.get(one.article), now
        )
        if former.get(one.article) != one.hash:
            (again if done.get(one.article, ("",))[0] == one.hash else new).append(row)
    log.append(tx, new, always=True)
    log.append(tx, again)


class _Old:
    """What removed articles leave to be done: triples to project again, entities that may be gone, when things were learned."""

    def __init__(self) -> None:
        self.triples: set[str] = set()
        self.entities: set[str] = set()
        self.shared: set[str] = set()
        self.incidents: dict[str, str] = {}  # report: incident
        self.answering: set[str] = set()
        self.tying: set[str] = set()
        self.deeds: set[str] = set()
        self.before: dict[str, history.Before] = {}
        self.told: dict[str, Props] = {}  # by article, what the change log tells of it


def _remove(tx: Tx, ids: Sequence[str]) -> _Old:
    old = _Old()
    changes: dict[str, dict[str, int]] = {}

    def less(id: str | None, counter: str) -> None:
        if id is not None:
            old.entities.add(id)
            one = changes.setdefault(id, {})
            one[counter] = one.get(counter, 0) - 1

    asked = "UNWIND $ids AS id MATCH (a:Article {id: id})"
    old.before = history.read(tx, ids)
    for row in tx.run(f"{asked} RETURN id, [a.{', a.'.join(_TOLD)}] AS told", ids=ids):
        told = {name: value for name, value in zip(_TOLD, row["told"], strict=True) if value is not None}
        old.told[row["id"]] = {**told, "claims": [], "incidents": []}
    parts = tx.run(
        f"{asked}-[:CONTAINS]->(x) RETURN id AS article, x.id AS id, x.triple AS triple, "
        "x.subject_id AS subject, x.object_id AS object, x.incident AS incident, x.predicate AS predicate, x.stance AS stance, "
        "x.tie_key IS NOT NULL AS ties",
        ids=ids,
    )
    for row in parts:
        if row["stance"] == Stance.rejected:
            continue  # it was counted nowhere
        less(row["subject"], "n_subject")
        less(row["object"], "n_object")
        if row["triple"]:
            old.triples.add(row["triple"])
        if row["predicate"] and row["subject"]:
            old.deeds.add(row["subject"])
            if row["ties"]:
                old.tying.add(row["subject"])
        if row["predicate"]:
            old.answering |= _answering([{**row, "subject_id": row["subject"], "object_id": row["object"]}])
            old.told[row["article"]]["claims"].append(row["id"])
        if row["incident"]:
            old.incidents[row["id"]] = row["incident"]
            old.told[row["article"]]["incidents"].append(row["incident"])
    for row in tx.run(f"{asked}-[:MENTIONS]->(e:{ENTITY}) RETURN e.id AS id", ids=ids):
        less(row["id"], "n_articles")
    for row in tx.run(f"{asked}-[:CONTAINS]->(:Statement)-[:SAID_BY]->(e:{ENTITY}) RETURN e.id AS id", ids=ids):
        less(row["id"], "n_statements")
    for row in tx.run(f"{asked}-[:PUBLISHED_BY|HAS_ORIGIN]->(x) RETURN DISTINCT x.id AS id", ids=ids):
        old.shared.add(row["id"])
    for told in old.told.values():
        told["claims"].sort()
        told["incidents"] = sorted(set(told["incidents"]))
    entities.count(tx, changes)
    tx.run(f"{asked}-[:CONTAINS]->(x) DETACH DELETE x", ids=ids).consume()
    tx.run(f"{asked} DETACH DELETE a", ids=ids).consume()
    return old


def forget_shared(tx: Tx, ids: Iterable[str]) -> None:
    """Drop outlets and origins that have no article left."""
    for kind, edge in (("Outlet", "PUBLISHED_BY"), ("Origin", "HAS_ORIGIN")):
        query = f"UNWIND $ids AS id MATCH (x:{kind} {{id: id}}) WHERE NOT (x)<-[:{edge}]-() DETACH DELETE x"
        tx.run(query, ids=sorted(ids)).consume()


def note(
    tx: Tx,
    *,
    triples: Iterable[str] = (),
    entities: Iterable[str] = (),
    incidents: Iterable[str] = (),
    answering: Iterable[str] = (),
    tying: Iterable[str] = (),
    deeds: Iterable[str] = (),
    articles: Sequence[str] = (),
    at: str = "",
    moves: Iterable[str] = (),
) -> None:
    """Leave word of what has to be projected again and, with `articles`, of what resolution has to look at (written `at`).

    `moves` are reports that were found to tell of another incident, as `from>to`.
    """
    id = uuid4().hex
    row = {
        "id": id,
        "triples": sorted(set(triples)),
        "entities": sorted(entities),
        "incidents": sorted(set(incidents)),
        "answering": sorted(set(answering)),
        "tying": sorted(set(tying)),
        "deeds": sorted(set(deeds)),
        "articles": len(articles),
        "moves": sorted(set(moves)),
    }
    tx.run(f"CREATE (p:{PENDING}) SET p = $row", row=row).consume()
    if articles:
        tx.run(
            f"CREATE (u:{UNRESOLVED}) SET u = $row", row={"id": id, "articles": sorted(articles), "at": at}
        ).consume()


def _answering(claims: Iterable[Props]) -> set[str]:
    """Who is blamed for something, or denies it: what they deny may answer what they are blamed for."""
    found = {c["subject_id"] for c in claims if c["predicate"] == "DENIES"}
    found |= {c["object_id"] for c in claims if c["predicate"] == "BLAMES_ACCUSES"}
    return found - {None}


def _renew(
    todo: Iterable[Prepared],
    before: Mapping[str, history.Before],
    now: str,
    waiting: Mapping[str, str],
    told: Mapping[str, str],
) -> list[history.Before]:
    """Give all new rows their times, by article that of being `told`; returns what was there before and is to be closed: it is gone, or says something else."""
    found, left = [], dict(before)
    for one in todo:
        rows = [(kind, row) for kind in _OWN if kind != "Article" for row in one.nodes.get(kind, ())]
        for kind, row in [*rows, *(("Claim", claim["props"]) for claim in one.claims)]:
            was = left.pop(row["id"], None)
            if history.renew(kind, row, was, told.get(one.article, now), waiting.get(one.article)) and was:
                found.append(was)
    return found + [was for was in left.values() if history.settled(was.props, waiting.get(was.article))]


def _claims(tx: Tx, todo: Sequence[Prepared]) -> None:
    groups: dict[tuple[str, ...], list[Props]] = {}
    for article in todo:
        for row in article.claims:
            ends = tuple(end for end in cypher.CLAIM_ENDS if row[end] is not None)
            groups.setdefault(ends, []).append({**row, "props": _slim(row["props"])})
    for ends, rows in sorted(groups.items()):
        _expect(tx, cypher.create_claims(ends), rows)


def _nodes(todo: Iterable[Prepared], kind: str) -> list[Props]:
    return [row for article in todo for row in article.nodes.get(kind, ())]


def _edges(todo: Iterable[Prepared]) -> dict[tuple[str, str, str], list[EdgeRow]]:
    found: dict[tuple[str, str, str], list[EdgeRow]] = {}
    for article in todo:
        for key, rows in article.edges.items():
            found.setdefault(key, []).extend(rows)
    return dict(sorted(found.items()))


def _expect(tx: Tx, query: str, rows: Sequence[Props]) -> None:
    """Run a statement that makes one thing a row, and see that it did: a missing end would silently lose it."""
    if not rows:
        return
    made = tx.run(query, rows=[_slim(row) for row in rows]).single(strict=True)["n"]
    if made != len(rows):
        raise GraphError(f"the database stored {made} of {len(rows)} rows of: {query}")


def _slim(row: Props) -> Props:
    """Without what is empty: a property that is not there reads as null, and costs nothing to send and store."""
    return {name: value for name, value in row.items() if value is not None}


def _id(row: Props) -> str:
    return str(row["id"])
