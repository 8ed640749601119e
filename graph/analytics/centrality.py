"""Who is central in the network of a span of time, who joins its parts, and who rose against the span before.

Degree and strength are counts. Betweenness (Brandes, networkx) is the share of shortest ways between others that pass through;
in a large network it is estimated from a fixed number of starting points. PageRank follows ties by their weight. Communities are
Louvain's with a fixed seed, and participation (Guimerà and Amaral) says how evenly somebody's ties are spread over them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from graph.analytics.network import Network, NetworkFilter, claims_of, network
from graph.bolt_store import Store

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

SEED = 7
_WORK = 1_000_000  # starting points times edges
_DAMPING, _STEPS, _ENOUGH = 0.85, 100, 1e-10
_METHODS = {
    "betweenness": "betweenness (Brandes), all ties alike, as a share of all pairs",
    "pagerank": f"PageRank, damping {_DAMPING}, ties weighted by independent origins",
    "degree": "number of entities tied to",
    "strength": "independent origins of all ties",
    "participation": f"participation coefficient over Louvain communities (seed {SEED}), ties weighted by independent origins",
}
METRICS = tuple(_METHODS)


class CentralityRow(TypedDict):
    """One entity. `value` is that of the chosen metric, `rank` its place (1 is the greatest); the same before, if compared.

    `community` is the id of its most central member. `betweenness`, which is dear, is given where it is the metric. `claims` are the newest claims of its strongest ties.
    """

    id: str
    name: str
    kind: str
    value: float
    rank: int
    value_before: float | None
    rank_before: int | None
    rise: float | None
    betweenness: float | None
    pagerank: float
    degree: int
    strength: int
    participation: float
    community: str
    claims: list[str]


class Centrality(TypedDict):
    """The answer: how it was computed, over how many nodes and ties, and the rows. `pivots` is null where betweenness is exact."""

    metric: str
    method: str
    start: str | None
    end: str | None
    before: list[str] | None
    nodes: int
    ties: int
    pivots: int | None
    truncated: bool
    results: list[CentralityRow]


class CommunityRow(TypedDict):
    """One community, named after its most central member. `density` is the share of its pairs that are tied; `inside` and
    `outside` are the weights of ties within it and to others; `links` are its strongest ties to others."""

    id: str
    name: str
    size: int
    density: float
    inside: int
    outside: int
    members: list[dict[str, str]]
    links: list[dict[str, str | int]]
    claims: list[str]


class Communities(TypedDict):
    """The communities, the largest first; `modularity` says how clearly they are apart (0: not at all)."""

    method: str
    start: str | None
    end: str | None
    nodes: int
    ties: int
    modularity: float
    truncated: bool
    results: list[CommunityRow]


def centrality(
    store: Store, where: NetworkFilter, *, metric: str = "betweenness", compare: bool = False, limit: int = 25
) -> Centrality:
    """The most central entities; with `compare` those that rose most against the equally long span before.

    `compare` needs `start` and `end` (ValueError). Raises NotFound for an unknown relation type.
    """
    now = network(store, where)
    groups = louvain(now)
    cheap = [name for name in METRICS if name != "betweenness" or name == metric]
    values = measures(now, groups, cheap)
    before: dict[str, float] | None = None
    ranks_before: dict[str, int] = {}
    span = earlier(where) if compare else None
    truncated = now.truncated
    if span is not None:
        then = network(store, span)
        truncated |= then.truncated
        then_values = measures(then, louvain(then) if metric == "participation" else [], [metric])
        before = {id: round(then_values[metric][at], 6) for at, id in enumerate(then.ids)}
        ranks_before = _ranks(before)
    own = {id: round(values[metric][at], 6) for at, id in enumerate(now.ids)}
    ranks = _ranks(own)
    rise = {id: own[id] - (before or {}).get(id, 0.0) for id in own} if before is not None else own
    best = sorted(range(len(now.ids)), key=lambda at: (-rise[now.ids[at]], -own[now.ids[at]], now.ids[at]))[:limit]
    heads = {node: _head(group, values["pagerank"]) for group in groups for node in group}
    rows = [_row(now, at, values, own, ranks, before, ranks_before, heads[at]) for at in best]
    size = now.graph.number_of_edges()
    return {
        "metric": metric,
        "method": f"{_METHODS[metric]}, in the undirected network of relations with published claims",
        "start": where.start,
        "end": where.end,
        "before": [span.start or "", span.end or ""] if span is not None else None,
        "nodes": len(now.ids),
        "ties": size,
        "pivots": _pivots(now) if metric == "betweenness" else None,
        "truncated": truncated,
        "results": rows,
    }


def communities(
    store: Store, where: NetworkFilter, *, resolution: float = 1.0, limit: int = 25, members: int = 25
) -> Communities:
    """Groups of entities that are tied to each other more than to the rest. Higher `resolution` makes more and smaller ones."""
    import networkx as nx

    some = network(store, where)
    groups = louvain(some, resolution)
    belongs = {node: at for at, group in enumerate(groups) for node in group}
    rank = pagerank(some)
    rows = [_community(some, at, group, groups, belongs, rank, members) for at, group in enumerate(groups)]
    rows.sort(key=lambda row: (-row["size"], row["id"]))
    modularity = nx.community.modularity(some.graph, groups, resolution=resolution) if some.graph.size() else 0.0
    return {
        "method": f"Louvain, resolution {resolution:g}, seed {SEED}, weighted by independent origins",
        "start": where.start,
        "end": where.end,
        "nodes": len(some.ids),
        "ties": some.graph.number_of_edges(),
        "modularity": round(float(modularity), 4),
        "truncated": some.truncated,
        "results": rows[:limit],
    }


def earlier(where: NetworkFilter) -> NetworkFilter:
    """The equally long span right before. Raises ValueError where the span has no beginning or no end."""
    if not where.start or not where.end or where.start >= where.end:
        raise ValueError("start, end: a comparison needs both, the start before the end")
    first, last = date.fromisoformat(where.start), date.fromisoformat(where.end)
    return replace(where, start=str(first - max(last - first, timedelta(days=1))), end=where.start)


def measures(some: Network, groups: Sequence[set[int]], wanted: Sequence[str] = METRICS) -> dict[str, Sequence[float]]:
    """Metric → value by node number, for those that are wanted. `groups` are the communities that participation is about."""
    import networkx as nx

    graph = some.graph
    nodes = range(len(some.ids))
    found: dict[str, Sequence[float]] = {}
    if "degree" in wanted:
        found["degree"] = [graph.degree(n) for n in nodes]
    if "strength" in wanted:
        found["strength"] = [graph.degree(n, weight="weight") for n in nodes]
    if "pagerank" in wanted:
        found["pagerank"] = pagerank(some)
    if "betweenness" in wanted:
        between = nx.betweenness_centrality(graph, k=_pivots(some), seed=SEED) if len(some.ids) > 2 else {}
        found["betweenness"] = [between.get(n, 0.0) for n in nodes]
    if "participation" in wanted:
        belongs = {node: at for at, group in enumerate(groups) for node in group}
        found["participation"] = [_participation(graph, n, belongs) for n in nodes]
    return found


def pagerank(some: Network) -> list[float]:
    """PageRank over weighted ties by power iteration; networkx's own needs a library that nothing else here does."""
    graph, n = some.graph, len(some.ids)
    if not n:
        return []
    strength = [graph.degree(node, weight="weight") for node in range(n)]
    rank = [1.0 / n] * n
    for _ in range(_STEPS):
        new = [(1.0 - _DAMPING) / n] * n  # every node has a tie, so nothing seeps away
        for node in range(n):
            share = _DAMPING * rank[node] / strength[node]
            for other, tie in graph[node].items():
                new[other] += share * tie["weight"]
        moved = sum(abs(a - b) for a, b in zip(rank, new, strict=True))
        rank = new
        if moved < _ENOUGH:
            break
    return rank


