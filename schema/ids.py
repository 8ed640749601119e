"""Deterministic ids: the same raw input gives the same id on every machine and in every run.

An id is a short prefix that names the kind of thing and 16 hex digits (64 bits) of a SHA-256 over the fields that
identify it. At 10 million things of one kind the chance of any collision is below 3 in a million.
"""

import hashlib
import unicodedata


def digest(*parts: object) -> str:
    """16 hex digits over the parts. Parts are separated so that ("ab", "c") and ("a", "bc") differ; None is a part."""
    raw = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def text_sha256(text: str) -> str:
    """SHA-256 of a text as it is stored: NFC, line ends as \\n, outer white space dropped.

    The same article saved with another line end or in another Unicode form therefore stays one article.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(*, text: str, url: str | None = None, source_id: str | None = None, outlet: str | None = None) -> str:
    """The article's id: its URL where it has one, else the id that it came with (within its outlet), else its text.

    A changed text under the same URL or id is therefore a new version of one article, not a second article.
    """
    if url:
        return "art-" + digest("url", url)
    if source_id:
        return "art-" + digest("id", outlet, source_id)
    return "art-" + digest("text", outlet, text_sha256(text))


def entity_id(kind: str, name: str) -> str:
    """Id of an entity that reference data does not know, from its kind and its name folded to letters and digits."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())
    return f"new-{digest(kind, folded)}"


def claim_id(article: str, start: int, end: int, predicate: str, subject: str | None, obj: str | None, key: str) -> str:
    """Id of a claim: article, span, predicate and arguments. `key` tells apart what these leave equal (speaker, polarity)."""
    return "clm-" + digest(article, start, end, predicate, subject, obj, key)


def part_id(prefix: str, article: str, start: int, end: int, key: str) -> str:
    """Id of another part of an article (`men` mention, `sta` statement, `inc` incident, `num` statistic)."""
    return f"{prefix}-{digest(article, start, end, key)}"
