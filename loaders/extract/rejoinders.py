"""Who denies what another said of him: "…, a charge Kabul denies", "Kigali rejected the allegation".

A denial that names its proposition only by a noun or a pronoun is read back to the claims it answers, so that claim and
denial stand side by side, each with its own words and speaker. It answers what was said of the denier himself or of his
country, by another voice, in the sentence it stands in or in one of the two before.
"""

from collections.abc import Sequence

import msgspec

from loaders.extract.document import Document, Event
from loaders.extract.lexicon import words
from loaders.extract.link import rules
from loaders.extract.view import View
from schema.ids import claim_id
from schema.records import Claim, Modality, Polarity, Ref, Speech
from schema.reference import load_reference

_DENIALS = frozenset({"DENIES", "REJECTS"})
_POINTERS = frozenset({"it", "this", "that", "them", "these", "which"})
_NO_DEEDS = frozenset({"verbal"})
_TRUST = 0.9  # share of a claim's confidence that is left to a denial of it which only points to it
_BACK = 2  # sentences before the denial's own


def rejoinders(document: Document, view: View, made: Sequence[tuple[Event, Claim]]) -> list[Claim]:
    """One denied claim for every claim that a denial answers, spoken by the denier, quoted from the denial."""
    found: list[Claim] = []
    for event, denial in made:
        if _denies(denial) and points_back(view, event.trigger):
            found += [_counter(document, claim, denial) for claim in _answered(document, view, event, denial, made)]
    return found


def _denies(denial: Claim) -> bool:
    return (
        denial.predicate in _DENIALS
        and denial.polarity is Polarity.positive
        and denial.modality is Modality.asserted
        and denial.subject is not None
        and denial.subject.entity is not None
    )


def added(view: View, verb: int) -> bool:
    """Whether the denial is added to a sentence by a relative clause ("a charge Kabul denies", "which Kabul denies")."""
    tree = view.tree
    if tree.dep[verb] != "relcl":
        return False
    at = tree.first(verb, "dobj")
    return at is None or tree.lower[at] in _POINTERS or tree.lower[tree.head[verb]] in words("accusations")


def points_back(view: View, verb: int) -> bool:
    """Whether what is denied stands before: in the sentence that the denial is added to, or behind a noun or pronoun."""
    tree = view.tree
    at = tree.first(verb, "dobj", "nsubjpass")
    return added(view, verb) or (at is not None and is_pointer(view, at))


def is_pointer(view: View, at: int) -> bool:
    """Whether the words name a proposition and nobody: "the allegation", "it"."""
    return view.tree.lower[at] in words("accusations") or view.tree.lower[at] in _POINTERS


def _answered(
    document: Document, view: View, event: Event, denial: Claim, made: Sequence[tuple[Event, Claim]]
) -> list[Claim]:
    """The claims of the nearest sentence that has some which the denier answers."""
    here = document.sentence_of(event.trigger).index
    nearest: dict[int, list[Claim]] = {}
    for other, claim in made:
        back = here - document.sentence_of(other.trigger).index
        if other.trigger >= event.trigger or not 0 <= back <= _BACK or other.frame == claim.predicate.lower():
            continue  # what a title says is no reproach
        at_once = back == 0 and added(view, event.trigger)
        if _is_reproach(document, view, claim, denial, at_once):
            nearest.setdefault(back, []).append(claim)
    return nearest[min(nearest)] if nearest else []


def _is_reproach(document: Document, view: View, claim: Claim, denial: Claim, at_once: bool) -> bool:
    """Whether another voice says something of the denier or of his country, and does not just report a speech of his."""
    assert denial.subject is not None
    if claim.subject is None or claim.denied or claim.polarity is Polarity.negative:
        return False
    if claim.modality is not Modality.asserted or view.model.relations[claim.predicate].kind in _NO_DEEDS:
        return False
    if claim.speaker is None:  # the article's own words are denied only where they are called a charge at once
        own = claim.alleged or at_once
    else:
        own = not _one_side(document, claim.speaker, denial.subject)
    of_him = _one_side(document, claim.subject, denial.subject)
    of_his_land = claim.predicate == "OPERATES_IN" and claim.object is not None
    return own and (of_him or (of_his_land and _one_side(document, claim.object, denial.subject)))


def _one_side(document: Document, one: Ref | None, other: Ref) -> bool:
    """The same actor, or bodies, people and places of one country; a group that does not rule speaks for itself alone."""
    if one is None or one.entity is None or other.entity is None:
        return False
    if one.entity == other.entity:
        return True
    if any(ref.kind == "ArmedGroup" and not rules(load_reference(), ref.entity or "") for ref in (one, other)):
        return False
    a, b = document.entities.get(one.entity), document.entities.get(other.entity)
    return a is not None and b is not None and a.country is not None and a.country == b.country


def _counter(document: Document, claim: Claim, denial: Claim) -> Claim:
    assert denial.subject is not None
    speaker = denial.subject
    return msgspec.structs.replace(
        claim,
        id=claim_id(
            document.article.id,
            denial.start,
            denial.end,
            claim.predicate,
            claim.subject.key if claim.subject is not None else None,
            claim.object.key if claim.object is not None else None,
            f"{denial.trigger_at and denial.trigger_at[0]}|{Polarity.negative}|{speaker.start}",
        ),
        speaker=speaker,
        chain=(*denial.chain, *([] if speaker in denial.chain else [speaker])),
        speech=Speech.indirect,
        polarity=Polarity.negative,
        alleged=False,
        denied=True,
        start=denial.start,
        end=denial.end,
        quote=denial.quote,
        trigger=denial.trigger,
        trigger_at=denial.trigger_at,
        statement=None,
        rule="rejoinder",
        confidence=round(_TRUST * claim.confidence, 3),
        flags=tuple(sorted({*claim.flags, *denial.flags})),
    )
