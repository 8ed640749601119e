"""Full text search on both engines: one fixed set of queries with one set of answers, and an index that follows every write."""

import json
import random

import msgspec
import pytest

from api.cli import run
from api.client import Marsad, Problem
from graph.project import project
from graph.search import Filter, Search
from graph.search.follow import _INCIDENTS, _LEDGER, _LEDGER_OF
from graph.search.index import Index
from schema.ids import digest
from schema.records import Polarity, Precision, Time
from tests.live.build import claim, extraction, incident, party, ref, settle
from tests.live.recipe_world import day
from tests.live.served import Served, settings_for

LONG = (
    "The Taliban spoke in Kabul. "
    + "Nothing more was said about it. " * 30
    + "Officials in Peshawar told reporters that safe havens remain. "
    + "It went on for long. " * 30
)
HOSTILE = '<script>alert("x")</script> \u202eevil\u202c Peshawar'


def told(id, title, text, *claims, **more):
    made = extraction(id, *claims, text=text, **more)
    return msgspec.structs.replace(made, article=msgspec.structs.replace(made.article, title=title))


def articles():
    date = Time(start="2024-07-01", end="2024-07-01", precision=Precision.day, text="1 July")
    bombing = incident("Peshawar mosque", place=ref("r-pass"), date=date, perpetrators=(party("ttp"),))
    return [
        told(
            "long",
            "Talks in Kabul",
            LONG,
            claim("kabul", "HARBORS", "ttp", speaker="minister", start=0, end=27),
            outlet="Daily One",
            published="2024-06-27",
            incidents=(bombing,),
        ),
        told(
            "short",
            "Peshawar quiet",
            "Peshawar was quiet. The Taliban did not speak.",
            claim("kabul", "HARBORS", "ttp", denied=True, polarity=Polarity.negative, start=20, end=46),
            outlet="Two",
            published="2023-01-05",
        ),
        told("cyrillic", "Горбачёв и Королёв", "Талибан атаковал Пешавар, сказал Зайнуддин.", outlet="Три"),
        told("arabic", None, "قال طالبان في پشاور إن المحادثات مستمرة", outlet="Two"),
        told("hindi", "तालिबान", "तालिबान ने काबुल में कहा।"),
        told("hostile", HOSTILE, HOSTILE + " 100% *bold* \"quoted\" O'Neil's"),
        told(
            "places",
            "At the pass",
            "They met at the High Pass.",
            claim("pakistan", "ALLIED_WITH", "china", place="r-pass"),
        ),
    ]


@pytest.fixture(scope="module")
def world(shared_store):
    shared_store.clear()
    shared_store.init()
    list(shared_store.write(articles()))
    project(shared_store)
    return shared_store


@pytest.fixture(scope="module")
def search(world, tmp_path_factory):
    opened = Search(world, tmp_path_factory.mktemp("search") / "search.sqlite")
    yield opened
    opened.close()


def art(id):
    return "art-" + digest(id)


def ids(found):
    return [hit["id"] for hit in found["results"]]


ARTICLES = Filter(types=["article"])
FIXED = {
    "peshawar": {"short", "long", "hostile", "cyrillic"},
    "PESHAWAR'S": {"short", "long", "hostile", "cyrillic"},
    "pehsawar": {"short", "long", "hostile"},
    "peshavar": {"short", "long", "hostile", "cyrillic"},
    "Talban": {"long", "short", "cyrillic", "hindi"},
    "talib": {"long", "short", "cyrillic", "hindi"},
    "taliban peshawar": {"short", "long", "cyrillic"},
    '"safe havens"': {"long"},
    '"havens safe"': set(),
    "taliban -quiet": {"long", "cyrillic", "hindi"},
    'taliban -"safe havens"': {"short", "cyrillic", "hindi"},
    "pesh*": {"short", "long", "hostile", "cyrillic"},
    "Горбачев": {"cyrillic"},
    "королев": {"cyrillic"},
    "Заинуддин": {"cyrillic"},
    "gorbachev": {"cyrillic"},
    "طالبان": {"long", "short", "cyrillic", "hindi", "arabic"},
    "پشاور": {"short", "long", "hostile", "arabic", "cyrillic"},
    "तालिबान": {"long", "short", "cyrillic", "hindi"},
    "script alert": {"hostile"},
    "<script>": {"hostile"},
    "oneil": {"hostile"},
    "100%": {"hostile"},
    "and or not": {"long", "short"},
    '"""': set(),
    "-": set(),
    "*": set(),
    "   ": set(),
    "\u202e": set(),
    "zzyzx": set(),
}
ANSWERS: dict[str, dict[str, object]] = {}


