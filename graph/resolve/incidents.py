"""Which reports tell of one incident: pairs by type, time and place with their precisions, then a score with its reasons.

What would make two incidents of it is asked first (status, type, days, places that exclude each other); what is left is
scored. Clusters are closed over the sure pairs, the surest first, and never over a cluster-wide contradiction.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from graph.resolve.blocking import Order, Pair, Pairing
from graph.resolve.identity import Identities, Profiles, identities
from graph.resolve.judgements import RULE, Judgement, Verdict, judgement
from graph.resolve.reports import Report, Said, day_text, family, near
from schema.records import Record

BY = RULE + "incidents/2"
SAME, UNSURE = 0.6, 0.42
SLACK = 1  # days by which two reports of one day may differ: datelines, time zones, "late on Monday"
ANNOUNCED = 10  # days by which the announcement of a death may follow it
COARSE = 8  # a period of more days than this says little about the day
TOLLS = (
    (20, 0.3),
    (10, 0.2),
    (4, 0.16),
    (0, 0.1),
)  # what it says that two counts are equal: (least count, part), the rarer the more
RARE = frozenset(
    ["health", "education", "religious_site", "media", "foreign_nationals", "project"]
)  # targets that few incidents have
BUCKET = 4  # days per block
LEVELS = {"admin2": "district", "admin1": "province", "country": "country", "border_area": "province"}


class Match(Record, frozen=True, kw_only=True, gc=False):
    """What a comparison of two reports found."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


def compare(one: Report, other: Report) -> Match | None:
    """Compare two reports; None if nothing speaks for their being one."""
    conflict = _conflict(one, other)
    if conflict is not None:
        return Match(verdict=Verdict.not_same, score=0.0, reasons=(conflict,))
    if _gap(one, other) > SLACK and not one_death(one, other):
        return None  # each may be a day off the day that the others give
    found = [*_general(one, other), *_particular(one, other)]
    score = round(max(0.0, min(1.0, sum(part for part, _ in found))), 4)
    if score < UNSURE:
        return None
    verdict = Verdict.same if score >= SAME else Verdict.unsure
    return Match(verdict=verdict, score=score, reasons=tuple(f"{reason} ({part:+.2f})" for part, reason in found))


def _conflict(one: Report, other: Report) -> str | None:
    """What makes two incidents of two reports, whatever else agrees."""
    if one.counted != other.counted:
        return f"one {one.status}, the other {other.status}"
    if not one.counted and one.status != other.status:
        return f"one {one.status}, the other {other.status}"
    if not near(one.type, other.type):
        return f"{one.type} and {other.type} are two events"
    if one_death(one, other):
        return where(one, other)
    if one.article == other.article:
        return "one article tells of both"
    return when(one, other) or where(one, other) or what(one, other)


def one_death(one: Report, other: Report) -> bool:
    """Whether both tell of the death of one person within days: he dies once, and the other day is that of the announcement."""
    return bool(_dead(one) & _dead(other)) and _gap(one, other) <= ANNOUNCED


def _dead(one: Report) -> frozenset[str]:
    """The persons that a report says were killed."""
    return persons(one) if one.killed and one.killed[0].low > 0 else frozenset()


def when(one: Report, other: Report) -> str | None:
    """Days that exclude each other. A period given in the text bounds it; an undated report is bounded by its publication."""
    gap = _gap(one, other)
    return f"{gap} days apart" if gap > 2 * SLACK else None


def _gap(one: Report, other: Report) -> int:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return 0
    return max(one.first, other.first) - min(one.last, other.last)


def where(one: Report, other: Report) -> str | None:
    """Places neither of which can contain the other."""
    if not one.chain or not other.chain or one.chain[0] in other.chain or other.chain[0] in one.chain:
        return None
    if set(one.chain) & set(other.chain):
        if _new(one) or _new(other):
            return None  # a place that the reference data lacks may lie anywhere
        return f"{one.chain[0]} and {other.chain[0]} exclude each other"
    return None if _new(one) or _new(other) else f"{one.chain[0]} and {other.chain[0]} are far apart"


def what(one: Report, other: Report) -> str | None:
    """Details that two reports of one event do not give."""
    if one.another != other.another and one.killed != other.killed and not one.sites & other.sites:
        return "one text sets it apart as another one"
    if one.sites and other.sites and not one.sites & other.sites and not agree_counts(one.killed, other.killed):
        return f"one struck {_list(one.sites)}, the other {_list(other.sites)}"
    return None


def _general(one: Report, other: Report) -> Iterable[tuple[float, str]]:
    """Type, time and place: what every pair of a block has more or less of."""
    yield (0.12, f"both {one.type}") if one.type == other.type else (0.05, f"{one.type} and {other.type}")
    span = max(_span(one), _span(other))
    if span is None:
        yield -0.05, "the day is not known"
    elif not (one.dated and other.dated):
        yield 0.08, "published together, the day is not given by both"
    elif _gap(one, other) > SLACK:
        yield 0.0, "days apart, as an announcement is from the event"
    elif span == 0:
        yield (0.22, "the same day") if one.first == other.first else (0.1, "days next to each other")
    elif span < COARSE:
        yield 0.1, "the same week"
    else:
        yield 0.0, "the day is not known well"
    level = _level(one, other)
    if level is None:
        yield -0.1, "the place is not known by both"
    else:
        part = {"site": 0.26, "district": 0.18, "province": 0.06, "country": 0.0}[level]
        yield part, f"the same {level}" if one.chain[0] == other.chain[0] else f"one {level} holds the other's place"


