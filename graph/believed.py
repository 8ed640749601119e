"""Relations and incidents as they were at a moment, or as a part of the articles tells them: computed from the claims and reports
that are looked at, by the rules that the projection has. And how an answer changed, and what changed it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graph.called import Called, called
from graph.errors import TooMuch
from graph.incidents import combine, report
from graph.queries import ARTICLE_OF, PLACES
from graph.resolve.disputes import incident_disputes
from graph.slices import Slice, id_then, labels, then
from graph.stance import SEPARATOR, parts, sources
from graph.sums import SUMS, claim_columns
from schema.reference import Reference

Read = Callable[..., list[dict[str, Any]]]
Row = dict[str, Any]
CLAIM_IDS = 50
MOST_REPORTS = 50_000
_FOR, _AGAINST = ("asserts", "alleges"), ("denies", "flagged")


def relations(
    read: Read,
    where: Mapping[str, Any],
    starts: Sequence[str],
    within: Slice,
    cursor: tuple[int, str] | None,
    limit: int,
) -> list[Row]:
    """r (properties as of an edge), type, a, a_name, a_kind, b …: the edges that the claims looked at make, most claims first.

    `where` has the fields of a RelationFilter; `starts` entities of which each edge has one, if any are given.
    """
    found = {row.pop("key"): row for row in edges(read, where, starts, within, cursor, limit)}
    told = _claims_of(read, list(found), within)
    names = called(read, {end for key in found for end in parts(key)[::2]}, merged=within.known_at is not None)
    return [_edge(key, sums, told.get(key, []), names) for key, sums in found.items()]


def edges(
    read: Read,
    where: Mapping[str, Any],
    starts: Sequence[str],
    within: Slice,
    cursor: tuple[int, str] | None,
    limit: int,
) -> list[Row]:
    """key, claims and the sums of these edges, without what stands behind them."""
    return read(
        f"""{_summed(within, starts, where["type"])}
WITH key, asserted, alleged, denied, flagged, reports, outlets, origins, confidence, first_published, last_published,
     first_known, last_known, first_valid, last_valid, asserted + alleged AS claims, split(key, '{SEPARATOR}') AS ends
WHERE claims > 0 AND ($type IS NULL OR ends[1] = $type) AND ($types IS NULL OR ends[1] IN $types) AND ($source IS NULL OR ends[0] = $source)
  AND ($target IS NULL OR ends[2] = $target) AND ($one IS NULL OR $one IN [ends[0], ends[2]])
  AND ($other IS NULL OR $other IN [ends[0], ends[2]])
  AND origins >= $min_origins AND confidence >= $min_confidence AND ($disputed IS NULL OR (denied > 0) = $disputed)
  AND ($claims IS NULL OR claims < $claims OR (claims = $claims AND key > $key))
RETURN key, claims, asserted, alleged, denied, flagged, reports, outlets, origins, confidence, first_published, last_published,
       first_known, last_known, first_valid, last_valid
