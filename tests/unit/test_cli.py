"""The command line without a database: help, exit codes, messages, extraction through its processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import COMMANDS, build_parser, run
from loaders.sources import Delivery, read_paths
from schema.records import from_json

MARSAD = Path(sys.executable).with_name("marsad")
TEXT = "Khawaja Asif told reporters that Kabul shelters the TTP. The Taliban government denied it."


def marsad(*arguments, home, **options):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MARSAD_", "NEO4J_"))}
    env |= {"MARSAD_HOME": str(home), "MARSAD_DISK_FLOOR_BYTES": "0", "MARSAD_DISK_FLOOR_PERCENT": "0"}
    return subprocess.run(
        [MARSAD, *map(str, arguments)], env=env | options.pop("env", {}), capture_output=True, timeout=170, **options
    )


def test_every_command_has_help_with_an_example(capsys):
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            run([name, "--help"])
        shown = capsys.readouterr().out
        assert ended.value.code == 0 and f"  marsad {name}" in shown and "example" in shown
    overview = build_parser().format_help()
    assert all(name in overview for name in COMMANDS)


def test_help_loads_nothing_heavy():
    """The speed of `marsad --help` is measured in benchmarks; here only what would ruin it is kept out."""
    code = (
        "import sys; import api.cli; print(sorted({'spacy', 'neo4j', 'fastapi', 'rdflib', 'numpy'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_help_imports_nothing_heavy():
    code = "import sys, api.cli; api.cli.build_parser(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "neo4j", "fastapi", "rich", "pydantic", "rdflib", "sqlite3"} & set(loaded)


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("query",), ("extract",), ("inbox",), ("query", "x", "--param", "1")]
)
def test_wrong_use_is_2(tmp_path, arguments):
    assert marsad(*arguments, home=tmp_path).returncode == 2


def test_a_senseless_setting_is_2_and_named(tmp_path):
    done = marsad("status", home=tmp_path, env={"MARSAD_PORT": "x"})
    assert done.returncode == 2 and b"MARSAD_PORT" in done.stderr and b"Traceback" not in done.stderr


def test_status_of_nothing_makes_nothing(tmp_path):
    home = tmp_path / "home"
    done = marsad("status", home=home)
    assert done.returncode == 0 and b"none yet" in done.stdout and not home.exists()
    assert marsad("stop", home=home).returncode == 0


def test_model_shows_and_checks(tmp_path):
    shown = json.loads(marsad("model", "--json", home=tmp_path).stdout)
    assert shown["relations"]["HARBORS"]["stix"] and "ArmedGroup" in shown["kinds"]
    assert b"harbors" in marsad("model", "HARBORS", home=tmp_path).stdout
    assert marsad("model", "NOTHING", home=tmp_path).returncode == 1
    assert marsad("model", "--check", home=tmp_path).returncode == 0


def test_extract_keeps_order_and_goes_on_after_bad_records(tmp_path):
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        json.dumps({"id": "one", "text": TEXT})
        + "\n{broken\n"
        + json.dumps({"id": "two", "text": "Nothing is known here."})
        + "\n"
    )
    text = tmp_path / "b.txt"
    text.write_text(TEXT)
    done = marsad("extract", lines, tmp_path / "missing.txt", text, home=tmp_path / "home")
    found = [from_json(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and [e.article.source_id for e in found] == ["one", "two", "b.txt"]
    for extraction in found:
        for part in (*extraction.claims, *extraction.incidents, *extraction.statements):
            assert part.quote == extraction.article.text[part.start : part.end]
    assert f"{lines}:2".encode() in done.stderr and b"missing.txt" in done.stderr and b"Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_what_extract_writes_can_be_taken_in_again(tmp_path):
    samples = Path(__file__).parents[2] / "loaders" / "samples" / "articles.jsonl"
    done = marsad("extract", samples, home=tmp_path)
    assert done.returncode == 0
    (tmp_path / "extracted.jsonl").write_bytes(done.stdout)
    found = list(read_paths([str(tmp_path / "extracted.jsonl")]))
    assert len(found) >= 10 and not [read for read in found if not isinstance(read, Delivery)]


def test_extract_reads_standard_input_and_explains(tmp_path):
    done = marsad("extract", "-", home=tmp_path, input=TEXT.encode())
    assert done.returncode == 0 and from_json(done.stdout).article.text == TEXT
    told = marsad(
        "extract", "--explain", "-", home=tmp_path, input=json.dumps({"text": TEXT, "title": "Shelter"}).encode()
    )
    assert told.returncode == 0 and b"== Shelter" in told.stdout and b"rule" in told.stdout


def test_extract_ends_when_nobody_reads_on(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": f"{TEXT} {i}"}) + "\n" for i in range(40)))
    command = f"{MARSAD} extract {tmp_path / 'a.jsonl'} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120)
    assert done.stdout.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_inbox_commands(tmp_path):
    assert marsad("inbox", "list", home=tmp_path).returncode == 0
    missing = marsad("inbox", "show", "7", home=tmp_path)
    assert missing.returncode == 1 and b"inbox list" in missing.stderr
    assert marsad("inbox", "drop", home=tmp_path).returncode == 2
    assert json.loads(marsad("inbox", "list", "--json", home=tmp_path).stdout)["entries"] == []
