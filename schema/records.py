"""The records that travel between packages. Two shapes only: an `Article` comes in, an `Extraction` comes out.

All of them are plain immutable data. `start` and `end` are offsets in characters of the article's text **as it was
given** (Python string indices, end exclusive), and every `quote` or `text` with offsets equals that slice exactly.
The JSON form (docs/extraction-format.md) is these classes written by msgspec: field names are the contract.
"""

from enum import StrEnum

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records: immutable, keyword-only."""


class Speech(StrEnum):
    """How the words reach us."""

    direct = "direct"  # inside quotation marks
    indirect = "indirect"  # reported by the article in its own words
    narrator = "narrator"  # the article says it itself


class Polarity(StrEnum):
    """Whether the claim says that something is so, or that it is not so."""

    positive = "positive"
    negative = "negative"


class Modality(StrEnum):
    """How real the claim says that it is. Only `asserted` claims can carry an edge or an occurred incident."""

    asserted = "asserted"
    planned = "planned"
    conditional = "conditional"
    possible = "possible"
    counterfactual = "counterfactual"
    question = "question"


class Status(StrEnum):
    """What became of an incident. The first four count as incidents."""

    occurred = "occurred"
    ongoing = "ongoing"
    attempted = "attempted"
    foiled = "foiled"
    planned = "planned"
    threatened = "threatened"
    hypothetical = "hypothetical"
    denied = "denied"


COUNTED = frozenset({Status.occurred, Status.ongoing, Status.attempted, Status.foiled})
"""The statuses under which an incident enters a count."""


class Precision(StrEnum):
    """How finely a date is known. `range` means that the text itself gives two ends."""

    instant = "instant"
    day = "day"
    week = "week"
    month = "month"
    year = "year"
    range = "range"
    unknown = "unknown"


class Article(Record, frozen=True, kw_only=True):
    """An article as it came in. `text` is never changed; everything but `text` and `id` may be missing."""

    id: str
    text: str
    source_id: str | None = None  # the id that came with it, or the file name
    title: str | None = None
    url: str | None = None
    outlet: str | None = None  # the outlet's name as it came
    published: str | None = None  # ISO 8601, date or date-time
    lang: str | None = None  # ISO 639-1, as it came
    marking: str = "TLP:CLEAR"
    sha256: str = ""


class Ref(Record, frozen=True, kw_only=True):
    """One end of a claim: the words, and the entity that they were linked to (None while it is not known who is meant)."""

    entity: str | None
    kind: str | None
    name: str  # canonical name where linked, else the words
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What tells this end from others in a claim's id: the entity, else the words."""
        return self.entity or self.text


class Party(Record, frozen=True, kw_only=True):
    """A perpetrator, target or victim of an incident."""

    entity: str | None
    kind: str | None
    name: str
    text: str
    start: int
    end: int
    how: str | None = None  # perpetrators: fact | claimed | blamed | suspected | denied
    category: str | None = None  # targets and victims: a target category of the model


class Time(Record, frozen=True, kw_only=True):
    """A date or period with its precision. `start` and `end` are ISO dates, end inclusive; `text` is what the article says."""

    start: str | None
    end: str | None
    precision: Precision
    text: str


class Value(Record, frozen=True, kw_only=True):
    """A number with its unit (`people`, `percent`, …) or currency (ISO 4217)."""

    number: float
    unit: str | None = None
    currency: str | None = None
    text: str = ""


class Count(Record, frozen=True, kw_only=True):
    """A count of people as a range. `high` is None where the text gives only a lower bound ("at least 12")."""

    low: int
    high: int | None
    text: str
    start: int
    end: int
    by: str | None = None  # who counted, as the article names them


class Entity(Record, frozen=True, kw_only=True):
    """An actor, place, project, operation or agreement that this article mentions; self-contained, so that it can be loaded anywhere."""

    id: str
    kind: str  # a node kind of the model
    name: str
    known: bool  # from reference data (True) or first met here (False)
    aliases: tuple[str, ...] = ()  # spellings found in this article
    country: str | None = None  # ISO 3166-1 alpha-2


class Mention(Record, frozen=True, kw_only=True):
    """Some words of the article and whom they stand for. `entity` is None while the link is below the threshold."""

    id: str
    start: int
    end: int
    text: str
    kind: str | None
    entity: str | None
    name: str | None
    score: float
    reason: str  # which rule linked it, e.g. "alias", "metonym", "pronoun:governing-subject"