ORDER BY claims DESC, key LIMIT $limit""",
        type=where["type"],
        types=where.get("types"),
        source=where["source"],
        target=where["target"],
        one=where["between"][0] if where["between"] else where["about"],
        other=where["between"][1] if where["between"] else None,
        min_origins=where["min_origins"],
        min_confidence=where["min_confidence"],
        disputed=where["disputed"],
        claims=cursor[0] if cursor else None,
        key=cursor[1] if cursor else "",
        limit=limit,
        starts=list(starts),
        **within.parameters,
    )


def sums_over_time(read: Read, key: str, moments: Sequence[str]) -> dict[str, Row]:
    """The sums of one edge at these moments."""
    subject, type, _ = parts(key)
    query = _summed(Slice(known_at="moment"), [subject], type).replace("$known_at", "moment")
    rows = read(
        f"UNWIND $moments AS moment CALL (moment) {{ {query} }} "
        "WITH moment, key, asserted, alleged, denied, flagged, reports, outlets, origins, confidence WHERE key = $key "
        "RETURN moment, asserted, alleged, denied, flagged, reports, outlets, origins, confidence",
        moments=list(moments),
        key=key,
        starts=[subject],
    )
    return {row.pop("moment"): row for row in rows}


def versions_of(read: Read, key: str, limit: int) -> list[Row]:
    """c, article: every claim that ever counted for an edge, as it is and as it was, the latest learned first."""
    asked = [{"triple": triple, "sense": sense} for triple, sense in sources(key)]
    branches = [
        f"UNWIND $sources AS source MATCH (x:{label} {{triple: source.triple}}) "
        "WHERE x.stance <> 'none' AND (source.sense IS NULL OR x.sense = source.sense) "
        f"RETURN properties(x) AS c, {ARTICLE_OF} ORDER BY x.known_from DESC LIMIT $limit"
        for label in ("Claim", "PastClaim")
    ]
    return read(" UNION ALL ".join(branches), sources=asked, limit=limit)


class Gathered(NamedTuple):
    """An incident of a slice: its properties, its edges (type, entity id, properties), the reports that tell of it."""

    props: Row
    ends: list[tuple[str, str, Row]]
    reports: list[Row]


def gathered(read: Read, reference: Reference, where: Mapping[str, Any], within: Slice) -> list[Gathered]:
    """The incidents that the reports looked at tell of, latest first.

    `where` has fields of an IncidentFilter, its `statuses` given (None: all); `about`, which takes part or is the place; or
    just `id`. Raises TooMuch.
    """
    places = _within(read, where.get("place"))
    told: dict[str, list[Row]] = {}
    for row in reports(read, where, places, within):
        told.setdefault(row["incident"], []).append(row)
    made = [Gathered(*combine(id, some, reference), some) for id, some in told.items()]
    fitting = [one for one in made if _fits(one.props, one.ends, where, places, within)]
    return sorted(fitting, key=lambda one: str(one.props["date_key"]), reverse=True)


def incidents(read: Read, reference: Reference, where: Mapping[str, Any], within: Slice) -> list[Row]:
    """Properties of `gathered` incidents, with `claims`, `disputed` and `outlets`."""
    found = gathered(read, reference, where, within)
    weighed = incident_disputes({one.props["id"]: map(report, one.reports) for one in found})
    disputed = {one.about for one in weighed}
    return [
        {
            **one.props,
            "disputed": one.props["id"] in disputed,
            "claims": sorted({claim for row in one.reports for claim in row["claims"]})[:CLAIM_IDS],
            "outlets": sorted({row["outlet"] for row in one.reports if row.get("outlet")}),
        }
        for one in found
    ]


def reports(read: Read, where: Mapping[str, Any], places: set[str] | None, within: Slice) -> list[Row]:
    """Properties of the reports looked at, with `claims`, of all incidents that one of them makes fit. Raises TooMuch."""
    incident = id_then("incident") if within.known_at else "x.incident"
    near = (
        f"{incident} = $id"
        if where.get("id")
        else "($type IS NULL OR x.type = $type) AND ($end IS NULL OR x.start < $end)"
        " AND ($start IS NULL OR coalesce(x.end, x.start) >= $start) AND ($places IS NULL OR x.place_id IN $places)"
        " AND ($actor IS NULL OR x.parties CONTAINS $actor) AND ($about IS NULL OR x.place_id = $about OR x.parties CONTAINS $party)"
    )
    seen = Slice(known_at=within.known_at, marking=within.marking)
    valid = within.date_field == "valid"
    given = {
        "id": where.get("id"),
        "type": where.get("type"),
        "start": within.start if valid else None,
        "end": within.end if valid else None,
        "places": sorted(places) if places is not None else None,
        "actor": json.dumps(where["actor"]) if where.get("actor") else None,
        "about": where.get("about"),
        "party": json.dumps(where.get("about")),
        **seen.parameters,
    }
    found = labels("IncidentReport", seen)
    ids = " UNION ".join(f"MATCH (x:{one}) WHERE {near}{held} RETURN {incident} AS incident" for one, held in found)
    wanted = [row["incident"] for row in read(ids, **given)]
    branches = [
        f"MATCH (x:{one}) WHERE {incident} IN $ids{held} RETURN properties(x) AS x, "
        "COLLECT { MATCH (x)<-[:EVIDENCE_FOR]-(c:Claim) RETURN c.id } AS claims LIMIT $limit"
        for one, held in found
    ]
    rows = read(" UNION ALL ".join(branches), ids=wanted, limit=MOST_REPORTS, **given) if wanted else []
    if len(rows) >= MOST_REPORTS:
        raise TooMuch(
            f"more than {MOST_REPORTS} reports to be gathered anew", "narrow it by start and end, place or type"
        )
    return [{**then(row["x"], within.known_at), "claims": row["claims"], "node": row["x"]["id"]} for row in rows]


def placed(read: Read, reference: Reference, rows: Sequence[Row]) -> list[Row]:
    """n, place, article, claims: incidents that were gathered anew, as a list of stored ones has them."""
    query = (
        "UNWIND $rows AS x RETURN x.id AS id, "
        f"COLLECT {{ MATCH (p:Place {{id: x.place_id}}) RETURN [p.name, p.lat, p.lon] }} AS place, {ARTICLE_OF}"
    )
    asked = [{"id": n["id"], "place_id": n.get("place_id"), "article_id": n["article_id"]} for n in rows]
    found = {row["id"]: row for row in read(query, rows=asked)} if asked else {}
    for n in rows:  # a place that nothing tells of any more is not in the graph, but may be known
        place = reference.places.get(n.get("place_id", ""))
        if place and not found[n["id"]]["place"]:
            found[n["id"]]["place"] = [[place.name, place.lat, place.lon]]
    return [{"n": n, "claims": n["claims"], **found[n["id"]]} for n in rows]


def _fits(
    props: Row, ends: Iterable[tuple[str, str, Row]], where: Mapping[str, Any], places: set[str] | None, within: Slice
) -> bool:
    """What the list of stored incidents asks of them in Cypher."""
    if where.get("id"):
        return True
    parties = {id for role, id, _ in ends if role != "LOCATED_IN"}
    statuses, actor = where.get("statuses"), where.get("actor")
    return (
        (statuses is None or props["status"] in statuses)
        and where.get("type") in (None, props["type"])
        and (places is None or props.get("place_id") in places)
        and (not actor or actor in parties)
        and props["confidence"] >= where.get("min_confidence", 0.0)
        and props["n_independent_origins"] >= where.get("min_origins", 0)
        and _in_time(props, within)
    )


def _in_time(props: Row, within: Slice) -> bool:
    first = props.get("start")
    last = props.get("end") or ("9999-12-31" if props["status"] == "ongoing" and first else first)
    if within.as_of and not (first <= within.as_of <= last if first and last else within.undated):
        return False
    if not (within.start or within.end):
        return True
    at = {"valid": first, "known": props["known_from"], "published": props.get("published")}[within.date_field]
    to = last if within.date_field == "valid" else at
    return at is not None and (not within.end or at < within.end) and (not within.start or str(to) >= within.start)


def _summed(within: Slice, starts: Sequence[str], type: str | None) -> str:
    """A query that ends in `WITH key, …`: the sums of all edges that the claims looked at make, at these ends or at any."""
    origin = id_then("origin") if within.known_at else ""
    columns = f"x.triple AS triple, x.predicate AS predicate, x.sense AS sense, {claim_columns('x', origin)}"
    chosen = ""
    if starts:
        each = "UNWIND $starts AS id "
        walks = [
            f"x.{key} >= id + '{SEPARATOR}' AND x.{key} < id + '{SEPARATOR}~'{other}"
            for key, other in (("subject_key", ""), ("object_key", " AND NOT coalesce(x.subject_id, '') IN $starts"))
        ]
    else:
        each, walks = "", ["x.date_key >= ''"]
    if type:
        names = ["THREATENS", "WARNS"] if type == "THREATENS" else [type]
        chosen = " AND x.predicate IN ['" + "', '".join(names) + "']"
    branches = [
        f"{each}MATCH (x:{label}) WHERE {walk} AND x.stance <> 'none' AND x.triple IS NOT NULL{chosen}{held} RETURN {columns}"
        for label, held in labels("Claim", within)
        for walk in walks
    ]
    outer = "(moment)" if within.known_at == "moment" else "()"
    return f"""CALL {outer} {{ {" UNION ALL ".join(branches)} }}
