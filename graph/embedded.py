"""The embedded database: ArcadeDB's server from a Python wheel, run as a child of one data directory and shared.

The first process that opens a directory starts the server, the others find it by its run file, and the last one to leave
stops it (`keeper.py` does so when the last one was killed). Nothing listens anywhere but on the loopback address, and no
password is ever on a command line. Files in the directory: `credentials.json` (the two logins), `run.json` (pid and
ports of the running server), `start.lock`, `users.lock`, `server.log`, and what the server keeps itself.
"""

import fcntl
import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import PortInUse, StoreUnavailable
from graph.keeper import start_time, write_private
from graph.logins import ADMIN, DATABASE, READER, logins, write_access

_LOG_KEPT = 10_000_000
_PORT_TRIES = 3


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a database is and how to log in: `user` may write, `reader_user` (if any) is bound to reading by the engine."""

    bolt_uri: str
    http_url: str
    database: str
    user: str
    password: str = field(repr=False)
    reader_user: str = ""
    reader_password: str = field(default="", repr=False)
    pid: int = 0
    folder: str = ""  # where the embedded server keeps its files

    @property
    def embedded(self) -> bool:
        """True for the server that we start ourselves, False for a Neo4j by URI."""
        return self.pid > 0


@dataclass(frozen=True, slots=True)
class _Run:
    pid: int
    started: str
    bolt_port: int
    http_port: int

    @property
    def alive(self) -> bool:
        return start_time(self.pid) == self.started


class Embedded:
    """One process's hold on the database of a directory: a context manager that starts or joins its server.

    `memory` is the server's heap (`512m`, `1g`); `full_sync` makes each commit survive a power cut too, at a price;
    fixed ports are for those who need the same address always (by default the last ones are taken again when free).
    """

    def __init__(
        self,
        home: Path,
        memory: str = "1g",
        *,
        full_sync: bool = False,
        bolt_port: int = 0,
        http_port: int = 0,
        ready_seconds: float = 60.0,
    ) -> None:
        if not re.fullmatch(r"[1-9]\d*[kmgKMG]", memory):
            raise StoreUnavailable(f"memory {memory!r} is not a Java heap size; write for example 512m or 1g")
        self.folder = _folder(home)
        self.memory, self.full_sync = memory, full_sync
        self.fixed_ports = (bolt_port, http_port)
        self.ready_seconds = ready_seconds
        self._users: int | None = None
        self._endpoint: Endpoint | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def endpoint(self) -> Endpoint:
        """The running server's address and logins."""
        if self._endpoint is None:
            raise StoreUnavailable("the embedded database is not open; use it in a with block or call open()")
        return self._endpoint

    def open(self) -> Endpoint:
        """Join the running server or start one; returns when it answers. Raises StoreUnavailable with the reason."""
        with _clear_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._users, fcntl.LOCK_SH)
        try:
            return self.ensure()
        except BaseException:
            self.close()
            raise

    def ensure(self) -> Endpoint:
        """Start the server again if it died; to be called when a connection fails. Several processes may call it at once."""
        if self._users is None:
            raise StoreUnavailable("the embedded database is closed")
        with _clear_errors(self.folder), _locked(self.folder / "start.lock"):
            run = _running(self.folder)
            if run is None or not self._becomes_ready(run):  # a server that was just killed may look alive for a moment
                run = self._start()
            found = logins(self.folder)
            self._endpoint = Endpoint(
                bolt_uri=f"bolt://127.0.0.1:{run.bolt_port}",
                http_url=f"http://127.0.0.1:{run.http_port}",
                database=DATABASE,
                user=ADMIN,
                password=found[ADMIN],
                reader_user=READER,
                reader_password=found[READER],
                pid=run.pid,
                folder=str(self.folder),
            )
            return self._endpoint

    def restart(self, pid: int) -> Endpoint:
        """End the server hard, if it is still the one with this pid, and start it again: for a query that never ends.

        What was committed is kept; what was in flight fails on its client's side and is tried again there.
        """
        run = _running(self.folder)
        if run is not None and run.pid == pid:
            _kill(run)
        return self.ensure()

    def close(self) -> None:
        """Let go of the server; the last user stops it and waits for its end."""
        lock, self._users, self._endpoint = self._users, None, None
        if lock is None:
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_UN)
            if _try_lock(lock, fcntl.LOCK_EX):
                _end(self.folder)
            elif not _try_lock(lock, fcntl.LOCK_SH):  # the keeper was faster and is stopping it
                _wait_until(lambda: _running(self.folder) is None, 15)
        finally:
            os.close(lock)

    def _start(self) -> _Run:
        write_access(self.folder)
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > _LOG_KEPT:
            log.replace(log.with_suffix(".log.old"))
        for attempt in range(_PORT_TRIES):
            ports = _choose_ports(self.fixed_ports, _last_ports(self.folder) if attempt == 0 else (0, 0))
            command = server_command(self.folder, ports, memory=self.memory, full_sync=self.full_sync)
            with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
                offset = output.tell()
                subprocess.run(
                    [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), str(self.folder)]
                    + [str(port) for port in ports]
                    + command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,  # Ctrl-C in a terminal is for us; we then stop the server in order
                    umask=0o077,
                    check=False,
                )
            try:
                run = _running(self.folder)
                if run is None or not self._becomes_ready(run):
                    raise _explain(_log_since(log, offset), log)
            except PortInUse:
                if any(self.fixed_ports) or attempt == _PORT_TRIES - 1:
                    raise
                continue
            write_private(self.folder / "ports.json", json.dumps(ports))
            return run
        raise AssertionError("unreachable")

    def _becomes_ready(self, run: _Run) -> bool:
        """Wait until the server answers; False when it ends instead."""
        if not _wait_until(lambda: _answers(run.http_port) or not run.alive, self.ready_seconds):
            _kill(run)
            raise StoreUnavailable(
                f"the database did not answer within {self.ready_seconds:.0f} s and was stopped; "
                f"see {self.folder / 'server.log'}"
            )
        return run.alive