class Statement(Record, frozen=True, kw_only=True):
    """An attributed span: who said it, with which words of saying, directly or not. `parent` is the statement it is nested in."""

    id: str
    speaker: Ref | None
    cue: str
    speech: Speech
    parent: str | None
    start: int
    end: int
    quote: str
    claims: tuple[str, ...] = ()
    rule: str = ""
    confidence: float = 0.5


class Claim(Record, frozen=True, kw_only=True):
    """One sourced claim: subject – predicate – object, by whom, how firmly, in which words.

    `quote` is the sentence (`start`..`end`); `trigger` the words that carry the predicate. `chain` lists the voices
    from the one nearest to the article to the speaker, who is its last element: "Dawn reported that the minister told a
    channel" gives (Dawn, channel, minister). `alleged`: the speaker accuses without standing as a witness ("accused",
    "claimed"). `denied`: the claim is that the named proposition was denied or rejected by its speaker; polarity is
    then negative. For verbal predicates (WARNS, THREATENS, BLAMES_ACCUSES, DEMANDS …) modality is that of the speech act itself: a
    conditional threat that was uttered is `asserted`, with `condition` and `consequence` filled.
    """

    id: str
    predicate: str
    plover: str | None = None  # event class of PLOVER 2.0 (AGREE … ASSAULT) of the frame; finer than the predicate's
    subject: Ref | None
    object: Ref | None
    value: Value | None = None
    speaker: Ref | None = None
    chain: tuple[Ref, ...] = ()
    speech: Speech = Speech.narrator
    polarity: Polarity = Polarity.positive
    modality: Modality = Modality.asserted
    alleged: bool = False
    denied: bool = False
    sense: str | None = None  # WARNS: threat | hazard; else a sense of the predicate's frame
    condition: str | None = None  # verbatim
    condition_at: tuple[int, int] | None = None
    consequence: str | None = None  # verbatim
    consequence_at: tuple[int, int] | None = None
    about: str | None = None  # what is blamed, demanded, rejected, warned of: verbatim
    place: Ref | None = None
    time: Time | None = None
    start: int
    end: int
    quote: str
    trigger: str = ""
    trigger_at: tuple[int, int] | None = None
    statement: str | None = None
    rule: str = ""
    confidence: float = 0.5
    flags: tuple[str, ...] = ()  # text quality flags of its sentence


class Incident(Record, frozen=True, kw_only=True):
    """One event as this article tells it, gathered over its sentences."""

    id: str
    type: str
    status: Status
    title: str
    perpetrators: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    victims: tuple[Party, ...] = ()
    weapon: str | None = None
    place: Ref | None = None
    date: Time | None = None
    killed: Count | None = None
    injured: Count | None = None
    attackers_killed: Count | None = None
    counts: tuple[Count, ...] = ()  # every casualty count with its own words, where several are given
    claims: tuple[str, ...] = ()
    start: int
    end: int
    quote: str
    rule: str = ""
    confidence: float = 0.5
    flags: tuple[str, ...] = ()


class Statistic(Record, frozen=True, kw_only=True):
    """A published aggregate: never an incident."""

    id: str
    measure: str
    low: float
    high: float | None
    unit: str | None
    place: Ref | None
    period: Time | None
    publisher: Ref | None
    start: int
    end: int
    quote: str
    rule: str = ""
    confidence: float = 0.5
    flags: tuple[str, ...] = ()


class Quality(Record, frozen=True, kw_only=True):
    """A stretch of text that is damaged or contradicts what is known, with the reason."""

    start: int
    end: int
    flag: str
    reason: str


class Run(Record, frozen=True, kw_only=True):
    """Which extractor made it. `seconds` is the only field that may differ between two runs on one input."""

    extractor: str
    version: str
    seconds: float = 0.0


class Extraction(Record, frozen=True, kw_only=True):
    """Everything that one article says, as one immutable value."""

    article: Article
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    incidents: tuple[Incident, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    quality: tuple[Quality, ...] = ()
    run: Run


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Extraction)


def to_json(extraction: Extraction) -> bytes:
    """One line of JSON, UTF-8, without the line end. Article intake has replaced lone surrogates, which UTF-8 cannot hold."""
    return _encoder.encode(extraction)


def from_json(line: bytes | str) -> Extraction:
    """Read what `to_json` wrote; raises `msgspec.ValidationError` that names the field's path."""
    return _decoder.decode(line)
