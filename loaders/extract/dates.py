"""Dates and periods in running text → `records.Time` with the precision that the words give, never a finer one.

Pure functions over text. Relative expressions count from the day of publication; "a day earlier" counts from the day
that was named last. Without a publication date a relative expression keeps its words and has precision `unknown`.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from schema.records import Precision, Time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?: (?:morning|afternoon|evening|night|noon|midnight|dawn))?"
_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|several|a couple of)"
_UNIT = r"(?:hour|day|week|month|year|decade)s?"
_YEAR = r"(?:1[89]|20)\d\d"
_EARLY = r"(?:(?i:early|late|mid|the (?:beginning|start|end|middle) of)[ -](?:in |on )?)?"

_RULES: list[tuple[str, str]] = [
    ("iso", rf"(?P<iso_y>{_YEAR})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)\b"),
    ("attacks", r"9/11|Sept(?:ember|\.)? 11(?:, 2001|(?= (?:terror|attack|hijack)))"),
    (
        "dmy",
        rf"(?P<dmy_d>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:-|–| to | and )(?P<dmy_e>\d{{1,2}})(?:st|nd|rd|th)?)?(?: of)?"
        rf" (?P<dmy_m>{_MONTH})(?:,? (?P<dmy_y>{_YEAR}|['’]?\d\d(?![\d:,.]\d|\s?(?:people|men|%))))?(?![\w-])",
    ),
    (
        "mdy",
        rf"{_EARLY}(?P<mdy_m>{_MONTH}) (?P<mdy_d>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:-|–| to | and )(?P<mdy_e>\d{{1,2}})(?:st|nd|rd|th)?)?"
        rf"(?:,? (?P<mdy_y>{_YEAR}))?(?![\d%]|,\d)",
    ),
    ("my", rf"{_EARLY}(?P<my_m>{_MONTH})(?: of|,)? (?P<my_y>{_YEAR})\b"),
    ("numeric", rf"(?P<n_a>\d{{1,2}})[/.](?P<n_b>\d{{1,2}})[/.](?P<n_y>{_YEAR})\b"),
    (
        "years",
        rf"(?:(?i:between|from) (?P<ys_a>{_YEAR}) (?:and|to|until|till|through) (?P<ys_b>{_YEAR})"
        rf"|(?P<ys_c>{_YEAR})(?:-|–| to )(?P<ys_d>{_YEAR}|\d\d))\b(?!-\d)",
    ),
    ("decade", r"(?:the )?(?P<dec>(?:1[89]|20)\d0)s\b"),
    ("season", rf"(?i:(?:the )?(?P<sea>spring|summer|autumn|fall|winter) (?:of )?(?P<sea_y>{_YEAR})\b)"),
    (
        "month",
        rf"(?:(?<=\b[Ii]n )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Bb]y )|(?<=\b[Dd]uring )|(?<=\b[Ff]rom )"
        rf"|(?P<mo_p>(?i:last|this|next|early|late|mid|early in|late in|earlier in|later in)[ -]))"
        rf"(?P<mo>{_MONTH})(?![\w-]| [A-Z0-9])",
    ),
    ("year", rf"(?P<year_p>{_EARLY})(?P<year>{_YEAR})(?![\d%]|[,.:/]\d|s\b|-[a-z\d])"),
    ("weekday", rf"(?P<wd_p>(?i:last|this|next|coming|early|late|earlier on|later on) )?(?P<wd>{_WEEKDAY}){_PART}\b(?!s)"),
    ("before_yesterday", r"(?i:the day before yesterday)"),
    ("yesterday", rf"(?i:yesterday{_PART}|last night|overnight)"),
    ("today", r"(?i:(?:earlier |later )?today|tonight|this (?:morning|afternoon|evening))"),
    ("tomorrow", rf"(?i:tomorrow{_PART})"),
    ("ago", rf"(?i:(?:about |around |nearly |almost |more than |over )?(?P<ago_n>{_NUM}) (?P<ago_u>{_UNIT}) ago)"),
    ("later", rf"(?i:(?P<lat_n>{_NUM}) (?P<lat_u>{_UNIT}) (?P<lat_w>earlier|before|later|after|afterwards?)(?! that| the | a | an | [a-z]+ing))"),
    ("next_day", r"(?i:the (?P<nd>next|following|previous|same) (?P<nd_u>day|week|month|year|night|morning)|the day (?P<nd_b>before|after)(?= ?[.,;\"]|$))"),
    ("span", rf"(?i:(?:the |over the |in the |during the )?(?:past|last|previous) (?P<sp_n>{_NUM}|\d+) (?P<sp_u>{_UNIT}))"),
    (
        "unit",
        r"(?i:(?:earlier |later |late |early |the )?(?P<un_w>last|this|next|past|coming|current|previous) (?P<un_u>week|month|year|weekend)\b(?! of))",
    ),
    ("weekend", r"(?i:(?:over|at) the weekend)"),
]  # fmt: skip
_DATE = re.compile("|".join(rf"(?P<{name}_>\b(?:{pattern}))" for name, pattern in _RULES))
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|during|from|until|till|to|of|after|before|between|and|the|year|years|through|throughout|for|around|about|circa"
    r"|spring|summer|autumn|winter|its|his|her|their|our|a|that|this|early|late|on|or|than|with|'s|back|ending|ended)|[(–—-]|^)[\s-]*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+(?:\w+\s)?(?:people|men|women|children|troops|soldiers|fighters|militants|personnel|miles|km|kilomet\w+|tons?|dollars|rupees)\b")  # fmt: skip
_PLURAL = re.compile(r"\s+[a-z]+s\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: characters [start, end) and what they mean."""

    start: int
    end: int
    time: Time


