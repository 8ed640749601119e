"""Judgements: what is the same thing as what, who said so and why; canonical ids are computed from them, never stored.

A `Journal` holds what people decided and what they took back. Rules judge afresh in every run, so their judgements are
handed in beside it. Nothing is ever merged in place: a merge is a judgement, taking it back is another entry, and the
identities are a pure function of what is then in force. That is why undo restores exactly what was there.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from graph.errors import GraphError
from graph.resolve.reviews import Review
from schema.ids import digest
from schema.records import Record

RULE = "rule:"
"""Prefix of `by` for a judgement that a program made; everyone else is a person."""

Refusal = Literal[
    "unknown_id", "same_id", "not_mergeable", "contradiction", "already_undone", "unknown_judgement", "undo_of_undo",
    "not_allowed", "nothing_corrected",
]  # fmt: skip


class Verdict(StrEnum):
    """Whether two ids stand for one thing."""

    same = "same"
    not_same = "not_same"
    unsure = "unsure"


class Judgement(Record, frozen=True, kw_only=True, gc=False):
    """One verdict about one pair. `left` < `right`; build it with `judgement`, which sorts them."""

    left: str
    right: str
    verdict: Verdict
    score: float = 1.0  # 0 certainly two … 1 certainly one
    reasons: tuple[str, ...] = ()
    by: str  # "rule:NAME" or a person
    at: str  # ISO 8601
    act: str = ""  # judgements of one act (a split, say) share it; they are undone together

    @property
    def id(self) -> str:
        """Deterministic id of this judgement."""
        return "jdg-" + digest(self.left, self.right, self.verdict, self.by, self.at)

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids, smaller first."""
        return self.left, self.right

    @property
    def human(self) -> bool:
        """Whether a person made it."""
        return not self.by.startswith(RULE)


class Undo(Record, frozen=True, kw_only=True, gc=False):
    """An act that was taken back. It cannot itself be taken back: repeat the act instead."""

    act: str
    by: str
    at: str

    @property
    def id(self) -> str:
        """Deterministic id of this entry."""
        return "und-" + digest(self.act, self.by, self.at)


class Refused(GraphError):
    """A judgement was not taken. `reason` says which rule it breaks, `conflict` names the ids or judgements in the way."""

    def __init__(self, reason: Refusal, message: str, conflict: tuple[str, ...] = ()) -> None:
        self.reason: Refusal = reason
        self.conflict = conflict
        super().__init__(message)


class Journal(Record, frozen=True, kw_only=True, gc=False):
    """Everything people decided, in the order in which it was taken. Entries are only ever added."""

    judgements: tuple[Judgement, ...] = ()
    reviews: tuple[Review, ...] = ()
    undone: tuple[Undo, ...] = ()

    def active(self) -> tuple[Judgement, ...]:
        """The judgements in force."""
        gone = {undo.act for undo in self.undone}
        return tuple(j for j in self.judgements if j.act not in gone)

    def reviewed(self) -> tuple[Review, ...]:
        """The reviews of claims in force, one a claim."""
        gone = {undo.act for undo in self.undone}
        return tuple(r for r in self.reviews if r.act not in gone)


def judgement(
    one: str, other: str, verdict: Verdict, *, by: str, at: str, score: float = 1.0, reasons: Iterable[str] = ()
) -> Judgement:
    """A judgement with its pair sorted and an act of its own."""
    left, right = sorted((one, other))
    made = Judgement(
        left=left, right=right, verdict=verdict, score=round(score, 4), reasons=tuple(reasons), by=by, at=at
    )
    return msgspec.structs.replace(made, act="act-" + digest(made.id))


_ORGANISATIONS = {
    "ArmedGroup", "Company", "GovernmentBody", "IGO", "MediaOutlet", "NGO", "Organisation", "Party", "SecurityForce",
}  # fmt: skip


def mergeable(one: str, other: str) -> bool:
    """Whether things of these kinds can be one thing at all. `Organisation` is what nobody has told the nature of."""
    if one == other or {one, other} == {"Organisation", "State"}:
        return True
    return one in _ORGANISATIONS and other in _ORGANISATIONS


def judge(journal: Journal, new: Judgement, kinds: Mapping[str, str]) -> Journal:
    """Take a person's judgement, or raise Refused and change nothing. `kinds` gives the kind of every id that exists.

    Judging again what is already in force changes nothing. A contradiction names the judgements that stand against it:
    whoever judges second has to undo them first, so two people at once cannot overwrite each other.
    """
    return _take(journal, (new,), kinds)


def split(
    journal: Journal, out: Collection[str], rest: Collection[str], kinds: Mapping[str, str], *, by: str, at: str,
    reasons: Iterable[str] = (),
) -> Journal:  # fmt: skip
    """Say that nothing of `out` is anything of `rest`: one act, undone as one."""
    why = tuple(reasons)
    act = "act-" + digest("split", *sorted(out), "|", *sorted(rest), by, at)
    made = [judgement(a, b, Verdict.not_same, by=by, at=at, reasons=why) for a in sorted(out) for b in sorted(rest)]
    return _take(journal, tuple(msgspec.structs.replace(one, act=act) for one in made), kinds)


