"""The questions that analysts ask, as named queries with parameters: listed, and run with their sentences."""

from difflib import get_close_matches
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.formats import Format
from api.problems import Problem, Refused, documented
from api.responses import reply, reply_rows
from api.services import Deps, Gone
from graph.evidence import claims_with_sentences
from graph.recipes import Recipe, claim_ids, recipes
from graph.results import ClaimRow
from schema.errors import InvalidData

router = APIRouter(prefix="/v1", tags=["recipes"])


class RecipeParameter(BaseModel):
    """One parameter of a recipe."""

    name: str
    type: str = Field(description="id, ids, text, date, integer or number.")
    doc: str
    required: bool
    default: Any


class RecipeRow(BaseModel):
    """A recipe: a question, its parameters and its Cypher."""

    name: str
    title: str
    question: str
    parameters: list[RecipeParameter]
    example: dict[str, Any]
    cypher: str


class RecipeList(BaseModel):
    """All recipes."""

    results: list[RecipeRow]


class RecipeAnswer(BaseModel):
    """A recipe's rows by column, and the claims that they rest on."""

    name: str
    title: str
    question: str
    parameters: dict[str, Any]
    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool
    seconds: float
    evidence: list[ClaimRow]


@router.get(
    "/recipes",
    operation_id="listRecipes",
    summary="Questions that can be asked as they are",
    response_model=RecipeList,
    responses=documented(503),
)
async def list_recipes() -> Response:
    """Each with its parameters, an example and its Cypher, which also runs at /v1/cypher."""
    return reply({"results": [_told(recipe) for recipe in recipes().values()]})


@router.get(
    "/recipes/{name}",
    operation_id="runRecipe",
    summary="The answer to one of the questions",
    response_model=RecipeAnswer,
    responses=documented(400, 404, 408, 413, 422, 429, 503),
)
def run_recipe(
    deps: Deps,
    gone: Gone,
    request: Request,
    name: Annotated[str, Path(min_length=1, max_length=80, description="Name of the recipe.")],
    evidence: Annotated[int, Query(ge=0, le=500, description="At most so many claims with their sentences.")] = 50,
    format: Annotated[
        Format | None, Query(description="Another format than JSON for the rows: ndjson, csv, parquet.")
    ] = None,
) -> Response:
    """The recipe's own parameters are given beside `evidence`, lists with `|` between or repeated. `claims` in a row are its claims."""
    recipe = recipes().get(name)
    if recipe is None:
        near = get_close_matches(name, recipes(), 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else "; /v1/recipes lists them"
        raise Refused(Problem(404, "Not found", f"no recipe is called {name!r}{hint}"))
    given: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        if key not in ("evidence", "format"):
            given[key] = f"{given[key]}|{value}" if key in given else value
    try:
        values = recipe.values(given)
    except InvalidData as error:
        pointer = f"query/{str(error).partition(':')[0]}"
        raise Refused(
            Problem(422, "Wrong parameters", str(error), more={"errors": [{"pointer": pointer, "detail": str(error)}]})
        ) from None
    with deps.queries.turn():
        answer = deps.guard.run(recipe.cypher, values, gone=gone)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    whole = {
        "name": recipe.name,
        "title": recipe.title,
        "question": recipe.question,
        "parameters": values,
        "columns": answer.columns,
        "rows": rows,
        "truncated": answer.truncated,
        "seconds": round(answer.seconds, 4),
        "evidence": claims_with_sentences(deps.store, claim_ids(answer.columns, answer.rows)[:evidence]),
    }
    return reply_rows(request, whole, rows, columns=answer.columns)


def _told(recipe: Recipe) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "question": recipe.question,
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "doc": p.doc,
                "required": p.required,
                "default": None if p.required else p.default,
            }
            for p in recipe.parameters.values()
        ],
        "example": recipe.example,
        "cypher": recipe.cypher,
    }
