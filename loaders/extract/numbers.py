"""Numbers in running text: amounts of money → `records.Value`, counts of people → a range.

Pure functions. Money works on text; counts work on a sequence of words (the texts of tokens), so that a caller holding
a parse can ask for the number that belongs to a head noun.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schema.records import Value

_SCALES = {"thousand": 1e3, "k": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "mn": 1e6, "m": 1e6, "crore": 1e7}
_SCALES |= {"billion": 1e9, "bn": 1e9, "b": 1e9, "arab": 1e9, "trillion": 1e12, "tn": 1e12}
_SYMBOLS: dict[str, str | None] = {
    "$": "USD",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "s$": "SGD",
    "€": "EUR",
    "£": "GBP",
}
_SYMBOLS |= {"₹": "INR", "¥": None, "rs": None, "rs.": None, "re.": None, "₨": None, "₽": "RUB", "₪": "ILS", "₺": "TRY"}
_CODES = ("USD", "EUR", "GBP", "PKR", "INR", "AFN", "CNY", "JPY", "AED", "SAR", "QAR", "KWD", "IRR", "IQD", "RUB", "BDT", "LKR", "NPR", "TRY")  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "USD",
    "euro": "EUR",
    "yuan": "CNY",
    "renminbi": "CNY",
    "yen": "JPY",
    "ruble": "RUB",
    "rouble": "RUB",
    "afghani": "AFN",
    "taka": "BDT",
    "dirham": "AED",
    "shekel": "ILS",
    "lira": "TRY",
    "rupee": None,
    "rial": None,
    "riyal": None,
    "pound": None,
    "dinar": None,
}
# Words that name several currencies: the nationality before them, else the country of the article, decides.
_BY_COUNTRY = {
    ("rupee", "PK"): "PKR",
    ("rupee", "IN"): "INR",
    ("rupee", "LK"): "LKR",
    ("rupee", "NP"): "NPR",
    ("rial", "IR"): "IRR",
    ("rial", "OM"): "OMR",
    ("rial", "YE"): "YER",
    ("riyal", "SA"): "SAR",
    ("riyal", "QA"): "QAR",
    ("pound", "EG"): "EGP",
    ("pound", "SY"): "SYP",
    ("pound", "GB"): "GBP",
    ("dinar", "IQ"): "IQD",
    ("dinar", "KW"): "KWD",
    ("yen", "JP"): "JPY",
}
_NATIONS = {"pakistani": "PK", "indian": "IN", "sri lankan": "LK", "nepali": "NP", "nepalese": "NP", "iranian": "IR"}
_NATIONS |= {"omani": "OM", "yemeni": "YE", "saudi": "SA", "qatari": "QA", "egyptian": "EG", "syrian": "SY"}
_NATIONS |= {"british": "GB", "iraqi": "IQ", "kuwaiti": "KW", "australian": "AU", "canadian": "CA"}

_AMOUNT = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:trillion|billion|million|thousand|crore|lakh|lac|arab|tn|bn|mn|[mbk])\b"
_SPELLED = r"half a|quarter of a|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|hundreds of|tens of"
_MONEY = re.compile(
    rf"(?P<sym>(?:US|HK|[ACS])?\$|[€£₹¥₨₽₪₺]|\bRs\.?|\b(?:{'|'.join(_CODES)}))\s?(?P<a>{_AMOUNT})"
    rf"(?:\s?(?:-|–|to)\s?(?:US)?[$€£]?(?P<a2>{_AMOUNT}))?(?:[\s-]?(?P<s>{_SCALE}(?:\s(?:crore|billion|million)\b)?))?"
    rf"|\b(?P<b>{_AMOUNT}|{_SPELLED})(?:\s?(?:-|–|to)\s?(?P<b2>{_AMOUNT}))?[\s-]?(?P<t>{_SCALE})?s?\s?(?:of )?"
    r"(?:(?P<nation>(?:US|U\.S\.|American|[A-Z][a-z]+(?: Lankan)?) )?"
    rf"(?P<word>{'|'.join(_CURRENCY_WORDS)})s?|(?P<code>{'|'.join(_CODES)}))\b(?! (?:sterling )?(?:bomb|shell|of (?:explosive|TNT|heroin|fertil)))",
    re.IGNORECASE,
)
_SPELLED_VALUE = {"half a": 0.5, "quarter of a": 0.25, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_SPELLED_VALUE |= {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


@dataclass(frozen=True, slots=True)
class FoundValue:
    """An amount in a text: characters [start, end) and its value. `high` is the upper end of a range ("$1-2 billion")."""

    start: int
    end: int
    value: Value
    high: float | None = None


def find_money(text: str, country: str | None = None) -> list[FoundValue]:
    """Every amount of money. `country` (ISO alpha-2) decides what "Rs", "rupees", "rials" or "pounds" means."""
    found = []
    for m in _MONEY.finditer(text):
        number = _amount(m["a"] or m["b"])
        if number is None:
            continue
        scale = m["s"] or m["t"]
        factor = 1.0
        for word in (scale or "").lower().split():
            factor *= _SCALES[word]
        if m["b"] and not scale and m["b"].lower() in {"a", "an", "one", "half a", "quarter of a"}:
            continue  # "a dollar", "one rupee" are no amounts that news is about
        if m["word"] and m["word"].lower() == "pound" and _currency(m, country) is None:
            continue  # weight
        high = _amount(m["a2"] or m["b2"])
        value = Value(number=_round(number * factor), currency=_currency(m, country), text=m[0])
        found.append(FoundValue(m.start(), m.end(), value, _round(high * factor) if high else None))
    return found


def _amount(text: str | None) -> float | None:
    if text is None:
        return None
    if text[0].isdigit():
        return float(text.replace(",", ""))
    return _SPELLED_VALUE.get(text.lower())


def _round(number: float) -> float:
    return round(number, 2)


def _currency(m: re.Match[str], country: str | None) -> str | None:
    if m["code"]:
        return str(m["code"]).upper()
    symbol = (m["sym"] or "").lower()
    if symbol.upper() in _CODES:
        return symbol.upper()
    if symbol in {"rs", "rs.", "₨"}:
        return _BY_COUNTRY.get(("rupee", country or ""))
    if symbol == "¥":
        return "JPY" if country == "JP" else "CNY"
    if symbol:
        return _SYMBOLS[symbol]
    word = m["word"].lower()
    nation = _NATIONS.get((m["nation"] or "").strip().lower())
    if word == "dollar":
        return {"AU": "AUD", "CA": "CAD"}.get(nation or "", "USD")
    return _CURRENCY_WORDS[word] or _BY_COUNTRY.get((word, nation or country or ""))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people or things: words [start, end) with their qualifiers. `high` is None for an open range."""

    start: int
    end: int
    low: int
    high: int | None


