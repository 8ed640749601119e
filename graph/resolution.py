"""Resolution over the stored graph: what changed is compared with all the rest, and what follows is written.

Runs after articles were written, never inside their transactions. What it decides is a function of the stored articles
and of what persons judged, so it may be killed anywhere and run again: every run compares what should be there with what
is. A resolver keeps what it compares in memory, and reads only what changed as long as nobody else resolved meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from graph import memory
from graph.bolt_store import Store
from graph.cypher import LEDGER, META, UNRESOLVED
from graph.entities import Tx
from graph.resolve import actors as who
from graph.resolve import incidents as events
from graph.resolve import origins as sources
from graph.resolve.judgements import Judgement
from graph.resolve.records import Records, dump, load, records
from graph.resolve.reports import Report, recast
from graph.resolve.reviews import Review, mark
from graph.resolve.scopes import Clusters, by_scope
from graph.resolve.sightings import known
from graph.verdicts import Merged, Stored
from schema.ids import digest
from schema.records import Extraction

STEPS = ("origins", "identity", "incidents")
Progress = Callable[[str, int, int], None]
Source = Callable[[Sequence[str]], Iterable[Extraction]]
"""Gives the extractions of articles by id, as they were written; those that it does not have are left out."""

_PAGE = 500
_KEPT = (
    "_origins", "_incidents", "_actors", "_shared", "_entities", "_events", "_scopes", "_hash", "_told", "_met", "_meeting",
    "_fresh", "_touched", "_gone",
)  # fmt: skip
_ROW = (
    "l.id AS id, l.hash AS hash, l.redirects AS redirects, l.origin AS origin, "
    "CASE WHEN l.records_of = l.hash THEN l.records END AS records"
)


@dataclass(slots=True)
class Resolved:
    """What one run found and did. `moves` lists (scope, id, canonical id before, canonical id now) of all that changed."""

    articles: int = 0  # new and changed ones that were looked at
    moves: list[tuple[str, str, str, str]] = field(default_factory=list)
    rewritten: int = 0  # articles that were written again since an entity of theirs was merged or split
    unsure: int = 0  # pairs that wait for a person, in all
    missing: int = 0  # articles whose extraction is not to be had: they keep what they have


class Resolver:
    """Keeps the origins, identities and incidents of one store. For one thread at a time.

    `memory` is a file that `remember` writes, for a resolver of another process to go on from.
    """

    def __init__(self, store: Store, extractions: Source, memory: Path | None = None) -> None:
        self._store, self._extractions, self._memory = store, extractions, memory
        self._turn: str | None = None  # names the last run that this memory knows of
        self._remembered: str | None = None  # and the last one that is in the file

    def remember(self) -> None:
        """Write what was compared to the file, if there is one and anything is new."""
        if self._memory is None or self._turn is None or self._turn == self._remembered:
            return
        state = {name: getattr(self, name) for name in _KEPT} | {"stored": self._stored.state()}
        with suppress(OSError):  # a full disk, say: then the next process compares anew
            memory.save(self._memory, memory.key(self._turn, known(self._store.reference)), state)
        self._remembered = self._turn

    def _recall(self, turn: str) -> bool:
        """Go on from the file, where it holds the graph's last run."""
        if self._memory is None or not turn:
            return False
        state = memory.load(self._memory, memory.key(turn, known(self._store.reference)))
        if state is None:
            return False
        self._stored = Stored(self._store, state.pop("stored"))
        for name, value in state.items():
            setattr(self, name, value)
        self._turn = self._remembered = turn
        return True

    def run(
        self,
        persons: Sequence[Judgement] = (),
        reviews: Sequence[Review] = (),
        *,
        only: Collection[str] = STEPS,
        dry_run: bool = False,
        anew: bool = False,
        progress: Progress = lambda *_: None,
    ) -> Resolved:
        """Resolve what changed since the last run. With `dry_run` nothing is written: throw this resolver away then.

        Without all steps in `only`, the changes stay noted as unresolved for the next full run. If nothing was written
        and nothing judged since the last run by these rules, there is nothing to do, and nothing is read unless `anew`.
        """
        done, inputs = Resolved(), _inputs(persons, reviews)
        while True:
            notes, turn, settled = self._notes()
            if not notes and settled == inputs and not (anew or dry_run or set(only) < set(STEPS)):
                break
            if turn != self._turn and (anew or not self._recall(turn)):
                self._reset()
                changed = self._load_all(done, progress, save=not dry_run)
            else:
                changed = self._load(sorted({id for _, some in notes for id in some}), done, progress, save=not dry_run)
            self._decide(persons, changed, only, done, progress)
            if dry_run:
                break
            again = self._write(done, reviews, progress)
            if set(only) < set(STEPS):
                self._turn = None  # in memory some steps are behind
                break
            if notes or self._stored.changed or settled != inputs:
                self._turn = self._finish(notes, inputs)
            else:
                self._turn = turn
            self._stored.changed, anew = False, False
            if not again:
                break
        open_pairs = "MATCH (j:Judgement) WHERE j.verdict = 'unsure' OR j.held IS NOT NULL RETURN count(j) AS n"
        done.unsure = int(self._store.read(open_pairs)[0]["n"])
        return done

    def _reset(self) -> None:
        self._turn = None
        self._origins, self._incidents = sources.Origins(), events.Incidents()
        self._actors = who.Actors(known(self._store.reference))
        self._shared = Clusters("origin", self._origins, sources.identify)
        self._entities = Clusters("entity", self._actors, self._actors.among)
        self._events = Clusters("incident", self._incidents, self._incidents.among)
        self._scopes = (self._shared, self._entities, self._events)
        self._hash: dict[str, str] = {}
        self._told: dict[str, tuple[Report, ...]] = {}  # reports by article
        self._met: dict[str, frozenset[str]] = {}  # entities by article
        self._meeting: dict[str, set[str]] = {}  # articles by entity
        # what changed and was not yet dealt with: articles, entities, and reports that are gone
        self._fresh: set[str] = set()
        self._touched: set[str] = set()
        self._gone: set[str] = set()
        self._stored = Stored(self._store)

    # what to decide

    def _decide(
        self, persons: Sequence[Judgement], changed: set[str], only: Collection[str], done: Resolved, progress: Progress
    ) -> None:
        judged, at, total = by_scope(persons), now(), len(changed)
        self._fresh |= changed
        if "origins" in only:
            progress("finding origins", 0, total)
            self._fresh |= self._settle(self._shared, judged["origin"], self._fresh, at, done)
        if "identity" in only:
            progress("telling who is who", 0, total)
            moved = self._settle(self._entities, judged["entity"], self._touched, at, done)
            self._fresh |= {article for id in moved for article in self._meeting.get(id, ())}
            self._touched = set()
        if "incidents" in only:
            progress("gathering incidents", 0, total)
            told = {one.id: one for article in sorted(self._fresh) for one in self._recast(article)}
            touched = self._incidents.update(told.values(), self._gone) | told.keys() | self._gone
            self._settle(self._events, judged["incident"], touched, at, done)
            self._fresh, self._gone = set(), set()

    def _settle(
        self, clusters: Clusters, persons: Sequence[Judgement], touched: Iterable[str], at: str, done: Resolved
    ) -> set[str]:
        before = dict(clusters.redirects)
        moved = clusters.settle({*touched, *clusters.judge(persons)}, at)
        done.moves += [(clusters.scope, id, before.get(id, id), clusters.canonical(id)) for id in sorted(moved)]
        return moved

    def _recast(self, article: str) -> Iterator[Report]:
        for one in self._told.get(article, ()):
            yield recast(one, self._store.reference, self._entities.canonical, self._origin(article))

    def _origin(self, article: str) -> str:
        return sources.origin_id(self._shared.canonical(article))

    # what was written since

    def _notes(self) -> tuple[list[tuple[str, list[str]]], str, str]:
        """What was written since the last run; the name of that run; and what it began with beside the articles."""
        rows = self._store.read(f"MATCH (u:{UNRESOLVED}) RETURN u.id AS id, u.articles AS articles")
        last = self._store.read(f"MATCH (m:{META} {{id: 'resolution'}}) RETURN m.turn AS turn, m.inputs AS inputs")
        run = (str(last[0]["turn"]), str(last[0]["inputs"])) if last else ("", "")
        return [(row["id"], row["articles"]) for row in rows], *run

    def _finish(self, notes: Sequence[tuple[str, list[str]]], inputs: str) -> str:
        ids, turn = [id for id, _ in notes], uuid4().hex
        mark = f"MERGE (m:{META} {{id: 'resolution'}}) SET m.turn = $turn, m.inputs = $inputs"

        def close(tx: Tx) -> None:
            tx.run(mark, turn=turn, inputs=inputs).consume()
            tx.run(f"UNWIND $ids AS id MATCH (u:{UNRESOLVED} {{id: id}}) DELETE u", ids=ids).consume()

        self._store.transact(close)
        return turn

    def _load_all(self, done: Resolved, progress: Progress, *, save: bool) -> set[str]:
        self._stored.read_all()
        changed: set[str] = set()
        after, total = "", self._store.counts()["Article"]
        while rows := self._store.read(
            f"MATCH (l:{LEDGER}) WHERE l.id > $after WITH l ORDER BY l.id LIMIT {_PAGE} RETURN {_ROW}", after=after
        ):
            after = max(row["id"] for row in rows)
            changed |= self._take(rows, done, save=save)
            progress("comparing", len(changed), max(total, len(changed)))
        self._assume()
        return changed

    def _assume(self) -> None:
        """Begin with what is stored, so that what changes is known; all of it is decided again."""
        self._entities.redirects = self._stored.merged
        self._touched |= self._entities.redirects.keys()
        groups: dict[str, list[str]] = {}
        for id, origin in self._stored.origins.items():
            groups.setdefault(origin, []).append(id)
        for origin, articles in groups.items():
            head = next((id for id in articles if sources.origin_id(id) == origin), None)
            self._shared.redirects.update((id, head) for id in articles if head not in (None, id))
        for article, reports in self._told.items():
            told = ((one.id, self._stored.told(article, one.id)) for one in reports)
            self._events.redirects.update((id, incident) for id, incident in told if id != incident)

    def _load(self, articles: Sequence[str], done: Resolved, progress: Progress, *, save: bool) -> set[str]:
        changed: set[str] = set()
        for start in range(0, len(articles), _PAGE):
            ids = articles[start : start + _PAGE]
            rows = self._store.read(f"UNWIND $ids AS id MATCH (l:{LEDGER} {{id: id}}) RETURN {_ROW}", ids=ids)
            self._stored.read_again(ids)
            for id in sorted(self._hash.keys() & (set(ids) - {row["id"] for row in rows})):
                del self._hash[id]
                self._put(id, None)
                changed.add(id)
            for row in rows:
                self._stored.article(row)
            changed |= self._take([row for row in rows if self._hash.get(row["id"]) != row["hash"]], done, save=save)
            progress("comparing", start + len(ids), len(articles))
        return changed

    def _take(self, rows: Sequence[Mapping[str, Any]], done: Resolved, *, save: bool) -> set[str]:
        """Take in the records of these articles; makes and stores those that are not there yet."""
        found = {row["id"]: load(row["records"]) for row in rows if row["records"] is not None}
        lacking = {row["id"]: row["hash"] for row in rows if row["records"] is None}
        made = (
            {one.article.id: records(one, self._store.reference) for one in self._extractions(sorted(lacking))}
            if lacking
            else {}
        )
        if made and save:
            saved = [{"id": id, "hash": lacking[id], "records": dump(one)} for id, one in sorted(made.items())]
            query = (
                f"UNWIND $rows AS r MATCH (l:{LEDGER} {{id: r.id}}) SET l.records = r.records, l.records_of = r.hash"
            )
            self._store.transact(lambda tx: tx.run(query, rows=saved).consume())
        done.missing += len(lacking) - len(made)
        done.articles += len(rows)
        found |= made
        for row in rows:
            self._stored.article(row)
            self._hash[row["id"]] = row["hash"]
            self._put(row["id"], found.get(row["id"]))
        self._fresh |= self._origins.update([one.trace for one in found.values()])
        self._touched |= self._actors.update({id: one.sightings for id, one in found.items()})
        return {row["id"] for row in rows}

    def _put(self, id: str, one: Records | None) -> None:
        old = {report.id for report in self._told.pop(id, ())}
        for entity in self._met.pop(id, ()):
            self._meeting[entity].discard(id)
            self._touched.add(entity)
        if one is None:
            self._fresh |= self._origins.update((), [id])
            self._touched |= self._actors.update({id: ()})
        else:
            self._told[id] = one.reports
            self._met[id] = frozenset(seen.entity for seen in one.sightings)
            for entity in self._met[id]:
                self._meeting.setdefault(entity, set()).add(id)
                self._touched.add(entity)
        self._gone |= old - {report.id for report in self._told.get(id, ())}

    # what to store

    def _write(self, done: Resolved, reviews: Sequence[Review], progress: Progress) -> int:
        """Bring the graph to what was decided: redirects, reviews, the articles that they concern, origins, incidents, judgements.

        Returns how many articles were written again.
        """
        stored, profiles = self._stored, self._actors.profiles
        merged: dict[str, Merged] = {}
        links: dict[str, list[str]] = {}
        for id, to in self._entities.redirects.items():
            kind = profiles[to].kind if to in profiles else profiles[id].kind if id in profiles else None
            if kind is not None:
                merged[id] = Merged(to, kind, profiles[id].names if id in profiles else ())
                for article in self._meeting.get(id, ()):
                    links.setdefault(article, []).append(f"{id}>{to}")
        for one in reviews:
            if one.article in self._hash:
                links.setdefault(one.article, []).append(mark(one, self._entities.redirects))
        stored.set_redirects(merged)
        stored.set_reviews(reviews)
        again = 0
        for ids in stored.other_links({article: sorted(some) for article, some in links.items()}):
            written = [one.article for one in self._store.write(self._extractions(ids))]
            stored.wrote({article: sorted(links.get(article, ())) for article in written})
            again += len(written)
            progress("writing merged articles", again, again)
        done.rewritten += again
        stored.set_origins({id: self._origin(id) for id in self._told}, progress)
        stored.set_incidents(
            {id: {one.id: self._events.canonical(one.id) for one in some} for id, some in self._told.items()}, progress
        )
        stored.set_judgements(self._scopes, progress)
        return again


def _inputs(persons: Iterable[Judgement], reviews: Iterable[Review]) -> str:
    """What decides beside the articles: the rules, and what persons judged."""
    return digest(sources.BY, who.BY, events.BY, *sorted([*(j.id for j in persons), *(r.id for r in reviews)]))


def now() -> str:
    """This moment, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
