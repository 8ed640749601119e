"""The change log: what every write did to the graph, numbered, written in the same transaction as the write itself.

An outbox: a write and its changes are committed together or not at all, so a kill at any moment loses and doubles nothing.
The changes of one transaction lie as JSON in a few Change nodes, since one node a change would slow loading down; the `id`
of such a node is the number of its last change, so an index gives them in order. One Counter node holds the last number.

The counter begins with the microseconds of the database's making. A database that was thrown away and made again therefore
goes on beyond all numbers that it ever gave, and whoever still holds one of those is told that it is too old.

While a graph is rebuilt only what differs from before is a change: articles are compared with those that were there (Former
nodes), and all the rest is told by one `rebuilt` at the end.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, LiteralString, cast

import msgspec
from typing_extensions import TypedDict

from graph.cypher import CHANGE, COUNTER, ENTITY, FORMER, LEDGER
from graph.entities import Tx
from graph.errors import ChangesGone

KEPT = 100_000
KINDS = ("article", "relation", "incident", "dispute", "entity", "judgement", "graph", "alert")
OPS = (
    "created", "updated", "deleted", "merged", "unmerged", "split", "disputed", "undisputed", "cleared", "rebuilt", "alert",
)  # fmt: skip
_IN_ONE_NODE = 200
_NODES_AT_ONCE = 50
_SCANNED = 20_000  # changes that one page looks through at most, whatever the filter lets through
Props = Mapping[str, Any]
Row = dict[str, Any]
Read = Callable[..., list[dict[str, Any]]]


class ChangeRow(TypedDict):
    """One change. `patch` has what is so now, `reverse_patch` what was so before, of those fields alone that changed."""

    seq: int
    at: str
    op: str
    kind: str
    id: str
    name: str | None
    about: list[str]
    patch: dict[str, Any] | None
    reverse_patch: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The number of the last change, and that beyond which all changes are kept."""

    latest: int
    floor: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes; what is empty lets everything through. `about` has ids of entities, articles, incidents or relations."""

    kinds: Collection[str] = ()
    ops: Collection[str] = ()
    about: Collection[str] = ()

    def takes(self, change: ChangeRow) -> bool:
        """Whether the change is among them. What concerns the whole graph always is, but for the kinds and ops asked for."""
        if (self.kinds and change["kind"] not in self.kinds) or (self.ops and change["op"] not in self.ops):
            return False
        if not self.about or change["kind"] == "graph":
            return True
        return change["id"] in self.about or any(id in self.about for id in change["about"])


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """Where the transactions of one store write their changes. `kept` bounds how many stay."""

    kept: int = KEPT

    def append(self, tx: Tx, rows: Sequence[Row], *, always: bool = False) -> None:
        """Number these changes and keep them, in the transaction that made them. During a rebuild only with `always`."""
        if not rows:
            return
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        parts = []
        for start in range(0, len(rows), _IN_ONE_NODE):
            some = rows[start : start + _IN_ONE_NODE]
            parts.append({"upto": start + len(some), "n": len(some), "rows": msgspec.json.encode(some).decode()})
        found = tx.run(
            f"MERGE (n:{COUNTER} {{id: 'changes'}}) ON CREATE SET n.seq = $start, n.floor = $start, n.rebuilding = false "
            "WITH n WHERE $always OR NOT n.rebuilding SET n.seq = n.seq + $n "
            f"WITH n UNWIND $parts AS p CREATE (c:{CHANGE}) "
            "SET c.id = toString(n.seq - $n + p.upto), c.n = p.n, c.at = $at, c.rows = p.rows "
            "RETURN n.seq AS seq, n.floor AS floor",
            start=first_number(),
            always=always,
            n=len(rows),
            at=at,
            parts=parts,
        ).data()
        if found and found[0]["seq"] - self.kept * 1.1 > found[0]["floor"]:
            limit = found[0]["seq"] - self.kept
            tx.run(f"MATCH (c:{CHANGE}) WHERE c.id <= $limit DELETE c", limit=str(limit)).consume()
            tx.run(f"MATCH (n:{COUNTER} {{id: 'changes'}}) SET n.floor = $limit", limit=limit).consume()


def append_once(tx: Tx, log: ChangeLog, owner: str, numbered: Sequence[tuple[int, Row]]) -> None:
    """Append changes that `owner` numbers itself, in rising order; those whose numbers were appended before are passed over."""
    query = f"MERGE (n:{COUNTER} {{id: $owner}}) ON CREATE SET n.seq = 0 RETURN n.seq AS seq"
    done = tx.run(query, owner=owner).data()[0]["seq"]
    new = [(number, row) for number, row in numbered if number > done]
    if new:
        tx.run(f"MATCH (n:{COUNTER} {{id: $owner}}) SET n.seq = $seq", owner=owner, seq=new[-1][0]).consume()
        log.append(tx, [row for _, row in new], always=True)


def first_number() -> int:
    """Where a new database begins to count: 16 digits until the year 2286, so the numbers' texts sort as they do."""
    return time.time_ns() // 1000


def change(
    op: str,
    kind: str,
    id: str,
    name: str | None,
    about: Sequence[str],
    before: Props | None,
    after: Props | None,
) -> Row:
    """A change out of what was so before and what is so now; None where it was not there, or is no more."""
    old, new = before or {}, after or {}
    names = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    return {
        "op": op,
        "kind": kind,
        "id": id,
        "name": name,
        "about": list(about),
        "patch": {key: new.get(key) for key in names} if after is not None else None,
        "reverse_patch": {key: old.get(key) for key in names} if before is not None else None,
    }


