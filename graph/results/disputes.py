"""What cannot all be so, and what somebody is tied to."""

from typing_extensions import TypedDict

from graph.results.claims import ClaimRow
from graph.results.incidents import ReportRow
from graph.results.parts import End


class SideRow(TypedDict):
    """One side of a dispute: what it says, who says so, and the sentences: claims, or an incident's reports."""

    says: str
    speakers: list[End]
    origins: list[str]
    first: str | None
    last: str | None
    claims: list[ClaimRow]
    reports: list[ReportRow]


class DisputeRow(TypedDict):
    """What cannot all be so. `nature` is polarity, denial, value, toll or perpetrator.

    It is about a relation (`subject`, `predicate`, `object`), about what somebody is blamed for and denies (`subject`
    alone), or about an incident. `oneself`: one speaker stands on both sides.
    """

    id: str
    nature: str
    subject: End | None
    predicate: str | None
    object: End | None
    incident: End | None
    oneself: bool
    sides: list[SideRow]


class CommitmentChange(TypedDict):
    """From `on` on it is in this state, because of these claims."""

    state: str
    on: str
    why: str
    claims: list[str]


class CommitmentRow(TypedDict):
    """A threat, ultimatum or promise: by whom to whom, what is tied to what, until when, and what came of it."""

    id: str
    type: str  # threat, ultimatum, promise
    by: End
    to: End | None
    condition: str | None
    consequence: str | None
    deadline: str | None
    made: str
    state: str  # open, met, broken, expired
    changes: list[CommitmentChange]
    claims: list[ClaimRow]