WITH stance, supports, article, outlet, origin, confidence, published, known, from, to, amount, triple,
     CASE WHEN predicate = 'WARNS' AND sense = 'threat' THEN replace(triple, '|WARNS|', '|THREATENS|') END AS threat
UNWIND CASE WHEN threat IS NULL THEN [triple] ELSE [triple, threat] END AS key
WITH key, {SUMS}
{"RETURN key, asserted, alleged, denied, flagged, reports, outlets, origins, confidence" if within.known_at == "moment" else ""}"""


def _claims_of(read: Read, keys: Sequence[str], within: Slice) -> dict[str, list[Row]]:
    """The claims looked at of each edge, newest first: id, own (without the time that a past one's id ends in), stance, voice."""
    asked = [{"key": key, "triple": triple, "sense": sense} for key in keys for triple, sense in sources(key)]
    branches = [
        f"UNWIND $asked AS r MATCH (x:{label} {{triple: r.triple}}) "
        f"WHERE x.stance <> 'none' AND (r.sense IS NULL OR x.sense = r.sense){held} "
        "RETURN r.key AS key, x.date_key AS at, x.id AS id, x.stance AS stance, "
        "coalesce(x.speaker, x.outlet) AS name, x.speaker_id AS voice"
        for label, held in labels("Claim", within)
    ]
    found: dict[str, list[Row]] = {}
    for row in read(" UNION ALL ".join(branches), asked=asked, **within.parameters) if asked else []:
        found.setdefault(row["key"], []).append(row)
    for some in found.values():
        some.sort(key=lambda row: (row["at"], row["id"]), reverse=True)
    return found


def _edge(key: str, sums: Row, told: Sequence[Row], names: Mapping[str, Called]) -> Row:
    subject, type, obj = parts(key)
    deniers = sorted({(row["name"], row["voice"] or "") for row in told if row["stance"] == "denies" and row["name"]})
    r = {
        **{name: value for name, value in sums.items() if value is not None},
        "id": key,
        "disputed": sums["denied"] > 0,
        "disputed_by": [name for name, _ in deniers],
        "disputed_by_ids": [id for _, id in deniers],
        "claim_ids": [row["id"] for row in told if row["stance"] in _FOR][:CLAIM_IDS],
        "counter_ids": [row["id"] for row in told if row["stance"] in _AGAINST][:CLAIM_IDS],
    }
    found: Row = {"r": r, "type": type}
    for end, id in (("a", subject), ("b", obj)):
        one = names.get(id)
        found |= {end: id, f"{end}_name": one.name if one else id, f"{end}_kind": one.kind if one else None}
    return found


def _within(read: Read, place: str | None) -> set[str] | None:
    return {id for row in read(f"{PLACES}RETURN places", place=place) for id in row["places"]} if place else None
