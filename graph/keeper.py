"""The process between us and the embedded database: it starts the server, and ends it when its last user is gone.

Every process that uses the database holds a shared lock on one file. This process waits for the exclusive lock on that
file, which the kernel grants the moment the last user ends, however it ended: so a killed command leaves no server
behind. Run as a script by `graph.embedded`; it imports the standard library only, to stay small.

    python keeper.py FOLDER BOLT_PORT HTTP_PORT java …
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

STOP_SECONDS = 8.0


def start_time(pid: int) -> str | None:
    """When a process began, in the kernel's own words; None when there is no such process. Tells a reused pid apart."""
    try:
        if Path("/proc/self/stat").exists():
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if state in "ZX" else rest[18]
        shown = subprocess.run(
            ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        state, _, began = shown.stdout.strip().partition(" ")
        return None if not state or state.startswith("Z") else began.strip()
    except (OSError, IndexError):
        return None


def write_private(path: Path, text: str) -> None:
    """Replace a file as a whole, readable by its owner alone from the first byte on."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def main(folder: Path, bolt_port: int, http_port: int, command: list[str]) -> int:
    """Run the server until it ends or nobody uses it any more; returns its exit code.

    The process that was started returns as soon as the run file is there (1 if it could not be written); the waiting is
    done by a child of it, which so belongs to nobody.
    """
    begun, begin = os.pipe()
    if os.fork():
        os.close(begin)
        return 0 if os.read(begun, 1) else 1
    os.close(begun)
    server = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL)
    run_file = folder / "run.json"
    write_private(
        run_file,
        json.dumps(
            {"pid": server.pid, "started": start_time(server.pid), "bolt_port": bolt_port, "http_port": http_port}
        ),
    )

    os.write(begin, b".")
    os.close(begin)

    def end(*_: object) -> None:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()

    def wait_for_last_user() -> None:
        with (folder / "users.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            end()
            server.wait()
            run_file.unlink(missing_ok=True)
            os._exit(0)

    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=wait_for_last_user, daemon=True).start()
    return server.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
