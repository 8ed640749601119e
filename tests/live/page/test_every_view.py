"""Every view in both themes, wide and narrow: no error, nothing wider than the window, nothing against WCAG 2.2 A and AA."""

from pathlib import Path

import axe_playwright_python as axe
import pytest

AXE = (Path(axe.__file__).with_name("axe.min.js")).read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDER = "document.documentElement.scrollWidth - innerWidth"
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 300))]))"
VIEWS = [
    "",
    "explore",
    "walk",
    "ways",
    "known",
    "map",
    "relations",
    "incidents",
    "articles",
    "entity",
    "place",
    "incident",
    "article",
    "cypher",
    "load",
    "charts",
    "review",
    "review?part=claims",
    "review?part=acts",
    "search?q=talban",
]


@pytest.fixture(scope="module")
def addresses(client) -> dict[str, str]:
    """One address for each view, with something selected where that shows more."""
    relation = client.get("/v1/relations?limit=1&evidence=0").json()["results"][0]
    incident = next(i for i in client.get("/v1/incidents?limit=50").json()["results"] if i["place"])
    place = incident["place"]["id"]
    edge = f"{relation['source']['id']}|{relation['type']}|{relation['target']['id']}"
    return {
        "walk": "/#/explore?do=s~group-ttp&sel=entity:group-ttp",
        "ways": "/#/explore?do=w~person-rana-sanaullah~gov-af-taliban~3&with=map",
        "known": "/#/entity/group-ttp?known_at=2026-01-01&as_of=2024-03-26",
        "relations": f"/#/relations?sel=relation:{edge}",
        "incidents": f"/#/incidents?status=all&sel=incident:{incident['id']}",
        "review": "/#/review?verdict=same",
        "entity": "/#/entity/group-ttp?sel=entity:group-ttp",
        "place": f"/#/entity/{place}",
        "incident": f"/#/incident/{incident['id']}",
        "article": f"/#/article/{incident['article']['id']}",
    }


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_sound(opened, addresses, view):
    with opened("light", 1280) as page:
        page.goto(addresses.get(view, f"/#/{view}"))
        page.locator("main[aria-busy=false]").wait_for()
        page.locator("aside:not([aria-busy=true])").wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        assert page.evaluate(RUN, RULES) == []
        assert page.evaluate(WIDER) <= 0
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate(RUN, RULES) == []
        assert page.evaluate(WIDER) <= 0
