"""What resolution costs per article as the collection grows, and what a burst of reports of one event costs.

    python benchmarks/resolve.py [--sizes 2500,5000,10000,20000] [--burst 250,500,1000]

The worlds are generated (tests/worlds), so the figures need no data. Comparisons are exact counts, the same on every
machine; microseconds are of one process, and only their ratio over one run means anything.
"""

import argparse
import gc
import random
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.worlds.run import resolve, scores
from tests.worlds.world import START, Event, World, _Maker, make

STEPS = ("actors", "origins", "incidents")


def burst(count: int) -> World:
    """`count` reports of one bombing: a dozen dispatches over four days, their copies, and a growing toll."""
    maker = _Maker(5, 10, count)
    event = Event("e", "suicide_bombing", START, maker.places[0], "market", maker.groups[0], maker.persons[0], 40, 80)
    rng = random.Random(7)
    dispatches = [maker._dispatch(event, None, rng.randrange(4), set(), turn) for turn in range(12)]
    for number in range(count):
        turn = rng.randrange(len(dispatches))
        maker.world.extractions.append(maker._article(event, dispatches[turn], f"o{turn}", number % 9))
    assert maker.world.extractions[-1].article.published <= (START + timedelta(days=9)).isoformat()
    return maker.world


def row(name: str, world: World) -> list[float]:
    articles = len(world.extractions)
    gc.collect()
    found = resolve(world)
    per = [found.seconds[step] / articles * 1e6 for step in (*STEPS, "disputes")]
    compared = [found.compared[step] / articles for step in STEPS]
    quality = scores(world, found)
    print(
        f"{name:>9} {articles:>8} | {sum(per):>8.0f} µs = " + " + ".join(f"{one:>6.0f}" for one in per)
        + " | " + " ".join(f"{one:>6.1f}" for one in compared)
        + " | " + " ".join(f"{quality[step][2]:.3f}" for step in (*STEPS, *(["disputes"] if world.contradicted else []))),
        flush=True,
    )  # fmt: skip
    return [sum(per), *compared]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2500,5000,10000,20000")
    parser.add_argument("--burst", default="250,500,1000")
    asked = parser.parse_args()
    gc.disable()  # resolution makes no cycles; walking all that it holds over and over is a third of the time at 100,000 articles
    print(
        "            articles | per article: actors + origins + incidents + disputes | comparisons per article | F1 of each step"
    )
    curve = [row("world", make(1, int(size) * 800 // 5000, int(size))) for size in asked.sizes.split(",")]
    print(f"growth of the cost per article from the first to the last size: {curve[-1][0] / curve[0][0] - 1:+.0%}; of comparisons: "
          + ", ".join(f"{step} {last / first - 1:+.0%}" for step, first, last in zip(STEPS, curve[0][1:], curve[-1][1:], strict=True)))  # fmt: skip
    bursts = [row("one event", burst(int(size))) for size in asked.burst.split(",")]
    print(f"growth of the cost per report within a burst: {bursts[-1][0] / bursts[0][0] - 1:+.0%}")


if __name__ == "__main__":
    main()
