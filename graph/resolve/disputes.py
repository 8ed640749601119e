"""Disputes: what is said of one proposition or one incident that cannot all be so, with both sides.

A toll that grows over days is an update, not a dispute; so is an amount of another year. What contradicts is opposite
polarity, a denial, or values that exclude each other at one time.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from graph.names import fold
from graph.resolve.names import skeleton
from graph.resolve.reports import Report, Said, ordinal
from schema.ids import digest
from schema.model import Model
from schema.records import Claim, Modality, Polarity, Record

Kind = Literal["polarity", "denial", "value", "toll", "perpetrator"]
ACT_DAYS = 14  # two undated claims of an act that are published further apart need not speak of one act
VALUE_DAYS = 60  # likewise of amounts
TOLERANCE = 0.1
ABOUT = 0.4  # share of the words of what is denied that the accusation must have


class Stand(Record, frozen=True, kw_only=True):
    """A claim with the context that it is weighed in. Ends and speaker are canonical ids."""

    claim: Claim
    article: str
    origin: str
    published: str | None = None
    subject: str | None = None
    object: str | None = None
    speaker: str | None = None


class Side(Record, frozen=True, kw_only=True):
    """One side: what it says, and everyone who says it."""

    says: str
    members: tuple[str, ...]  # claims, or reports of an incident
    speakers: tuple[str, ...]
    origins: tuple[str, ...]
    first: str | None
    last: str | None


class Dispute(Record, frozen=True, kw_only=True):
    """Two or more sides about one thing. `about` is a triple or the canonical id of an incident."""

    id: str
    kind: Kind
    about: str
    sides: tuple[Side, ...]
    oneself: bool = False  # one and the same speaker on both sides: a change of mind or a slip


def stand(
    claim: Claim, article: str, *, origin: str, published: str | None, canonical: Callable[[str], str] = lambda id: id
) -> Stand:
    """A claim ready to be weighed."""

    def end(ref: object) -> str | None:
        id = getattr(ref, "entity", None)
        return canonical(id) if id else None

    return Stand(
        claim=claim,
        article=article,
        origin=origin,
        published=published[:10] if published and ordinal(published) is not None else None,
        subject=end(claim.subject),
        object=end(claim.object),
        speaker=end(claim.speaker),
    )


def claim_disputes(stands: Iterable[Stand], model: Model) -> list[Dispute]:
    """Disputes among claims, whatever order they come in."""
    by_triple: dict[str, list[Stand]] = {}
    accusations: dict[str, list[Stand]] = {}
    denials: dict[str, list[Stand]] = {}
    for one in sorted(stands, key=lambda s: (s.claim.id, s.article)):
        claim = one.claim
        if claim.modality is not Modality.asserted or claim.flags:
            continue
        if one.subject and one.object and one.subject != one.object:
            by_triple.setdefault(_triple(one, model), []).append(one)
        if claim.predicate == "BLAMES_ACCUSES" and one.object and claim.about:
            accusations.setdefault(one.object, []).append(one)
        if claim.predicate == "DENIES" and one.subject and claim.about and _positive(one):
            denials.setdefault(one.subject, []).append(one)
    found: list[Dispute] = []
    for triple, group in sorted(by_triple.items()):
        for turn, same in enumerate(_one_proposition(group, model)):
            key = str(turn) if turn else ""  # an act is disputed once for each of its times
            found += _polarity(triple, same, key)
            found += _values(triple, same, key)
    for actor, denied in sorted(denials.items()):
        found += _denials(actor, denied, accusations.get(actor, []))
    return found


def incident_disputes(clusters: Mapping[str, Iterable[Report]]) -> list[Dispute]:
    """Disputes within incidents: tolls that no update explains, and a perpetrator that is claimed or blamed and denied."""
    found: list[Dispute] = []
    for id, reports in sorted(clusters.items()):
        ordered = sorted(reports, key=lambda r: (r.published or "", r.id))
        for what in ("killed", "injured"):
            found += _toll(id, what, ordered)
        found += _perpetrators(id, ordered)
    return found


def _triple(one: Stand, model: Model) -> str:
    subject, obj = one.subject or "", one.object or ""
    if model.relations[one.claim.predicate].symmetric and obj < subject:
        subject, obj = obj, subject
    return f"{subject}|{one.claim.predicate}|{obj}"


def _positive(one: Stand) -> bool:
    return one.claim.polarity is Polarity.positive and not one.claim.denied


def _one_proposition(group: list[Stand], model: Model) -> Iterable[list[Stand]]:
    """Claims of one triple that speak of one state or act. A state holds on; acts are told apart by their time."""
    if model.relations[group[0].claim.predicate].kind == "state":
        yield group
        return
    dated = sorted(group, key=lambda s: (_day(s) or "", s.claim.id))
    run: list[Stand] = []
    for one in dated:
        if run and _far(_day(run[-1]), _day(one), ACT_DAYS):
            yield run
            run = []
        run.append(one)
    yield run


def _day(one: Stand) -> str | None:
    time = one.claim.time
    return time.start if time and time.start else one.published


def _far(one: str | None, other: str | None, days: int) -> bool:
    left, right = ordinal(one or ""), ordinal(other or "")
    return left is not None and right is not None and abs(left - right) > days


def _polarity(triple: str, group: list[Stand], key: str) -> list[Dispute]:
    yes, no = [s for s in group if _positive(s)], [s for s in group if not _positive(s)]
    if not yes or not no or not _overlap(yes, no):
        return []
    kind: Kind = "denial" if any(s.claim.denied for s in no) else "polarity"
    return [_dispute(kind, triple, {"it is so": yes, "it is not so": no}, key)]


def _overlap(one: list[Stand], other: list[Stand]) -> bool:
    """Whether the times that the texts give let the two sides speak of one time; without a time they do."""
    return any(not _apart(a.claim, b.claim) for a in one for b in other)


def _apart(one: Claim, other: Claim) -> bool:
    if not (one.time and other.time and one.time.start and other.time.start):
        return False
    end, other_end = one.time.end or one.time.start, other.time.end or other.time.start
    return one.time.start > other_end or other.time.start > end


def _values(triple: str, group: list[Stand], key: str) -> list[Dispute]:
    sides: dict[tuple[str, float], list[Stand]] = {}
    for one in group:
        value = one.claim.value
        if value is not None and _positive(one):
            sides.setdefault((value.currency or value.unit or "", value.number), []).append(one)
    found: dict[str, list[Stand]] = {}
    keys = sorted(sides)
    for i, (unit, number) in enumerate(keys):
        for other_unit, other in keys[i + 1 :]:
            clash = unit == other_unit and abs(number - other) > TOLERANCE * max(abs(number), abs(other))
            if clash and any(
                not _apart(a.claim, b.claim) and not (_untimed(a, b) and _far(a.published, b.published, VALUE_DAYS))
                for a in sides[unit, number]
                for b in sides[unit, other]
            ):
                found[f"{number:g} {unit}".strip()] = sides[unit, number]
                found[f"{other:g} {unit}".strip()] = sides[unit, other]
    return [_dispute("value", triple, found, key)] if found else []


def _untimed(one: Stand, other: Stand) -> bool:
    return one.claim.time is None or other.claim.time is None


def _denials(actor: str, denied: list[Stand], accused: list[Stand]) -> list[Dispute]:
    """An accusation, and its denial by the accused in other words."""
    found = []
    for denial in denied:
        words = _words(denial.claim.about)
        against = [
            one
            for one in accused
            if _positive(one)
            and not _far(one.published, denial.published, ACT_DAYS)
            and len(words & _words(one.claim.about)) >= ABOUT * max(1, min(len(words), len(_words(one.claim.about))))
        ]
        if against:
            about = f"{actor}|DENIES|{denial.claim.id}"
            found.append(_dispute("denial", about, {"it is so": against, "it is not so": [denial]}))
    return found


def _words(text: str | None) -> set[str]:
    return {skeleton(word) for word in fold(text or "").split() if len(word) > 3}


def _toll(id: str, what: str, reports: list[Report]) -> list[Dispute]:
    """Values that exclude each other, published on one day or shrinking, by named counters that differ.

    Without a named counter a lower or higher number is taken for a report's state of knowledge.
    """
    told = [(r, said) for r in reports for said in (r.killed if what == "killed" else r.injured) if said.by]
    sides: dict[str, list[tuple[Report, Said]]] = {}
    for report, said in told:
        sides.setdefault(fold(said.by or ""), []).append((report, said))
    names = sorted(sides)
    clashing: set[str] = set()
    for i, name in enumerate(names):
        for other in names[i + 1 :]:
            if not any(_compatible(a, b) for _, a in sides[name] for _, b in sides[other]):
                clashing |= {name, other}
    if not clashing:
        return []
    made = {}
    for name in sorted(clashing):
        values = sorted({said.low for _, said in sides[name]})
        made[f"{' or '.join(map(str, values))} {what}, says {name}"] = [report for report, _ in sides[name]]
    return [_of_reports("toll", id, made, what)]


def _compatible(one: Said, other: Said) -> bool:
    low, high = sorted((one, other), key=lambda said: said.low)
    # "at least 12" does not contradict 14, but it does contradict 40 of another counter
    return high.low - low.low <= max(1, TOLERANCE * high.low) or (low.high is None and high.low <= 1.5 * low.low)


def _perpetrators(id: str, reports: list[Report]) -> list[Dispute]:
    """An actor that is said to have done it, and that is said not to have."""
    did: dict[str, list[Report]] = {}
    denied: dict[str, list[Report]] = {}
    for report in reports:
        for entry in report.how:
            actor, _, how = entry.rpartition("|")
            (denied if how == "denied" else did).setdefault(actor, []).append(report)
    return [
        _of_reports("perpetrator", id, {f"{actor} did it": did[actor], f"{actor} denies it": denied[actor]}, actor)
        for actor in sorted(did.keys() & denied.keys())
    ]


def _dispute(kind: Kind, about: str, sides: Mapping[str, list[Stand]], key: str = "") -> Dispute:
    made = tuple(
        Side(
            says=says,
            members=tuple(sorted(s.claim.id for s in stands)),
            speakers=tuple(sorted({s.speaker or "" for s in stands} - {""})),
            origins=tuple(sorted({s.origin for s in stands})),
            first=min((s.published for s in stands if s.published), default=None),
            last=max((s.published for s in stands if s.published), default=None),
        )
        for says, stands in sides.items()
    )
    speakers = [set(side.speakers) for side in made]
    oneself = len(made) == 2 and all(len(s) == 1 for s in speakers) and speakers[0] == speakers[1]
    id = "dsp-" + digest(kind, about, *filter(None, [key]))
    return Dispute(id=id, kind=kind, about=about, sides=made, oneself=oneself)


def _of_reports(kind: Kind, about: str, sides: Mapping[str, list[Report]], key: str) -> Dispute:
    made = tuple(
        Side(
            says=says,
            members=tuple(sorted({r.id for r in reports})),
            speakers=tuple(sorted({s.by for r in reports for s in (*r.killed, *r.injured) if s.by})),
            origins=tuple(sorted({r.origin or r.article for r in reports})),
            first=min((r.published[:10] for r in reports if r.published), default=None),
            last=max((r.published[:10] for r in reports if r.published), default=None),
        )
        for says, reports in sides.items()
    )
    return Dispute(id="dsp-" + digest(kind, about, key), kind=kind, about=about, sides=made)
