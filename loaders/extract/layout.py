"""Clean text → segments: paragraphs, datelines, headings, and pieces short enough for the parser.

A segment is a slice of the clean text that is parsed on its own. Segments are in order and do not overlap; what lies
between them (white space, separators after a dateline) is not parsed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from loaders.extract.lexicon import words

MAX_RUN = 1500  # characters without a sentence end that are handed to the parser in one piece
MAX_SEGMENT = 20_000  # characters of one paragraph that are parsed in one piece

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:\d{{1,2}} {_MONTH}(?:,? \d{{2,4}})?|{_MONTH} \d{{1,2}}(?:,? \d{{4}})?)"
_DASH = r"\s?(?:--+|[-–—])\s*"
# One place in capitals may have up to four words: "LASHKAR GAH", "CREECH AIR FORCE BASE".
_CAPS = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'-]+){0,3}"
_MIXED = r"[A-Z][\w.'’-]+(?: [A-Za-z][\w.'-]+){0,3}"
_REGION = r"(?:[A-Z][a-z.]+|[A-Z]\.[A-Z]\.(?:[A-Z]\.)?)(?:[ -](?:[A-Z][a-z.]+|of|and|the)){0,3}"
_AGENCIES = (
    r"Reuters|AP|AFP|CNN|UPI|Xinhua|APP|ANI|PTI|IANS|EFE|ACAN-EFE|DPA|dpa|TASS|ITAR-TASS|Interfax|BBC(?: [A-Z]\w+)?|VOA|RFE/RL|Dawn|NNI"
    r"|Online|INP|Pajhwok|Khaama Press|TOLOnews|TOLO News|IRNA|ISNA|Fars|Tasnim|SANA|Anadolu|AA|Bloomberg|WAM|KUNA|SPA|MENA"
    r"|Associated Press|The Associated Press|Thomson Reuters Foundation|Agencies|News Desk|Web Desk|Staff Report|BNO|Al Jazeera|Sputnik|Kyodo|Yonhap"
)
_AGENCY = rf"\((?:{_AGENCIES})(?:[/,][^()\n]{{1,30}})?\)"
_DATELINE = re.compile(
    r"(?:\W{0,3})(?:"
    # KABUL, Afghanistan (Reuters) - | Washington (CNN) -- | Kabul, Afghanistan (AP) The …
    rf"(?P<a>(?:{_CAPS}|{_MIXED})(?:[,/] ?(?:{_REGION}|{_CAPS}|{_DATE})){{0,3}},? )?{_AGENCY}(?:{_DASH}|:\s*|\s+)"
    # San Salvador, 4 Apr 89 (DPA) -- | Managua (Nicaragua), 11 Dec 89 (radio Sandino) --
    rf"|(?P<b>{_MIXED}(?: ?\({_MIXED}\))?, {_DATE})(?: \([^()\n]{{2,60}}\))?{_DASH}"
    # PESHAWAR, Pakistan, May 3 — | ISLAMABAD — | GENEVA, Switzerland -
    rf"|(?P<c>{_CAPS}(?:[,/] ?(?:{_CAPS}|{_REGION}|{_DATE})){{0,3}}){_DASH}(?=[\"'(A-Z0-9])"
    rf"|(?P<d>{_MIXED}(?:, {_REGION}){{0,2}}(?:, {_DATE})?)\s?(?:--|—)\s*(?=[\"'(A-Z0-9])"
    # ISLAMABAD: …
    rf"|(?P<e>{_CAPS}(?:/{_CAPS})?(?:, {_REGION})?(?:, {_DATE})?):\s+(?=[\"'(A-Z0-9])"
    # WASHINGTON A U.S. military investigation … | LAHORE, Pakistan As taxi …
    rf"|(?P<f>{_CAPS}(?:, (?:{_REGION}|{_CAPS}))?(?:/{_CAPS}(?:, {_REGION})?)?(?:, {_DATE})?) (?=[\"']?[A-Z0-9][\w.'-]*\s)"
    r")"
)
_TAG = re.compile(r"\s*(?:\[(?:News|Passage|Text|Communique|Report|Excerpts?)[^\[\]]{0,80}\]\s*)")
_LABEL = re.compile(
    r"(?:NEW|UPDATE[D]?|BREAKING|WATCH|READ(?: MORE)?|PHOTOS?|VIDEO|EXCLUSIVE|JUST IN|MORE): +(?=[A-Z\"'])"
)
_BYLINE = re.compile(r"(?:By|Photo|Image|Credit|Updated|Published|Posted|Source|File)\b[^.!?]{0,120}$")
_CREDIT = re.compile(
    r"\(?(?:(?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Tt]ranslat(?:ion|ed)|[Cc]ompiled) by\b|Image (?:copyright|caption)\b|Photo by\b"
    r"|Copyright\b|©|All rights reserved\b|Follow (?:us|me) on\b|Click here\b|Share (?:this|on)\b|Credit\b).{0,300}$"
)
_TAIL = re.compile(r"\((?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by [^()]{3,400}\)?\s*$")
_STARTS = r"The|A|An|In|On|At|He|She|They|It|This|That|These|Those|But|As|After|While|When|For|Since|According|Meanwhile|However"
_GLUED = re.compile(
    rf"(?P<head>(?:[A-Z][\w'.-]*|\d+)(?: (?:[A-Za-z][\w'-]*|\d+)){{0,7}}?) (?=(?:{_STARTS}) [a-z])(?P<next>\w+)"
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z0-9])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Segment:
    """Clean characters [start, end) that are parsed together. `kind`: body | heading | dateline | credit (who wrote it: not read); `caps`: all capitals."""

    start: int
    end: int
    kind: str
    paragraph: int
    caps: bool = False
    glued: bool = False


def segments(text: str, is_place: frozenset[str] = frozenset()) -> list[Segment]:
    """The segments of a clean text. `is_place` holds lower-case names of places: they settle doubtful datelines."""
    found: list[Segment] = []
    blocks = list(_paragraphs(text))
    for number, (start, end) in enumerate(blocks):
        found += _paragraph(text, start, end, number, is_place, alone=len(blocks) == 1)
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Slices between line ends, without outer white space. Lines of a hard-wrapped text are joined to paragraphs."""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        left = len(line) - len(line.lstrip())
        lines.append((at + left, at + left + len(line.strip())))
        at += len(line) + 1
    wrapped = _is_wrapped([b - a for a, b in lines])
    start: int | None = None
    for k, (a, b) in enumerate(lines):
        if a == b:
            start = None
            continue
        if start is None:
            start = a
        following = lines[k + 1] if k + 1 < len(lines) else (b, b)
        joins = following[0] < following[1] and (
            wrapped or (text[b - 1] not in ".!?:\"')]" and text[following[0]].islower() and b - a > 30)
        )
        if not joins:
            yield start, b
            start = None


