"""Disputes as nodes: made anew, in the transaction of the projection, for the triples, actors and incidents that changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from graph.changes import Row as Change
from graph.changes_told import TOLD_DISPUTE, dispute_changes
from graph.cypher import create_nodes
from graph.entities import Tx
from graph.incidents import report
from graph.resolve.disputes import Dispute, Stand, claim_disputes, incident_disputes
from graph.stance import SEPARATOR
from schema.model import Model
from schema.records import Claim, Modality, Polarity, Precision, Time, Value

Row = Mapping[str, Any]
MOST = 2000  # claims of one triple or actor that are weighed, the newest first

# key, c (properties): the claims of some triples that count, and their denials
_OF_TRIPLES = """
UNWIND $keys AS key
MATCH (c:Claim {triple: key}) WHERE c.stance IN ['asserts', 'alleges', 'denies']
RETURN properties(c) AS c
"""

# c: what an actor denies, and what it is blamed for
_OF_ACTOR = f"""
MATCH (x:Claim) WHERE x.subject_key >= $low AND x.subject_key < $high AND x.predicate = 'DENIES' AND x.about IS NOT NULL
RETURN properties(x) AS c ORDER BY x.subject_key DESC LIMIT {MOST}
UNION
MATCH (x:Claim) WHERE x.object_key >= $low AND x.object_key < $high AND x.predicate = 'BLAMES_ACCUSES' AND x.about IS NOT NULL
RETURN properties(x) AS c ORDER BY x.object_key DESC LIMIT {MOST}
"""


def renew_triples(tx: Tx, model: Model, keys: Sequence[str], candidates: Iterable[str], told: list[Change]) -> None:
    """The disputes about these triples; only the `candidates` among them can have any."""
    stands = [stand(row["c"]) for row in tx.run(_OF_TRIPLES, keys=sorted(candidates)).data()] if candidates else []
    triples = set(keys)  # what is denied in other words belongs to its actor, not to a triple
    found = [one for one in claim_disputes(stands, model) if one.about in triples]
    _replace(tx, model, keys, [as_node(one, one.about, {}) for one in found], told)


def renew_actors(tx: Tx, model: Model, actors: Iterable[str], told: list[Change]) -> None:
    """The disputes between what these actors are blamed for and what they deny in other words."""
    nodes, keys = [], []
    for actor in sorted(actors):
        key = f"{actor}{SEPARATOR}DENIES"
        keys.append(key)
        rows = tx.run(_OF_ACTOR, low=f"{actor}{SEPARATOR}", high=f"{actor}{SEPARATOR}~").data()
        found = claim_disputes([stand(row["c"]) for row in rows], model)
        nodes += [as_node(one, key, {}) for one in found if one.about.startswith(key + SEPARATOR)]
    _replace(tx, model, keys, nodes, told)


def renew_incidents(
    tx: Tx, model: Model, ids: Sequence[str], reports: Mapping[str, Sequence[Row]], told: list[Change]
) -> set[str]:
    """The disputes within these incidents; returns the incidents that have any."""
    names = party_names(row for some in reports.values() for row in some)
    found = incident_disputes({id: [report(row) for row in some] for id, some in reports.items()})
    _replace(tx, model, ids, [as_node(one, one.about, names) for one in found], told)
    return {one.about for one in found}


def party_names(reports: Iterable[Row]) -> dict[str, str]:
    """What the perpetrators of these reports are called, by id."""
    names: dict[str, str] = {}
    for row in reports:
        for party in json.loads(row["parties"])["PERPETRATOR"]:
            if party["id"]:
                names[party["id"]] = min(names.get(party["id"], party["name"]), party["name"])
    return names


def stand(c: Row) -> Stand:
    """A claim's node as it is weighed: what it says, of what time, and who says it."""
    told = c.get("valid_from") or c.get("time_text")
    claim = Claim(
        id=c["id"],
        predicate=c["predicate"],
        subject=None,
        object=None,
        value=Value(number=c["amount"], unit=c.get("unit"), currency=c.get("currency")) if c.get("amount") is not None else None,
        polarity=Polarity(c["polarity"]),
        modality=Modality(c["modality"]),
        alleged=c["alleged"],
        denied=c["denied"],
        sense=c.get("sense"),
        condition=c.get("condition"),
        consequence=c.get("consequence"),
        about=c.get("about"),
        time=Time(
            start=c.get("valid_from"), end=c.get("valid_to"), precision=Precision(c.get("time_precision") or "unknown"),
            text=c.get("time_text") or "",
        ) if told else None,
        start=c["char_start"],
        end=c["char_end"],
        quote=c["quote"],
        flags=tuple(c.get("flags") or ()),
    )  # fmt: skip
    published = c.get("published")
    return Stand(
        claim=claim,
        article=c["article_id"],
        origin=c["origin"],
        published=published[:10] if published and len(published) >= 10 else None,
        subject=c.get("subject_id"),
        object=c.get("object_id"),
        speaker=c.get("speaker_id") or c.get("speaker"),
    )


