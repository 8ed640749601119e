"""The documentation says what the code does: every route, command, and field is there, and nothing that is not."""

import re
from pathlib import Path

import msgspec

from api.app import create_app
from api.cli import COMMANDS
from api.settings import load_settings
from schema import records

DOCS = Path(__file__).parents[2] / "docs"


def test_every_route_is_documented(tmp_path):
    document = create_app(load_settings({"MARSAD_HOME": str(tmp_path)})).openapi()
    routes = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (GET|POST|DELETE) \| `([^`]+)` \|", text, re.M)) == routes
    filters = {
        parameter["name"]
        for m in document["paths"].values()
        for o in m.values()
        for parameter in o.get("parameters", [])
    }
    assert not [name for name in filters if f"`{name}`" not in text and not re.search(rf"\b{name}\b", text)]


def test_every_field_of_an_extraction_is_documented():
    text = (DOCS / "extraction-format.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    for name in (
        "Extraction",
        "Article",
        "Entity",
        "Mention",
        "Statement",
        "Claim",
        "Incident",
        "Statistic",
        "Quality",
        "Run",
    ):
        documented = [
            field
            for row in re.findall(r"^\| (`[^|]+) \|", sections[name], re.M)
            for field in re.findall(r"`(\w+)`", row)
        ]
        fields = [field.name for field in msgspec.structs.fields(getattr(records, name))]
        assert sorted(documented) == sorted(fields), name
    for name in ("Ref", "Party", "Time", "Value", "Count"):
        part = re.search(rf"^\*\*{name}\*\*.*$", sections["Parts"], re.M)[0]
        for field in msgspec.structs.fields(getattr(records, name)):
            assert re.search(rf"\b{field.name}\b", part), (name, field.name)


def test_every_closed_list_of_the_format_is_whole():
    text = (DOCS / "extraction-format.md").read_text(encoding="utf-8")
    for words in (records.Modality, records.Polarity, records.Speech, records.Status, records.Precision):
        assert not [word for word in words if f"`{word.value}`" not in text]


def test_commands_in_the_documentation_exist():
    for path in [DOCS.parent / "README.md", *DOCS.glob("*.md")]:
        for command in re.findall(r"(?:^|[`$ /])marsad ([a-z]+)\b", path.read_text(encoding="utf-8"), re.M):
            assert command in COMMANDS, f"{path.name}: marsad {command}"
