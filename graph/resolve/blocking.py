"""Which pairs are worth comparing: records that share a key, and of those only neighbours in a sorted block.

The pairs are a function of the records alone, so adding them in any order or in any batches gives the same ones. A block
with `n` records gives at most `n × window` pairs: a burst of reports costs in proportion to its length.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

R = TypeVar("R")
V = TypeVar("V")
Order = tuple[str, ...]
Entry = tuple[Order, str]
Pair = tuple[str, str]
WINDOW = 24


@dataclass(slots=True)
class Blocks:
    """Sorted blocks by key. `put` and `drop` cost a few comparisons per key, however large the block is."""

    window: int = WINDOW
    blocks: dict[str, list[Entry]] = field(default_factory=dict)
    shared: dict[Pair, int] = field(default_factory=dict)  # how many blocks hold the pair as neighbours
    # pairs won or lost since the last `settle`; in the order of coming, so that what is compared lies close together in memory
    changed: dict[Pair, None] = field(default_factory=dict)
    _placed: dict[str, tuple[Order, tuple[str, ...]]] = field(default_factory=dict)

    def put(self, id: str, order: Order, keys: Iterable[str]) -> None:
        """Place a record, or place it anew: all its pairs then count as changed. `order` sorts it inside its blocks."""
        self.drop(id)
        placed = self._placed[id] = order, tuple(sorted(set(keys)))
        entry = order, id
        for key in placed[1]:
            block = self.blocks.setdefault(key, [])
            insort(block, entry)
            at = bisect_left(block, entry)
            self._around(block, at, +1)

    def drop(self, id: str) -> None:
        """Take a record out; nothing happens if it is not there."""
        placed = self._placed.pop(id, None)
        if placed is None:
            return
        order, keys = placed
        for key in keys:
            block = self.blocks[key]
            at = bisect_left(block, (order, id))
            self._around(block, at, -1)
            del block[at]
            if not block:
                del self.blocks[key]

    def settle(self) -> tuple[list[Pair], list[Pair]]:
        """(pairs won, pairs lost) since the last call."""
        won = [pair for pair in self.changed if pair in self.shared]
        lost = [pair for pair in self.changed if pair not in self.shared]
        self.changed = {}
        return won, lost

    def _around(self, block: list[Entry], at: int, sign: int) -> None:
        """Count the pairs of the entry at `at`, and give back or take those that it pushes out of each other's window."""
        id, window = block[at][1], self.window
        low, high = max(0, at - window), min(len(block), at + window + 1)
        for other in range(low, high):
            if other != at:
                self._count(id, block[other][1], sign)
        for left in range(max(0, at - window), at):
            right = left + window + 1  # exactly `window` apart without the entry between them
            if at < right < len(block):
                self._count(block[left][1], block[right][1], -sign)

    def _count(self, one: str, other: str, sign: int) -> None:
        pair = (one, other) if one < other else (other, one)
        count = self.shared.get(pair, 0) + sign
        if count > 0:
            self.shared[pair] = count
        else:
            self.shared.pop(pair, None)
        self.changed[pair] = None


class Pairing(Generic[R, V]):
    """Records, and the verdicts on all pairs of them that are worth comparing; kept up as records come, change and go.

    `compare` looks at two records only and returns None for a pair that nothing speaks for: such pairs are not kept.
    """

    def __init__(
        self,
        keys: Callable[[R], Iterable[str]],
        order: Callable[[R], Order],
        compare: Callable[[R, R], V | None],
        window: int = WINDOW,
    ) -> None:
        self.records: dict[str, R] = {}
        self.verdicts: dict[Pair, V] = {}
        self.compared = 0  # for the benchmark: how often `compare` ran
        self._keys, self._order, self._compare = keys, order, compare
        self._blocks = Blocks(window)
        self._of: dict[str, set[str]] = {}

    def update(self, records: Mapping[str, R], gone: Iterable[str] = ()) -> set[str]:
        """Take new and changed records by id, and drop those that are gone. Returns the ids whose pairs changed."""
        changed: set[str] = set()
        touched: set[str] = set()
        for id in gone:
            self._blocks.drop(id)
            self.records.pop(id, None)
        for id, record in records.items():
            if self.records.get(id) == record:
                continue
            changed.add(id)
            self.records[id] = record
            self._blocks.put(id, self._order(record), self._keys(record))
        won, lost = self._blocks.settle()
        for pair in lost:
            if self.verdicts.pop(pair, None) is not None:
                touched.update(pair)
                self._of[pair[0]].discard(pair[1])
                self._of[pair[1]].discard(pair[0])
        for pair in won:
            if (pair not in self.verdicts or not changed.isdisjoint(pair)) and self._judge(pair):
                touched.update(pair)
        return touched

    def near(self, ids: Iterable[str], joins: Callable[[V], bool] = lambda _: True) -> set[str]:
        """The ids that hang together with these over kept pairs, or those of them that join: what is to be clustered anew."""
        found, queue = set(ids), list(ids)
        while queue:
            id = queue.pop()
            for other in self._of.get(id, ()):
                if other not in found and joins(self.verdicts[(id, other) if id < other else (other, id)]):
                    found.add(other)
                    queue.append(other)
        return found

    def of(self, id: str) -> Iterable[tuple[str, V]]:
        """The other ends of an id's pairs, with their verdicts."""
        for other in self._of.get(id, ()):
            yield other, self.verdicts[(id, other) if id < other else (other, id)]

    def among(self, ids: Collection[str]) -> dict[Pair, V]:
        """The verdicts on the pairs that have both ends among these ids."""
        return {
            (id, other): self.verdicts[id, other]
            for id in ids
            for other in self._of.get(id, ())
            if id < other and other in ids
        }

    def _judge(self, pair: Pair) -> bool:
        """Compare a pair; whether its verdict is another than before."""
        one, other = self.records[pair[0]], self.records[pair[1]]
        self.compared += 1
        verdict = self._compare(one, other)
        if verdict is None:
            if self.verdicts.pop(pair, None) is None:
                return False
            self._of[pair[0]].discard(pair[1])
            self._of[pair[1]].discard(pair[0])
            return True
        if self.verdicts.get(pair) == verdict:
            return False
        self.verdicts[pair] = verdict
        self._of.setdefault(pair[0], set()).add(pair[1])
        self._of.setdefault(pair[1], set()).add(pair[0])
        return True
