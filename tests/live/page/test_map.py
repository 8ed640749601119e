"""Map, time line and table of incidents in the browser: each filters the others, and precision is drawn as it is."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def ready(page):
    page.goto("/#/map")
    expect(page.locator(".map .province")).to_have_count(41)
    expect(page.locator(".map .mark").first).to_be_attached()


def test_dragging_over_the_time_line_filters_map_and_table(page):
    ready(page)
    rows = page.get_by_role("region", name="incidents").locator("tbody tr")
    before, marks = rows.count(), page.locator(".map .mark").count()
    box = page.locator(".timeline").bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**start=*end=*")
    expect(rows).not_to_have_count(before)
    assert 0 < rows.count() < before and page.locator(".map .mark").count() < marks
    expect(page.locator(".map .province")).to_have_count(41)
    page.reload()
    expect(rows).not_to_have_count(before)
    page.get_by_role("button", name="All times").click()
    expect(rows).to_have_count(before)
    page.go_back()
    expect(rows).not_to_have_count(before)


def test_a_mark_leads_to_its_sentences(page):
    ready(page)
    page.locator(".map .mark").last.dispatch_event("click")
    expect(page.locator("aside h2").first).to_be_visible()
    if page.locator("aside .plainlist button").count():
        page.locator("aside .plainlist button").first.click()
    expect(page.locator("aside blockquote mark").first).not_to_be_empty()


def test_places_are_drawn_as_exactly_as_they_are_known(page, client):
    ready(page)
    known = client.get("/v1/incidents?limit=1000").json()["results"]
    places = {i["place"]["id"] for i in known if i["place"] and i["place"]["id"]}
    nodes = client.post("/v1/graph/among", json={"ids": sorted(places)}).json()["nodes"]
    levels = [n["props"].get("level") for n in nodes]
    assert page.locator(".map .mark.site").count() == levels.count("site")
    assert page.locator(".map .mark.city").count() == levels.count("city")
    assert page.locator(".map-label.named").count() == levels.count("country")
    assert page.locator(".map .hatched").count() <= levels.count("admin1")


def test_provinces_are_shaded_by_what_is_chosen(page):
    ready(page)
    table = page.get_by_role("region", name="values of provinces")
    incidents = table.inner_text()
    page.locator("select[name=shade]").select_option("killed")
    expect(table).to_contain_text("killed (at least)")
    assert table.inner_text() != incidents
    assert page.locator(".map .step5").count() == 1


def test_the_map_needs_no_webgl(launch, opened):
    plain = launch("--disable-gpu", "--disable-3d-apis")
    with opened("dark", 390, browser=plain) as page:
        ready(page)
    plain.close()
