"""Which dispatch an article rests on: the first version, a pure function of its own words.

Outlets that carry one agency story change the headline, the dateline and the length, and keep the lead. So the origin is
a fingerprint of the first words of the body, without heading, byline, dateline and agency tag.
"""

import hashlib
import re
import unicodedata

from graph.names import fold
from schema.ids import digest

LEAD_WORDS, ENOUGH_WORDS, SHORT_WORDS = 24, 12, 6
_BYLINE = re.compile(r"^(by\s+\S+|from our|our (staff|correspondent)|web desk|news desk|(updated|published)\b)", re.I)
_AGENCY_LINE = re.compile(r"^\W*[A-Z][\w.'/& -]{1,30}\W*$")
_DATELINE = re.compile(
    r"^\s*(?P<place>[A-Z][A-Z.'’-]+(?:[ /,]+[A-Z][A-Z.'’-]+){0,4}|[A-Z][\w.'’-]+(?:[ /,]+[A-Z][\w.'’-]+){0,3})"
    r"(?P<date>,?\s*(?:\d{1,2}\s+)?[A-Z][a-z]{2,8}\.?(?:\s+\d{1,2})?(?:,?\s+\d{4})?)?"
    r"(?P<agency>\s*\([^)\n]{2,40}\))?"
    r"\s*(?P<mark>[:–—]|-{1,2}(?=\s))\s*"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’]*\s+(?=[A-Z\"'“‘])")


def lead(text: str, title: str | None = None) -> str:
    """The first sentences of the body, up to 24 plain lower-case words; the same for copies of one story."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    while len(lines) > 1 and _is_heading(lines[0], title):
        lines.pop(0)
    body = unicodedata.normalize("NFKC", " ".join(lines))
    found = _DATELINE.match(body)
    # "Officials: …" is a sentence; a dateline is in capitals, has its agency in brackets, or ends in a dash
    if found and (found["place"].isupper() or found["agency"] or found["mark"] != ":"):
        body = body[found.end() :]
    words: list[str] = []
    for sentence in _SENTENCE_END.split(body[:2000]):
        words += fold(sentence).split()
        if len(words) >= ENOUGH_WORDS:
            break
    return " ".join(words[:LEAD_WORDS])


def origin(text: str, title: str | None = None) -> tuple[str, str]:
    """(origin id, wording fingerprint) of an article."""
    words = lead(text, title)
    if len(words.split()) < SHORT_WORDS:  # too little to tell a copy by
        words = fold(text)
    wording = hashlib.sha256(words.encode()).hexdigest()[:32]
    return "org-" + digest("origin", words), wording


def _is_heading(line: str, title: str | None) -> bool:
    if title and line.casefold() == title.strip().casefold():
        return True
    if _BYLINE.match(line) and len(line) < 80:
        return True
    ends_like_text = line[-1] in ".!?:;\"'”’…" or line[-1].isdigit()
    return (len(line) < 120 and not ends_like_text) or bool(_AGENCY_LINE.match(line) and len(line) < 30)