def louvain(some: Network, resolution: float = 1.0) -> list[set[int]]:
    """Communities in the order of their smallest members."""
    import networkx as nx

    if not some.ids:
        return []
    found = nx.community.louvain_communities(some.graph, weight="weight", resolution=resolution, seed=SEED)
    return sorted(found, key=min)


def _pivots(some: Network) -> int | None:
    n, ties = len(some.ids), max(some.graph.number_of_edges(), 1)
    most = max(_WORK // ties, 50)
    return None if n <= most else most


def _participation(graph: "nx.Graph", node: int, belongs: Mapping[int, int]) -> float:
    by: dict[int, int] = {}
    for other, tie in graph[node].items():
        by[belongs[other]] = by.get(belongs[other], 0) + tie["weight"]
    whole = sum(by.values())
    return 1.0 - sum((part / whole) ** 2 for part in by.values()) if whole else 0.0


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """1 for the greatest value; equal values share a rank."""
    ordered = sorted(values.values(), reverse=True)
    first = {value: at + 1 for at, value in reversed(list(enumerate(ordered)))}
    return {id: first[value] for id, value in values.items()}


def _row(
    some: Network,
    at: int,
    values: Mapping[str, Sequence[float]],
    own: Mapping[str, float],
    ranks: Mapping[str, int],
    before: Mapping[str, float] | None,
    ranks_before: Mapping[str, int],
    head: int,
) -> CentralityRow:
    id = some.ids[at]
    earlier_value = None if before is None else before.get(id, 0.0)
    return {
        "id": id,
        "name": some.names[id],
        "kind": some.kinds[id],
        "value": own[id],
        "rank": ranks[id],
        "value_before": earlier_value,
        "rank_before": ranks_before.get(id),
        "rise": None if earlier_value is None else round(own[id] - earlier_value, 6),
        "betweenness": round(values["betweenness"][at], 6) if "betweenness" in values else None,
        "pagerank": round(values["pagerank"][at], 6),
        "degree": int(values["degree"][at]),
        "strength": int(values["strength"][at]),
        "participation": round(values["participation"][at], 6),
        "community": some.ids[head],
        "claims": claims_of(some, at, 5),
    }


def _head(group: Iterable[int], rank: Sequence[float]) -> int:
    return min(group, key=lambda node: (-round(rank[node], 9), node))


def _community(
    some: Network,
    at: int,
    group: set[int],
    groups: Sequence[set[int]],
    belongs: Mapping[int, int],
    rank: Sequence[float],
    most: int,
) -> CommunityRow:
    graph = some.graph
    head = _head(group, rank)
    ordered = sorted(group, key=lambda node: (-round(rank[node], 9), node))
    inner = [(a, b) for a in sorted(group) for b in graph[a] if b in group and a < b]
    out = [(a, b) for a in sorted(group) for b in graph[a] if b not in group]
    out.sort(key=lambda tie: (-graph[tie[0]][tie[1]]["weight"], tie))
    pairs = len(group) * (len(group) - 1) / 2
    strongest = sorted(inner, key=lambda tie: (-graph[tie[0]][tie[1]]["weight"], tie))
    return {
        "id": some.ids[head],
        "name": some.names[some.ids[head]],
        "size": len(group),
        "density": round(len(inner) / pairs, 4) if pairs else 0.0,
        "inside": sum(graph[a][b]["weight"] for a, b in inner),
        "outside": sum(graph[a][b]["weight"] for a, b in out),
        "members": [
            {"id": some.ids[node], "name": some.names[some.ids[node]], "kind": some.kinds[some.ids[node]]}
            for node in ordered[:most]
        ],
        "links": [
            {
                "source": some.ids[a],
                "target": some.ids[b],
                "community": some.ids[_head(groups[belongs[b]], rank)],
                "origins": graph[a][b]["weight"],
                "claim": graph[a][b]["claim"],
            }
            for a, b in out[:10]
        ],
        "claims": [graph[a][b]["claim"] for a, b in strongest[:10]],
    }