def as_node(one: Dispute, key: str, names: Mapping[str, str]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """(properties, members with their side) of a dispute."""
    about = one.about.split(SEPARATOR)
    of_claims = len(about) == 3
    days = sorted(day for side in one.sides for day in (side.first, side.last) if day)
    says = [_said(side.says, names) for side in one.sides]
    sides = [
        {
            "says": said,
            "members": side.members,
            "speakers": side.speakers,
            "origins": side.origins,
            "first": side.first,
            "last": side.last,
        }
        for said, side in zip(says, one.sides, strict=True)
    ]
    props = {
        "id": one.id,
        "nature": one.kind,
        "about": one.about,
        "key": key,
        "oneself": one.oneself,
        "subject_id": about[0] if of_claims else None,
        "predicate": about[1] if of_claims else None,
        "object_id": about[2] if of_claims and about[1] != "DENIES" else None,
        "incident": None if of_claims else one.about,
        "sides": msgspec.json.encode(sides).decode(),
        "date_key": SEPARATOR.join((days[-1] if days else "0000", one.id)),
    }
    members = [
        {"a": member, "b": one.id, "says": said}
        for said, side in zip(says, one.sides, strict=True)
        for member in side.members
    ]
    return {name: value for name, value in props.items() if value is not None}, members


def _said(says: str, names: Mapping[str, str]) -> str:
    id, space, rest = says.partition(" ")
    return names[id] + space + rest if id in names else says


def _replace(
    tx: Tx,
    model: Model,
    keys: Iterable[str],
    nodes: Sequence[tuple[dict[str, Any], list[dict[str, str]]]],
    told: list[Change],
) -> None:
    """Put these disputes in place of those under the keys, and note in `told` which have begun or ended."""
    gone = tx.run(
        f"UNWIND $keys AS key MATCH (d:Dispute {{key: key}}) WITH d, d {{.{', .'.join(TOLD_DISPUTE)}}} AS was "
        "DETACH DELETE d RETURN was",
        keys=list(keys),
    )
    told += dispute_changes([row["was"] for row in gone.data()], [props for props, _ in nodes])
    if not nodes:
        return
    tx.run(create_nodes(model.kinds["Dispute"]), rows=[props for props, _ in nodes]).consume()
    for label, prefix in (("IncidentReport", "rep-"), ("Claim", "")):
        rows = [m for _, members in nodes for m in members if m["a"].startswith("rep-") == bool(prefix)]
        if rows:
            tx.run(
                f"UNWIND $rows AS r MATCH (m:{label} {{id: r.a}}) MATCH (d:Dispute {{id: r.b}}) "
                "CREATE (m)-[:TAKES_SIDE {says: r.says}]->(d)",
                rows=rows,
            ).consume()
