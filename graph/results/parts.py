"""What the shapes are made of: pages, ends of a claim, times, amounts, the article that something stands in."""

from typing import Generic, NotRequired, TypeVar

from typing_extensions import TypedDict

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
