"""The process of the embedded server: how it is started, known again, locked, ended, and why it did not start."""

import fcntl
import importlib.util
import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.errors import PortInUse, StoreUnavailable
from graph.keeper import start_time
from graph.logins import DATABASE


@dataclass(frozen=True, slots=True)
class Run:
    """A server that was started: its process, known again by when it began, and its ports."""

    pid: int
    started: str
    bolt_port: int
    http_port: int

    @property
    def alive(self) -> bool:
        """Whether that very process is there."""
        return start_time(self.pid) == self.started


def server_command(folder: Path, ports: tuple[int, int], *, memory: str, full_sync: bool) -> list[str]:
    """The command line of the server: every listener on loopback, no file or network access from Cypher, no secrets."""
    package = importlib.util.find_spec("arcadedb_embedded")
    if package is None or not package.submodule_search_locations:
        raise StoreUnavailable("the package arcadedb-embedded is not installed; run: pip install arcadedb-embedded")
    root = Path(package.submodule_search_locations[0])
    java = root / "jre" / "bin" / "java"
    if not os.access(java, os.X_OK):
        raise StoreUnavailable(
            f"the Java runtime of arcadedb-embedded is missing or not executable: {java}; "
            "run: pip install --force-reinstall arcadedb-embedded"
        )
    settings = {
        "server.rootPath": folder,
        "server.databaseDirectory": folder / "databases",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE}[]",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": ports[1],
        "bolt.host": "127.0.0.1",
        "bolt.port": ports[0],
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "queryMaxRangeSize": 10000,
        "command.timeout": 600_000,  # the outer bound of any one statement, in milliseconds
        "txWalFlush": 2 if full_sync else 0,
        "polyglotEngineEnabled": "false",
    }
    return [
        str(java),
        f"-Xmx{memory}",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",  # a server that lost threads to it hangs; a new one is up in a second
        "--add-modules=jdk.incubator.vector",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "-cp",
        str(root / "jars" / "*"),
        "com.arcadedb.server.ArcadeDBServer",
    ]


def folder_of(home: Path) -> Path:
    """Where the files of a data directory's server lie."""
    return Path(home).absolute() / "database"


def running(folder: Path) -> Run | None:
    """The live server by the run file; None when there is none, the file is torn, or its pid now belongs to another."""
    try:
        run = Run(**json.loads((folder / "run.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return run if run.alive else None


def log_since(log: Path, offset: int) -> str:
    """What was printed since, at most its last 20,000 bytes."""
    with log.open("rb") as file:
        file.seek(offset)
        return file.read()[-20_000:].decode(errors="replace")


def explain(log: str, path: Path) -> StoreUnavailable:
    """Say in one sentence why the server did not start, from what it printed."""
    if re.search(r"Address already in use|BindException|Unable to listen|port .* already in use", log, re.I):
        return PortInUse(f"another program took a port of the embedded database while it started; see {path}")
    known = (
        (r"No space left on device", "the disk is full; free some space and try again"),
        (
            r"Could not reserve enough space|Invalid maximum heap size|insufficient memory",
            "there is not enough memory for its heap; choose a smaller one",
        ),
        (
            r"LockException|is locked by another|used by another process|already in use",
            "another process has its files open",
        ),
        (r"Permission denied|AccessDenied", "its files cannot be read or written; check their owner and mode"),
        (r"OutOfMemoryError", "its heap is too small; choose a larger one"),
    )
    reason = next((text for pattern, text in known if re.search(pattern, log, re.I)), None)
    if reason is None:
        last = [line for line in log.splitlines() if line.strip()][-3:]
        reason = "it ended while starting: " + (" / ".join(last) or "it printed nothing")
    return StoreUnavailable(f"the embedded database did not start: {reason} (log: {path})")


def end(folder: Path) -> bool:
    """Stop the server of a directory in order, at last by force; False when none was running."""
    run = running(folder)
    if run is None:
        return False
    try:
        os.kill(run.pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    if not wait_until(lambda: not run.alive, 10):
        kill(run)
    (folder / "run.json").unlink(missing_ok=True)
    return True


def kill(run: Run) -> None:
    """End it by force, and wait."""
    try:
        os.kill(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    wait_until(lambda: not run.alive, 10)


def try_lock(lock: int, kind: int) -> bool:
    """Take a lock if that is possible at once."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def clear_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence that names the folder."""
    try:
        yield
    except StoreUnavailable:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreUnavailable(f"the data directory {folder} cannot be used: {reason}") from error


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Whether it came about within so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