def _is_wrapped(lengths: list[int]) -> bool:
    """Whether the lines were broken at a fixed width: most lines that are followed by another one are nearly full."""
    inner = [n for n, after in pairwise(lengths) if n and after]
    if len(inner) < 4 or max(inner) > 110:
        return False
    widest = max(inner)
    return sum(n >= 0.75 * widest for n in inner) >= 0.85 * len(inner)


def _paragraph(
    text: str, start: int, end: int, number: int, is_place: frozenset[str], alone: bool
) -> Iterator[Segment]:
    caps = _all_capitals(text[start:end])
    label = _LABEL.match(text, start, end)
    if label:
        start = label.end()
    if _CREDIT.match(text, start, end) and end - start < 320:
        yield Segment(start, end, "credit", number, caps)
        return
    cut = _dateline(text, start, end, is_place, caps)
    if cut:
        first, last, start = cut
        if last > first:
            yield Segment(first, last, "dateline", number, caps)
        tag = _TAG.match(text, start, end)
        if tag and tag.end() < end:
            start = tag.end()
    elif _is_heading(text[start:end], alone):
        yield Segment(start, end, "heading", number, caps)
        return
    tail = _TAIL.search(text, max(start, end - 600), end)
    if tail and tail.start() > start:
        yield from _body(text, start, _trim(text, start, tail.start()), number, caps)
        yield Segment(tail.start(), end, "credit", number, caps)
        return
    yield from _body(text, start, end, number, caps)


def _body(text: str, start: int, end: int, number: int, caps: bool) -> Iterator[Segment]:
    """Body segments of a paragraph, with the headings that were glued into it."""
    after_heading = False
    for a, b, glued_head in _glued(text, start, end, caps):
        if glued_head:
            after_heading = True
            yield Segment(a, b, "heading", number, caps, glued=True)
        else:
            for c, d in pieces(text, a, b):
                yield Segment(c, d, "body", number, caps, glued=after_heading and c == a)
            after_heading = False


