"""The questions that analysts ask, as named Cypher files with parameters.

A file `NAME.cypher` beside this module begins with comment lines (`// …`) that hold YAML: `title`, `question`, `parameters` (each
with `type`, `doc` and, where it may be left out, `default`) and `example` (values for a trial). The rest is the query. A column
named `claims` lists ids of the claims that a row rests on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from schema.errors import InvalidData, InvalidModel

TYPES = {
    "id": "id of an entity or incident",
    "ids": "list of ids",
    "text": "text",
    "date": "day, YYYY-MM-DD",
    "integer": "whole number",
    "number": "number",
}
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One `$name` of a query. Without `default` it must be given."""

    name: str
    type: str
    doc: str
    default: Any = _MISSING

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is _MISSING


@dataclass(frozen=True, slots=True)
class Recipe:
    """One question with its query."""

    name: str
    title: str
    question: str
    parameters: Mapping[str, Parameter]
    example: Mapping[str, Any]
    cypher: str

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters of the query, from texts (as in an address) or values. Raises InvalidData naming the parameter."""
        if unknown := sorted(given.keys() - self.parameters.keys()):
            known = ", ".join(self.parameters) or "none"
            raise InvalidData(f"{unknown[0]}: the recipe {self.name} has no such parameter (it has {known})")
        found: dict[str, Any] = {}
        for parameter in self.parameters.values():
            value = given.get(parameter.name)
            if value is None:
                if parameter.required:
                    raise InvalidData(f"{parameter.name}: the recipe {self.name} needs it: {parameter.doc}")
                found[parameter.name] = parameter.default
            else:
                found[parameter.name] = _value(parameter, value)
        return found


@cache
def recipes() -> Mapping[str, Recipe]:
    """All recipes by name. Raises InvalidModel for a file that is not well formed."""
    found = [one for one in files(__package__).iterdir() if one.name.endswith(".cypher")]
    made = [_read(one.name.removesuffix(".cypher"), one.read_text(encoding="utf-8")) for one in found]
    return {one.name: one for one in sorted(made, key=lambda one: one.name)}


def claim_ids(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """The claims that an answer rests on, in its order."""
    if "claims" not in columns:
        return []
    at = columns.index("claims")
    return list(dict.fromkeys(id for row in rows for id in row[at] or () if isinstance(id, str)))


def _read(name: str, text: str) -> Recipe:
    head = re.match(r"(?://.*\n)+", text)
    if head is None:
        raise InvalidModel(f"recipe {name}: begins with no comment lines that describe it")
    told = yaml.safe_load(re.sub(r"^// ?", "", head[0], flags=re.M))
    parameters = {key: Parameter(key, **about) for key, about in (told.get("parameters") or {}).items()}
    recipe = Recipe(
        name, told["title"], told["question"], parameters, told.get("example") or {}, text[head.end() :].strip()
    )
    used = set(re.findall(r"\$(\w+)", recipe.cypher))
    if used != parameters.keys():
        raise InvalidModel(f"recipe {name}: declared and used parameters differ: {sorted(used ^ parameters.keys())}")
    if wrong := [p.name for p in parameters.values() if p.type not in TYPES]:
        raise InvalidModel(f"recipe {name}: the parameter {wrong[0]} has an unknown type")
    recipe.values(recipe.example)
    return recipe


def _value(parameter: Parameter, value: Any) -> Any:
    wanted = InvalidData(f"{parameter.name}: {value!r} is not a {TYPES[parameter.type]}")
    if parameter.type == "ids":
        several = value if isinstance(value, list | tuple) else str(value).split("|")
        if not several or not all(isinstance(one, str) and one for one in several):
            raise wanted
        return list(several)
    if isinstance(value, list | tuple | dict | bool):
        raise wanted
    try:
        match parameter.type:
            case "integer":
                return int(str(value))
            case "number":
                return float(str(value))
            case "date":
                if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
                    raise wanted
                return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise wanted from None
    return str(value)
