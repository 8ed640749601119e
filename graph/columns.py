"""The names of a query's columns, read from its text: the embedded engine tells none when there is no row."""

import re

_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`|(?P<comment>//[^\n]*|/\*.*?\*/)|\w+|\s+|.""", re.S
)
_ENDS = {"ORDER", "SKIP", "OFFSET", "LIMIT", "UNION"}


def columns(query: str) -> list[str]:
    """What the last RETURN names, in its order; none for `RETURN *` and for a query without one."""
    items: list[list[str]] = []
    depth, inside, before = 0, False, ""
    for match in _TOKEN.finditer(query):
        token = match[0]
        if match["comment"]:
            continue
        depth += (token in "([{") - (token in ")]}")
        word = token.upper() if depth == 0 and before != "." else ""
        if word == "RETURN":
            items, inside = [[]], True
        elif word in _ENDS or token == ";":
            inside = False
        elif inside and token == "," and depth == 0:
            items.append([])
        elif inside:
            items[-1].append(token)
        before = token.strip() or before
    names = [_name(item) for item in items]
    return [] if "*" in names else names


def _name(tokens: list[str]) -> str:
    words = [token for token in tokens if not token.isspace()]
    if words and words[0].upper() == "DISTINCT":
        tokens = tokens[tokens.index(words[0]) + 1 :]
    if len(words) > 2 and words[-2].upper() == "AS":
        return words[-1].strip("`").replace("``", "`")
    return "".join(tokens).strip()
