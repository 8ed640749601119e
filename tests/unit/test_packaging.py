"""The four package names are generic: these tests notice at once when another distribution moves in under one of them."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = ("api", "graph", "loaders", "schema")


def test_nobody_else_owns_our_package_names():
    owners = packages_distributions()
    assert {name: set(owners.get(name, ())) - {"marsad"} for name in OURS} == {name: set() for name in OURS}


@pytest.mark.parametrize("name", OURS)
def test_the_import_finds_this_tree(name):
    code = f"import {name}; print({name}.__file__)"
    found = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Path(found) == ROOT / name / "__init__.py"


def locked(file):
    """Package → (version, the whole entry)."""
    entries = re.split(r"^(?=[A-Za-z0-9])", file.read_text(), flags=re.M)
    pins = [(re.match(r"([A-Za-z0-9_.-]+)==([^\s;]+)", entry), entry) for entry in entries]
    return {canonicalize_name(match[1]): (match[2], entry) for match, entry in pins if match}


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_has_a_hash_and_no_host_is_named(file):
    text = (ROOT / file).read_text()
    pins = locked(ROOT / file)
    assert len(pins) > 30
    assert [name for name, (_, rest) in pins.items() if "--hash=sha256:" not in rest] == []
    assert "://" not in text
    assert "schema" not in pins


def test_the_locks_fit_the_declared_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, dev = locked(ROOT / "requirements.lock"), locked(ROOT / "requirements-dev.lock")
    wanted = [(runtime, r) for r in project["project"]["dependencies"]]
    wanted += [(dev, r) for r in project["dependency-groups"]["dev"]]
    for pins, raw in wanted:
        requirement = Requirement(raw)
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{raw}: run `make lock`"
        assert requirement.specifier.contains(pins[name][0], prereleases=True), f"{raw}: run `make lock`"
    assert {n: v for n, (v, _) in runtime.items()} == {n: dev[n][0] for n in runtime}
