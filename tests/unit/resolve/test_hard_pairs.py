"""Pairs that are hard to judge, each with its reason: what is two must never be made one, and most of what is one is found."""

import csv
from pathlib import Path

import pytest

from graph.resolve.actors import Compared, compare, judged
from graph.resolve.incidents import compare as compare_reports
from graph.resolve.judgements import Verdict
from graph.resolve.reports import Report, Said
from graph.resolve.sightings import Profile, known
from schema.records import Status
from schema.reference import load_reference

CASES = Path(__file__).with_name("cases")
REFERENCE = known(load_reference())


def rows(name):
    lines = [
        line for line in (CASES / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def actor(text, kind, country, number, context):
    if text.startswith("ref:"):
        return REFERENCE[text[4:]]
    shared = next((int(word[3:]) for word in context if word.startswith("co=")), 0)
    gender = next((word.split("/")[number] for word in context if word in ("f/m", "m/f")), None)
    kinds = next(
        (word.split("/") for word in context if word[0].isupper() and "/" in word and len(word) > 6), [kind, kind]
    )
    return Profile(
        id=f"new-{number}",
        kind=kinds[number],
        known=False,
        names=(text,),
        countries=() if country == "-" else (country,),
        companions=tuple(f"x{i}" for i in range(shared)),
        against=(f"new-{1 - number}",) if "against" in context else (),
        genders=(gender,) if gender else (),
        articles=2,
    )


def place(text, number, around):
    if text.startswith("ref:"):
        return REFERENCE[text[4:]]
    return Profile(
        id=f"new-{number}",
        kind="Place",
        known=False,
        names=(text,),
        around=() if around == "-" else (around,),
        articles=1,
    )


def same(found: Compared | None) -> bool:
    return found is not None and judged({("a", "b"): found}, "")[0].verdict is Verdict.same


def check(results, least):
    """`results`: (row, judged one). Nothing that is two may be joined; `least` is the share of the others that is found."""
    wrong = [row for row, one in results if one and row["truth"] == "apart"]
    assert not wrong, wrong
    those = [(row, one) for row, one in results if row["truth"] == "same"]
    missed = [row for row, one in those if not one]
    print(
        f"{len(results)} pairs, {len(those) - len(missed)} of {len(those)} found; missed: {[tuple(m.values())[:6] for m in missed]}"
    )
    assert len(results) >= 60
    assert len(missed) <= (1 - least) * len(those), missed


def test_actors():
    results = []
    for row in rows("actors.tsv"):
        countries, *context = row["context"].split(" ")
        left, right = (
            actor(row[side], row["kind"], countries.split("/")[i], i, context)
            for i, side in enumerate(("left", "right"))
        )
        results.append((row, same(compare(left, right))))
    check(results, least=0.9)


def test_places():
    results = [
        (row, same(compare(place(row["left"], 0, row["around"]), place(row["right"], 1, row["around"]))))
        for row in rows("places.tsv")
    ]
    check(results, least=0.8)


def report(text, number):
    """`type status day place key=value …`, as the incident cases write a report."""
    kind, status, day, where, *rest = text.split(" ")
    told = dict(part.split("=", 1) for part in rest)
    reference = load_reference()
    first, _, last = day.partition("..")
    counts = {}
    for what in ("killed", "injured"):
        if what in told:
            number_, _, by = told[what].partition("@")
            counts[what] = (
                Said(low=int(number_.rstrip("+")), high=None if number_.endswith("+") else int(number_), by=by or None),
            )
    chain = () if where == "-" else reference.chain(f"place-{where}")

    def some(name):
        return frozenset(told[name].split(",")) if name in told else frozenset()

    return Report(
        id=f"inc-{number}",
        article=told.get("article", f"art-{number}"),
        origin=told.get("origin"),
        published=f"2024-03-{int(told['pub']):02}" if "pub" in told else None,
        type=kind,
        status=Status(status),
        first=None if day == "-" else 738900 + int(first),
        last=None if day == "-" else 738900 + int(last or first),
        dated=day != "-" and "undated" not in told,
        level=reference.places[chain[0]].level if chain else None,
        chain=chain,
        sites=some("at"),
        perpetrators=some("by"),
        targets=some("on"),
        people=frozenset(id for id in some("on") if id.startswith("person-")),
        categories=some("cat"),
        weapon=told.get("weapon"),
        words=some("words"),
        another="another" in told,
        **counts,
    )


def test_incidents():
    results = []
    for row in rows("incidents.tsv"):
        found = compare_reports(report(row["left"], 0), report(row["right"], 1))
        results.append((row, found is not None and found.verdict is Verdict.same))
    check(results, least=0.9)


@pytest.mark.parametrize("name", ["actors.tsv", "places.tsv", "incidents.tsv"])
def test_every_case_says_why(name):
    for row in rows(name):
        assert row["truth"] in ("same", "apart") and row["reason"] and None not in row.values(), row