def status(home: Path) -> Endpoint | None:
    """The running server of a directory with its logins, or None; starts and changes nothing."""
    folder = _folder(home)
    run = _running(folder)
    if run is None or not (folder / "credentials.json").exists():
        return None
    found = logins(folder)
    bolt, web = f"bolt://127.0.0.1:{run.bolt_port}", f"http://127.0.0.1:{run.http_port}"
    return Endpoint(bolt, web, DATABASE, ADMIN, found[ADMIN], READER, found[READER], run.pid, str(folder))


def stop(home: Path) -> bool:
    """Stop the server of a directory in order, whoever uses it; False when none was running."""
    folder = _folder(home)
    return folder.exists() and _end(folder)


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


def _folder(home: Path) -> Path:
    return Path(home).absolute() / "database"


def _running(folder: Path) -> _Run | None:
    """The live server by the run file; None when there is none, the file is torn, or its pid now belongs to another."""
    try:
        run = _Run(**json.loads((folder / "run.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return run if run.alive else None


def _last_ports(folder: Path) -> tuple[int, int]:
    try:
        bolt, web = json.loads((folder / "ports.json").read_text())
        return int(bolt), int(web)
    except (OSError, ValueError, TypeError):
        return 0, 0


def _choose_ports(fixed: tuple[int, int], last: tuple[int, int]) -> tuple[int, int]:
    chosen: list[int] = []
    for wanted, before in zip(fixed, last, strict=True):
        if wanted and not _port_is_free(wanted):
            raise PortInUse(f"port {wanted} is in use by another program; choose another one or leave it free")
        port = wanted or (before if before and _port_is_free(before) else 0) or _free_port()
        while port in chosen:
            port = _free_port()
        chosen.append(port)
    return chosen[0], chosen[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _answers(http_port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=2)
    try:
        connection.request("GET", "/api/v1/ready")
        return connection.getresponse().status == 204
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _log_since(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read()[-20_000:].decode(errors="replace")


def _explain(log: str, path: Path) -> StoreUnavailable:
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


def _end(folder: Path) -> bool:
    run = _running(folder)
    if run is None:
        return False
    try:
        os.kill(run.pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    if not _wait_until(lambda: not run.alive, 10):
        _kill(run)
    (folder / "run.json").unlink(missing_ok=True)
    return True


def _kill(run: _Run) -> None:
    try:
        os.kill(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    _wait_until(lambda: not run.alive, 10)


def _try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def _clear_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence that names the folder."""
    try:
        yield
    except StoreUnavailable:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreUnavailable(f"the data directory {folder} cannot be used: {reason}") from error


def _wait_until(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
