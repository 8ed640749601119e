"""One cleaner per type of value. Each takes what came in and gives the clean value or raises InvalidData saying what to write.

Values are cleaned once, at the door; everything behind it trusts them.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit, urlunsplit

from schema.errors import InvalidData
from schema.records import Precision

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MARKINGS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
MARKINGS = _MARKINGS
"""Traffic light protocol 2.0, from the widest audience to the narrowest."""


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date that knows how finely it is known: `first` and `last` are its first and last possible day."""

    first: date
    last: date
    precision: Precision

    def __str__(self) -> str:
        match self.precision:
            case Precision.year:
                return f"{self.first:%Y}"
            case Precision.month:
                return f"{self.first:%Y-%m}"
        return self.first.isoformat()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of a currency (ISO 4217): 62 billion dollars is Money(62e9, "USD")."""

    amount: float
    currency: str


def clean_date(raw: str, where: str = "") -> FuzzyDate:
    """Read `2024`, `2024-06`, `2024-06-27` or an ISO date-time. Raises InvalidData for any other form or an impossible day."""
    text = raw.strip()
    remedy = "Write YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 date-time"
    try:
        if match := _PARTIAL.fullmatch(text):
            year, month, day = (int(g) if g else None for g in match.groups())
            assert year is not None  # the pattern has it
            if month is None:
                return FuzzyDate(date(year, 1, 1), date(year, 12, 31), Precision.year)
            if day is None:
                return FuzzyDate(
                    date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Precision.month
                )
            return FuzzyDate(date(year, month, day), date(year, month, day), Precision.day)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidData(f"not a date: {raw!r} ({error})", where=where, remedy=remedy) from error
    return FuzzyDate(moment.date(), moment.date(), Precision.instant)


def clean_published(raw: str, where: str = "") -> str:
    """A publication date as it is stored: a date of its own precision, or a date-time in UTC (`2024-06-27T10:00:00Z`).

    A date-time without a zone is taken as UTC, since a feed that gives none leaves no better reading.
    """
    fuzzy = clean_date(raw, where)
    if fuzzy.precision is not Precision.instant:
        return str(fuzzy)
    moment = datetime.fromisoformat(raw.strip())
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def clean_url(raw: str, where: str = "") -> str:
    """An absolute http(s) address without its fragment, host in lower case. Anything else (`javascript:`, `file:`) is refused."""
    try:
        parts = urlsplit(raw.strip())
        host = parts.hostname
    except ValueError as error:
        raise InvalidData(
            f"not a URL: {raw!r}", where=where, remedy="Give an absolute http or https address"
        ) from error
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise InvalidData(f"not a web address: {raw!r}", where=where, remedy="Give an absolute http or https address")
    if parts.username or parts.password:
        raise InvalidData("a URL with a login in it", where=where, remedy="Take the user name and password out")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))


def clean_marking(raw: str, where: str = "") -> str:
    """A TLP 2.0 marking in its canonical form; `amber`, `TLP AMBER` and `TLP:WHITE` (the old name of CLEAR) are understood."""
    word = re.sub(r"^TLP[:\s-]*", "", raw.strip().upper())
    marking = "TLP:" + {"WHITE": "CLEAR"}.get(word, word)
    if marking not in _MARKINGS:
        raise InvalidData(f"unknown marking {raw!r}", where=where, remedy=f"Use one of {', '.join(_MARKINGS)}")
    return marking


def clean_lang(raw: str, where: str = "") -> str:
    """A language as two or three small letters; a region (`en-GB`) is dropped."""
    code = re.split(r"[-_]", raw.strip().lower(), maxsplit=1)[0]
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise InvalidData(f"not a language code: {raw!r}", where=where, remedy="Use ISO 639-1, such as en or ur")
    return code


def clean_text(raw: str) -> str:
    """Text that UTF-8 can hold: each lone surrogate becomes U+FFFD, one for one, so that offsets stay."""
    try:
        raw.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub(r"[\ud800-\udfff]", "�", raw)
    return raw


def clean_line(raw: str) -> str | None:
    """A one-line value (title, name, outlet): white space folded; None if nothing is left."""
    return " ".join(clean_text(raw).split()) or None
