"""Every recipe on a small world where the right answer is known, on both engines, over the engine's own read-only way in."""

import pytest

from graph import clock
from graph.evidence import claims_with_sentences
from graph.guard import Guard, Limits
from graph.project import project
from graph.recipes import claim_ids, recipes
from graph.resolution import Resolver
from graph.resolve.judgements import Verdict, judgement
from tests.live.build import claim, extraction
from tests.live.recipe_world import articles
from tests.live.served import Served, settings_for
from tests.live.test_resolution import one_bombing, written


@pytest.fixture(scope="module")
def ask(engine, shared_store):
    """Ask a recipe; gives rows as maps of the named columns, or as the values of a single one."""
    shared_store.clear()
    shared_store.init()
    assert {written.outcome for written in shared_store.write(articles())} == {"created"}
    project(shared_store)
    with Guard(engine.endpoint, restart=engine.restart, limits=Limits(seconds=60)) as guard:

        def run(name, columns="", **given):
            recipe = recipes()[name]
            answer = guard.run(recipe.cypher, recipe.values(given))
            ids = claim_ids(answer.columns, answer.rows)
            assert len(claims_with_sentences(shared_store, ids)) == len(ids)
            rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            wanted = columns.split()
            return [tuple(row[c] for c in wanted) if len(wanted) > 1 else row[wanted[0]] for row in rows]

        run.guard = guard
        yield run


