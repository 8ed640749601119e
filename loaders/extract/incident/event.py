"""One event of an article as its mentions tell it, and what one mention brings to the comparison."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.extract.incident.days import When
from loaders.extract.incident.filler import Filler
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.places import Where
from loaders.extract.incident.words import word_set
from schema.records import COUNTED

GENERAL = frozenset({"attack", "harm"})
BOMBS = frozenset({"ied_explosion", "suicide_bombing", "grenade_attack"})
CARRIERS = BOMBS | word_set(
    "riot_mob_violence abduction targeted_killing sexual_violence property_destruction attack_on_civilians armed_clash security_operation "
    "shelling_missile air_drone_strike"
)
VIOLENT_ACTS = GENERAL | CARRIERS
PEACEFUL = word_set(
    "ceasefire_or_agreement ban_sanction_designation border_closure_restriction mobilization base_established protest expulsion_repatriation"
)
LASTING = PEACEFUL | {"abduction"}


@dataclass(slots=True)
class Cluster:
    """One event: its mentions in text order and what they share."""

    triggers: list[Trigger] = field(default_factory=list)
    dates: list[When] = field(default_factory=list)
    places: list[Where] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # words of the names of its patients
    heads: set[str] = field(default_factory=set)  # head nouns of its patients that are not vague
    types: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    claims: list[tuple[Filler, str]] = field(default_factory=list)  # by responsibility: who, how

    @property
    def first(self) -> int:
        """Its first sentence."""
        return self.triggers[0].sentence

    @property
    def sentences(self) -> set[int]:
        """The sentences that tell of it."""
        return {t.sentence for t in self.triggers}

    def tokens(self) -> set[int]:
        """The tokens of its triggers."""
        return {t.token for t in self.triggers}

    @property
    def counted(self) -> bool:
        """Whether a mention says that it happened, or nearly."""
        return any(t.status in COUNTED for t in self.triggers)

    def patients(self) -> list[Filler]:
        """Whom and what it hit."""
        return [f for t in self.triggers for f in t.patients]

    def agents(self) -> list[Filler]:
        """Who did it, as the mentions tell."""
        return [f for t in self.triggers for f in t.agents]

    def weapons(self) -> list[Filler]:
        """With what."""
        return [f for t in self.triggers for f in t.weapons]


@dataclass(slots=True)
class Facts:
    """What one trigger brings to the comparison."""

    trigger: Trigger
    when: When | None
    where: list[Where]
    names: set[str]
    heads: set[str]
    numbers: set[int]
    loss: bool = False  # the attackers' own dead
    blamed: bool = False  # a word of responsibility stands in the sentence
