"""Full text search over entities, incidents, articles, claims and statements: the same on every engine.

The words are looked up in an index of our own beside the inbox (see docs/decisions), what is shown is read from the graph.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from neo4j.exceptions import DriverError, Neo4jError
from typing_extensions import TypedDict

from graph.bolt_store import Store
from graph.errors import StoreUnavailable
from graph.results import Total
from graph.search.follow import Progress, follow, state
from graph.search.hits import TYPES, Hit, shown
from graph.search.index import COUNTED_TO, FACETS, Filter, Index
from graph.search.words import Query, Term, folded, parse

__all__ = ["COUNTED_TO", "FACETS", "MAX_LIMIT", "MAX_OFFSET", "TYPES", "Filter", "Found", "Search"]

MAX_LIMIT, MAX_OFFSET, FACET_VALUES = 1000, COUNTED_TO, 50
_PATIENCE = 2.0  # seconds that a request waits for the index to catch up
_FAREWELL = 10.0  # seconds that the end waits for a look at the graph
_REST = 2.0  # seconds between two looks at the graph when nobody asks
_LONG, _SHARE = 0.25, 3  # a look that took longer, in seconds, is followed by a rest of so many times as long


_LOG = logging.getLogger(__name__)


class _Ended(Exception):
    """The search is closed while the index is being brought up to date."""


class FacetValue(TypedDict):
    """One value of a field and how many of what was found have it."""

    name: str
    label: str
    count: int


class Facet(TypedDict):
    """The values of one field, the commonest first."""

    label: str
    values: list[FacetValue]


class Found(TypedDict):
    """An answer. `corrected` gives for a word that is nowhere those that were looked for instead; `relaxed` tells that not all
    words are in one place, so that any of them was enough; `behind` that the index is still catching up with the graph.
    """

    limit: int
    offset: int
    total: Total
    results: list[Hit]
    facets: dict[str, Facet]
    corrected: dict[str, list[str]]
    relaxed: bool
    behind: bool


class Search:
    """The search over one store, with its index file. Safe to share between threads. `close` it at the end."""

    def __init__(self, store: Store, path: Path) -> None:
        self._read = store.read
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._index = Index(path)
        self._turn = threading.Lock()
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._followed = threading.Condition()
        self._resting = False
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        """End the thread that follows the graph, and close the file.

        A thread that waits for a database which neither answers nor hangs up is left behind, with its file.
        """
        self._ended.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(_FAREWELL)
            if self._thread.is_alive():
                return
        self._index.close()

    def catch_up(self, progress: Progress = lambda *_: None) -> None:
        """Bring the index to what the graph holds now. Raises StoreUnavailable."""
        with self._turn, self._usable():
            while follow(self._read, self._index, progress) and not self._ended.is_set():
                pass

    def start(self) -> None:
        """Follow the graph from now on in a thread, so that no request has to do it."""
        self._thread = threading.Thread(target=self._follow, name="search index", daemon=True)
        self._thread.start()

    def find(
        self, q: str, where: Filter | None = None, *, facets: Sequence[str] = (), limit: int = 25, offset: int = 0
    ) -> Found:
        """The best matches. Exact names first; nothing is served that the graph has not. Raises StoreUnavailable."""
        with self._usable():
            return self._find(q, where or Filter(), facets, limit, offset)

    def _find(self, q: str, where: Filter, facets: Sequence[str], limit: int, offset: int) -> Found:
        behind = not self._ready()
        query, corrected = self._mend(parse(q))
        answer: Found = {
            "limit": limit,
            "offset": offset,
            "total": {"value": 0, "relation": "eq"},
            "results": [],
            "facets": {},
            "corrected": corrected,
            "relaxed": False,
            "behind": behind,
        }
        if not query.terms:
            return answer
        every = True
        total = self._index.count(query, where, every=True)
        if total == 0 and len(query.terms) > 1:
            every = False
            total = self._index.count(query, where, every=False)
            answer["relaxed"] = total > 0
        answer["total"] = {"value": min(total, COUNTED_TO), "relation": "gte" if total > COUNTED_TO else "eq"}
        exact = self._index.named(_names(q, query))
        rows = self._index.find(query, where, exact, every=every, limit=limit, offset=offset)
        answer["results"] = shown(self._read, rows, query.terms)
        answer["behind"] |= len(answer["results"]) < len(rows)
        for name in facets:
            values = self._index.facet(name, query, where, every=every, limit=FACET_VALUES)
            answer["facets"][name] = {
                "label": name.capitalize(),
                "values": [{"name": value, "label": value.replace("_", " "), "count": n} for value, n in values],
            }
        return answer

    def _mend(self, query: Query) -> tuple[Query, dict[str, list[str]]]:
        """Words that are nowhere are replaced by those that may be meant."""
        terms, corrected = [], {}
        for term in query.terms:
            terms.append(term)
            bare, known = _bare(term), term.phrase or self._index.known(term)
            if term.phrase:
                continue
            if known and not bare:
                terms[-1] = replace(term, also=self._index.alike(term.words[0]))
                continue
            if near := self._index.near(term.words[0], bare=bare):
                corrected[term.given] = list(near)
                terms[-1] = replace(term, near=(*near, *term.words) if known else near)
        return replace(query, terms=tuple(terms)), corrected

    def _ready(self) -> bool:
        """Whether the index is up to date; waits a little for it."""
        if self._current():
            return True
        if self._thread is None:
            self.catch_up()
            return True
        if self._resting:
            return False
        with self._followed:
            self._wanted.set()
            return self._followed.wait_for(self._current, _PATIENCE)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            reason = (
                f"the search index {self._index.path} cannot be used ({error}); it may be deleted: it is made again"
            )
            raise StoreUnavailable(reason) from error

    def _go_on(self, *_: object) -> None:
        if self._ended.is_set():
            raise _Ended

    def _current(self) -> bool:
        return state(self._read) == self._index.state()

    def _follow(self) -> None:
        while not self._ended.is_set():
            self._wanted.clear()
            begun = time.monotonic()
            try:
                self.catch_up(self._go_on)
            except _Ended:
                return
            except (
                StoreUnavailable,
                Neo4jError,
                DriverError,
            ) as error:  # it comes back, and requests say so themselves
                _LOG.warning("the search index waits: %s", error)
            took = time.monotonic() - begun
            self._resting = took > _LONG
            with self._followed:
                self._followed.notify_all()
            if self._resting:  # a graph that never stops changing must not cost all the time that there is
                self._ended.wait(_SHARE * took)
                self._resting = False
            self._wanted.wait(_REST)


def _names(q: str, query: Query) -> set[str]:
    """The whole names that a query may be: as typed, and as mended."""
    mended = [term.near[:3] if term.near else (" ".join(term.words),) for term in query.terms]
    names = {folded(q)}
    if len(mended) <= 6:
        some = [""]
        for words in mended:
            some = [f"{before} {word}".strip() for before in some for word in words][:200]
        names |= set(some)
    return names - {""}


def _bare(term: Term) -> bool:
    """Whether a word was typed in a script that writes no vowels."""
    return any("\u0590" <= letter <= "\u08ff" for letter in term.given)
