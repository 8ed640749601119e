"""The shapes that `graph.views` returns: plain dictionaries, ready for JSON. Ids are strings, times ISO 8601 strings."""

from typing import Any, Generic, NotRequired, TypeVar

from typing_extensions import TypedDict  # the API describes its answers by these, which typing's cannot before 3.12

T = TypeVar("T")


class Total(TypedDict):
    """How many there are on all pages: exactly (`eq`), or at least so many (`gte`)."""

    value: int
    relation: str


class Page(TypedDict, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, None on the last one; `total` only where asked for."""

    results: list[T]
    next: str | None
    total: NotRequired[Total]


class Catalog(TypedDict):
    """What the database holds: nodes by kind, relation edges by type, articles by ledger state, the model's version."""

    model: int
    nodes: dict[str, int]
    relations: dict[str, int]
    ledger: dict[str, int]  # written, projected


class End(TypedDict):
    """One end of a claim or edge. `id` is None while it is not known who is meant; `kind` is given where it was read."""

    id: str | None
    name: str
    kind: NotRequired[str]


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


class ArticleRef(TypedDict):
    """The article that something was found in."""

    id: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None


class Amount(TypedDict):
    """A number of a claim."""

    number: float
    unit: str | None
    currency: str | None


class When(TypedDict):
    """A time with its precision: ISO dates, `end` inclusive, and the words of the text."""

    start: str | None
    end: str | None
    precision: str | None
    text: str | None


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


class PartyRow(TypedDict):
    """Who did it, was aimed at, or was harmed."""

    id: str | None
    name: str
    kind: str | None
    how: str | None
    category: str | None


class IncidentRow(TypedDict):
    """One incident over all reports of it. `start` and `end` are dates.

    `quote` (characters `quote_start` to `quote_end`) and `article` are those of the report that tells most.
    """

    id: str
    type: str
    status: str
    title: str
    start: str | None
    end: str | None
    time_precision: str | None
    time_text: str | None
    place: End | None
    lat: float | None
    lon: float | None
    weapon: str | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    n_reports: int
    n_outlets: int
    n_independent_origins: int
    disputed: bool
    perpetrators: list[PartyRow]
    targets: list[PartyRow]
    victims: list[PartyRow]
    quote: str
    quote_start: int
    quote_end: int
    rule: str
    confidence: float
    flags: list[str]
    known_from: str
    claim_ids: list[str]  # its evidence, at most 50
    evidence: list[ClaimRow]  # as many of them as are asked for
    article: ArticleRef


class VoiceRow(TypedDict):
    """One count of an incident, and who stands behind it: counters, outlets, reports, how many origins, first and last day."""

    low: int
    high: int | None
    by: list[str]
    outlets: list[str]
    reports: list[str]
    origins: int
    first: str | None
    last: str | None


class IncidentView(TypedDict):
    """An incident, the claims that are evidence for it, and who says what of the dead and injured."""

    incident: IncidentRow
    claims: list[ClaimRow]
    tolls: dict[str, list[VoiceRow]]  # killed, injured


class ReportRow(TypedDict):
    """One event as one article tells it, with that article's own values."""

    id: str
    incident: str
    type: str
    status: str
    title: str
    start: str | None
    end: str | None
    time_precision: str | None
    time_text: str | None
    place: End | None
    weapon: str | None
    killed_low: int | None
    killed_high: int | None
    killed_by: str | None
    injured_low: int | None
    injured_high: int | None
    injured_by: str | None
    perpetrators: list[PartyRow]
    targets: list[PartyRow]
    victims: list[PartyRow]
    quote: str
    quote_start: int
    quote_end: int
    confidence: float
    flags: list[str]
    article: ArticleRef


class BeliefClaim(TypedDict):
    """A claim and what happened to it: learned, revised (it says something else since), withdrawn, or moved to another origin."""

    what: str
    claim: ClaimRow


class BeliefReport(TypedDict):
    """A report and what happened to it: learned, revised, withdrawn, or found to tell of this incident (joined) or not (left)."""

    what: str
    report: ReportRow


class BeliefChange(TypedDict):
    """From `at` on the answer is another: the fields that changed, before and after (None where nothing was held), and why."""

    at: str
    held: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    claims: list[BeliefClaim]
    reports: list[BeliefReport]


class BeliefHistory(TypedDict):
    """How an answer changed over what was known, the latest change first."""

    id: str
    type: str | None
    source: End | None
    target: End | None
    changes: list[BeliefChange]
    truncated: bool


class SideRow(TypedDict):
    """One side of a dispute: what it says, who says so, and the sentences: claims, or an incident's reports."""

    says: str
    speakers: list[End]
    origins: list[str]
    first: str | None
    last: str | None
    claims: list[ClaimRow]
    reports: list[ReportRow]


class DisputeRow(TypedDict):
    """What cannot all be so. `nature` is polarity, denial, value, toll or perpetrator.

    It is about a relation (`subject`, `predicate`, `object`), about what somebody is blamed for and denies (`subject`
    alone), or about an incident. `oneself`: one speaker stands on both sides.
    """

    id: str
    nature: str
    subject: End | None
    predicate: str | None
    object: End | None
    incident: End | None
    oneself: bool
    sides: list[SideRow]


class CommitmentChange(TypedDict):
    """From `on` on it is in this state, because of these claims."""

    state: str
    on: str
    why: str
    claims: list[str]


class CommitmentRow(TypedDict):
    """A threat, ultimatum or promise: by whom to whom, what is tied to what, until when, and what came of it."""

    id: str
    type: str  # threat, ultimatum, promise
    by: End
    to: End | None
    condition: str | None
    consequence: str | None
    deadline: str | None
    made: str
    state: str  # open, met, broken, expired
    changes: list[CommitmentChange]
    claims: list[ClaimRow]


class JudgementRow(TypedDict):
    """Whether two ids are one: `verdict` is same, not_same or unsure. `held` tells why a `same` was not applied."""

    id: str
    scope: str
    left: str
    right: str
    verdict: str
    score: float
    reasons: list[str]
    by: str
    at: str
    held: str | None


class ExplainedPair(TypedDict):
    """Two ids: whether they are one now, and what the rule says of them alone (None: nothing speaks for their being one)."""

    one: bool
    rule: str | None
    score: float | None
    reasons: list[str]


class Named(TypedDict):
    """How one article tells of something: under which id it came, by which words, since when it is known, and what it was taken
    for before (`until|id`)."""

    id: str
    article: str
    outlet: str | None
    published: str | None
    known_from: str
    words: list[str]
    was: list[str]


class Explanation(TypedDict):
    """What an id stands for, all ids that are one with it, the judgements that this rests on, and the articles that tell of it,
    in the order in which they were taken in (at most 200)."""

    id: str
    scope: str
    kind: str
    canonical: str
    members: list[str]
    judgements: list[JudgementRow]
    history: list[Named]
    pair: ExplainedPair | None


class OriginRow(TypedDict):
    """What rests on one origin: articles, their outlets, and why they are taken to share it.

    `claims` (of a relation) and `reports` (of an incident) are those that the articles contribute.
    """

    id: str
    outlets: list[str]
    articles: list[ArticleRef]
    claims: list[str]
    reports: list[ReportRow]
    judgements: list[JudgementRow]


class MembersView(TypedDict):
    """The members behind the three numbers of a relation or an incident, by origin; at most 1000 articles."""

    id: str
    reports: int
    outlets: list[str]
    origins: list[OriginRow]
    judgements: list[JudgementRow]  # of an incident: why its reports are taken for one
    truncated: bool


class StatisticRow(TypedDict):
    """A published aggregate."""

    id: str
    measure: str
    low: float
    high: float | None
    unit: str | None
    publisher: str | None
    place: End | None
    period: When | None
    quote: str
    start: int
    end: int
    confidence: float
    flags: list[str]
    article: ArticleRef


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


class ArticleRow(TypedDict):
    """An article in a list, with how much was found in it."""

    id: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    source_id: str | None
    lang: str | None
    marking: str
    sha256: str
    origin: str
    known_from: str
    claims: int
    incidents: int


class Annotation(TypedDict):
    """A marked stretch of an article: kind is mention, claim, incident, statement, statistic or quality."""

    kind: str
    id: str | None
    start: int
    end: int
    label: str


class ArticleView(TypedDict):
    """An article with its text and everything that was found in it."""

    article: ArticleRow
    text: str
    annotations: list[Annotation]
    claims: list[ClaimRow]


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
