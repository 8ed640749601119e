"""Threats, ultimatums and promises over time: what was tied to what, until when, and what came of it, with the evidence.

met      the addressee did what was demanded, or the promise was kept
broken   the demand was refused, the line was crossed or the threat carried out; or a promise was denied or undone
expired  the deadline passed and nothing that was loaded tells what came of it
open     none of these yet
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

import msgspec

from graph.names import fold
from graph.resolve.disputes import Stand
from graph.resolve.names import skeleton
from schema.ids import digest
from schema.records import Claim, Modality, Polarity, Record

Kind = Literal["threat", "ultimatum", "promise"]
ENOUGH = 0.5  # share of the words of what was tied that a later sentence must have
WORDS = 2
TYING = frozenset({"THREATENS", "WARNS", "PROMISES_AGREES", "DEMANDS"})
YEARS = 2  # evidence later than this after an open-ended commitment is not looked for

_WITHIN = re.compile(
    r"\b(?:within|in the next|for|in)\s+(?:the\s+next\s+)?(\w+)[\s-]+(hour|day|week|month)s?\b|\b(\w+)[\s-](hour|day|week|month)\s+(?:ultimatum|deadline|notice)",
    re.I,
)
_BY_DATE = re.compile(
    r"\b(?:by|before)\s+(?:the\s+end\s+of\s+)?(?:(\d{1,2})\s+([A-Z][a-z]+)|([A-Z][a-z]+)(?:\s+(\d{1,2}))?)(?:,?\s+(\d{4}))?"
)
_NOT = re.compile(r"\b(?:not|n't|never|unless|without|fails?|failed|refuses?|stops? short)\b|n't\b", re.I)
_REFUSES = frozenset(["REJECTS", "DENIES"])
_NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1, "fifteen": 15, "thirty": 30}
_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_DAYS = {name.casefold(): i for i, name in enumerate(calendar.day_name)}
_LITTLE = frozenset(
    skeleton(w)
    for w in [
        "that",
        "this",
        "with",
        "from",
        "will",
        "would",
        "shall",
        "should",
        "must",
        "they",
        "their",
        "them",
        "have",
        "been",
        "does",
        "their",
        "there",
        "unless",
        "against",
    ]
)


class State(StrEnum):
    """What became of it."""

    open = "open"
    met = "met"
    broken = "broken"
    expired = "expired"


class Change(Record, frozen=True, kw_only=True):
    """From `on` on it is in this state, because of these claims (none for a deadline that passed)."""

    state: State
    on: str
    why: str
    claims: tuple[str, ...] = ()


class Commitment(Record, frozen=True, kw_only=True):
    """One commitment over all articles that tell of it. `by` and `to` are canonical ids."""

    id: str
    kind: Kind
    by: str
    to: str | None
    condition: str | None
    consequence: str | None
    deadline: str | None  # ISO day, inclusive
    made: str  # the first day on which it was told
    claims: tuple[str, ...]
    changes: tuple[Change, ...]

    def state(self, on: str | None = None) -> State:
        """The state on that ISO day; the latest without one."""
        past = [change.state for change in self.changes if on is None or change.on <= on]
        return past[-1] if past else State.open


def commitments(stands: Iterable[Stand], today: str) -> list[Commitment]:
    """All commitments that these claims make, with what the later ones tell of them. `today` decides what has expired."""
    ordered = sorted(stands, key=lambda s: (s.published or "", s.claim.id))
    groups: dict[tuple[str, str, str], list[Stand]] = {}
    for one in ordered:
        kind = _kind(one)
        if kind is None or not one.subject or not one.published:
            continue
        groups.setdefault(("promise" if kind == "promise" else "threat", one.subject, one.object or ""), []).append(one)
    by_actor: dict[str, list[Stand]] = {}
    for one in ordered:
        if one.subject:
            by_actor.setdefault(one.subject, []).append(one)
    found: list[Commitment] = []
    for (_, subject, obj), group in sorted(groups.items()):
        later = {s.claim.id: s for actor in (subject, obj) if actor for s in by_actor.get(actor, ())}
        found.extend(_commitment(same, list(later.values()), today) for same in _alike(group))
    return sorted(found, key=lambda one: (one.made, one.id))


def deadline(text: str, published: str) -> str | None:
    """The last day that a condition leaves, counted from the publication: "within 48 hours", "by Friday", "before 30 June"."""
    start = date.fromisoformat(published)
    if match := _WITHIN.search(text):
        word, unit = match[1] or match[3], (match[2] or match[4]).lower()
        number = int(word) if word.isdigit() else _NUMBERS.get(word.lower())
        if number is None:
            return None
        days = {"hour": -(-number // 24), "day": number, "week": 7 * number, "month": 30 * number}[unit]
        return (start + timedelta(days=days)).isoformat()
    for match in _BY_DATE.finditer(text):
        word = (match[2] or match[3]).casefold()
        if word in _DAYS:
            ahead = (_DAYS[word] - start.weekday()) % 7
            return (start + timedelta(days=ahead)).isoformat()
        if word in _MONTHS:
            return _in_month(start, _MONTHS[word], match[1] or match[4], match[5])
    return None


def _in_month(start: date, month: int, day: str | None, year: str | None) -> str | None:
    in_year = int(year) if year else start.year + (month < start.month)
    last = calendar.monthrange(in_year, month)[1]
    number = int(day) if day else last
    return date(in_year, month, number).isoformat() if 1 <= number <= last else None


def may_tie(claim: Claim) -> bool:
    """Whether the claim is of the kind that commits its subject; what it says decides whether it does."""
    return claim.predicate in TYING and (claim.predicate != "WARNS" or claim.sense == "threat")


def expire(made: Commitment, today: str) -> Commitment:
    """A commitment as it stands on this ISO day: open past its deadline, it has expired."""
    return _with_changes(made, list(made.changes), today)


def _kind(one: Stand) -> Kind | None:
    claim = one.claim
    if (
        claim.modality is not Modality.asserted
        or claim.polarity is not Polarity.positive
        or claim.denied
        or claim.flags
    ):
        return None
    if claim.predicate == "PROMISES_AGREES" and (claim.consequence or claim.about):
        return "promise"
    if not may_tie(claim):
        return None
    if claim.predicate in ("THREATENS", "WARNS"):
        if not (claim.condition or claim.consequence):
            return None
        return "ultimatum" if _until(one) else "threat"
    if claim.predicate == "DEMANDS" and _until(one):
        return "ultimatum"
    return None


def _until(one: Stand) -> str | None:
    """The deadline that the claim's own words give."""
    claim = one.claim
    parts = (claim.condition, claim.consequence, claim.about)
    return next((found for part in parts if part and one.published and (found := deadline(part, one.published))), None)


