"""What resolution has stored in the graph, and writing the difference to what it now finds: redirects, origins, incidents, judgements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, LiteralString

import msgspec

from graph import clock, history
from graph.articles import forget_shared, note
from graph.bolt_store import Store
from graph.changes import ChangeLog
from graph.changes_told import judgement_changes, merge_changes
from graph.cypher import REDIRECT, REVIEW
from graph.entities import Tx, rename
from graph.resolve.reviews import Review
from graph.resolve.scopes import Clusters, Kept, Scope
from graph.rows import report_id

Progress = Callable[[str, int, int], None]
_AT_ONCE = 200  # rows in one transaction
_JUDGED: LiteralString = "UNWIND $ids AS id MATCH (j:Judgement {id: id}) RETURN properties(j) AS j"
_FORGET: LiteralString = "UNWIND $rows AS id MATCH (j:Judgement {id: id}) DELETE j"
_JUDGE: LiteralString = "UNWIND $rows AS r MERGE (j:Judgement {id: r.id}) SET j = r"


@dataclass(frozen=True, slots=True)
class Merged:
    """A redirect as it is stored: where to, the kind of that, and the names of what was merged."""

    to: str
    kind: str
    names: tuple[str, ...]


class Stored:
    """What is in the graph, as far as resolution wrote it; read once and then kept up."""

    def __init__(self, store: Store, state: Mapping[str, Any] | None = None) -> None:
        """`state` is that of another one."""
        self._store = store
        self._links: dict[str, list[str]] = {}  # by article, those redirects that its stored form has
        self._origin: dict[str, str] = {}
        self._incident: dict[str, dict[str, str]] = {}  # by article and report
        self._merged: dict[str, Merged] = {}
        self._judged: dict[str, tuple[object, ...]] = {}
        self._reviews: dict[str, str] = {}  # by claim, as they are stored
        self.changed = False  # whether anything was written
        for name, value in (state or {}).items():
            setattr(self, name, value)

    def state(self) -> dict[str, Any]:
        """All of it but the store."""
        return {name: value for name, value in vars(self).items() if name != "_store"}

    def read_all(self) -> None:
        """Read everything but what the articles' ledger rows tell."""
        read = self._store.read
        for row in read(f"MATCH (r:{REDIRECT}) RETURN r.id AS id, r.to AS to, r.kind AS kind, r.names AS names"):
            self._merged[row["id"]] = Merged(row["to"], row["kind"], tuple(row["names"]))
        for row in read("MATCH (r:IncidentReport) RETURN r.article_id AS article, r.id AS id, r.incident AS incident"):
            self._incident.setdefault(row["article"], {})[row["id"]] = row["incident"]
        for row in read("MATCH (j:Judgement) RETURN properties(j) AS j"):
            self._judged[row["j"]["id"]] = _said_before(row["j"])
        for row in read(f"MATCH (r:{REVIEW}) RETURN r.id AS id, r.review AS review"):
            self._reviews[row["id"]] = row["review"]

    def read_again(self, articles: Sequence[str]) -> None:
        """Forget what these articles had and read their reports anew."""
        for id in articles:
            self._links.pop(id, None)
            self._origin.pop(id, None)
            self._incident.pop(id, None)
        rows = self._store.read(
            "UNWIND $ids AS id MATCH (:Article {id: id})-[:CONTAINS]->(r:IncidentReport) "
            "RETURN id AS article, r.id AS id, r.incident AS incident",
            ids=list(articles),
        )
        for row in rows:
            self._incident.setdefault(row["article"], {})[row["id"]] = row["incident"]

    @property
    def merged(self) -> dict[str, str]:
        """Where the stored redirects of entities lead."""
        return {id: one.to for id, one in self._merged.items()}

    @property
    def origins(self) -> Mapping[str, str]:
        """The stored origin of every article."""
        return self._origin

    def told(self, article: str, incident: str) -> str:
        """The incident that a report of this article, named as in its extraction, is stored to tell of."""
        return self._incident.get(article, {}).get(report_id(incident), incident)

    def article(self, row: Mapping[str, Any]) -> None:
        """Take in an article's ledger row."""
        self._origin[row["id"]] = row["origin"]
        self.wrote({row["id"]: row["redirects"]})

    def wrote(self, links: Mapping[str, list[str]]) -> None:
        """These articles were written with these redirects."""
        for id, some in links.items():
            if some:
                self._links[id] = some
            else:
                self._links.pop(id, None)

    def set_redirects(self, merged: Mapping[str, Merged]) -> None:
        """Store these redirects and no others; known entities take on the names of what was merged into them."""
        new = {id: one for id, one in merged.items() if self._merged.get(id) != one}
        gone = sorted(self._merged.keys() - merged.keys())
        if not new and not gone:
            return
        ends = {one.to for one in new.values()} | {self._merged[id].to for id in (*new, *gone) if id in self._merged}
        rows = [{"id": id, "to": o.to, "kind": o.kind, "names": list(o.names)} for id, o in sorted(new.items())]

        def change(tx: Tx) -> None:
            there = tx.run(
                f"UNWIND $ids AS id MATCH (r:{REDIRECT} {{id: id}}) RETURN r.id AS id, r.to AS to, r.names AS names",
                ids=[*new, *gone],
            )
            before = {row["id"]: row for row in there.data()}
            self._store.log.append(tx, merge_changes(before, rows, gone))
            tx.run(f"UNWIND $ids AS id MATCH (r:{REDIRECT} {{id: id}}) DELETE r", ids=gone).consume()
            tx.run(f"UNWIND $rows AS r MERGE (x:{REDIRECT} {{id: r.id}}) SET x = r", rows=rows).consume()
            rename(tx, ends, self._store.reference)

        self._store.transact(change)
        self.changed = True
        self._merged = dict(merged)

    def set_reviews(self, reviews: Iterable[Review]) -> None:
        """Store these reviews of claims and no others: whoever writes their articles applies them."""
        rows = {one.claim: {"article": one.article, "review": _encoded(one)} for one in reviews}
        new = [{"id": id, **row} for id, row in sorted(rows.items()) if self._reviews.get(id) != row["review"]]
        gone = sorted(self._reviews.keys() - rows.keys())
        if not new and not gone:
            return

        def change(tx: Tx) -> None:
            tx.run(f"UNWIND $ids AS id MATCH (r:{REVIEW} {{id: id}}) DELETE r", ids=gone).consume()
            tx.run(f"UNWIND $rows AS r MERGE (x:{REVIEW} {{id: r.id}}) SET x = r", rows=new).consume()

        self._store.transact(change)
        self.changed = True
        self._reviews = {id: row["review"] for id, row in rows.items()}

    def other_links(self, links: Mapping[str, list[str]]) -> Iterator[list[str]]:
        """Articles whose stored form has other redirects than these, some at a time."""
        other = {id for id in links.keys() | self._links.keys() if links.get(id) != self._links.get(id)}
        yield from _some(sorted(other), 100)

    def set_origins(self, origins: Mapping[str, str], progress: Progress) -> None:
        """Let articles rest on these origins, with all that they contain."""
        rows = [{"id": id, "origin": one} for id, one in sorted(origins.items()) if self._origin.get(id, one) != one]
        for part in _some(rows, _AT_ONCE):
            self._store.transact(partial(_move, rows=part))
            self.changed = True
            self._origin.update((row["id"], row["origin"]) for row in part)
            progress("writing origins", len(part), len(rows))

    def set_incidents(self, incidents: Mapping[str, Mapping[str, str]], progress: Progress) -> None:
        """Let the reports of articles, named as in their extractions, tell of these incidents."""
        rows = []
        for article, told in sorted(incidents.items()):
            there = self._incident.get(article, {})
            for id, incident in told.items():
                report = report_id(id)
                if there.get(report, incident) != incident:
                    rows.append({"id": report, "article": article, "old": there[report], "incident": incident})
        for part in _some(rows, _AT_ONCE):
            self._store.transact(partial(_tell, rows=part))
            self.changed = True
            for row in part:
                self._incident[row["article"]][row["id"]] = row["incident"]
            progress("writing incidents", len(part), len(rows))

    def set_judgements(self, scopes: Iterable[Clusters], progress: Progress) -> None:
        """Store these judgements and no others."""
        kept = {key: (one.scope, said) for one in scopes for key, said in one.kept.items()}
        new = {key: one for key, one in kept.items() if self._judged.get(key) != one[1].said}
        gone = sorted(self._judged.keys() - kept.keys())
        for ids in _some(gone, 1000):
            self._store.transact(partial(_forget, ids=ids, log=self._store.log))
        rows = [_row(key, scope, said) for key, (scope, said) in sorted(new.items())]
        for part in _some(rows, 1000):
            self._store.transact(partial(_judge, rows=part, log=self._store.log))
            progress("writing judgements", len(part), len(rows))
        self.changed |= bool(rows or gone)
        self._judged = {key: said.said for key, (_, said) in kept.items()}


