"""The store over the official driver, for both engines: open, init, write, delete, count, hash."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import msgspec
from neo4j.exceptions import DriverError, Neo4jError

from graph import articles, clock, commitments, cypher, entities, history, ties
from graph.changes import ChangeLog, begin_rebuild, change
from graph.connection import Connection
from graph.embedded import Endpoint
from graph.errors import NewerModel, StoreUnavailable
from graph.hashing import canonical_hash
from graph.prepared import Prepared
from graph.resolve import reviews as rulings
from graph.resolve.relink import applied, relink
from graph.resolve.reviews import Review
from graph.rows import extraction_hash, prepare
from graph.server_http import sql
from graph.version import mark
from schema.errors import InvalidData
from schema.ids import digest
from schema.model import Model, load_model
from schema.records import Extraction
from schema.reference import Reference, load_reference

CHECKED_AT_ONCE = 1000  # articles whose ledger rows are read in one query
WAIT_SECONDS = 1.0  # a slow source is not kept waiting for a full round of them


class Outcome(StrEnum):
    """What became of one article."""

    created = "created"
    updated = "updated"
    unchanged = "unchanged"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class Written:
    """The result of one article, given only after its commit. `error` says why where the outcome is `failed`."""

    article: str
    outcome: Outcome
    error: str = ""


class Store:
    """An open database. Safe to share between threads; a lost connection is repaired through `ensure`."""

    def __init__(
        self, connection: Connection, model: Model, reference: Reference | None, log: ChangeLog | None = None
    ) -> None:
        self._connection = connection
        self.log = log or ChangeLog()
        self.model = model
        self._reference = reference

    @classmethod
    def open(
        cls,
        endpoint: Endpoint,
        *,
        ensure: Callable[[], Endpoint] | None = None,
        model: Model | None = None,
        reference: Reference | None = None,
        log: ChangeLog | None = None,
    ) -> Self:
        """Connect and check the log-in. `ensure` (of Embedded) starts a dead server again and gives its address."""
        connection = Connection(endpoint, ensure)
        try:
            connection.check()
        except BaseException:
            connection.close()
            raise
        return cls(connection, model or load_model(), reference, log)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    @property
    def endpoint(self) -> Endpoint:
        """Where the database is now."""
        return self._connection.endpoint

    @cached_property
    def reference(self) -> Reference:
        """The reference data, loaded when it is first needed: reading the graph does not need it."""
        return self._reference or load_reference()

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return entities.reference_kinds(self.reference)

    def read(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Rows of a reading query of our own; never hand it a user's text (that is `graph.guard`)."""
        return self._connection.read(query, parameters)

    def transact(self, work: Callable[[entities.Tx], Any]) -> Any:
        """Run `work` in one transaction, again from the start if need be, so it must find its own traces."""

        def marked(tx: entities.Tx) -> Any:
            result = work(tx)
            mark(tx)
            return result

        return self._connection.write(marked)

    def init(self) -> None:
        """Make constraints and indexes where they are missing, and note the model's version. Raises NewerModel.

        A clearing that was killed is finished first.
        """
        self._finish_clearing()
        found = self.model_version()
        if found > self.model.version:
            raise NewerModel(
                f"the database at {self.endpoint.bolt_uri} was written with model {found}, this program knows "
                f"{self.model.version}; use the newer Marsad, or rebuild into another data directory"
            )
        declared = digest(
            *cypher.constraints(self.model), *cypher.typed_properties(self.model), *cypher.indexes(self.model)
        )
        if found == self.model.version and self._declared() == declared:
            return
        for statement in cypher.constraints(self.model):
            self._connection.declare(statement)
        if self.endpoint.embedded:
            for statement in cypher.typed_properties(self.model):
                sql(self.endpoint, statement)
        for statement in cypher.indexes(self.model):
            self._connection.declare(statement)
        if found:
            ties.make_missing(self.read, self.transact, self.model.relations)
        if 0 < found < 3:
            commitments.adopt(self.transact)
        note = f"MERGE (m:{cypher.META} {{id: 'model'}}) SET m.version = $version, m.declared = $declared"
        self.transact(lambda tx: tx.run(note, version=self.model.version, declared=declared).consume())

    def _declared(self) -> str | None:
        """Which constraints and indexes the database was given, as a digest: they grow without the model's version."""
        rows = self.read(f"MATCH (m:{cypher.META} {{id: 'model'}}) RETURN m.declared AS declared")
        return rows[0]["declared"] if rows else None

    def model_version(self) -> int:
        """The version of the model in the database; 0 when it is empty."""
        rows = self.read(f"MATCH (m:{cypher.META} {{id: 'model'}}) RETURN m.version AS version")
        return int(rows[0]["version"]) if rows else 0

    def write(
        self, extractions: Iterable[Extraction], *, batch: int = 100, received: Mapping[str, str] | None = None
    ) -> Iterator[Written]:
        """Store extractions, lazily and in order, one result each after its commit; relation edges need `project()` after.

        Known and identical ones are `unchanged` and write nothing; one article that cannot be stored is `failed` and
        stops no other. Each article is stored wholly or not at all. New ones are known from now on, or since they were
        `received` (by article), for a graph that was lost.
        """
        _ = self._kinds  # damaged reference data stops the run here, and not article by article
        if self._finish_clearing():
            self.init()
        for some in _rounds(extractions):
            known = self._ledger([one.article.id for one in some])
            reviews = self._reviews([one.article.id for one in some])
            said = [rulings.reviewed(one, reviews.get(one.article.id, ())) for one in some]
            redirects, kinds = self._redirects(said)
            told, results = 0, dict[int, Written]()
            ready: list[tuple[int, Prepared]] = []
            for at, one in enumerate(some):
                id = one.article.id
                ruled = reviews.get(id, [])
                try:
                    hash = extraction_hash(one, self.model)
                    marks = [rulings.mark(review, redirects) for review in ruled]
                    merged, row = sorted([*applied(one, redirects), *marks]), known.get(id)
                    if row is not None and (row["hash"], row["redirects"]) == (hash, merged):
                        results[at] = Written(id, Outcome.unchanged)
                    else:
                        linked = relink(said[at], redirects, kinds)
                        origin = row["origin"] if row else None
                        rows = prepare(linked, self.model, kinds, hash, redirects=merged, origin=origin, reviews=ruled)
                        ready.append((at, rows))
                except (InvalidData, ValueError) as error:  # ValueError: text that UTF-8 cannot hold
                    results[at] = Written(id, Outcome.failed, str(error))
            for start in range(0, len(ready), batch):
                part = ready[start : start + batch]
                for (at, _), written in zip(
                    part, self._store([one for _, one in part], known, received or {}), strict=True
                ):
                    results[at] = written
                while told in results:  # what is committed is told at once, in order
                    yield results.pop(told)
                    told += 1
            yield from (results[at] for at in range(told, len(some)))

    def recovering(self, begin: bool | None = None) -> bool:
        """Whether a graph that was lost is being written again, which lasts beyond a kill; `begin` sets or ends it."""
        mark = f"(m:{cypher.META} {{id: 'recovery'}})"
        if begin is not None:
            query = f"MERGE {mark}" if begin else f"MATCH {mark} DELETE m"
            self.transact(lambda tx: tx.run(query).consume())
            return begin
        return bool(self.read(f"MATCH {mark} RETURN m.id AS id"))

    def delete_article(self, id: str) -> bool:
        """Remove an article and all that came from it alone; False when it was not there. `project()` after."""
        return bool(self.transact(lambda tx: articles.delete(tx, id, clock.now(), self.log)))

    def clear(self, *, rebuild: bool = False) -> None:
        """Remove everything but the constraints and the change log, which tells of it; or of the end of a `rebuild`.

        If it is killed, whoever opens or writes next finishes it: a graph that is half there is never built upon.
        """
        if rebuild:
            begin_rebuild(self.transact)
            history.hold_all(self.transact)

        def begin(tx: entities.Tx) -> None:
            if not rebuild:
                self.log.append(tx, [change("cleared", "graph", "graph", None, [], None, None)])
            tx.run(f"MERGE (m:{cypher.META} {{id: 'clearing'}}) SET m.rebuild = $rebuild", rebuild=rebuild).consume()

        self.transact(begin)
        self._empty(rebuild=rebuild)

    def _empty(self, *, rebuild: bool) -> None:
        kept = {*cypher.PAST.values(), cypher.HELD} if rebuild else set()
        labels = [label for label in cypher.unique_labels(self.model) if label not in kept]
        labels.sort(key=lambda label: label == cypher.META)  # the mark that it is going on stays to the last
        for label in labels:
            query = f"MATCH (n:{label}) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
            while self.transact(_run(query))[0]["n"]:
                pass

    def _finish_clearing(self) -> bool:
        """Go on with a clearing that was killed; whether there was one."""
        rows = self.read(f"MATCH (m:{cypher.META} {{id: 'clearing'}}) RETURN m.rebuild AS rebuild")
        if rows:
            self._empty(rebuild=rows[0]["rebuild"])
        return bool(rows)

    def counts(self) -> dict[str, int]:
        """Nodes by kind."""
        return {
            name: int(self.read(f"MATCH (n:{name}) RETURN count(n) AS n")[0]["n"])
            for name in dict.fromkeys([*self.model.kinds])
        }

    def canonical_hash(self) -> str:
        """A hash of all nodes and edges by our ids and properties, whatever the order of loading, without volatile times."""
        return canonical_hash(self.read, self.model)

    def _ledger(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        query = (
            f"UNWIND $ids AS id MATCH (l:{cypher.LEDGER} {{id: id}}) "
            "RETURN l.id AS id, l.hash AS hash, l.redirects AS redirects, l.origin AS origin"
        )
        return {row["id"]: row for row in self.read(query, ids=ids)}

    def _reviews(self, ids: list[str]) -> dict[str, list[Review]]:
        """What persons ruled on claims of these articles, by article."""
        query = f"UNWIND $ids AS id MATCH (r:{cypher.REVIEW} {{article: id}}) RETURN r.review AS review ORDER BY r.id"
        found: dict[str, list[Review]] = {}
        for row in self.read(query, ids=ids):
            one = msgspec.json.decode(row["review"], type=Review)
            found.setdefault(one.article, []).append(one)
        return found

    def _redirects(self, some: Iterable[Extraction]) -> tuple[dict[str, str], Mapping[str, str]]:
        """Which of the articles' entities were merged into which, and the kinds of known and of canonical entities."""
        ids = sorted({entity.id for one in some for entity in one.entities})
        query = (
            f"UNWIND $ids AS id MATCH (r:{cypher.REDIRECT} {{id: id}}) RETURN r.id AS id, r.to AS to, r.kind AS kind"
        )
        rows = self.read(query, ids=ids)
        return {row["id"]: row["to"] for row in rows}, {**{row["to"]: row["kind"] for row in rows}, **self._kinds}

    def _store(self, ready: list[Prepared], known: Mapping[str, object], received: Mapping[str, str]) -> list[Written]:
        """Write one batch in one transaction; if that fails for a reason of its own, article by article."""
        now = clock.now()
        try:
            self.transact(lambda tx: articles.write(tx, ready, self.model, self.reference, now, self.log, received))
        except StoreUnavailable:
            raise
        except (Neo4jError, DriverError, InvalidData, ValueError) as error:
            if len(ready) > 1:
                return [written for one in ready for written in self._store([one], known, received)]
            return [Written(ready[0].article, Outcome.failed, f"{type(error).__name__}: {error}")]
        return [Written(a.article, Outcome.updated if a.article in known else Outcome.created) for a in ready]


def _run(query: str) -> Callable[[entities.Tx], list[dict[str, Any]]]:
    return lambda tx: tx.run(query).data()


def _rounds(extractions: Iterable[Extraction]) -> Iterator[list[Extraction]]:
    """Lists of extractions to be looked up together: none has an article twice, and a slow source makes short ones."""
    some: list[Extraction] = []
    ids: set[str] = set()
    begun = time.monotonic()
    for one in extractions:
        full = len(some) >= CHECKED_AT_ONCE or time.monotonic() - begun > WAIT_SECONDS
        if some and (full or one.article.id in ids):
            yield some
            some, ids = [], set()
        if not some:
            begun = time.monotonic()
        some.append(one)
        ids.add(one.article.id)
    if some:
        yield some
