"""What resolution keeps of an article: enough to compare it with every other, without reading it again."""

from functools import cache

import msgspec

from graph.resolve.origins import Trace, trace
from graph.resolve.reports import Report, as_told
from graph.resolve.sightings import Sighting, sightings
from schema.records import Extraction, Record
from schema.reference import Reference


class Records(Record, frozen=True, kw_only=True):
    """One article's part in resolution. Ids are those that the article alone gives."""

    trace: Trace
    sightings: tuple[Sighting, ...]
    reports: tuple[Report, ...]


def records(extraction: Extraction, reference: Reference) -> Records:
    """What to keep of this article."""
    return Records(
        trace=trace(extraction),
        sightings=sightings(extraction, _genders(reference)),
        reports=as_told(extraction),
    )


@cache
def _genders(reference: Reference) -> dict[str, str]:
    return {name.casefold(): gender for name, gender in reference.given_names.items()}


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Records)


def dump(kept: Records) -> str:
    """As text; the same text for the same records on every machine."""
    return _encoder.encode(kept).decode()


def load(text: str) -> Records:
    """Read what `dump` wrote."""
    return _decoder.decode(text)
