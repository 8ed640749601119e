"""The user's own article, which lies beside the project and is never copied into it: what must come out, and what must not."""

from pathlib import Path

import pytest

from loaders.extract.extractor import extract
from schema.ids import article_id
from schema.records import COUNTED, Article, Modality, Polarity

from .golden import fits, in_tier, words

FOLDER = Path(__file__).parents[3] / "shared" / "article"
PATHS = sorted(FOLDER.glob("*.txt"))
pytestmark = pytest.mark.skipif(not PATHS, reason="the user's article is not beside the project (../shared/article)")


@pytest.fixture(scope="module")
def extraction():
    text = PATHS[0].read_text("utf-8")
    return extract(Article(id=article_id(text=text), text=text, source_id=PATHS[0].name))


def have(extraction, *expected, tier=True):
    return [c for c in extraction.claims if fits(expected, c) and (in_tier(c) or not tier)]


def test_kabul_is_said_to_harbor_the_ttp(extraction):
    claims = have(extraction, "gov-af-taliban", "HARBORS", "TTP")
    assert claims, [words(c) for c in extraction.claims if c.predicate == "HARBORS"]
    for claim in claims:
        assert claim.polarity == Polarity.positive
        assert claim.alleged
        assert claim.speaker is not None
        assert extraction.article.text[claim.start : claim.end] == claim.quote


def test_nobody_harbors_himself_and_no_accuser_is_accused(extraction):
    for claim in extraction.claims:
        ends = {r.entity for r in (claim.subject, claim.object) if r and r.entity}
        assert (
            len(ends) != 1
            or claim.object is None
            or claim.subject is None
            or claim.subject.entity != claim.object.entity
        )
    for subject in ("TTP", "Pakistan", "Afghan Taliban"):
        assert not [c for c in have(extraction, subject, "HARBORS", "TTP", tier=False) if subject != "Afghan Taliban"]


def test_china_invests_62_billion_dollars(extraction):
    assert have(extraction, "China", "INVESTS_IN", "CPEC", {"amount": 62e9, "currency": "USD"})


def test_china_warns_pakistan_with_condition_and_consequence(extraction):
    claims = have(extraction, "China", "WARNS", "Pakistan", {"sense": "threat", "condition": True})
    assert claims
    assert "measures" in claims[0].condition
    assert "reassess" in claims[0].consequence


def test_a_politician_warns_of_the_situation_in_a_province(extraction):
    assert have(extraction, "Fazlur Rehman", "WARNS", "Khyber Pakhtunkhwa", {"sense": "hazard"})
    assert not have(extraction, "Fazlur Rehman", "WARNS", "*", {"sense": "threat"}, tier=False)


def test_dialogue_is_rejected_and_a_government_blamed(extraction):
    assert have(extraction, "Khawaja Asif", "REJECTS", "*", tier=False)
    assert have(extraction, "Pakistan", "BLAMES_ACCUSES", "TTP")
    assert have(extraction, "Khawaja Asif", "BLAMES_ACCUSES", "*")


def test_what_is_only_planned_did_not_occur(extraction):
    text = extraction.article.text
    planned = text.index("The attack is aimed at")
    sentence_end = text.index(".", planned)
    counted = [i for i in extraction.incidents if i.status in COUNTED]
    assert [i.title for i in counted if planned <= i.start < sentence_end] == []
    assert not [
        c
        for c in extraction.claims
        if c.predicate == "ATTACKS" and c.modality == Modality.asserted and planned <= c.start < sentence_end
    ]


def test_a_withdrawal_that_contradicts_what_is_known_is_flagged(extraction):
    at = extraction.article.text.index("withdrawal from war-torn")
    assert any(q.flag == "contradicts_reference" and q.start <= at < q.end for q in extraction.quality)
    assert not have(extraction, "United States", "WITHDRAWS_FROM", "Pakistan")


def test_the_annual_totals_are_statistics_and_no_incident(extraction):
    lows = {s.low for s in extraction.statistics if s.period and str(s.period.start).startswith("2023")}
    assert {700, 1000} <= lows
    assert not [i for i in extraction.incidents if "700" in i.quote and i.status in COUNTED]


def test_the_end_of_a_ceasefire_is_known_to_the_month(extraction):
    ends = [i for i in extraction.incidents if i.type == "ceasefire_or_agreement"]
    assert any(i.date and i.date.start == "2022-11-01" and i.date.precision == "month" for i in ends)


def test_the_reporting_chain_is_kept(extraction):
    chains = [[r.name for r in c.chain] for c in extraction.claims] + [
        [s.speaker.name] for s in extraction.statements if s.speaker
    ]
    assert any(names[0] == "Dawn" for names in chains if names)
    nested = [s for s in extraction.statements if s.parent]
    assert any(s.speaker and s.speaker.name == "Khawaja Asif" for s in nested)
