"""The change log: what every write did, numbered for good, in the transaction of the write."""

import msgspec
import pytest

from graph import changes
from graph.bolt_store import Store
from graph.changes import ChangeLog, Wanted
from graph.errors import ChangesGone
from graph.project import project
from graph.resolution import Resolver
from graph.resolve.judgements import Journal, Verdict, judge, judgement, split
from schema.records import Polarity
from tests.live.build import REFERENCE, claim, extraction, many, settle
from tests.live.test_resolution import AT, one_bombing, written


@pytest.fixture
def since(store):
    """The number of the last change before the test."""
    return changes.bounds(store.read).latest


def log_of(store, since, **wanted):
    return [one for one in changes.after(store.read, since) if Wanted(**wanted).takes(one)]


def short(rows):
    return [(row["op"], row["kind"], row["name"]) for row in rows]


HARBORS = "t-kabul|HARBORS|t-ttp"


def test_articles_and_relations_come_change_and_go(store, since):
    accuse = extraction("a", claim("kabul", "HARBORS", "ttp", alleged=True), published="2024-01-02")
    settle_one(store, accuse)
    article, relation = log_of(store, since, kinds=["article", "relation"])
    assert (article["op"], article["id"]) == ("created", accuse.article.id) and article["reverse_patch"] is None
    assert article["patch"]["claims"] == [accuse.claims[0].id] and {"t-kabul", "t-ttp"} <= set(article["about"])
    assert (relation["op"], relation["id"], relation["about"]) == ("created", HARBORS, ["t-kabul", "t-ttp"])
    assert (relation["patch"]["claims"], relation["patch"]["disputed"]) == (1, False)

    before = changes.bounds(store.read).latest
    denial = claim("kabul", "HARBORS", "ttp", speaker="speaker", denied=True, polarity=Polarity.negative)
    settle_one(store, extraction("b", denial, published="2024-01-03"))
    assert [(op, kind) for op, kind, _ in short(log_of(store, before))] == [
        ("created", "article"), ("updated", "relation"), ("disputed", "dispute"),
    ]  # fmt: skip
    updated = log_of(store, before, kinds=["relation"])[0]
    assert updated["patch"] == {"denied": 1, "disputed": True}
    assert updated["reverse_patch"] == {"denied": 0, "disputed": False}

    before = changes.bounds(store.read).latest
    newer = msgspec.structs.replace(accuse, article=msgspec.structs.replace(accuse.article, title="Another title"))
    settle_one(store, newer)
    assert [(one["op"], one["patch"]) for one in log_of(store, before)] == [("updated", {"title": "Another title"})]
    settle_one(store, newer)
    assert len(log_of(store, before)) == 1, "what changes nothing is no change"

    before = changes.bounds(store.read).latest
    store.delete_article(accuse.article.id)
    settle(store)
    gone = log_of(store, before)
    assert [(one["op"], one["kind"]) for one in gone] == [
        ("deleted", "article"), ("deleted", "relation"), ("undisputed", "dispute"),
    ]  # fmt: skip
    assert gone[1]["patch"] is None and gone[1]["reverse_patch"]["claims"] == 1


def settle_one(store, *extractions):
    list(store.write(extractions))
    project(store)


def test_numbers_follow_one_another_and_filters_choose(store, since):
    settle_one(store, *many(5))
    rows = log_of(store, since)
    assert [row["seq"] for row in rows] == list(range(since + 1, since + 1 + len(rows))) and len(rows) > 20
    assert changes.bounds(store.read).latest == rows[-1]["seq"]
    one = rows[-1]["about"][0]
    chosen = log_of(store, since, about=[one])
    assert chosen and all(one in row["about"] or row["id"] == one for row in chosen) and len(chosen) < len(rows)
    found, at, has = changes.page(store.read, since, Wanted(kinds=["relation"]), 3)
    again, _, _ = changes.page(store.read, at, Wanted(kinds=["relation"]), 1000)
    assert [row["seq"] for row in found + again] == [row["seq"] for row in log_of(store, since, kinds=["relation"])]
    assert has.latest == rows[-1]["seq"] and all(f" {row['patch']['type']} " in row["name"] for row in found)


