"""From one reading with its ends to events: every pair of coordinated ends, with operators, class, score and place."""

from collections.abc import Iterator
from typing import NamedTuple

from loaders.extract.document import Event
from loaders.extract.frames import Frame
from loaders.extract.operators import operators_above, shifted
from loaders.extract.score import judge
from loaders.extract.senses import Reading
from loaders.extract.subjects import NOBODY, Subject
from loaders.extract.targets import Target, place_of
from loaders.extract.view import View

_MANY = 4  # coordinated ends beyond this many are cut off


class Act(NamedTuple):
    """A reading with its ends before coordination is spread out."""

    reading: Reading
    frame: Frame
    subject: Subject
    target: Target | None
    rule: str
    about: int | None = None  # head of the words that say what is asked, blamed, refused
    inner: str | None = None  # frame of the act under an operator


def spread(view: View, act: Act) -> Iterator[Event]:
    """One event for every pair of coordinated ends."""
    subject, target = act.subject, act.target
    subjects = _coordinated(view, subject.token)
    if target is not None and target.way == "reciprocal":
        pairs = [(s, t) for k, s in enumerate(subjects) for t in subjects[k + 1 :]]
    else:
        objects = _coordinated(view, target.token if target else None)
        pairs = [(s, t) for s in subjects for t in objects if s is None or s != t]
    operators = () if _presupposed(view, act) else operators_above(view, act.reading.trigger)
    negated = "not" in operators
    place = place_of(view, act.reading.trigger, act.reading.noun, target.token if target else None)
    for s, t in pairs:
        yield _event(view, act, s, t, operators, negated, place)


def _presupposed(view: View, act: Act) -> bool:
    """ "refused to take sides in the war between X and Y": a definite noun is taken as known whatever is said about it."""
    tree = view.tree
    if act.reading.how != "nominal" or tree.dep[act.reading.trigger] != "pobj":
        return False
    return any(tree.lower[c] in ("the", "this", "that") for c in tree.children(act.reading.trigger, "det"))


def _coordinated(view: View, i: int | None) -> list[int | None]:
    if i is None:
        return [None]
    return [c for k, c in enumerate(view.ends(i)[:_MANY]) if k == 0 or view.actor(c) or view.place(c)]


def _event(
    view: View,
    act: Act,
    subject: int | None,
    target: int | None,
    operators: tuple[str, ...],
    negated: bool,
    place: int | None,
) -> Event:
    frame, reading = act.frame, act.reading
    plover = shifted(frame, operators, negated) if act.rule != "obliged" else frame.plover
    who = act.subject._replace(token=subject) if subject is not None else NOBODY
    whom = act.target._replace(token=target) if act.target is not None and target is not None else None
    verdict = judge(view, frame, reading, who, whom, operators if act.rule != "obliged" else (), plover)
    roles: dict[str, int] = {}
    if act.about is not None:
        roles["about"] = act.about
    if place is not None:
        roles["place"] = place
    if reading.noun is not None:
        roles["noun"] = reading.noun
    ends = (target, subject) if frame.turned else (subject, target)
    return Event(
        trigger=reading.trigger,
        predicate=frame.predicate,
        plover=plover,
        frame=frame.name,
        subject=ends[0],
        object=ends[1],
        score=verdict.score,
        rule=f"{frame.name}/{act.rule}",
        operators=operators,
        sense=frame.sense,
        negated=negated and act.rule != "obliged",
        roles=roles,
        notes=(
            *verdict.notes,
            f"subject:{who.way}",
            f"target:{whom.way}{':' + whom.prep if whom.prep else ''}" if whom else "target:none",
        ),
    )