_UNITS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_POWERS = {"hundred": 100, "thousand": 1000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000}
_POWERS |= {"billion": 1_000_000_000, "dozen": 12, "score": 20}
# The least that each plural of a round number can mean; the most stays open.
_VAGUE = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20, "millions": 2_000_000}
_VAGUE |= {"several": 3, "many": 3, "few": 2, "handful": 3, "lakhs": 200_000}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{2,3})+|\d+")
_RANGE = re.compile(r"(\d+)[-–](\d+)")
_AT_LEAST = ("at least", "more than", "over", "above", "upwards of", "no fewer than", "no less than", "not less than", "a minimum of", "in excess of", "well over", "exceeding", "minimum")  # fmt: skip
_AT_MOST = ("up to", "as many as", "at most", "no more than", "not more than", "a maximum of", "as much as")
_FEWER = ("fewer than", "less than", "under", "below")
_ABOUT = ("about", "around", "approximately", "some", "nearly", "almost", "roughly", "close to", "an estimated", "estimated", "about some", "around some", "just", "only", "a total of", "another", "the other", "other", "additional", "an additional", "nearly some")  # fmt: skip
_QUALIFIERS = tuple(
    (tuple(phrase.split()), kind)
    for phrases, kind in ((_AT_LEAST, ">="), (_AT_MOST, "<="), (_FEWER, "<"), (_ABOUT, "~"))
    for phrase in sorted(phrases, key=lambda p: -len(p.split()))
)


