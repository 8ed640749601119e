"""What is one and what is two, and what rests on one origin."""

from typing_extensions import TypedDict

from graph.results.incidents import ReportRow
from graph.results.parts import ArticleRef


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
