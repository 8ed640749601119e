"""What persons decide about the graph: written to the journal in the inbox at once, so that it survives everything else."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from graph.bolt_store import Store
from graph.judging import Thing, thing
from graph.resolve import journal
from graph.resolve.judgements import Journal, Judgement, Verdict, judge, judgement, review, split, undo
from graph.resolve.reviews import Review, Ruling
from graph.reviewing import Wanted, ruling_on
from loaders.inbox import Inbox


def read_journal(inbox: Inbox) -> Journal:
    """Everything that persons decided."""
    return journal.read(inbox.journal())


def decide(
    store: Store, inbox: Inbox, verdict: Verdict, one: str, other: str | None, *, by: str, because: Sequence[str] = ()
) -> tuple[Judgement, ...]:
    """Take a verdict about two ids. `not_same` without a second id takes the first out of all that it is one with.

    Returns the judgements made, none if all of them were in force already. Raises NotFound, and Refused with what stands against it.
    """
    first, second = thing(store, one), thing(store, other) if other is not None else None
    kinds = {first.id: first.kind, **({second.id: second.kind} if second else {})}
    at = _now()
    if second is None:
        if verdict is not Verdict.not_same:
            raise ValueError("one id alone can only be taken out of what it is one with")
        rest = _others(first)
        kinds |= dict.fromkeys(rest, first.kind)
        return _amend(inbox, lambda before: split(before, [first.id], rest, kinds, by=by, at=at, reasons=because))
    new = judgement(first.id, second.id, verdict, by=by, at=at, reasons=because)
    return _amend(inbox, lambda before: judge(before, new, kinds))


def rule(
    store: Store,
    inbox: Inbox,
    claim: str,
    ruling: Ruling,
    wanted: Wanted | None = None,
    *,
    by: str,
    because: Sequence[str] = (),
) -> Review | None:
    """Take a ruling on one claim; `wanted` is what a corrected one should say. None if it was in force already.

    Raises NotFound, and Refused with what stands against it.
    """
    new = ruling_on(store, claim, ruling, wanted, by=by, at=_now(), because=because)
    before, after = _change(inbox, lambda journal: review(journal, new))
    return after.reviews[-1] if len(after.reviews) > len(before.reviews) else None


def take_back(inbox: Inbox, id: str, *, by: str) -> None:
    """Undo an act, by its id or that of a judgement of it. Raises Refused."""
    _amend(inbox, lambda before: undo(before, id, by=by, at=_now()))


def _others(one: Thing) -> list[str]:
    return [id for id in one.members if id != one.id]


def _amend(inbox: Inbox, change: Callable[[Journal], Journal]) -> tuple[Judgement, ...]:
    before, after = _change(inbox, change)
    return after.judgements[len(before.judgements) :]


def _change(inbox: Inbox, change: Callable[[Journal], Journal]) -> tuple[Journal, Journal]:
    """The journal before and after, changed before anybody else could."""
    made: list[tuple[Journal, Journal]] = []

    def lines(entries: list[str]) -> list[str]:
        before = journal.read(entries)
        made.append((before, change(before)))
        return journal.added(*made[-1])

    inbox.amend(lines)
    return made[-1]


def _now() -> str:
    # finer than a second: two acts of one person on one pair need ids of their own
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
