"""Every setting, in one place, and the only reader of the environment.

A setting comes from the environment, else from `marsad.toml` in the data directory, else from its default.
`docs/settings.md` is written from this file.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from schema.errors import MarsadError

_WITHOUT_PREFIX = ("neo4j_uri", "neo4j_user", "neo4j_password", "neo4j_database")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class InvalidSetting(MarsadError):
    """A setting does not say what it must; the message names it, where it stands and what to write."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one run, checked. Get them with `load_settings()`."""

    home: Annotated[Path, Meta(description="The data directory: inbox, embedded database, logins, `marsad.toml`.")]
    neo4j_uri: Annotated[
        str,
        Meta(
            pattern=r"^$|^(bolt|neo4j)(\+s|\+ssc)?://.+",
            description="Address of a Neo4j, such as `neo4j://host:7687`. Empty: the embedded database.",
        ),
    ] = ""
    neo4j_user: Annotated[str, Meta(description="User name at that Neo4j.")] = "neo4j"
    neo4j_password: Annotated[str, Meta(description="Password at that Neo4j. Needed when `neo4j_uri` is set.")] = ""
    neo4j_database: Annotated[
        str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9.-]{2,62}$", description="Database at that Neo4j.")
    ] = "neo4j"
    reader_user: Annotated[
        str,
        Meta(
            description="User for queries that people send, bound to reading by the database (Neo4j Enterprise, Aura)."
        ),
    ] = ""
    reader_password: Annotated[str, Meta(description="Password of that user.")] = ""
    host: Annotated[str, Meta(min_length=1, description="Address that `marsad serve` listens on.")] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port that `marsad serve` listens on; 0 takes a free one.")
    ] = 8000
    allow_remote: Annotated[
        bool,
        Meta(
            description="Allow a `host` that other machines reach. There is no log-in: put a proxy in front that asks."
        ),
    ] = False
    allowed_hosts: Annotated[
        tuple[str, ...],
        Meta(description="Further host names under which the server may be addressed, such as that of the proxy."),
    ] = ()
    cors_origins: Annotated[
        tuple[str, ...],
        Meta(description="Origins (`https://host:port`) whose pages may ask this server, and change things in it."),
    ] = ()
    memory: Annotated[
        str, Meta(pattern=r"^[1-9]\d*[kmgKMG]$", description="Heap of the embedded database, such as `512m` or `1g`.")
    ] = "1g"
    full_sync: Annotated[
        bool, Meta(description="Let each commit of the embedded database survive a power cut too; slower.")
    ] = False
    bolt_port: Annotated[
        int, Meta(ge=0, le=65535, description="Fixed Bolt port of the embedded database; 0 takes a free one.")
    ] = 0
    workers: Annotated[
        int, Meta(ge=0, le=64, description="Processes that extract; 0 means one for each processor but one.")
    ] = 0
    article_seconds: Annotated[
        float, Meta(ge=0.1, le=3600, description="Time that one article may take before it goes into quarantine.")
    ] = 60.0
    max_article_bytes: Annotated[
        int, Meta(ge=1000, le=100_000_000, description="Size beyond which an article is refused.")
    ] = 1_000_000
    query_seconds: Annotated[float, Meta(ge=0.1, le=600, description="Time that one Cypher query may take.")] = 2.5
    query_rows: Annotated[int, Meta(ge=1, le=1_000_000, description="Rows that one Cypher query may return.")] = 5000
    query_bytes: Annotated[
        int, Meta(ge=1000, le=1_000_000_000, description="Bytes of values that one Cypher query may return.")
    ] = 8_000_000
    max_queries: Annotated[
        int, Meta(ge=1, le=64, description="Cypher queries that run at once; a few more wait, the rest get 429.")
    ] = 2
    max_exports: Annotated[
        int, Meta(ge=1, le=64, description="Exports (`/v1/export/…`) that run at once; the rest get 429.")
    ] = 2
    max_requests: Annotated[
        int, Meta(ge=1, le=1000, description="Requests that are answered at once; the rest get 503.")
    ] = 64
    max_streams: Annotated[
        int, Meta(ge=1, le=10_000, description="Clients that may listen to `/v1/stream` at once; the rest get 503.")
    ] = 256
    changes_kept: Annotated[
        int,
        Meta(
            ge=1000,
            le=100_000_000,
            description="Changes that `/v1/changes` reaches back to; whoever asks for older ones gets 410.",
        ),
    ] = 100_000
    webhooks_private: Annotated[
        bool, Meta(description="Let webhooks of alerts go to addresses of this machine and of private networks too.")
    ] = False
    webhook_tries: Annotated[
        int, Meta(ge=1, le=20, description="How often a webhook is tried before it is put with the dead letters.")
    ] = 8
    webhook_retry_seconds: Annotated[
        float,
        Meta(
            ge=0.1, le=3600, description="Pause before a webhook's second try; each further one is four times as long."
        ),
    ] = 5.0
    disk_floor_bytes: Annotated[
        int, Meta(ge=0, description="Intake stops when less than this is free on the disk. 0 for no floor.")
    ] = 1 << 30
    disk_floor_percent: Annotated[
        float, Meta(ge=0, le=90, description="Intake stops when less than this share of the disk is free.")
    ] = 5.0
    reference: Annotated[
        tuple[Path, ...],
        Meta(description="Further folders of reference data (actors, places, offices); see docs/reference-data.md."),
    ] = ()

    def __post_init__(self) -> None:
        if self.neo4j_uri and not self.neo4j_password:
            raise ValueError("neo4j_password: is missing, and neo4j_uri is set")
        if self.neo4j_password in {"changeme", "password", "CHANGE_ME"}:
            raise ValueError("neo4j_password: is a placeholder; set the real one")
        if bool(self.reader_user) != bool(self.reader_password):
            raise ValueError("reader_user and reader_password: set both or neither")
        if self.host not in _LOOPBACK and not self.allow_remote:
            raise ValueError(
                f"host: {self.host!r} can be reached by other machines, and there is no log-in; "
                "set allow_remote = true if something in front checks who asks"
            )
        for origin in self.cors_origins:
            if not re.fullmatch(r"https?://[a-z0-9.:\[\]-]+", origin):
                raise ValueError(f"cors_origins: {origin!r} is no origin; write each out, such as https://example.org")
        for folder in self.reference:
            if not folder.is_dir():
                raise ValueError(f"reference: there is no folder {folder}")

    def __repr__(self) -> str:
        shown = {
            name: "…" if "password" in name and value else value for name, value in msgspec.structs.asdict(self).items()
        }
        return f"Settings({', '.join(f'{k}={v!r}' for k, v in shown.items())})"

    @property
    def inbox(self) -> Path:
        """The inbox's file."""
        return self.home / "inbox.sqlite"

    @property
    def worker_count(self) -> int:
        """Processes to extract with, once `workers = 0` is worked out."""
        return self.workers or max(1, (os.cpu_count() or 2) - 1)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return name.upper() if name in _WITHOUT_PREFIX else f"MARSAD_{name.upper()}"


