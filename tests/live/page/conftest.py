"""The page over the sample articles in a real browser; whatever goes wrong behind a test's back fails it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

import pytest

from api.commands.ingest import ingest
from graph.bolt_store import Store
from tests.conftest import Engine
from tests.live.served import Served, settings_for

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


@pytest.fixture(scope="package")
def settings(embedded, tmp_path_factory):
    """The settings of the server that is looked at."""
    engine = Engine("embedded", embedded.ensure, embedded.ensure, embedded.restart)
    return settings_for(engine, embedded.folder.parent, tmp_path_factory.mktemp("x"))


@pytest.fixture(scope="package")
def client(embedded, settings):
    """The samples, taken in through the front door, and served."""
    settings.inbox.unlink(missing_ok=True)
    with Store.open(embedded.endpoint, ensure=embedded.ensure) as store:
        store.init()
        store.clear()
    with as_file(files("loaders").joinpath("samples")) as samples:
        result, problems, _ = ingest([str(samples / "articles.jsonl")], settings, lambda *_: None)
    assert result["created"] > 9 and not problems
    with Served(settings) as client:
        yield client


@pytest.fixture(scope="package")
def launch():
    """Start a browser with more arguments."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("the page's tests need Chromium")
        pytest.skip("the page's tests need Chromium")
    with sync_api.sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *more])


@pytest.fixture(scope="package")
def browser(launch):
    browser = launch(*SOFTWARE_GL)
    yield browser
    browser.close()


@pytest.fixture
def opened(browser, client) -> Callable:
    """Open a page of some look: `with opened("dark", 390) as page`."""

    @contextmanager
    def open_page(scheme: str = "light", width: int = 1280, *, browser=browser, expected: str = "") -> Iterator:
        """Errors, dialogs and requests to another host fail; an error that contains `expected` may come."""
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 800}, base_url=str(client.base_url)
        )
        page, wrong = context.new_page(), []
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        own = str(client.base_url).rstrip("/")
        page.on("request", lambda r: None if r.url.startswith((own, "data:", "blob:")) else wrong.append(r.url))
        yield page
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the window"
        context.close()
        assert [text for text in wrong if not (expected and expected in text)] == []

    return open_page


@pytest.fixture
def page(opened):
    """A page in a wide light window."""
    with opened() as page:
        yield page
