"""Recipes are well formed, take their parameters as addresses give them, and are all documented."""

from pathlib import Path

import pytest

from api.cli import run
from graph.recipes import Recipe, claim_ids, recipes
from schema.errors import InvalidData
from schema.reference import load_reference

DOCS = Path(__file__).parents[3] / "docs" / "recipes.md"


def test_there_are_recipes_and_each_is_documented():
    text = DOCS.read_text(encoding="utf-8")
    assert len(recipes()) >= 24
    for recipe in recipes().values():
        assert f"`{recipe.name}`" in text and recipe.question in text, recipe.name
        assert all(f"`{name}`" in text for name in recipe.parameters), recipe.name


@pytest.mark.parametrize("recipe", recipes().values(), ids=lambda recipe: recipe.name)
def test_examples_name_things_that_there_are(recipe: Recipe):
    reference = load_reference()
    for name, value in recipe.example.items():
        if recipe.parameters[name].type in {"id", "ids"}:
            for id in value if isinstance(value, list) else [value]:
                assert id.startswith("inc-") or id in reference.actors or id in reference.places, id


def test_values_come_as_texts_or_as_what_they_are():
    near, attacks = recipes()["near-a-point"], recipes()["attacks-on"]
    assert near.values({"lat": "1.5", "lon": 2}) == {"lat": 1.5, "lon": 2.0, "km": 50, "start": None, "end": None}
    assert (
        attacks.values({"targets": "a|b"})["targets"]
        == ["a", "b"]
        == attacks.values({"targets": ["a", "b"]})["targets"]
    )


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("near-a-point", {"lat": "1.5"}, "lon: .* needs it"),
        ("near-a-point", {"lat": "x", "lon": "2"}, "lat: 'x' is not a number"),
        ("near-a-point", {"lat": "1", "lon": "2", "end": "2024-02-30"}, "end: '2024-02-30' is not a day"),
        ("near-a-point", {"lat": "1", "lon": "2", "end": "soon"}, "end: 'soon' is not a day"),
        ("near-a-point", {"lat": True, "lon": "2"}, "lat: True is not a number"),
        ("threat-then-attack", {"days": "1.5"}, "days: '1.5' is not a whole number"),
        ("attacks-on", {"targets": []}, "targets"),
        ("attacks-on", {"target": "x"}, "target: .* no such parameter"),
    ],
)  # fmt: skip
def test_wrong_values_are_named(name, given, told):
    with pytest.raises(InvalidData, match=told):
        recipes()[name].values(given)


def test_claims_are_taken_from_their_column():
    assert claim_ids(["a", "claims"], [[1, ["x", "y"]], [2, ["y", None]], [3, None]]) == ["x", "y"]
    assert claim_ids(["a"], [[1]]) == []


def test_the_command_lists_and_shows_them_without_a_database(capsys):
    assert run(["recipe"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in recipes())
    assert run(["recipe", "near-a-point", "--show"]) == 0
    assert recipes()["near-a-point"].cypher in capsys.readouterr().out
    assert run(["recipe", "near-a-pint"]) == 2 and "near-a-point" in capsys.readouterr().err
    assert run(["recipe", "near-a-point", "--param", "lat=1"]) == 1 and "lon" in capsys.readouterr().err
