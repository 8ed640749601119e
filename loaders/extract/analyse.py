"""The front half of the extractor in one call: article → parsed document with its mentions and quality flags."""

from typing import TYPE_CHECKING

from loaders.extract.document import Document
from loaders.extract.parse import parse
from schema.records import Article

if TYPE_CHECKING:
    from spacy.language import Language


def analyse(article: Article, nlp: "Language") -> Document:
    """Clean, parse, name and link one article. `nlp` comes from `load_pipeline()`."""
    return parse(article, nlp)
