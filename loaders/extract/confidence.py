"""From an event's score to the confidence of its claim: 0.6 and more only in the tier that edges and counts use."""

from loaders.extract.document import DocMention, Event
from schema.records import Ref

EDGE_SCORE = 3.0
"""Least score of the tier: measured on running text, 88 % of what reaches it with both ends named is right."""


# Least score of a link by the form of the words; the way "salient" is a guess.
_LINK = {"name": 0.6, "demonym": 0.8, "nominal": 0.75, "pronoun": 0.8}
_GUESSES = frozenset({"description:salient", "description:same-head", "description:role"})


def sure(mention: DocMention | None) -> bool:
    """True if the link of an end is firm enough for an edge."""
    return mention is None or (mention.score >= _LINK.get(mention.form, 0.75) and mention.reason not in _GUESSES)


def in_tier(event: Event, subject: Ref | None, obj: Ref | None, allowed: bool, linked: bool) -> bool:
    """No gate, a score of 3 or more, both ends linked to an entity, firmly, and kinds that the relation may join."""
    return (
        allowed
        and linked
        and event.score >= EDGE_SCORE
        and not any(n.startswith("gate:") for n in event.notes)
        and subject is not None
        and obj is not None
        and subject.entity is not None
        and obj.entity is not None
    )


_WHOLE = frozenset({"CLAIMS_RESPONSIBILITY", "DENIES", "CONDEMNS_OPPOSES", "REJECTS"})
_NO_ACTOR = frozenset({"gate:no target", "gate:target is no actor"})


def whole(event: Event, subject: Ref | None, obj: Ref | None) -> bool:
    """True for an act of speech about an event or nothing named ("X claimed responsibility"): it lacks no end, and makes no edge."""
    gates = {n for n in event.notes if n.startswith("gate:")}
    return (
        event.predicate in _WHOLE
        and subject is not None
        and subject.entity is not None
        and (obj is None or obj.entity is None)
        and bool({"target:event", "target:none"} & set(event.notes))
        and gates <= _NO_ACTOR
        and event.score + 3.0 * len(gates) >= EDGE_SCORE
    )


def confidence_of(event: Event, tier: bool, link: float, saying: float, flagged: bool) -> float:
    """0–1. In the tier, and for what is whole without a second end, from .62 up with score, link and saying; else at most .58.

    Damaged text costs a third.
    """
    if tier and not flagged:
        step = min(event.score - EDGE_SCORE, 5.0) / 5.0
        return round(0.62 + 0.33 * (0.5 * step + 0.3 * link + 0.2 * saying), 3)
    gated = any(n.startswith("gate:") for n in event.notes)
    raw = 0.34 + 0.04 * max(-5.0, min(event.score, 6.0)) - (0.06 if gated else 0.0)
    raw = min(raw, 0.58) * (0.67 if flagged else 1.0)
    return round(max(0.05, raw), 3)
