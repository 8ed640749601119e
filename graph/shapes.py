"""From what the database returns to the shapes of `graph.results`. Pure functions over plain dictionaries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graph.results import (
    Annotation,
    ArticleRef,
    ArticleRow,
    ArticleView,
    ClaimRow,
    End,
    EntityRow,
    GraphEdge,
    GraphNode,
    IncidentRow,
    JudgementRow,
    Neighbour,
    PartyRow,
    RelationRow,
    ReportRow,
    ReviewRow,
    StatementRow,
    StatisticRow,
    VoiceRow,
    When,
)

Row = Mapping[str, Any]
_KINDS = {"IncidentReport": "incident"}  # a reader of the article looks for the incident
_DRAWN = ("name", "kind", "known", "country", "level", "lat", "lon", "n_articles")


def entity(e: Row, labels: Sequence[str]) -> EntityRow:
    """An entity from its node's properties; the label that all entities share is not shown."""
    return {
        "id": e["id"],
        "name": e["name"],
        "kind": e["kind"],
        "labels": _labels(e, labels),
        "aliases": e.get("aliases") or [],
        "country": e.get("country"),
        "known": bool(e.get("known")),
        "level": e.get("level"),
        "lat": e.get("lat"),
        "lon": e.get("lon"),
        "wikidata": e.get("wikidata"),
        "valid_from": e.get("valid_from"),
        "valid_to": e.get("valid_to"),
    }


def entity_counts(e: Row) -> dict[str, int]:
    """How often an entity is met, from the counters on its node."""
    names = {
        "articles": "n_articles",
        "claims_as_subject": "n_subject",
        "claims_as_object": "n_object",
        "statements": "n_statements",
        "incidents": "n_incidents",
    }
    return {shown: int(e.get(stored) or 0) for shown, stored in names.items()}


def neighbour(row: Row) -> Neighbour:
    """One relation edge seen from an entity."""
    r = row["r"]
    return {
        "type": row["type"],
        "direction": "out" if row["out"] else "in",
        "other": {"id": row["id"], "name": row["name"], "kind": row["kind"]},
        "claims": r["claims"],
        "outlets": r["outlets"],
        "origins": r["origins"],
        "disputed": r["disputed"],
    }


def claim(row: Row) -> ClaimRow:
    """A claim from columns c, article."""
    c = row["c"]
    amount = c.get("amount")
    return {
        "id": c["id"],
        "predicate": c["predicate"],
        "subject": _end(c, "subject"),
        "object": _end(c, "object"),
        "value": None if amount is None else {"number": amount, "unit": c.get("unit"), "currency": c.get("currency")},
        "speaker": _end(c, "speaker"),
        "chain": c.get("chain") or [],
        "speech": c["speech"],
        "polarity": c["polarity"],
        "modality": c["modality"],
        "alleged": c["alleged"],
        "denied": c["denied"],
        "sense": c.get("sense"),
        "condition": c.get("condition"),
        "consequence": c.get("consequence"),
        "about": c.get("about"),
        "place": c.get("place_text"),
        "time": _when(c),
        "quote": c["quote"],
        "start": c["char_start"],
        "end": c["char_end"],
        "trigger": c.get("trigger"),
        "rule": c["rule"],
        "confidence": c["confidence"],
        "flags": c.get("flags") or [],
        "stance": c["stance"],
        "review": _review(c),
        "known_from": c["known_from"],
        "article": _article(c, row),
        "origin": c["origin"],
    }


def _review(c: Row) -> ReviewRow | None:
    if c.get("review") is None:
        return None
    return {
        "verdict": c["review"],
        "by": c["reviewed_by"],
        "at": c["reviewed_at"],
        "because": c.get("review_reason"),
        "act": c["review_act"],
        "extracted": json.loads(c.get("extracted") or "{}"),
    }


