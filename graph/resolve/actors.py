"""Who is who across articles: blocking by name, then a comparison that gives its reasons.

Names only propose. What else is known disposes: country, offices, the company an entity keeps, and facts that contradict.
"""

from collections.abc import Collection, Iterable, Mapping
from math import asin, cos, radians, sin, sqrt

from graph.resolve.blocking import Order, Pair, Pairing
from graph.resolve.identity import Identities, Profiles, identities
from graph.resolve.judgements import RULE, Judgement, Verdict, judgement, mergeable
from graph.resolve.names import Agreement, Name, agree, given, keys, name
from graph.resolve.sightings import Profile, Sighting, profile
from schema.records import Record

SAME, UNSURE = 0.84, 0.5
BY = RULE + "identity/3"
WITHOUT_CONTEXT = 0.76  # a weak agreement below this needs something else that speaks for it
FAR_KM = 60.0
COMMON = 0.8  # as far as a name goes that many people have
TOLD, LONG = 0.95, 3  # names that agree so well and have so many words leave little to the kind that a text gives
RIVAL = 0.7  # from this score on another place of the reference data may be meant as well


class Compared(Record, frozen=True, kw_only=True, gc=False):
    """What a comparison found. `weak`: the names alone would fit several."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    weak: bool = False


def compare(one: Profile, other: Profile) -> Compared | None:
    """Compare two profiles; None if nothing speaks for their being one."""
    if one.known and other.known:
        return None  # the reference data tells them apart; `identify` never joins two of them
    if not mergeable(one.kind, other.kind):
        return None
    kind = one.kind if one.kind != "Organisation" else other.kind
    best, between = _best(one, other, kind)
    if best is None:
        return None
    against = _contradiction(one, other, best, between)
    if against is not None:
        return Compared(verdict=Verdict.not_same, score=0.0, reasons=(best.reason, against))
    score, reasons = best.score, [best.reason]
    for change, reason in _context(one, other, best, between):
        score += change
        reasons.append(f"{reason} ({change:+.2f})")
    if best.weak and score <= best.score and best.score < WITHOUT_CONTEXT:
        return None  # initials and parts of names fit too many to say anything on their own
    if kind == "Person" and score <= best.score and between is not None and _common(between):
        score = min(score, COMMON)
        reasons.append("a name of given names alone, and nothing else speaks for it")
    score = max(0.0, min(1.0, round(score, 4)))
    if score < UNSURE:
        return None
    verdict = Verdict.same if score >= SAME else Verdict.unsure
    return Compared(verdict=verdict, score=score, reasons=tuple(reasons), weak=best.weak)


def _best(one: Profile, other: Profile, kind: str) -> tuple[Agreement | None, tuple[Name, Name] | None]:
    """The strongest agreement of any two names. A name that sets two apart counts only if no other agrees well."""
    best: Agreement | None = None
    between: tuple[Name, Name] | None = None
    apart: Agreement | None = None
    for left in _names(one, kind):
        for right in _names(other, kind):
            found = agree(left, right, kind)
            if found is None:
                continue
            if found.apart:
                apart = apart or found
            elif best is None or (found.score, not found.weak) > (best.score, not best.weak):
                best, between = found, (left, right)
    if apart is not None and (best is None or best.score < 0.9):
        return apart, None
    return best, between


def _names(one: Profile, kind: str) -> list[Name]:
    """The names to compare: single names of a person are left out where a full one is known."""
    found = [name(text, kind) for text in one.names]
    if kind == "Person":
        return [n for n in found if len(n.words) > 1] or found
    return found


def _contradiction(one: Profile, other: Profile, best: Agreement, between: tuple[Name, Name] | None) -> str | None:
    if best.apart:
        return best.reason
    if len(one.genders) == len(other.genders) == 1 and one.genders != other.genders:
        return "one is a woman, the other a man"
    if one.id in other.against or other.id in one.against:
        return "they meet as two in one claim"
    if one.kind == "Place":
        return _other_place(one, other)
    if one.kind == "Person" and (one.id in other.companions or other.id in one.companions) and _name_apart(one, other):
        return "one article names both, by full names that differ"
    if one.kind == other.kind == "State" and _disjoint(one.countries, other.countries):
        return "two states"
    return None


def _name_apart(one: Profile, other: Profile) -> bool:
    """Whether one of two persons of one article has a full name that is no name of the other: father and son, say."""
    for left, right in ((one, other), (other, one)):
        theirs = [name(text, "Person") for text in right.names]
        for mine in _names(left, "Person"):
            if len(mine.words) > 1 and not any(agree(mine, their, "Person") for their in theirs):
                return True
    return False


def _other_place(one: Profile, other: Profile) -> str | None:
    if _disjoint(one.countries, other.countries):
        return "in two countries"
    if one.level and other.level and one.level != other.level:
        return f"one is a {one.level}, the other a {other.level}"
    if one.within and other.within and not set(one.within) & set(other.within):
        return "within different places"
    if one.point and other.point and (far := _kilometres(one.point, other.point)) > FAR_KM:
        return f"{far:.0f} km apart"
    return None


def _context(
    one: Profile, other: Profile, best: Agreement, between: tuple[Name, Name] | None
) -> Iterable[tuple[float, str]]:
    if set(one.countries) & set(other.countries):
        yield 0.08, "the same country"
    elif _disjoint(one.countries, other.countries):
        yield (-0.2 if "Person" in (one.kind, other.kind) else -0.35), "different countries"
    elif "Place" in (one.kind, other.kind) or best.weak or (best.score < SAME and not _common(between)):
        near = _around(one, other)
        if near is not None:
            yield (
                (0.06, "named where its country is spoken of")
                if near
                else (-0.2, "named where its country is not spoken of")
            )
        elif one.kind == "Place" and (one.known or other.known):
            yield -0.2, "nothing tells its country"
    if outer := _inside(one, other) or _inside(other, one):
        yield 0.1, f"named together with {outer}, which holds the other"
    if shared := set(one.companions) & set(other.companions):
        yield min(0.12, 0.04 * len(shared)), f"named together with {len(shared)} same others"
    if set(one.offices) & set(other.offices):
        yield 0.15, "the same office"
    elif _disjoint(one.offices, other.offices) and _at_once(one, other):
        yield -0.15, "different offices at one time"
    if set(one.belongs) & set(other.belongs):
        yield 0.12, "the same organisation"
    elif _disjoint(one.belongs, other.belongs):
        yield -0.15, "different organisations"
    for earlier, later in ((one, other), (other, one)):
        if earlier.known and earlier.last and later.first and earlier.last < later.first[: len(earlier.last)]:
            yield -0.1, f"one ended in {earlier.last}, the other is first named in {later.first}"
    if one.kind != other.kind and "Organisation" not in (one.kind, other.kind):
        told = between is not None and best.score >= TOLD and min(len(name.words) for name in between) >= LONG
        yield (-0.08 if told else -0.2), f"a {one.kind} and a {other.kind}"
    if (
        best.score < 0.95
        and (one.id in other.companions or other.id in one.companions)
        and "initials" not in best.reason
    ):
        yield -0.12, "one article names both"


def _common(between: tuple[Name, Name] | None) -> bool:
    """Whether the names that agree are ones that many people have."""
    return between is None or all(map(given, between))


def _inside(one: Profile, other: Profile) -> str | None:
    """What next contains the one place, where articles name it beside the other."""
    known = one.kind == other.kind == "Place" and one.known and len(one.within) > 1  # the next beyond it is no country
    return one.within[0] if known and one.within[0] in other.companions else None


def _around(one: Profile, other: Profile) -> bool | None:
    """Whether the articles that name the one without a country speak of the country of the other; None if they name none."""
    for told, untold in ((one, other), (other, one)):
        if told.countries and not untold.countries and untold.around:
            return bool(set(told.countries) & set(untold.around))
    return None


def _disjoint(one: Iterable[str], other: Iterable[str]) -> bool:
    left, right = set(one), set(other)
    return bool(left and right and not left & right)


def _at_once(one: Profile, other: Profile) -> bool:
    if not (one.first and other.first):
        return False
    return one.first <= (other.last or "~") and other.first <= (one.last or "~")


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat, lon, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 12742 * asin(sqrt(half))


class Actors:
    """Profiles and their comparisons, kept up as articles come, change and go.

    Entries of the reference data join the comparison when something met in an article shares a block with them: blocks of
    such entries alone say nothing.
    """

    def __init__(self, reference: Mapping[str, Profile]) -> None:
        """`reference`: profiles of the reference data (sightings.known), or a part of them."""
        self._reference = reference
        self._by_key: dict[str, list[str]] = {}
        for id, one in reference.items():
            for key in _keys(one):
                self._by_key.setdefault(key, []).append(id)
        self._seen: dict[str, dict[str, Sighting]] = {}
        self._by_article: dict[str, set[str]] = {}
        self._pairs: Pairing[Profile, Compared] = Pairing(_keys, _order, compare)

    def update(self, articles: Mapping[str, Iterable[Sighting]]) -> set[str]:
        """Take the sightings of these articles in place of what they told before; an empty one drops the article.

        Returns the ids whose comparisons changed.
        """
        changed: set[str] = set()
        for article, found in articles.items():
            for id in self._by_article.pop(article, set()):
                self._seen[id].pop(article, None)
                changed.add(id)
            for one in found:
                if one.entity in self._reference:
                    continue
                self._seen.setdefault(one.entity, {})[article] = one
                self._by_article.setdefault(article, set()).add(one.entity)
                changed.add(one.entity)
        gone = {id for id in changed if not self._seen[id]}
        for id in gone:
            del self._seen[id]
        fresh = {id: profile(self._seen[id].values(), self._reference) for id in sorted(changed - gone)}
        near = {id for one in fresh.values() for key in _keys(one) for id in self._by_key.pop(key, ())}
        return self._pairs.update({**{id: self._reference[id] for id in sorted(near)}, **fresh}, gone)

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """Every profile by id, those of the reference data among them."""
        return {**self._reference, **self._pairs.records}

    @property
    def compared(self) -> int:
        """How many comparisons were made in all."""
        return self._pairs.compared

    def near(self, ids: Iterable[str]) -> set[str]:
        """The entities that hang together with these over pairs that are judged the same: what is to be clustered anew."""
        return self._pairs.near(ids, lambda one: one.verdict is Verdict.same)

    def judgements(self, at: str, ids: Collection[str] | None = None) -> list[Judgement]:
        """The rules' judgements on all pairs that anything speaks for, or on those among these entities."""
        verdicts = self._pairs.verdicts if ids is None else self._pairs.among(ids)
        return judged(verdicts, at, self._crowded(verdicts))

    def _crowded(self, verdicts: Mapping[Pair, Compared]) -> set[Pair]:
        """Pairs of a place met in articles with one of the reference data, where other known places have nearly that name.

        A sea and a province, a town and its district: which of them is meant, only a person can tell.
        """
        found = set()
        for pair, one in verdicts.items():
            for met, place in (pair, pair[::-1]):
                if one.verdict is Verdict.same and met not in self._reference and self._is_place(place):
                    rivals = (v for other, v in self._pairs.of(met) if other != place and self._is_place(other))
                    if any(v.verdict is not Verdict.not_same and v.score >= RIVAL for v in rivals):
                        found.add(pair)
        return found

    def _is_place(self, id: str) -> bool:
        return id in self._reference and self._reference[id].kind == "Place"

    def identify(self, at: str, persons: Iterable[Judgement] = ()) -> Identities:
        """Who is who, by the rules and by what persons judged."""
        return self.among([*self.judgements(at), *persons])

    def among(self, judgements: Collection[Judgement]) -> Identities:
        """Who is who by these judgements alone; costs as much as there are of them, however many entities there are."""
        ids = {id for one in judgements for id in one.pair}
        found = {id: self._pairs.records.get(id) or self._reference.get(id) for id in ids}
        return identify(judgements, {id: one for id, one in found.items() if one is not None})


