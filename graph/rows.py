"""From an Extraction to flat rows of properties: pure, no database. One `Prepared` is one article's whole write."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from graph.check import check
from graph.names import fold
from graph.prepared import Prepared, Props
from graph.resolve.commitments import may_tie
from graph.resolve.origins import origin_id
from graph.resolve.reviews import Review
from graph.stance import SEPARATOR, Stance, stance, triple
from schema.ids import digest
from schema.model import Model
from schema.records import Claim, Extraction, Incident, Party, Ref, Statement, Statistic, Time, to_json


def extraction_hash(extraction: Extraction, model: Model) -> str:
    """What makes an article's stored state: equal hashes mean that there is nothing to write."""
    still = msgspec.structs.replace(extraction, run=msgspec.structs.replace(extraction.run, seconds=0.0))
    return hashlib.blake2b(to_json(still), digest_size=16, salt=str(model.version).encode()).hexdigest()


def prepare(
    extraction: Extraction,
    model: Model,
    kinds: Mapping[str, str],
    hash: str,
    *,
    redirects: Iterable[str] = (),
    origin: str | None = None,
    reviews: Iterable[Review] = (),
) -> Prepared:
    """All nodes and edges of one article. `kinds` gives the kind of entities that reference data knows (it wins).

    `redirects` and `reviews` are those already applied to the extraction. `origin` is that which resolution found; else the article
    stands for itself.

    Raises InvalidData for a kind, predicate or type that the model does not have, and for a reference to nothing.
    """
    article = extraction.article
    extractor = f"{extraction.run.extractor} {extraction.run.version}"
    made = Prepared(
        article.id,
        article.marking,
        hash,
        article.sha256,
        extractor,
        {e.id: e for e in extraction.entities},
        model,
        kinds,
        list(redirects),
        origin or origin_id(article.id),
        {one.claim: one for one in reviews},
    )
    check(extraction, model, made.entities)
    when = sort_time(article.published)
    common = {"article_id": article.id, "outlet": article.outlet, "published": article.published, "origin": made.origin}
    self = ("Article", article.id)
    made.node(
        "Article",
        {
            "id": article.id,
            "title": article.title,
            "text": article.text,
            "url": article.url,
            "source_id": article.source_id,
            "sha256": article.sha256,
            "published": article.published,
            "lang": article.lang,
            "marking": article.marking,
            "extractor": extractor,
            "outlet": article.outlet,
            "origin": made.origin,
            "n_claims": sum(not made.rejected(claim.id) for claim in extraction.claims),
            "n_incidents": len(extraction.incidents),
            "annotations": _annotations(extraction),
            "date_key": SEPARATOR.join((when, article.id)),
        },
    )
    made.node("Origin", {"id": made.origin})
    made.edge("HAS_ORIGIN", self, ("Origin", made.origin))
    if article.outlet:
        outlet_id = "out-" + digest("outlet", fold(article.outlet) or article.outlet)
        made.node("Outlet", {"id": outlet_id, "name": article.outlet})
        made.edge("PUBLISHED_BY", self, ("Outlet", outlet_id))
    met: dict[str, list[str]] = {}
    for mention in extraction.mentions:
        if mention.entity is not None:
            met.setdefault(mention.entity, []).append(mention.text)
    for entity in extraction.entities:
        spellings = sorted({*entity.aliases, *met.get(entity.id, ())})
        made.edge(
            "MENTIONS",
            self,
            ("Entity", entity.id),
            mentions=len(met.get(entity.id, ())),
            name=entity.name,
            spellings=spellings,
        )
    for statement in extraction.statements:
        _statement(made, statement, common, when)
    for claim in extraction.claims:
        _claim(made, claim, common, when)
    for incident in extraction.incidents:
        _incident(made, incident, common)
    for statistic in extraction.statistics:
        _statistic(made, statistic, common)
    return made


def sort_time(published: str | None) -> str:
    """A cleaned publication date as a part of a key; `0000` where it is not known, so that unknown ones come last."""
    return (published or "0000").replace(SEPARATOR, "")


