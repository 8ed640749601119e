"""Saved alerts: which facts they watch, and which of them are new. A fact is a claim, a relation, an incident or a recipe's row.

A list's filters mean here exactly what they mean at its endpoint, for it is the same code that finds the rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from secrets import token_hex
from typing import Any

from pydantic import ValidationError

from api import lists
from api.alerts_book import Alert, AlertBook, Fact, now
from api.alerts_delivery import new_secret, target
from api.parameters import ClaimParameters, IncidentParameters, PageParameters, RelationParameters
from api.problems import Problem, Refused
from api.settings import Settings
from graph import changes
from graph.bolt_store import Store
from graph.changes import ChangeRow
from graph.guard import Guard
from graph.recipes import recipes
from graph.stance import parts
from graph.views import View
from schema.errors import InvalidData
from schema.ids import digest
from schema.model import Model

MOST_KNOWN = 10_000  # facts that may match already: all of them are kept, so as not to fire
EVIDENCE = 3
_SHOWN = {"limit", "cursor", "format", "with_total", "evidence", "known_at"}  # how a list is shown, not what is in it
_CHANGED = ("created", "updated", "split")
Row = Mapping[str, Any]
Pages = Callable[[Any, Any], lists.Pages]
WATCHED: dict[str, tuple[type[PageParameters], Pages]] = {
    "claims": (ClaimParameters, lists.claims),
    "relations": (RelationParameters, lists.relations),
    "incidents": (IncidentParameters, lists.incidents),
}
WATCHES = (*WATCHED, "recipe")


@dataclass(frozen=True, slots=True)
class Watch:
    """What facts are looked for in."""

    view: View
    model: Model
    guard: Guard

    def facts(self, alert: Alert) -> Iterator[Fact]:
        """All that match now."""
        if alert.watches == "recipe":
            return self._of_recipe(alert)
        return (_fact(alert, row) for row in self._rows(alert.watches, parameters(alert.watches, alert.asked)))

    def new(self, alert: Alert, rows: Sequence[ChangeRow], book: AlertBook) -> list[Fact]:
        """What may be new after these changes; the book knows what has been seen."""
        match alert.watches:
            case "claims":
                return list(self._claims(alert, rows))
            case "relations":
                return list(self._relations(alert, rows))
            case "incidents" if not any(row["kind"] == "incident" and row["op"] in _CHANGED for row in rows):
                return []
        found = {str(fact["id"]): fact for fact in islice(self.facts(alert), MOST_KNOWN)}
        return [found[id] for id in sorted(book.fresh(alert.id, found))]

    def missed(self, alert: Alert) -> list[Fact]:
        """What may be new after changes that are no longer kept."""
        if alert.watches != "claims":
            return list(islice(self.facts(alert), MOST_KNOWN))
        where = parameters("claims", alert.asked)
        if where.start or where.end:
            return []
        known = where.model_copy(update={"date_field": "known", "start": alert.made[:10]})
        return [_fact(alert, row) for row in self._rows("claims", known) if row["known_from"] >= alert.made]

    def _claims(self, alert: Alert, rows: Sequence[ChangeRow]) -> Iterator[Fact]:
        where = parameters("claims", alert.asked)
        ends = {id for id in (where.about, where.subject, where.object, where.speaker) if id}
        for row in rows:
            told = row["kind"] == "article" and row["op"] in _CHANGED and where.article in (None, row["id"])
            if told and ends <= set(row["about"]):
                found = self._rows("claims", where.model_copy(update={"article": row["id"]}))
                yield from (_fact(alert, one) for one in found if one["known_from"] >= alert.made)

    def _relations(self, alert: Alert, rows: Sequence[ChangeRow]) -> Iterator[Fact]:
        where = parameters("relations", alert.asked)
        pair = {id.strip() for id in where.between.split(",")} if where.between else None
        for id in dict.fromkeys(row["id"] for row in rows if row["kind"] == "relation" and row["op"] in _CHANGED):
            source, type, end = parts(id)
            fits = where.type in (None, type) and where.source in (None, source) and where.target in (None, end)
            if fits and where.about in (None, source, end) and pair in (None, {source, end}):
                exactly = {"type": type, "source": source, "target": end, "about": None, "between": None}
                for row in self._rows("relations", where.model_copy(update=exactly)):
                    if row["last_known"] >= alert.made:  # else it only has a new id, since one end was merged
                        yield _fact(alert, row)

    def _rows(self, watches: str, where: Any) -> Iterator[Row]:
        pages = WATCHED[watches][1](self, where)
        cursor: str | None = None
        while True:
            page = pages(limit=500, cursor=cursor)
            yield from page["results"]
            if not (cursor := page["next"]):
                return

    def _of_recipe(self, alert: Alert) -> Iterator[Fact]:
        recipe = recipes()[alert.asked["recipe"]]
        answer = self.guard.run(recipe.cypher, recipe.values(alert.asked["parameters"]))
        for values in answer.rows:
            row = dict(zip(answer.columns, values, strict=True))
            # a row is known by its names, ids and days; a count that grows makes no new fact
            texts = [f"{name}={value}" for name, value in row.items() if isinstance(value, str)]
            yield {"id": "row-" + digest(*(texts or [repr(row)])), "kind": "row", "row": row}


def make(
    watch: Watch,
    store: Store,
    settings: Settings,
    *,
    name: str,
    watches: str,
    asked: Mapping[str, Any],
    webhook: str | None,
    by: str,
) -> tuple[Alert, list[str]]:
    """A new alert and the facts that match already. Raises Refused and InvalidData naming the field."""
    if webhook is not None:
        target(webhook, private=settings.webhooks_private)
    if watches == "recipe":
        kept = _recipe(asked)
    else:
        where = parameters(watches, asked)
        kept = where.model_dump(exclude_defaults=True, exclude={"evidence"})
    since = changes.bounds(store.read).latest
    secret = new_secret() if webhook else None
    alert = Alert(f"alr-{token_hex(8)}", name, watches, kept, webhook, secret, by, now(), since)
    if watches == "claims":  # those are told apart by when they were learned, so there may be any number of them
        next(iter(watch.facts(alert)), None)
        return alert, []
    known = [str(fact["id"]) for fact in islice(watch.facts(alert), MOST_KNOWN + 1)]
    if len(known) > MOST_KNOWN:
        detail = f"filters: more than {MOST_KNOWN:,} match already; narrow them, for instance by a day from which on"
        raise Refused(Problem(422, "Wrong parameters", detail))
    return alert, known


def parameters(watches: str, asked: Mapping[str, Any]) -> Any:
    """The filters of a list, checked. Raises Refused naming the one that is wrong."""
    if watches not in WATCHED:
        raise _wrong("watches", f"{watches!r} is none of {', '.join(WATCHES)}")
    for name in asked:
        if name in _SHOWN:
            raise _wrong(name, "says how a list is shown, and chooses nothing that an alert could watch")
    model = WATCHED[watches][0]
    several = {name for name, field in model.model_fields.items() if field.default_factory is list}
    given = {name: [value] if name in several and isinstance(value, str) else value for name, value in asked.items()}
    try:
        return model.model_validate(given if watches == "claims" else {**given, "evidence": EVIDENCE})
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong("/".join(map(str, first["loc"])), str(first["msg"])) from None


def _recipe(asked: Mapping[str, Any]) -> dict[str, Any]:
    name = str(asked.get("recipe") or "")
    if name not in recipes():
        raise _wrong("recipe", f"no recipe is called {name!r}; /v1/recipes lists them")
    values = asked.get("parameters") or {}
    try:
        recipes()[name].values(values)
    except InvalidData as error:
        field, _, detail = str(error).partition(":")
        raise _wrong(field, detail.strip()) from None
    return {"recipe": name, "parameters": dict(values)}


def _wrong(field: str, detail: str) -> Refused:
    errors = [{"pointer": f"body/{field}", "detail": detail}]
    return Refused(Problem(422, "Wrong parameters", f"{field}: {detail}", more={"errors": errors}))


def _fact(alert: Alert, row: Row) -> Fact:
    return {"id": row["id"], "kind": alert.watches.removesuffix("s"), "row": row}


def joined(rows: Iterable[ChangeRow]) -> dict[str, str]:
    """Incidents that were found to be another one, and which: who has seen the one has seen the other."""
    return {
        row["id"]: row["patch"]["into"]
        for row in rows
        if row["op"] == "merged" and row["patch"] and "into" in row["patch"]
    }
