"""Extraction in processes of their own, so that one article can cost no more than its time and can take nothing with it.

The parent never imports the language model: it stays small, and a worker that hangs, crashes or eats memory is ended
and replaced. Each worker has one article at a time; results come back in the order of the articles.
"""

import contextlib
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from loaders.failure import Failure
from schema.errors import MarsadError
from schema.records import Article, Extraction, from_json

K = TypeVar("K")
R = TypeVar("R")
_LOAD_SECONDS = 180.0


class WorkerFailed(MarsadError):
    """The extraction process cannot start at all; the message says what it printed."""


class Pool:
    """`size` extraction processes, started when first needed. `seconds` is the time that one article may take."""

    def __init__(self, size: int = 1, *, seconds: float = 60.0, reference: Sequence[Path] = ()) -> None:
        self.size, self._seconds = max(1, size), seconds
        self._reference = tuple(str(Path(folder).absolute()) for folder in reference)
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all: list[_Worker] = []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(self.size, "extract")
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, at once."""
        with self._lock:
            self._closed = True
        self.rest()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def rest(self) -> None:
        """End the processes to free their memory; they start again when needed."""
        with self._lock:
            workers, self._all = self._all, []
        for worker in workers:
            worker.kill()  # a thread that waits for it sees the end of its output, and closes it
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def extract_all(self, articles: Iterable[tuple[K, Article]]) -> Iterator[tuple[K, Extraction | Failure]]:
        """What became of each article, in order, reading ahead a little. Raises WorkerFailed if no process can start."""
        waiting: deque[tuple[K, Future[Extraction | Failure]]] = deque()
        try:
            for key, article in articles:
                waiting.append((key, self._threads.submit(self.extract, article)))
                if len(waiting) >= 4 * self.size:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()

    def extract(self, article: Article) -> Extraction | Failure:
        """Extract one article; blocks. A process that dies under an article is tried once more, then blamed on it."""
        return self._ask(b"", article, from_json)

    def explain(self, article: Article) -> str | Failure:
        """Why each sentence of an article gives what it does, in words; blocks, as `extract`."""
        return self._ask(b"?", article, lambda line: msgspec.json.decode(line, type=str))

    def _ask(self, question: bytes, article: Article, read: Callable[[bytes], R]) -> R | Failure:
        for attempt in (1, 2):
            worker = self._take()
            try:
                result = worker.ask(question, article, self._seconds, read)
            except TimeoutError:
                self._discard(worker)
                return Failure(
                    f"took longer than {self._seconds:g} s and was stopped; `article_seconds` sets the limit",
                    "TimeoutError",
                )
            except (EOFError, OSError):
                code = self._discard(worker)
                if self._closed:  # it did not die of the article
                    raise WorkerFailed("extraction was stopped") from None
                if attempt == 2:
                    return Failure(f"the extraction process died of it twice (exit code {code})", "WorkerDied")
                continue
            except BaseException:
                self._discard(worker)
                raise
            with self._lock:
                kept = worker in self._all
                if kept:
                    self._idle.put(worker)
            if not kept:  # the pool was told to rest meanwhile
                worker.close()
            return result
        raise AssertionError("unreachable")

    def _take(self) -> "_Worker":
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker(self._reference)
            with self._lock:
                if self._closed:
                    worker.kill()
                    worker.close()
                    raise WorkerFailed("extraction was stopped") from None
                self._all.append(worker)
        return worker

    def _discard(self, worker: "_Worker") -> int | None:
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(worker)
        worker.kill()
        return worker.close()


class _Worker:
    """One extraction process and its pipes."""

    def __init__(self, reference: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            # -P: never import from the folder that the user happens to be in
            [sys.executable, "-P", "-m", "loaders.worker", *reference],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            start_new_session=True,  # Ctrl-C is for the parent, which then ends its workers
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        )
        self._ready = False
        self._buffer = bytearray()

    def ask(self, question: bytes, article: Article, seconds: float, read: Callable[[bytes], R]) -> R | Failure:
        if not self._ready:
            try:
                answer = self._line(_LOAD_SECONDS)
            except (EOFError, TimeoutError) as error:
                raise WorkerFailed("the extraction process did not start; what it printed is above") from error
            if answer[:1] == b"!":
                raise WorkerFailed(msgspec.json.decode(answer[1:], type=str))
            self._ready = True
        assert self._process.stdin is not None
        self._process.stdin.write(question + msgspec.json.encode(article) + b"\n")
        self._process.stdin.flush()
        answer = self._line(seconds)
        if answer[:1] == b"+":
            return read(answer[1:])
        reason, error_class = msgspec.json.decode(answer[1:], type=tuple[str, str])
        return Failure(reason, error_class)

    def _line(self, seconds: float) -> bytes:
        """The next line of its output. Raises TimeoutError past the time, EOFError when the process is gone."""
        assert self._process.stdout is not None
        pipe, end = self._process.stdout.fileno(), time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                chunk = os.read(pipe, 1 << 18)
                if not chunk:
                    raise EOFError
                self._buffer += chunk
                if (at := self._buffer.find(b"\n", max(0, len(self._buffer) - len(chunk)))) >= 0:
                    line = bytes(self._buffer[:at])
                    del self._buffer[: at + 1]
                    return line

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> int | None:
        """Release the pipes; only for the thread that uses them. A pipe that is closed under a reader never wakes it."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return self._process.wait()
