"""How a claim counts towards a relation edge, and under which key. Pure functions; the rules of projection live here."""

from enum import StrEnum

from schema.model import Model
from schema.records import Claim, Modality, Polarity

SEPARATOR = "|"


class Stance(StrEnum):
    """What a claim does for the edge of its triple."""

    asserts = "asserts"  # says so as a fact
    alleges = "alleges"  # says so, accusing or at second hand: supports, counted apart
    denies = "denies"  # says that it is not so: makes the edge disputed, never makes an edge
    flagged = "flagged"  # would support, but its sentence is damaged: shown, never counted
    rejected = "rejected"  # a person said that it is wrong: kept and shown, never counted
    none = (
        "none"  # planned, conditional, possible, asked; too uncertain; an end unknown or of a kind that is not allowed
    )


def stance(claim: Claim, model: Model, subject_kind: str | None, object_kind: str | None) -> Stance:
    """How the claim counts. The kinds are those of the linked entities, None where an end is not linked."""
    subject = claim.subject.entity if claim.subject else None
    obj = claim.object.entity if claim.object else None
    if subject is None or obj is None or subject == obj:
        return Stance.none
    if not model.allows(claim.predicate, subject_kind, object_kind):
        return Stance.none
    if claim.modality is not Modality.asserted or claim.confidence < model.edge_confidence:
        return Stance.none
    if claim.flags:
        return Stance.flagged
    if claim.denied or claim.polarity is Polarity.negative:
        return Stance.denies
    return Stance.alleges if claim.alleged else Stance.asserts


def triple(subject: str, predicate: str, obj: str, model: Model) -> str:
    """The key under which claims become one edge; for a symmetric relation the ends are sorted."""
    if model.relations[predicate].symmetric and obj < subject:
        subject, obj = obj, subject
    return SEPARATOR.join((subject, predicate, obj))


def parts(key: str) -> tuple[str, str, str]:
    """Subject, predicate and object of a triple key. Entity ids hold no separator: `check_id` refuses them."""
    subject, predicate, obj = key.split(SEPARATOR)
    return subject, predicate, obj


def affected(key: str) -> tuple[str, ...]:
    """The edges that a claim with this key may change: its own, and THREATENS for a warning."""
    subject, predicate, obj = parts(key)
    if predicate == "WARNS":
        return key, SEPARATOR.join((subject, "THREATENS", obj))
    return (key,)


def sources(key: str) -> tuple[tuple[str, str | None], ...]:
    """Where the claims of an edge are found: (triple key, sense that they must have or None)."""
    subject, predicate, obj = parts(key)
    if predicate == "THREATENS":
        return (key, None), (SEPARATOR.join((subject, "WARNS", obj)), "threat")
    return ((key, None),)
