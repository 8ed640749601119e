"""`marsad search`: full text search from the command line."""

import argparse

from api.settings import Settings

HELP = """\
Search names, incidents, articles, claims and statements for words.

Words in any script; "a phrase" in quotes; -word for without (after --); begin* for what begins so. A word that is nowhere is
looked for as it may have been meant.

examples:
  marsad search taliban peshawar
  marsad search --type claim --limit 5 '"safe havens" kabul'
  marsad search --facet outlet --facet year --json ceasefire
  marsad search -- talks -ceasefire
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("words", nargs="+", metavar="WORDS")
    parser.add_argument(
        "--type",
        action="append",
        default=[],
        choices=("entity", "incident", "article", "claim", "statement"),
        help="only these; may be repeated",
    )
    parser.add_argument(
        "--facet",
        action="append",
        default=[],
        choices=("type", "kind", "country", "outlet", "year"),
        help="count what is found by this field; may be repeated",
    )
    parser.add_argument("--limit", type=int, default=10, help="at most so many (10)")
    parser.add_argument("--json", action="store_true", help="print the answer of /v1/search")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Search and print."""
    from api.database import open_database, open_search
    from api.terminal import print_json, print_table, progress_bar, say
    from graph.search import MAX_LIMIT, Filter

    limit = min(max(args.limit, 1), MAX_LIMIT)
    with open_database(settings) as database, open_search(settings, database.store) as search:
        with progress_bar() as progress:
            search.catch_up(progress)
        found = search.find(" ".join(args.words), Filter(types=args.type), facets=args.facet, limit=limit)
    if args.json:
        print_json(found)
        return 0
    for word, instead in found["corrected"].items():
        say(f"looked for {', '.join(instead)} instead of {word}" if instead else word)
    if found["relaxed"]:
        say("not all words are in one place; any of them was enough")
    rows = []
    for hit in found["results"]:
        snippet, article = hit["snippet"], hit["article"]
        text = snippet["text"]
        for start, end in reversed(snippet["ranges"]):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
        where = f"{article['outlet'] or ''} {(article['published'] or '')[:10]}".strip() if article else ""
        rows.append([hit["type"], hit["title"], text, where, hit["id"]])
    print_table(["type", "what", "found", "where", "id"], rows)
    for facet in found["facets"].values():
        counts = ", ".join(f"{one['label']} {one['count']:,}" for one in facet["values"])
        say(f"{facet['label']}: {counts}")
    total = found["total"]
    say(f"{total['value']:,}{' or more' if total['relation'] == 'gte' else ''} found")
    return 0
