"""What the client can ask about the work around the graph: what is on its way in, what is watched, what changed."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api.client_http import Row
from api.client_rows import Rows

if TYPE_CHECKING:
    from graph.results import BeliefHistory


class Desk:
    """A part of `api.client.Marsad`, which has the three ways to ask."""

    @abstractmethod
    def get(self, path: str, **parameters: Any) -> Any:
        """Any endpoint."""

    @abstractmethod
    def post(self, path: str, body: Mapping[str, Any], **parameters: Any) -> Any:
        """Any endpoint that takes a body."""

    @abstractmethod
    def rows(self, path: str, *, most: int | None = None, **parameters: Any) -> Rows[Any]:
        """All rows of a list."""

    @abstractmethod
    def delete(self, path: str) -> None:
        """Remove what has this address."""

    # what comes in

    def inbox(self, state: str | None = None, *, limit: int | None = None) -> Row:
        """Articles on their way and in quarantine, newest first (`results`), and how many there are in each state (`counts`)."""
        return self.get("/v1/inbox", state=state, limit=limit)  # type: ignore[no-any-return]

    def retry(self, numbers: Sequence[int] | None = None) -> Row:
        """Try again what is in quarantine: those entries, or all."""
        return self.post("/v1/inbox/retry", {"numbers": None if numbers is None else list(numbers)})  # type: ignore[no-any-return]

    # what is watched

    def alerts(self) -> list[Row]:
        """The saved alerts, and how often each fired."""
        return self.get("/v1/alerts")["results"]  # type: ignore[no-any-return]

    def add_alert(self, name: str, watches: str, *, webhook: str | None = None, by: str = "", **filters: Any) -> Row:
        """Save an alert on `claims`, `relations` or `incidents` with their filters; its `secret` is told this once."""
        body = {"name": name, "watches": watches, "filters": filters, "webhook": webhook, "by": by}
        return self.post("/v1/alerts", body)  # type: ignore[no-any-return]

    def watch_recipe(
        self, name: str, recipe: str, *, webhook: str | None = None, by: str = "", **parameters: Any
    ) -> Row:
        """Save an alert on new rows of a recipe."""
        body = {"name": name, "watches": "recipe", "recipe": recipe, "parameters": parameters}
        return self.post("/v1/alerts", {**body, "webhook": webhook, "by": by})  # type: ignore[no-any-return]

    def remove_alert(self, id: str) -> None:
        """Remove an alert with what it fired."""
        self.delete(f"/v1/alerts/{quote(id, safe='')}")

    def firings(self, alert: str, *, most: int | None = None) -> "Rows[Row]":
        """What an alert fired, newest first, each with its facts and their sentences."""
        return self.rows(f"/v1/alerts/{quote(alert, safe='')}/firings", most=most)

    def dead_letters(self, *, most: int | None = None) -> "Rows[Row]":
        """Firings that no webhook took, newest first, each with the last error."""
        return self.rows("/v1/dead-letters", most=most)

    def replay(self, firing: str | None = None) -> int:
        """Send a dead letter again, or all of them; how many."""
        path = f"/v1/dead-letters/{quote(firing, safe='')}/replay" if firing else "/v1/dead-letters/replay"
        return int(self.post(path, {})["replayed"])

    # what was believed

    def relation_history(self, id: str, *, limit: int | None = None) -> "BeliefHistory":
        """How a relation changed over what was known, the latest change first, and which claims changed it."""
        return self.get(f"/v1/relations/{quote(id, safe='')}/history", limit=limit)  # type: ignore[no-any-return]

    def incident_history(self, id: str, *, limit: int | None = None) -> "BeliefHistory":
        """How an incident changed over what was known, the latest change first, and which reports changed it."""
        return self.get(f"/v1/incidents/{quote(id, safe='')}/history", limit=limit)  # type: ignore[no-any-return]
