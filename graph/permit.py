"""What a user may run on an engine that has no reader role: judged by the engine's own plan, never by the text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph.errors import QueryError

PROCEDURES = frozenset(
    [
        "db.labels",
        "db.relationshipTypes",
        "db.propertyKeys",
        "db.ping",
        "db.schema.visualization",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "dbms.components",
    ]
)
SHOWN = frozenset(["ShowIndexes", "ShowConstraints", "ShowFunctions", "ShowProcedures"])
_REFUSED = re.compile(r"^(LoadCSV|Show\w*|Terminate\w*)$")


def check_plan(query_type: str | None, plan: Mapping[str, Any] | None) -> None:
    """Raise QueryError (forbidden) unless the plan only reads, from the graph alone, by procedures of the list."""
    if query_type != "r":
        raise QueryError("forbidden", "only queries that read are allowed here")
    for name, details in _operators(plan or {}):
        if name.startswith("ProcedureCall"):
            called = re.match(r"[\w.]+", details)
            if called is None or called[0] not in PROCEDURES:
                raise QueryError("forbidden", f"the procedure {called[0] if called else details!r} is not allowed here")
        elif _REFUSED.match(name) and name not in SHOWN:
            raise QueryError("forbidden", f"{name} is not allowed here")


def _operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = str(plan.get("operatorType", "")).partition("@")[0]
    yield name, str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", ()):
        yield from _operators(child)
