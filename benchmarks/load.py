"""How a dashboard's requests fare while articles are loaded: so many a second, whatever becomes of those before.

    python -m benchmarks.load [--rate 200] [--seconds 30] [--articles 10000] [--loading 20] [--uri bolt://… --user … --password …]

First articles of 10 claims are loaded, among them those about one actor with 10,000 relations. Then, on loopback only, a mix of
requests is sent at the given rate, first alone, then while another process writes and projects `--loading` prepared articles a second (to
extract so many takes more cores than two). A request's time counts from the moment at which it was due. `--home` names a data
directory that was filled before. Beside the times stands what a request costs of the processor, in the server and in the
embedded database: times depend on what else the machine does, this hardly.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from api.database import open_database
from api.settings import Settings
from benchmarks.endpoints import chosen, serving, which_database
from benchmarks.store import ACTORS, KINDS, PREDICATES, made_up
from graph.project import project
from schema.records import Entity, Extraction, Ref

HUB = Entity(id="new-" + "f" * 16, kind="State", name="Hub", known=False)
CONNECTIONS = 64
SPAWN = multiprocessing.get_context("spawn")  # a fork would share the connections to the database
# weight, path: what a page of a dashboard asks
MIX = (
    (4, "/v1/claims?limit=25"),
    (4, "/v1/claims?about={actor}&limit=25"),
    (3, "/v1/relations?limit=25"),
    (3, "/v1/relations?about={actor}&limit=25"),
    (4, "/v1/entities/{actor}"),
    (3, "/v1/graph/expand?id={actor}&limit=50"),
    (1, f"/v1/graph/expand?id={HUB.id}&limit=50"),
    (3, "/v1/incidents?limit=25"),
    (2, "/v1/articles?limit=25"),
    (2, "/v1/statements?limit=25"),
    (2, "/v1/stats/timeseries?interval=month"),
    (2, "/v1/stats/distribution?field=type"),
)


def articles(number: int) -> Iterator[Extraction]:
    """Made-up articles; the first thousand are about the hub and ten other actors each."""
    made = made_up(number)
    for k, one in enumerate(islice(made, 1000)):
        others = [_actor((10 * k + c) % ACTORS) for c in range(10)]
        predicate = PREDICATES[10 * k // ACTORS]
        claims = tuple(
            msgspec.structs.replace(claim, subject=_ref(HUB), object=_ref(other), predicate=predicate)
            for claim, other in zip(one.claims, others, strict=True)
        )
        known = {entity.id: entity for entity in (*one.entities, HUB, *others)}
        yield msgspec.structs.replace(one, claims=claims, entities=tuple(known.values()))
    yield from made


def _actor(number: int) -> Entity:
    return Entity(id=f"new-{number:016x}", kind=KINDS[number % 4], name=f"Actor Number {number}", known=False)


def _ref(entity: Entity) -> Ref:
    return Ref(entity=entity.id, kind=entity.kind, name=entity.name, text=entity.name, start=0, end=5)


def keep_loading(settings: Settings, rate: int, stop: Any, done: Any) -> None:
    """Write and project so many articles each second until told to stop."""
    fresh = made_up(1_000_000, seed=time.time_ns())
    with open_database(settings, init=False) as database:
        due = time.monotonic()
        while not stop.is_set():
            list(database.store.write(list(islice(fresh, rate))))
            project(database.store)
            done.value += rate
            due += 1
            stop.wait(max(due - time.monotonic(), 0))


class Client:
    """Keeps connections open and gives each request one that is free."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def open(self) -> None:
        """Connect."""
        for _ in range(CONNECTIONS):
            await self.free.put(await asyncio.open_connection(self.host, self.port))

    async def close(self) -> None:
        """Let go of the connections, which are all free."""
        while not self.free.empty():
            _, writer = self.free.get_nowait()
            writer.close()
            await writer.wait_closed()

    async def get(self, path: str, accept: str = "application/json") -> int:
        """The status of the answer, which is read to its end."""
        reader, writer = await self.free.get()
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept: {accept}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.I)
            assert length, head
            await reader.readexactly(int(length[1]))
            return int(head[9:12])
        finally:
            self.free.put_nowait((reader, writer))


