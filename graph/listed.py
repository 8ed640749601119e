"""Paged lists of nodes in the order of a sort key, over what is held now and, where a moment is asked for, what was held then.

A list is one query. Each of its branches has the one form in which both engines walk an index in its order and stop (see
`graph.queries`); where there are several, each gives a page's worth and the pages are merged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.filters import StatementFilter, StatisticFilter
from graph.queries import ARTICLE_OF, CLAIM_FILTER, PART, PLACES
from graph.results import Total
from graph.slices import SINCE, Slice, conditions, labels, then

Read = Callable[..., list[dict[str, Any]]]
Row = dict[str, Any]
COUNTED_TO = 10_000  # a total beyond this is only said to be at least so much
END = "~"  # sorts after every character of a key


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One walk of an index: where it starts, which nodes, by which key, from which prefix on, and what must hold."""

    label: str
    key: str = "date_key"
    prefix: str = ""
    match: str = ""  # another MATCH than that of the label alone
    lead: str = ""  # what comes before it
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: its branches, its columns, and the parameters of its conditions."""

    branches: tuple[Branch, ...]
    name: str  # of the column with the node's properties
    columns: str
    parameters: Mapping[str, Any]
    known_at: str | None = None

    def page(self, read: Read, high: str, limit: int) -> list[Row]:
        """At most `limit` rows below the sort key `high`, greatest first."""
        branches = [
            f"{b.lead}{b.match or f'MATCH (x:{b.label})'} WHERE x.{b.key} >= $low{n} AND x.{b.key} < $high{n}{b.where} "
            f"RETURN properties(x) AS {self.name}, {self.columns} ORDER BY x.{b.key} DESC LIMIT $limit"
            for n, b in enumerate(self.branches)
        ]
        rows = read(" UNION ALL ".join(branches), limit=limit, **self.parameters, **self._bounds(high))
        found = [{**row, self.name: then(row[self.name], self.known_at)} for row in rows]
        if len(branches) > 1:
            found.sort(key=lambda row: str(row[self.name]["date_key"]), reverse=True)
        return found[:limit]

    def total(self, read: Read) -> Total:
        """How many there are on all pages, as far as they are counted: {value, relation: eq or gte}."""
        branches = [
            f"{b.lead}{b.match or f'MATCH (x:{b.label})'} WHERE x.{b.key} >= $low{n} AND x.{b.key} < $high{n}{b.where} "
            f"WITH x LIMIT {COUNTED_TO + 1} RETURN count(x) AS n"
            for n, b in enumerate(self.branches)
        ]
        found = sum(row["n"] for row in read(" UNION ALL ".join(branches), **self.parameters, **self._bounds(END)))
        return {"value": min(found, COUNTED_TO), "relation": "gte" if found > COUNTED_TO else "eq"}

    def _bounds(self, high: str) -> dict[str, str]:
        bounds = {f"low{n}": b.prefix for n, b in enumerate(self.branches)}
        return bounds | {f"high{n}": f"{b.prefix}{high}" for n, b in enumerate(self.branches)}


def claims(where: Mapping[str, Any], within: Slice) -> Listing:
    """c (properties), article: claims by the fields of a ClaimFilter; rejected ones only where they are asked for."""
    by = next((name for name in ("subject", "object", "speaker") if where[name]), None)
    about = (
        "",
        " AND coalesce(x.subject_id, '') <> $about",
    )  # an equality that the prefix implies would lead the engine astray
    if where["review"] == "rejected":
        given = " AND ($about IS NULL OR x.subject_id = $about OR x.object_id = $about)"
        branches = [Branch(label="RejectedClaim", where=given + conditions("Claim", within))]
    elif by:
        branches = _each("Claim", within, key=f"{by}_key", prefix=f"{where[by]}|", where=_about(where))
    elif where["article"]:
        branches = _of_article("Claim", within, _about(where))
    elif where["about"]:
        branches = [
            branch
            for key, held in zip(("subject_key", "object_key"), about, strict=True)
            for branch in _each("Claim", within, key=key, prefix=f"{where['about']}|", where=held)
        ]
    else:
        branches = _each("Claim", within)
    shared = f" AND {CLAIM_FILTER}"
    return Listing(
        branches=tuple(_with(branch, shared) for branch in branches),
        name="c",
        columns=ARTICLE_OF,
        parameters={**where, **within.parameters},
        known_at=within.known_at,
    )


def statements(within: StatementFilter) -> Listing:
    """n (properties), claims (ids), article: attributed spans by speaker or article."""
    speaker, article, min_confidence = within.speaker, within.article, within.min_confidence
    shared = " AND ($article IS NULL OR x.article_id = $article) AND x.confidence >= $min_confidence"
    if speaker:
        branches = _each("Statement", within, key="speaker_key", prefix=f"{speaker}|", where=shared)
    elif article:
        branches = _of_article("Statement", within, shared)
    else:
        branches = _each("Statement", within, where=shared)
    known = f" WHERE {SINCE.replace('x.', 'c.')} <= $known_at" if within.known_at else ""
    return Listing(
        branches=tuple(branches),
        name="n",
        columns=f"COLLECT {{ MATCH (x)-[:ASSERTS]->(c:Claim){known} RETURN c.id }} AS claims, {ARTICLE_OF}",
        parameters={"article": article, "min_confidence": min_confidence, **within.parameters},
        known_at=within.known_at,
    )


def statistics(within: StatisticFilter) -> Listing:
    """n (properties), place, article: published aggregates."""
    place, measure, min_confidence = within.place, within.measure, within.min_confidence
    shared = " AND ($measure IS NULL OR toLower(x.measure) CONTAINS $measure) AND x.confidence >= $min_confidence"
    lead, shared = (PLACES, f"{shared} AND x.place_id IN places") if place else ("", shared)
    return Listing(
        branches=tuple(_each("Statistic", within, lead=lead, where=shared)),
        name="n",
        columns="COLLECT { MATCH (p:Place {id: x.place_id}) RETURN [p.name, p.lat, p.lon] } AS place, " + ARTICLE_OF,
        parameters={
            "place": place,
            "measure": measure.lower() if measure else None,
            "min_confidence": min_confidence,
            **within.parameters,
        },
        known_at=within.known_at,
    )


def incidents(where: Mapping[str, Any], statuses: Sequence[str], within: Slice) -> Listing:
    """n (properties), place, claims (ids), article: incidents by the fields of an IncidentFilter, as they are now."""
    shared = (
        " AND x.status IN $statuses AND ($type IS NULL OR x.type = $type) AND x.confidence >= $min_confidence"
        " AND x.n_independent_origins >= $min_origins"
    )
    lead, shared = (PLACES, f"{shared} AND x.place_id IN places") if where["place"] else ("", shared)
    if where["actor"]:
        shared += " AND EXISTS { MATCH (x)-[:PERPETRATOR|TARGET|VICTIM]->(:Entity {id: $actor}) }"
    return Listing(
        branches=tuple(_each("Incident", within, lead=lead, where=shared)),
        name="n",
        columns=PART.partition("AS n, ")[2],
        parameters={**where, "statuses": list(statuses), **within.parameters},
    )


def _each(label: str, within: Slice, *, where: str = "", **more: str) -> list[Branch]:
    return [Branch(label=one, where=where + held, **more) for one, held in labels(label, within)]


def _of_article(label: str, within: Slice, where: str) -> list[Branch]:
    """The parts of one article: those of now are joined to it, those of before only name it."""
    found = []
    for one, held in labels(label, within):
        joined = f"MATCH (:Article {{id: $article}})-[:CONTAINS]->(x:{one})" if one == label else ""
        named = "" if joined else " AND x.article_id = $article"
        found.append(Branch(label=one, match=joined, where=named + where + held))
    return found


def _about(where: Mapping[str, Any]) -> str:
    return " AND (x.subject_id = $about OR x.object_id = $about)" if where["about"] else ""


def _with(branch: Branch, more: str) -> Branch:
    return Branch(
        label=branch.label,
        key=branch.key,
        prefix=branch.prefix,
        match=branch.match,
        lead=branch.lead,
        where=branch.where + more,
    )
