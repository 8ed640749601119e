"""Articles, with what was found in them."""

from typing_extensions import TypedDict

from graph.results.claims import ClaimRow


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