def _dateline(text: str, start: int, end: int, is_place: frozenset[str], caps: bool) -> tuple[int, int, int] | None:
    """(place start, place end, start of the sentence after it), or None."""
    m = _DATELINE.match(text, start, min(end, start + 160))
    if not m or m.end() >= end:
        return None
    group = m.lastgroup
    if group is None:  # an agency alone: "(CNN) -- On Sunday"
        return start, start, m.end()
    first, last = m.start(group), m.start(group) + len(m[group].rstrip(" ,"))
    city = re.split(r"[,/(]", text[first:last])[0].strip()
    known = city.lower() in is_place
    if city.upper() in words("not_places") or (caps and not known) or not text[first].isupper():
        return None
    if group == "c" and not known and len(city) < 4:
        return None
    if group == "d" and not known:
        return None
    if group == "e" and not known:
        return None
    if group == "f":
        after = last + (len(text[last : m.end()]) - len(text[last : m.end()].lstrip()))
        if is_place and not known:
            return None
        if not is_place and ("," not in m[group] or len(city) < 4):
            return None
        head, comma, region = m[group].partition(", ")
        if comma and not region.isupper():  # "KABUL, Afghanistan Islamic State": the region is the known part
            parts = region.split(" ")
            while len(parts) > 1 and " ".join(parts).lower() not in is_place:
                parts.pop()
            last = first + len(head) + 2 + len(" ".join(parts))
            after = last + 1
        return first, last, after
    return first, last, m.end()


def _is_heading(paragraph: str, alone: bool) -> bool:
    """A short line without a final stop that is not the whole text."""
    if alone or paragraph[-1] in ".!?:;,\"')]" or len(paragraph) > 120:
        return bool(not alone and _BYLINE.match(paragraph))
    count = len(_WORD.findall(paragraph))
    return 0 < count <= 16 and not paragraph[0].islower() and '"' not in paragraph[:1]


def _glued(text: str, start: int, end: int, caps: bool) -> Iterator[tuple[int, int, bool]]:
    """The paragraph cut where a heading without a stop was glued before a sentence ("Costs The ministry said …")."""
    at = start
    if not caps:
        bounds = [start, *(m.end() for m in _SENTENCE_END.finditer(text, start, end))]
        for bound in bounds:
            m = _GLUED.match(text, bound, end)
            if m and _reads_as_heading(m["head"], m["next"]):
                if bound > at:
                    yield at, _trim(text, at, bound), False
                yield m.start("head"), m.end("head"), True
                at = m.start("next")
    if at < end:
        yield at, end, False


def _reads_as_heading(head: str, following: str) -> bool:
    """Whether the words before a capitalised function word are a heading, not the start of the same sentence."""
    parts = head.split(" ")
    last = parts[-1]
    if last.lower() in words("openers") or last.rstrip(".") != last or len(head) < 3:
        return False
    if all(w[0].isupper() or w[0].isdigit() for w in parts):
        # "Chief The" hardly; "Monday On": a day is no heading
        return len(parts) > 1 or last.isupper() or following == "The"
    return following in {"The", "He", "She", "They", "It", "This", "In", "On"} and len(parts) >= 2


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Slices that the parser can take: no longer than MAX_SEGMENT, no run without a sentence end over MAX_RUN."""
    if end - start <= MAX_RUN:
        yield start, end
        return
    stops = [m.end() for m in re.finditer(r"[.!?;][\"')\]]{0,2}\s", text[start:end])]
    begin = last = start
    for stop in [*(start + s for s in stops), end]:
        while stop - last > MAX_RUN:
            cut = max(text.rfind(" ", last + 1, last + MAX_RUN), text.rfind("\t", last + 1, last + MAX_RUN))
            cut = cut + 1 if cut > 0 else last + MAX_RUN
            yield begin, _trim(text, begin, cut)
            begin = last = cut
        if stop - begin > MAX_SEGMENT:
            yield begin, _trim(text, begin, last)
            begin = last
        last = stop
    if begin < end:
        yield begin, _trim(text, begin, end)


def _all_capitals(paragraph: str) -> bool:
    upper = sum(c.isupper() for c in paragraph)
    lower = sum(c.islower() for c in paragraph)
    return upper > 20 and upper > 4 * lower