KABUL, TTP, FORCE = "Kabul Administration", "Test Movement", "Border Force"
JUNE = "2024-06"
ANSWERS = [
    ("who-accuses-whom", {"object": "t-ttp"}, "accuser accused outlets denied_by accused_denies",
     [("Minister Example", KABUL, ["Daily One"], [KABUL], True)]),
    ("who-accuses-whom", {"object": "t-china"}, "accuser", []),
    ("statements-of", {"speaker": "t-minister"}, "sentence reported_by second_hand modalities",
     [("said in sta-1", ["Speaker Example"], True, ["asserted"])]),
    ("statements-of", {"speaker": "t-speaker"}, "second_hand", [False]),
    ("what-happened", {"end": "2024-06-02"}, "title counts", [("Incident first blow", True)]),
    ("what-happened", {"start": "2024-06-20", "place": "r-land"}, "title status counts",
     [("Incident counter", "occurred", True), ("Incident plan", "planned", False)]),
    ("investments", {"investor": "t-china"}, "target amount currency condition other_conditions",
     [("Long Road", 62e9, "USD", "if it is safe", ["before any more is paid"])]),
    ("open-threats", {}, "kind by towards condition state deadline acts",
     [("THREATENS", "Farland", KABUL, "if it goes on", None, None, 0), ("DEMANDS", "Farland", "Nearland", "before any more is paid", None, None, 0),
      ("WARNS", FORCE, TTP, "if it comes again", "open", None, 1)]),
    ("damaged-text", {}, "flags predicate undamaged_claims only_here", [(["encoding"], "AFFILIATED_WITH", 0, True)]),
    ("damaged-text", {"flag": "markup"}, "flags", []),
    ("attacks-on", {"targets": ["r-force"]}, "month province claimed_by incidents killed_low killed_high toll_unknown",
     [(JUNE, "North Province", [], 1, 3, 4, 0), (JUNE, "North Province", [TTP], 2, 3, 5, 1)]),
    ("attacks-on", {"targets": "t-road|t-ttp"}, "province incidents killed_low killed_high",
     [("North Province", 1, 3, 5), (None, 1, 7, None)]),
    ("before-and-after", {"places": ["r-land", "t-town"], "first": "2024-06-02", "second": "2024-06-15"},
     "place part incidents killed_low", [("Nearland", 1, 1, 3), ("Nearland", 2, 1, 3), ("Nearland", 3, 1, 0), ("Smalltown", 2, 1, 7)]),
    ("published-totals", {"place": "r-land"}, "measure low itemised share", [("violent incidents", 4, 3, 0.75)]),
    ("published-totals", {"end": "2024-01-01"}, "measure", []),
    ("responsibility", {}, "title claimed_by blamed differ only_blamed",
     [("Incident counter", [TTP], [KABUL], True, False), ("Incident first blow again", [], [KABUL], False, True),
      ("Incident first blow", [TTP], [], False, False)]),
    ("ways-between", {"source": "t-ttp", "target": "t-road"}, "length way",
     [(3, [TTP, "Nearland", "Farland", "Long Road"])]),
    ("ways-between", {"source": "t-ttp", "target": "t-kabul"}, "length", []),  # only alleged, and disputed
    ("belief-at", {"subject": "t-kabul", "predicate": "HARBORS", "object": "t-ttp", "before": "2024-06-03", "after": "2024-06-30"},
     "day alleged denied", [("2024-06-03", 1, 0), ("2024-06-30", 1, 1)]),
    ("belief-at", {"subject": "t-kabul", "predicate": "HARBORS", "object": "t-ttp", "before": "2024-06-03", "after": "2100-01-01", "clock": "known"},
     "alleged denied", [(0, 0), (1, 1)]),
    ("blamed-for", {"object": "t-kabul"}, "blamer for disputed_by", [("Nearland", "the attack", [])]),
    ("threat-then-attack", {}, "actor threat_days followed share attacks base_rate",
     [(FORCE, 1, 1, 1.0, 1, 0.63), ("Farland", 1, 0, 0.0, 0, 0.0)]),
    ("threat-then-attack", {"days": 3}, "actor followed", [(FORCE, 0), ("Farland", 0)]),
    ("retaliation", {}, "first_by answered_by first answer counter_blows",
     [(TTP, FORCE, "Incident first blow", "Incident answer", ["Incident counter"]),
      (FORCE, TTP, "Incident answer", "Incident counter", [])]),
    ("retaliation", {"days": 5}, "first_by", []),
    ("spellings", {"entity": "t-ttp"}, "spelling identity articles first_published",
     [("TEST MOVEMENT", "itself", 4, "2024-06-02T09:00:00Z"), (TTP, "itself", 4, "2024-06-02T09:00:00Z")]),
    ("maybe-the-same", {}, "one other judged reasons",
     [("Incident first blow", "Incident first blow again", [],
       ["shares Border Force, High Pass", "both armed_clash", "a day apart", "the same toll"])]),
    ("blind-spots", {}, "place incidents only_outlet", [("Smalltown", 1, "Two")]),
    ("blind-spots", {"within": "r-land"}, "place", []),
    ("standing-relations", {"entities": ["t-ttp", "t-pakistan"]}, "source relation target among_them disputed",
     [("Nearland", "IN_CONFLICT_WITH", TTP, True, False), ("Farland", "ALLIED_WITH", "Nearland", False, False),
      (KABUL, "HARBORS", TTP, False, True)]),
    ("role-when-speaking", {}, "speaker office body dated", [("Minister Example", "interior minister", "Nearland", False)]),
    ("brokers", {"start": "2024-06-10", "days": 20}, "actor pairs_joined pairs_joined_before rise",
     [("Nearland", 3, 0, 3), ("Farland", 1, 0, 1), (TTP, 0, 1, -1)]),
    ("near-a-point", {"lat": "1.4", "lon": "2.5", "km": 20}, "km title",
     [(11.1, "Incident counter"), (11.1, "Incident first blow again"), (11.1, "Incident first blow")]),
    ("near-a-point", {"lat": 1.4, "lon": 2.5, "km": 11}, "km", []),
    ("unusual-weeks", {"week": "2024-06-17"}, "province type incidents change weekly_mean reports",
     [("North Province", "suicide_bombing", 1, 1, 0.0, 1), (None, "air_drone_strike", 0, -1, 0.13, 0),
      ("North Province", "armed_clash", 0, 0, 0.25, 0)]),
    ("if-withdrawn", {"outlet": "Two"}, "kind what falls",
     [("incident", "Incident answer", True), ("incident", "Incident first blow again", True),
      ("relation", "Border Force WARNS Test Movement", True), ("relation", "Minister Example HOLDS_OFFICE Nearland", True)]),
    ("if-withdrawn", {"outlet": "None"}, "kind", []),
]  # fmt: skip


def test_every_recipe_is_tested():
    assert {name for name, *_ in ANSWERS} | {"origins-of-an-incident"} == recipes().keys()


def _case(case):
    return case[0]


@pytest.mark.parametrize("case", ANSWERS, ids=_case)
def test_the_answer_is_right(ask, case):
    name, given, columns, expected = case
    found = ask(name, columns, **given)
    assert sorted(map(repr, found)) == sorted(map(repr, expected))


@pytest.fixture(scope="module")
def api(ask, engine, request, tmp_path_factory):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    with Served(settings_for(engine, home, tmp_path_factory.mktemp("home"), MARSAD_QUERY_SECONDS="60")) as client:
        yield client


