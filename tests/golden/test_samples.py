"""What the extractor finds in the sample articles, against what a reader wrote down. Floors only ever go up."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from loaders.extract.extractor import extract
from schema.ids import article_id
from schema.records import Article, Modality, Polarity

from .golden import Score, fits, score_claims, score_incidents, score_statistics, words

GOLDEN = yaml.safe_load(Path(__file__).with_name("samples.yaml").read_text())
ROWS = [
    json.loads(line) for line in files("loaders").joinpath("samples/articles.jsonl").read_text("utf-8").splitlines()
]
FLOORS = {"claims": (0.97, 0.91), "incidents": (1.0, 1.0), "statistics": (1.0, 1.0)}  # precision, recall


@pytest.fixture(scope="module")
def extractions():
    articles = [
        Article(
            id=article_id(text=r["text"], url=r["url"]),
            source_id=r["id"],
            **{k: r[k] for k in ("text", "title", "url", "outlet", "published", "lang")},
        )
        for r in ROWS
    ]
    return {article.source_id: extract(article) for article in articles}


def test_every_sample_was_read():
    assert {r["id"] for r in ROWS} == GOLDEN.keys()


@pytest.mark.parametrize(
    ("what", "scorer"), [("claims", score_claims), ("incidents", score_incidents), ("statistics", score_statistics)]
)
def test_floors(what, scorer, extractions, capsys):
    score = Score()
    for name, expected in GOLDEN.items():
        scorer(name, expected, extractions[name], score)
    with capsys.disabled():
        print(f"\ngolden {what}: {score}", *score.faults, sep="\n  ")
    precision, recall = FLOORS[what]
    assert score.precision >= precision
    assert score.recall >= recall


@pytest.mark.parametrize("name", GOLDEN)
def test_no_trap_was_stepped_into(name, extractions):
    for trap in GOLDEN[name].get("never", ()):
        usual = {"polarity": Polarity.positive, "modality": Modality.asserted, "denied": False}
        more = {**usual, **(trap[3] if len(trap) > 3 else {})}
        assert [words(c) for c in extractions[name].claims if fits([*trap[:3], more], c)] == [], trap


@pytest.mark.parametrize("name", GOLDEN)
def test_every_quote_is_in_the_article_at_its_place(name, extractions):
    e = extractions[name]
    text = e.article.text
    for part in (*e.claims, *e.incidents, *e.statistics, *e.statements):
        assert text[part.start : part.end] == part.quote
    ends = [r for c in e.claims for r in (c.subject, c.object, c.speaker, c.place, *c.chain) if r]
    for ref in (*e.mentions, *ends):
        assert text[ref.start : ref.end] == ref.text
