"""The embedded database: ArcadeDB's server from a Python wheel, run as a child of one data directory and shared.

The first process that opens a directory starts the server, the others find it by its run file, and the last one to leave
stops it (`keeper.py` does so when the last one was killed). Nothing listens anywhere but on the loopback address, and no
password is ever on a command line. Files in the directory: `credentials.json` (the two logins), `run.json` (pid and
ports of the running server), `start.lock`, `users.lock`, `server.log`, and what the server keeps itself.
"""

import fcntl
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import PortInUse, StoreUnavailable
from graph.keeper import write_private
from graph.logins import ADMIN, DATABASE, READER, logins, write_access
from graph.ports import answers, choose_ports, last_ports
from graph.server_process import (
    Run,
    clear_errors,
    end,
    explain,
    folder_of,
    kill,
    locked,
    log_since,
    running,
    server_command,
    try_lock,
    wait_until,
)

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
        self.folder = folder_of(home)
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
        with clear_errors(self.folder):
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
        with clear_errors(self.folder), locked(self.folder / "start.lock"):
            run = running(self.folder)
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
        run = running(self.folder)
        if run is not None and run.pid == pid:
            kill(run)
        return self.ensure()

    def close(self) -> None:
        """Let go of the server; the last user stops it and waits for its end."""
        lock, self._users, self._endpoint = self._users, None, None
        if lock is None:
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_UN)
            if try_lock(lock, fcntl.LOCK_EX):
                end(self.folder)
            elif not try_lock(lock, fcntl.LOCK_SH):  # the keeper was faster and is stopping it
                wait_until(lambda: running(self.folder) is None, 15)
        finally:
            os.close(lock)

    def _start(self) -> Run:
        write_access(self.folder)
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > _LOG_KEPT:
            log.replace(log.with_suffix(".log.old"))
        for attempt in range(_PORT_TRIES):
            ports = choose_ports(self.fixed_ports, last_ports(self.folder) if attempt == 0 else (0, 0))
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
                run = running(self.folder)
                if run is None or not self._becomes_ready(run):
                    raise explain(log_since(log, offset), log)
            except PortInUse:
                if any(self.fixed_ports) or attempt == _PORT_TRIES - 1:
                    raise
                continue
            write_private(self.folder / "ports.json", json.dumps(ports))
            return run
        raise AssertionError("unreachable")

    def _becomes_ready(self, run: Run) -> bool:
        """Wait until the server answers; False when it ends instead."""
        if not wait_until(lambda: answers(run.http_port) or not run.alive, self.ready_seconds):
            kill(run)
            raise StoreUnavailable(
                f"the database did not answer within {self.ready_seconds:.0f} s and was stopped; "
                f"see {self.folder / 'server.log'}"
            )
        return run.alive


def status(home: Path) -> Endpoint | None:
    """The running server of a directory with its logins, or None; starts and changes nothing."""
    folder = folder_of(home)
    run = running(folder)
    if run is None or not (folder / "credentials.json").exists():
        return None
    found = logins(folder)
    bolt, web = f"bolt://127.0.0.1:{run.bolt_port}", f"http://127.0.0.1:{run.http_port}"
    return Endpoint(bolt, web, DATABASE, ADMIN, found[ADMIN], READER, found[READER], run.pid, str(folder))


def stop(home: Path) -> bool:
    """Stop the server of a directory in order, whoever uses it; False when none was running."""
    folder = folder_of(home)
    return folder.exists() and end(folder)
