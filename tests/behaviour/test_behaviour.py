"""At least 2,000 generated sentences: the same meaning told in other forms. Prints a table by kind of variant; floors only ever go up."""

from collections import Counter, defaultdict

import pytest

from loaders.extract.extractor import extract
from schema.ids import article_id
from schema.records import Article

from .generate import cases, happenings
from .judge import incident_verdict, verdict

FLOOR_ALL = {"relations": 0.98, "incidents": 0.995}
FLOOR_KIND = {"relations": 0.89, "incidents": 0.95}
"""Share of right sentences, over all and for the weakest relation, incident type or kind of variant."""


def read(text):
    return extract(Article(id=article_id(text=text), text=text, published="2024-06-28"))


def report(what, judged):
    """Print shares by kind, and a few wrong ones of the weakest; return (overall, weakest)."""
    tables = defaultdict(Counter)
    for kind, case, wrong in judged:
        for table in (kind, f"~{case.variant}"):
            tables[table]["all"] += 1
            tables[table]["right"] += wrong is None
    shares = {k: c["right"] / c["all"] for k, c in tables.items()}
    overall = sum(wrong is None for _, _, wrong in judged) / len(judged)
    print(f"\nbehaviour {what}: {overall:.3f} of {len(judged)}")
    for kind, share in sorted(shares.items(), key=lambda item: item[1]):
        print(f"  {kind:32s} {share:.2f} of {tables[kind]['all']}")
    for kind, case, wrong in judged:
        if wrong:
            print(f"    {kind} {case.variant}: {case.text}  →  {wrong}")
    return overall, min(shares.values())


@pytest.mark.slow
@pytest.mark.parametrize("what", ["relations", "incidents"])
def test_the_same_meaning_in_other_forms(what, capsys):
    if what == "relations":
        judged = [(c.predicate, c, verdict(c, read(c.text))) for c in cases()]
    else:
        judged = [(h.type, h, incident_verdict(h, read(h.text))) for h in happenings()]
    assert len(judged) >= (2000 if what == "relations" else 500)
    with capsys.disabled():
        overall, weakest = report(what, judged)
    assert overall >= FLOOR_ALL[what]
    assert weakest >= FLOOR_KIND[what]
