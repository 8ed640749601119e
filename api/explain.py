"""An extraction in plain words: each claim with its sentence, who says it, how firmly, and which rule found it."""

from collections.abc import Iterator

from schema.records import Claim, Count, Extraction, Incident, Modality, Polarity, Ref

_MODALITY = {
    Modality.asserted: "",
    Modality.planned: "planned, not done",
    Modality.conditional: "only under a condition",
    Modality.possible: "possible, not certain",
    Modality.counterfactual: "did not happen",
    Modality.question: "asked, not said",
}


def explain(extraction: Extraction) -> str:
    """The whole extraction as text for a person."""
    return "\n".join(_lines(extraction)) + "\n"


def stance(claim: Claim) -> str:
    """How firmly a claim is made, in words."""
    words = [_MODALITY[claim.modality]]
    if claim.denied:
        words.append("denied by its speaker")
    elif claim.polarity is Polarity.negative:
        words.append("said not to be so")
    if claim.alleged:
        words.append("an accusation")
    return ", ".join(w for w in words if w) or "asserted"


def _lines(e: Extraction) -> Iterator[str]:
    a = e.article
    yield f"== {a.title or a.source_id or a.id}"
    yield "   " + ", ".join(filter(None, (a.id, a.outlet, a.published, f"{len(a.text):,} characters")))
    yield f"\n-- {len(e.claims)} claims"
    for claim in e.claims:
        yield from _claim(claim)
    yield f"\n-- {len(e.incidents)} incidents"
    for incident in e.incidents:
        yield from _incident(incident)
    if e.statistics:
        yield f"\n-- {len(e.statistics)} statistics"
        for s in e.statistics:
            high = "" if s.high is None or s.high == s.low else f" to {s.high:g}"
            place, period = s.place.name if s.place else "?", s.period.text if s.period else "?"
            yield f"   {s.low:g}{high} {s.unit or ''} {s.measure}, {place}, {period}   [rule {s.rule}]\n      “{_one(s.quote)}”"
    yield f"\n-- {len(e.mentions)} mentions"
    for m in e.mentions:
        who = f"{m.name} ({m.kind}, {m.entity})" if m.entity else f"not linked ({m.kind or 'kind unknown'})"
        yield f"   {m.start:>6}–{m.end:<6} {_one(m.text)} → {who}   [{m.reason}, {m.score:.2f}]"
    if e.quality:
        yield "\n-- damaged or doubtful text"
        for q in e.quality:
            yield f"   {q.start:>6}–{q.end:<6} {q.flag}: {q.reason}   “{_one(a.text[q.start : q.end])[:80]}”"
    yield f"\n   {e.run.extractor} {e.run.version}, {e.run.seconds:.2f} s"


def _claim(c: Claim) -> Iterator[str]:
    value = f" {c.value.number:g} {c.value.currency or c.value.unit or ''}" if c.value else ""
    yield f"   {_ref(c.subject)} {c.predicate}{f' ({c.sense})' if c.sense else ''} {_ref(c.object)}{value}   [{stance(c)}]"
    chain = (
        " ← ".join(ref.name for ref in c.chain) if c.chain else c.speaker.name if c.speaker else "the article itself"
    )
    yield f"      said by {chain} ({c.speech.value}); rule {c.rule}, confidence {c.confidence:.2f}"
    for label, words in (("condition", c.condition), ("consequence", c.consequence), ("about", c.about)):
        if words:
            yield f"      {label}: “{_one(words)}”"
    if c.place or c.time:
        place, when = f"in {c.place.name}" if c.place else "", f"time: {c.time.text}" if c.time else ""
        yield "      " + ", ".join(filter(None, (place, when)))
    if c.flags:
        yield f"      text flags: {', '.join(c.flags)}"
    yield f"      {c.start}–{c.end} “{_one(c.quote)}”"


def _incident(i: Incident) -> Iterator[str]:
    yield f"   {i.type}, {i.status.value}: {i.title}   [rule {i.rule}, confidence {i.confidence:.2f}]"
    for label, parties in (("by", i.perpetrators), ("against", i.targets), ("victims", i.victims)):
        if parties:
            yield f"      {label}: " + "; ".join(p.name + (f" ({p.how})" if p.how else "") for p in parties)
    where, when = i.place.name if i.place else "?", i.date.text if i.date else "?"
    yield f"      where: {where}; when: {when}; killed: {_count(i.killed)}; injured: {_count(i.injured)}"
    yield f"      {i.start}–{i.end} “{_one(i.quote)}”"


def _ref(ref: Ref | None) -> str:
    return "—" if ref is None else ref.name if ref.entity else f"“{_one(ref.text)}”"


def _count(count: Count | None) -> str:
    if count is None:
        return "not said"
    return (
        f"{count.low}"
        if count.high == count.low
        else f"at least {count.low}"
        if count.high is None
        else f"{count.low}–{count.high}"
    )


def _one(text: str) -> str:
    return " ".join(text.split())