def _alike(group: list[Stand]) -> Iterable[list[Stand]]:
    """The claims of one speaker to one addressee that tell of one commitment: mostly the same words, within a month."""
    runs: list[list[Stand]] = []
    for one in group:
        words = _words(_tied(one))
        for run in runs:
            near = _gap(run[-1].published, one.published) <= 30
            if near and _share(_words(_tied(run[0])), words) >= ENOUGH:
                run.append(one)
                break
        else:
            runs.append([one])
    return runs


def _commitment(same: list[Stand], later: list[Stand], today: str) -> Commitment:
    first = same[0]
    until = next((found for s in same if (found := _until(s))), None)
    kind = "ultimatum" if until and _kind(first) != "promise" else _kind(first)
    assert kind is not None and first.subject is not None and first.published is not None  # grouped by them
    claim = first.claim
    condition = next((s.claim.condition for s in same if s.claim.condition), None)
    consequence = next((s.claim.consequence for s in same if s.claim.consequence), None)
    if kind == "promise":
        consequence = consequence or claim.about
    else:
        condition = condition or claim.about
    own = {s.claim.id for s in same}
    told_in = {s.article for s in same}
    made = Commitment(
        id="cmt-" + digest(first.subject, first.object, claim.id),
        kind=kind,
        by=first.subject,
        to=first.object,
        condition=condition,
        consequence=consequence,
        deadline=until,
        made=first.published,
        claims=tuple(sorted(own)),
        changes=(),
    )
    # an article that tells of the threat tells of it in several sentences; what came of it is for others to tell
    changes = [c for s in later if s.article not in told_in for c in _told(made, s)]
    return _with_changes(made, changes, today)


