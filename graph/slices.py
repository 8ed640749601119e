"""Which part of what is known is looked at: a span of time by one of three clocks, a day, a moment of knowledge, a marking.

From a Slice to conditions of Cypher about a node `x`. Only what is asked for becomes a condition, so that ordinary lists
stay as they are. Past knowledge lies under labels of its own (`graph.history`): `known` gives the condition for either.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from graph.cypher import PAST
from graph.stance import SEPARATOR
from schema.errors import InvalidData
from schema.model import load_model
from schema.values import MARKINGS

CLOCKS = ("valid", "known", "published")
SINCE = "coalesce(x.revised, x.known_from)"
_VALID = {"Claim": ("valid_from", "valid_to"), "Statistic": ("valid_from", "valid_to"), "Incident": ("start", "end")}
_OPEN = "'9999-12-31'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """`start` (inclusive) and `end` (exclusive) are compared with what `date_field` says: `valid` (when it was so, by the
    text's own times), `known` (when Marsad learned it) or `published`.

    `as_of` is a day on which it must have held by the text's own times; with `undated` also what has none. `known_at` is a
    moment (as `moment` gives it): what was known then, as it was known then. `marking` is the strictest that may be seen.
    """

    start: str | None = None
    end: str | None = None
    date_field: str = "published"
    as_of: str | None = None
    undated: bool = False
    known_at: str | None = None
    marking: str | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """What the conditions refer to."""
        return {
            "since": self.start,
            "until": self.end,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "markings": MARKINGS[: MARKINGS.index(self.marking) + 1] if self.marking else None,
        }

    @property
    def of_claims(self) -> bool:
        """Whether what is computed from claims has to be computed anew from those that are looked at."""
        return any((self.start, self.end, self.as_of, self.known_at, self.marking))

    @property
    def of_reports(self) -> bool:
        """Whether incidents have to be gathered anew from the reports that are looked at."""
        return bool(self.known_at or self.marking)


EVERYTHING = Slice()


def moment(text: str) -> str:
    """A day or date-time as the graph notes moments: a day stands for its end, a time without zone is UTC.

    Raises InvalidData.
    """
    wanted = InvalidData(
        f"known_at: {text!r} is neither a day nor a date-time", remedy="Write 2024-06-27 or 2024-06-27T12:00:00Z"
    )
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return f"{date.fromisoformat(text).isoformat()}T23:59:59Z"
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
            raise wanted
        found = datetime.fromisoformat(text)
        there = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day have no moment before and after them
        raise wanted from None
    return there.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def conditions(label: str, where: Slice) -> str:
    """What must hold of `x`, a node of this label as it is now: ` AND …`, or nothing."""
    return _conditions(label, where) + (f" AND {SINCE} <= $known_at" if where.known_at else "")


def past(label: str, where: Slice) -> str:
    """The same of a node under the label of what was held before."""
    return f"{_conditions(label, where)} AND {SINCE} <= $known_at AND x.known_to > $known_at"


def labels(label: str, where: Slice) -> tuple[tuple[str, str], ...]:
    """(label, conditions) of all the nodes that are looked at."""
    now = (label, conditions(label, where))
    return (now, (PAST[label], past(label, where))) if where.known_at else (now,)


def then(props: Mapping[str, Any], known_at: str | None) -> dict[str, Any]:
    """A node's properties as they were at that moment: under its own id, with the origin and incident of then."""
    found = {**props, "id": str(props["id"]).partition("@")[0]}
    for name in ("origin", "incident"):
        for was in props.get(f"{name}_was") or ():
            until, _, id = was.partition(SEPARATOR)
            if known_at is not None and until > known_at:
                found[name] = id
                break
    return found


def id_then(name: str) -> str:
    """Cypher for the `origin` or `incident` of `x` at $known_at."""
    later = f"[w IN coalesce(x.{name}_was, []) WHERE w > $known_at + '{SEPARATOR}~']"
    return f"coalesce(split(head({later}), '{SEPARATOR}')[1], x.{name})"


def covers(label: str) -> tuple[str, str]:
    """Cypher for the first and the last day on which `x` held; a state without an end holds on."""
    first, last = (f"x.{name}" for name in _VALID[label])
    if label == "Claim":
        return first, f"coalesce({last}, CASE WHEN x.predicate IN {_states()} THEN {_OPEN} ELSE {first} END)"
    if label == "Incident":
        return first, f"coalesce({last}, CASE WHEN x.status = 'ongoing' THEN {_OPEN} ELSE {first} END)"
    return first, f"coalesce({last}, {first})"


def _conditions(label: str, where: Slice) -> str:
    parts: list[str] = []
    if where.start or where.end:
        if where.date_field == "valid":
            first, last = covers(label)
            parts += [f"coalesce({first}, '0000') < $until"] if where.end else []
            parts += [f"{last} >= $since"] if where.start else []
            parts += [_told(label)]
        else:
            at = "x.known_from" if where.date_field == "known" else "x.published"
            parts += [f"{at} < $until"] if where.end else []
            parts += [f"{at} >= $since"] if where.start else []
    if where.as_of:
        first, last = covers(label)
        held = f"(coalesce({first}, '0000') <= $as_of AND {last} >= $as_of AND {_told(label)})"
        parts.append(f"({held} OR NOT {_told(label)})" if where.undated else held)
    if where.marking:
        own = "x.marking IN $markings"
        article = "EXISTS { MATCH (m:Article {id: x.article_id}) WHERE m.marking IN $markings }"
        parts.append(own if label == "Claim" else article)
    return "".join(f" AND {part}" for part in parts)


def _told(label: str) -> str:
    first, last = (f"x.{name}" for name in _VALID[label])
    return f"coalesce({first}, {last}) IS NOT NULL"


@cache
def _states() -> str:
    return "['" + "', '".join(name for name, one in load_model().relations.items() if one.kind == "state") + "']"
