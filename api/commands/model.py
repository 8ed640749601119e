"""`marsad model`: the kinds, relations and incident types; and the files that are derived from them."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from api.settings import Settings

HELP = """\
Show what the graph may say: kinds of nodes, relations, incident types; or write the files that are derived from the model.

examples:
  marsad model                    relations and kinds, one line each
  marsad model HARBORS            all about one of them
  marsad model --json             everything, with the equivalents in PLOVER, CAMEO, ACLED and STIX
  marsad model --check            for developers: are the derived files up to date?
  marsad model --write            write them again
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a kind, relation or incident type")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON")
    how.add_argument("--check", action="store_true", help="compare the derived files; exit code 1 if one is stale")
    how.add_argument("--write", action="store_true", help="write the derived files")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Show, check or write."""
    from api.terminal import print_json, print_table, say
    from api.vocabulary import vocabulary
    from schema.model import load_model

    if args.check or args.write:
        return _derived(write=args.write)
    words = vocabulary(load_model())
    if args.name:
        found = {
            section: entries[args.name]
            for section, entries in words.items()
            if isinstance(entries, dict) and args.name in entries
        }
        if not found:
            say(f"marsad model: there is no kind, relation or incident type {args.name!r}; `marsad model` lists them")
            return 1
        print_json(found) if args.json else print(_describe(found))
    elif args.json:
        print_json(words)
    else:
        for section in ("kinds", "relations", "incidents"):
            print_table((section, "meaning"), [(name, entry["doc"]) for name, entry in words[section].items()])
            print()
    return 0


def _describe(found: Mapping[str, Mapping[str, object]]) -> str:
    lines = []
    for section, entry in found.items():
        lines.append(section)
        for key, value in entry.items():
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            lines.append(f"  {key:<12} {'' if shown is None else shown}")
    return "\n".join(lines)


def _derived(*, write: bool) -> int:
    from api.derived import derived_files
    from api.terminal import say

    root = Path(__file__).resolve().parents[2]
    if not (root / "pyproject.toml").exists():
        say("marsad model: this works in a checkout of the project only")
        return 1
    stale = 0
    for name, content in derived_files().items():
        path = root / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale += 1
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            say(f"wrote {name}")
        else:
            say(f"{name} is stale; run `marsad model --write`")
    return 0 if write or not stale else 1