def descriptions() -> dict[str, tuple[str, str, Any]]:
    """Each setting's environment variable, description and default, in the order of the class."""
    hints = get_type_hints(Settings, include_extras=True)
    found = {}
    for field in msgspec.structs.fields(Settings):
        meta = next(arg for arg in get_args(hints[field.name]) if isinstance(arg, Meta))
        default = None if field.default is msgspec.NODEFAULT else field.default
        found[field.name] = (variable(field.name), meta.description or "", default)
    return found


def load_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """The settings: `given` (options of the command) over the environment over `marsad.toml` over the defaults.

    Raises InvalidSetting for an unknown or senseless setting.
    """
    env = os.environ if environment is None else environment
    names = [field.name for field in msgspec.structs.fields(Settings)]
    known = {variable(name): name for name in names}
    for key in env:
        if key.startswith("MARSAD_") and not key.startswith("MARSAD_TEST_") and key not in known:
            raise InvalidSetting(f"environment variable {key}: there is no such setting; docs/settings.md lists them")
    from_env = {name: env[key] for key, name in known.items() if env.get(key, "") != ""}
    home = Path(given.get("home") or from_env.get("home") or _default_home()).expanduser().absolute()
    path = home / "marsad.toml"
    from_file = _read_file(path, names)
    values: dict[str, Any] = {
        **from_file,
        **from_env,
        **{k: v for k, v in given.items() if v is not None},
        "home": home,
    }
    origin = (
        {name: variable(name) for name in names}
        | {name: f"environment variable {variable(name)}" if name in from_env else f"{path}, {name}" for name in values}
        | {name: f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None}
    )
    hints = get_type_hints(Settings, include_extras=True)
    checked = {name: _convert(value, hints[name], origin[name]) for name, value in values.items()}
    try:
        return Settings(**checked)
    except ValueError as error:
        name = str(error).split(":", 1)[0].split(" ", 1)[0]
        raise InvalidSetting(f"{origin.get(name, 'settings')}: {error}") from error


def _convert(value: Any, kind: Any, where: str) -> Any:
    plain = get_args(kind)[0]
    if get_origin(plain) is tuple and isinstance(value, str):
        value = [part for part in value.split(os.pathsep if Path in get_args(plain) else ",") if part]
    if plain is bool and isinstance(value, str):
        value = {"yes": "true", "no": "false", "on": "true", "off": "false"}.get(value.lower(), value.lower())
    try:
        if get_origin(plain) is tuple and Path in get_args(plain):
            return tuple(Path(part).expanduser().absolute() for part in msgspec.convert(value, tuple[str, ...]))
        return value if isinstance(value, Path) else msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        shown = "" if "password" in where.lower() else f" {value!r}"
        meta = next(arg for arg in get_args(kind) if isinstance(arg, Meta))
        raise InvalidSetting(f"{where}:{shown} cannot be used. {meta.description} ({error})") from error


def _read_file(path: Path, names: list[str]) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(f"{path} cannot be read: {error}") from error
    for name in raw:
        if name not in names or name == "home":
            raise InvalidSetting(f"{path}: there is no setting {name!r} here; docs/settings.md lists them")
    return raw


def _default_home() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("marsad", appauthor=False)
