"""Walking the graph in the browser: open, undo, collapse, hide, pin, ways, filters, files; with and without WebGL."""

import io
import json

import networkx
import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
TTP = "group-ttp"


def ready(page):
    page.locator(".canvas:not([aria-busy=true])").wait_for(state="attached")
    expect(page.locator(".notes")).to_contain_text("node")


def shown(page) -> int:
    return int(page.locator(".notes .soft").last.inner_text().split()[0])


def test_a_walk_from_a_name_with_undo_and_back(page):
    page.goto("/#/explore")
    page.get_by_role("combobox", name="Start from").fill("tehrik")
    expect(page.locator("#adder-list li").first).to_contain_text("Tehrik-i-Taliban Pakistan")
    page.keyboard.press("Enter")
    ready(page)
    first = shown(page)
    assert first > 3 and f"do=s%7E{TTP}" in page.url
    page.get_by_role("combobox", name="Add to the graph").fill("shehbaz")
    expect(page.locator("#adder-list li").first).to_contain_text("Shehbaz Sharif")
    page.locator("#adder-list li").first.click()
    page.wait_for_url("**a%7Eperson-shehbaz-sharif*")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**do=s%7E{TTP}")
    expect(page.locator(".notes .soft")).to_contain_text(f"{first} nodes")
    page.go_back()
    page.wait_for_url("**a%7Eperson-shehbaz-sharif*")
    page.reload()
    ready(page)
    assert shown(page) >= first


def test_what_is_around_a_node_is_counted_opened_collapsed_and_hidden(page, client):
    page.goto(f"/#/explore?do=a~{TTP}&sel=entity:{TTP}")
    ready(page)
    assert shown(page) == 1
    counts = client.get("/v1/graph/adjacent", params={"id": TTP}).json()
    total = sum(row["edges"] for row in counts)
    around = page.locator(".node-actions li")
    expect(around.first).to_contain_text(f"everything: show {total}")
    around.first.get_by_role("button").click()
    expect(page.locator(".notes .soft")).not_to_contain_text("1 node ")
    ready(page)
    opened = shown(page)
    assert opened > 3
    page.get_by_role("button", name="Collapse", exact=True).click()
    expect(page.locator(".notes .soft")).to_contain_text("1 node ")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notes .soft")).to_contain_text(f"{opened} nodes")
    page.goto(f"/#/explore?do=s~{TTP}&sel=entity:person-rana-sanaullah")
    ready(page)
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator(".notes .soft")).to_contain_text(f"{opened - 1} nodes")


def test_a_click_on_a_node_shows_its_evidence_and_a_drag_pins_it(page):
    page.goto(f"/#/explore?do=s~{TTP}&pin={TTP}~0~0")
    ready(page)
    box = page.locator(".canvas").bounding_box()
    found = None
    for dx, dy in ((x, y) for x in range(-240, 241, 20) for y in range(-200, 201, 20)):
        page.mouse.move(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
        if page.locator(".canvas.pointing").count():
            found = (box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
            break
    assert found, "nothing under the pointer anywhere"
    page.mouse.click(*found)
    page.wait_for_url("**sel=*")
    expect(page.locator("aside h2").first).not_to_be_empty()


def test_the_keyboard_walks_from_node_to_node(page):
    page.goto(f"/#/explore?do=s~{TTP}")
    ready(page)
    page.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**sel=*")
    expect(page.locator("aside .node-actions")).to_be_visible()
    before = shown(page)
    page.locator(".canvas").focus()
    page.keyboard.press("Delete")
    expect(page.locator(".notes .soft")).to_contain_text(f"{before - 1} nodes")


def test_a_way_between_two_shows_its_hops_with_their_sentences(page):
    page.goto("/#/explore?do=a~person-rana-sanaullah&sel=entity:person-rana-sanaullah")
    ready(page)
    page.get_by_role("combobox", name="Ways to").fill("taliban government")
    page.locator(".node-actions [role=option]").first.click()
    hops = page.locator("aside ol button")
    expect(hops).to_have_count(2)
    hops.first.click()
    expect(page.locator("aside .claim blockquote mark").first).not_to_be_empty()


def test_several_ways_are_asked_for_and_narrowed(page, client):
    ends = {"source": "person-rana-sanaullah", "target": "gov-af-taliban"}
    page.goto(f"/#/explore?do=w~{ends['source']}~{ends['target']}~3")
    ready(page)
    ways = page.locator("aside section.claim")
    found = client.get("/v1/paths", params={**ends, "k": 3, "max_length": 6}).json()["ways"]
    assert found
    expect(ways).to_have_count(len(found))
    expect(ways.first).to_contain_text(f"Way 1: {found[0]['length']} step")
    ways.first.get_by_role("button").first.click()
    expect(page.locator("aside .claim blockquote mark").first).not_to_be_empty()
    page.locator(".tools").get_by_role("button", name="Ways").click()
    page.get_by_label("Over").select_option("u")
    page.wait_for_url("**gov-af-taliban%7E3%7Eu*")
    sure = client.get("/v1/paths", params={**ends, "k": 3, "max_length": 6, "undisputed": True}).json()["ways"]
    expect(ways).to_have_count(len(sure))
    if not sure:
        expect(page.locator("aside")).to_contain_text("no way between these two")


def test_the_map_beside_the_graph_shows_its_incidents_and_leads_to_them(page):
    page.goto(f"/#/explore?do=s~{TTP}")
    ready(page)
    page.get_by_role("button", name="Map", exact=True).click()
    page.wait_for_url("**with=map*")
    marks = page.locator(".where .map path.mark")
    expect(page.locator(".where")).to_contain_text("3 incidents of 3 in the graph have a known place")
    before = marks.count()
    page.goto(f"/#/explore?do=s~{TTP}&with=map&from=2024-01-01")
    expect(page.locator(".where")).to_contain_text("1 incident of 1")
    expect(marks).to_have_count(1)
    assert before == 3
    marks.first.dispatch_event("click")
    page.wait_for_url("**sel=incident*")
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator(".where")).to_be_hidden()


def test_dragging_over_the_time_line_filters_graph_and_table(page):
    page.goto(f"/#/explore?do=s~{TTP}")
    ready(page)
    rows = page.locator(".twin tbody tr")
    before = rows.count()
    box = page.locator(".timeline").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url("**from=*to=*")
    expect(page.locator(".notes")).to_contain_text("more hidden by the filters")
    assert 0 < rows.count() < before
    page.get_by_role("button", name="All times").click()
    expect(rows).to_have_count(before)


def test_filters_hide_and_say_so_and_the_table_is_the_same(page):
    page.goto(f"/#/explore?do=s~{TTP}")
    ready(page)
    rows = page.locator(".twin tbody tr")
    before = rows.count()
    page.locator(".facets summary").click()
    page.get_by_label("demands (1)").uncheck()
    expect(rows).to_have_count(before - 1)
    expect(page.locator(".notes")).to_contain_text("1 more hidden by the filters")
    assert "off=DEMANDS" in page.url
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows).to_have_count(before)
    rows.first.get_by_role("button").click()
    expect(page.locator("aside .claim").first).to_be_visible()