def _with_changes(made: Commitment, changes: list[Change], today: str) -> Commitment:
    """The changes in order of time, each state once; the deadline passes only over what is still open."""
    ordered = sorted(changes, key=lambda c: (c.on, c.state, c.claims))
    if made.deadline and made.deadline < today and not any(c.on <= made.deadline for c in ordered):
        day = (date.fromisoformat(made.deadline) + timedelta(days=1)).isoformat()
        if day <= today:
            ordered.append(Change(state=State.expired, on=day, why=f"the deadline of {made.deadline} passed"))
            ordered.sort(key=lambda c: (c.on, c.state, c.claims))
    kept: list[Change] = []
    for change in ordered:
        if kept and kept[-1].state is change.state:
            kept[-1] = Change(
                state=change.state,
                on=kept[-1].on,
                why=kept[-1].why,
                claims=tuple(sorted({*kept[-1].claims, *change.claims})),
            )
        else:
            kept.append(change)
    return msgspec.structs.replace(made, changes=tuple(kept))


def _told(made: Commitment, one: Stand) -> Iterable[Change]:
    """What a later claim tells of the commitment."""
    claim, on = one.claim, one.published
    if on is None or on < made.made or _gap(made.made, on) > 365 * YEARS or claim.flags:
        return
    if claim.modality is not Modality.asserted or claim.condition is not None:
        return
    positive = claim.polarity is Polarity.positive and not claim.denied
    text = _words(f"{claim.quote} {claim.about or ''}")
    if made.kind == "promise":
        if one.subject == made.by and claim.predicate != "PROMISES_AGREES" and _fits(made.consequence, text):
            state, why = (State.met, "it was done") if positive else (State.broken, "it was not done, or is denied")
            yield Change(state=state, on=on, why=why, claims=(claim.id,))
        return
    if one.subject == made.to and _fits(made.condition, text):
        asked = bool(_NOT.search(made.condition or "")) or made.kind == "ultimatum"
        refused = claim.predicate in _REFUSES or not positive
        if asked:
            state, why = (
                (State.broken, "the demand was refused") if refused else (State.met, "what was demanded was done")
            )
            yield Change(state=state, on=on, why=why, claims=(claim.id,))
        elif positive and claim.predicate not in _REFUSES:
            yield Change(state=State.broken, on=on, why="what was warned against was done", claims=(claim.id,))
    elif one.subject == made.by and positive and not _verbal(claim.predicate) and _fits(made.consequence, text):
        yield Change(state=State.broken, on=on, why="the threat was carried out", claims=(claim.id,))


def _verbal(predicate: str) -> bool:
    return predicate in {
        "WARNS", "THREATENS", "DEMANDS", "PROMISES_AGREES", "BLAMES_ACCUSES", "CONDEMNS_OPPOSES", "REJECTS", "DENIES", "MEETS_NEGOTIATES",
    }  # fmt: skip


def _fits(tied: str | None, text: frozenset[str]) -> bool:
    words = _words(tied)
    shared = len(words & text)
    return shared >= min(WORDS, len(words)) > 0 and shared >= ENOUGH * len(words)


def _tied(one: Stand) -> str:
    return " ".join(part for part in (one.claim.condition, one.claim.consequence, one.claim.about) if part)


@lru_cache(maxsize=20_000)  # a sentence is held against every commitment of its actor
def _words(text: str | None) -> frozenset[str]:
    """Content words, cut to five letters so that "reopened" meets "reopen"."""
    return frozenset(s[:5] for w in fold(text or "").split() if len(w) > 3 and (s := skeleton(w)) not in _LITTLE)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _gap(one: str | None, other: str | None) -> int:
    if not one or not other:
        return 0
    return abs((date.fromisoformat(other) - date.fromisoformat(one)).days)
