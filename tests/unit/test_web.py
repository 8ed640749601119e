"""The page's files: what is vendored is what the manifest says, and nothing is asked from another host."""

import hashlib
import json
import re
from pathlib import Path

from schema.reference import load_reference

WEB = Path(__file__).parents[2] / "api" / "web"
VENDOR = WEB / "vendor"


def test_the_vendored_files_are_those_of_the_manifest():
    listed = {}
    for package in json.loads((VENDOR / "manifest.json").read_text()):
        assert package["name"] and package["version"] and package["licence"]
        listed |= package["files"]
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed


def test_our_files_load_nothing_from_elsewhere_and_write_no_markup():
    for path in [*WEB.glob("*.js"), *WEB.glob("*.html"), *WEB.glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(src|href|url\(|import|from|fetch\()\s*[=(]?\s*["'](https?:)?//""", text), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|style=", text), path.name


def test_every_module_that_is_imported_is_there():
    for path in WEB.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', path.read_text(encoding="utf-8")):
            assert (WEB / name).is_file(), f"{path.name} imports {name}"


def test_every_province_on_the_map_is_a_place_of_ours():
    region = json.loads((WEB / "boundaries" / "region.json").read_text(encoding="utf-8"))
    provinces = region["objects"]["provinces"]["geometries"]
    known = load_reference().places
    assert len(provinces) == 41
    assert {p["properties"]["place"] for p in provinces} <= set(known)
    assert region["objects"]["control"]["arcs"]