def _statement(made: Prepared, statement: Statement, common: Props, when: str) -> None:
    speaker = statement.speaker
    made.node(
        "Statement",
        {
            "id": statement.id,
            "speaker": speaker.name if speaker else None,
            "speaker_id": speaker.entity if speaker else None,
            "cue": statement.cue,
            "speech": statement.speech.value,
            "parent": statement.parent,
            "quote": statement.quote,
            "char_start": statement.start,
            "char_end": statement.end,
            "rule": statement.rule,
            "confidence": statement.confidence,
            "date_key": SEPARATOR.join((when, statement.id)),
            "speaker_key": _key(speaker.entity if speaker else None, when, statement.id),
            **common,
        },
    )
    self = ("Statement", statement.id)
    made.edge("CONTAINS", ("Article", made.article), self)
    made.edge("SAID_BY", self, ("Entity", speaker.entity if speaker else None))
    made.edge("NESTED_IN", self, ("Statement", statement.parent))
    for claim in statement.claims:
        if not made.rejected(claim):
            made.edge("ASSERTS", self, ("Claim", claim))


def _claim(made: Prepared, claim: Claim, common: Props, when: str) -> None:
    ends = [ref.entity if ref else None for ref in (claim.subject, claim.object, claim.speaker, claim.place)]
    subject, obj, speaker, place = ends
    counts = stance(claim, made.model, made.kind(subject), made.kind(obj))
    props = {
        "id": claim.id,
        "predicate": claim.predicate,
        "plover": claim.plover,
        "marking": made.marking,
        "subject": claim.subject.name if claim.subject else None,
        "subject_id": subject,
        "object": claim.object.name if claim.object else None,
        "object_id": obj,
        "triple": triple(subject, claim.predicate, obj, made.model) if subject and obj else None,
        "stance": counts.value,
        "speaker": claim.speaker.name if claim.speaker else None,
        "speaker_id": speaker,
        "chain": [ref.name for ref in claim.chain],
        "speech": claim.speech.value,
        "polarity": claim.polarity.value,
        "modality": claim.modality.value,
        "alleged": claim.alleged,
        "denied": claim.denied,
        "sense": claim.sense,
        "condition": claim.condition,
        "consequence": claim.consequence,
        "about": claim.about,
        "amount": claim.value.number if claim.value else None,
        "unit": claim.value.unit if claim.value else None,
        "currency": claim.value.currency if claim.value else None,
        **_place(claim.place),
        **_time(claim.time),
        "quote": claim.quote,
        "char_start": claim.start,
        "char_end": claim.end,
        "trigger": claim.trigger,
        "rule": claim.rule,
        "confidence": claim.confidence,
        "flags": list(claim.flags),
        "date_key": SEPARATOR.join((when, claim.id)),
        "subject_key": _key(subject, when, claim.id),
        "tie_key": _key(subject, when, claim.id) if may_tie(claim) else None,
        "object_key": _key(obj, when, claim.id),
        "speaker_key": _key(speaker, when, claim.id),
        **_review(made.reviews.get(claim.id)),
        **common,
    }
    if made.rejected(claim.id):  # under a label of its own and joined to nothing: no query over claims meets it
        for key in ("triple", "subject_key", "object_key", "speaker_key", "tie_key", "extracted"):
            del props[key]
        made.node("RejectedClaim", {**props, "stance": Stance.rejected.value})
        made.edge("CONTAINS", ("Article", made.article), ("RejectedClaim", claim.id))
        return
    voice = speaker if speaker and made.allows("SAID_BY", "Entity", speaker) else None
    where = place if place and made.allows("LOCATED_IN", "Entity", place) else None
    made.claims.append({"props": props, "a": made.article, "s": subject, "o": obj, "v": voice, "p": where})


def _review(review: Review | None) -> Props:
    return {
        "review": review.ruling.value if review else None,
        "reviewed_by": review.by if review else None,
        "reviewed_at": review.at if review else None,
        "review_reason": "; ".join(review.reasons) or None if review else None,
        "review_act": review.act if review else None,
        "extracted": _json(review.was) if review and review.was else None,
    }


