"""Claims with their sentences, the relations computed from them, and who said what."""

from typing_extensions import TypedDict

from graph.results.parts import Amount, ArticleRef, End, When


class ReviewRow(TypedDict):
    """What a person said of a claim: `verdict` is accepted, rejected or corrected; `act` is what to undo it by."""

    verdict: str
    by: str
    at: str
    because: str | None
    act: str
    extracted: dict[str, str | bool | None]  # what the corrected fields said before


class ClaimRow(TypedDict):
    """One sourced claim with its sentence: `quote` is `article.text[start:end]`."""

    id: str
    predicate: str
    subject: End | None
    object: End | None
    value: Amount | None
    speaker: End | None
    chain: list[str]
    speech: str
    polarity: str
    modality: str
    alleged: bool
    denied: bool
    sense: str | None
    condition: str | None
    consequence: str | None
    about: str | None
    place: str | None
    time: When | None
    quote: str
    start: int
    end: int
    trigger: str | None
    rule: str
    confidence: float
    flags: list[str]
    stance: str  # how it counts towards its edge: asserts, alleges, denies, flagged, rejected, none
    review: ReviewRow | None
    known_from: str
    article: ArticleRef
    origin: str


class RelationRow(TypedDict):
    """A relation edge computed from claims, with the claims that stand behind it (newest first, at most 50)."""

    id: str
    type: str
    source: End
    target: End
    claims: int
    reports: int
    outlets: int
    origins: int
    asserted: int
    alleged: int
    denied: int
    flagged: int
    disputed: bool
    disputed_by: list[End]
    confidence: float
    first_published: str | None
    last_published: str | None
    first_known: str
    last_known: str
    first_valid: str | None
    last_valid: str | None
    claim_ids: list[str]
    evidence: list[ClaimRow]  # supporting and denying claims


class StatementRow(TypedDict):
    """An attributed span with the ids of the claims that it makes."""

    id: str
    speaker: End | None
    cue: str
    speech: str
    parent: str | None
    quote: str
    start: int
    end: int
    confidence: float
    claims: list[str]
    article: ArticleRef
