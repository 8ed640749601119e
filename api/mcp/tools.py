"""What a language model can ask: search, entity, neighbours, path, evidence, recipes and Cypher that only reads.

Imported when the first request comes, since the protocol's package takes half a second and 30 MB.
"""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import Field

from api import lists
from api.mcp import facts
from api.mcp.facts import About, Around, Evidence, Found, Hits, Recipes, Rows, Way
from api.parameters import Day, EntityParameters, Moment
from api.problems import problem_of
from api.services import Services
from graph.analytics.paths import WayFilter, ways
from graph.errors import Moved, NotFound, UnknownFilter
from graph.evidence import claims_with_sentences, relations_with_sentences
from graph.guard import Answer, Limits
from graph.hints import unknown_words
from graph.recipes import claim_ids, recipes
from graph.search import Filter
from graph.views import ClaimFilter, IncidentFilter, RelationFilter
from schema.errors import MarsadError

INSTRUCTIONS = """\
Marsad is a graph of sourced claims about security incidents: who says what about whom, in which sentence, how firmly.
Begin with `search` (names) or `find` (full text) to find ids. Say of a fact who says it, quote its `sentence` and name its article.
A claim is not a fact of the world: `modality` other than asserted means that it is planned, threatened, conditional …;
`alleged` is an accusation, `denied` a denial, `disputed` means that somebody denies it. `origins` counts independent sources.
An incident happened only with status occurred or ongoing. Published totals are never the number of incidents.
"""
MAX_ROWS, MAX_BYTES, MAX_FACTS = 200, 200_000, 50
P = ParamSpec("P")
T = TypeVar("T")
Id = Annotated[str, Field(min_length=1, max_length=600, description="An id as another tool gave it.")]
Few = Annotated[int, Field(ge=1, le=50, description="At most so many.")]
Claims = Annotated[int, Field(ge=1, le=10, description="At most so many claims with each relation.")]
AsOf = Annotated[Day | None, Field(description="Only what held on this day (2024-06-27) by the texts' own times.")]
KnownAt = Annotated[
    Moment | None,
    Field(description="As it was known by the end of this day, or at this moment (2024-06-27T12:00:00Z)."),
]
Cursor = Annotated[str | None, Field(max_length=1000, description="`next` of the answer before.")]


def make_server(services: Services) -> MCPServer:
    """The tools over these services. They answer in threads, and bounded: at most 50 things, 200 rows, 200 kB."""
    own = Tools(services)
    asked = (
        own.search,
        own.find,
        own.entity,
        own.neighbours,
        own.path,
        own.evidence,
        own.recipes,
        own.recipe,
        own.cypher,
    )
    return MCPServer(
        "marsad",
        title="Marsad",
        instructions=INSTRUCTIONS,
        version=version("marsad"),
        tools=[_tool(one) for one in asked],
        log_level="WARNING",
        subscriptions=False,
    )


