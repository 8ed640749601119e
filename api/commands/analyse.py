"""`marsad analyse`: what only shows in many claims and incidents together."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

from api.settings import Settings
from schema.errors import MarsadError

HELP = """\
Analyse the graph: ways between two entities, who is central and who rose, who belongs together, unusual weeks, whether threats go
before attacks, and where the coverage is thin.

Each analysis is also an endpoint; its parameters are given as NAME=VALUE, lists with | between. docs/api.md names them all.

examples:
  marsad analyse paths source=group-ttp target=state-cn stated=true
  marsad analyse centrality start=2024-04-01 end=2024-07-01 compare=true
  marsad analyse communities type="ALLIED_WITH|COOPERATES_WITH|AIDS"
  marsad analyse trends day=2024-06-24 --json
  marsad analyse leadlag days=14
  marsad analyse blindspots level=admin2 affiliated="Gazette|Radio"
"""
_SHOWN = {
    "centrality": "rank name kind value value_before rise degree strength community id",
    "communities": "name size density inside outside id",
    "trends": "place type incidents incidents_mean q unusual reports reports_mean origins origins_mean coverage",
    "leadlag": "actor threats followed share base_rate lift p lag attacks id",
    "blindspots": "place reasons incidents reports outlets origins top_outlet last place_id",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("analysis", choices=("paths", *_SHOWN), help="what to compute")
    parser.add_argument("parameters", nargs="*", metavar="NAME=VALUE", help="its parameters")
    parser.add_argument("--json", action="store_true", help="print the answer of the endpoint")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Check the parameters as the endpoint does, compute and print."""
    from pydantic import ValidationError

    from api.analyses import ANALYSES
    from api.database import open_database
    from api.problems import Refused
    from api.terminal import print_json, print_table, say

    parameters, compute = ANALYSES[args.analysis]
    try:
        given = _given(args.parameters, parameters.model_fields)
        with open_database(settings) as database:
            found: Mapping[str, Any] = compute(database.store, parameters.model_validate(given))
    except ValidationError as error:
        for one in error.errors():
            print(f"marsad analyse: {'.'.join(map(str, one['loc']))}: {one['msg']}", file=sys.stderr)
        return 2
    except Refused as error:
        print(f"marsad analyse: {error.problem.detail}", file=sys.stderr)
        return 2
    if args.json:
        print_json(found)
    elif args.analysis == "paths":
        _print_ways(found, print_table, say)
    else:
        names = _SHOWN[args.analysis].split()
        print_table(names, [[row[name] for name in names] for row in found["results"]])
        say(found["method"])
    return 0


def _given(texts: list[str], fields: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise MarsadError(f"{text!r} is not NAME=VALUE")
        several = name in fields and "list" in str(fields[name].annotation)
        given[name] = value.split("|") if several else value
    return given


def _print_ways(found: Mapping[str, Any], print_table: Callable[..., None], say: Callable[[str], None]) -> None:
    rows = []
    for number, way in enumerate(found["ways"], 1):
        for hop in way["hops"]:
            for relation in hop["relations"]:
                quote = relation["evidence"][0]["quote"] if relation["evidence"] else ""
                named = (relation["source"]["name"], relation["type"], relation["target"]["name"])
                rows.append([number, *named, relation["origins"], relation["disputed"], quote])
    print_table(["way", "from", "relation", "to", "origins", "disputed", "newest claim"], rows)
    say(f"{len(found['ways'])} ways" + ("; there may be more" if found["truncated"] else ""))
