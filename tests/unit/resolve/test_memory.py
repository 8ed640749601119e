"""What was compared is kept between processes: going on from it is the same as comparing everything anew."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from graph import memory
from graph.resolve.actors import Actors
from graph.resolve.incidents import Incidents
from graph.resolve.origins import Origins
from graph.resolve.records import records
from graph.resolve.sightings import known
from tests.worlds.world import make

WORLD = make(2, 5, 24)
RECORDS = {x.article.id: records(x, WORLD.reference) for x in WORLD.extractions}
KNOWN = {id: one for id, one in known(WORLD.reference).items() if one.kind != "Place"}


def engines():
    return Origins(), Actors(KNOWN), Incidents()


def take(some, articles):
    origins, actors, incidents = some
    origins.update([RECORDS[id].trace for id in articles])
    actors.update({id: RECORDS[id].sightings for id in articles})
    incidents.update([report for id in articles for report in RECORDS[id].reports])


def drop(some, articles):
    origins, actors, incidents = some
    origins.update((), articles)
    actors.update(dict.fromkeys(articles, ()))
    incidents.update((), [report.id for id in articles for report in RECORDS[id].reports])


def judged(some):
    return [one.judgements("2024-01-01") for one in some]


@given(
    st.permutations(sorted(RECORDS)),
    st.lists(st.integers(0, 24), max_size=3),
    st.sets(st.sampled_from(sorted(RECORDS)), max_size=4),
)
@settings(deadline=None, max_examples=15)
def test_going_on_from_what_was_kept_is_comparing_anew(tmp_path_factory, order, cuts, gone):
    file = tmp_path_factory.mktemp("kept") / "resolution.state"
    bounds = [0, *sorted(cuts), len(order)]
    kept = engines()
    for number, (start, end) in enumerate(pairwise(bounds)):
        take(kept, order[start:end])
        memory.save(file, f"{number:032}", kept)
        kept = memory.load(file, f"{number:032}")
    drop(kept, sorted(gone))
    whole = engines()
    take(whole, [id for id in sorted(RECORDS) if id not in gone])
    assert judged(kept) == judged(whole)


def test_a_file_that_is_damaged_of_another_run_or_not_there_is_passed_over(tmp_path):
    file = tmp_path / "resolution.state"
    assert memory.load(file, "0" * 32) is None
    memory.save(file, "0" * 32, {"a": 1})
    assert memory.load(file, "0" * 32) == {"a": 1} and memory.load(file, "1" * 32) is None
    assert file.stat().st_mode & 0o077 == 0
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + b"x", whole[:10], b""):
        file.write_bytes(damaged)
        assert memory.load(file, "0" * 32) is None
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_another_reference_is_another_state():
    fewer = dict(list(KNOWN.items())[1:])
    assert memory.key("turn", KNOWN) == memory.key("turn", dict(reversed(KNOWN.items()))) != memory.key("turn", fewer)
    assert memory.key("turn", KNOWN) != memory.key("other", KNOWN)
