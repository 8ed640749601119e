"""The search index: one SQLite file with an FTS5 table, derived from the graph and the same for every engine.

It may be deleted at any time. Several processes may use it; every method is one transaction. Texts are held as folded
words (`graph.search.words`), so that the tokenizer has nothing to decide.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.resolve.names import consonants, skeleton
from graph.search.words import Query, Term
from schema.sqlite_file import connect

FORM = 2  # of the tables; another one is thrown away
NAME_WEIGHT, BODY_WEIGHT = 3.0, 1.0
COUNTED_TO = 10_000  # matches beyond are not counted
ALIKE_FROM = 6  # letters
NEAR = 8  # words at most that stand in for one that is nowhere
FACETS = {"type": "type", "kind": "kind", "country": "country", "outlet": "outlet", "year": "substr(day, 1, 4)"}
_TABLES = """
CREATE TABLE doc (
    number INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, article TEXT, kind TEXT, country TEXT, outlet TEXT,
    day TEXT, weight INTEGER NOT NULL, version TEXT, UNIQUE (type, id)
);
CREATE INDEX doc_article ON doc (article);
CREATE TABLE alias (name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (name, number)) WITHOUT ROWID;
CREATE INDEX alias_number ON alias (number);
CREATE TABLE mention (article TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (article, entity)) WITHOUT ROWID;
CREATE TABLE unsettled (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, skeleton TEXT NOT NULL, consonants TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX word_skeleton ON word (skeleton);
CREATE INDEX word_consonants ON word (consonants);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5(names, body, tokenize = 'ascii', prefix = '3');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(text, row);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """What can be found. `names` and `body` are folded; `exact` are the folded whole names that come first when asked for."""

    type: str
    id: str
    names: str
    body: str = ""
    article: str | None = None
    kind: str | None = None
    country: str | None = None
    outlet: str | None = None
    day: str | None = None
    weight: int = 0
    version: str | None = None
    exact: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which documents; `start` and `end` are ISO days, the end exclusive."""

    types: Sequence[str] = ()
    kinds: Sequence[str] = ()
    country: str | None = None
    outlet: str | None = None
    start: str | None = None
    end: str | None = None


class Index:
    """An open index file. Safe to share between threads: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self.close()  # a damaged file: nothing is lost with it
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            self._prepare()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for one in self._all:
                one.close()
            self._all.clear()
            self._local = threading.local()

    def state(self) -> str | None:
        """The state of the graph that the index has caught up with."""
        row = self._db.execute("SELECT value FROM state WHERE name = 'graph'").fetchone()
        return row[0] if row else None

    def change(self) -> int | None:
        """The number of the last change of the graph that the index has seen."""
        row = self._db.execute("SELECT value FROM state WHERE name = 'change'").fetchone()
        return int(row[0]) if row else None

    def set_state(self, value: str, change: int, unsettled: Mapping[str, Iterable[str]]) -> None:
        """Note the state that is reached, and by type what is to be looked at again next time."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO state VALUES ('graph', ?), ('change', ?)", (value, str(change)))
            db.execute("DELETE FROM unsettled")
            rows = [(type, id) for type, ids in unsettled.items() for id in ids]
            db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?, ?)", rows)

    def unsettled(self, type: str) -> set[str]:
        """What of a type is to be looked at again."""
        return {id for (id,) in self._db.execute("SELECT id FROM unsettled WHERE type = ?", (type,))}

    def versions(self, type: str, ids: Iterable[str] | None = None) -> dict[str, str]:
        """Version by id of all documents of a type, or of these."""
        if ids is None:
            return dict(self._db.execute("SELECT id, version FROM doc WHERE type = ?", (type,)))
        asked = "SELECT id, version FROM doc WHERE type = ? AND id = ?"
        return {id: version for one in ids for id, version in self._db.execute(asked, (type, one))}

    def size(self, type: str) -> int:
        """How many documents of a type there are."""
        return int(self._db.execute("SELECT count(*) FROM doc WHERE type = ?", (type,)).fetchone()[0])

    def mentioned(self, articles: Iterable[str]) -> set[str]:
        """The entities that these articles mention, as the index knows it."""
        asked = "SELECT entity FROM mention WHERE article = ?"
        return {id for article in articles for (id,) in self._db.execute(asked, (article,))}

    def put_articles(self, articles: Mapping[str, Sequence[Doc]], mentions: Mapping[str, Iterable[str]]) -> None:
        """Replace articles with all that they contain; one without documents is removed."""
        with self._write() as db:
            for article, docs in articles.items():
                _delete(db, "article = ?", article)
                db.execute("DELETE FROM mention WHERE article = ?", (article,))
                rows = [(article, entity) for entity in mentions.get(article, ())]
                db.executemany("INSERT OR IGNORE INTO mention VALUES (?, ?)", rows)
                _insert(db, docs)

    def put(self, type: str, docs: Iterable[Doc], gone: Iterable[str] = ()) -> None:
        """Replace single documents of one type and remove others."""
        docs = list(docs)
        with self._write() as db:
            for id in gone:
                _delete(db, "type = ? AND id = ?", type, id)
            _insert(db, docs)

    # reading

    def known(self, term: Term) -> bool:
        """Whether any document has this word, or one that begins with it where that is allowed."""
        word, top = term.words[0], term.words[0] + "\x7f" if term.prefix else term.words[0]
        asked = "SELECT 1 FROM vocabulary WHERE term >= ? AND term <= ? LIMIT 1"
        return self._db.execute(asked, (word, top)).fetchone() is not None

    def alike(self, word: str) -> tuple[str, ...]:
        """Other words of the index that sound the same: Taleban and Taliban, Peshavar and Peshawar. Only long words are sure to."""
        if len(word) < ALIKE_FROM:
            return ()
        asked = "SELECT word FROM word WHERE skeleton = ? AND word <> ? ORDER BY word LIMIT ?"
        return tuple(one for (one,) in self._db.execute(asked, (skeleton(word), word, NEAR)))

    def near(self, word: str, *, bare: bool) -> tuple[str, ...]:
        """Words of the index that may be meant: those that sound alike, else those a slip away, the nearest and commonest first.

        `bare` is for words from scripts that write no vowels: then the consonants must agree.
        """
        sounds = skeleton(word)
        if bare:
            rows = self._db.execute("SELECT word FROM word WHERE consonants = ?", (_bare(sounds),))
            found = {one: 0.0 for (one,) in rows}
        else:
            rows = self._db.execute("SELECT word FROM word WHERE skeleton = ?", (sounds,))
            found = {one: 0.5 for (one,) in rows}
            if len(word) >= 4 and not word.isdigit():
                far = 1 if len(word) < 8 else 2
                some = [
                    one
                    for (one,) in self._db.execute(
                        "SELECT word FROM word WHERE length(word) BETWEEN ? AND ?", (len(word) - far, len(word) + far)
                    )
                ]
                for one, distance, _ in process.extract(word, some, scorer=OSA.distance, score_cutoff=far, limit=None):
                    found[one] = min(found.get(one, 9.0), float(distance))
        count = "SELECT doc FROM vocabulary WHERE term = ?"
        told = {one: row[0] for one in found if (row := self._db.execute(count, (one,)).fetchone())}
        least = min((found[one] for one in told), default=0.0)
        best = sorted(
            (one for one in told if found[one] <= max(least, 0.5)), key=lambda one: (found[one], -told[one], one)
        )
        return tuple(best[:NEAR])

    def named(self, names: Iterable[str]) -> set[int]:
        """The documents that have one of these as a whole name."""
        asked = "SELECT number FROM alias WHERE name = ?"
        return {number for name in names for (number,) in self._db.execute(asked, (name,))}

    def find(
        self, query: Query, where: Filter, exact: Iterable[int], *, every: bool, limit: int, offset: int
    ) -> list[dict[str, Any]]:
        """type, id, score, exact … of the best documents: exact names first, then by BM25, then the latest."""
        conditions, values = _conditions(where)
        first = ",".join(map(str, sorted(exact))) or "NULL"
        rows = self._db.execute(
            f"""
            SELECT doc.type, doc.id, doc.article, doc.kind, doc.country, doc.outlet, doc.day, doc.number IN ({first}) AS exact,
                   -bm25(text, {NAME_WEIGHT}, {BODY_WEIGHT}) AS score
            FROM text CROSS JOIN doc ON doc.number = text.rowid WHERE text MATCH ? {conditions}
            ORDER BY exact DESC, CASE WHEN exact THEN weight ELSE 0 END DESC, round(score, 6) DESC, day DESC, type, id
            LIMIT ? OFFSET ?""",
            (match(query, every=every), *values, limit, offset),
        )
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def count(self, query: Query, where: Filter, *, every: bool) -> int:
        """How many documents are found; `COUNTED_TO` + 1 for more."""
        conditions, values = _conditions(where)
        join = "CROSS JOIN doc ON doc.number = text.rowid" if conditions else ""
        asked = (
            f"SELECT count(*) FROM (SELECT 1 FROM text {join} WHERE text MATCH ? {conditions} LIMIT {COUNTED_TO + 1})"
        )
        return int(self._db.execute(asked, (match(query, every=every), *values)).fetchone()[0])

    def facet(self, name: str, query: Query, where: Filter, *, every: bool, limit: int) -> list[tuple[str, int]]:
        """(value, documents) of one field over all that is found, the commonest first."""
        conditions, values = _conditions(where)
        rows = self._db.execute(
            f"""
            SELECT {FACETS[name]} AS value, count(*) AS n FROM text CROSS JOIN doc ON doc.number = text.rowid
            WHERE text MATCH ? AND value IS NOT NULL {conditions} GROUP BY value ORDER BY n DESC, value LIMIT ?""",
            (match(query, every=every), *values, limit),
        )
        return [(str(value), int(n)) for value, n in rows]

    # inside

    @property
    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.path, synchronous="NORMAL")  # the index can be made again
            with self._lock:
                self._all.append(db)
            self._local.db = db
        return db

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _prepare(self) -> None:
        if self._db.execute("PRAGMA user_version").fetchone()[0] == FORM:
            return
        with self._write() as db:
            if db.execute("PRAGMA user_version").fetchone()[0] == FORM:  # another process was quicker
                return
            for name in ("text", "vocabulary", "doc", "alias", "mention", "unsettled", "word", "state"):
                db.execute(f"DROP TABLE IF EXISTS {name}")
            for statement in _TABLES.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {FORM}")


def match(query: Query, *, every: bool) -> str:
    """A query in FTS5's own language; with `every` all terms must be there, else one. It holds nothing that was typed but folded words."""
    found = (" AND " if every else " OR ").join(map(_term, query.terms))
    return f"({found})" + "".join(f" NOT {_term(term)}" for term in query.without)


def _term(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"'
    some = [f'"{word}"' for word in term.near] or [phrase]
    if term.prefix and not term.near:
        some.append(f"{phrase}*")  # beside the word itself, which so counts for more
    some += [f'"{word}"' for word in term.also]
    return f"({' OR '.join(some)})" if len(some) > 1 else some[0]


def _conditions(where: Filter) -> tuple[str, list[str]]:
    found: list[str] = []
    values: list[str] = []
    for column, some in (("type", where.types), ("kind", where.kinds)):
        if some:
            found.append(f"AND doc.{column} IN ({', '.join('?' * len(some))})")
            values += some
    for condition, value in (
        ("country = ?", where.country),
        ("outlet = ?", where.outlet),
        ("day >= ?", where.start),
        ("day < ?", where.end),
    ):
        if value is not None:
            found.append(f"AND doc.{condition}")
            values.append(value)
    return " ".join(found), values


def _delete(db: sqlite3.Connection, condition: str, *values: str) -> None:
    for (number,) in db.execute(f"SELECT number FROM doc WHERE {condition}", values).fetchall():
        db.execute("DELETE FROM text WHERE rowid = ?", (number,))
        db.execute("DELETE FROM alias WHERE number = ?", (number,))
        db.execute("DELETE FROM doc WHERE number = ?", (number,))


def _insert(db: sqlite3.Connection, docs: Iterable[Doc]) -> None:
    """Put documents in the place of those with their type and id."""
    words: set[str] = set()
    for doc in docs:
        _delete(
            db, "type = ? AND id = ?", doc.type, doc.id
        )  # it may have stood in an article that is yet to be looked at
        number = db.execute(
            "INSERT INTO doc (type, id, article, kind, country, outlet, day, weight, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (doc.type, doc.id, doc.article, doc.kind, doc.country, doc.outlet, doc.day, doc.weight, doc.version),
        ).lastrowid
        db.execute("INSERT INTO text (rowid, names, body) VALUES (?, ?, ?)", (number, doc.names, doc.body))
        db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", [(name, number) for name in doc.exact])
        if doc.type in ("entity", "article", "incident"):  # claims and statements are made of the article's words
            words.update(doc.names.split(), doc.body.split())
    rows = [(w, s := skeleton(w), _bare(s)) for w in words if 2 < len(w) <= 30 and not w.isdigit()]
    db.executemany("INSERT OR IGNORE INTO word VALUES (?, ?, ?)", rows)


def _bare(skeleton: str) -> str:
    return consonants(skeleton).lstrip("aiu")
