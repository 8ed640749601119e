"""What the readers hand on: an article as it came in, or a remark. Problems travel as InvalidData beside them."""

from dataclasses import dataclass
from enum import StrEnum

from schema.errors import InvalidData
from schema.ids import digest
from schema.records import Article, Extraction


class Form(StrEnum):
    """How an article came: as plain text, as one JSON object, or already extracted."""

    text = "text"
    json = "json"
    extraction = "extraction"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One article as it came in: its bytes, where they came from (`file` or `file:line`), and what they say."""

    form: Form
    where: str
    raw: bytes
    article: Article
    extraction: Extraction | None = None

    @property
    def revision(self) -> str:
        """Equal for two deliveries that say the same: neither encoding nor file name makes a new revision."""
        a = self.article
        return digest(a.sha256, a.title, a.url, a.outlet, a.published, a.lang, a.marking)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know, though everything was taken."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


Read = Delivery | InvalidData | Note
