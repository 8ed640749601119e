"""Text as it was given → text that the parser can read, without ever losing the way back to the original offsets.

Every step is a list of edits (start, end, replacement) over the current text; `_edit` applies them and carries the map
along. Nothing is reordered, and each step is one linear pass.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

import ftfy

from loaders.extract.document import CleanText
from loaders.extract.lexicon import words

_QUOTES = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"'}
_QUOTES |= {"«": '"', "»": '"', "″": '"', "＂": '"', "＇": "'", "‹": "'", "›": "'"}
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_ONE_TO_ONE = str.maketrans(
    _QUOTES
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_BREAKS, "\n")
    | {chr(c): " " for c in (*range(9), *range(14, 28), 31, 127, *range(0x80, 0x85), *range(0x86, 0xA0))}
    | {chr(c): "\ufffd" for c in range(0xD800, 0xE000)}
    | {"‐": "-", "‑": "-", "−": "-", "…": "…", "٪": "%"}
)
# zero width, joiners, directions, byte order mark, soft hyphen, variation selectors
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)
_LINE_END = re.compile(r"\r\n?")
_BLOCK = r"p|br|div|li|ul|ol|h[1-6]|tr|table|td|th|blockquote|section|article|figure|figcaption|header|footer|hr|pre"
_MARKUP = re.compile(
    r"<!--.{0,20000}?-->|<(?P<drop>script|style)\b[^<>]{0,500}>.{0,50000}?</(?P=drop)\s*>"
    rf"|</?(?P<block>{_BLOCK})\b[^<>]{{0,1000}}>|</?[A-Za-z][A-Za-z0-9:-]{{0,30}}(?:\s[^<>]{{0,1000}})?/?>"
    r"|(?P<code>\[/?(?:ad_\d+|caption|embed|gallery|video|audio|youtube|tweet|adrotate)\b[^\[\]\n]{0,300}\])",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp;){0,3}(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# A UTF-8 lead byte and its continuation bytes, read as Latin-1 or Windows-1252.
_CONTINUATION = "".join(
    {chr(b) for b in range(0x80, 0xC0)} | {bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xC0)}
)
_MOJIBAKE = re.compile(rf"(?:[\u00c2-\u00f4][{re.escape(_CONTINUATION)}]{{1,3}})+")
_LATEX_QUOTE = re.compile(r"''|``|\"\"(?=\w)")
_COMBINING = re.compile(r"[A-Za-z][\u0300-\u036f]+")
# "… on Tuesday.The minister": a full stop glued to the next sentence.
_GLUED_STOP = re.compile(
    r"(?:(?<=[a-z]{3})|(?<=[a-z]{2}\d)|(?<=\d{3})|(?<=[ $€£]\d{2})|(?<=[a-z]\)))[.!?]['\")]{0,2}(?=['\"(]{0,2}[A-Z](?:[a-z]|\s[a-z]))"
)
_GLUED_QUOTE = re.compile(r"(?<=[a-z][.!?,])\"(?=[A-Z][a-z]+\s)")
_HEADLINE_GLUE = re.compile(r"(?<=[a-z]{3})(?=[A-Z](?:[a-z]+|\s[A-Z])?\s)")
_GLUED_WORD = re.compile(
    r"(?<=[a-z]{3})[A-Z][a-z]*(?=\W)|(?<=\d{4})[A-Z][a-z]+(?=\W)|(?<=[a-z],)[A-Z][a-z]+(?= [a-zA-Z])"
)
_NOISE = re.compile(r"\b(?:AD)+(?=[A-Z][a-z]+ )")
_ALONE = re.compile(r"(?<![\w.])[A-Z][a-z]+(?!\w)")
_CAPITALISED = re.compile(r"[^\W\d_]\S*")

_Edit = tuple[int, int, str]


def clean(text: str) -> CleanText:
    """The text with line ends, quotes, spaces, entities, tags and wrong encodings mended, and its map."""
    state = CleanText(text, text, list(range(len(text) + 1)))
    steps: list[Callable[[CleanText], Iterable[_Edit]]] = []
    if not text.isascii():
        # Before the one-to-one translation, which would rewrite the parts of wrongly decoded characters.
        state = _edit(state, _mojibake(text))
        state = _edit(state, ((m.start(), m.end(), "") for m in _INVISIBLE.finditer(state.text)))
        state = _edit(state, _composed(state.text))
    if "\r" in text:
        state = _edit(state, ((m.start(), m.end(), "\n") for m in _LINE_END.finditer(state.text)))
    state.text = state.text.translate(_ONE_TO_ONE)
    if "&" in text:
        steps.append(lambda s: _entities(s.text))
    if "<" in text or "[" in text or "&" in text:
        steps.append(lambda s: _markup(s.text))
    if "AD" in text:
        steps.append(lambda s: ((m.start(), m.end(), "\n") for m in _NOISE.finditer(s.text)))
    steps += [lambda s: _latex_quotes(s.text), lambda s: _breaks(s.text)]
    for step in steps:
        state = _edit(state, step(state))
    return state


def _edit(state: CleanText, edits: Iterable[_Edit]) -> CleanText:
    """The text with the edits (ordered, disjoint) applied, and the map with it."""
    edits = [e for e in edits if state.text[e[0] : e[1]] != e[2]]
    if not edits:
        return state
    pieces: list[str] = []
    origin: list[int] = []
    ends: dict[int, int] = {}
    at = 0
    old_ends = sorted(state.ends.items())
    next_end = 0

    def keep(start: int, end: int) -> None:
        nonlocal next_end
        shift = len(origin) - start
        pieces.append(state.text[start:end])
        origin.extend(state.origin[start:end])
        while next_end < len(old_ends) and old_ends[next_end][0] < end:
            i, stop = old_ends[next_end]
            if i >= start:
                ends[i + shift] = stop
            next_end += 1

    for start, end, new in edits:
        keep(at, start)
        first, last = state.to_original(start, end)
        for k, _ in enumerate(new):
            # All but the last of several characters stand for nothing of their own, so that no slice is torn.
            origin.append(first if k == 0 else last)
            ends[len(origin) - 1] = last
        pieces.append(new)
        at = end
    keep(at, len(state.text))
    origin.append(state.origin[-1])
    return CleanText(state.original, "".join(pieces), origin, ends)


def _mojibake(text: str) -> Iterable[_Edit]:
    fixed: dict[str, str] = {}
    for m in _MOJIBAKE.finditer(text):
        run = m[0]
        if run not in fixed:
            fixed[run] = _undo(run)
        if fixed[run] != run:
            yield m.start(), m.end(), fixed[run]


def _undo(run: str) -> str:
    if run in {"â€", "â€\x9d"}:  # a closing quote whose last byte was lost
        return '"'
    for codec in ("cp1252", "latin-1"):
        try:
            fixed = run.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        # "É”" is a real letter before a real quote, although it would decode to a rare letter.
        if len(fixed) > 1 or fixed <= "\u017f" or "\u2000" <= fixed <= "\u20bf":
            return fixed
    return ftfy.fix_encoding(run)


def _composed(text: str) -> Iterable[_Edit]:
    for m in _COMBINING.finditer(text):
        yield m.start(), m.end(), unicodedata.normalize("NFC", m[0])


def _entities(text: str) -> Iterable[_Edit]:
    for m in _ENTITY.finditer(text):
        new = html.unescape(f"&{m[1]};").translate(_ONE_TO_ONE)
        if not new.startswith("&") or new == "&":
            yield m.start(), m.end(), _INVISIBLE.sub("", new)


def _markup(text: str) -> Iterable[_Edit]:
    for m in _MARKUP.finditer(text):
        if m["block"] or m["drop"] or m["code"]:
            yield m.start(), m.end(), "\n"
        else:
            yield m.start(), m.end(), ""


def _latex_quotes(text: str) -> Iterable[_Edit]:
    for m in _LATEX_QUOTE.finditer(text):
        yield m.start(), m.end(), '"'


def _breaks(text: str) -> Iterable[_Edit]:
    """Paragraph breaks where sentences were glued together, and after a headline glued to the text."""
    found = [m.end() for m in _GLUED_STOP.finditer(text) if not _in_address(text, m.start())]
    found += [m.start() + 1 for m in _GLUED_QUOTE.finditer(text) if _closes(text, m.start())]
    first = text.find("\n")
    for m in _HEADLINE_GLUE.finditer(text, 0, min(300, first if first >= 0 else 300)):
        head = _CAPITALISED.findall(text[: m.start()])
        if len(head) >= 4 and sum(w[0].isupper() for w in head) >= 0.6 * len(head) and "." not in text[: m.start()]:
            found.append(m.start())
            break
    words_alone: Counter[str] | None = None
    for m in _GLUED_WORD.finditer(text):
        if m[0] not in words("starters"):
            words_alone = words_alone or Counter(_ALONE.findall(text))
            if words_alone[m[0]] < 2:
                continue
        found.append(m.start())
    for at in sorted(set(found)):
        yield at, at, "\n"


def _closes(text: str, mark: int) -> bool:
    """Whether this quotation mark is the second of a pair in its paragraph."""
    start = text.rfind("\n", 0, mark) + 1
    return text.count('"', max(start, mark - 2000), mark) % 2 == 1


def _in_address(text: str, stop: int) -> bool:
    """Whether the stop stands inside a web or mail address."""
    start = stop
    while start > 0 and stop - start < 80 and not text[start - 1].isspace():
        start -= 1
    word = text[start:stop]
    return "/" in word or "@" in word or word.startswith("www")
