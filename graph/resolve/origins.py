"""Independent origins: which articles rest on one dispatch or one utterance, although several outlets carry them.

Copies are found by *containment* (how much of the shorter text stands in the longer one), because outlets cut more than
they rewrite. The sketch keeps every shingle whose hash falls into a quarter of the range, so that the share of shared
hashes estimates containment without bias, and needs no index that would have to be rebuilt.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from graph.names import fold
from graph.resolve.blocking import Order, Pairing
from graph.resolve.identity import Identities, identities
from graph.resolve.judgements import RULE, Judgement, Verdict, judgement
from schema.ids import digest
from schema.records import Extraction, Record, Speech

BY = RULE + "origins/1"
SHINGLE, SAMPLE, INDEXED = 5, 4, 16  # words per shingle, one in so many is kept, the lowest so many are looked up by
QUOTE, STEP = (
    8,
    3,
)  # words of a quotation's shingle; of so many in a row one is kept: any QUOTE + STEP - 1 shared words are found
COPY, PARTLY = 0.5, 0.2  # containment that makes a copy; that does with a shared credit
PROOF = 6  # shared hashes that such a share must rest on
SHORT, SHORT_COPY = (
    4,
    0.7,
)  # those of texts of a few lines, published within days, and the share that they must then make
RESTS_ON = 0.4  # share of the quoted words that must be shared for an article to rest on them
PERIOD = 30  # copies are looked for among the articles of such a period, and of one that begins in its middle
DAYS_COPIED, DAYS_QUOTED, DAYS_TOLD, DAYS_WIRE = 30, 7, 3, 3

_DATELINE = re.compile(r"^.{0,80}?\((?P<agency>[A-Z][\w.&' /-]{1,40})\)\s*[-–—:]", re.S)
_SIGNED = re.compile(r"[(–—-]\s*(?P<agency>[A-Z][\w.&' ]{1,30})\)?\s*$")
_QUOTED = re.compile(r"[\"“]([^\"“”]{20,600})[\"”]")
_TOLD = re.compile(r"\btold\s+(?:the\s+)?$")


class Trace(Record, frozen=True, kw_only=True, gc=False):
    """What can tell an article's origin."""

    article: str
    outlet: str | None = None
    on: str | None = None  # day of publication
    sketch: frozenset[int] = frozenset()
    quotes: frozenset[int] = frozenset()
    told: tuple[str, ...] = ()  # "speaker|outlet": who told whom
    credits: tuple[str, ...] = ()  # agencies and outlets that it names as its source
    wire: tuple[str, ...] = ()  # "agency|event": what it reports on whose authority


class Link(Record, frozen=True, kw_only=True, gc=False):
    """Two articles rest on one origin, with the reasons."""

    score: float
    reasons: tuple[str, ...]


def trace(extraction: Extraction) -> Trace:
    """What the article tells of its origin."""
    article = extraction.article
    credits = _credits(extraction)
    events = {
        f"{one.type}:{one.date.start}:{one.place.entity}:{one.killed.low}"
        for one in extraction.incidents
        if one.killed
        and one.killed.low > 2  # two bombings of one day and town differ in their tolls
        and one.date
        and one.date.start
        and one.date.start == one.date.end
        and one.place
        and one.place.entity
    }
    return Trace(
        article=article.id,
        outlet=article.outlet,
        on=(article.published or "")[:10] or None,
        sketch=sketch(article.text),
        quotes=frozenset(h for quoted in _quoted(extraction) for h in _winnow(quoted)),
        told=_told(extraction),
        credits=credits,
        wire=tuple(sorted(f"{agency}|{event}" for agency in credits for event in events)),
    )


