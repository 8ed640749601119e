"""Actors, places, projects, and pieces of the graph for drawing."""

from typing import Any

from typing_extensions import TypedDict

from graph.results.parts import End


class EntityRow(TypedDict):
    """An actor, place, project, operation or agreement. Missing properties are None."""

    id: str
    name: str
    kind: str
    labels: list[str]
    aliases: list[str]
    country: str | None
    known: bool
    level: str | None
    lat: float | None
    lon: float | None
    wikidata: str | None
    valid_from: str | None
    valid_to: str | None


class Neighbour(TypedDict):
    """One relation edge seen from an entity; `direction` is `out` when the entity is its start."""

    type: str
    direction: str
    other: End
    claims: int
    outlets: int
    origins: int
    disputed: bool


class EntityView(TypedDict):
    """An entity with what is around it: its containers (places), its strongest relations, and how often it is met."""

    entity: EntityRow
    within: list[End]
    neighbours: list[Neighbour]
    counts: dict[str, int]  # articles, claims_as_subject, claims_as_object, statements, incidents


class GraphNode(TypedDict):
    """A node for drawing."""

    id: str
    labels: list[str]
    caption: str
    props: dict[str, Any]


class GraphEdge(TypedDict):
    """A relation edge for drawing; `id` is source|type|target."""

    id: str
    source: str
    target: str
    type: str
    props: dict[str, Any]


class Subgraph(TypedDict):
    """A piece of the graph of entities and relations; `truncated` when the limit cut it."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    truncated: bool
