"""A client that goes away takes its query with it, and nobody else's."""

import socket
import threading
import time
from contextvars import copy_context
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from graph.errors import QueryError
from graph.project import project
from graph.views import View
from graph.waiting import WAITING, Waiting
from tests.live.build import many, rich
from tests.live.served import Served, settings_for

SLOW = "MATCH (a), (b), (c), (d) WHERE a.id < b.id AND c.id <> d.id AND b.id < c.id + $x RETURN count(*) AS n"
SECONDS = 20  # the query takes minutes


@pytest.fixture
def filled(store):
    list(store.write([rich(), *many(40)]))
    project(store)
    return store


class Reading(threading.Thread):
    """Reads the slow query in a thread, and notes how that ended."""

    def __init__(self, store, x):
        super().__init__(daemon=True)
        self.store, self.x, self.waiting, self.error = store, x, Waiting(), None
        self.context = copy_context()
        self.context.run(WAITING.set, self.waiting)

    def run(self):
        try:
            self.context.run(self.store.read, SLOW, x=self.x)
        except QueryError as error:
            self.error = str(error)

    def leave(self):
        """Until it has ended: what the database has not begun yet, it cannot end."""
        until = time.monotonic() + SECONDS
        while self.is_alive() and time.monotonic() < until:
            self.waiting.leave()
            self.join(0.5)


def test_a_read_ends_when_nobody_waits_for_it_and_others_go_on(filled):
    first, second = Reading(filled, "x"), Reading(filled, "y")
    first.start()
    time.sleep(1)
    second.start()
    time.sleep(1)
    second.leave()
    assert not second.is_alive() and second.error == "the client is gone"
    assert first.is_alive() and first.error is None
    first.leave()
    assert not first.is_alive() and first.error == "the client is gone"
    with pytest.raises(QueryError, match="gone"), first.waiting.during(lambda: None):
        pass
    assert filled.read("RETURN 1 AS one") == [{"one": 1}]


class Slow(View):
    """A view whose claims take minutes."""

    ended = ""

    def claims(self, *_, **__):
        try:
            return self._read(SLOW, x="z")
        except QueryError as error:
            Slow.ended = str(error)
            raise


def test_the_query_of_a_list_ends_when_its_client_goes(engine, embedded, filled, tmp_path):
    made = Served(settings_for(engine, embedded.folder.parent, tmp_path))
    with made as api:
        services = made.app.state.services
        made.app.state.services = replace(services, view=Slow(services.store))
        where = urlsplit(str(api.base_url))
        with socket.create_connection((where.hostname, where.port)) as client:
            client.sendall(b"GET /v1/claims HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            time.sleep(1.5)
        until = time.monotonic() + SECONDS
        while not Slow.ended and time.monotonic() < until:
            time.sleep(0.05)
        assert Slow.ended == "the client is gone"
        Slow.ended = ""
        assert api.get("/livez").status_code == 200
