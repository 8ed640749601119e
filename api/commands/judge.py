"""`marsad judge`: a person decides what is one and what is two, and takes it back."""

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from api.settings import Settings

if TYPE_CHECKING:
    from graph.reviewing import Wanted

HELP = """\
Say that two things are one, or that they are two; take it back; see what waits for you.

Ids are those of entities (group-ttp, new-…), incidents (inc-…) and articles (art-…, for their origin). What you judge beats the rules, survives
a rebuild, and changes nothing in place: undoing it restores what was there. A judgement that contradicts another one in force is refused, and
the message names that one. Single claims (clm-…) are accepted, rejected or corrected in the same way: a rejected one counts nowhere any more.

examples:
  marsad judge queue                                   what the rules are unsure of
  marsad judge merge new-4f… person-khawaja-asif       they are one
  marsad judge split inc-19… inc-7c…                   they are two
  marsad judge split inc-19…                           it is none of those that it was taken for
  marsad judge unsure new-4f… new-90…                  leave them two until somebody knows
  marsad judge reject clm-3b…                          the article does not say that
  marsad judge correct clm-3b… --object group-ttp      it says it of somebody else
  marsad judge list                                    what was judged, with the ids to undo it by
  marsad judge undo act-…                              take it back

exit code: 0 taken, 1 refused
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(
        dest="action", metavar="merge|split|unsure|accept|reject|correct|undo|list|queue", required=True
    )
    for name, what in (("merge", "they are one"), ("split", "they are two"), ("unsure", "leave it open")):
        action = actions.add_parser(name, help=what)
        action.add_argument("one", metavar="ID")
        action.add_argument("other", metavar="ID", nargs="?" if name == "split" else None)
        action.add_argument("--because", metavar="TEXT", help="the reason, kept with it")
        _who(action)
    for name, what in (
        ("accept", "a claim is right"),
        ("reject", "a claim is wrong"),
        ("correct", "say what is right"),
    ):
        action = actions.add_parser(name, help=what)
        action.add_argument("claim", metavar="CLAIM")
        action.add_argument("--because", metavar="TEXT", help="the reason, kept with it")
        if name == "correct":
            _corrections(action)
        _who(action)
    back = actions.add_parser("undo", help="take an act back")
    back.add_argument("act", metavar="ACT", help="id of the act or of one of its judgements")
    _who(back)
    for name, what in (("list", "what persons judged"), ("queue", "pairs that wait for a person, surest first")):
        listing = actions.add_parser(name, help=what)
        listing.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (50)")
        listing.add_argument("--json", action="store_true", help="print JSON")


def _corrections(parser: argparse.ArgumentParser) -> None:
    from schema.records import Modality, Polarity

    parser.add_argument("--predicate", metavar="TYPE", help="the relation that it says")
    parser.add_argument("--subject", metavar="ID", help="entity that it is about")
    parser.add_argument("--object", metavar="ID", help="entity at its other end")
    parser.add_argument("--polarity", choices=[p.value for p in Polarity])
    parser.add_argument("--modality", choices=[m.value for m in Modality])
    parser.add_argument("--alleged", action=argparse.BooleanOptionalAction, default=None, help="only an accusation")
    parser.add_argument("--denied", action=argparse.BooleanOptionalAction, default=None, help="its speaker denies it")


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who judges (the name of the user who runs this)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Judge, and bring the graph to it."""
    import getpass

    from msgspec import to_builtins

    from api.acts import acts
    from api.database import open_database
    from api.judging import decide, read_journal, rule, take_back
    from api.pipeline import Pipeline
    from api.terminal import print_json, print_table, progress_bar, say
    from graph.resolve.judgements import Judgement, Verdict
    from graph.resolve.reviews import Review, Ruling
    from graph.views import View
    from loaders.inbox import Inbox
    from loaders.pool import Pool

    rulings = {"accept": Ruling.accepted, "reject": Ruling.rejected, "correct": Ruling.corrected}
    verdicts = {"merge": Verdict.same, "split": Verdict.not_same, "unsure": Verdict.unsure}
    with Inbox(settings.inbox, floor_bytes=0, floor_percent=0) as inbox:
        if args.action == "list":
            rows = [{**one, "undone": one["undone"] is not None} for one in acts(read_journal(inbox))[: args.limit]]
            _show(rows, ("act", "verdict", "about", "told", "by", "at", "because", "undone"), args.json)
            return 0
        with open_database(settings) as database:
            if args.action == "queue":
                page = View(database.store).judgements(verdict="unsure", limit=args.limit)
                _show(page["results"], ("scope", "left", "right", "score", "reasons", "held"), args.json)
                return 0
            by = args.by or getpass.getuser()
            made: tuple[Judgement | Review, ...] = ()
            because = [args.because] if args.action != "undo" and args.because else []
            if args.action == "undo":
                take_back(inbox, args.act, by=by)
            elif args.action in rulings:
                wanted = _wanted(args) if args.action == "correct" else None
                ruled = rule(database.store, inbox, args.claim, rulings[args.action], wanted, by=by, because=because)
                made = (ruled,) if ruled else ()
            else:
                made = decide(
                    database.store, inbox, verdicts[args.action], args.one, args.other, by=by, because=because
                )
            with (
                Pool(settings.worker_count, seconds=settings.article_seconds, reference=settings.reference) as pool,
                progress_bar() as progress,
            ):
                found = Pipeline(inbox, database.store, pool, progress=progress).resolve()
    if args.json:
        print_json({"judgements": [to_builtins(one) for one in made], "moves": found.moves})
        return 0
    if args.action != "undo" and not made:
        say("that was judged before; nothing changed")
    if found.moves:
        print_table(("what", "id", "was", "is"), found.moves)
    for act in sorted({one.act for one in made}):
        say(f"taken; to take it back: marsad judge undo {act}")
    return 0


def _wanted(args: argparse.Namespace) -> "Wanted":
    """The correction. Raises InvalidData for a relation that there is not."""
    from graph.resolve.reviews import ENDS, PLAIN
    from schema.errors import InvalidData
    from schema.model import load_model

    relations = load_model().relations
    if args.predicate is not None and args.predicate not in relations:
        raise InvalidData(f"predicate: {args.predicate!r} is no relation", remedy="one of " + ", ".join(relations))
    given = {name: getattr(args, name) for name in (*PLAIN, *ENDS)}
    return cast("Wanted", {name: value for name, value in given.items() if value is not None})


def _show(rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...], as_json: bool) -> None:
    from api.terminal import print_json, print_table

    if as_json:
        print_json(rows)
    else:
        print_table(columns, [[row[name] for name in columns] for row in rows])
