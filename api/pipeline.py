"""Inbox → extraction → graph → done: what is left to do is read from the inbox, so a kill at any moment costs nothing.

    received   ──extract──►  extracted  ──write──►  written        (each arrow noted in the inbox after it happened)
        └──────failed──────────┴──────────────────►  quarantined

One process at a time does this work for a data directory; others wait for it, and then mostly find their own work done.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from api.judging import read_journal
from api.locks import one_at_a_time
from graph.bolt_store import Outcome, Store
from graph.project import project
from graph.resolution import STEPS, Resolved, Resolver
from loaders.failure import Failure
from loaders.inbox import Inbox
from loaders.pool import Pool
from schema.records import Article, Extraction

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

WRITE_BATCH = 100
_KEEP_SECONDS = 1.0
_PAGE = 32


def no_progress(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Pipeline:
    """Does the work that an inbox holds. The pool's processes start only if there is something to extract."""

    def __init__(self, inbox: Inbox, store: Store, pool: Pool, *, progress: Progress = no_progress) -> None:
        self.inbox, self.store, self.pool, self.progress = inbox, store, pool, progress
        self._resolver = Resolver(store, inbox.extractions, inbox.path.with_name("resolution.state"))
        self._lock = inbox.path.with_name("pipeline.lock")

    def run(self) -> None:
        """Do all of it, what others deliver meanwhile included; then bring the relation edges up to date."""
        with self._alone():
            self._catch_up()
            self._work()

    def rebuild(self, extractor: str, version: str) -> tuple[int, int]:
        """Empty the graph and write everything again; what another version of `extractor` made is extracted again.

        Returns (extracted again, taken as kept). Killed in between, `run` finishes it.
        """
        with self._alone():
            found = self.inbox.rewind(extractor=extractor, version=version)
            self.store.clear(rebuild=True)
            self.store.init()
            self.store.recovering(True)  # what the graph did not have is known since it came in
            self._work()
            return found

    def remember(self) -> None:
        """Keep what was compared for the next process; costs in proportion to the graph, so not after every article."""
        with self._alone():
            self._resolver.remember()

    def _alone(self) -> AbstractContextManager[None]:
        return one_at_a_time(self._lock, lambda: self.progress("waiting for another Marsad process", 0, 0))

    def _work(self) -> None:
        while True:
            self._write()
            if not self._extract():
                break
        self._settle()
        if self.store.recovering():
            self.store.recovering(False)

    def resolve(self, only: Sequence[str] = STEPS, *, dry_run: bool = False) -> Resolved:
        """Decide anew what is one with what, by the rules and by what persons judged, and bring the graph to it."""
        with self._alone():
            if dry_run:
                journal = read_journal(self.inbox)
                return Resolver(self.store, self.inbox.extractions).run(
                    journal.active(), journal.reviewed(), only=only, dry_run=True, progress=self.progress
                )
            return self._settle(only, anew=True)

    def _settle(self, only: Sequence[str] = STEPS, *, anew: bool = False) -> Resolved:
        journal = read_journal(self.inbox)
        found = self._resolver.run(journal.active(), journal.reviewed(), only=only, anew=anew, progress=self.progress)
        project(self.store, progress=lambda n: self.progress("relations", n, n))
        return found

    def _catch_up(self) -> None:
        """If the graph holds fewer articles than the inbox believes (it was lost or is another one), write them again."""
        if self.store.counts().get("Article", 0) < self.inbox.written_articles():
            self.store.recovering(True)
            self.inbox.rewind()

    def _extract(self) -> bool:
        """Extract what was received and write it as it comes; False when there was nothing."""
        total, done = self.inbox.counts()["received"], 0
        kept = time.monotonic()
        results: list[tuple[int, Extraction | Failure]] = []
        for result in self.pool.extract_all(self._received()):
            results.append(result)
            done += 1
            self.progress("extracting", done, max(done, total))
            if len(results) >= WRITE_BATCH or time.monotonic() - kept > _KEEP_SECONDS:
                self.inbox.keep(results)
                results = []
                self._write()
                kept = time.monotonic()
        if results:
            self.inbox.keep(results)
        return done > 0

    def _received(self) -> Iterator[tuple[int, Article]]:
        after = 0
        while page := self.inbox.to_extract(_PAGE, after=after):
            for turn, id, article in page:
                after = turn
                yield id, article

    def _write(self) -> None:
        """Write what is extracted; noted in the inbox only after the commit in the graph."""
        total, done = self.inbox.counts()["extracted"], 0
        while batch := self.inbox.to_write(WRITE_BATCH):
            self.inbox.mark_written(self._write_batch(batch))
            done += len(batch)
            self.progress("writing", done, max(done, total))

    def _received_at(self, batch: Sequence[tuple[int, Extraction]]) -> dict[str, str]:
        """When the articles of a batch came in: since then they are known, though the graph that knew them is lost."""
        entries = self.inbox.state_of([id for id, _ in batch])
        return {extraction.article.id: entries[id].received for id, extraction in batch}

    def _write_batch(self, batch: Sequence[tuple[int, Extraction]]) -> list[tuple[int, Failure | None]]:
        results: list[tuple[int, Failure | None]] = []
        received = self._received_at(batch) if self.store.recovering() else None
        written = self.store.write((extraction for _, extraction in batch), batch=WRITE_BATCH, received=received)
        for (id, extraction), result in zip(batch, written, strict=True):
            assert result.article == extraction.article.id, "the store answers in the order of the articles"
            failed = result.outcome is Outcome.failed
            results.append((id, Failure(result.error, "WriteFailed") if failed else None))
        return results
