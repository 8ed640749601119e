"""Dashboards in the browser: figures that agree with the API, ranges, filters by choosing, the request behind each, files."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def test_the_numbers_are_those_of_the_api_and_a_bar_is_a_filter(page, client):
    page.goto("/#/charts")
    found = client.get("/v1/stats/distribution?field=type").json()["results"]
    rows = page.get_by_role("region", name="incidents by type of incident", exact=True).locator("tbody tr")
    expect(rows).to_have_count(min(len(found), 15))
    shown = {r.locator("td").nth(0).inner_text(): r.locator("td").nth(1).inner_text() for r in rows.all()}
    named = {"ied_explosion": "bombing (IED)", "riot_mob_violence": "riot or mob violence", "shelling_missile": "shelling or missile attack"}  # fmt: skip
    assert shown == {named.get(r["label"], r["label"].replace("_", " ")): str(r["value"]) for r in found[:15]}
    rows.first.get_by_role("button").click()
    page.wait_for_url("**type=*")
    expect(rows).to_have_count(1)
    page.go_back()
    expect(rows).to_have_count(min(len(found), 15))


def test_a_year_is_chosen_in_the_time_series(page):
    page.goto("/#/charts")
    page.locator(".plot .bar").last.click()
    page.wait_for_url("**start=*end=*")
    expect(page.locator("input[name=start]")).not_to_have_value("")
    expect(page.locator(".plot .bar")).to_have_count(1)


def test_tolls_are_ranges_and_metrics_are_never_mixed(page, client):
    page.goto("/#/charts")
    page.locator("select[name=metric]").select_option("killed")
    expect(page.locator("main")).to_contain_text("Counted: killed.")
    expect(page.locator(".whisker").first).to_be_attached()
    total = client.get("/v1/stats/distribution?field=type&metric=killed").json()["results"]
    row = next(r for r in total if r["low"] != r["high"])
    end = f"{row['low']}+" if row["high"] is None else f"{row['low']}–{row['high']}"
    table = page.get_by_role("region", name="killed by type of incident", exact=True)
    expect(table).to_contain_text(f"{row['value']} ({end})")


def test_each_chart_leads_to_its_request_and_its_files(page, client):
    page.goto("/#/charts")
    links = page.get_by_role("link", name="The request behind it")
    expect(links).to_have_count(4)
    for link in links.all():
        assert client.get(link.get_attribute("href")).status_code == 200
    for name, start in (("By: download as CSV", "key,"), ("Over time: download as SVG", "<svg")):
        with page.expect_download() as got:
            page.get_by_role("button", name=name).click()
        assert got.value.path().read_text("utf-8").startswith(start)
    with page.expect_download() as got:
        page.get_by_role("button", name="Over time: download as PNG").click()
    assert got.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_chart_that_fails_leaves_the_others(opened):
    with opened(expected="503") as page:
        problem = {"title": "Busy", "status": 503, "detail": "not now"}
        page.route("**/v1/stats/matrix*", lambda route: route.fulfill(status=503, json=problem))
        page.goto("/#/charts")
        expect(page.get_by_role("alert")).to_contain_text("not now")
        expect(page.locator(".plot")).to_be_visible()
        page.unroute("**/v1/stats/matrix*")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".heat").first).to_be_visible()


def test_provinces_are_a_map_and_bars_and_one_that_is_chosen_is_a_filter(page, client):
    found = client.get("/v1/stats/choropleth?level=admin1").json()["results"]
    page.goto("/#/charts")
    shaded = page.locator(".chart .map path.province:not(.step0)")
    expect(shaded.first).to_be_visible()
    assert 0 < shaded.count() <= len(found)
    shaded.first.dispatch_event("click")
    page.wait_for_url("**place=*")
    expect(page.locator(".filters .chip")).to_contain_text("place:")
