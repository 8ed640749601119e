"""What a cluster of reports says of the dead and injured: low, best and high, and who says what."""

from collections.abc import Iterable

from graph.resolve.reports import Report, Said
from schema.records import Record


class Voice(Record, frozen=True, kw_only=True, gc=False):
    """One value, and who stands behind it. Origins count; copies of one dispatch are one voice."""

    low: int
    high: int | None
    by: tuple[str, ...]  # who counted, as the reports name them
    outlets: tuple[str, ...]
    reports: tuple[str, ...]
    origins: int
    first: str | None  # days of publication
    last: str | None


class Toll(Record, frozen=True, kw_only=True, gc=False):
    """`low` and `high` span everything said; `best` is what the latest origins say, of several the one with most of them."""

    low: int
    best: int
    high: int
    voices: tuple[Voice, ...]


def toll(what: str, reports: Iterable[Report]) -> Toll | None:
    """The toll of a cluster; `what` is killed or injured. None if no report gives it."""
    said: dict[tuple[int, int], list[tuple[Report, Said]]] = {}
    for report in sorted(reports, key=lambda r: (r.published or "", r.id)):
        for one in report.killed if what == "killed" else report.injured:
            said.setdefault((one.low, -1 if one.high is None else one.high), []).append((report, one))
    if not said:
        return None
    voices = tuple(_voice(low, None if high < 0 else high, found) for (low, high), found in sorted(said.items()))
    best = max(voices, key=lambda v: ((v.last or "")[:10], v.origins, v.low))
    return Toll(
        low=min(v.low for v in voices),
        best=best.low,
        high=max(v.low if v.high is None else v.high for v in voices),
        voices=voices,
    )


def _voice(low: int, high: int | None, found: list[tuple[Report, Said]]) -> Voice:
    days = sorted(report.published[:10] for report, _ in found if report.published)
    return Voice(
        low=low,
        high=high,
        by=tuple(sorted({one.by for _, one in found if one.by})),
        outlets=tuple(sorted({report.outlet for report, _ in found if report.outlet})),
        reports=tuple(sorted({report.id for report, _ in found})),
        origins=len({report.origin or report.article for report, _ in found}),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )
