"""What persons say of single claims: right, wrong, or right once corrected. Pure; what is written follows from it.

A review never changes what was extracted: it lies beside it, is applied whenever the article is written, and taking it back
restores what was there. A rejected claim is stored under a label of its own, so that no query over claims can meet it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import field
from msgspec.structs import replace

from schema.ids import digest
from schema.records import Claim, Entity, Extraction, Modality, Polarity, Record, Ref

Said = dict[str, str | bool | None]
PLAIN = ("predicate", "polarity", "modality", "alleged", "denied")
ENDS = ("subject", "object")


class Ruling(StrEnum):
    """What a person says of a claim."""

    accepted = "accepted"
    rejected = "rejected"
    corrected = "corrected"


class Correction(Record, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a claim should say; what is None stays as it was extracted. Ends are self-contained, so a rebuild can make them."""

    predicate: str | None = None
    subject: Entity | None = None
    object: Entity | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    alleged: bool | None = None
    denied: bool | None = None


class Review(Record, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One ruling about one claim. `told` and `quote` say what was ruled on, also when the claim is no more."""

    claim: str
    article: str
    ruling: Ruling
    correction: Correction | None = None
    was: Said = field(default_factory=dict)  # what the corrected fields said before
    told: str
    quote: str
    reasons: tuple[str, ...] = ()
    by: str
    at: str  # ISO 8601
    act: str = ""

    @property
    def id(self) -> str:
        """Deterministic id of this review."""
        return "rev-" + digest(self.claim, self.ruling, self.by, self.at)


def mark(review: Review, redirects: Mapping[str, str]) -> str:
    """A review as it is noted beside an article that was written with it; changes when an end of it is merged."""
    change = review.correction
    ends = [redirects.get(e.id, e.id) for e in (change.subject, change.object) if e is not None] if change else []
    return "!".join([review.claim, review.id, *ends])


def reviewed(extraction: Extraction, reviews: Iterable[Review]) -> Extraction:
    """The extraction with its corrected claims, and the entities that they now name."""
    changes = {one.claim: one.correction for one in reviews if one.correction is not None}
    claims = tuple(_corrected(c, changes[c.id]) if c.id in changes else c for c in extraction.claims)
    if claims == extraction.claims:
        return extraction
    entities = {e.id: e for e in extraction.entities}
    for one in (c for id, c in changes.items() if any(claim.id == id for claim in claims)):
        for end in (one.subject, one.object):
            if end is not None:
                entities.setdefault(end.id, end)
    return replace(extraction, claims=claims, entities=tuple(entities.values()))


def _corrected(claim: Claim, change: Correction) -> Claim:
    given: dict[str, Any] = {n: value for n in PLAIN if (value := getattr(change, n)) is not None}
    if change.predicate is not None and change.predicate != claim.predicate:
        given |= {"plover": None, "sense": None}  # both belong to the predicate that it is not
    for name in ENDS:
        entity: Entity | None = getattr(change, name)
        if entity is not None:
            old: Ref | None = getattr(claim, name)
            where = (old.text, old.start, old.end) if old else (claim.trigger, claim.start, claim.end)
            text, start, end = where
            given[name] = Ref(entity=entity.id, kind=entity.kind, name=entity.name, text=text, start=start, end=end)
    return replace(claim, **given)
