"""Load model.yaml into immutable values and check that it agrees with itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, cast

import yaml

from schema.errors import InvalidModel

PropertyType = Literal["string", "text", "integer", "number", "boolean", "date", "datetime", "strings"]
_GROUPS = ("actor", "org", "thing", "any", "entity")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its value type, what it means, and its closed list of values where it has one."""

    name: str
    type: PropertyType
    doc: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node. `labels` are what its nodes carry, widest first."""

    name: str
    labels: tuple[str, ...]
    doc: str
    properties: tuple[str, ...]
    entity: bool = False
    stix: str | None = None
    schema_org: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of evidence or structure, between node kinds."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation type: what a claim's predicate may be. `subject` and `object` are kinds, groups already expanded."""

    name: str
    kind: Literal["state", "act", "verbal"]
    subject: frozenset[str]
    object: frozenset[str]
    doc: str
    symmetric: bool = False
    no_self: bool = False
    senses: tuple[str, ...] = ()
    plover: str | None = None
    cameo: str | None = None
    acled: str | None = None
    stix: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentType:
    """An incident type with its equivalents in other vocabularies."""

    name: str
    doc: str
    plover: str
    modes: tuple[str, ...]
    cameo: tuple[str, ...]
    acled: str
    stix: str


@dataclass(frozen=True, slots=True)
class Model:
    """The whole model. Get it with `load_model()`."""

    version: int
    iri: str
    edge_confidence: float
    properties: Mapping[str, Property]
    kinds: Mapping[str, Kind]
    edges: Mapping[str, Edge]
    relations: Mapping[str, Relation]
    incidents: Mapping[str, IncidentType]
    target_categories: tuple[str, ...]
    quality_flags: Mapping[str, str]

    def is_actor(self, kind: str | None) -> bool:
        """True if nodes of this kind carry the label Actor."""
        return kind is not None and kind in self.kinds and "Actor" in self.kinds[kind].labels

    def allows(self, predicate: str, subject: str | None, obj: str | None) -> bool:
        """True if the relation may join these kinds; a kind that is not known yet (None) is not held against it."""
        relation = self.relations[predicate]
        return (subject is None or subject in relation.subject) and (obj is None or obj in relation.object)


def expand(group: str, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Kinds that a group word of the model file stands for; a kind stands for itself."""
    entities = {k.name for k in kinds.values() if k.entity}
    actors = {k for k in entities if "Actor" in kinds[k].labels}
    match group:
        case "any" | "entity":
            return frozenset(entities)
        case "actor":
            return frozenset(actors)
        case "org":
            return frozenset(actors - {"Person", "Population"})
        case "thing":
            return frozenset({"Project", "Operation", "Agreement"})
    if group not in kinds:
        raise InvalidModel(f"model.yaml: unknown kind or group {group!r}; groups are {', '.join(_GROUPS)}")
    return frozenset({group})


def parse_model(raw: Mapping[str, Any]) -> Model:
    """Build and check a model from the parsed YAML. Raises InvalidModel naming the entry."""
    properties = {
        name: Property(name, p["type"], p["doc"], tuple(p.get("values", ()))) for name, p in raw["properties"].items()
    }
    for prop in properties.values():
        if prop.type not in PropertyType.__args__:  # type: ignore[attr-defined]
            raise InvalidModel(f"model.yaml: property {prop.name}: unknown type {prop.type!r}")
    kinds = {
        name: Kind(
            name,
            tuple(k["labels"]),
            k["doc"],
            tuple(k["properties"]),
            k.get("entity", False),
            k.get("stix"),
            k.get("schema_org"),
        )
        for name, k in raw["kinds"].items()
    }
    for kind in kinds.values():
        if missing := [p for p in kind.properties if p not in properties]:
            raise InvalidModel(f"model.yaml: kind {kind.name}: undeclared properties {', '.join(missing)}")
        if kind.properties[0] != "id" or kind.name != kind.labels[-1]:
            raise InvalidModel(f"model.yaml: kind {kind.name}: `id` comes first, and the last label is the kind's name")

    def kinds_of(groups: list[str]) -> frozenset[str]:
        return frozenset().union(*(expand(g, kinds) for g in groups))

    edges = {
        name: Edge(name, tuple(sorted(kinds_of(e["from"]))), tuple(sorted(kinds_of(e["to"]))), e["doc"])
        for name, e in raw["edges"].items()
    }
    relations = {
        name: Relation(
            name,
            r["kind"],
            kinds_of(r["subject"]),
            kinds_of(r["object"]),
            r["doc"],
            r.get("symmetric", False),
            r.get("no_self", False) or r["kind"] == "state",
            tuple(r.get("senses", ())),
            r.get("plover"),
            r.get("cameo"),
            r.get("acled"),
            r.get("stix"),
        )
        for name, r in raw["relations"].items()
    }
    if both := edges.keys() & relations.keys():
        raise InvalidModel(f"model.yaml: declared as edge and as relation: {', '.join(sorted(both))}")
    incidents = {
        name: IncidentType(name, i["doc"], i["plover"], tuple(i["modes"]), tuple(i["cameo"]), i["acled"], i["stix"])
        for name, i in raw["incidents"].items()
    }
    return Model(
        int(raw["version"]),
        raw["iri"],
        float(raw["edge_confidence"]),
        MappingProxyType(properties),
        MappingProxyType(kinds),
        MappingProxyType(edges),
        MappingProxyType(relations),
        MappingProxyType(incidents),
        tuple(raw["target_categories"]),
        MappingProxyType(dict(raw["quality_flags"])),
    )


@cache
def load_model() -> Model:
    """The packaged model, loaded once."""
    text = files("schema").joinpath("model.yaml").read_text(encoding="utf-8")
    loader = cast(type[yaml.SafeLoader], getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return parse_model(yaml.load(text, Loader=loader))  # noqa: S506 - the safe loader, in its C form where there is one
