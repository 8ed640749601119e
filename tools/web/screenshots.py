"""Pictures of every view of a running server, in both themes, wide and narrow, to be looked at.

python tools/web/screenshots.py [ADDRESS] [FOLDER]        http://127.0.0.1:8000, var/screenshots
"""

import json
import shutil
import sys
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
GL = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
EMPTY = {"nodes": {"Article": 0}, "relations": {}, "inbox": {}}


def addresses(server: str) -> dict[str, str]:
    """An address for each view, with something selected where that shows more."""

    def get(path: str) -> list[dict]:
        with urlopen(f"{server}{path}") as answer:
            return json.load(answer)["results"]

    relation = get("/v1/relations?limit=1&evidence=0")[0]
    incident = max(get("/v1/incidents?limit=200"), key=lambda i: (i["place"] is not None, i["n_reports"]))
    seed, edge = (
        relation["source"]["id"],
        "|".join((relation["source"]["id"], relation["type"], relation["target"]["id"])),
    )
    query = "MATCH%20p%20%3D%20(a%3AActor)-%5B%5D-(b%3AActor)%20RETURN%20p%20LIMIT%2030"
    return {
        "start": "#/",
        "explore": "#/explore",
        "explore-walk": f"#/explore?do=s~{seed}&do=x~{relation['target']['id']}~~25&sel=relation:{edge}",
        "explore-ways": f"#/explore?do=w~{seed}~{relation['target']['id']}~3&with=map",
        "relations": f"#/relations?sel=relation:{edge}",
        "relations-known": "#/relations?known_at=2024-06-27",
        "incidents": f"#/incidents?status=all&sel=incident:{incident['id']}",
        "map": "#/map",
        "dashboards": "#/charts?metric=killed",
        "articles": "#/articles",
        "entity": f"#/entity/{seed}",
        "incident": f"#/incident/{incident['id']}",
        "place": f"#/entity/{incident['place']['id']}",
        "article": f"#/article/{incident['article']['id']}",
        "cypher-table": f"#/cypher?q={query}",
        "cypher-graph": f"#/cypher?q={query}&as=graph",
        "review": "#/review?verdict=same",
        "review-claims": "#/review?part=claims",
        "review-acts": "#/review?part=acts",
        "search": "#/search?q=talban",
        "load": "#/load",
        "no-such-view": "#/nowhere",
    }


def paper(page: Page, address: str, to: Path) -> None:
    """The picture of a view as it is printed."""
    page.goto("about:blank")
    page.goto(address)
    page.locator("main[aria-busy=false]").wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=to, full_page=True)
    page.emulate_media(media="screen")


def main(server: str, folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        for scheme, width in LOOKS:
            browser = playwright.chromium.launch(executable_path=chromium, args=GL)  # one lasts not for all pictures
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
            page = context.new_page()
            for name, address in addresses(server).items():
                page.goto("about:blank")
                page.goto(f"{server}/{address}")
                page.locator("main[aria-busy=false]").wait_for()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=width < 900)
            if scheme == "light" and width > 900:
                for name in ("explore-walk", "dashboards", "incident", "article"):
                    paper(page, f"{server}/{addresses(server)[name]}", folder / f"{name}-paper.png")
            page.route("**/v1/catalog", lambda route: route.fulfill(json=EMPTY))
            page.goto("about:blank")
            page.goto(f"{server}/")
            page.locator("main[aria-busy=false]").wait_for()
            page.screenshot(path=folder / f"empty-{scheme}-{width}.png")
            browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(given[0] if given else "http://127.0.0.1:8000", Path(given[1] if len(given) > 1 else "var/screenshots"))
