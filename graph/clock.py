"""What time it is, as the graph notes it."""

from datetime import UTC, datetime


def now() -> str:
    """The moment in UTC to the second, ISO 8601 with Z: such texts sort as the moments do."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
