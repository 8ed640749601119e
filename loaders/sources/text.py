"""Plain text: one file, one article. Nothing is guessed about title, outlet or date."""

from loaders.sources.decode import decode
from loaders.sources.delivery import Delivery, Form, Note
from schema.ids import article_id, text_sha256
from schema.records import Article
from schema.values import clean_text


def read_text(raw: bytes, name: str, where: str) -> tuple[Delivery, Note | None]:
    """The article in a text file's bytes; `name` becomes its source id. Raises InvalidData where it is no text.

    The id rests on the text alone: two files called `1.txt` are two articles, one file under two names is one.
    """
    text, note = decode(raw, where)
    text = clean_text(text)
    article = Article(id=article_id(text=text), text=text, source_id=name, sha256=text_sha256(text))
    return Delivery(Form.text, where, raw, article), Note(where, note) if note else None