def test_recipes_are_listed_and_run_over_http(api):
    listed = api.get("/v1/recipes").json()["results"]
    assert {one["name"] for one in listed} == recipes().keys()
    answer = api.get("/v1/recipes/who-accuses-whom", params={"object": "t-ttp"}).json()
    (row,) = answer["rows"]
    assert row["accuser"] == "Minister Example" and answer["parameters"]["predicate"] == "HARBORS"
    assert [claim["id"] for claim in answer["evidence"]] == row["claims"] and answer["evidence"][0]["quote"]
    assert api.get("/v1/recipes/who-accuses-whom", params={"evidence": 0}).json()["evidence"] == []
    table = api.get("/v1/recipes/near-a-point", params={"lat": 1.4, "lon": 2.5, "format": "csv"})
    assert table.headers["content-type"].startswith("text/csv") and len(table.text.splitlines()) == 4
    none = api.get("/v1/recipes/near-a-point?lat=50&lon=50&format=csv").text
    assert len(none.splitlines()) <= 1  # the embedded engine names no columns where there are no rows
    several = api.get("/v1/recipes/attacks-on", params={"targets": ["t-road", "t-ttp"]}).json()
    assert several["parameters"]["targets"] == ["t-road", "t-ttp"] and len(several["rows"]) == 2


def test_a_recipe_that_cannot_be_run_says_why(api):
    missing = api.get("/v1/recipes/who-acuses-whom")
    assert missing.status_code == 404 and "who-accuses-whom" in missing.json()["detail"]
    for path, pointer in (
        ("near-a-point?lat=1", "query/lon"),
        ("near-a-point?lat=1&lon=east", "query/lon"),
        ("what-happened?since=2024-01-01", "query/since"),
    ):
        wrong = api.get(f"/v1/recipes/{path}")
        assert wrong.status_code == 422 and wrong.json()["errors"][0]["pointer"] == pointer


def test_the_origins_of_an_incident_and_where_they_differ(ask, shared_store):
    """Last, since it needs a world of its own: two copies of one dispatch say three dead, two others five."""
    shared_store.clear()
    shared_store.init()
    written(shared_store, *one_bombing())
    id = min(one.incidents[0].id for one in one_bombing()[:4])
    found = ask("origins-of-an-incident", "first_outlet copied_by killed_low killed_most differs_in", incident=id)
    first, copied, *told = found[0]  # both copies are of one day, so either may have been the first
    assert {first, *copied} == {"One", "Two"} and told == [3, 3, ["dead"]]
    assert sorted(found[1:]) == [("One", [], 5, 5, []), ("Three", [], 5, 5, [])]
    assert ask("origins-of-an-incident", "origin", incident="inc-0") == []


def test_what_was_corrected_since_is_still_what_was_believed(ask, shared_store, monkeypatch):
    shared_store.clear()
    shared_store.init()
    for at, alleged, version in (("2024-06-01T12:00:00Z", False, "1"), ("2024-06-20T12:00:00Z", True, "2")):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        written(shared_store, extraction("x", claim("kabul", "HARBORS", "ttp", alleged=alleged), version=version))
    given = {
        "subject": "t-kabul",
        "predicate": "HARBORS",
        "object": "t-ttp",
        "before": "2024-06-10",
        "after": "2024-06-30",
    }
    (id,) = [c.id for c in extraction("x", claim("kabul", "HARBORS", "ttp")).claims]
    assert ask("belief-at", "asserted alleged changes", clock="known", **given) == [
        (1, 0, []),
        (0, 1, [f"{id} alleges", f"{id} no longer asserts"]),
    ]


def test_judgements_speak_in_recipes(ask, shared_store):
    """Who is unsure is told beside the spellings; what a person held apart may not be the same; what is unsure says so."""
    shared_store.clear()
    shared_store.init()
    given = {one.article.id: one for one in articles()}
    list(shared_store.write(given.values()))
    events = {i.title: i.id for one in given.values() for i in one.incidents}
    pair = sorted([events["Incident first blow"], events["Incident first blow again"]])

    def judged(verdict):
        people = judgement(
            "t-minister", "t-speaker", Verdict.unsure, by="ann", at="2024-07-01T00:00:00Z", reasons=["one office"]
        )
        incidents = judgement(*pair, verdict, by="ann", at="2024-07-01T00:00:00Z")
        Resolver(shared_store, lambda ids: [given[id] for id in ids]).run([people, incidents])
        project(shared_store)
        return ask("maybe-the-same", "one other judged")

    ((one, other, told),) = judged(Verdict.unsure)
    assert (one, other) == ("Incident first blow", "Incident first blow again") and "unsure by ann" in told
    assert judged(Verdict.not_same) == []
    found = ask("spellings", "spelling identity entity reasons", entity="t-minister")
    assert ("Minister Example", "itself", "t-minister", []) in found
    assert ("Speaker Example", "unsure", "t-speaker", ["one office"]) in found