def _particular(one: Report, other: Report) -> Iterable[tuple[float, str]]:
    """What tells one event from another of its kind, time and place."""
    yield from _counts("killed", one, other)
    yield from _counts("injured", one, other)
    if one.sites & other.sites:
        yield 0.12, f"both at {_list(one.sites & other.sites)}"
    if one.targets & other.targets:
        person = bool(persons(one) & persons(other))
        killed = one.killed and other.killed and min(one.killed[0].low, other.killed[0].low) > 0
        if person:
            yield (0.4, "the same person, who is killed only once") if killed else (0.26, "the same person")
        else:
            yield 0.16, "the same target"
    elif persons(one) and persons(other):
        yield -0.25, "two persons"
    elif rare := one.categories & other.categories & RARE:
        yield 0.1, f"both struck {_list(rare)}"
    elif one.categories & other.categories:
        yield 0.05, f"both struck {_list(one.categories & other.categories)}"
    elif one.categories and other.categories:
        yield -0.08, f"one struck {_list(one.categories)}, the other {_list(other.categories)}"
    if one.perpetrators & other.perpetrators:
        yield 0.08, "the same perpetrator"
    elif one.perpetrators and other.perpetrators:
        yield -0.06, "different perpetrators"
    if one.weapon and one.weapon == other.weapon:
        yield 0.04, "the same weapon"
    if one.origin and one.origin == other.origin:
        yield 0.18, "the articles rest on one origin"
    share = len(one.words & other.words) / (min(len(one.words), len(other.words)) or 1)
    if share >= 0.3 and min(len(one.words), len(other.words)) >= 4:
        yield min(0.16, 0.2 * share), f"{share:.0%} of the words are the same"


def _counts(what: Literal["killed", "injured"], one: Report, other: Report) -> Iterable[tuple[float, str]]:
    left, right = (one.killed, other.killed) if what == "killed" else (one.injured, other.injured)
    if not left or not right:
        return
    a, b = left[0], right[0]
    weight = 1.0 if what == "killed" else 0.5
    if a.low == b.low:
        yield weight * next(part for least, part in TOLLS if a.low >= least), f"both {a.low} {what}"
    elif agree_counts(left, right):
        yield weight * 0.08, f"{a.low} and {b.low} {what} may be one toll"
    else:
        low, high = sorted((a.low, b.low))
        revised = _revised(one, other, a, b)
        off = (high - low) / max(high, 1)
        if a.by and b.by and a.by != b.by:
            yield -weight * 0.04, f"{a.low} {what}, says {a.by}; {b.low}, says {b.by}"
        elif revised and off <= 0.6:
            yield 0.0, f"a toll of {low} {what} that grew to {high}"
        else:
            yield -weight * (0.12 if off <= 0.4 else 0.3), f"{low} and {high} {what}"


def persons(one: Report) -> frozenset[str]:
    """The persons among the targets."""
    return frozenset(id for id in one.targets if id in one.people)


def agree_counts(one: Iterable[Said], other: Iterable[Said]) -> bool:
    """Whether two counts can be one toll: the ranges touch, or they differ by a tenth."""
    for a in one:
        for b in other:
            low, high = sorted((a, b), key=lambda said: (said.low, said.high or 0))
            if high.low <= (low.high if low.high is not None else low.low) or high.low - low.low <= max(
                1, high.low // 10
            ):
                return True
    return False


def _revised(one: Report, other: Report, a: Said, b: Said) -> bool:
    """Whether the greater count was published later, as tolls grow."""
    if not one.published or not other.published or one.published[:10] == other.published[:10]:
        return False
    return (one.published < other.published) == (a.low < b.low)


def _span(one: Report) -> int:
    return 10_000 if one.first is None or one.last is None else one.last - one.first


def _level(one: Report, other: Report) -> str | None:
    """The level of the coarser place, where it is or holds the finer one."""
    if not one.chain or not other.chain:
        return None
    for coarse, fine in ((one, other), (other, one)):
        if coarse.chain[0] in fine.chain:
            return LEVELS.get(coarse.level or "", "site")
    return None


def _new(one: Report) -> bool:
    return one.chain[0].startswith("new-")


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


@dataclass(slots=True)
class Whole:
    """A cluster as far as it can rule out a further report: how often each day was given, exact places, its articles.

    It grows in place: a burst of reports would copy all that came before with each of them.
    """

    articles: set[str]
    places: set[tuple[str, ...]]
    days: Counter[int]
    dead: set[str]

    @property
    def day(self) -> int | None:
        """The day that most reports give."""
        return min(self.days, key=lambda day: (-self.days[day], day)) if self.days else None


