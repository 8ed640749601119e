"""A group that says it did it: "the movement said its fighters carried out the attack" claims responsibility for it."""

from collections.abc import Iterator, Sequence

import msgspec

from loaders.extract.document import Event
from loaders.extract.view import View
from schema.ids import claim_id
from schema.records import Claim, Modality, Polarity

_DOERS = frozenset({"ArmedGroup", "Organisation"})


def avowals(view: View, made: Sequence[tuple[Event, Claim]]) -> Iterator[Claim]:
    """One CLAIMS_RESPONSIBILITY for every attack that a group outside the state tells of itself."""
    said = {(c.subject and c.subject.entity, c.start) for _, c in made if c.predicate == "CLAIMS_RESPONSIBILITY"}
    for event, claim in made:
        if event.predicate != "ATTACKS" or not _owns_up(claim):
            continue
        if (claim.subject and claim.subject.entity, claim.start) not in said:
            assert claim.speaker is not None
            yield msgspec.structs.replace(
                claim,
                id=claim_id(
                    view.document.article.id,
                    claim.start,
                    claim.end,
                    "CLAIMS_RESPONSIBILITY",
                    claim.speaker.entity,
                    None,
                    f"{claim.trigger_at and claim.trigger_at[0]}|avowal",
                ),
                predicate="CLAIMS_RESPONSIBILITY",
                plover=None,
                subject=claim.speaker,
                object=None,
                value=None,
                speaker=None,
                chain=(),
                sense=None,
                about=None,
                statement=None,
                rule="avowal",
            )


def _owns_up(claim: Claim) -> bool:
    speaker, doer = claim.speaker, claim.subject
    if speaker is None or doer is None or speaker.entity is None or speaker.kind not in _DOERS:
        return False
    told = claim.polarity is Polarity.positive and claim.modality is Modality.asserted and not claim.alleged
    return told and not claim.denied and speaker.entity == doer.entity and len(claim.chain) == 1
