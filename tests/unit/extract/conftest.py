"""The pipeline, loaded once, and shortcuts from a text to its mentions."""

from collections.abc import Callable

import pytest

from loaders.extract.analyse import analyse
from loaders.extract.document import Document
from loaders.extract.parse import load_pipeline
from schema.records import Article


@pytest.fixture(scope="session")
def read() -> Callable[..., Document]:
    """Text (and day of publication) → analysed document."""
    nlp = load_pipeline()

    def reader(text: str, published: str | None = "2024-06-29") -> Document:
        return analyse(Article(id="a", text=text, published=published), nlp)

    return reader