def relation(row: Row, evidence: list[ClaimRow]) -> RelationRow:
    """A relation edge from columns type, r, a…, b…"""
    r = row["r"]
    return {
        "id": r["id"],
        "type": row["type"],
        "source": {"id": row["a"], "name": row["a_name"], "kind": row["a_kind"]},
        "target": {"id": row["b"], "name": row["b_name"], "kind": row["b_kind"]},
        "claims": r["claims"],
        "reports": r["reports"],
        "outlets": r["outlets"],
        "origins": r["origins"],
        "asserted": r["asserted"],
        "alleged": r["alleged"],
        "denied": r["denied"],
        "flagged": r["flagged"],
        "disputed": r["disputed"],
        "disputed_by": [
            {"id": id or None, "name": name}
            for name, id in zip(r.get("disputed_by") or [], r.get("disputed_by_ids") or [], strict=True)
        ],
        "confidence": r["confidence"],
        "first_published": r.get("first_published"),
        "last_published": r.get("last_published"),
        "first_known": r["first_known"],
        "last_known": r["last_known"],
        "first_valid": r.get("first_valid"),
        "last_valid": r.get("last_valid"),
        "claim_ids": [id.partition("@")[0] for id in r["claim_ids"]],
        "evidence": evidence,
    }


def incident(row: Row, evidence: list[ClaimRow] | None = None) -> IncidentRow:
    """An incident from columns n, place, claims, article."""
    n = row["n"]
    parties = json.loads(n["parties"])
    return {
        "id": n["id"],
        "type": n["type"],
        "status": n["status"],
        "title": n["title"],
        "start": n.get("start"),
        "end": n.get("end"),
        "time_precision": n.get("time_precision"),
        "time_text": n.get("time_text"),
        "place": _place(row),
        "lat": row["place"][0][1] if row["place"] else None,
        "lon": row["place"][0][2] if row["place"] else None,
        "weapon": n.get("weapon"),
        "killed_low": n.get("killed_low"),
        "killed_best": n.get("killed_best"),
        "killed_high": n.get("killed_high"),
        "injured_low": n.get("injured_low"),
        "injured_best": n.get("injured_best"),
        "injured_high": n.get("injured_high"),
        "n_reports": n["n_reports"],
        "n_outlets": n["n_outlets"],
        "n_independent_origins": n["n_independent_origins"],
        "disputed": bool(n.get("disputed")),
        "perpetrators": _parties(parties, "PERPETRATOR"),
        "targets": _parties(parties, "TARGET"),
        "victims": _parties(parties, "VICTIM"),
        "quote": n["quote"],
        "quote_start": n["char_start"],
        "quote_end": n["char_end"],
        "rule": n["rule"],
        "confidence": n["confidence"],
        "flags": n.get("flags") or [],
        "known_from": n["known_from"],
        "claim_ids": sorted(row["claims"]),
        "evidence": evidence or [],
        "article": _article(n, row),
    }


def tolls(n: Row) -> dict[str, list[VoiceRow]]:
    """Who says what of the dead and injured, from an incident's properties."""
    found: dict[str, list[VoiceRow]] = json.loads(n["tolls"])
    return {"killed": found.get("killed", []), "injured": found.get("injured", [])}


def report(row: Row) -> ReportRow:
    """A report of an incident from columns n, place, article."""
    n = row["n"]
    parties = json.loads(n["parties"])
    return {
        "id": n["id"],
        "incident": n["incident"],
        "type": n["type"],
        "status": n["status"],
        "title": n["title"],
        "start": n.get("start"),
        "end": n.get("end"),
        "time_precision": n.get("time_precision"),
        "time_text": n.get("time_text"),
        "place": _place(row),
        "weapon": n.get("weapon"),
        "killed_low": n.get("killed_low"),
        "killed_high": n.get("killed_high"),
        "killed_by": n.get("killed_by"),
        "injured_low": n.get("injured_low"),
        "injured_high": n.get("injured_high"),
        "injured_by": n.get("injured_by"),
        "perpetrators": _parties(parties, "PERPETRATOR"),
        "targets": _parties(parties, "TARGET"),
        "victims": _parties(parties, "VICTIM"),
        "quote": n["quote"],
        "quote_start": n["char_start"],
        "quote_end": n["char_end"],
        "confidence": n["confidence"],
        "flags": n.get("flags") or [],
        "article": _article(n, row),
    }


def judgement(j: Row) -> JudgementRow:
    """A judgement from its node's properties."""
    return {
        "id": j["id"],
        "scope": j["scope"],
        "left": j["left"],
        "right": j["right"],
        "verdict": j["verdict"],
        "score": j["score"],
        "reasons": j.get("reasons") or [],
        "by": j["by"],
        "at": j["at"],
        "held": j.get("held"),
    }