def identify(judgements: Iterable[Judgement], profiles: Mapping[str, Profile]) -> Identities:
    """Canonical ids; rules never make two entries of the reference data, or persons of two genders, one."""
    facts = {id: (frozenset([id] if one.known else []), frozenset(one.genders)) for id, one in profiles.items()}
    return identities(
        judgements,
        rank=lambda id: (
            id not in profiles or not profiles[id].known,
            id in profiles and profiles[id].kind == "Organisation",
            id,
        ),
        profiles=Profiles(facts, _join, _clash),
    )


Facts = tuple[frozenset[str], frozenset[str]]


def _join(one: Facts, other: Facts) -> Facts:
    return one[0] | other[0], one[1] | other[1]


def _clash(one: Facts, other: Facts) -> str | None:
    if one[0] and other[0]:
        return f"the reference data tells {min(one[0])} and {min(other[0])} apart"
    if one[1] and other[1] and not one[1] & other[1]:
        return "one is a woman, the other a man"
    return None


def judged(verdicts: Mapping[Pair, Compared], at: str, crowded: Collection[Pair] = ()) -> list[Judgement]:
    """Judgements out of comparisons. A weak one that fits several different things becomes unsure: it fits none of them.

    So do those that are `crowded`: others have nearly that name.
    """
    ambiguous = _ambiguous(verdicts)
    found = []
    for pair, one in sorted(verdicts.items()):
        verdict, reasons = one.verdict, one.reasons
        if pair in ambiguous:
            verdict, reasons = Verdict.unsure, (*reasons, "the short form fits several")
        elif pair in crowded:
            verdict, reasons = Verdict.unsure, (*reasons, "other known places have nearly that name")
        found.append(judgement(*pair, verdict, by=BY, at=at, score=one.score, reasons=reasons))
    return found


