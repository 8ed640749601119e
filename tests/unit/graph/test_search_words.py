"""How search reads texts and queries, and how it finds the words again in a text."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.hits import LENGTH, marked, piece
from graph.search.index import Doc, Filter, Index, match
from graph.search.words import MAX_WORDS, Query, Term, folded, parse, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tehrik-i-Taliban", "tehrik i taliban"),
        ("Pakistan's army, PAKISTAN’S", "pakistan army pakistan"),
        ("Jama'at", "jamaat"),
        ("Gardané Ṭālibān", "gardane taliban"),
        ("Горбачёв Горбачев", "gorbachev gorbachev"),
        ("Зайнуддин Заинуддин", "zainuddin zainuddin"),
        ("طالبان طالِبان", "tlbn tlbn"),
        ("तालिबान", "taliban"),
        ("ＴＴＰ ﬁre", "ttp fire"),
        ("_a_b__", "a b"),
        ("… !!", ""),
    ],
)
def test_words_are_folded_whatever_the_script(text, words):
    assert folded(text) == words


def shape(term):
    return " ".join(term.words) + ("*" if term.prefix else "") + ("!" if term.phrase else "")


@pytest.mark.parametrize(
    ("q", "terms", "without"),
    [
        ("taliban peshawar", ["taliban*", "peshawar*"], []),
        ("the attack in Kabul", ["attack*", "kabul*"], []),
        ("the", ["the*"], []),
        ('"safe havens" kabul', ["safe havens!", "kabul*"], []),
        ("talks -ceasefire", ["talks*"], ["ceasefire"]),
        ('talks -"the front"', ["talks*"], ["the front!"]),
        ("pa*", ["pa*"], []),
        ("tehrik-i-taliban", ["tehrik*", "taliban*"], []),
        ('un"closed "quote', ["un", "closed!", "quote*"], []),
        ("a AND b OR NOT c NEAR(d)", ["not*", "near*"], []),
        ("-", [], []),
        ("*", [], []),
        ('""', [], []),
        ("", [], []),
    ],
)
def test_queries_are_read_as_people_type_them(q, terms, without):
    query = parse(q)
    assert [shape(term) for term in query.terms] == terms
    assert [shape(term) for term in query.without] == without


def test_a_long_query_is_cut():
    assert len(parse("word " * 5000).terms) == MAX_WORDS


@given(st.text(max_size=200), st.text(max_size=300))
def test_nothing_that_is_typed_breaks_the_index_or_the_offsets(q, text):
    query = parse(q)
    if query.terms:
        db = sqlite3.connect(":memory:")
        db.execute("CREATE VIRTUAL TABLE text USING fts5(names, body, tokenize = 'ascii')")
        db.execute("SELECT * FROM text WHERE text MATCH ?", (match(query, every=True),)).fetchall()
        db.close()
    assert all(word.isascii() and word.isalnum() and text[start:end] for start, end, word in tokens(text))
    snippet = piece("text", text, 0, query.terms)
    assert text[snippet["start"] : snippet["start"] + len(snippet["text"])] == snippet["text"]
    assert all(0 <= a < b <= len(snippet["text"]) for a, b in snippet["ranges"])


def test_a_snippet_is_where_most_of_the_words_stand_together():
    text = "Kabul spoke. " + "Filler goes on. " * 60 + "In Peshawar and Kabul the Taliban met. " + "And more. " * 60
    snippet = piece("text", text, 100, parse("kabul peshawar taliban").terms)
    assert [snippet["text"][a:b] for a, b in snippet["ranges"]] == ["Peshawar", "Kabul", "Taliban"]
    assert snippet["start"] == 100 + text.index(snippet["text"]) and len(snippet["text"]) <= LENGTH
    assert snippet["text"][0] != " " and not snippet["text"].endswith(("Fil", "mor"))


def test_a_phrase_is_marked_as_a_whole_and_only_where_it_stands():
    text = "safe houses, safe havens and havens"
    assert [text[a:b] for a, b in marked(text, parse('"safe havens"').terms)] == ["safe havens"]
    assert [text[a:b] for a, b in marked(text, [Term(("sanctuary",), "sanctuary", near=("havens",))])] == ["havens", "havens"]  # fmt: skip


def test_the_index_replaces_and_removes_whole_articles(tmp_path):
    index = Index(tmp_path / "search.sqlite")
    docs = [
        Doc(type="article", id="a", article="a", names="a title", body="some words", version="1"),
        Doc(type="claim", id="c", article="a", names="kabul", body="words of a claim"),
    ]
    index.put_articles({"a": docs}, {"a": ["e1", "e2"]})
    words = Query((Term(("words",), "words"),))

    def ids():
        return [row["id"] for row in index.find(words, Filter(), (), every=True, limit=10, offset=0)]

    assert sorted(ids()) == ["a", "c"] and index.mentioned(["a"]) == {"e1", "e2"}
    index.put_articles({"a": docs[:1]}, {"a": ["e1"]})
    assert ids() == ["a"] and index.mentioned(["a"]) == {"e1"} and index.versions("article") == {"a": "1"}
    index.put_articles({"a": []}, {})
    assert ids() == [] and index.versions("article") == {} and index.mentioned(["a"]) == set()
    index.close()


def test_a_damaged_or_older_index_is_made_anew(tmp_path):
    path = tmp_path / "search.sqlite"
    path.write_bytes(b"no database at all" * 100)
    index = Index(path)
    index.set_state("x", 1, {})
    index.close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 999")
    db.close()
    index = Index(path)
    assert index.state() is None
    index.close()


def test_words_that_may_be_meant(tmp_path):
    index = Index(tmp_path / "search.sqlite")
    names = ["taliban", "kabul", "peshawar", "asif", "iran", "iraq", "quetta"]
    docs = [Doc(type="entity", id=name, names=name, exact=frozenset({name})) for name in names]
    index.put("entity", docs)
    assert index.near("talban", bare=False) == ("taliban",)
    assert index.near("pehsawar", bare=False) == ("peshawar",)
    assert index.near("peshavar", bare=False) == ("peshawar",)
    assert index.near("asfi", bare=False) == ("asif",)
    assert index.near("tlbn", bare=True) == ("taliban",) and index.near("pshwr", bare=True) == ("peshawar",)
    assert index.near("zzzzzz", bare=False) == () == index.near("ira", bare=False)
    index.put("entity", [], ["kabul"])
    assert index.near("kabl", bare=False) == ()  # a word that no document has any more
    index.close()


def test_a_claim_that_stands_in_another_article_now_is_there_once(tmp_path):
    index = Index(tmp_path / "search.sqlite")

    def article(id):
        return [
            Doc(type="article", id=id, article=id, names="", body="text"),
            Doc(type="claim", id="c", article=id, names="", body="harbors"),
        ]

    index.put_articles({"old": article("old")}, {})
    index.put_articles({"new": article("new")}, {})  # before the old one is looked at
    index.put_articles({"old": []}, {})
    found = index.find(parse("harbors"), Filter(), [], every=True, limit=9, offset=0)
    assert [(one["id"], one["article"]) for one in found] == [("c", "new")]
    assert index.versions("article").keys() == {"new"}
    index.close()
