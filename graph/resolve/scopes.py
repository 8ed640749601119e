"""One step of resolution kept up to date: what hangs together with a change is clustered anew, the rest stays as it is.

Clusters grow along pairs that are judged the same, so whatever these do not reach cannot be affected by the change.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from graph.resolve.identity import Identities
from graph.resolve.judgements import Judgement, Verdict
from schema.ids import digest

Scope = Literal["origin", "entity", "incident"]


class Engine(Protocol):
    """What Origins, Actors and Incidents have in common."""

    def near(self, ids: Iterable[str]) -> set[str]:
        """The ids that are to be clustered together with these."""

    def judgements(self, at: str, ids: Collection[str] | None = None) -> list[Judgement]:
        """The rules' judgements."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A judgement as it is stored; `held` tells why it was not applied."""

    judgement: Judgement
    held: str | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What makes it another judgement; when it was made does not."""
        one = self.judgement
        return one.verdict, one.score, one.reasons, one.by, one.act if one.human else "", self.held


@dataclass(slots=True)
class Clusters:
    """The identities of one scope, and the judgements that are worth keeping: all of persons, and `same` and `unsure` of rules.

    That two things are not the same is kept only where a person said so: rules say it of most pairs that they look at,
    and say it again when asked.
    """

    scope: Scope
    engine: Engine
    identify: Callable[[Collection[Judgement]], Identities]
    redirects: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    persons: tuple[Judgement, ...] = ()
    _of: dict[str, set[str]] = field(default_factory=dict)

    def canonical(self, id: str) -> str:
        """The id that this one stands for."""
        return self.redirects.get(id, id)

    def judge(self, persons: Sequence[Judgement]) -> set[str]:
        """Take what persons judged, in place of what they had judged before; returns the ids that this concerns."""
        new, old = {(j.id, j.act): j for j in persons}, {(j.id, j.act): j for j in self.persons}
        self.persons = tuple(persons)
        changed = [one for key, one in (*new.items(), *old.items()) if (key in new) != (key in old)]
        return {id for one in changed for id in one.pair}

    def settle(self, touched: Iterable[str], at: str) -> set[str]:
        """Cluster anew around these ids; returns the ids whose canonical id is another than before."""
        region = self._region(touched)
        judged = self.engine.judgements(at, region)
        judged += [one for one in self.persons if one.left in region or one.right in region]
        found = self.identify(judged)
        changed = {id for id in region if found.canonical(id) != self.canonical(id)}
        for id in changed:
            canonical = found.canonical(id)
            if canonical == id:
                self.redirects.pop(id, None)
            else:
                self.redirects[id] = canonical
        held = {one.judgement.pair: one.why for one in found.held}
        for key in {key for id in region for key in self._of.get(id, ())}:
            one = self.kept[key].judgement
            if one.left in region and one.right in region:
                self._forget(key)
        for one in judged:
            if one.human or one.verdict is not Verdict.not_same:
                self._keep(one, held.get(one.pair) if one.verdict is Verdict.same else None)
        return changed

    def _region(self, touched: Iterable[str]) -> set[str]:
        ties: dict[str, set[str]] = {}
        for one in self.persons:
            # what persons keep apart hangs together too: a veto reaches every cluster that it touches
            ties.setdefault(one.left, set()).add(one.right)
            ties.setdefault(one.right, set()).add(one.left)
        region = self.engine.near(touched)
        while more := {other for id in region if id in ties for other in ties[id]} - region:
            region = self.engine.near(region | more)
        return region

    def _keep(self, one: Judgement, held: str | None) -> None:
        key = key_of(self.scope, one)
        self.kept[key] = Kept(one, held)
        for id in one.pair:
            self._of.setdefault(id, set()).add(key)

    def _forget(self, key: str) -> None:
        for id in self.kept.pop(key).judgement.pair:
            self._of[id].discard(key)


def key_of(scope: Scope, one: Judgement) -> str:
    """The id under which a judgement is stored: a rule has one of each pair, a person as many as were made."""
    return one.id if one.human else "jdg-" + digest(scope, one.left, one.right, one.by)


def scope_of(id: str) -> Scope:
    """What an id is of."""
    return {"art": "origin", "inc": "incident"}.get(id.partition("-")[0], "entity")  # type: ignore[return-value]


def by_scope(judgements: Iterable[Judgement]) -> Mapping[Scope, list[Judgement]]:
    """Judgements sorted by what they are about."""
    found: dict[Scope, list[Judgement]] = {"origin": [], "entity": [], "incident": []}
    for one in judgements:
        found[scope_of(one.left)].append(one)
    return found