def bounds(read: Read) -> Bounds:
    """Where the log begins and ends; zeros where nothing was ever written."""
    rows = read(f"MATCH (n:{COUNTER} {{id: 'changes'}}) RETURN n.seq AS latest, n.floor AS floor")
    return Bounds(rows[0]["latest"], rows[0]["floor"]) if rows else Bounds(0, 0)


def check(since: int, has: Bounds) -> None:
    """Raise ChangesGone unless the log has everything after `since`."""
    if not has.floor <= since <= has.latest:
        raise ChangesGone(since, has.floor, has.latest)


def after(read: Read, since: int) -> Iterator[ChangeRow]:
    """The changes beyond a number, in order, read as they are needed."""
    while True:
        rows = read(
            f"MATCH (c:{CHANGE}) WHERE c.id > $since WITH c ORDER BY c.id LIMIT {_NODES_AT_ONCE} "
            "RETURN c.id AS last, c.n AS n, c.at AS at, c.rows AS rows",
            since=str(since).zfill(16),
        )
        for row in rows:
            first = int(row["last"]) - row["n"] + 1
            for seq, told in enumerate(msgspec.json.decode(row["rows"]), first):
                if seq > since:
                    yield cast(ChangeRow, {"seq": seq, "at": row["at"], **told})
        if len(rows) < _NODES_AT_ONCE:
            return
        since = int(rows[-1]["last"])


def page(read: Read, since: int | None, wanted: Wanted, limit: int) -> tuple[list[ChangeRow], int, Bounds]:
    """(changes, where to go on, bounds). Without `since` from the oldest kept. Raises ChangesGone."""
    has = bounds(read)
    at = has.floor if since is None else since
    check(at, has)
    found: list[ChangeRow] = []
    for scanned, one in enumerate(after(read, at), 1):
        at = one["seq"]
        if wanted.takes(one):
            found.append(one)
        if len(found) >= limit or scanned >= _SCANNED:
            break
    found = named(read, found)
    if found and bounds(read).floor > found[0]["seq"] - 1:  # trimmed away under our hands: there may be a gap
        check(found[0]["seq"] - 1, bounds(read))
    return found, at, has


def named(read: Read, rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The changes, those of relations and disputes with the names of their ends as these are called now: `A HARBORS B`."""
    keys = {row["seq"]: row["id"] if row["kind"] == "relation" else _disputed(row) for row in rows}
    triples = {seq: key.split("|") for seq, key in keys.items() if key is not None and key.count("|") == 2}
    ids = sorted({id for subject, _, obj in triples.values() for id in (subject, obj)})
    query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) RETURN id, e.name AS name"
    names = {row["id"]: row["name"] for row in read(query, ids=ids)} if ids else {}
    found = []
    for row in rows:
        if row["seq"] in triples:
            subject, type, obj = triples[row["seq"]]
            row = cast(ChangeRow, {**row, "name": f"{names.get(subject, subject)} {type} {names.get(obj, obj)}"})
        found.append(row)
    return found


def _disputed(row: ChangeRow) -> str | None:
    told = row["patch"] or row["reverse_patch"] or {}
    return told.get("about") if row["kind"] == "dispute" else None


# rebuilding


def begin_rebuild(transact: Callable[[Callable[[Tx], Any]], Any]) -> None:
    """Note that from here on the graph is made again, and which articles it has."""
    mark = (
        f"MERGE (n:{COUNTER} {{id: 'changes'}}) ON CREATE SET n.seq = $start, n.floor = $start SET n.rebuilding = true"
    )
    transact(lambda tx: tx.run(mark, start=first_number()).consume())
    copy = (
        f"MATCH (l:{LEDGER}) WHERE l.id > $after WITH l ORDER BY l.id LIMIT 1000 "
        f"MERGE (f:{FORMER} {{id: l.id}}) SET f.hash = l.hash RETURN max(l.id) AS last"
    )
    last: str | None = ""
    while last is not None:
        last = transact(partial(_copy, query=copy, after=last))


def _copy(tx: Tx, query: LiteralString, after: str) -> str | None:
    found: str | None = tx.run(query, after=after).data()[0]["last"]
    return found


def known_before(tx: Tx, ids: Sequence[str]) -> dict[str, str]:
    """Hashes of those articles that the graph had before the rebuild that is going on; they are struck off the list."""
    found = {
        row["id"]: row["hash"]
        for row in tx.run(
            f"UNWIND $ids AS id MATCH (f:{FORMER} {{id: id}}) RETURN f.id AS id, f.hash AS hash", ids=list(ids)
        ).data()
    }
    if found:
        tx.run(f"UNWIND $ids AS id MATCH (f:{FORMER} {{id: id}}) DELETE f", ids=sorted(found)).consume()
    return found


def end_rebuild(tx: Tx, log: ChangeLog) -> None:
    """Tell of the rebuild, if one was going on: what is no more, and that everything else may have changed."""
    query = f"MATCH (n:{COUNTER} {{id: 'changes'}}) WHERE n.rebuilding SET n.rebuilding = false RETURN n.id AS id"
    if not tx.run(query).data():
        return
    left = [row["id"] for row in tx.run(f"MATCH (f:{FORMER}) RETURN f.id AS id ORDER BY id").data()]
    tx.run(f"MATCH (f:{FORMER}) DELETE f").consume()
    rows = [change("deleted", "article", id, None, [id], {}, None) for id in left]
    log.append(tx, [*rows, change("rebuilt", "graph", "graph", None, [], None, None)])
