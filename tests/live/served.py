"""The application behind a real socket, over a database that the suite has started."""

import threading
import time

import httpx
import uvicorn

from api.app import create_app
from api.servers import address, listen
from api.serving import WebServer
from api.settings import Settings, load_settings


def settings_for(engine, embedded_home, tmp, **more) -> Settings:
    """Settings whose database is the one that the suite has started."""
    home = tmp if engine.name == "neo4j" else embedded_home
    values = {"MARSAD_HOME": str(home), "MARSAD_DISK_FLOOR_BYTES": "0", "MARSAD_DISK_FLOOR_PERCENT": "0"}
    if engine.name == "neo4j":
        end = engine.endpoint
        values |= {"NEO4J_URI": end.bolt_uri, "NEO4J_USER": end.user, "NEO4J_PASSWORD": end.password}
        values["NEO4J_DATABASE"] = end.database
    return load_settings(values | more)


class Served:
    """The application behind a real socket, in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.listener = listen("127.0.0.1", 0)
        self.url = address(self.listener)
        self.app = create_app(settings)
        self.server = WebServer(uvicorn.Config(self.app, log_config=None, access_log=False))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})

    def __enter__(self) -> httpx.Client:
        self.thread.start()
        while not self.server.started and self.thread.is_alive():
            time.sleep(0.02)
        assert self.server.started
        self.client = httpx.Client(base_url=self.url, timeout=60)
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(30)
        self.listener.close()
        assert not self.thread.is_alive()