def test_the_same_walk_gives_the_same_picture(opened):
    places = []
    for _ in range(2):
        with opened() as page:
            page.goto(f"/#/explore?do=s~{TTP}&do=x~person-shehbaz-sharif~~25")
            ready(page)
            with page.expect_download() as got:
                page.locator("select[name=download]").select_option("png")
            places.append(got.value.path().read_bytes())
    assert places[0] == places[1] and len(places[0]) > 10_000


def test_files_have_what_is_shown(page):
    page.goto(f"/#/explore?do=s~{TTP}")
    ready(page)
    edges = page.locator(".twin tbody tr").count()
    texts = {}
    for kind in ("csv", "json", "graphml", "gexf", "svg"):
        with page.expect_download() as got:
            page.locator("select[name=download]").select_option(kind)
        texts[kind] = got.value.path().read_text("utf-8")
    assert len(texts["csv"].strip().splitlines()) == edges + 1
    assert len(json.loads(texts["json"])["edges"]) == edges
    assert texts["graphml"].count("<edge ") == texts["gexf"].count("<edge ") == edges
    read = [networkx.parse_graphml(texts["graphml"]), networkx.read_gexf(io.StringIO(texts["gexf"].partition("?>")[2]))]
    assert [one.number_of_nodes() for one in read] == [len(json.loads(texts["json"])["nodes"])] * 2
    assert all(one.nodes[TTP]["kind"] == "ArmedGroup" for one in read)
    pairs = {tuple(sorted((e["source"], e["target"]))) for e in json.loads(texts["json"])["edges"]}
    assert texts["svg"].count("<line ") >= len(pairs) and texts["svg"].count("<polygon ") > len(
        pairs
    )  # shapes and heads
    assert texts["svg"].startswith("<svg") and texts["svg"].count("<text ") == len(json.loads(texts["json"])["nodes"])


def test_without_webgl_the_table_does_it_all(launch, opened):
    plain = launch("--disable-gpu", "--disable-3d-apis")
    with opened(browser=plain) as page:
        page.goto(f"/#/explore?do=s~{TTP}")
        expect(page.locator(".notes")).to_contain_text("cannot draw with WebGL")
        page.locator(".twin tbody button").first.click()
        expect(page.locator("aside .claim").first).to_be_visible()
    plain.close()


def test_a_merged_or_withdrawn_node_is_named(opened):
    with opened(expected="404") as page:
        page.goto(f"/#/explore?do=s~{TTP}&do=s~gone-for-good")
        expect(page.locator(".notes")).to_contain_text("gone-for-good is not in the graph")
        assert shown(page) > 3