@pytest.mark.parametrize("q", FIXED)
def test_articles_are_found(search, q):
    assert set(ids(search.find(q, ARTICLES))) == {art(id) for id in FIXED[q]}


def test_both_engines_give_the_same_answers(search, engine):
    """Whichever engine comes second is compared with the first, down to order, scores and facets."""
    given = {q: search.find(q, facets=["type", "kind", "country", "outlet", "year"], limit=100) for q in FIXED}
    assert sum(len(found["results"]) for found in given.values()) > 60
    for found in given.values():
        assert found["total"]["value"] == len(found["results"])
    ANSWERS[engine.name] = given
    for other in ANSWERS.values():
        assert other == given


def test_an_exact_name_comes_first_and_a_slip_still_finds_it(search):
    for q in ("Kabul Administration", "kabul administraton", "KABUL  ADMINISTRATION", '"kabul administration"'):
        first = search.find(q)["results"][0]
        assert (first["type"], first["id"], first["exact"]) == ("entity", "t-kabul", True), q
    assert search.find("Gardane")["results"][0]["id"] == "r-pass"  # an alias
    assert search.find("kabul administraton")["corrected"] == {"administraton": ["administration"]}
    assert search.find("kabul")["corrected"] == {}


def test_every_hit_leads_to_its_words(search, world):
    hits = search.find("taliban peshawar kabul", limit=100)["results"] + search.find("movement", limit=100)["results"]
    assert {hit["type"] for hit in hits} >= {"article", "claim", "entity", "incident"}
    texts = {row["id"]: row["text"] for row in world.read("MATCH (a:Article) RETURN a.id AS id, a.text AS text")}
    for hit in hits:
        snippet = hit["snippet"]
        if (
            snippet["field"] in ("text", "quote") and hit["type"] != "incident"
        ):  # an incident of these has a quote by hand
            start = snippet["start"]
            assert texts[hit["article"]["id"]][start : start + len(snippet["text"])] == snippet["text"]
    best = search.find("taliban safe havens", ARTICLES)["results"][0]
    assert [best["snippet"]["text"][a:b] for a, b in best["snippet"]["ranges"]] == ["safe", "havens"]
    assert best["article"] == {
        "id": art("long"),
        "title": "Talks in Kabul",
        "url": "https://long.example/",
        "outlet": "Daily One",
        "published": "2024-06-27",
    }
    denied = next(h for h in search.find("movement", Filter(types=["claim"]))["results"] if h["polarity"] == "negative")
    assert denied["title"] == "Kabul Administration HARBORS Test Movement" and denied["claims"] == [denied["id"]]


def test_filters_and_facets(search):
    def count(**filters):
        return search.find("peshawar taliban movement kabul", Filter(**filters))["total"]["value"]

    assert count() > count(outlet="Two") > 0
    assert ids(search.find("peshawar", Filter(types=["incident"], start="2024-07-01", end="2024-07-02"))) != []
    assert ids(search.find("peshawar", Filter(types=["incident"], end="2024-07-01"))) == []
    assert ids(search.find("peshawar", Filter(types=["article"], start="2024-01-01"))) == [art("long")]
    assert ids(search.find("peshawar", Filter(country="NL"))) == ids(
        search.find("peshawar", Filter(types=["incident"]))
    )
    assert {h["kind"] for h in search.find("kabul", Filter(kinds=["HARBORS"]))["results"]} == {"HARBORS"}
    facets = search.find("peshawar", facets=["type", "outlet", "year"])["facets"]
    assert {v["name"]: v["count"] for v in facets["type"]["values"]} == {"article": 4, "incident": 1}
    assert {v["name"]: v["count"] for v in facets["outlet"]["values"]} == {"Daily One": 2, "Two": 1, "Три": 1}
    assert [(v["name"], v["count"]) for v in facets["year"]["values"]] == [("2024", 2), ("2023", 1)]


def test_pages_do_not_overlap(search):
    whole = ids(search.find("taliban", limit=100))
    assert [id for at in range(len(whole)) for id in ids(search.find("taliban", limit=1, offset=at))] == whole
    assert search.find("taliban", offset=5000)["results"] == []


def test_words_that_are_nowhere_together_are_found_one_by_one(search):
    found = search.find("quiet gorbachev", ARTICLES)
    assert found["relaxed"] and set(ids(found)) == {art("short"), art("cyrillic")}
    assert not search.find("quiet", ARTICLES)["relaxed"]


def test_what_the_graph_has_lost_is_never_served(world, search, monkeypatch):
    found = search.find("peshawar", ARTICLES)
    lost = found["results"][0]["id"]
    monkeypatch.setattr(
        search, "_read", lambda query, **given: [r for r in world.read(query, **given) if r.get("id") != lost]
    )
    after = search.find("peshawar", ARTICLES)
    assert lost not in ids(after) and after["behind"]


