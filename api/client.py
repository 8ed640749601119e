"""A client of the JSON API for Python, with nothing but the standard library.

    from api.client import Marsad

    marsad = Marsad()
    for claim in marsad.claims(predicate="HARBORS"):
        print(claim["quote"])

Lists are iterators that fetch page after page. An answer that is an error raises Problem with what the server said.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

from schema.errors import MarsadError

if TYPE_CHECKING:
    from graph.analytics.paths import Ways
    from graph.changes import ChangeRow
    from graph.results import ArticleRow, ClaimRow, EntityRow, EntityView, IncidentRow, IncidentView, RelationRow
    from graph.search import Found

Row = dict[str, Any]
TIMEOUT = 60.0
RETRY_SECONDS = 2.0


class Problem(MarsadError):
    """What the server answered instead: `status` (0 when it cannot be reached), `title`, `detail` and the whole `body`."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, dict(body)
        self.title, self.detail = str(body.get("title", "")), str(body.get("detail", ""))
        super().__init__(f"{status} {self.title}: {self.detail}")


class Marsad:
    """One server. Safe to share between threads; parameters are those of docs/api.md, lists of values are repeated."""

    def __init__(self, url: str = "http://127.0.0.1:8000", *, timeout: float = TIMEOUT) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"url: {url!r} does not begin with http:// or https://")
        self._url, self._timeout = url.rstrip("/") + "/", timeout

    def get(self, path: str, **parameters: Any) -> Any:
        """Any endpoint, such as `get("/v1/graph", seed=["group-ttp"])`."""
        return self._ask(self._with(path, parameters))

    def rows(self, path: str, *, most: int | None = None, **parameters: Any) -> Iterator[Row]:
        """All rows of a list, page after page; with `most`, so many at most."""
        given = {"limit": min(most, 1000) if most else 200, **parameters}
        left = most
        while True:
            page = self.get(path, **given)
            for row in page["results"]:
                yield row
                if left is not None and (left := left - 1) <= 0:
                    return
            if not page["next"]:
                return
            given["cursor"] = page["next"]

    def entities(self, q: str = "", **filters: Any) -> "Iterator[EntityRow]":
        """Actors, places and projects by name, the best first."""
        return self.rows("/v1/entities", q=q, **filters)  # type: ignore[return-value]

    def claims(self, **filters: Any) -> "Iterator[ClaimRow]":
        """Claims with their sentences, newest first."""
        return self.rows("/v1/claims", **filters)  # type: ignore[return-value]

    def relations(self, **filters: Any) -> "Iterator[RelationRow]":
        """Relations with the claims behind them, most claims first."""
        return self.rows("/v1/relations", **filters)  # type: ignore[return-value]

    def incidents(self, **filters: Any) -> "Iterator[IncidentRow]":
        """Incidents, latest first."""
        return self.rows("/v1/incidents", **filters)  # type: ignore[return-value]

    def articles(self, **filters: Any) -> "Iterator[ArticleRow]":
        """Articles, newest first."""
        return self.rows("/v1/articles", **filters)  # type: ignore[return-value]

    def entity(self, id: str) -> "EntityView":
        """One entity and what is around it."""
        return self.get(f"/v1/entities/{quote(id, safe='')}")  # type: ignore[no-any-return]

    def incident(self, id: str) -> "IncidentView":
        """One incident with its evidence."""
        return self.get(f"/v1/incidents/{quote(id, safe='')}")  # type: ignore[no-any-return]

    def search(self, q: str, **filters: Any) -> "Found":
        """Full text search: `results` with snippets, `total`, and what was looked for instead of words that are nowhere."""
        return self.get("/v1/search", q=q, **filters)  # type: ignore[no-any-return]

    def recipe(self, name: str, **parameters: Any) -> Row:
        """The answer to a recipe: `rows`, and in `evidence` the claims that they rest on."""
        return self.get(f"/v1/recipes/{quote(name, safe='')}", **parameters)  # type: ignore[no-any-return]

    def figures(self, kind: str, **parameters: Any) -> list[Row]:
        """Flat rows of `timeseries`, `distribution`, `matrix` or `choropleth`."""
        return self.get(f"/v1/stats/{quote(kind, safe='')}", **parameters)["results"]  # type: ignore[no-any-return]

    def paths(self, source: str, target: str, **filters: Any) -> "Ways":
        """The shortest ways between two entities, with the evidence of every step."""
        return self.get("/v1/paths", source=source, target=target, **filters)  # type: ignore[no-any-return]

    def analysis(self, name: str, **parameters: Any) -> Row:
        """`centrality`, `communities`, `trends`, `leadlag` or `blindspots`: `results`, and the `method` that they come from."""
        return self.get(f"/v1/analytics/{quote(name, safe='')}", **parameters)  # type: ignore[no-any-return]

    def cypher(self, query: str, **parameters: Any) -> list[Row]:
        """Rows of a Cypher query by column."""
        return self._ask("/v1/cypher", {"query": query, "parameters": parameters})["rows"]  # type: ignore[no-any-return]

    def changes(self, since: int | None = None, **filters: Any) -> "Iterator[ChangeRow]":
        """What changed after the number `since` (without it: all that is kept), up to now. Problem 410 if that is gone."""
        while True:
            page = self.get("/v1/changes", **{"limit": 1000, **filters, "since": since})
            yield from page["results"]
            if page["next"] >= page["latest"]:
                return
            since = page["next"]

    def stream(self, since: int | None = None, **filters: Any) -> "Iterator[ChangeRow]":
        """Changes as they happen, without end; a connection that breaks is made again, and goes on where it was.

        Where changes were missed for good comes one of the kind `graph` and op `reset`: read anew what you have.
        """
        last: str | None = None
        while True:
            asked = {**filters, "since": since if last is None else None}
            path = self._with("/v1/stream", asked)
            try:
                for id, row in self._events(path, last):
                    last = id or last
                    if row is not None:
                        yield row  # type: ignore[misc]
            except Problem as problem:
                if problem.status not in (0, 503) or last is None:
                    raise
            time.sleep(RETRY_SECONDS)

    def _events(self, path: str, last: str | None) -> Iterator[tuple[str | None, Row | None]]:
        """The id and change of each event; an event without data has an id alone."""
        fields: dict[str, str] = {}
        with self._open(path, {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})) as answer:
            try:
                for line in answer:
                    name, _, value = line.decode().rstrip("\r\n").partition(":")
                    if name:
                        fields[name] = value.strip()
                    elif value == "" and fields:
                        row = json.loads(fields["data"]) if "data" in fields else None
                        if row is not None and fields.get("event") == "reset":
                            row = {"op": "reset", "kind": "graph", "id": "graph", "seq": row["latest"], **row}
                        yield fields.get("id"), row
                        fields = {}
            except (OSError, HTTPException):
                return  # the connection broke

    def add(self, text: str, **about: Any) -> Row:
        """Take an article in: `title, url, outlet, published` … with it where they are known."""
        return self._ask("/v1/articles", {"text": text, **about})  # type: ignore[no-any-return]

    @staticmethod
    def _with(path: str, parameters: Mapping[str, Any]) -> str:
        given = {name: value for name, value in parameters.items() if value is not None}
        given = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
        return f"{path}?{urlencode(given, doseq=True)}" if given else path

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        with self._open(path, headers, data) as answer:
            return json.load(answer)

    def _open(self, path: str, headers: Mapping[str, str], data: bytes | None = None) -> Any:
        headers = {"User-Agent": "marsad-client", **headers}
        request = Request(urljoin(self._url, path.lstrip("/")), data=data, headers=headers)
        try:
            return urlopen(request, timeout=self._timeout)
        except HTTPError as error:
            with error:
                raise Problem(error.code, _read(error.read())) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            told = {
                "title": "No answer",
                "detail": f"{self._url} cannot be reached ({reason}); does `marsad serve` run?",
            }
            raise Problem(0, told) from error


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas DataFrame, nested values as `place.name`. Needs pandas, which Marsad does not install."""
    import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return pandas.json_normalize(list(rows))


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"title": "Error", "detail": body[:200].decode(errors="replace")}
