"""Where a query went wrong and what was probably meant: positions out of each engine's own words, the nearest known word.

Words are found by a small reader of Cypher that skips strings and comments; it never judges whether a query may run.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from graph import cypher
from graph.permit import PROCEDURES
from schema.model import Model

EXPLAIN = "EXPLAIN "


def _all(words: str) -> frozenset[str]:
    return frozenset(words.split())


_KEYWORDS = _all(
    "MATCH OPTIONAL WHERE RETURN WITH UNWIND ORDER BY SKIP LIMIT DISTINCT UNION CALL YIELD AS AND OR NOT IN CASE WHEN "
    "THEN ELSE END CONTAINS STARTS ENDS EXISTS COUNT COLLECT NULL TRUE FALSE DESC ASC XOR IS"
)
_FUNCTIONS = _all(
    "abs acos all any asin atan atan2 avg ceil coalesce collect cos count date datetime degrees duration endNode exists exp "
    "floor haversin head id isEmpty keys labels last left length localdatetime log log10 lTrim max min nodes none percentileCont "
    "percentileDisc point properties radians rand range reduce relationships replace reverse right round rTrim sign sin single "
    "size split sqrt startNode stDev substring sum tail tan time toBoolean toFloat toInteger toLower toString toUpper trim type"
)
# what edges carry besides the properties of the model
_ON_EDGES = _all(
    "claims reports outlets origins asserted alleged denied flagged disputed confidence first_published last_published "
    "first_known last_known first_valid last_valid claim_ids counter_ids how category mentions spellings name id says tells on"
)
_PARTS_OF_TIME = _all(
    "year quarter month week day hour minute second millisecond microsecond nanosecond years quarters months weeks days hours "
    "minutes seconds x y z longitude latitude height srid crs timezone offset epochSeconds epochMillis dayOfWeek ordinalDay"
)
_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<text>'(?:\\.|[^'\\])*'?|\"(?:\\.|[^\"\\])*\"?)|(?P<word>`(?:[^`]|``)*`|[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)|(?P<sign>\.\.|->|<-|.)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Said:
    """An engine's error: its words without the excerpt of the query, where (from 1), and what was probably meant."""

    message: str
    line: int | None = None
    column: int | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        where = f" (line {self.line}, column {self.column})" if self.line else ""
        return f"{self.message}{where}" + (f"; did you mean {self.suggestion}?" if self.suggestion else "")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a query that the model does not have."""

    kind: str  # label, relationship type, property
    word: str
    line: int
    column: int
    suggestion: str | None

    def __str__(self) -> str:
        hint = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"no {self.kind} {self.word} (line {self.line}, column {self.column}){hint}"


def understand(message: str, query: str, *, explained: bool = False) -> Said:
    """An engine's error message on a query; `explained` when the query was sent with EXPLAIN before it."""
    text = re.split(r"\n\s*(?:\"|\S.*\n\s*\^)", message.strip())[0]
    text = re.sub(r"^\w+(?:Exception|Function|Variable|Expression|Error): ", "", " ".join(text.split()))
    line = column = None
    if found := re.search(r" ?\(line (\d+), column (\d+)[^)]*\)\)?", text):  # counted from 1
        line, column = int(found[1]), int(found[2])
        if explained and line == 1:
            column = max(column - len(EXPLAIN), 1)
    elif found := re.search(r" ?at line (\d+)(?::|, column )(\d+)", text):  # columns from 0
        line, column = int(found[1]), int(found[2]) + 1
    if found:
        text = (text[: found.start()] + text[found.end() :]).removeprefix("Syntax error - ").strip(" -")
    words = list(_words(query))
    named = re.search(
        r"[Uu]nknown (?:function|procedure/function:?) '?([\w.]+)|procedure with the name `([\w.]+)`", text
    )
    variable = re.search(r"[Vv]ariable [`']?(\w+)[`']? not defined", text)
    if named:
        word = (named[1] or named[2]).rstrip(".")
        near = _nearest(word, [*PROCEDURES, *_FUNCTIONS])
    elif variable:
        word = variable[1]
        near = _nearest(word, {w for w, _ in words if w != word and w.upper() not in _KEYWORDS})
    else:
        word = _at(query, line, column)
        near = _nearest(word.upper(), _KEYWORDS) if word and word.upper() not in _KEYWORDS else None
    if line is None and word:
        at = [place for w, place in words if w == word.rpartition(".")[2]]
        if len(at) == 1:
            line, column = _position(query, at[0] - len(word) + len(word.rpartition(".")[2]))
    if len(text) > 400:
        text = text[:400].rsplit(",", 1)[0] + " …"
    return Said(text, line, column, near)