def _tool(method: Callable[..., Any]) -> Tool:
    """A method as a tool that refuses arguments which it does not have; the package by itself ignores them."""
    tool = Tool.from_function(_told(method), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema(by_alias=True)
    return tool


def _told(tool: Callable[P, T]) -> Callable[P, T]:
    """Let the tool say what is wrong where the graph refuses, in the words of the API."""

    @wraps(tool)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return tool(*args, **kwargs)
        except (NotFound, UnknownFilter) as error:
            raise ToolError(f"{error}; use search to find ids") from None
        except MarsadError as error:
            problem = problem_of(error)
            raise ToolError(f"{problem.title}: {problem.detail}") from None

    return told


class Tools:
    """The tools; their docstrings and annotations are what a model reads."""

    def __init__(self, services: Services) -> None:
        self._services, self._view, self._store = services, services.view, services.store

    def search(
        self,
        query: Annotated[
            str, Field(min_length=1, max_length=200, description="Words of a name, in any script or case.")
        ],
        kind: Annotated[
            str | None, Field(max_length=40, description="A kind or label: Actor, ArmedGroup, State, Person, Place …")
        ] = None,
        limit: Few = 10,
        cursor: Cursor = None,
    ) -> Found:
        """Find actors, places and projects by name. Exact names and aliases come first."""
        where = EntityParameters(q=query, kind=kind, limit=limit, cursor=cursor, format=None)
        page = lists.entities(self._services, where)(limit=limit, cursor=cursor)
        return {"entities": list(page["results"]), "next": page["next"]}

    def find(
        self,
        query: Annotated[
            str, Field(min_length=1, max_length=500, description='Words in any script; "a phrase", -without, begin*.')
        ],
        type: Annotated[
            list[Literal["entity", "incident", "article", "claim", "statement"]] | None,
            Field(max_length=5, description="Only these."),
        ] = None,
        limit: Few = 10,
    ) -> Hits:
        """Full text search over names, incidents, articles, claims and statements, slips of spelling allowed for."""
        found = self._services.search.find(query, Filter(types=type or []), limit=limit)
        ids = list(dict.fromkeys(id for hit in found["results"] for id in hit["claims"]))[:MAX_FACTS]
        claims = claims_with_sentences(self._store, ids)
        return {"hits": found["results"], "corrected": found["corrected"], "facts": facts.facts(claims)}

    def entity(self, id: Id, limit: Few = 10) -> About:
        """One actor, place or project: what it is, how often it is met, and the newest claims about it."""
        try:
            view = self._view.entity(id, neighbours=1)
        except Moved as moved:
            view = self._view.entity(moved.to, neighbours=1)
        page = self._view.claims(ClaimFilter(about=view["entity"]["id"]), limit=limit)
        return facts.about(view, page["results"])

    def neighbours(
        self,
        id: Id,
        type: Annotated[
            str | None, Field(max_length=60, description="Only this relation type, such as HARBORS.")
        ] = None,
        limit: Few = 10,
        evidence: Claims = 2,
        cursor: Cursor = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Around:
        """Whom an entity is related to, strongest first, with the claims behind each relation; and its latest incidents."""
        id = self._now(id)
        asked = RelationFilter(about=id, type=type, as_of=as_of, known_at=known_at)
        relations = self._view.relations(asked, limit=limit, cursor=cursor, evidence=evidence)
        wanted = IncidentFilter(actor=id, as_of=as_of, known_at=known_at)
        incidents = [] if type or cursor else self._view.incidents(wanted, limit=limit)["results"]
        return {
            "id": id,
            "relations": [facts.relation(row) for row in relations["results"]],
            "incidents": [facts.incident(row) for row in incidents],
            "next": relations["next"],
        }

    def path(
        self,
        source: Id,
        target: Id,
        max_length: Annotated[int, Field(ge=1, le=6, description="At most so many steps.")] = 4,
        evidence: Claims = 2,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Way:
        """A shortest way between two entities over relations, in either direction, with the claims behind each step."""
        where = WayFilter(as_of=as_of, known_at=known_at)
        found = ways(self._store, source, target, where, k=1, max_length=max_length, evidence=evidence)["ways"]
        return {"steps": [facts.relation(hop["relations"][0]) for way in found for hop in way["hops"]]}

    def evidence(self, id: Id, limit: Few = 20) -> Evidence:
        """What stands behind the id of a claim, relation, incident, article or entity: the claims with their sentences."""
        told: Evidence = {"id": id, "kind": "claim", "relation": None, "incident": None, "facts": []}
        if "|" in id:
            found = relations_with_sentences(self._store, [id], evidence=limit)
            if not found:
                raise NotFound("relation", id)
            return {
                **told,
                "kind": "relation",
                "relation": {**facts.relation(found[0]), "facts": []},
                "facts": facts.facts(found[0]["evidence"][:limit]),
            }
        try:
            return {**told, "facts": [facts.fact(self._view.claim(id))]}
        except NotFound:
            pass
        try:
            return self._of_incident(told, id, limit)
        except NotFound:
            pass
        if claims := self._view.claims(ClaimFilter(article=id), limit=limit)["results"]:
            return {**told, "kind": "article", "facts": facts.facts(claims)}
        id = self._now(id)
        claims = self._view.claims(ClaimFilter(about=id), limit=limit)["results"]
        return {**told, "id": id, "kind": "entity", "facts": facts.facts(claims)}

    def recipes(self) -> Recipes:
        """The questions that can be asked as they are, with their parameters; `recipe` asks one."""
        return {
            "recipes": [
                {
                    "name": one.name,
                    "question": one.question,
                    "parameters": {p.name: f"{p.type}: {p.doc}" for p in one.parameters.values()},
                    "needed": [p.name for p in one.parameters.values() if p.required],
                    "example": dict(one.example),
                }
                for one in recipes().values()
            ]
        }

    def recipe(
        self,
        name: Annotated[str, Field(min_length=1, max_length=80, description="As `recipes` lists it.")],
        parameters: Annotated[dict[str, Any] | None, Field(description="The recipe's own parameters by name.")] = None,
        limit: Few = 20,
    ) -> Rows:
        """The answer to one of the questions, with the claims that it rests on."""
        asked = recipes().get(name)
        if asked is None:
            raise NotFound("recipe", name)
        return self._ask(asked.cypher, asked.values(parameters or {}), limit)

    def cypher(
        self,
        query: Annotated[str, Field(min_length=1, max_length=20_000, description="One Cypher query that only reads.")],
        parameters: Annotated[dict[str, Any] | None, Field(description="Values of $name in the query.")] = None,
        limit: Few = 20,
    ) -> Rows:
        """Ask in Cypher. Return a list of claim ids as `claims` (such as r.claim_ids AS claims) to get their sentences too.

        Labels: Actor, ArmedGroup, State, Person, Place, Claim, Incident, Article, Statement, Statistic … Relations between entities
        have upper-case types (HARBORS, ATTACKS …) with the properties claims, origins, disputed, claim_ids. At most 200 rows.
        """
        return self._ask(query, parameters or {}, limit)

    def _ask(self, query: str, parameters: dict[str, Any], limit: int) -> Rows:
        own = self._services.settings
        bounds = Limits(own.query_seconds, min(own.query_rows, MAX_ROWS), min(own.query_bytes, MAX_BYTES))
        with self._services.queries.turn():
            answer: Answer = self._services.guard.run(query, parameters, limits=bounds)
        ids = claim_ids(answer.columns, answer.rows)[:limit]
        return {
            "columns": answer.columns,
            "rows": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows],
            "truncated": answer.truncated,
            "warnings": [str(word) for word in unknown_words(query, self._services.model)],
            "facts": facts.facts(claims_with_sentences(self._store, ids)),
        }

    def _of_incident(self, told: Evidence, id: str, limit: int) -> Evidence:
        try:
            view = self._view.incident(id)
        except Moved as moved:
            view = self._view.incident(moved.to)
        row = facts.incident(view["incident"])
        return {
            **told,
            "id": row["id"],
            "kind": "incident",
            "incident": row,
            "facts": facts.facts(view["claims"][:limit]),
        }

    def _now(self, id: str) -> str:
        """The id that an entity has now. Raises NotFound."""
        try:
            return self._view.entity(id, neighbours=1)["entity"]["id"]
        except Moved as moved:
            return moved.to