def test_an_index_that_cannot_be_used_says_what_to_do(world, tmp_path):
    from graph.errors import StoreUnavailable

    search = Search(world, tmp_path / "search.sqlite")
    search.find("x")
    Index(tmp_path / "search.sqlite")._db.execute("DROP TABLE doc")
    with pytest.raises(StoreUnavailable, match="may be deleted"):
        search.find("peshawar")
    search.close()


def test_over_http_and_from_the_command_line(world, engine, request, tmp_path_factory, monkeypatch, capfd):
    home = request.getfixturevalue("embedded").folder.parent if engine.name == "embedded" else None
    settings = settings_for(engine, home, tmp_path_factory.mktemp("home"))
    with Served(settings) as api:
        marsad = Marsad(str(api.base_url))
        found = marsad.search("pehsawar", type=["article", "incident"], facets=["type"], limit=2)
        assert found["limit"] == 2 and found["total"] == {"value": 4, "relation": "eq"} and not found["behind"]
        assert found["facets"]["type"]["values"][0] == {"name": "article", "label": "article", "count": 3}
        assert [h["id"] for h in marsad.search("movement", kind="Actor")["results"]] == ["t-ttp"]
        rows = api.get("/v1/search", params={"q": "peshawar", "format": "csv"}).text.splitlines()
        assert rows[0].startswith("type,id,score") and len(rows) == 6
        added = marsad.add("A new word, xylograph, is in this article of the search test.", title="Xylograph")
        assert added["state"] == "written"
        assert marsad.search("xylograf")["results"][0]["article"]["id"] == added["article"]
        for wrong in (
            {},
            {"q": "x" * 501},
            {"q": "x" * 10_000},
            {"q": "x", "colour": "red"},
            {"q": "x", "kind": "Wombat"},
            {"q": "x", "type": "wombat"},
            {"q": "x", "offset": 10_001},
            {"q": "x", "limit": 0},
            {"q": "x", "start": "yesterday"},
            {"q": "x", "country": "pakistan"},
            {"q": "x", "format": "geojson"},
        ):
            assert api.get("/v1/search", params=wrong).status_code == 422, wrong
        with pytest.raises(Problem, match="Wombat"):
            marsad.search("x", kind="Wombat")
        for name in ("neo4j_uri", "neo4j_user", "neo4j_password", "neo4j_database"):
            monkeypatch.setenv(name.upper(), getattr(settings, name))
        capfd.readouterr()
        assert run(["search", "pehsawar", "--limit", "3", "--facet", "type", "--home", str(settings.home)]) == 0
        out, err = capfd.readouterr()
        assert "[Peshawar]" in out and "peshawar instead of pehsawar" in err and "Type: article" in err
        assert (
            run(["search", "--json", "--type", "article", "--home", str(settings.home), "--", "talks", "-quiet"]) == 0
        )
        assert json.loads(capfd.readouterr().out) == marsad.search("talks -quiet", type="article", limit=10)


def test_the_index_follows_every_write(store, tmp_path):
    search = Search(store, tmp_path / "search.sqlite")
    other = Search(store, tmp_path / "other" / "search.sqlite")  # as of another process
    first = told("x", "First", "A quetzal was seen.", claim("kabul", "HARBORS", "ttp"), outlet="One")
    list(store.write([first]))
    assert ids(search.find("quetzal")) == [art("x"), first.claims[0].id] or ids(search.find("quetzal")) == [first.claims[0].id, art("x")]  # fmt: skip
    assert ids(search.find("test movement", Filter(types=["entity"]))) == ["t-ttp"]
    list(
        store.write(
            [told("x", "First", "A toucan was seen.", claim("kabul", "HARBORS", "china"), outlet="One", version="2")]
        )
    )
    project(store)
    assert ids(search.find("quetzal")) == [] == ids(search.find("test movement", Filter(types=["entity"])))
    assert art("x") in ids(search.find("toucan"))
    bombing = incident("of the market", place=ref("r-pass"))
    list(store.write([told("y", "Second", "A toucan and a heron.", incidents=(bombing,))]))
    project(store)
    assert set(ids(search.find("toucan", ARTICLES))) == {art("x"), art("y")}
    assert ids(search.find("market", Filter(types=["incident"]))) == [bombing.id]
    assert "r-north" in ids(search.find("north province"))  # no article names it: it is around the pass
    store.delete_article(art("y"))
    search.find("heron")  # looked at before the edges are projected
    project(store)
    assert ids(search.find("toucan", ARTICLES)) == [art("x")]
    assert ids(search.find("market")) == [] == ids(search.find("high pass")) == ids(search.find("north province"))
    assert other.find("toucan", ARTICLES)["results"] == search.find("toucan", ARTICLES)["results"]
    store.clear()
    store.init()
    assert ids(search.find("toucan")) == [] == ids(search.find("kabul"))
    for one in (search, other):
        one.close()


