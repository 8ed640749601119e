"""The front half of the extractor in one call: article → parsed document with its mentions and quality flags."""

from typing import TYPE_CHECKING

from loaders.extract.coreference import resolve
from loaders.extract.document import Document
from loaders.extract.names import find_names
from loaders.extract.parse import gazetteer_in, parse
from loaders.extract.quality import find_damage
from schema.records import Article

if TYPE_CHECKING:
    from spacy.language import Language


def analyse(article: Article, nlp: "Language") -> Document:
    """Clean, parse, name and link one article. `nlp` comes from `load_pipeline()`."""
    gazetteer = gazetteer_in(nlp)
    document = parse(article, nlp)
    cast = find_names(document, gazetteer)
    resolve(document, cast, gazetteer.reference)
    find_damage(document)
    return document
