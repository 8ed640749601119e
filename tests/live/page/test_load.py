"""Loading articles in the browser: look before storing, store, files by choosing and dropping, what is wrong with a file."""

import json

import pytest

from loaders.failure import Failure
from loaders.inbox import Inbox

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
TEXT = "Kabul denied on Monday that it harbors the TTP. Gunmen killed three policemen in Quetta on Sunday. <b>Nothing</b> else."


def test_looking_shows_spans_claims_and_reasons_and_stores_nothing(page, client):
    before = client.get("/v1/catalog").json()["nodes"]["Article"]
    page.goto("/#/load")
    page.get_by_label("Text of the article").fill(TEXT)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator(".article")).to_have_text(TEXT, timeout=60_000)
    expect(page.locator(".article .claim-span").first).to_be_visible()
    claims = page.get_by_role("region", name="claims found")
    expect(claims).to_contain_text("harbors")
    expect(claims).to_contain_text("denied by its speaker")
    claims.get_by_role("button").first.click()
    expect(page.locator("aside .claim blockquote mark").first).not_to_be_empty()
    page.get_by_text("Why, and why not").click()
    expect(page.locator("pre.why")).to_contain_text("no claim")
    assert client.get("/v1/catalog").json()["nodes"]["Article"] == before


def test_storing_leads_to_the_article(page):
    page.goto("/#/load")
    page.get_by_label("Text of the article").fill(TEXT + " It was said twice.")
    page.get_by_label("Title").fill("A pasted article")
    page.get_by_role("button", name="Store it").click()
    expect(page.get_by_role("region", name="articles to load")).to_contain_text("stored", timeout=60_000)
    page.get_by_role("link", name="A pasted article").click(timeout=60_000)
    expect(page.locator("h1")).to_have_text("A pasted article")


def test_files_are_listed_and_what_is_wrong_is_named(page, tmp_path):
    good, bad = tmp_path / "some.jsonl", tmp_path / "bad.jsonl"
    good.write_text("\n".join(json.dumps({"text": f"{TEXT} {n}", "title": f"Line {n}"}) for n in range(2)), "utf-8")
    bad.write_text('{"text": "fine"}\n{"text": ', "utf-8")
    page.goto("/#/load")
    page.locator("#files").set_input_files([good, bad])
    expect(page.get_by_role("region", name="articles to load").locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("alert")).to_contain_text("bad.jsonl, line 2: this is not JSON")
    page.get_by_role("button", name="Store all").click()
    expect(page.locator("main h2").first).to_have_text("2 articles, 2 stored", timeout=60_000)


def test_a_dropped_file_is_taken(page):
    page.goto("/#/load")
    page.locator(".paste").wait_for()
    transfer = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['A text about Swat.'], 'drop.txt')); return t; }"
    )
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("region", name="articles to load")).to_contain_text("drop")


def test_what_is_in_quarantine_is_told_with_its_reason_and_tried_again(page, client, settings):
    sent = {"text": f"{TEXT} It could not be written.", "title": "An odd one", "id": "odd"}
    number = client.post("/v1/articles", json=sent).json()["number"]
    with Inbox(settings.inbox, floor_bytes=0, floor_percent=0) as inbox:
        inbox.mark_written([(number, Failure("the database was too odd", "OddError"))])
    page.goto("/#/load")
    rows = page.get_by_role("region", name="quarantine").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("the database was too odd")
    rows.get_by_role("button").click()
    expect(page.locator(".inbox .notice")).to_contain_text("1 article tried again; 0 in quarantine now", timeout=60_000)
    expect(rows).to_have_count(0)
    assert client.get("/v1/inbox?state=quarantined").json()["results"] == []
    assert client.get("/v1/inbox?state=lost").status_code == 422