def _ambiguous(verdicts: Mapping[Pair, Compared]) -> set[Pair]:
    """Weak `same` pairs of an id whose partners are not one by the pairs that are not weak."""
    weak: dict[str, set[str]] = {}
    strong: dict[str, set[str]] = {}
    for (left, right), one in verdicts.items():
        if one.verdict is Verdict.same:
            for a, b in ((left, right), (right, left)):
                (weak if one.weak else strong).setdefault(a, set()).add(b)
    home: dict[str, str] = {}
    found: set[Pair] = set()
    for id, partners in weak.items():
        # what is one with the id itself on firm ground does not compete with it
        homes = {_home(partner, strong, home) for partner in partners} - {_home(id, strong, home)}
        if len(homes) > 1:
            found.update((id, p) if id < p else (p, id) for p in partners if home[p] != home[id])
    return found


def _home(id: str, ties: Mapping[str, set[str]], home: dict[str, str]) -> str:
    """The smallest id that hangs together with this one."""
    if id not in home:
        group, queue = {id}, [id]
        while queue:
            for other in ties.get(queue.pop(), ()):
                if other not in group:
                    group.add(other)
                    queue.append(other)
        home.update(dict.fromkeys(group, min(group)))
    return home[id]


def queue(
    judgements: Iterable[Judgement], profiles: Mapping[str, Profile], held: Iterable[Judgement] = ()
) -> list[Judgement]:
    """What a person should look at, most useful first: much talked of on both sides, and near the border."""

    def use(one: Judgement) -> tuple[float, Pair]:
        touched = min(_weight(profiles.get(one.left)), _weight(profiles.get(one.right)))
        border = 1.0 - min(1.0, abs(one.score - SAME))
        return -touched * border, one.pair

    open_pairs = {one.pair: one for one in judgements if one.verdict is Verdict.unsure}
    open_pairs.update((one.pair, one) for one in held)
    return sorted(open_pairs.values(), key=use)


def _weight(one: Profile | None) -> float:
    if one is None:
        return 0.0
    return 1.0 + (20.0 if one.known else float(one.articles))


def _keys(one: Profile) -> set[str]:
    return {key for text in one.names for key in keys(name(text, one.kind), one.kind)}


def _order(one: Profile) -> Order:
    return (min(" ".join(name(text, one.kind).words) for text in one.names),)