def quantities(words: Sequence[str]) -> list[Quantity]:
    """Every number in a sequence of words, with its qualifier ("at least", "around"); ordinals and years stay out."""
    low = [w.lower() for w in words]
    found: list[Quantity] = []
    i = 0
    while i < len(low):
        read = _read(low, i)
        if read is None:
            i += 1
            continue
        at, value, most = read
        start, least, high = _qualified(low, i, value, most)
        found.append(Quantity(start, at, least, high))
        i = at
    return found


def quantity_before(words: Sequence[str], head: int, reach: int = 7) -> Quantity | None:
    """The number that counts the noun at `head`: the nearest one before it, across its adjectives and "of (the)".

    Only words up to `reach` tokens back are looked at, and none beyond a comma, a verb-like break or another noun's
    conjunction is crossed: the caller passes the words of the noun phrase when it has a parse.
    """
    first = max(0, head - reach)
    near = quantities(words[first:head])
    if not near:
        return None
    last = near[-1]
    between = [w.lower() for w in words[first + last.end : head]]
    if any(w in _STOPS for w in between):
        return None
    return Quantity(first + last.start, first + last.end, last.low, last.high)


_STOPS = frozenset([",", ";", ":", ".", "and", "or", "but", "in", "at", "on", "by", "from", "with", "percent", "%", "years", "year", "days", "day", "hours", "months", "who", "which", "that", "was", "were"])  # fmt: skip


def total(parts: Iterable[Quantity]) -> tuple[int, int | None]:
    """The sum of counts of different people: ("15 personnel", "18 civilians") → (33, 33). One open end leaves it open."""
    low, high = 0, 0
    is_open = False
    for part in parts:
        low += part.low
        is_open = is_open or part.high is None
        high += part.high or 0
    return low, None if is_open else high


def merge(counts: Iterable[tuple[int, int | None]]) -> tuple[int, int | None] | None:
    """The range over several reports of one count: lowest low to highest high (the highest known, if some are open)."""
    seen = list(counts)
    if not seen:
        return None
    highs = [high for _, high in seen if high is not None]
    lows = [low for low, _ in seen]
    if any(high is None for _, high in seen) and max(lows) >= max(highs, default=0):
        return min(lows), None
    return min(lows), max([*highs, *lows])


def _read(low: Sequence[str], i: int) -> tuple[int, int, int | None] | None:
    """(index after the number, its least value, its greatest value or None if open), or None if no number starts at i."""
    word = low[i]
    ranged = _RANGE.fullmatch(word)
    if ranged:
        a, b = int(ranged[1]), int(ranged[2])
        return (i + 1, a, b) if a < b else None
    if word in {"a", "an"} and i + 1 < len(low):
        return _article_number(low, i)
    if word in _VAGUE:
        return _vague(low, i)
    if word == "between" and (both := _two(low, i + 1, "and")):
        return both
    single = _plain(low, i)
    if single is None:
        return None
    at, value = single
    if at < len(low) and low[at] in {"to", "-", "–", "or"} and (second := _plain(low, at + 1)) and second[1] > value:
        return second[0], value, second[1]
    return at, value, value


def _two(low: Sequence[str], i: int, joint: str) -> tuple[int, int, int] | None:
    first = _plain(low, i)
    if first is None or first[0] >= len(low) or low[first[0]] != joint:
        return None
    second = _plain(low, first[0] + 1)
    return (second[0], first[1], second[1]) if second and second[1] > first[1] else None