def review(journal: Journal, new: Review) -> Journal:
    """Take a person's ruling on a claim. The same again changes nothing; another one than that in force raises Refused."""
    there = next((one for one in journal.reviewed() if one.claim == new.claim), None)
    if there is not None:
        if (there.ruling, there.correction) == (new.ruling, new.correction):
            return journal
        told = f"{new.claim} was {there.ruling} by {there.by} at {there.at}; undo that first"
        raise Refused("contradiction", told, (there.id,))
    made = msgspec.structs.replace(new, act="act-" + digest(new.id))
    return msgspec.structs.replace(journal, reviews=(*journal.reviews, made))


def undo(journal: Journal, id: str, *, by: str, at: str) -> Journal:
    """Take back the act that `id` names (an act, or a judgement or review of it)."""
    if id in {entry.id for entry in journal.undone}:
        raise Refused("undo_of_undo", f"{id} is itself an undo; repeat the judgement instead of undoing it", (id,))
    acts = {j.act for j in journal.judgements if id in (j.act, j.id)}
    acts |= {r.act for r in journal.reviews if id in (r.act, r.id)}
    if not acts:
        raise Refused("unknown_judgement", f"no judgement has the id {id!r}", (id,))
    gone = {entry.act: entry for entry in journal.undone}
    live = sorted(acts - gone.keys())
    if not live:
        last = gone[max(acts, key=lambda act: (gone[act].at, act))]
        raise Refused("already_undone", f"{id} was undone by {last.by} at {last.at}", (last.id,))
    entries = tuple(Undo(act=act, by=by, at=at) for act in live)
    return msgspec.structs.replace(journal, undone=journal.undone + entries)


def _take(journal: Journal, new: tuple[Judgement, ...], kinds: Mapping[str, str]) -> Journal:
    for one in new:
        _check_pair(one, kinds)
    active = journal.active()
    known = {(j.pair, j.verdict) for j in active}
    fresh = tuple(one for one in new if (one.pair, one.verdict) not in known)
    if not fresh:
        return journal
    by_pair = {j.pair: j for j in active if j.verdict is not Verdict.unsure}
    for one in fresh:
        against = by_pair.get(one.pair)
        if against is not None:
            raise Refused(
                "contradiction",
                f"{against.by} judged at {against.at} that {one.left} and {one.right} are {_said(against)}; undo that first",
                (against.id,),
            )
    _check_chains([*active, *fresh])
    taken = {j.act for j in journal.judgements}
    again = len(journal.undone)  # an act that was undone and is repeated needs an identity of its own
    fresh = tuple(msgspec.structs.replace(o, act=f"{o.act}-{again}") if o.act in taken else o for o in fresh)
    return msgspec.structs.replace(journal, judgements=journal.judgements + fresh)


def _check_pair(one: Judgement, kinds: Mapping[str, str]) -> None:
    if one.left == one.right:
        raise Refused("same_id", f"{one.left} cannot be judged against itself", (one.left,))
    for id in one.pair:
        if id not in kinds:
            raise Refused("unknown_id", f"nothing has the id {id!r}", (id,))
    left, right = kinds[one.left], kinds[one.right]
    if one.verdict is Verdict.same and not mergeable(left, right):
        raise Refused("not_mergeable", f"{one.left} is a {left}, {one.right} a {right}: they cannot be one", one.pair)


def _check_chains(active: Iterable[Judgement]) -> None:
    """Raise if people's judgements say of two ids that they are one (over a chain) and that they are not."""
    same: dict[str, list[Judgement]] = {}
    apart: list[Judgement] = []
    for one in active:
        if one.verdict is Verdict.same:
            same.setdefault(one.left, []).append(one)
            same.setdefault(one.right, []).append(one)
        elif one.verdict is Verdict.not_same:
            apart.append(one)
    for one in apart:
        chain = _chain(one.left, one.right, same)
        if chain:
            told = ", ".join(f"{j.left} = {j.right} ({j.by})" for j in chain)
            raise Refused(
                "contradiction",
                f"{one.left} and {one.right} cannot be both: {one.by} judged them two, and {told} make them one",
                (one.id, *(j.id for j in chain)),
            )


def _chain(start: str, goal: str, same: Mapping[str, list[Judgement]]) -> list[Judgement]:
    """The shortest chain of `same` judgements from start to goal, or nothing."""
    came: dict[str, tuple[str, Judgement] | None] = {start: None}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == goal:
            chain: list[Judgement] = []
            step = came[here]
            while step is not None:
                here, edge = step
                chain.append(edge)
                step = came[here]
            return chain[::-1]
        for edge in sorted(same.get(here, ()), key=lambda j: j.pair):
            other = edge.right if edge.left == here else edge.left
            if other not in came:
                came[other] = here, edge
                queue.append(other)
    return []


def _said(one: Judgement) -> str:
    return "one" if one.verdict is Verdict.same else "two"
