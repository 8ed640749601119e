"""Counts of people: numerals with their bounds ("at least 12", "up to 30", "dozens of"), and which count says what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.extract.incident.lexicon import lexicon

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_BIG = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {w: i for i, w in enumerate(_SMALL.split())}
_TENS = {w: 10 * (i + 2) for i, w in enumerate(_BIG.split())}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "lakh": 100_000, "crore": 10_000_000}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{2,3})+|\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\d[\d,]*)\s*(?:-|–|to)\s*(\d[\d,]*)")
_LOWER = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "not less than",
    "upwards of",
    "a minimum of",
    "as least",
    "above",
    "least",
    "fewer than no",
)
_UPPER = ("up to", "at most", "as many as", "fewer than", "less than", "under", "no more than")
_PLUS = re.compile(r"\d+\+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people, low to high (None: open above), with the tokens [start, end) that say it."""

    low: int
    high: int | None
    start: int
    end: int
    approximate: bool = False


def value_of(words: list[str]) -> int | None:
    """The integer that number words or digits spell ("two hundred and five", "1,200", "62 thousand"); None for others."""
    total, current, seen = 0.0, 0.0, False
    for raw in words:
        for word in raw.lower().replace("-", " ").split():
            if word in ("and", "a", "an"):
                continue
            if _DIGITS.fullmatch(word):
                current += float(word.replace(",", ""))
            elif word in _UNITS:
                current += _UNITS[word]
            elif word in _TENS:
                current += _TENS[word]
            elif word in _SCALES:
                current = (current or 1) * _SCALES[word]
                if _SCALES[word] >= 1000:
                    total, current = total + current, 0
            elif word == "dozen":
                current = (current or 1) * 12
            elif word == "score" and seen:
                current *= 20
            else:
                return None
            seen = True
    return int(total + current) if seen else None


def number_of(token: Token) -> Number | None:
    """The number that this numeral token (with its quantifiers) spells."""
    doc = token.doc
    word = token.lower_
    rough = lexicon().approximate.get(word)
    if rough is not None and word != "dozen":
        start = token.i - 1 if token.i and doc[token.i - 1].lower_ in ("a", "some") else token.i
        return Number(rough, None, start, token.i + 1, True)
    parts = sorted(
        [
            token,
            *(c for c in token.children if c.dep_ in ("compound", "nummod", "quantmod", "cc", "conj") and _spells(c)),
        ],
        key=lambda t: t.i,
    )
    if any(c.dep_ == "conj" and _spells(c) for c in token.children) and not any(_is_scale(c) for c in parts):
        parts = [t for t in parts if t.dep_ not in ("cc", "conj")] or [token]
    ranged = _RANGE.fullmatch(word.replace(",", ""))
    plus = _PLUS.fullmatch(word)
    start, end = parts[0].i, parts[-1].i + 1
    if ranged:
        low, high = int(ranged[1]), int(ranged[2])
        return Number(low, high, start, end) if low <= high else None
    between = next((t for t in doc[start:end] if t.lower_ in ("to", "or")), None)
    if between is not None and len(parts) == 2:  # "80 to 90 others"
        first, second = (value_of([t.text]) for t in parts)
        return (
            Number(first, second, start, end) if first is not None and second is not None and first <= second else None
        )
    low_value = value_of([word[:-1]] if plus else [t.text for t in parts])
    if low_value is None or "." in word:
        return None
    before = [doc[i].lower_ for i in range(max(0, start - 4), start)]
    phrase = " ".join(before)
    for cue in _UPPER:
        if phrase.endswith(cue):
            return Number(
                0 if cue in ("fewer than", "less than", "under") else low_value,
                low_value,
                start - len(cue.split()),
                end,
                True,
            )
    for cue in _LOWER:
        if phrase.endswith(cue):
            return Number(low_value, None, start - len(cue.split()), end)
    if plus:
        return Number(low_value, None, start, end)
    if before and before[-1] in (
        "about",
        "around",
        "some",
        "approximately",
        "roughly",
        "nearly",
        "almost",
        "estimated",
    ):
        return Number(low_value, low_value, start - 1, end, True)
    if before and before[-1] == "between" and end + 1 < len(doc) and doc[end].lower_ == "and":
        high_value = value_of([doc[end + 1].text])
        if high_value is not None and high_value >= low_value:
            return Number(low_value, high_value, start - 1, end + 2)
    if end + 1 < len(doc) and doc[end].lower_ in ("to", "or") and doc[end + 1].like_num:
        high_value = value_of([doc[end + 1].text])
        if high_value is not None and high_value >= low_value:
            return Number(low_value, high_value, start, end + 2)
    if end + 1 < len(doc) and doc[end].lower_ == "or" and doc[end + 1].lower_ == "more":
        return Number(low_value, None, start, end + 2)
    return Number(low_value, low_value, start, end)


def _spells(token: Token) -> bool:
    return token.lower_ == "and" or value_of([token.text]) is not None


def _is_scale(token: Token) -> bool:
    return token.lower_ in _SCALES


def count_of(head: Token) -> Number | None:
    """The number that stands on a noun ("at least 12 people", "a dozen soldiers", "the two men"), or that the token itself is."""
    for child in head.lefts:
        if child.dep_ == "nummod" or (
            child.dep_ in ("amod", "compound", "quantmod", "det", "predet")
            and (child.pos_ == "NUM" or child.lower_ in lexicon().approximate)
        ):
            if (
                child.ent_type_ in ("DATE", "TIME", "MONEY", "ORDINAL")
                and child.ent_type_ != "CARDINAL"
                and not child.like_num
            ):
                continue
            if child.i + 1 < len(head.doc) and head.doc[child.i + 1].text in ("-year", "%"):
                continue
            before = head.doc[max(0, child.i - 2) : child.i].text.lower()
            if before.endswith(("no.", "number")):
                continue  # "the No. 2 leader"
            return number_of(child)
    for child in head.lefts:  # "Thirty armed militants", where the parser has the number measure the arms
        if child.dep_ == "amod":
            measure = next((c for c in child.lefts if c.pos_ == "NUM" and c.dep_ == "npadvmod"), None)
            if measure is not None and measure.i == child.i - 1 and measure.ent_type_ == "CARDINAL":
                return number_of(measure)
    if head.pos_ == "NUM" or head.lower_ in lexicon().approximate:
        if head.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT") or head.lower_ in ("many", "few"):
            return None
        return number_of(head)
    return None
