"""Who and what an article is about: the entities of one document with what the text tells of them."""

from dataclasses import dataclass, field

from loaders.extract.document import DocMention, Document
from loaders.extract.lexicon import words
from schema.records import Entity

PERSON = "Person"
PLACE = "Place"
GROUPS = words("groups")


@dataclass(slots=True, eq=False)
class Who:
    """One entity of the document. `roles` are lower-case nouns that the text gives it ("minister", "president")."""

    id: str
    kind: str
    name: str
    known: bool
    country: str | None = None
    gender: str | None = None
    plural: bool = False
    level: str | None = None  # of a place
    roles: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    mentions: list[DocMention] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether he or she can stand for it."""
        return self.kind == PERSON


@dataclass(slots=True)
class Cast:
    """The entities of a document by id. `countries` weighs the ISO codes of the countries that the text speaks of."""

    who: dict[str, Who] = field(default_factory=dict)
    countries: dict[str, float] = field(default_factory=dict)

    def add(self, document: Document, who: Who, mention: DocMention) -> None:
        """Take a mention of an entity into the document."""
        known = self.who.setdefault(who.id, who)
        known.mentions.append(mention)
        document.add(mention)

    def main_country(self, share: float = 0.5) -> str | None:
        """The country that most of the text is about, if its share of all countries is large enough."""
        whole = sum(self.countries.values())
        if not whole:
            return None
        best, weight = max(self.countries.items(), key=lambda item: (item[1], item[0]))
        return best if weight >= share * whole else None

    def entities(self) -> dict[str, Entity]:
        """The entities as records."""
        return {
            w.id: Entity(
                id=w.id, kind=w.kind, name=w.name, known=w.known, aliases=tuple(sorted(w.aliases)), country=w.country
            )
            for w in self.who.values()
        }
