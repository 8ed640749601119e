"""What would be extracted from an article, before anything is stored: for those who load articles by hand."""

import threading

from api.problems import Problem, Refused
from api.settings import Settings
from loaders.failure import Failure
from loaders.pool import Pool
from loaders.sources.jsonl import read_line
from schema.errors import InvalidData
from schema.records import Extraction

WAIT_SECONDS = 30.0
QUIET_SECONDS = 60.0


class Preview:
    """Extracts one article at a time in a process of its own, which starts when first needed and ends after a quiet while."""

    def __init__(self, settings: Settings) -> None:
        self._pool = Pool(1, seconds=settings.article_seconds, reference=settings.reference)
        self._turn = threading.Lock()
        self._quiet: threading.Timer | None = None

    def close(self) -> None:
        """End the process."""
        if self._quiet is not None:
            self._quiet.cancel()
        self._pool.close()

    def look(self, raw: bytes, *, explain: bool) -> tuple[Extraction, str | None]:
        """The extraction of an article (a JSON object as in a line of JSON lines) and, on demand, the reasons in words.

        Blocks. Raises InvalidData for an article that cannot be taken, Refused when too many others are waiting.
        """
        article = read_line(raw, "posted", "the request")[0].article
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            busy = "others are being looked at; try again soon"
            raise Refused(Problem(429, "Too many previews", busy, {"Retry-After": "2"}))
        try:
            if self._quiet is not None:
                self._quiet.cancel()
            found = self._pool.extract(article)
            why = self._pool.explain(article) if explain and isinstance(found, Extraction) else None
        finally:
            self._quiet = threading.Timer(QUIET_SECONDS, self._rest)
            self._quiet.daemon = True
            self._quiet.start()
            self._turn.release()
        if isinstance(found, Failure):
            raise InvalidData(f"it cannot be extracted: {found.reason} ({found.error})")
        return found, why if isinstance(why, str) else None

    def _rest(self) -> None:
        if self._turn.acquire(blocking=False):  # else somebody looks, and a new timer follows
            try:
                self._pool.rest()
            finally:
                self._turn.release()
