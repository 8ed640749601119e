"""What was known when, how it came to be known, whole lists as files, and paper."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
EDGE = "gov-af-taliban|HARBORS|group-ttp"


def test_a_list_is_shown_as_it_was_known_and_says_so(page):
    page.goto("/#/relations")
    rows = page.locator("main tbody tr")
    expect(rows.first).to_be_visible()
    now = rows.count()
    page.get_by_text("Known when").click()
    page.locator("input[name=known_at]").fill("2020-01-01")
    page.locator("input[name=known_at]").press("Tab")
    page.wait_for_url("**known_at=2020-01-01*")
    expect(page.locator(".notice")).to_contain_text("As it was known by 2020-01-01")
    expect(page.locator("main .empty")).to_be_visible()
    page.goto(f"/#/relations?known_at=2020-01-01&sel=relation:{EDGE}")
    expect(page.locator("aside [role=alert]")).to_contain_text("Nobody had said so by 2020-01-01")
    page.get_by_role("button", name="As it is known today").click()
    expect(rows).to_have_count(now)


def test_what_was_so_on_a_day_may_take_in_what_has_no_time(page, client):
    asked = {"as_of": "2024-03-26", "limit": 50, "evidence": 0}
    page.goto("/#/relations?as_of=2024-03-26")
    expect(page.locator(".notice")).to_contain_text("Only what was so on 2024-03-26")
    found = client.get("/v1/relations", params=asked).json()["results"]
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(len(found))
    page.locator("select[name=undated]").select_option("true")
    more = client.get("/v1/relations", params={**asked, "undated": True}).json()["results"]
    assert len(more) > len(found)
    expect(rows).to_have_count(len(more))


def test_an_entity_is_shown_as_it_was_known(page):
    page.goto("/#/entity/group-ttp")
    expect(page.get_by_role("region", name="relations")).to_be_visible()
    page.get_by_text("Known when").click()
    page.locator("input[name=known_at]").fill("2020-01-01")
    page.locator("input[name=known_at]").press("Tab")
    expect(page.locator(".notice")).to_contain_text("As it was known by 2020-01-01")
    expect(page.get_by_role("region", name="relations")).to_have_count(0)
    expect(page.locator("main .claim")).to_have_count(0)
    page.get_by_role("button", name="As it is known today").click()
    expect(page.locator("main .claim").first).to_be_visible()


def test_how_it_came_to_be_known_opens_under_the_evidence(page, client):
    page.goto(f"/#/relations?sel=relation:{EDGE}")
    page.locator(".history summary").click()
    steps = page.locator(".history ol > li")
    changes = client.get(f"/v1/relations/{EDGE}/history").json()["changes"]
    expect(steps).to_have_count(len(changes))
    expect(steps.last).to_contain_text("first known")
    steps.last.get_by_role("button").first.click()
    page.wait_for_url("**sel=claim*")
    incident = client.get("/v1/incidents?limit=1").json()["results"][0]["id"]
    page.goto(f"/#/incident/{incident}")
    page.locator(".history summary").click()
    expect(page.locator(".history li li").first).to_contain_text("learned")


def test_whole_lists_come_as_files(page, client):
    page.goto("/#/incidents?status=all")
    total = len(client.get("/v1/incidents", params={"limit": 1000, "status": ["occurred", "ongoing", "attempted", "foiled", "planned", "threatened", "hypothetical", "denied"]}).json()["results"])  # fmt: skip
    for name, start in (("CSV", b""), ("NDJSON", b"{"), ("Parquet", b"PAR1"), ("GeoJSON", b"{")):
        with page.expect_download() as got:
            page.get_by_role("link", name=f"All incidents as {name}").click()
        content = got.value.path().read_bytes()
        assert content.startswith(start)
        if name == "NDJSON":
            assert len(content.strip().splitlines()) == total


def test_paper_shows_the_graph_and_the_evidence_without_the_frame(opened):
    with opened("dark") as page:
        page.goto(f"/#/explore?do=s~group-ttp&sel=relation:{EDGE}")
        page.locator(".canvas:not([aria-busy=true])").wait_for(state="attached")
        expect(page.locator("aside .claim").first).to_be_visible()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        picture = page.locator("img.paper")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        for gone in ("header", "#views", ".toolbar", ".canvas"):
            expect(page.locator(gone)).to_be_hidden()
        expect(page.locator("aside .claim").first).to_be_visible()
        expect(page.locator("p.paper")).to_contain_text("printed 20")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 32, 36)"  # dark on white
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator("header")).to_be_visible()
