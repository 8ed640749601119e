"""How an answer changed over what was known."""

from typing import Any

from typing_extensions import TypedDict

from graph.results.claims import ClaimRow
from graph.results.incidents import ReportRow
from graph.results.parts import End


class BeliefClaim(TypedDict):
    """A claim and what happened to it: learned, revised (it says something else since), withdrawn, or moved to another origin."""

    what: str
    claim: ClaimRow


class BeliefReport(TypedDict):
    """A report and what happened to it: learned, revised, withdrawn, or found to tell of this incident (joined) or not (left)."""

    what: str
    report: ReportRow


class BeliefChange(TypedDict):
    """From `at` on the answer is another: the fields that changed, before and after (None where nothing was held), and why."""

    at: str
    held: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    claims: list[BeliefClaim]
    reports: list[BeliefReport]


class BeliefHistory(TypedDict):
    """How an answer changed over what was known, the latest change first."""

    id: str
    type: str | None
    source: End | None
    target: End | None
    changes: list[BeliefChange]
    truncated: bool
