"""Articles that come in over HTTP: into the inbox at once, then through the pipeline in one thread behind the server.

The language model lives in a process of its own, which starts with the first article and ends after a quiet while.
"""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from api.judging import decide, rule, take_back
from api.pipeline import Pipeline
from api.settings import Settings
from graph.bolt_store import Store
from graph.resolve.judgements import Judgement, Verdict
from graph.resolve.reviews import Review, Ruling
from graph.reviewing import Wanted
from loaders.inbox import Entry, Inbox, Receipt
from loaders.pool import Pool
from loaders.sources.jsonl import read_line

QUIET_SECONDS = 120.0


class Intake:
    """Takes articles in and works on them. Safe to share between threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.inbox = Inbox(
            settings.inbox, floor_bytes=settings.disk_floor_bytes, floor_percent=settings.disk_floor_percent
        )
        self._pool = Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference)
        self._store = store
        self._pipeline = Pipeline(self.inbox, store, self._pool)
        self._thread = ThreadPoolExecutor(1, "pipeline")
        self._lock = threading.Lock()
        self._next: Future[None] | None = None
        self._quiet: threading.Timer | None = None
        if any(self.inbox.counts()[state] for state in ("received", "extracted")):
            self.work()

    def close(self) -> None:
        """Stop working; what is not done stays in the inbox for the next start."""
        with self._lock:
            if self._quiet is not None:
                self._quiet.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._pool.close()
        self._thread.shutdown(wait=True)
        self.inbox.close()

    def receive(self, raw: bytes) -> Receipt:
        """Store one article, a JSON object as in a line of JSON lines; acknowledged when this returns."""
        delivery, _, _ = read_line(raw, "posted", "the request")
        return self.inbox.receive([delivery])[0]

    def judge(
        self, verdict: Verdict, one: str, other: str | None, *, by: str, because: list[str]
    ) -> tuple[Judgement, ...]:
        """Write down what a person judged; `work` then brings the graph to it."""
        return decide(self._store, self.inbox, verdict, one, other, by=by, because=because)

    def rule(self, claim: str, ruling: Ruling, wanted: Wanted | None, *, by: str, because: list[str]) -> Review | None:
        """Write down what a person said of a claim; `work` then brings the graph to it."""
        return rule(self._store, self.inbox, claim, ruling, wanted, by=by, because=because)

    def take_back(self, id: str, *, by: str) -> None:
        """Write down that a person takes an act back."""
        take_back(self.inbox, id, by=by)

    def entry(self, id: int) -> Entry:
        """Where an entry is on its way."""
        return self.inbox.entry(str(id))

    def work(self) -> "Future[None]":
        """Let the pipeline run once more; the future is done when all that is in the inbox by now is in the graph."""
        with self._lock:
            if self._next is None:
                self._next = self._thread.submit(self._run)
            return self._next

    def _run(self) -> None:
        with self._lock:
            self._next = None  # what comes from here on may be too late for this run
            if self._quiet is not None:
                self._quiet.cancel()
        try:
            self._pipeline.run()
        finally:
            with self._lock:
                self._quiet = threading.Timer(QUIET_SECONDS, self._rest)
                self._quiet.daemon = True
                self._quiet.start()

    def _rest(self) -> None:
        with self._lock:
            if self._next is None:
                self._pool.rest()
                with suppress(RuntimeError):  # it is being closed
                    self._thread.submit(self._pipeline.remember)