def find_dates(text: str, published: date | None, anchor: date | None = None) -> list[Found]:
    """Every date and period of a text in order.

    `published` is the day from which "Monday", "last month", "today" count. `anchor` is the day named last before this
    text, from which "a day earlier" counts; it moves on with every day found.
    """
    found: list[Found] = []
    for m in _DATE.finditer(text):
        name = (m.lastgroup or "")[:-1]
        resolved = _RESOLVERS[name](m, published, anchor)
        if resolved is None:
            continue
        start, end, precision = resolved
        found.append(Found(m.start(), m.end(), _time(start, end, precision, m[0])))
        if precision in (Precision.day, Precision.instant) and start is not None:
            anchor = start
    return found


def resolve(text: str, published: date | None, anchor: date | None = None) -> Time | None:
    """The first date of a short expression ("late Monday"), or None."""
    found = find_dates(text, published, anchor)
    return found[0].time if found else None


_Period = tuple[date | None, date | None, Precision]


def _time(start: date | None, end: date | None, precision: Precision, text: str) -> Time:
    return Time(
        start=start.isoformat() if start else None, end=end.isoformat() if end else None, precision=precision, text=text
    )


def _unknown() -> _Period:
    return None, None, Precision.unknown


def _on(day: date | None) -> _Period:
    return (day, day, Precision.day) if day else _unknown()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _month_of(year: int, month: int) -> _Period:
    if not 1 <= year <= 9999:
        return _unknown()
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.month


def _year_of(year: int) -> _Period:
    return (date(year, 1, 1), date(year, 12, 31), Precision.year) if 1 <= year <= 9999 else _unknown()


def _week_of(day: date | None) -> _Period:
    if day is None:
        return _unknown()
    monday = _shift(day, -day.weekday())
    return (monday, monday and _shift(monday, 6), Precision.week) if monday else _unknown()


def _month_number(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _number(word: str) -> int | None:
    """The number of units, None for "several" and "a few"."""
    word = word.lower()
    if word.isdigit():
        return int(word)
    if word in {"a", "an"}:
        return 1
    if word == "a couple of":
        return 2
    return _SMALL.index(word) if word in _SMALL else None


def _full_year(text: str) -> int:
    digits = text.lstrip("'’")
    year = int(digits)
    return year if len(digits) == 4 else (1900 if year >= 70 else 2000) + year


def _iso(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    day = _day(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]))
    return _on(day) if day else None


