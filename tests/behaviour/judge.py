"""Is what the extractor makes of a sentence what its declared meaning says?"""

from anyascii import anyascii

from schema.records import COUNTED, Claim, Extraction, Modality, Polarity, Ref, Status

from ..golden.golden import ids_of
from .generate import Case, Happening

FIRM = Modality.asserted
UNREAL = {
    "planned": {Modality.planned, Modality.conditional},
    "conditional": {Modality.conditional, Modality.planned, Modality.possible},
}
"""Modalities that do for a want: a plan under a condition is both."""
STANDS_FOR_PLAN = {"THREATENS", "WARNS", "PROMISES_AGREES", "REJECTS", "DEMANDS"}
"""Acts of speech by which announcing an act may be told: "will attack" is a threat, "will aid" a promise."""


def bare(name: str) -> str:
    """A name without article and class word, folded."""
    for word in ("the ", "The ", "town of ", "port of "):
        name = name.removeprefix(word)
    return anyascii(name).casefold()


def stands_for(name: str | None, ref: Ref | None) -> bool:
    if name is None:
        return True
    if ref is None:
        return False
    return ref.entity in ids_of(bare(name)) or bare(name) in bare(ref.name) or bare(name) in bare(ref.text)


def ends_match(case: Case, claim: Claim) -> bool:
    return stands_for(case.subject, claim.subject) and stands_for(case.object, claim.object)


def verdict(case: Case, extraction: Extraction) -> str | None:
    """None if right, else what is wrong."""
    same = [c for c in extraction.claims if c.predicate == case.predicate and ends_match(case, c)]
    firm = [c for c in same if c.modality == FIRM and c.polarity == Polarity.positive]
    if case.want == "fact":
        if not firm:
            return "missing" if not same else f"read as {same[0].polarity} {same[0].modality}"
        claim = firm[0]
        if case.speaker and not any(stands_for(case.speaker, c.speaker) for c in firm):
            return f"speaker {claim.speaker and claim.speaker.name}"
        if case.sense and claim.sense != case.sense:
            return f"sense {claim.sense}"
        if case.value and not (claim.value and claim.value.number == case.value):
            return f"value {claim.value and claim.value.number}"
        return None
    if firm:
        return "read as a fact"
    match case.want:
        case "negative":
            return None if any(c.polarity == Polarity.negative for c in same) else "negation missing"
        case "denied":
            return None if any(c.denied and c.polarity == Polarity.negative for c in same) else "denial missing"
        case "planned" | "conditional":
            told = [
                c for c in extraction.claims if c.predicate in STANDS_FOR_PLAN and stands_for(case.subject, c.subject)
            ]
            return None if told or any(c.modality in UNREAL[case.want] for c in same) else f"{case.want} missing"
        case "possible":
            return None if any(c.modality == Modality.possible for c in same) else "possibility missing"
    return None  # a question asserts nothing


def incident_verdict(case: Happening, extraction: Extraction) -> str | None:
    """None if the incidents are what the sentence says, else what is wrong."""
    counted = [i for i in extraction.incidents if i.status in COUNTED and i.status != Status.foiled]
    if case.want in ("occurred", "foiled"):
        right = [i for i in extraction.incidents if i.type in case.types and i.status == case.want]
        if case.want == "occurred" and len(counted) > 1:
            return f"{len(counted)} incidents for one"
        if not right:
            return f"read as {[(i.type, str(i.status)) for i in extraction.incidents]}"
        if case.place and not (right[0].place and bare(case.place) in bare(right[0].place.name)):
            return f"place {right[0].place and right[0].place.name}"
        return None
    return f"counted as {counted[0].type} {counted[0].status}" if counted else None
