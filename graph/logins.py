"""The two logins of an embedded database: one that may do all, one that the engine itself binds to reading.

They are written into the server's own files before it starts, so no password is ever an argument of a command.
"""

import base64
import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

from graph.errors import StoreUnavailable
from graph.keeper import write_private

DATABASE = "marsad"
ADMIN, READER = "root", "reader"
READER_ROWS, READER_MILLISECONDS = 5000, 2000  # the engine's own bounds on whatever the reader asks


def write_access(folder: Path) -> None:
    """Give the server its two users and the reader's group, before it starts: so no password travels by argument."""
    path = folder / "credentials.json"
    if not path.exists():
        write_private(path, json.dumps({ADMIN: secrets.token_urlsafe(24), READER: secrets.token_urlsafe(24)}))
    passwords = logins(folder)
    config = folder / "config"
    config.mkdir(exist_ok=True, mode=0o700)
    groups = {ADMIN: ["admin"], READER: ["reader"]}
    users = [
        {"name": name, "databases": {DATABASE if name == READER else "*": groups[name]}, "password": _hashed(password)}
        for name, password in passwords.items()
    ]
    write_private(config / "server-users.jsonl", "\n".join(json.dumps(user) for user in users) + "\n")
    nobody: dict[str, Any] = {"resultSetLimit": -1, "readTimeout": -1, "access": [], "types": {"*": {"access": []}}}
    admin = {
        **nobody,
        "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
        "types": {"*": {"access": ["createRecord", "readRecord", "updateRecord", "deleteRecord"]}},
    }
    reader = {
        **nobody,
        "resultSetLimit": READER_ROWS,
        "readTimeout": READER_MILLISECONDS,
        "types": {"*": {"access": ["readRecord"]}},
    }
    databases = {
        "*": {"groups": {"admin": admin, "*": nobody}},
        DATABASE: {"groups": {"admin": admin, "reader": reader, "*": nobody}},
    }
    write_private(config / "server-groups.json", json.dumps({"databases": databases, "version": 2}, indent=1))


def _hashed(password: str) -> str:
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 65536, 32)
    return f"PBKDF2WithHmacSHA256$65536${salt}${base64.b64encode(digest).decode()}"


def logins(folder: Path) -> dict[str, str]:
    """Password by user name."""
    path = folder / "credentials.json"
    try:
        found = json.loads(path.read_text())
        return {ADMIN: str(found[ADMIN]), READER: str(found[READER])}
    except (ValueError, KeyError, TypeError) as error:
        raise StoreUnavailable(f"{path} is damaged; delete it (new logins are made at the next start)") from error
