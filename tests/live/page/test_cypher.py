"""The query console in the browser: completion, parameters, history, errors at their place, table, graph, JSON, files."""

import json

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


@pytest.fixture
def console(page):
    page.goto("/#/cypher")
    page.locator(".cm-content").wait_for()
    return page


def write(page, query):
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_it_answers_ctrl_enter_and_the_address_holds_the_query(console):
    write(console, "MATCH (a:Article) RETURN count(a) AS n")
    console.keyboard.press("Control+Enter")
    expect(console.locator("main table th")).to_have_text("n")
    console.reload()
    expect(console.locator("main table th")).to_have_text("n")
    expect(console.locator(".cm-content")).to_contain_text("count(a)")


def test_completion_knows_the_schema(console):
    write(console, "MATCH (a:Act")
    console.keyboard.type("o")
    expect(console.locator(".cm-tooltip-autocomplete li").first).to_contain_text("Actor")
    console.locator(".cm-tooltip-autocomplete li").first.click()
    console.keyboard.type(")-[r:HARB")
    expect(console.locator(".cm-tooltip-autocomplete li").first).to_contain_text("HARBORS")
    console.locator(".cm-tooltip-autocomplete li").first.click()
    expect(console.locator(".cm-content")).to_contain_text("(a:Actor)-[r:HARBORS")


def test_parameters_and_history(console):
    write(console, "MATCH (a:Actor) WHERE a.name CONTAINS $part RETURN a.name AS name ORDER BY name")
    console.get_by_label("$part", exact=True).fill("Sharif")
    console.get_by_label("$part", exact=True).press("Enter")
    expect(console.locator("main tbody td").first).to_have_text("Shehbaz Sharif")
    write(console, "RETURN 1 AS one")
    console.keyboard.press("Control+Enter")
    expect(console.locator("main table th")).to_have_text("one")
    console.locator("select[name=history]").select_option("1")
    expect(console.locator(".cm-content")).to_contain_text("CONTAINS $part")
    expect(console.get_by_label("$part", exact=True)).to_have_value("Sharif")
    console.go_back()
    expect(console.locator("main tbody td").first).to_have_text("Shehbaz Sharif")


def test_an_error_is_shown_where_it_is_and_writing_is_refused(opened):
    with opened(expected="Failed to load resource") as page:
        page.goto("/#/cypher")
        page.locator(".cm-content").wait_for()
        write(page, "MATCH (a:Actor)\nWHERE a.name = \nRETURN a")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("cannot be read")
        expect(page.locator("main")).to_contain_text("at line 3, character")
        expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
        write(page, "MATCH (a:Actor) DETACH DELETE a")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("not allowed")


def test_a_graph_json_and_files(console):
    write(console, "MATCH p = (a:Actor)-[r:HARBORS]->(b:Actor) RETURN p, r.claims AS claims")
    console.keyboard.press("Control+Enter")
    expect(console.locator("main table")).to_be_visible()
    console.get_by_role("button", name="Graph", exact=True).click()
    expect(console.locator(".canvas canvas").first).to_be_visible()
    console.get_by_role("button", name="JSON", exact=True).click()
    rows = json.loads(console.locator("pre").inner_text())
    assert rows[0]["p"]["relationships"][0]["type"] == "HARBORS"
    for name, start in (("Download as CSV", "p,claims"), ("Download JSON", "[")):
        with console.expect_download() as got:
            console.get_by_role("button", name=name).click()
        assert got.value.path().read_text("utf-8").startswith(start)


def test_a_node_in_the_result_leads_to_its_evidence(console):
    write(console, "MATCH (a:Actor {id: 'group-ttp'}) RETURN a")
    console.keyboard.press("Control+Enter")
    console.locator("main tbody button").first.click()
    expect(console.locator("aside h2").first).to_contain_text("Tehrik-i-Taliban Pakistan")


def test_a_recipe_is_a_query_with_its_parameters_and_its_claims_open(console, client):
    recipe = client.get("/v1/recipes").json()["results"]
    wanted = next(r for r in recipe if r["name"] == "who-accuses-whom")
    console.locator("select[name=recipe]").select_option("who-accuses-whom")
    expect(console.locator("main")).to_contain_text(wanted["question"])
    for parameter in wanted["parameters"]:
        expect(console.get_by_label(f"${parameter['name']}", exact=True)).to_be_visible()
    expect(console.locator("main tbody tr").first).to_be_visible()
    console.locator("main tbody button", has_text="clm-").first.click()
    expect(console.locator("aside .claim blockquote mark").first).not_to_be_empty()