def _article_number(low: Sequence[str], i: int) -> tuple[int, int, int | None] | None:
    following = low[i + 1]
    if following in {"hundred", "thousand", "million", "dozen", "score", "lakh", "crore", "billion"}:
        read = _plain([*low[:i], "one", *low[i + 1 :]], i)  # "a hundred and five"
        return (read[0], read[1], read[1]) if read else None
    if following == "couple":
        return i + 2 + (low[i + 2 : i + 3] == ["of"]), 2, 2
    if following in {"few", "handful"}:
        at = i + 2
        if at < len(low) and low[at] in _POWERS:
            return at + 1, 2 * _POWERS[low[at]], None
        return at + (low[at : at + 1] == ["of"]), _VAGUE[following], None
    return None


def _vague(low: Sequence[str], i: int) -> tuple[int, int, int | None] | None:
    word, at = low[i], i + 1
    value = _VAGUE[word]
    if word in {"several", "few", "many"}:
        if at < len(low) and low[at] in _POWERS:
            return at + 1, value * _POWERS[low[at]], None
        return None if word == "many" else (at, value, None)
    if low[at : at + 1] == ["of"]:
        at += 1
        if at < len(low) and low[at] in _VAGUE:  # tens of thousands
            factor = _VAGUE[low[at]] // 2
            return at + 1 + (low[at + 1 : at + 2] == ["of"]), max(value, 10) * factor, None
        return at, value, None
    if word in {"tens", "scores"}:
        return None
    return at, value, None


def _plain(low: Sequence[str], i: int) -> tuple[int, int] | None:
    """A number in digits or words that starts at i: (index after it, value)."""
    at, sum_, current, read = i, 0, 0, False
    while at < len(low):
        word = low[at]
        if word in _UNITS or word in _TENS:
            value = _UNITS[word] if word in _UNITS else _TENS[word]
            if read and not (current % 100 == 0 or (current % 10 == 0 and value < 10 and current % 100 >= 20)):
                break
            current += value
        elif _DIGITS.fullmatch(word) and not read:
            if len(word) > 12:
                return None
            current = int(word.replace(",", ""))
        elif word in _POWERS and read and current:
            if word in {"hundred", "dozen", "score"}:
                current *= _POWERS[word]
            else:
                sum_, current = sum_ + current * _POWERS[word], 0
        elif word in {"-", "and"} and read and at + 1 < len(low) and _continues(low, at, current, sum_):
            at += 1
            continue
        else:
            break
        read = True
        at += 1
    if not read:
        compound = low[i].split("-") if i < len(low) else []
        if len(compound) == 2 and compound[0] in _TENS and compound[1] in _UNITS:
            return i + 1, _TENS[compound[0]] + _UNITS[compound[1]]
        return None
    return at, sum_ + current


def _continues(low: Sequence[str], at: int, current: int, sum_: int) -> bool:
    """ "twenty-five" and "a hundred and five" go on; "15 and 18" and "two and three" do not."""
    following = low[at + 1]
    if low[at] == "-":
        return current in _TENS.values() and following in _UNITS
    spelled = following in _UNITS or following in _TENS
    return spelled and low[at - 1] in _POWERS and (current % 100 == 0 and current + sum_ > 0)


def _qualified(low: Sequence[str], i: int, value: int, most: int | None) -> tuple[int, int, int | None]:
    """(start with its qualifier, low, high)."""
    for phrase, kind in _QUALIFIERS:
        start = i - len(phrase)
        if start >= 0 and tuple(low[start:i]) == phrase:
            if kind == ">=":
                return start, value, None
            if kind == "<=":
                return start, min(1, value), most
            if kind == "<":
                return start, min(1, value), max(value - 1, 0)
            return _qualified(low, start, value, most) if start else (start, value, most)
    return i, value, most
