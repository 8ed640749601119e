"""Canonical ids out of judgements: transitive, with a veto by `not_same`; the same result in whatever order they come."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.resolve.judgements import Judgement, Verdict
from schema.records import Record

S = TypeVar("S")
LARGE = 4
"""From how many members on, each of two clusters needs more than one shared alias to become one with the other."""

Pair = tuple[str, str]


class Held(Record, frozen=True, kw_only=True):
    """A `same` that was not applied, and what stands against it. It belongs in the queue of what a person should look at."""

    judgement: Judgement
    why: str


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who. `redirects` leads from every merged id to its canonical one; an id that is not in it stands for itself."""

    redirects: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # canonical id → all members, two or more
    held: tuple[Held, ...] = ()

    def canonical(self, id: str) -> str:
        """The id that this one stands for."""
        return self.redirects.get(id, id)

    def members(self, id: str) -> tuple[str, ...]:
        """All ids that are one thing with this one, sorted, itself among them."""
        canonical = self.canonical(id)
        return self.clusters.get(canonical, (canonical,))


@dataclass(frozen=True, slots=True)
class Profiles(Generic[S]):
    """What is known of each id, and when two sets of ids may not become one although no single pair says so.

    `join` may change and return its first argument: profiles are made for one run.
    """

    of: Mapping[str, S]
    join: Callable[[S, S], S]
    clash: Callable[[S, S], str | None]


def identities(
    judgements: Iterable[Judgement],
    *,
    rank: Callable[[str], object] = lambda id: (id.startswith("new-"), id),
    profiles: Profiles[S] | None = None,
    large: int = LARGE,
) -> Identities:
    """Who is who by these judgements. The member with the smallest `rank` gives its id to the cluster.

    A person's judgement of a pair replaces every rule's. Joins are made from the surest to the least sure, persons'
    first; one is held instead of applied if a pair across is judged not the same, if the profiles clash, or (rules
    only) if one alias alone would join two clusters of `large` members or more.
    """
    effective = decide(judgements)
    return _Closure(effective, rank, profiles, large).run()


def decide(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """The judgement in force for each pair: a person's before a rule's; among equals the later, then the more careful."""
    careful = {Verdict.not_same: 2, Verdict.unsure: 0, Verdict.same: 1}
    found: dict[Pair, Judgement] = {}
    for one in judgements:
        old = found.get(one.pair)
        if old is None or _weight(one, careful) > _weight(old, careful):
            found[one.pair] = one
    return found


def _weight(one: Judgement, careful: Mapping[Verdict, int]) -> tuple[object, ...]:
    if one.human:
        return (True, one.at, careful[one.verdict], one.id)
    return (False, careful[one.verdict], one.score, one.at, one.id)


class _Closure(Generic[S]):
    """Union-find that knows its vetoes. Each join moves the smaller cluster, so the whole is near-linear in the pairs."""

    def __init__(
        self,
        effective: Mapping[Pair, Judgement],
        rank: Callable[[str], object],
        profiles: Profiles[S] | None,
        large: int,
    ) -> None:
        self.rank, self.large, self.profiles = rank, large, profiles
        self.same = sorted(
            (j for j in effective.values() if j.verdict is Verdict.same),
            key=lambda j: (not j.human, j.at if j.human else "", -j.score, j.pair),
        )
        self.home: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.summary: dict[str, S] = {}
        self.vetoes: dict[str, dict[str, Judgement]] = {}
        self.ties: dict[str, list[str]] = {}
        for _, one in sorted(effective.items()):
            if one.verdict is Verdict.not_same:
                self.vetoes.setdefault(one.left, {})[one.right] = one
                self.vetoes.setdefault(one.right, {})[one.left] = one
            elif one.verdict is Verdict.same:
                self.ties.setdefault(one.left, []).append(one.right)
                self.ties.setdefault(one.right, []).append(one.left)

    def run(self) -> Identities:
        held: list[Held] = []
        for one in self.same:
            left, right = self._root(one.left), self._root(one.right)
            if left == right:
                continue
            small, big = sorted((left, right), key=lambda root: (len(self.members[root]), root))
            why = self._against(one, small, big)
            if why is not None:
                held.append(Held(judgement=one, why=why))
                continue
            self._join(small, big)
        # a join that was held may have come about over another pair
        held = [h for h in held if self._root(h.judgement.left) != self._root(h.judgement.right)]
        redirects: dict[str, str] = {}
        clusters: dict[str, tuple[str, ...]] = {}
        for members in self.members.values():
            if len(members) > 1:
                canonical = min(members, key=self.rank)  # type: ignore[arg-type]
                clusters[canonical] = tuple(sorted(members))
                redirects.update((id, canonical) for id in members if id != canonical)
        return Identities(redirects, clusters, tuple(held))

    def _root(self, id: str) -> str:
        if id not in self.home:
            self.home[id] = id
            self.members[id] = [id]
            if self.profiles is not None and id in self.profiles.of:
                self.summary[id] = self.profiles.of[id]
        return self.home[id]

    def _against(self, one: Judgement, small: str, big: str) -> str | None:
        for id in self.members[small]:
            for other, veto in self.vetoes.get(id, {}).items():
                if self.home.get(other) == big and (veto.human or not one.human):
                    return f"{veto.left} and {veto.right} are judged two by {veto.by}"
        if one.human:
            return None
        if self.profiles is not None and small in self.summary and big in self.summary:
            clash = self.profiles.clash(self.summary[small], self.summary[big])
            if clash is not None:
                return clash
        if len(self.members[small]) >= self.large and self._one_alias(small, big):
            return "one alias alone would join two large clusters"
        return None

    def _one_alias(self, small: str, big: str) -> bool:
        """Whether all pairs across hang on one id of either side."""
        here, there = set(), set()
        for id in self.members[small]:
            for other in self.ties.get(id, ()):
                if self.home.get(other) == big:
                    here.add(id)
                    there.add(other)
        return min(len(here), len(there)) < 2

    def _join(self, small: str, big: str) -> None:
        for id in self.members[small]:
            self.home[id] = big
        self.members[big] += self.members.pop(small)
        one, other = self.summary.pop(small, None), self.summary.get(big)
        if one is not None:
            joined = one if other is None or self.profiles is None else self.profiles.join(other, one)
            self.summary[big] = joined