async def drive(url: str, rate: int, seconds: float) -> tuple[dict[str, list[float]], dict[int, int]]:
    """Send the mix; milliseconds by endpoint, and how many answers of each status."""
    client = Client(url)
    await client.open()
    chance = random.Random(7)
    weights = [weight for weight, _ in MIX]
    taken: dict[str, list[float]] = defaultdict(list)
    statuses: dict[int, int] = defaultdict(int)

    async def one(path: str, due: float) -> None:
        actor = f"new-{min(int(chance.paretovariate(0.6)), ACTORS - 1):016x}"
        statuses[await client.get(path.replace("{actor}", actor))] += 1
        taken[path].append((time.perf_counter() - due) * 1000)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.create_task(one(chance.choices(MIX, weights)[0][1], due))
    await client.close()
    return taken, statuses


async def hub_ms(url: str) -> list[float]:
    """Milliseconds of expanding the hub, one request after the other, each made anew, after as many that warm up."""
    client = Client(url)
    await client.open()
    taken = []
    for number in range(400):
        began = time.perf_counter()
        status = await client.get(f"/v1/graph/expand?id={HUB.id}&limit=50", f"application/json;n={number}")
        assert status == 200
        taken.append((time.perf_counter() - began) * 1000)
    await client.close()
    return taken[200:]


def cpu_seconds(*pids: int) -> list[float]:
    """What these processes have used of the processor so far."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() if pid else [0] * 14 for pid in pids)
    return [(int(field[11]) + int(field[12])) / os.sysconf("SC_CLK_TCK") for field in fields]


def quantile(values: list[float], part: float) -> float:
    """A quantile of some values, by rank."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def tell(taken: dict[str, list[float]], statuses: dict[int, int]) -> None:
    """Print quantiles, the slowest endpoint first."""
    everything = [ms for some in taken.values() for ms in some]
    rows = sorted(taken.items(), key=lambda row: -quantile(row[1], 0.99))
    for path, some in [("all", everything), *rows]:
        parts = " ".join(f"{quantile(some, part):8.1f}" for part in (0.5, 0.95, 0.99))
        print(f"  {path:<60} {len(some):6} {parts}", flush=True)
    print(f"  answers by status: {dict(statuses)}", flush=True)


def measure(given: argparse.Namespace, settings: Settings, url: str, pids: tuple[int, int]) -> None:
    """The hub, then the mix alone and while articles are loaded."""
    asyncio.run(drive(url, 20, 5))  # everything is read once
    hub = asyncio.run(hub_ms(url))
    print(f"expanding the node of degree 10,000: median {statistics.median(hub):.1f} ms, most {max(hub):.1f} ms")
    for loading in (0, given.loading):
        stop, done = SPAWN.Event(), SPAWN.Value("q", 0)
        writer = SPAWN.Process(target=keep_loading, args=(settings, loading, stop, done))
        if loading:
            writer.start()
        began, before = time.monotonic(), cpu_seconds(*pids)
        result = asyncio.run(drive(url, given.rate, given.seconds))
        used = [after - old for after, old in zip(cpu_seconds(*pids), before, strict=True)]
        rate = done.value / (time.monotonic() - began)
        print(f"{given.rate} requests/s while {rate:.1f} articles/s are loaded: number, median, 95 %, 99 % in ms")
        tell(*result)
        each = [1000 * seconds / (given.rate * given.seconds) for seconds in used]
        print(f"  processor, ms a request: server {each[0]:.2f}, database {each[1]:.2f} (with what it writes)")
        stop.set()
        if loading:
            writer.join()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rate", type=int, default=200)
    ask.add_argument("--seconds", type=float, default=30)
    ask.add_argument("--articles", type=int, default=10_000)
    ask.add_argument("--loading", type=int, default=20)
    which_database(ask)
    given = ask.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as temporary:
        settings, values = chosen(given, given.home or temporary)
        with open_database(settings) as database:
            if not given.home:
                began = time.monotonic()
                list(database.store.write(articles(given.articles)))
                project(database.store)
                told = f"loaded {given.articles:,} articles ({database.engine})"
                print(f"{told} in {time.monotonic() - began:.0f} s")
            with serving(str(settings.home), os.environ | values) as (url, pid):
                measure(given, settings, url, (pid, database.endpoint.pid))


if __name__ == "__main__":
    main()
