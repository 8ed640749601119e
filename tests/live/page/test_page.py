"""What the page shows, by mouse and keyboard, narrow and wide, and that an article cannot run anything."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
HOSTILE = "<img src=x onerror=alert(1)> 😀 The interior minister said on Monday that <script>alert(2)</script> the TTP attacked Swat."
LONG = "\u202enihtneerg " + "Wide" * 2500


@pytest.mark.parametrize("look", [("light", 1280), ("dark", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def test_a_relation_shows_its_sentences(opened, look):
    with opened(*look) as page:
        page.goto("/#/relations")
        page.locator("main table tbody button").first.click()
        evidence = page.locator("aside .claim")
        expect(evidence.first).to_be_visible()
        expect(evidence.first.locator("blockquote mark").first).not_to_be_empty()
        expect(evidence.first).to_contain_text("said by")
        expect(evidence.first).to_contain_text("rule")
        evidence.first.locator("dl a").first.click()
        expect(page.locator(".article .target").first).to_be_visible()


def test_the_three_counts_open(page):
    page.goto("/#/relations")
    page.locator("main table tbody button").first.click()
    counts = page.locator("aside .count")
    expect(counts).to_have_count(3)
    for number in range(3):
        counts.nth(number).click()
        expect(counts.nth(number)).to_have_attribute("aria-expanded", "true")
        expect(page.locator("aside .counted a").first).to_be_visible()
    reports = int(counts.nth(1).inner_text().split()[0])
    counts.nth(1).click()
    assert page.locator("aside .counted > ul > li").count() == reports


def test_what_is_selected_is_in_the_address(page):
    page.goto("/#/incidents")
    page.locator("main tbody button").first.click()
    title = page.locator("aside h2").inner_text()
    expect(page.locator("aside blockquote mark").first).not_to_be_empty()
    assert "sel=incident" in page.url
    page.reload()
    expect(page.locator("aside h2")).to_have_text(title)
    page.keyboard.press("Escape")
    expect(page.locator("aside")).to_contain_text("Choose a relation")
    assert "sel=" not in page.url


def test_the_start_shows_what_was_threatened_with_its_sentences(page, client):
    made = client.get("/v1/commitments?limit=8").json()["results"]
    page.goto("/")
    rows = page.get_by_role("region", name="threats and promises").locator("tbody tr")
    expect(rows).to_have_count(len(made))
    expect(rows.first).to_contain_text(made[0]["state"])
    rows.first.get_by_role("button").click()
    expect(page.locator("aside .claim")).to_have_count(len(made[0]["claims"]))


def test_a_dispute_stands_with_both_sides_on_the_start_and_leads_to_the_sentences(page, client):
    known = client.get("/v1/contradictions").json()["results"]
    page.goto("/")
    shown = page.locator("main .dispute")
    expect(shown).to_have_count(min(len(known), 4))
    for side in known[0]["sides"]:
        expect(shown.first).to_contain_text(side["says"])
    shown.first.get_by_role("button").click()
    expect(page.locator("aside .claim")).to_have_count(sum(len(s["claims"] + s["reports"]) for s in known[0]["sides"]))
    if known[0]["subject"]:
        page.goto(f"/#/entity/{known[0]['subject']['id']}")
        expect(page.locator("main .dispute").first).to_be_visible()


def test_a_click_anywhere_on_a_row_shows_its_evidence(page):
    page.goto("/")
    rows = page.get_by_role("region", name="latest incidents").locator("tbody tr")
    rows.first.locator("td").last.click()
    expect(page.locator("aside blockquote mark").first).not_to_be_empty()
    assert "sel=incident" in page.url


def test_the_start_tells_the_biggest_changes_and_leads_to_their_incidents(page):
    page.goto("/")
    rows = page.get_by_role("region", name="biggest changes").locator("tbody tr")
    rows.first.get_by_role("button").click()
    page.wait_for_url("**incidents?place=*type=*start=*end=*")
    expect(page.get_by_role("region", name="incidents").locator("tbody tr").first).to_be_visible()


def test_back_and_forward(page):
    page.goto("/#/relations")
    page.locator("select[name=min_origins]").select_option("3")
    expect(page.locator(".empty")).to_be_visible()
    page.go_back()
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.go_forward()
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize("look", [("light", 1280), ("light", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def test_search_by_keyboard_alone(opened, look):
    with opened(*look) as page:
        page.goto("/")
        page.locator(".lead").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("tehrik")
        expect(page.locator("#suggestions li").first).to_contain_text("Tehrik-i-Taliban Pakistan")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Tehrik-i-Taliban Pakistan")
        expect(page.locator("main .claim").first).to_be_visible()


def test_help_theme_and_going_to_views_by_keys(page):
    page.goto("/")
    page.locator(".lead").wait_for()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("Incidents")
    page.locator("#theme-button").click()
    page.locator("#theme-button").click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.reload()
    expect(page.locator("#theme-button")).to_have_attribute("aria-label", "Colours: dark. Change them")


def test_incidents_and_filters(page):
    page.goto("/#/incidents")
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.locator("select[name=status]").select_option("all")
    page.wait_for_url("**status=all")
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.locator("input[name=start]").fill("2030-01-01")
    page.locator("input[name=start]").press("Tab")
    expect(page.locator(".empty")).to_contain_text("Loosen a filter")


@pytest.mark.parametrize("look", [("light", 1280), ("dark", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def test_what_an_article_says_is_only_text(opened, client, look):
    sent = {"text": HOSTILE, "title": HOSTILE, "id": "hostile", "outlet": HOSTILE[:28], "url": "javascript:alert(3)"}
    taken = client.post("/v1/articles", json=sent)
    if taken.status_code == 422:  # an address that is none may be refused
        taken = client.post("/v1/articles", json={**sent, "url": None})
    assert taken.status_code in {200, 201}, taken.text
    with opened(*look) as page:
        page.goto(f"/#/article/{taken.json()['article']}")
        expect(page.locator(".article")).to_have_text(HOSTILE)
        assert page.locator(".article img, .article script, h1 img, main a[href^=javascript]").count() == 0
        marked = page.locator(".article .mention")  # offsets count characters, also behind one outside the basic plane
        assert "TTP" in marked.all_inner_texts()


def test_long_and_reversed_names_stay_in_their_place(opened, client):
    text = f"{LONG}. The TTP attacked a checkpoint in Swat on Monday, killing two soldiers."
    taken = client.post("/v1/articles", json={"text": text, "title": LONG, "outlet": LONG[:150], "id": "long"})
    assert taken.status_code in {200, 201}, taken.text
    for width in (1280, 390):
        with opened("light", width) as page:
            page.goto("/#/articles")
            expect(page.get_by_role("link", name="nihtneerg").first).to_be_visible()
            page.goto(f"/#/article/{taken.json()['article']}")
            expect(page.locator(".article")).to_contain_text("checkpoint in Swat")


def test_an_empty_graph_says_how_to_load(page):
    page.route(
        "**/v1/catalog", lambda route: route.fulfill(json={"nodes": {"Article": 0}, "relations": {}, "inbox": {}})
    )
    page.goto("/")
    expect(page.locator("main")).to_contain_text("marsad ingest PATH")


def test_a_server_that_is_away_is_named_and_comes_back(opened):
    with opened(expected="Failed to load") as page:
        page.goto("/#/relations")
        expect(page.locator("main tbody tr").first).to_be_visible()
        page.route("**/v1/**", lambda route: route.abort())
        page.locator("#views a", has_text="Incidents").click()
        expect(page.get_by_role("alert")).to_contain_text("does not answer")
        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("main tbody tr").first).to_be_visible()


def test_a_part_that_fails_leaves_the_others(opened):
    with opened(expected="503") as page:
        problem = {"title": "The database cannot be reached", "status": 503, "detail": "it is restarting"}
        page.route("**/v1/incidents*", lambda route: route.fulfill(status=503, json=problem))
        page.goto("/")
        expect(page.get_by_role("alert").first).to_contain_text("it is restarting")
        expect(page.get_by_role("region", name="strongest relations")).to_be_visible()


def test_the_documentation_of_the_api_opens(page):
    page.goto("/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
