"""The journal of persons' judgements as lines of text, to be kept outside the graph: a rebuild begins with it."""

from collections.abc import Iterable

import msgspec

from graph.resolve.judgements import Journal, Judgement, Undo
from graph.resolve.reviews import Review
from schema.records import Record


class _Entry(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One line: a judgement, a review of a claim, or an undo."""

    judgement: Judgement | None = None
    review: Review | None = None
    undo: Undo | None = None


_decoder = msgspec.json.Decoder(_Entry)


def read(lines: Iterable[str]) -> Journal:
    """The journal that these lines are."""
    entries = [_decoder.decode(line) for line in lines]
    return Journal(
        judgements=tuple(entry.judgement for entry in entries if entry.judgement is not None),
        reviews=tuple(entry.review for entry in entries if entry.review is not None),
        undone=tuple(entry.undo for entry in entries if entry.undo is not None),
    )


def added(before: Journal, after: Journal) -> list[str]:
    """The lines to add so that the journal `before` becomes `after`: entries are only ever added."""
    new = [_Entry(judgement=one) for one in after.judgements[len(before.judgements) :]]
    new += [_Entry(review=one) for one in after.reviews[len(before.reviews) :]]
    new += [_Entry(undo=one) for one in after.undone[len(before.undone) :]]
    return [msgspec.json.encode(entry).decode() for entry in new]