def test_what_is_joined_and_torn_apart_again_says_so(store, since):
    articles = [
        *one_bombing()[:4],
        extraction("t", claim("kabul", "HARBORS", "ttp"), claim("speaker", "CONDEMNS_OPPOSES", "ttp", start=1)),
    ]
    written(store, *articles)
    ids = sorted(x.incidents[0].id for x in articles[:4])
    assert [row["id"] for row in log_of(store, since, kinds=["incident"])] == ids[:1]
    given = {one.article.id: one for one in articles}
    resolver = Resolver(store, lambda ids: [given[id] for id in ids])
    kinds = {"t-minister": "Person", "t-speaker": "Person"} | dict.fromkeys(ids, "Incident")
    journal = split(Journal(), ids[:1], ids[1:], kinds, by="ann", at=AT)
    journal = judge(journal, judgement("t-minister", "t-speaker", Verdict.same, by="ann", at=AT), kinds)

    before = changes.bounds(store.read).latest
    resolver.run(journal.active())
    project(store)
    rows = log_of(store, before)
    assert [(r["id"], r["patch"], r["reverse_patch"]) for r in rows if r["op"] == "merged"] == [
        ("t-speaker", {"to": "t-minister"}, None)
    ]
    assert [(r["op"], r["id"], r["patch"].get("from")) for r in rows if r["kind"] == "incident"] == [
        ("updated", ids[0], None),
        ("split", ids[1], ids[0]),
    ]
    assert [r["patch"]["verdict"] for r in rows if r["kind"] == "judgement"].count("not_same") == 3
    relinked = next(r for r in rows if r["kind"] == "article")
    assert relinked["op"] == "updated" and "t-minister" in relinked["about"]

    before = changes.bounds(store.read).latest
    resolver.run([])
    project(store)
    rows = log_of(store, before)
    assert [(r["op"], r["id"]) for r in rows if r["kind"] == "entity"] == [("unmerged", "t-speaker")]
    assert [(r["op"], r["id"]) for r in rows if r["kind"] == "incident"] == [("updated", ids[0]), ("merged", ids[1])]
    assert next(r for r in rows if r["op"] == "merged")["patch"] == {"into": ids[0]}


def test_a_database_that_never_had_a_change_says_nothing_and_an_old_number_is_refused(store, since):
    with pytest.raises(ChangesGone):
        changes.page(store.read, since - 10**12, Wanted(), 10)
    with pytest.raises(ChangesGone):
        changes.page(store.read, since + 10**12, Wanted(), 10)
    assert changes.page(store.read, since, Wanted(), 10)[0] == []


def test_what_is_kept_is_bounded_and_what_is_gone_is_refused(engine, store, since):
    with Store.open(engine.endpoint, ensure=engine.ensure, reference=REFERENCE, log=ChangeLog(kept=100)) as small:
        for start in range(0, 400, 20):
            small.transact(lambda tx, start=start: small.log.append(tx, [told(start + n) for n in range(20)]))
        has = changes.bounds(store.read)
        assert has.latest == since + 400 and 100 <= has.latest - has.floor <= 110
        rows = log_of(store, has.floor)
        assert [row["id"] for row in rows] == [f"x{n}" for n in range(400 - len(rows), 400)]
        with pytest.raises(ChangesGone) as gone:
            changes.page(store.read, since, Wanted(), 10)
        assert (gone.value.oldest, gone.value.latest) == (has.floor, has.latest)


def told(number):
    return changes.change("created", "article", f"x{number}", None, [], None, {})


def test_the_log_outlives_emptying_and_a_rebuild_tells_only_of_what_differs(store, since):
    first, second, third = many(3)
    settle_one(store, first, second, third)
    before, hash = changes.bounds(store.read).latest, store.canonical_hash()
    store.clear(rebuild=True)
    store.init()
    newer = msgspec.structs.replace(second, article=msgspec.structs.replace(second.article, title="New words"))
    settle_one(store, first, newer)
    rows = log_of(store, before)
    assert [(row["op"], row["kind"], row["id"]) for row in rows] == [
        ("updated", "article", second.article.id),
        ("deleted", "article", third.article.id),
        ("rebuilt", "graph", "graph"),
    ]
    assert [row["seq"] for row in rows] == [before + 1, before + 2, before + 3]
    settle_one(store, second, third)
    assert store.canonical_hash() == hash
    store.clear()
    assert log_of(store, changes.bounds(store.read).latest - 1)[0]["op"] == "cleared"


def test_the_hash_of_a_graph_does_not_see_the_log(store, since):
    settle_one(store, *many(2))
    hash = store.canonical_hash()
    store.transact(lambda tx: store.log.append(tx, [told(1)]))
    assert store.canonical_hash() == hash


def test_two_writers_at_once_never_get_one_number(engine, store, since):
    from concurrent.futures import ThreadPoolExecutor

    def write(part):
        for number in range(25):
            store.transact(lambda tx, n=number: store.log.append(tx, [told(f"{part}-{n}")]))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    rows = log_of(store, since)
    assert [row["seq"] for row in rows] == list(range(since + 1, since + 101))
    assert len({row["id"] for row in rows}) == 100
