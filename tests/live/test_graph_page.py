"""Every query of docs/graph.md runs on both engines over the sample articles, and answers with something."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from graph.bolt_store import Store
from loaders.extract.extractor import extract
from schema.ids import article_id
from schema.records import Article
from tests.live.build import settle

PAGE = (Path(__file__).parents[2] / "docs/graph.md").read_text("utf-8")
QUERIES = re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?```cypher\n(.*?)```", PAGE, re.M | re.S)
MAY_BE_EMPTY = {"What rests on damaged text", "What a person should look at"}


@pytest.fixture(scope="module")
def samples():
    rows = [
        json.loads(line) for line in files("loaders").joinpath("samples/articles.jsonl").read_text("utf-8").splitlines()
    ]
    fields = ("text", "title", "url", "outlet", "published", "lang")
    return [
        extract(Article(id=article_id(text=r["text"], url=r["url"]), source_id=r["id"], **{k: r[k] for k in fields}))
        for r in rows
    ]


@pytest.fixture(scope="module")
def world(engine, samples):
    with Store.open(engine.endpoint, ensure=engine.ensure) as store:
        store.clear()
        store.init()
        assert {w.outcome.value for w in store.write(samples)} == {"created"}
        settle(store, *samples)
        yield store
        store.clear()


@pytest.mark.parametrize(("title", "query"), QUERIES, ids=[title for title, _ in QUERIES])
def test_it_answers(title, query, world):
    rows = world.read(query)
    assert rows or title in MAY_BE_EMPTY
    assert len(QUERIES) >= 12
