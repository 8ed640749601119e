"""How soon clients of /v1/stream hear of a change, from its commit on, written by another process than the server:

python -m benchmarks.stream [--clients 200] [--writes 20]
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time

import httpx

from api.database import open_database
from api.settings import load_settings
from benchmarks.store import made_up
from graph.bolt_store import Store


async def listen(client: httpx.AsyncClient, ready: asyncio.Semaphore, heard: dict[str, list[float]]) -> None:
    """One client: notes when it hears of which article."""
    async with client.stream("GET", "/v1/stream?kind=article", timeout=None) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("retry:"):
                ready.release()
            elif line.startswith("data:"):
                heard.setdefault(json.loads(line[5:])["id"], []).append(time.monotonic())


async def measure(url: str, store: Store, clients: int, writes: int) -> list[float]:
    """Seconds from the commit of an article to each client, all writes together."""
    ready, heard = asyncio.Semaphore(0), dict[str, list[float]]()
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits) as client:
        tasks = [asyncio.create_task(listen(client, ready, heard)) for _ in range(clients)]
        for _ in range(clients):
            await ready.acquire()
        committed = {}
        for one in made_up(writes, seed=clients):
            await asyncio.to_thread(lambda one=one: list(store.write([one])))
            committed[one.article.id] = time.monotonic()
            while len(heard.get(one.article.id, ())) < clients:
                await asyncio.sleep(0.005)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(at - committed[id] for id, some in heard.items() for at in some)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the stream of changes on this machine.")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--writes", type=int, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, open_database(load_settings({"MARSAD_HOME": home})) as database:
        list(database.store.write(made_up(50, seed=9)))
        command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--quiet", "--home", home]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            assert server.stdout is not None
            lines = (re.search(r"Marsad is at (http://[\d.:]+)", line) for line in server.stdout)
            url = next(filter(None, lines))
            for clients in (1, args.clients):
                late = asyncio.run(measure(url[1], database.store, clients, args.writes))
                median, tail = statistics.median(late), late[int(len(late) * 0.99) - 1]
                print(
                    f"{clients:>4} clients, commit to client, s   median {median:.3f}   p99 {tail:.3f}   last {late[-1]:.3f}"
                )
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
