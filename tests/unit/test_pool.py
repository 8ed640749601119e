"""Extraction in processes of its own: what hangs or dies is ended, blamed, and stops nothing else."""

import os
import signal
import textwrap
import threading
import time

import pytest

from loaders.failure import Failure
from loaders.pool import Pool, WorkerFailed, _Worker
from schema.ids import text_sha256
from schema.records import Article, Extraction

# A worker with the same protocol whose articles say what it is to do: the real one cannot be made to hang or crash at will.
WORKER = textwrap.dedent(
    """
    import os, sys, time
    import msgspec
    from schema.records import Article, Extraction, Run, to_json
    sys.stdout.buffer.write(b"ready\\n"); sys.stdout.flush()
    for line in sys.stdin.buffer:
        article = msgspec.json.decode(line, type=Article)
        if article.text == "hang": time.sleep(60)
        if article.text == "die": os._exit(3)
        if article.text == "raise":
            sys.stdout.buffer.write(b"-" + msgspec.json.encode(["too odd", "OddError"]) + b"\\n")
        else:
            sys.stdout.buffer.write(b"+" + to_json(Extraction(article=article, run=Run(extractor="t", version="1"))) + b"\\n")
        sys.stdout.flush()
    """
)


def article(text: str) -> Article:
    return Article(id="art-1", text=text, sha256=text_sha256(text))


@pytest.fixture
def scripted(monkeypatch):
    import subprocess
    import sys

    real = subprocess.Popen

    def popen(command, **options):
        return (
            real([sys.executable, "-c", WORKER], **options) if "loaders.worker" in command else real(command, **options)
        )

    monkeypatch.setattr("loaders.pool.subprocess.Popen", popen)


def outcome(result):
    return result.error if isinstance(result, Failure) else result.article.text


def test_results_come_in_order_and_each_failure_is_its_own(scripted):
    texts = ["a", "raise", "b", "die", "c", "hang", "d"]
    with Pool(2, seconds=1.5) as pool:
        found = [(key, outcome(result)) for key, result in pool.extract_all((t, article(t)) for t in texts)]
    assert found == [
        ("a", "a"),
        ("raise", "OddError"),
        ("b", "b"),
        ("die", "WorkerDied"),
        ("c", "c"),
        ("hang", "TimeoutError"),
        ("d", "d"),
    ]


def test_a_worker_that_was_killed_is_replaced(scripted):
    with Pool(1, seconds=5) as pool:
        assert outcome(pool.extract(article("a"))) == "a"
        worker: _Worker = pool._all[0]
        os.kill(worker._process.pid, signal.SIGKILL)
        assert outcome(pool.extract(article("b"))) == "b"


def test_rest_ends_the_processes_and_work_starts_them_again(scripted):
    with Pool(1, seconds=5) as pool:
        pool.extract(article("a"))
        process = pool._all[0]._process
        pool.rest()
        assert process.wait(5) is not None and pool._all == []
        assert outcome(pool.extract(article("b"))) == "b"


def test_closing_ends_work_at_once_and_blames_no_article(scripted):
    pool = Pool(1, seconds=50)
    raised = []

    def work():
        try:
            pool.extract(article("hang"))
        except WorkerFailed as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(1.0)
    began = time.monotonic()
    pool.close()
    thread.join(10)
    assert raised and time.monotonic() - began < 5


def test_the_real_worker_extracts():
    with Pool(1) as pool:
        result = pool.extract(article("Khawaja Asif said on Monday that Kabul shelters the TTP."))
    assert isinstance(result, Extraction) and result.run.extractor