def report_id(incident: str) -> str:
    """The id of an article's report of an incident, from the id that the incident has in its extraction."""
    return "rep-" + incident.removeprefix("inc-")


def _incident(made: Prepared, incident: Incident, common: Props) -> None:
    """The article's report. It tells of an incident of its own until resolution finds that others tell of it too."""
    counts = {
        f"{name}_{end}": getattr(count, end) if count else None
        for name, count, ends in (
            ("killed", incident.killed, ("low", "high", "by")),
            ("injured", incident.injured, ("low", "high", "by")),
            ("attackers_killed", incident.attackers_killed, ("low", "high")),
        )
        for end in ends
    }
    roles = (("PERPETRATOR", incident.perpetrators), ("TARGET", incident.targets), ("VICTIM", incident.victims))
    id = report_id(incident.id)
    made.node(
        "IncidentReport",
        {
            "id": id,
            "incident": incident.id,
            "type": incident.type,
            "status": incident.status.value,
            "title": incident.title,
            "start": incident.date.start if incident.date else None,
            "end": incident.date.end if incident.date else None,
            "time_text": incident.date.text if incident.date else None,
            "time_precision": incident.date.precision.value if incident.date else None,
            "weapon": incident.weapon,
            **_place(incident.place),
            **counts,
            "perpetrators": [party.name for party in incident.perpetrators],
            "targets": [party.name for party in incident.targets],
            "victims": [party.name for party in incident.victims],
            "parties": _json({role: [_party(party) for party in parties] for role, parties in roles}),
            "quote": incident.quote,
            "char_start": incident.start,
            "char_end": incident.end,
            "rule": incident.rule,
            "confidence": incident.confidence,
            "flags": list(incident.flags),
            **common,
        },
    )
    self = ("IncidentReport", id)
    made.edge("CONTAINS", ("Article", made.article), self)
    for claim in incident.claims:
        if not made.rejected(claim):
            made.edge("EVIDENCE_FOR", ("Claim", claim), self)


def _statistic(made: Prepared, statistic: Statistic, common: Props) -> None:
    time = _time(statistic.period)
    made.node(
        "Statistic",
        {
            "id": statistic.id,
            "measure": statistic.measure,
            "low": statistic.low,
            "high": statistic.high,
            "unit": statistic.unit,
            "publisher": statistic.publisher.name if statistic.publisher else None,
            "publisher_id": statistic.publisher.entity if statistic.publisher else None,
            **_place(statistic.place),
            **time,
            "quote": statistic.quote,
            "char_start": statistic.start,
            "char_end": statistic.end,
            "rule": statistic.rule,
            "confidence": statistic.confidence,
            "flags": list(statistic.flags),
            "date_key": SEPARATOR.join((time["valid_from"] or "0000", statistic.id)),
            **common,
        },
    )
    self = ("Statistic", statistic.id)
    made.edge("CONTAINS", ("Article", made.article), self)
    made.edge("LOCATED_IN", self, ("Entity", statistic.place.entity if statistic.place else None))


def _key(id: str | None, when: str, own: str) -> str | None:
    return SEPARATOR.join((id, when, own)) if id else None


def _place(ref: Ref | None) -> Props:
    return {"place_id": ref.entity if ref else None, "place_text": ref.text if ref else None}


def _time(time: Time | None) -> Props:
    return {
        "valid_from": time.start if time else None,
        "valid_to": time.end if time else None,
        "time_text": time.text if time else None,
        "time_precision": time.precision.value if time else None,
    }


def _party(party: Party) -> Props:
    return {"id": party.entity, "name": party.name, "kind": party.kind, "how": party.how, "category": party.category}


def _annotations(extraction: Extraction) -> str:
    """Mentions and damaged stretches: they are no nodes, but a reader of the article wants to see them."""
    found = [
        {"kind": "mention", "id": m.entity, "start": m.start, "end": m.end, "label": m.name or m.text}
        for m in extraction.mentions
    ]
    found += [
        {"kind": "quality", "id": None, "start": q.start, "end": q.end, "label": f"{q.flag}: {q.reason}"}
        for q in extraction.quality
    ]
    return _json(found)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