def _forget(tx: Tx, ids: Sequence[str], log: ChangeLog) -> None:
    log.append(tx, judgement_changes(tx.run(_JUDGED, ids=ids).data(), (), ids))
    tx.run(_FORGET, rows=ids).consume()


def _judge(tx: Tx, rows: Sequence[dict[str, Any]], log: ChangeLog) -> None:
    log.append(tx, judgement_changes(tx.run(_JUDGED, ids=[row["id"] for row in rows]).data(), rows, ()))
    tx.run(_JUDGE, rows=rows).consume()


def _move(tx: Tx, rows: Sequence[Mapping[str, str]]) -> None:
    asked = "UNWIND $rows AS r MATCH (a:Article {id: r.id})"
    old = tx.run(f"{asked}-[:HAS_ORIGIN]->(o:Origin) RETURN DISTINCT o.id AS id", rows=rows).data()
    told = tx.run(
        f"{asked}-[:CONTAINS]->(x) WHERE x.triple IS NOT NULL OR x.incident IS NOT NULL "
        "RETURN DISTINCT x.triple AS triple, x.incident AS incident",
        rows=rows,
    ).data()
    tx.run(f"{asked}-[h:HAS_ORIGIN]->(:Origin) DELETE h", rows=rows).consume()
    tx.run(
        f"{asked} SET a.origin = r.origin MERGE (o:Origin {{id: r.origin}}) MERGE (a)-[:HAS_ORIGIN]->(o)", rows=rows
    ).consume()
    tx.run(
        f"{asked}-[:CONTAINS]->(x) SET {history.moving('origin')}", rows=_open(tx, rows, "id"), now=clock.now()
    ).consume()
    tx.run("UNWIND $rows AS r MATCH (l:Ledger {id: r.id}) SET l.origin = r.origin", rows=rows).consume()
    note(
        tx,
        triples=[row["triple"] for row in told if row["triple"]],
        incidents=[row["incident"] for row in told if row["incident"]],
    )
    forget_shared(tx, [row["id"] for row in old])


