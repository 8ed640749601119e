"""One article's whole write, ready for the database: flat rows of properties by kind, and edges between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.resolve.reviews import Review, Ruling
from schema.model import Model
from schema.records import Entity

Props = dict[str, Any]
EdgeRow = tuple[str, str, Props]  # from id, to id, properties


@dataclass(slots=True)
class Prepared:
    """One article, ready to be written: `nodes` by kind, `edges` by (type, from label, to label)."""

    article: str
    marking: str
    hash: str
    sha256: str
    extractor: str
    entities: dict[str, Entity]
    model: Model
    kinds: Mapping[str, str]
    redirects: list[str]  # as `old>new`: which of its entities were merged into which; and the reviews of its claims
    origin: str
    reviews: Mapping[str, Review] = field(default_factory=dict)  # by claim
    nodes: dict[str, list[Props]] = field(default_factory=dict)
    claims: list[Props] = field(default_factory=list)  # {props, s, o, v, p}: what it is, and the ids of its ends
    edges: dict[tuple[str, str, str], list[EdgeRow]] = field(default_factory=dict)

    def node(self, kind: str, props: Props) -> None:
        """Add one node."""
        self.nodes.setdefault(kind, []).append(props)

    def edge(self, type: str, source: tuple[str, str], target: tuple[str, str | None], **props: Any) -> None:
        """Add one edge between (label, id) and (label, id); none when the target is not known or the model forbids it."""
        if target[1] is not None and self.allows(type, target[0], target[1]):
            self.edges.setdefault((type, source[0], target[0]), []).append((source[1], target[1], props))

    def kind(self, id: str | None) -> str | None:
        """The kind of an entity; what reference data says wins."""
        return None if id is None else self.kinds.get(id) or self.entities[id].kind

    def allows(self, type: str, label: str, id: str) -> bool:
        """Whether the model lets an edge of this type end at that node."""
        return label != "Entity" or self.kind(id) in self.model.edges[type].targets

    def rejected(self, claim: str) -> bool:
        """Whether a person rejected this claim."""
        return claim in self.reviews and self.reviews[claim].ruling is Ruling.rejected

    @property
    def triples(self) -> set[str]:
        """Keys of the relation edges that its claims may change."""
        return {row["props"]["triple"] for row in self.claims if row["props"]["triple"]}
