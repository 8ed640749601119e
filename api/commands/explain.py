"""`marsad explain`: why things are one, or not."""

import argparse

from api.settings import Settings

HELP = """\
Tell what an id stands for, with what it is one and why, and how each article came to tell of it; or why two ids are one or not.

Ids are those of entities, incidents (inc-…) and articles (art-…, for their origin).

examples:
  marsad explain inc-19…                     its reports, and the reasons for which they are taken for one
  marsad explain new-4f… group-ttp           are they one, and what speaks for and against it
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument("other", metavar="ID", nargs="?", help="a second one, to be compared with it")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read and tell."""
    from api.database import open_database
    from api.terminal import print_json, print_table
    from graph.judging import explain

    with open_database(settings) as database:
        found = explain(database.store, args.id, args.other)
    if args.json:
        print_json(found)
        return 0
    others = [id for id in found["members"] if id != found["canonical"]]
    print(
        f"{found['id']} is {found['canonical']}, a {found['kind']}"
        + (f", one with {', '.join(others)}" if others else "")
    )
    if found["pair"] is not None:
        pair = found["pair"]
        print(f"{args.id} and {args.other} are {'one' if pair['one'] else 'two'}")
        said = pair["rule"] or "nothing that speaks for their being one"
        print(f"by themselves the rule says: {said}" + (f" ({pair['score']:.2f})" if pair["score"] is not None else ""))
        for reason in pair["reasons"]:
            print(f"  {reason}")
    if found["history"]:
        print_table(
            ("taken in", "article", "outlet", "came as", "in the words", "taken for before"),
            [
                [
                    one["known_from"],
                    one["article"],
                    one["outlet"] or "",
                    one["id"],
                    "; ".join(one["words"]),
                    "; ".join(one["was"]),
                ]
                for one in found["history"]
            ],
        )
    if found["judgements"]:
        columns = ("left", "verdict", "right", "score", "by", "reasons", "held")
        print_table(columns, [[row[name] for name in columns] for row in found["judgements"]])  # type: ignore[literal-required]
    return 0