def _tell(tx: Tx, rows: Sequence[Mapping[str, str]]) -> None:
    tx.run(
        f"UNWIND $rows AS r MATCH (x:IncidentReport {{id: r.id}}) SET {history.moving('incident')}",
        rows=_open(tx, rows, "article"),
        now=clock.now(),
    ).consume()
    note(
        tx,
        incidents=[id for row in rows for id in (row["old"], row["incident"])],
        moves=[f"{row['old']}>{row['incident']}" for row in rows],
    )


def _open(tx: Tx, rows: Sequence[Mapping[str, str]], article: str) -> list[dict[str, str | None]]:
    """The rows with `open`: since when their articles wait for resolution, if they do."""
    waiting = history.unsettled(tx, sorted({row[article] for row in rows}))
    return [{**row, "open": waiting.get(row[article])} for row in rows]


def _row(key: str, scope: Scope, kept: Kept) -> dict[str, Any]:
    one = kept.judgement
    row = {
        "id": key, "scope": scope, "left": one.left, "right": one.right, "verdict": one.verdict.value, "score": one.score,
        "reasons": list(one.reasons), "by": one.by, "at": one.at, "act": one.act if one.human else None, "held": kept.held,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value is not None}


def _encoded(review: Review) -> str:
    return msgspec.json.encode(review, order="deterministic").decode()


def _said_before(j: Mapping[str, Any]) -> tuple[object, ...]:
    return j["verdict"], j["score"], tuple(j.get("reasons") or ()), j["by"], j.get("act") or "", j.get("held")


def _some(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    found = iter(rows)
    while part := list(islice(found, size)):
        yield part