def _attacks(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return _on(date(2001, 9, 11))


def _dated(month: int, day: int, last: str | None, year: str | None, published: date | None) -> _Period | None:
    if not 1 <= day <= 31:
        return None
    if year is None and published is None:
        return _unknown()
    number = _full_year(year) if year else _nearest_year(month, day, published or date.min)
    first = _day(number, month, day)
    if first is None:
        return None
    if last is None:
        return _on(first)
    end = _day(number, month, int(last))
    return (first, end, Precision.range) if end and end > first else _on(first)


def _nearest_year(month: int, day: int, published: date) -> int:
    """The year of a date without one: the last such day, unless it is announced for the next six weeks."""
    this = _day(published.year, month, min(day, 28))
    return published.year - 1 if this and (this - published).days > 45 else published.year


def _dmy(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return _dated(_month_number(m["dmy_m"]), int(m["dmy_d"]), m["dmy_e"], m["dmy_y"], published)


def _mdy(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return _dated(_month_number(m["mdy_m"]), int(m["mdy_d"]), m["mdy_e"], m["mdy_y"], published)


def _my(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return _month_of(int(m["my_y"]), _month_number(m["my_m"]))


def _numeric(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    a, b, year = int(m["n_a"]), int(m["n_b"]), int(m["n_y"])
    if a <= 12 and b <= 12 and a != b:  # day or month first: the text does not tell
        return _year_of(year)
    day = _day(year, b, a) if b <= 12 else _day(year, a, b) if a <= 12 else None
    return _on(day) if day else None


def _years(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    first, last = (m["ys_a"], m["ys_b"]) if m["ys_a"] else (m["ys_c"], m["ys_d"])
    end = int(first[:2] + last) if len(last) == 2 else int(last)
    if end < int(first):
        return None
    return date(int(first), 1, 1), date(end, 12, 31), Precision.range


def _decade(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return date(int(m["dec"]), 1, 1), date(int(m["dec"]) + 9, 12, 31), Precision.range


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _season(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    year, month = int(m["sea_y"]), _SEASONS[m["sea"].lower()]
    last_year, last_month = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(year, month, 1), _month_of(last_year, last_month)[1], Precision.range


def _month(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    if published is None:
        return _unknown()
    month = _month_number(m["mo"])
    word = (m["mo_p"] or "").strip(" -").lower()
    year = published.year - (month > published.month)
    if word == "next":
        year = published.year + (month <= published.month)
    elif word == "last" and month == published.month:
        year -= 1
    return _month_of(year, month)


def _year(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    text, at = m.string, m.start()
    before = text[max(0, at - 14) : at]
    after = text[m.end() : m.end() + 40]
    if _COUNTED.match(after) or (not m["year_p"] and not _BEFORE_YEAR.search(before)):
        return None
    if before.rstrip().lower().endswith((" of", " to", " than", " about", " around")) and _PLURAL.match(after):
        return None
    return _year_of(int(m["year"]))


def _weekday(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    if published is None:
        return _unknown()
    back = (published.weekday() - _DAYS.index(m["wd"][:3].lower())) % 7
    word = (m["wd_p"] or "").strip().lower()
    if word in {"next", "coming"}:
        return _on(_shift(published, 7 - back))
    if word == "last" and back == 0:
        back = 7
    return _on(_shift(published, -back))


def _from_publication(days: int) -> "_Resolver":
    def resolver(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
        return _on(_shift(published, days)) if published else _unknown()

    return resolver


def _moved(day: date | None, number: int | None, unit: str, sign: int) -> _Period:
    """`number` units before or after a day, as precise as the unit."""
    if day is None or number is None:
        return _unknown()
    unit = unit.lower().rstrip("s")
    if unit == "hour":
        return _on(_shift(day, sign * (number // 24)))
    if unit == "day":
        return _on(_shift(day, sign * number))
    if unit == "week":
        return _week_of(_shift(day, sign * 7 * number))
    if unit == "month":
        months = day.year * 12 + day.month - 1 + sign * number
        return _month_of(months // 12, months % 12 + 1)
    return _year_of(day.year + sign * number * (10 if unit == "decade" else 1))


def _ago(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    return _moved(published, _number(m["ago_n"]), m["ago_u"], -1)


def _later(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    sign = -1 if m["lat_w"].lower() in {"earlier", "before"} else 1
    base = anchor or (published if sign < 0 else None)
    return _moved(base, _number(m["lat_n"]), m["lat_u"], sign)


def _next_day(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    word = (m["nd"] or {"before": "previous", "after": "next"}[m["nd_b"].lower()]).lower()
    unit = (m["nd_u"] or "day").lower()
    unit = "day" if unit in {"night", "morning"} else unit
    if word == "same" and unit != "day":
        return _moved(anchor, 0, unit, 1)
    return _moved(anchor, 0 if word == "same" else 1, unit, -1 if word == "previous" else 1)


def _span(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    start = _moved(published, _number(m["sp_n"]), m["sp_u"], -1)[0]
    if published is None or start is None:
        return _unknown()
    unit = m["sp_u"].lower().rstrip("s")
    if unit == "month":
        start = _day(start.year, start.month, min(published.day, monthrange(start.year, start.month)[1])) or start
    elif unit in {"year", "decade"}:
        start = _day(start.year, published.month, min(published.day, 28)) or start
    elif unit == "week":
        start = _shift(published, -7 * (_number(m["sp_n"]) or 0)) or start
    return start, published, Precision.range


def _unit(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    if published is None:
        return _unknown()
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(m["un_w"].lower(), 0)
    if m["un_u"].lower() == "weekend":
        saturday = _shift(published, -((published.weekday() - 5) % 7) + (7 if step > 0 else 0))
        return (saturday, _shift(saturday, 1), Precision.range) if saturday else _unknown()
    return _moved(published, abs(step), m["un_u"].lower(), -1 if step < 0 else 1)


def _weekend(m: re.Match[str], published: date | None, anchor: date | None) -> _Period | None:
    if published is None:
        return _unknown()
    saturday = _shift(published, -((published.weekday() - 5) % 7))
    return (saturday, _shift(saturday, 1), Precision.range) if saturday else _unknown()


_Resolver = Callable[[re.Match[str], date | None, date | None], _Period | None]
_RESOLVERS: dict[str, _Resolver] = {
    "iso": _iso,
    "attacks": _attacks,
    "dmy": _dmy,
    "mdy": _mdy,
    "my": _my,
    "numeric": _numeric,
    "years": _years,
    "decade": _decade,
    "season": _season,
    "month": _month,
    "year": _year,
    "weekday": _weekday,
    "before_yesterday": _from_publication(-2),
    "yesterday": _from_publication(-1),
    "today": _from_publication(0),
    "tomorrow": _from_publication(1),
    "ago": _ago,
    "later": _later,
    "next_day": _next_day,
    "span": _span,
    "unit": _unit,
    "weekend": _weekend,
}