class Incidents:
    """Reports and their comparisons, kept up as articles come, change and go."""

    def __init__(self) -> None:
        self._pairs: Pairing[Report, Match] = Pairing(_keys, _order, compare)

    def update(self, new: Iterable[Report], gone: Iterable[str] = ()) -> set[str]:
        """Take new and changed reports and drop those that are gone; returns the ids whose comparisons changed."""
        return self._pairs.update({one.id: one for one in new}, gone)

    @property
    def reports(self) -> Mapping[str, Report]:
        """Every report by its id."""
        return self._pairs.records

    @property
    def compared(self) -> int:
        """How many comparisons were made in all."""
        return self._pairs.compared

    def near(self, ids: Iterable[str]) -> set[str]:
        """The reports that hang together with these over pairs that are judged the same: what is to be clustered anew."""
        return self._pairs.near(ids, lambda match: match.verdict is Verdict.same)

    def judgements(self, at: str, ids: Collection[str] | None = None) -> list[Judgement]:
        """The rules' judgements on all pairs that anything speaks for or against, or on those among these reports."""
        return judged(self._pairs.verdicts if ids is None else self._pairs.among(ids), at)

    def identify(self, at: str, persons: Iterable[Judgement] = ()) -> Identities:
        """Which reports are one incident."""
        return self.among([*self.judgements(at), *persons])

    def among(self, judgements: Collection[Judgement]) -> Identities:
        """Which reports are one incident by these judgements alone; costs as much as there are of them."""
        ids = {id for one in judgements for id in one.pair}
        return identify(judgements, {id: self.reports[id] for id in ids if id in self.reports})


def judged(verdicts: Mapping[Pair, Match], at: str) -> list[Judgement]:
    """Comparisons as judgements."""
    return [
        judgement(*pair, one.verdict, by=BY, at=at, score=one.score, reasons=one.reasons)
        for pair, one in sorted(verdicts.items())
    ]


def identify(judgements: Iterable[Judgement], reports: Mapping[str, Report]) -> Identities:
    """Clusters of reports; rules never make one of them that contradicts itself."""
    whole = {id: _whole(one) for id, one in reports.items()}
    rank: Callable[[str], object] = lambda id: id  # noqa: E731
    return identities(judgements, rank=rank, profiles=Profiles(whole, _join, _clash), large=1_000_000)


def _whole(one: Report) -> Whole:
    exact = one.dated and one.first is not None and one.first == one.last
    return Whole(
        articles={one.article},
        places={one.chain} if len(one.chain) > 2 else set(),
        days=Counter([one.first] if exact and one.first is not None else []),
        dead=set(_dead(one)),
    )


def _join(one: Whole, other: Whole) -> Whole:
    one.articles |= other.articles
    one.places |= other.places
    one.days.update(other.days)
    one.dead |= other.dead
    return one


def _clash(one: Whole, other: Whole) -> str | None:
    apart = ANNOUNCED if one.dead & other.dead else SLACK
    if one.day is not None and other.day is not None and abs(one.day - other.day) > apart:
        return f"one is of {day_text(one.day)}, the other of {day_text(other.day)}"
    for chain in one.places:
        for place in other.places:
            if chain[0] not in place and place[0] not in chain:
                return f"{chain[0]} and {place[0]} exclude each other"
    if one.articles & other.articles and not one.dead & other.dead:
        return "one article tells of both"
    return None


def _keys(one: Report) -> set[str]:
    """Blocks: family, a few days, and the province; where only the country is known, a detail stands for the place."""
    if one.first is None or one.last is None:
        return set()
    kind = f"{family(one.type)}:{'' if one.counted else one.status}"
    days = range((one.first - SLACK) // BUCKET, (one.last + SLACK) // BUCKET + 1)
    if len(days) > 12:
        return set()  # a year says too little to find an incident by
    details = [f"k{said.low}" for said in one.killed if said.low > 2]
    details += [f"t{id}" for id in one.targets] + [f"p{id}" for id in one.perpetrators]
    places = [one.chain[-2]] if len(one.chain) > 1 else []
    country = one.chain[-1] if one.chain and not _new(one) else "?"
    if one.chain and _new(one):
        places.append(one.chain[0])
    keys = {f"{kind}:{day}:{place}" for day in days for place in places}
    keys |= {f"{kind}:{day}:{detail}" for day in days for detail in details}
    if len(one.chain) > 2:
        keys |= {f"{kind}:{day}:at:{place}" for day in days for place in one.chain[:-2]}
    keys |= {f"{kind}:dead:{id}" for id in _dead(one)}
    if one.origin:
        keys |= {f"o:{one.origin}"}
    return keys or {f"{kind}:{day}:{country}" for day in days}


def _order(one: Report) -> Order:
    """Neighbours in a block: the same place, day and toll stand together."""
    killed = f"{one.killed[0].low:06}" if one.killed else ""
    return ("/".join(reversed(one.chain)), f"{one.first or 0:07}", killed)
