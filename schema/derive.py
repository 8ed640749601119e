"""What is derived from the model and the record types, as text: JSON Schema of `Extraction` and the reference page.

Pure functions; `marsad model --write` puts their results into the tree and `--check` compares.
"""

import json
from collections.abc import Iterable

import msgspec

from schema.model import Model
from schema.records import Extraction


def extraction_schema(model: Model) -> str:
    """JSON Schema (2020-12) of one line of `marsad extract`, with the model's closed lists filled in."""
    schema = msgspec.json.schema(Extraction)
    definitions = schema["$defs"]
    definitions["Claim"]["properties"]["predicate"]["enum"] = sorted(model.relations)
    definitions["Incident"]["properties"]["type"]["enum"] = sorted(model.incidents)
    definitions["Quality"]["properties"]["flag"]["enum"] = sorted(model.quality_flags)
    definitions["Entity"]["properties"]["kind"]["enum"] = sorted(k.name for k in model.kinds.values() if k.entity)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{model.iri.rstrip('#')}/extraction",
        "title": "Extraction",
        **schema,
    }
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    columns = list(head)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join("" if c is None else str(c).replace("|", "\\|") for c in row) + " |" for row in rows]
    return [*lines, ""]


def _kinds(model: Model, kinds: frozenset[str]) -> str:
    """The shortest honest way to name a set of kinds: by a label that covers it exactly, else one by one."""
    entities = {k.name for k in model.kinds.values() if k.entity}
    actors = {k for k in entities if model.is_actor(k)}
    if kinds == entities:
        return "any entity"
    named = []
    if actors <= kinds:
        named, kinds = ["Actor"], kinds - actors
    elif actors - {"Person", "Population"} <= kinds:
        named, kinds = ["organised Actor"], kinds - (actors - {"Person", "Population"})
    return ", ".join(named + sorted(kinds))


def reference_page(model: Model) -> str:
    """docs/model.md: every kind, property, edge, relation and incident type with its equivalents elsewhere."""
    lines = [
        "# The model",
        "",
        "Written from `schema/model.yaml` by `marsad model --write`; change it there.",
        "",
        "## Nodes",
        "",
        *_table(
            ("kind", "labels", "what it is", "properties", "STIX"),
            (
                (f"`{k.name}`", "`:" + ":".join(k.labels) + "`", k.doc, ", ".join(k.properties), k.stix)
                for k in model.kinds.values()
            ),
        ),
        "## Properties",
        "",
        *_table(
            ("property", "type", "meaning", "values"),
            ((f"`{p.name}`", p.type, p.doc, ", ".join(p.values)) for p in model.properties.values()),
        ),
        "## Edges of evidence and structure",
        "",
        "They hold the graph together and lead back to the words; they are not facts about the world.",
        "",
        *_table(
            ("edge", "from", "to", "meaning"),
            (
                (f"`{e.name}`", _kinds(model, frozenset(e.sources)), _kinds(model, frozenset(e.targets)), e.doc)
                for e in model.edges.values()
            ),
        ),
        "## Relations",
        "",
        "What a claim's `predicate` may be, and the type of the edge that is projected from claims. A *state* holds over a time,",
        "an *act* happens, a *verbal* relation is an act of speech.",
        "",
        *_table(
            ("relation", "kind", "from", "to", "meaning", "PLOVER", "CAMEO", "ACLED", "STIX"),
            (
                (
                    f"`{r.name}`" + (" (no direction)" if r.symmetric else ""),
                    r.kind,
                    _kinds(model, r.subject),
                    _kinds(model, r.object),
                    r.doc + (f" Senses: {', '.join(r.senses)}." if r.senses else ""),
                    r.plover,
                    r.cameo,
                    r.acled,
                    r.stix,
                )
                for r in model.relations.values()
            ),
        ),
        "## Incident types",
        "",
        *_table(
            ("type", "what it is", "PLOVER", "modes", "CAMEO", "ACLED", "STIX"),
            (
                (f"`{i.name}`", i.doc, i.plover, ", ".join(i.modes), ", ".join(i.cameo), i.acled, i.stix)
                for i in model.incidents.values()
            ),
        ),
        "## Quality flags",
        "",
        *_table(("flag", "meaning"), ((f"`{name}`", doc) for name, doc in model.quality_flags.items())),
    ]
    return "\n".join(lines).rstrip() + "\n"
