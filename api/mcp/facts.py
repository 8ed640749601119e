"""What the tools answer: small rows in which every fact stands with its sentence, its article, its speaker and its modality."""

from collections.abc import Iterable, Sequence
from typing import Any

from typing_extensions import TypedDict

from graph.results import ArticleRef, ClaimRow, End, EntityRow, EntityView, IncidentRow, PartyRow, RelationRow, When
from graph.search.hits import Hit


class Fact(TypedDict):
    """One claim: who says what, how firmly, in which sentence of which article."""

    claim: str
    subject: End | None
    predicate: str
    object: End | None
    speaker: End | None  # null: the article itself says so
    modality: str  # asserted, planned, conditional …: only what is asserted is said to be so
    polarity: str
    alleged: bool
    denied: bool
    condition: str | None
    time: When | None
    sentence: str
    article: ArticleRef
    confidence: float


class Relation(TypedDict):
    """An edge that was computed from claims, with some of them: those that deny it too."""

    id: str
    source: End
    type: str
    target: End
    claims: int
    outlets: int
    origins: int
    disputed: bool
    disputed_by: list[End]
    confidence: float
    facts: list[Fact]


class Incident(TypedDict):
    """An incident over all reports of it. Only the statuses occurred and ongoing are said to have happened."""

    id: str
    type: str
    status: str
    title: str
    start: str | None
    end: str | None
    time_precision: str | None
    place: End | None
    perpetrators: list[PartyRow]
    targets: list[PartyRow]
    victims: list[PartyRow]
    killed: list[int | None]  # lowest, best, highest
    injured: list[int | None]
    reports: int
    origins: int
    disputed: bool
    confidence: float
    sentence: str
    article: ArticleRef


class Found(TypedDict):
    """Entities by name, best first; `next` is the cursor of more."""

    entities: list[EntityRow]
    next: str | None


class Hits(TypedDict):
    """What holds the words, best first, each with the piece of text that does; and the claims that it rests on."""

    hits: list[Hit]
    corrected: dict[str, list[str]]  # for a word that is nowhere, what was looked for instead
    facts: list[Fact]


class Around(TypedDict):
    """The relations of an entity, strongest first, and its latest incidents; `next` is the cursor of more relations."""

    id: str
    relations: list[Relation]
    incidents: list[Incident]
    next: str | None


class About(TypedDict):
    """An entity, the places around it, how often it is met, and the newest claims about it."""

    entity: EntityRow
    within: list[End]
    counts: dict[str, int]
    facts: list[Fact]


class Way(TypedDict):
    """A shortest way between two entities, step by step; none when there is no way."""

    steps: list[Relation]


class Evidence(TypedDict):
    """What stands behind an id: the claims, and for an incident or a relation the thing itself."""

    id: str
    kind: str  # claim, relation, incident, article, entity
    relation: Relation | None
    incident: Incident | None
    facts: list[Fact]


class RecipeEntry(TypedDict):
    """A question that can be asked as it is. `parameters`: what each is, `needed` those that must be given."""

    name: str
    question: str
    parameters: dict[str, str]
    needed: list[str]
    example: dict[str, Any]


class Recipes(TypedDict):
    """All questions."""

    recipes: list[RecipeEntry]


class Rows(TypedDict):
    """The rows of a query by column, and the claims that its column `claims` names, with their sentences."""

    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool
    warnings: list[str]
    facts: list[Fact]


def fact(claim: ClaimRow) -> Fact:
    """A claim as the tools tell it."""
    return {
        "claim": claim["id"],
        "subject": claim["subject"],
        "predicate": claim["predicate"],
        "object": claim["object"],
        "speaker": claim["speaker"],
        "modality": claim["modality"],
        "polarity": claim["polarity"],
        "alleged": claim["alleged"],
        "denied": claim["denied"],
        "condition": claim["condition"],
        "time": claim["time"],
        "sentence": claim["quote"],
        "article": claim["article"],
        "confidence": claim["confidence"],
    }


def facts(claims: Iterable[ClaimRow]) -> list[Fact]:
    """Claims as the tools tell them."""
    return [fact(claim) for claim in claims]


def relation(row: RelationRow) -> Relation:
    """A relation with the claims that came with it."""
    return {
        "id": row["id"],
        "source": row["source"],
        "type": row["type"],
        "target": row["target"],
        "claims": row["claims"],
        "outlets": row["outlets"],
        "origins": row["origins"],
        "disputed": row["disputed"],
        "disputed_by": row["disputed_by"],
        "confidence": row["confidence"],
        "facts": facts(row["evidence"]),
    }


def incident(row: IncidentRow) -> Incident:
    """An incident with the sentence that tells most of it."""
    return {
        "id": row["id"],
        "type": row["type"],
        "status": row["status"],
        "title": row["title"],
        "start": row["start"],
        "end": row["end"],
        "time_precision": row["time_precision"],
        "place": row["place"],
        "perpetrators": row["perpetrators"],
        "targets": row["targets"],
        "victims": row["victims"],
        "killed": [row["killed_low"], row["killed_best"], row["killed_high"]],
        "injured": [row["injured_low"], row["injured_best"], row["injured_high"]],
        "reports": row["n_reports"],
        "origins": row["n_independent_origins"],
        "disputed": row["disputed"],
        "confidence": row["confidence"],
        "sentence": row["quote"],
        "article": row["article"],
    }


def about(view: EntityView, claims: Sequence[ClaimRow]) -> About:
    """An entity with the newest claims about it; its neighbours are another question."""
    return {"entity": view["entity"], "within": view["within"], "counts": view["counts"], "facts": facts(claims)}
