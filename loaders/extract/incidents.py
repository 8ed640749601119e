"""Incidents of an article: triggers and their fillers, gathered into events, attributed, counted, dated and placed.

The steps live in `loaders.extract.incident`; here they are joined and become records.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.extract.document import Document, Saying
from loaders.extract.incident.casualties import toll
from loaders.extract.incident.clusters import cluster
from loaders.extract.incident.days import When
from loaders.extract.incident.event import LASTING, PEACEFUL, Cluster
from loaders.extract.incident.filler import Filler
from loaders.extract.incident.kinds import VIOLENT, armed, specificity, status_of, type_of
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.parties import harmed, perpetrators
from loaders.extract.incident.places import named_after
from loaders.extract.incident.responsibility import attribute
from loaders.extract.incident.settings import Settings, settings
from loaders.extract.incident.titles import title
from loaders.extract.incident.triggers import find_triggers
from loaders.extract.qualifiers import as_place
from loaders.extract.statistics import find_aggregates
from schema.ids import part_id
from schema.records import COUNTED, Claim, Incident, Precision, Ref, Status, Time
from schema.reference import load_reference

_OWN = 1.5  # cost of a date up to which it is the mention's own
LEAST = 3.0  # specificity below which a mention is no incident of its own
_EVIDENCE = frozenset(
    {
        "ATTACKS",
        "CLAIMS_RESPONSIBILITY",
        "BLAMES_ACCUSES",
        "DENIES",
        "CONDEMNS_OPPOSES",
        "THREATENS",
        "RESTRICTS",
        "EXPELS",
        "PROTESTS_AGAINST",
        "BANNED_BY",
        "SANCTIONS_REDUCES_RELATIONS",
        "DEPLOYS_TO",
    }
)
_GRAIN = (
    Precision.instant,
    Precision.day,
    Precision.range,
    Precision.week,
    Precision.month,
    Precision.year,
    Precision.unknown,
)


def find_incidents(
    document: Document,
    sayings: Sequence[Saying] = (),
    claims: Sequence[Claim] = (),
    found: Settings | None = None,
) -> tuple[Incident, ...]:
    """One record per event that the article tells, in the order of their main sentences.

    `sayings` tell who counted; `claims` whose sentence and words are those of an incident become its evidence;
    `found` the article's dates and places, where they were looked for already.
    """
    triggers = find_triggers(document)
    if not triggers:
        return ()
    found = found or settings(document)
    aggregates = find_aggregates(document, found)
    for trigger in triggers:
        trigger.generic = trigger.generic or (
            trigger.token in aggregates and not _of_one(document, trigger, aggregates)
        )
    clusters = cluster(document, triggers, found)
    attribute(document, clusters)
    kept = [c for c in clusters if _keep(document, c)]
    evidence = _evidence(document, kept, claims)
    records = [_record(document, c, sayings, evidence.get(k, ())) for k, c in enumerate(kept)]
    return tuple(sorted(records, key=lambda r: (r.start, r.id)))


def _of_one(document: Document, trigger: Trigger, aggregates: set[int]) -> bool:
    """ "Last month, an attack on a base killed X": whatever is counted, one event did it."""
    one = any(document.doc[e].tag_ == "NN" and e not in aggregates for e in trigger.events)
    return one and any(f.named for f in trigger.patients)


def _keep(document: Document, c: Cluster) -> bool:
    """A victim, target, weapon, or a perpetrator with date or place, and enough said about this one event."""
    status = status_of(c)
    if status in (Status.denied, Status.hypothetical):
        return False
    patients, weapons = c.patients(), c.weapons()
    agents = bool(c.agents() or c.claims)
    if not (
        patients
        or weapons
        or (c.dates and c.places)
        or (agents and (c.dates or c.places or any(t.named for t in c.triggers)))
        or ((len(c.triggers) > 1 or c.types <= PEACEFUL) and (c.dates or c.places))
    ):
        return False
    if patients and all(f.cls == "place" and not _finer(document, f.head) for f in patients) and not weapons:
        return False  # "a new attack against Cuba": a quarrel of states, or a war
    least = LEAST if status in COUNTED else LEAST + 0.5
    if c.types == {"mobilization"} and not c.dates and not c.places:
        return False  # "it sent troops": where and when is what such an event is
    if {t.act.type for t in c.triggers} <= PEACEFUL:
        least -= 2.3  # no victims and no weapons: who did it and when is all there is to tell
    return specificity(document, c) >= least


def _record(document: Document, c: Cluster, sayings: Sequence[Saying], claims: Sequence[str]) -> Incident:
    kind, status = type_of(document, c), status_of(c)
    attack = kind in VIOLENT and any(armed(f) for f in (*c.agents(), *(f for f, how in c.claims if how != "denied")))
    counts = toll(document, c, sayings, attack)
    doers = perpetrators(document, c)
    targets, victims = harmed(document, c, attack)
    place, when = _place(document, c), _when(c)
    main = _main(c)
    sentence = document.sentences[main.sentence]
    start, end, quote = document.span(sentence.start, sentence.end)
    flags = sorted({f for s in c.sentences for f in document.sentences[s].flags})
    words = document.doc[main.token].lower_
    return Incident(
        id=part_id("inc", document.article.id, start, end, f"{kind}:{document.span(main.token, main.token + 1)[0]}"),
        type=kind,
        status=status,
        title=title(kind, status, doers, targets, victims, place, when),
        perpetrators=doers,
        targets=targets,
        victims=victims,
        weapon=_weapon(document, c.weapons()),
        place=place,
        date=when,
        killed=counts.killed,
        injured=counts.injured,
        attackers_killed=counts.attackers,
        counts=tuple(counts.all),
        claims=tuple(claims),
        start=start,
        end=end,
        quote=quote,
        rule=f"{main.act.name}:{words}",
        confidence=_confidence(document, c, flags),
        flags=tuple(flags),
    )


def _main(c: Cluster) -> Trigger:
    """The mention that tells most: body text before headings, arguments before none, early before late."""
    return max(
        c.triggers,
        key=lambda t: (
            t.status in COUNTED,
            min(2, len(t.patients)) + min(1, len(t.agents)) + bool(t.weapons) - t.background,
            -t.sentence,
            -t.token,
        ),
    )


def _place(document: Document, c: Cluster) -> Ref | None:
    """Where: what was attacked, if that is a place within the one that is named; else the finest place named for it."""
    named = _named_place(document, c)
    chain = load_reference().chain
    for filler in c.patients():
        mention = document.mention_of(filler.head)
        if mention is None or mention.entity is None or mention.entity not in load_reference().places:
            continue
        if named is None or named.entity in chain(mention.entity)[1:]:
            return document.ref(filler.head)
    return named


def _named_place(document: Document, c: Cluster) -> Ref | None:
    """The first place below a state that the reference data knows, or one that lies in it; else an unknown one; else the state."""
    heads = [i for w in c.places for i in (w.head, *w.chain)]
    if not heads:
        return None
    known = {i: chain for i in heads if (chain := _containers(document, i))}
    fine = [i for i in heads if (len(known[i]) > 1 if i in known else _finer(document, i))]
    chosen = next((i for i in fine if i in known), None)
    if chosen is None:
        return _place_ref(document, next(iter(fine or heads)))
    for i in fine:
        if i in known and known[chosen][0] in known[i][1:]:
            chosen = i
    return _place_ref(document, chosen)


def _containers(document: Document, head: int) -> tuple[str, ...]:
    """The place and what it lies in, by the reference data; empty where that does not know it."""
    place = _place_ref(document, head)
    if place is None or place.entity is None or place.entity not in load_reference().places:
        return ()
    return load_reference().chain(place.entity)


def _place_ref(document: Document, head: int) -> Ref | None:
    head = named_after(document, head)
    span = (head, head + 1) if document.doc[head].dep_ == "compound" else None
    ref = as_place(document, document.ref(head, None if document.mention_of(head) is not None else span))
    new = ref is not None and ref.entity is not None and ref.entity not in load_reference().actors
    if ref is not None and (
        ref.kind == "Organisation" or (ref.kind == "Person" and new)
    ):  # a new name that only the words around it show to be a place
        return Ref(entity=None, kind="Place", name=ref.text, text=ref.text, start=ref.start, end=ref.end)
    return ref


def _finer(document: Document, head: int) -> bool:
    """Not a whole state."""
    mention = document.mention_of(head)
    return mention is None or mention.kind != "State"


def _when(c: Cluster) -> Time | None:
    dated: list[When] = [w for w in c.dates if not w.since] or [w for w in c.dates if c.types <= LASTING]
    return min(dated, key=lambda w: (w.cost > _OWN, _grain(w), round(w.cost), w.start)).time if dated else None


def _grain(when: When) -> int:
    """How fine a date is: "July 13" of an article without a day is a day, though nobody knows of which year."""
    if when.time.precision is Precision.unknown and when.near is not None and when.near[0] == when.near[1]:
        return _GRAIN.index(Precision.day)
    return _GRAIN.index(when.time.precision)


def _weapon(document: Document, weapons: list[Filler]) -> str | None:
    words: list[str] = []
    for filler in weapons:
        text = document.span(filler.start, filler.end)[2]
        if not any(text.lower() in w.lower() or w.lower() in text.lower() for w in words):
            words.append(text)
    return ", ".join(words) or None


def _confidence(document: Document, c: Cluster, flags: list[str]) -> float:
    value = 0.55 + 0.05 * min(5.0, specificity(document, c))
    if all(t.hedged for t in c.triggers):
        value -= 0.15
    if flags:
        value -= 0.15
    if len(c.triggers) > 1:
        value += 0.05
    return round(max(0.1, min(0.95, value)), 2)


def _evidence(document: Document, clusters: Sequence[Cluster], claims: Sequence[Claim]) -> dict[int, list[str]]:
    """Claims by cluster: those whose trigger words are a mention's, else those in a sentence that tells only one event."""
    spans = [
        (k, s, *document.span(document.sentences[s].start, document.sentences[s].end)[:2])
        for k, c in enumerate(clusters)
        for s in c.sentences
    ]
    tokens = {document.span(t, t + 1)[0]: k for k, c in enumerate(clusters) for t in c.tokens()}
    found: dict[int, list[str]] = {}
    for claim in claims:
        if claim.predicate not in _EVIDENCE:
            continue
        at = claim.trigger_at
        direct = next((k for start, k in tokens.items() if at is not None and at[0] <= start < at[1]), None)
        if direct is None:
            here = {k for k, _, start, end in spans if start < claim.end and claim.start < end}
            if len(here) != 1 or claim.predicate == "ATTACKS":
                continue
            direct = here.pop()
        found.setdefault(direct, []).append(claim.id)
    return found