def unknown_words(query: str, model: Model) -> list[Unknown]:
    """Labels and types of a query that the model lacks, and properties that look like a slip of one that it has."""
    labels = {label for kind in model.kinds.values() for label in cypher.labels(kind)} | {
        cypher.LEDGER,
        cypher.PENDING,
        cypher.META,
        cypher.REDIRECT,
        cypher.TIE,
        *cypher.PAST.values(),
    }
    types = {*model.relations, *model.edges}
    properties = {name for kind in model.kinds.values() for name in kind.properties} | _ON_EDGES | _PARTS_OF_TIME
    own = set(re.findall(r"(\w+)\s*:", query)) | set(re.findall(r"\bAS\s+(\w+)", query, re.I))
    found = []
    for kind, word, at in _named(query):
        known: Collection[str] = {"label": labels, "relationship type": types, "property": properties}[kind]
        if word in known or (kind == "label" and word in types):
            continue
        near = _nearest(word, known)
        if kind == "property" and (near is None or word in own):
            continue
        found.append(Unknown(kind, word, *_position(query, at), near))
    return found


def _tokens(query: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "sign"
        if kind != "skip":
            yield kind, match[0], match.start()


def _words(query: str) -> Iterator[tuple[str, int]]:
    return ((text, at) for kind, text, at in _tokens(query) if kind == "word")


def _named(query: str) -> Iterator[tuple[str, str, int]]:
    """(label, relationship type or property; the word; its place) of every word that stands where such a word stands."""
    tokens = list(_tokens(query))
    nest: list[str] = []
    naming = False  # after a colon that names, through `A|B` and `A&B`
    for i, (kind, text, at) in enumerate(tokens):
        before = tokens[i - 1][1] if i else ""
        after = tokens[i + 1][1] if i + 1 < len(tokens) else ""
        if text in "([{" and kind == "sign":
            edge = text == "[" and before in ("-", "<-")
            nest.append("edge" if edge else text)
            naming = False
        elif text in ")]}" and kind == "sign":
            if nest:
                nest.pop()
            naming = False
        elif kind == "sign" and text == ":":
            naming = not nest or nest[-1] != "{"
        elif kind == "word":
            word = text.strip("`")
            if naming and before in (":", "|", "&", "!", "("):
                yield ("relationship type" if nest and nest[-1] == "edge" else "label"), word, at
            elif before == "." and after != "(" and after != ".":
                naming = False
                yield "property", word, at
            else:
                naming = False
        elif not (kind == "sign" and text in "|&!"):
            naming = False


def _at(query: str, line: int | None, column: int | None) -> str:
    """The word that begins at a place, or the one that ends just before it."""
    lines = query.splitlines()
    if line is None or column is None or not 0 < line <= len(lines):
        return ""
    found = re.match(r"[^\W\d]\w*", lines[line - 1][column - 1 :])
    return found[0] if found else ""


def _position(query: str, at: int) -> tuple[int, int]:
    before = query[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def _nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that is most like this one, whatever the case; None when none is near."""
    folded = {one.casefold(): one for one in sorted(known)}
    near = get_close_matches(word.casefold(), folded, 1, 0.72)
    return folded[near[0]] if near else None
