"""What is known about an article that could not be extracted or written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason, for a person, and the class of the error."""

    reason: str
    error: str
