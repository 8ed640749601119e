"""The journal as a list of what persons did: judgements of one act are one entry, and what was taken back says so."""

from typing_extensions import TypedDict

from graph.resolve.judgements import Journal


class Undone(TypedDict):
    """Who took an act back, and when."""

    by: str
    at: str


class Act(TypedDict):
    """One act. `about` are the ids that it is about; `verdict` is same, not_same, unsure, accepted, rejected or corrected."""

    act: str
    verdict: str
    about: list[str]
    told: str | None  # what a reviewed claim says
    quote: str | None  # its sentence
    by: str
    at: str
    because: list[str]
    undone: Undone | None


def acts(journal: Journal) -> list[Act]:
    """Every act, newest first."""
    gone: dict[str, Undone] = {one.act: {"by": one.by, "at": one.at} for one in journal.undone}
    found: dict[str, Act] = {}
    for one in journal.judgements:
        entry = found.setdefault(
            one.act,
            {
                "act": one.act, "verdict": one.verdict.value, "about": [], "told": None, "quote": None,
                "by": one.by, "at": one.at, "because": list(one.reasons), "undone": gone.get(one.act),
            },
        )  # fmt: skip
        entry["about"] += [id for id in one.pair if id not in entry["about"]]
    for review in journal.reviews:
        found[review.act] = {
            "act": review.act, "verdict": review.ruling.value, "about": [review.claim, review.article],
            "told": review.told, "quote": review.quote, "by": review.by, "at": review.at,
            "because": list(review.reasons), "undone": gone.get(review.act),
        }  # fmt: skip
    return sorted(found.values(), key=lambda act: (act["at"], act["act"]), reverse=True)