def sketch(text: str) -> frozenset[int]:
    """A quarter of the hashes of all runs of five words; of a text so short that none is among them, that of the whole."""
    words = fold(text).split()
    runs = (" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    return frozenset(h for run in runs if (h := _hash(run)) % SAMPLE == 0) or frozenset([_hash(" ".join(words))])


def compare(one: Trace, other: Trace) -> Link | None:
    """Whether two articles rest on one origin."""
    apart = _days(one.on, other.on)
    reasons: list[tuple[float, str]] = []
    share, shared = containment(one.sketch, other.sketch), len(one.sketch & other.sketch)
    credited = sorted(set(one.credits) & set(other.credits))
    enough = shared >= 2 * PROOF or (shared >= PROOF and _within(apart, DAYS_COPIED, True))
    brief = shared >= SHORT and share >= SHORT_COPY and _within(apart, DAYS_WIRE)
    if (share >= COPY and enough) or brief or (share == 1.0 and one.sketch == other.sketch):
        reasons.append((share, f"{share:.0%} of the shorter text stands in the other"))
    elif share >= PARTLY and shared >= PROOF and credited and _within(apart, DAYS_WIRE):
        reasons.append((0.7, f"{share:.0%} of the shorter text stands in the other, and both credit {credited[0]}"))
    quoted = one.quotes & other.quotes
    if (
        quoted
        and len(quoted) >= RESTS_ON * max(len(one.quotes), len(other.quotes))
        and _within(apart, DAYS_QUOTED, True)
    ):
        reasons.append((0.75, f"the same quotation of {QUOTE} words or more"))
    told = sorted(set(one.told) & set(other.told))
    if told and max(len(one.told), len(other.told)) <= 3 and _within(apart, DAYS_TOLD):
        reasons.append((0.7, "both rest on what {} told {}".format(*told[0].split("|"))))
    wire = sorted(set(one.wire) & set(other.wire))
    if wire and _within(apart, DAYS_WIRE):
        agency = wire[0].split("|")[0]
        reasons.append((0.65, f"both report the same event and toll on the authority of {agency}"))
    if not reasons:
        return None
    return Link(score=round(max(score for score, _ in reasons), 4), reasons=tuple(reason for _, reason in reasons))


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter text that stands in the longer one, estimated; rough for texts of a few lines."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


class Origins:
    """Traces and their links, kept up as articles come, change and go."""

    def __init__(self) -> None:
        self._pairs: Pairing[Trace, Link] = Pairing(_keys, _order, compare, window=8)

    def update(self, traces: Iterable[Trace], gone: Iterable[str] = ()) -> set[str]:
        """Take new and changed articles; returns the articles whose links changed."""
        return self._pairs.update({one.article: one for one in traces}, gone)

    @property
    def links(self) -> Mapping[tuple[str, str], Link]:
        """All links by pair of articles."""
        return self._pairs.verdicts

    @property
    def compared(self) -> int:
        """How many comparisons were made in all."""
        return self._pairs.compared

    def near(self, ids: Iterable[str]) -> set[str]:
        """The articles whose origins hang together with those of these."""
        return self._pairs.near(ids)

    def judgements(self, at: str, ids: Collection[str] | None = None) -> list[Judgement]:
        """The rules' judgements on all pairs, or on those among these articles."""
        links = self.links if ids is None else self._pairs.among(ids)
        return [
            judgement(*pair, Verdict.same, by=BY, at=at, score=link.score, reasons=link.reasons)
            for pair, link in sorted(links.items())
        ]

    def identify(self, at: str, persons: Iterable[Judgement] = ()) -> Identities:
        """Which articles share an origin; `canonical` of an article stands for its origin."""
        return identify([*self.judgements(at), *persons])

    def origins(self, at: str, persons: Iterable[Judgement] = ()) -> dict[str, str]:
        """Origin id of every article."""
        found = self.identify(at, persons)
        return {article: origin_id(found.canonical(article)) for article in sorted(self._pairs.records)}


def identify(judgements: Iterable[Judgement]) -> Identities:
    """Which articles share an origin."""
    return identities(judgements, rank=lambda id: id, large=1_000_000)


def origin_id(article: str) -> str:
    """The id of the origin that this article stands for."""
    return "org-" + digest("origin", article)


def _keys(one: Trace) -> set[str]:
    """Blocks by wording within a period, so that phrases that everyone uses do not fill them as the years go by.

    Articles without a date are looked for among each other; the same text is found whenever it was published.
    """
    day = _day(one.on) if one.on else None
    periods = ("-",) if day is None else (f"{day // PERIOD}", f"{(day + PERIOD // 2) // PERIOD}'")
    keys = {
        f"{key}:{period}"
        for period in periods
        for key in (*(f"s:{h}" for h in sorted(one.sketch)[:INDEXED]), *(f"q:{h}" for h in one.quotes))
    }
    keys.update(f"t:{told}" for told in one.told)
    keys.update(f"w:{wire}" for wire in one.wire)
    keys.add("x:" + digest(*sorted(one.sketch)))
    return keys


def _order(one: Trace) -> Order:
    return (one.on or "",)


def _within(days: int | None, most: int, undated: bool = False) -> bool:
    return undated if days is None else days <= most


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:  # a month or a year
        return None


def _days(one: str | None, other: str | None) -> int | None:
    if not one or not other:
        return None
    left, right = _day(one), _day(other)
    return None if left is None or right is None else abs(left - right)


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=7).digest())  # 56 bits: exact in any store's integers


def _winnow(text: str) -> set[int]:
    """Of every STEP shingles in a row the smallest hash: texts that share a long enough run share one of them."""
    words = fold(text).split()
    hashes = [_hash(" ".join(words[i : i + QUOTE])) for i in range(len(words) - QUOTE + 1)]
    return {min(hashes[i : i + STEP]) for i in range(max(0, len(hashes) - STEP + 1))} or set(hashes)


def _quoted(extraction: Extraction) -> Iterable[str]:
    direct = [s.quote for s in extraction.statements if s.speech is Speech.direct]
    return direct or [match[1] for match in _QUOTED.finditer(extraction.article.text)]


def _credits(extraction: Extraction) -> tuple[str, ...]:
    text = extraction.article.text.strip()
    own = fold(extraction.article.outlet or "")
    found = {match["agency"] for match in (_DATELINE.match(text), _SIGNED.search(text[-60:])) if match}
    for statement in extraction.statements:
        if statement.speaker and statement.speaker.kind == "MediaOutlet":
            found.add(statement.speaker.name)
    for claim in extraction.claims:
        found.update(ref.name for ref in claim.chain if ref.kind == "MediaOutlet")
    return tuple(sorted({fold(one) for one in found} - {own, ""}))


def _told(extraction: Extraction) -> tuple[str, ...]:
    """ "X told Y" for a person X and an outlet Y."""
    text = extraction.article.text
    found = set()
    for mention in extraction.mentions:
        if (
            mention.kind != "MediaOutlet"
            or not mention.entity
            or not _TOLD.search(text[max(0, mention.start - 12) : mention.start])
        ):
            continue
        for statement in extraction.statements:
            speaker = statement.speaker
            near = statement.start - 120 <= mention.start <= statement.end + 120
            if near and speaker and speaker.kind == "Person" and speaker.entity:
                found.add(f"{speaker.name}|{mention.name or mention.text}")
    return tuple(sorted(found))