def statistic(row: Row) -> StatisticRow:
    """A statistic from columns n, place, article."""
    n = row["n"]
    return {
        "id": n["id"],
        "measure": n["measure"],
        "low": n["low"],
        "high": n.get("high"),
        "unit": n.get("unit"),
        "publisher": n.get("publisher"),
        "place": _place(row),
        "period": _when(n),
        "quote": n["quote"],
        "start": n["char_start"],
        "end": n["char_end"],
        "confidence": n["confidence"],
        "flags": n.get("flags") or [],
        "article": _article(n, row),
    }


def statement(row: Row) -> StatementRow:
    """A statement from columns n, claims, article."""
    n = row["n"]
    return {
        "id": n["id"],
        "speaker": _end(n, "speaker"),
        "cue": n["cue"],
        "speech": n["speech"],
        "parent": n.get("parent"),
        "quote": n["quote"],
        "start": n["char_start"],
        "end": n["char_end"],
        "confidence": n["confidence"],
        "claims": sorted(row["claims"]),
        "article": _article(n, row),
    }


def article(a: Row) -> ArticleRow:
    """An article for a list, from its node's properties."""
    return {
        "id": a["id"],
        "title": a.get("title"),
        "url": a.get("url"),
        "outlet": a.get("outlet"),
        "published": a.get("published"),
        "source_id": a.get("source_id"),
        "lang": a.get("lang"),
        "marking": a["marking"],
        "sha256": a["sha256"],
        "origin": a["origin"],
        "known_from": a["known_from"],
        "claims": a["n_claims"],
        "incidents": a["n_incidents"],
    }


def article_view(row: Row, claims: list[ClaimRow]) -> ArticleView:
    """An article with its text, from columns a, parts; annotations in the order of the text."""
    a = row["a"]
    marks: list[Annotation] = json.loads(a["annotations"])
    marks += [
        {
            "kind": _KINDS.get(p["labels"][0], p["labels"][0].lower()),
            "id": p["id"],
            "start": p["start"],
            "end": p["end"],
            "label": p["label"],
        }
        for p in row["parts"]
        if p["id"] is not None
    ]
    marks += [
        {"kind": "claim", "id": c["id"], "start": c["start"], "end": c["end"], "label": c["predicate"]} for c in claims
    ]
    marks.sort(key=lambda mark: (mark["start"], -mark["end"], mark["kind"], mark["id"] or ""))
    return {"article": article(a), "text": a["text"], "annotations": marks, "claims": claims}


def graph_node(n: Row, labels: Sequence[str]) -> GraphNode:
    """An entity for drawing."""
    props = {name: n[name] for name in _DRAWN if n.get(name) is not None}
    return {"id": n["id"], "labels": _labels(n, labels), "caption": n["name"], "props": props}


def graph_edge(row: Row) -> GraphEdge:
    """A relation edge for drawing, from columns type, a, b, r."""
    props = {
        name: value
        for name, value in row["r"].items()
        if value is not None and name not in {"id", "key", "claim_ids", "counter_ids"}
    }
    return {"id": row["r"]["id"], "source": row["a"], "target": row["b"], "type": row["type"], "props": props}


def _labels(e: Row, labels: Sequence[str]) -> list[str]:
    """Widest first, as the model lists them: engines return labels in an order of their own."""
    return sorted({label for label in labels if label != "Entity"}, key=lambda label: (label == e["kind"], label))


def _end(n: Row, role: str) -> End | None:
    name = n.get(role)
    return None if name is None else {"id": n.get(f"{role}_id"), "name": name}


def _place(row: Row) -> End | None:
    n = row["n"]
    name = row["place"][0][0] if row["place"] else n.get("place_text")
    return None if name is None else {"id": n.get("place_id"), "name": name}


def _when(n: Row) -> When | None:
    if n.get("time_text") is None and n.get("valid_from") is None:
        return None
    return {
        "start": n.get("valid_from"),
        "end": n.get("valid_to"),
        "precision": n.get("time_precision"),
        "text": n.get("time_text"),
    }


def _article(n: Row, row: Row) -> ArticleRef:
    title, url = row["article"][0] if row["article"] else (None, None)
    return {
        "id": n["article_id"],
        "title": title,
        "url": url,
        "outlet": n.get("outlet"),
        "published": n.get("published"),
    }


def _parties(parties: Mapping[str, list[PartyRow]], role: str) -> list[PartyRow]:
    return parties.get(role, [])
