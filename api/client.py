"""A client of the JSON API for Python, with nothing but the standard library.

    from api.client import Marsad

    marsad = Marsad()
    for claim in marsad.claims(predicate="HARBORS"):
        print(claim["quote"])

Lists are iterators that fetch page after page; `marsad.incidents().to_frame()` is a pandas DataFrame of one. An answer that
is an error raises Problem with what the server said, after waiting where the server asks for patience.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api.client_desk import Desk
from api.client_http import Connection, Problem, Row, address
from api.client_rows import Rows, frame

if TYPE_CHECKING:
    from graph.analytics.paths import Ways
    from graph.changes import ChangeRow
    from graph.results import (
        ArticleRow,
        ArticleView,
        ClaimRow,
        DisputeRow,
        EntityRow,
        EntityView,
        IncidentRow,
        IncidentView,
        JudgementRow,
        MembersView,
        OriginRow,
        RelationRow,
        StatementRow,
        StatisticRow,
        Subgraph,
    )
    from graph.search import Found

__all__ = ["Marsad", "Problem", "Rows", "frame"]
TIMEOUT = 60.0


class Marsad(Desk):
    """One server. Safe to share between threads; parameters are those of docs/api.md, lists of values are repeated.

    `retries` is how often a request that the server is too busy for (429, 503) is sent again, after as long as it asks for.
    """

    def __init__(self, url: str = "http://127.0.0.1:8000", *, timeout: float = TIMEOUT, retries: int = 3) -> None:
        self._server = Connection(url, timeout, retries)

    def get(self, path: str, **parameters: Any) -> Any:
        """Any endpoint, such as `get("/v1/catalog")`."""
        return self._server.ask(address(path, parameters))

    def post(self, path: str, body: Mapping[str, Any], **parameters: Any) -> Any:
        """Any endpoint that takes a body; what is None in it is left out."""
        return self._server.ask(address(path, parameters), {name: one for name, one in body.items() if one is not None})

    def delete(self, path: str) -> None:
        """Remove what has this address."""
        self._server.open(path, {}, method="DELETE").close()

    def rows(self, path: str, *, most: int | None = None, **parameters: Any) -> Rows[Any]:
        """All rows of a list, page after page; with `most`, so many at most."""
        return Rows(self._rows(path, most, parameters))

    # lists

    def entities(self, q: str = "", **filters: Any) -> "Rows[EntityRow]":
        """Actors, places and projects by name, the best first."""
        return self.rows("/v1/entities", q=q, **filters)

    def claims(self, **filters: Any) -> "Rows[ClaimRow]":
        """Claims with their sentences, newest first."""
        return self.rows("/v1/claims", **filters)

    def relations(self, **filters: Any) -> "Rows[RelationRow]":
        """Relations with the claims behind them, most claims first."""
        return self.rows("/v1/relations", **filters)

    def incidents(self, **filters: Any) -> "Rows[IncidentRow]":
        """Incidents, latest first."""
        return self.rows("/v1/incidents", **filters)

    def statements(self, **filters: Any) -> "Rows[StatementRow]":
        """Who said what, newest first."""
        return self.rows("/v1/statements", **filters)

    def statistics(self, **filters: Any) -> "Rows[StatisticRow]":
        """Published totals, latest period first."""
        return self.rows("/v1/statistics", **filters)

    def articles(self, **filters: Any) -> "Rows[ArticleRow]":
        """Articles, newest first."""
        return self.rows("/v1/articles", **filters)

    def contradictions(self, **filters: Any) -> "Rows[DisputeRow]":
        """What cannot all be so, with both sides' sentences."""
        return self.rows("/v1/contradictions", **filters)

    def judgements(self, **filters: Any) -> "Rows[JudgementRow]":
        """What is judged to be one or two, surest first."""
        return self.rows("/v1/judgements", **filters)

    def acts(self, **filters: Any) -> Rows[Row]:
        """What persons judged and reviewed, newest first."""
        return self.rows("/v1/acts", **filters)

    def commitments(self, **filters: Any) -> list[Row]:
        """Threats, ultimatums and promises with what came of them."""
        return self.get("/v1/commitments", **filters)["results"]  # type: ignore[no-any-return]

    def search(self, q: str, **filters: Any) -> "Found":
        """Full text: `results` with the pieces of text that hold the words, `total`, `facets`, `corrected` words."""
        return self.get("/v1/search", q=q, **filters)  # type: ignore[no-any-return]

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
        again = address("/v1/stream", filters)
        return self._server.follow(address("/v1/stream", {**filters, "since": since}), again)  # type: ignore[return-value]

    # one thing

    def entity(self, id: str, *, neighbours: int | None = None, **when: Any) -> "EntityView":
        """One entity and what is around it; `when` takes `as_of`, `undated`, `known_at`, `marking`."""
        return self.get(f"/v1/entities/{_id(id)}", neighbours=neighbours, **when)  # type: ignore[no-any-return]

    def claim(self, id: str) -> "ClaimRow":
        """One claim."""
        return self.get(f"/v1/claims/{_id(id)}")  # type: ignore[no-any-return]

    def incident(self, id: str) -> "IncidentView":
        """One incident with its evidence."""
        return self.get(f"/v1/incidents/{_id(id)}")  # type: ignore[no-any-return]

    def article(self, id: str, **when: Any) -> "ArticleView":
        """One article with its text and annotations; `when` takes `as_of`, `undated`, `known_at`, `marking`."""
        return self.get(f"/v1/articles/{_id(id)}", **when)  # type: ignore[no-any-return]

    def origin(self, id: str) -> "OriginRow":
        """The articles that rest on one origin."""
        return self.get(f"/v1/origins/{_id(id)}")  # type: ignore[no-any-return]

    def incident_reports(self, id: str) -> "MembersView":
        """The reports of an incident by origin."""
        return self.get(f"/v1/incidents/{_id(id)}/reports")  # type: ignore[no-any-return]

    def relation_reports(self, id: str) -> "MembersView":
        """The articles behind a relation by origin; `id` is the relation's."""
        return self.get(f"/v1/relations/{_id(id)}/reports")  # type: ignore[no-any-return]

    def explain(self, id: str, other: str | None = None) -> Row:
        """With what something is one and why; with `other`, why the two are one or not."""
        return self.get(f"/v1/explain/{_id(id)}", other=other)  # type: ignore[no-any-return]

    def catalog(self) -> Row:
        """What the graph holds."""
        return self.get("/v1/catalog")  # type: ignore[no-any-return]

    def vocabulary(self) -> Row:
        """The words of the graph."""
        return self.get("/v1/vocabulary")  # type: ignore[no-any-return]

    # the graph

    def graph(self, seeds: Sequence[str], **parameters: Any) -> "Subgraph":
        """Entities and relations around some: `depth`, `limit`, `type`."""
        return self.get("/v1/graph", seed=list(seeds), **parameters)  # type: ignore[no-any-return]

    def paths(self, source: str, target: str, **filters: Any) -> "Ways":
        """The shortest ways between two entities, with the evidence of every step."""
        return self.get("/v1/paths", source=source, target=target, **filters)  # type: ignore[no-any-return]

    def adjacent(self, id: str) -> list[Row]:
        """How many edges of each type a node has."""
        return self.get("/v1/graph/adjacent", id=id)  # type: ignore[no-any-return]

    def expand(self, id: str, **parameters: Any) -> "Subgraph":
        """Some neighbours of a node: `type`, `limit`."""
        return self.get("/v1/graph/expand", id=id, **parameters)  # type: ignore[no-any-return]

    def among(self, ids: Sequence[str]) -> "Subgraph":
        """These nodes and all edges among them."""
        return self.post("/v1/graph/among", {"ids": list(ids)})  # type: ignore[no-any-return]

    # questions and figures

    def recipes(self) -> list[Row]:
        """The questions that can be asked as they are."""
        return self.get("/v1/recipes")["results"]  # type: ignore[no-any-return]

    def recipe(self, name: str, **parameters: Any) -> Row:
        """The answer to a recipe: `rows`, and in `evidence` the claims that they rest on."""
        return self.get(f"/v1/recipes/{_id(name)}", **parameters)  # type: ignore[no-any-return]

    def figures(self, kind: str, **parameters: Any) -> list[Row]:
        """Flat rows of `timeseries`, `distribution`, `matrix` or `choropleth`."""
        return self.get(f"/v1/stats/{_id(kind)}", **parameters)["results"]  # type: ignore[no-any-return]

    def analysis(self, name: str, **parameters: Any) -> Row:
        """`centrality`, `communities`, `trends`, `leadlag` or `blindspots`: `results`, and the `method` that they come from."""
        return self.get(f"/v1/analytics/{_id(name)}", **parameters)  # type: ignore[no-any-return]

    def cypher(self, query: str, **parameters: Any) -> list[Row]:
        """Rows of a Cypher query by column."""
        return self.post("/v1/cypher", {"query": query, "parameters": parameters})["rows"]  # type: ignore[no-any-return]

    # taking in, judging

    def add(self, text: str, *, wait: float | None = None, **about: Any) -> Row:
        """Take an article in: `title, url, outlet, published` … with it where they are known; `wait` seconds for the graph."""
        return self.post("/v1/articles", {"text": text, **about}, wait=wait)  # type: ignore[no-any-return]

    def extract(self, text: str, *, explain: bool = False, **about: Any) -> Row:
        """What would be extracted from an article, which is not stored."""
        return self.post("/v1/extract", {"text": text, **about}, explain=explain)  # type: ignore[no-any-return]

    def judge(self, verdict: str, one: str, other: str | None = None, *, by: str, because: str | None = None) -> Row:
        """Judge as a person that two are one (`same`), two (`not_same`) or unsure."""
        body = {"verdict": verdict, "one": one, "other": other, "by": by, "because": because}
        return self.post("/v1/judgements", body)  # type: ignore[no-any-return]

    def review(
        self,
        claim: str,
        verdict: str,
        *,
        by: str,
        because: str | None = None,
        correction: Mapping[str, Any] | None = None,
    ) -> Row:
        """Accept, reject or correct a claim as a person (`accepted`, `rejected`, `corrected` with `correction`)."""
        body = {"verdict": verdict, "by": by, "because": because, "correction": correction}
        return self.post(f"/v1/claims/{_id(claim)}/review", body)  # type: ignore[no-any-return]

    def undo(self, act: str, *, by: str) -> Row:
        """Take a judgement or a review back."""
        return self.post(f"/v1/judgements/{_id(act)}/undo", {"by": by})  # type: ignore[no-any-return]

    def export(self, what: str, to: str | Path, *, format: str | None = None, **filters: Any) -> Path:
        """A whole list (`claims`, `incidents` …) into a file; the format is that of its name (.ndjson, .csv, .parquet, .geojson)."""
        path = Path(to)
        wanted = address(f"/v1/export/{_id(what)}", {"format": format or path.suffix[1:], **filters})
        with self._server.open(wanted, {}) as answer, path.open("wb") as file:
            shutil.copyfileobj(answer, file)
        return path

    def _rows(self, path: str, most: int | None, parameters: Mapping[str, Any]) -> Iterator[Any]:
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


def _id(id: str) -> str:
    return quote(id, safe="")
