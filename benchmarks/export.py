"""How fast a million claims leave the server as a file, and how much memory that takes: one run.

    python -m benchmarks.export [--claims 1000000]

The claims are copies of a few that the store wrote itself, without the edges around them, which a list does not read. The
server is a process of its own; its resident memory is looked at ten times a second.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from api.database import open_database
from api.settings import load_settings
from benchmarks.store import made_up
from graph.bolt_store import Store

BATCH = 2000
_COPIES = "UNWIND $rows AS row CREATE (c:Claim) SET c = row"


def fill(store: Store, number: int) -> None:
    """Store `number` claims."""
    list(store.write(made_up(1)))
    models = [row["c"] for row in store.read("MATCH (c:Claim) RETURN properties(c) AS c")]
    for start in range(len(models), number, BATCH):
        rows = []
        for at in range(start, min(start + BATCH, number)):
            model, id = models[at % len(models)], f"clm-{at:016x}"
            keys = {name: f"{model[name].rpartition('|')[0]}|{id}" for name in model if name.endswith("_key")}
            rows.append({**model, **keys, "id": id, "date_key": f"2024-01-01|{id}"})
        store.transact(lambda tx, rows=rows: tx.run(_COPIES, rows=rows).consume())


def resident_mib(pid: int) -> float:
    """What a process holds in memory now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def watch(pid: int, stop: threading.Event) -> Iterator[float]:
    while not stop.wait(0.1):
        yield resident_mib(pid)


def measure(url: str, pid: int, format: str) -> tuple[float, float, float, float]:
    """Seconds, MiB of the file, MiB resident before, and MiB at most meanwhile."""
    stop, most = threading.Event(), [0.0]
    before = resident_mib(pid)
    watching = threading.Thread(target=lambda: most.extend(watch(pid, stop)))
    watching.start()
    began, size = time.perf_counter(), 0
    with httpx.stream("GET", f"{url}/v1/export/claims", params={"format": format}, timeout=600) as answer:
        answer.raise_for_status()
        for part in answer.iter_raw():
            size += len(part)
    seconds = time.perf_counter() - began
    stop.set()
    watching.join()
    return seconds, size / 2**20, before, max(most)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure exports on this machine.")
    parser.add_argument("--claims", type=int, default=1_000_000)
    number = parser.parse_args().claims
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"MARSAD_HOME": home})
        with open_database(settings) as database:
            began = time.perf_counter()
            fill(database.store, number)
            print(f"{number:,} claims stored in {time.perf_counter() - began:.0f} s", flush=True)
            command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--quiet", "--home", home]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            try:
                assert server.stdout is not None
                found = re.search(r"http://[\d.:]+", server.stdout.readline())
                assert found, "the server did not start"
                httpx.get(f"{found[0]}/v1/claims", params={"limit": 1000}).raise_for_status()
                print(f"{'format':<8} {'rows/s':>8} {'file MiB':>9} {'before':>7} {'most':>7} {'growth MiB':>11}")
                for format in ("ndjson", "csv", "parquet"):
                    seconds, size, before, most = measure(found[0], server.pid, format)
                    told = f"{number / seconds:8,.0f} {size:9,.0f} {before:7.0f} {most:7.0f} {most - before:11.0f}"
                    print(f"{format:<8} {told}", flush=True)
            finally:
                server.terminate()
                server.communicate()


if __name__ == "__main__":
    main()
