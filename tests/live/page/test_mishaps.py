"""When things go wrong: each view says what happened and what to do, keeps what was there, and recovers without a reload."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
PROBLEMS = {
    401: "log in at the proxy",
    403: "this is only for readers",
    422: "limit: at most 1000",
    429: "other queries are running; try again soon",
    503: "it is restarting",
}
VIEWS = {
    "relations": "**/v1/relations*",
    "incidents": "**/v1/incidents*",
    "articles": "**/v1/articles*",
    "map": "**/v1/incidents*",
    "charts": "**/v1/stats/timeseries*",
    "review?verdict=same": "**/v1/judgements*",
    "review?part=claims": "**/v1/claims*",
    "load": "**/v1/inbox*",
    "search?q=taliban": "**/v1/search*",
    "explore?do=s~group-ttp": "**/v1/graph/expand*",
    "entity/group-ttp": "**/v1/entities/*",
}


def broken(status):
    told = {"title": "Not now", "status": status, "detail": PROBLEMS[status]}
    return lambda route: route.fulfill(status=status, json=told, headers={"Retry-After": "2"} if status == 429 else {})


@pytest.mark.parametrize(("view", "status"), list(zip(VIEWS, [401, 403, 422, 429, 503] * 3, strict=False)))
def test_a_view_says_what_the_server_said_and_recovers(opened, view, status):
    with opened(expected="Failed to load resource") as page:
        page.route(VIEWS[view], broken(status))
        page.goto(f"/#/{view}")
        alert = page.get_by_role("alert").first
        expect(alert).to_contain_text(PROBLEMS[status])
        if status == 429:
            expect(alert).to_contain_text("try again in 2 s")
        page.unroute(VIEWS[view])
        alert.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.locator("main h1, main .canvas").first).to_be_attached()


def test_a_slow_answer_shows_that_it_is_awaited_and_a_later_choice_wins(page):
    page.goto("/#/articles")
    expect(page.locator("main tbody tr").first).to_be_visible()
    waiting = []
    page.route("**/v1/incidents*", lambda route: waiting.append(route))
    page.locator("#views a", has_text="Incidents").click()
    expect(page.locator("main[aria-busy=true]")).to_contain_text("loading")
    page.locator("#views a", has_text="Relations").click()
    expect(page.locator("h1")).to_have_text("Relations")
    for route in waiting:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page.locator("h1")).to_have_text("Relations")


def test_what_was_written_is_kept_when_the_server_goes_away(opened):
    with opened(expected="Failed to load") as page:
        page.goto("/#/cypher")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("RETURN 7 AS seven")
        page.route("**/v1/cypher", lambda route: route.abort())
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("does not answer")
        expect(page.locator(".cm-content")).to_contain_text("seven")
        page.unroute("**/v1/cypher")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        expect(page.locator("main table th")).to_have_text("seven")


def test_what_is_no_more_is_said_in_page_and_panel(opened):
    with opened(expected="404") as page:
        page.goto("/#/article/art-0000000000000000?sel=claim:clm-0000000000000000")
        expect(page.locator("main").get_by_role("alert")).to_contain_text("art-0000000000000000")
        page.locator("#views a", has_text="Relations").click()
        page.goto("/#/relations?sel=claim:clm-0000000000000000")
        expect(page.locator("aside").get_by_role("alert")).to_contain_text("clm-0000000000000000")
        page.locator("main table tbody button").first.click()
        expect(page.locator("aside .claim").first).to_be_visible()


THROW = "throw new Error('fault injected');"
FAULTS = {
    "disputes": (
        r"(export const disputeList = \(.* disputes\) =>) (?=disputes)",
        rf"\1 {{ {THROW} }};\nconst _unused = (disputes) => ",
    ),
    "charts": (r"(export async function charts\(.*\) \{\n)", rf"\1{THROW}\n"),
    "timeline": (r"(export function timeline\(.*\) \{\n)", rf"\1{THROW}\n"),
}


@pytest.mark.parametrize("module", list(FAULTS))
def test_a_part_with_a_fault_in_it_leaves_the_others(opened, module):
    """A thrown error inside one module: what does not need it goes on working."""
    with opened(expected="fault injected") as page:
        page.route(
            f"**/web/{module}.js",
            lambda route: route.fulfill(
                content_type="text/javascript",
                body=re.sub(*FAULTS[module], route.fetch().text(), count=1),
            ),
        )
        page.goto({"disputes": "/#/", "charts": "/#/charts", "timeline": "/#/map"}[module])
        expect(page.get_by_role("alert").first).to_contain_text("fault injected")
        if module == "disputes":
            expect(page.get_by_role("region", name="strongest relations")).to_be_visible()
        page.locator("#views a", has_text="Relations").click()
        page.locator("main table tbody button").first.click()
        expect(page.locator("aside .claim").first).to_be_visible()


def test_news_is_told_and_shown_only_when_it_is_asked_for(page, client):
    with page.expect_response("**/v1/stream*"):  # it comes after what is looked at
        page.goto("/#/articles")
    rows = page.get_by_role("region", name="articles").locator("tbody tr")
    expect(rows.first).to_be_visible()
    before = rows.count()
    text = "Gunmen killed two policemen in Quetta on Sunday, and nobody claimed it. It stood in no other paper."
    client.post("/v1/articles", json={"text": text, "title": "Fresh news", "id": "fresh", "published": "2026-01-02"})
    news = page.locator("#news")
    expect(news).to_contain_text("1 article", timeout=30_000)
    expect(news).to_contain_text("1 incident", timeout=30_000)  # it is found a moment later
    assert rows.count() == before
    news.click()
    expect(page.get_by_role("link", name="Fresh news")).to_be_visible()
    expect(news).not_to_contain_text("article")  # what is made of it later, an incident, is news of its own


def test_search_finds_slips_marks_words_and_narrows(page):
    page.goto("/")
    page.locator(".lead").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("talban")
    expect(page.locator("#suggestions")).to_contain_text("found as “taliban”")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**search?q=talban")
    expect(page.locator(".hit").first).to_contain_text("Taliban")
    expect(page.locator(".hit mark").first).to_have_text("Taliban")
    page.locator("select[name=type]").select_option("claim")
    page.wait_for_url("**type=claim*")
    page.locator(".hit button").first.click()
    expect(page.locator("aside .claim blockquote mark").first).not_to_be_empty()