def test_the_index_made_bit_by_bit_is_the_one_made_from_nothing(store, tmp_path):
    bits = Search(store, tmp_path / "bits.sqlite")
    for one in articles():
        list(store.write([one]))
        project(store)
        bits.find("x")
    settle(store, *articles())
    whole = Search(store, tmp_path / "whole.sqlite")
    for q in FIXED:
        assert bits.find(q, limit=100) == whole.find(q, limit=100), q
    for one in (bits, whole):
        one.close()


def test_merged_entities_are_found_under_one_id(store, tmp_path):
    search = Search(store, tmp_path / "search.sqlite")
    one = told("m1", "One", "Kabul Administration speaks.", claim("kabul", "AIDS", "china"))
    entity = next(e for e in one.entities if e.id == "t-kabul")
    twin = replace_entity(
        one, "m2", "t-kabul2", msgspec.structs.replace(entity, id="t-kabul2", name="Kabul Regime", aliases=())
    )
    list(store.write([one, twin]))
    settle(store, one, twin)
    assert set(ids(search.find("kabul", Filter(types=["entity"])))) == {"t-kabul", "t-kabul2"}
    merge = {"id": "t-kabul2", "to": "t-kabul", "kind": "GovernmentBody", "names": ["Kabul Regime"]}
    store.transact(lambda tx: tx.run("CREATE (r:Redirect) SET r = $r", r=merge).consume())
    list(store.write([twin]))
    project(store)
    found = search.find("kabul regime", Filter(types=["entity"]))["results"]
    assert [(hit["id"], hit["exact"]) for hit in found] == [("t-kabul", True)]
    search.close()


def replace_entity(made, source, id, entity):
    """The extraction as another article that knows Kabul under another id."""
    text = msgspec.json.encode(made).decode().replace('"t-kabul"', f'"{id}"').replace(made.article.id, art(source))
    text = text.replace(made.claims[0].id, "clm-of-" + source)
    again = msgspec.json.decode(text.encode(), type=type(made))
    others = tuple(entity if e.id == id else e for e in again.entities)
    return msgspec.structs.replace(again, entities=others)


def test_what_differs_is_read_and_no_more(store, tmp_path, monkeypatch):
    search = Search(store, tmp_path / "search.sqlite")
    asked = []
    monkeypatch.setattr(search, "_read", lambda query, **given: asked.append(query) or store.read(query, **given))
    list(store.write(articles()))
    settle(store)
    search.catch_up()
    assert _LEDGER in asked and _INCIDENTS in asked
    asked.clear()
    list(store.write([told("one more", "More", "Of the wombat.")]))
    settle(store, *articles(), told("one more", "More", "Of the wombat."))
    assert ids(search.find("wombat", ARTICLES)) == [art("one more")]
    assert _LEDGER not in asked and _INCIDENTS not in asked and _LEDGER_OF in asked
    search.close()


def test_any_order_of_writes_ends_in_the_same_index(store, tmp_path):
    chance = random.Random(5)
    bits = Search(store, tmp_path / "bits.sqlite")
    given = {}
    for step in range(14):
        id = f"a{chance.randrange(6)}"
        if id in given and chance.random() < 0.4:
            del given[id]
            store.delete_article(art(id))
        else:
            which = chance.choice(["market", "bridge", "school"])
            bombing = incident(f"{id} {which}", date=day(f"2024-07-0{chance.randrange(1, 4)}"), place=ref("r-pass"), perpetrators=(party("ttp"),))  # fmt: skip
            who = chance.choice(["kabul", "china", "minister"])
            given[id] = told(id, which, f"The {which} of {id}.", claim(who, "CONDEMNS_OPPOSES", "ttp"), version=str(step), incidents=(bombing,), outlet=id)  # fmt: skip
            list(store.write([given[id]]))
        if chance.random() < 0.5:
            bits.find("x")
        if chance.random() < 0.6:
            settle(store, *given.values())
            bits.find("x")
    settle(store, *given.values())
    whole = Search(store, tmp_path / "whole.sqlite")
    for q in (
        "market",
        "bridge",
        "school",
        "kabul",
        "farland",
        "minister",
        "test movement",
        "north province",
        "bombing",
    ):
        assert bits.find(q, limit=100) == whole.find(q, limit=100), q
    for one in (bits, whole):
        one.close()
