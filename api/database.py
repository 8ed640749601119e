"""Which database the settings name, opened: the embedded server (shared by all commands of one data directory) or a Neo4j."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.locks import one_at_a_time
from api.settings import Settings
from graph.bolt_store import Store
from graph.changes import ChangeLog
from graph.embedded import Embedded, Endpoint
from graph.guard import Guard, Limits
from graph.search import Search
from schema.reference import load_reference


@dataclass(frozen=True, slots=True)
class Database:
    """An open database and how to bring it back when it dies (None for a Neo4j, which others look after)."""

    endpoint: Endpoint
    store: Store
    ensure: Callable[[], Endpoint] | None = None
    restart: Callable[[int], Endpoint] | None = None

    @property
    def engine(self) -> str:
        """`embedded` or `neo4j`."""
        return "embedded" if self.endpoint.embedded else "neo4j"

    def guard(self, settings: Settings) -> Guard:
        """What runs the queries that people send."""
        return Guard(self.endpoint, restart=self.restart, limits=query_limits(settings))


def query_limits(settings: Settings) -> Limits:
    """The bounds of one query."""
    return Limits(settings.query_seconds, settings.query_rows, settings.query_bytes)


def neo4j_endpoint(settings: Settings) -> Endpoint:
    """The Neo4j that the settings name."""
    return Endpoint(
        bolt_uri=settings.neo4j_uri,
        http_url="",
        database=settings.neo4j_database,
        user=settings.neo4j_user,
        password=settings.neo4j_password,
        reader_user=settings.reader_user,
        reader_password=settings.reader_password,
    )


@contextmanager
def open_database(settings: Settings, *, init: bool = True) -> Iterator[Database]:
    """Start or join the database and close it again. `init` makes constraints and indexes where they are missing."""
    # the packaged tables are loaded by the store when it first writes: a server that only answers stays small
    reference = load_reference(*settings.reference) if settings.reference else None
    log = ChangeLog(settings.changes_kept)
    if settings.neo4j_uri:
        endpoint = neo4j_endpoint(settings)
        with Store.open(endpoint, reference=reference, log=log) as store:
            if init:
                _init(settings, store)
            yield Database(endpoint, store)
        return
    with (
        Embedded(
            settings.home, settings.memory, full_sync=settings.full_sync, bolt_port=settings.bolt_port
        ) as embedded,
        Store.open(embedded.endpoint, ensure=embedded.ensure, reference=reference, log=log) as store,
    ):
        if init:
            _init(settings, store)
        yield Database(embedded.endpoint, store, embedded.ensure, embedded.restart)


@contextmanager
def open_search(settings: Settings, store: Store) -> Iterator[Search]:
    """The full text search over an open store; its index lies beside the inbox and may be deleted at any time."""
    search = Search(store, settings.home / "search.sqlite")
    try:
        yield search
    finally:
        search.close()


def _init(settings: Settings, store: Store) -> None:
    """Make what is missing, one process at a time: two that declare the same at once are an error on one engine."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with one_at_a_time(settings.home / "init.lock"):
        store.init()
