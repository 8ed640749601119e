"""The page in a real browser: what it shows, by mouse and keyboard, narrow and wide, and that an article cannot run anything."""

import os
import shutil

import pytest

from graph.bolt_store import Store
from graph.project import project
from tests.conftest import Engine
from tests.live.served import Served, settings_for

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "<img src=x onerror=alert(1)> 😀 The interior minister said on Monday that <script>alert(2)</script> the TTP attacked Swat."


@pytest.fixture(scope="module")
def client(embedded, sample_extractions, tmp_path_factory):
    engine = Engine("embedded", embedded.ensure, embedded.ensure, embedded.restart)
    settings = settings_for(engine, embedded.folder.parent, tmp_path_factory.mktemp("x"))
    settings.inbox.unlink(missing_ok=True)
    with Store.open(embedded.endpoint, ensure=embedded.ensure) as store:
        store.init()
        store.clear()
        store.init()
        list(store.write(sample_extractions))
        project(store)
    with Served(settings) as client:
        yield client


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("the page's tests need Chromium")
        pytest.skip("the page's tests need Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def page(request, browser, client):
    """A page whose every error, dialog and request to another host fails the test."""
    scheme, width = request.param
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, base_url=str(client.base_url)
    )
    opened, wrong = context.new_page(), []
    opened.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    own = str(client.base_url).rstrip("/")
    opened.on("request", lambda r: None if r.url.startswith((own, "data:")) else wrong.append(r.url))
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the window"
    context.close()
    assert wrong == []


def test_a_relation_shows_its_sentences(page):
    page.goto("/")
    page.locator("main table tbody button").first.click()
    evidence = page.locator("aside .claim")
    sync_api.expect(evidence.first).to_be_visible()
    sync_api.expect(evidence.first.locator("blockquote mark").first).not_to_be_empty()
    sync_api.expect(evidence.first).to_contain_text("said by")
    evidence.first.get_by_role("link").last.click()
    sync_api.expect(page.locator(".article .target").first).to_be_visible()


def test_search_by_keyboard_alone(page):
    page.goto("/")
    page.locator("h1").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("tehrik")
    sync_api.expect(page.locator("#suggestions li").first).to_contain_text("Tehrik-i-Taliban Pakistan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sync_api.expect(page.locator("h1")).to_contain_text("Tehrik-i-Taliban Pakistan")
    sync_api.expect(page.locator("main .claim").first).to_be_visible()


def test_incidents_and_filters(page):
    page.goto("/#/incidents")
    sync_api.expect(page.locator("main tbody tr").first).to_be_visible()
    page.locator("main tbody button").first.click()
    sync_api.expect(page.locator("aside blockquote mark").first).not_to_be_empty()
    page.locator("select[name=status]").select_option("all")
    page.wait_for_url("**status=all")
    sync_api.expect(page.locator("main tbody tr").first).to_be_visible()


def test_cypher_reads_and_says_what_is_wrong(page):
    page.goto("/#/cypher")
    page.locator("textarea").fill("MATCH (a:Article) RETURN count(a) AS n")
    page.keyboard.press("Control+Enter")
    sync_api.expect(page.locator("main table th")).to_have_text("n")


def test_what_an_article_says_is_only_text(page, client):
    taken = client.post(
        "/v1/articles", json={"text": HOSTILE, "title": HOSTILE, "id": "hostile", "outlet": HOSTILE[:28]}
    )
    assert taken.status_code in {200, 201}, taken.text
    page.goto(f"/#/article/{taken.json()['article']}")
    sync_api.expect(page.locator(".article")).to_have_text(HOSTILE)
    assert page.locator(".article img, .article script, h1 img").count() == 0
    marked = page.locator(".article .mention")  # offsets count characters, also behind one outside the basic plane
    assert "TTP" in marked.all_inner_texts()


def test_an_empty_graph_says_how_to_load(page, client):
    page.route(
        "**/v1/catalog", lambda route: route.fulfill(json={"nodes": {"Article": 0}, "relations": {}, "inbox": {}})
    )
    page.goto("/")
    sync_api.expect(page.locator("main")).to_contain_text("marsad ingest PATH")


def test_the_documentation_of_the_api_opens(page):
    page.goto("/docs")
    sync_api.expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
