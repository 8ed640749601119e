"""The lists: from checked parameters to a function that gives one page after another. Routes answer one page, exports all."""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from api.parameters import (
    ArticleParameters,
    ClaimParameters,
    EntityParameters,
    IncidentParameters,
    RelationParameters,
    StatementParameters,
    StatisticParameters,
    check_words,
)
from graph.resolve.reviews import Ruling
from graph.views import ClaimFilter, IncidentFilter, RelationFilter, StatementFilter, StatisticFilter, View
from schema.model import Model
from schema.records import Modality, Polarity, Status

T = TypeVar("T")


class Reading(Protocol):
    """What a list is read from."""

    @property
    def view(self) -> View:
        """The reads."""

    @property
    def model(self) -> Model:
        """The words that there are."""


class Pages(Protocol):
    """Gives a page: at most `limit` rows after `cursor`, and the `next` cursor."""

    def __call__(self, *, limit: int, cursor: str | None) -> Mapping[str, Any]:
        """One page."""


def given(filter: type[T], where: BaseModel, **more: Any) -> T:
    """The filter that has these parameters; `more` are those that have another name or form in it."""
    own = {field.name for field in fields(filter)} & type(where).model_fields.keys()  # type: ignore[arg-type]
    return filter(**{name: getattr(where, name) for name in own} | more)


def claims(deps: Reading, where: ClaimParameters) -> Pages:
    """Claims, newest published first."""
    check_words("predicate", [where.predicate] if where.predicate else [], deps.model.relations)
    check_words("polarity", [where.polarity] if where.polarity else [], [p.value for p in Polarity])
    check_words("modality", [where.modality] if where.modality else [], [m.value for m in Modality])
    check_words("review", [where.review] if where.review else [], [*(r.value for r in Ruling), "none"])
    return partial(deps.view.claims, given(ClaimFilter, where), total=where.with_total)


def statements(deps: Reading, where: StatementParameters) -> Pages:
    """Statements, newest published first."""
    return partial(deps.view.statements, given(StatementFilter, where), total=where.with_total)


def relations(deps: Reading, where: RelationParameters) -> Pages:
    """Relations, most claims first."""
    check_words("type", [where.type] if where.type else [], deps.model.relations)
    one, _, other = (where.between or "").partition(",")
    pair = (one, other) if other else None
    chosen = given(RelationFilter, where, between=pair)
    return partial(deps.view.relations, chosen, evidence=where.evidence, total=where.with_total)


def incidents(deps: Reading, where: IncidentParameters) -> Pages:
    """Incidents, latest first."""
    check_words("type", [where.type] if where.type else [], deps.model.incidents)
    check_words("status", where.status, [status.value for status in Status])
    chosen = given(IncidentFilter, where, statuses=where.status)
    return partial(deps.view.incidents, chosen, evidence=where.evidence, total=where.with_total)


def statistics(deps: Reading, where: StatisticParameters) -> Pages:
    """Published aggregates, latest period first."""
    return partial(deps.view.statistics, given(StatisticFilter, where), total=where.with_total)


def entities(deps: Reading, where: EntityParameters) -> Pages:
    """Entities by name, or those that match the words, best first."""
    if where.kind:
        kinds = {label for kind in deps.model.kinds.values() if kind.entity for label in (kind.name, *kind.labels)}
        check_words("kind", [where.kind], kinds)
    return partial(deps.view.entities, where.q, kind=where.kind)


def articles(deps: Reading, where: ArticleParameters) -> Pages:
    """Articles, newest published first."""
    return partial(deps.view.articles, outlet=where.outlet, origin=where.origin)
