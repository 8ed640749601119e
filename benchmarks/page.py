"""How the page feels, measured in Chromium against a running server with the sample articles:

    marsad demo &
    python -m benchmarks.page [ADDRESS] [--cycles 100] [--nodes 3000]

First contentful paint and usable graph from a cold cache, bytes of the first view, frames of a moving graph (drawn by
software where there is no GPU: `renderer` says which), the longest task of each view, and memory over cycles of opening and
collapsing. Times depend on the machine and its other load; the figure is the median of five starts.
"""

import argparse
import json
import shutil
import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

ARGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--js-flags=--expose-gc", "--enable-precise-memory-info",
]  # fmt: skip
VIEWS = ("", "explore", "map", "charts", "relations", "incidents", "articles", "cypher", "review", "load")
SEED = "group-ttp"
WALK = f"/#/explore?do=s~{SEED}"
WATCH = """window.long = []; window.names = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.long.push(one.duration); }).observe({ type: "longtask", buffered: true });"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# how often a picture of many nodes is drawn while it turns
FRAMES = """async ([nodes, seconds]) => {
  const { Canvas, lines } = await import("/web/canvas.js");
  const place = document.body.appendChild(document.createElement("div"));
  place.style.cssText = "position:fixed;inset:0;width:1280px;height:720px;z-index:9999";
  const canvas = new Canvas(place, { chooseNode() {}, chooseLine() {}, openNode() {}, pinned() {} });
  const props = { kind: "Person", asserted: 1, alleged: 0, denied: 0, origins: 1, confidence: 0.9 };
  const made = Array.from({ length: nodes }, (_, i) => ({ id: `n${i}`, labels: ["Person"], caption: `Node ${i}`, props }));
  const edges = Array.from({ length: 2 * nodes }, (_, i) => ({ id: `e${i}`, type: "WARNS", source: `n${i % nodes}`, target: `n${(i * 7 + 3) % nodes}`, props }));
  const at = new Map(made.map((n, i) => [n.id, { x: 1000 * Math.cos(i) * Math.sqrt(i), y: 1000 * Math.sin(i) * Math.sqrt(i) }]));
  canvas.show(made, lines(edges), at, new Map());
  const camera = canvas.sigma.getCamera(), began = performance.now();
  let frames = 0;
  // moved as wheel, drag and buttons move it: by an animation of the camera
  const move = (ratio) => camera.animate({ ratio }, { duration: 700 }, () => move(ratio === 1 ? 0.6 : 1));
  move(0.6);
  await new Promise((done) => {
    const turn = () => {
      frames++;
      performance.now() - began < seconds * 1000 ? requestAnimationFrame(turn) : done();
    };
    requestAnimationFrame(turn);
  });
  const found = frames / ((performance.now() - began) / 1000);
  const gl = document.createElement("canvas").getContext("webgl2"), info = gl?.getExtension("WEBGL_debug_renderer_info");
  canvas.kill();
  place.remove();
  return { frames_per_second: Math.round(found * 10) / 10, renderer: info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "unknown" };
}"""


def starts(browser: Browser, server: str, address: str, ready: str) -> dict[str, float]:
    """Medians over five cold starts: first paint and until `ready` is there (ms); and kB on the wire from another host."""
    paints, usable = [], []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(server + address, wait_until="commit")
        page.locator(ready).first.wait_for(state="attached")
        usable.append(page.evaluate("performance.now()"))
        page.wait_for_timeout(500)
        paints.append(page.evaluate(PAINT))
        context.close()
    return {
        "first_paint_ms": round(statistics.median(paints), 1),
        "usable_ms": round(statistics.median(usable), 1),
        "wire_kB": round(on_the_wire(browser, server, address, ready), 1),
    }


def on_the_wire(browser: Browser, server: str, address: str, ready: str) -> float:
    """kB that come over the wire for whoever is not on this machine: within it nothing is compressed."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "192.0.2.1"})
    page = context.new_page()
    wire: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: wire.append(int(event["encodedDataLength"])))
    page.goto(server + address, wait_until="commit")
    page.locator(ready).first.wait_for(state="attached")
    page.wait_for_timeout(1000)
    context.close()
    return sum(wire) / 1000


def longest_tasks(page: Page, server: str) -> dict[str, float]:
    """The longest time for which each view keeps the main thread, ms; 0 where none took 50."""
    found = {}
    for view in VIEWS:
        page.goto("about:blank")
        page.goto(f"{server}/#/{view}")
        page.locator("main[aria-busy=false]").wait_for()
        page.wait_for_timeout(1500)
        found[view or "start"] = round(max(page.evaluate("window.long"), default=0), 1)
    return found


def memory(page: Page, server: str, cycles: int) -> dict[str, float]:
    """Used heap in kB after half of the cycles of opening and collapsing, after all of them, and the growth a cycle."""

    session = page.context.new_cdp_session(page)

    def used() -> tuple[float, dict[str, int]]:
        """kB of heap, and how many nodes and listeners of the document live; the browser's own lists are emptied first."""
        page.evaluate("performance.clearResourceTimings()")
        session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        return float(page.evaluate("performance.memory.usedJSHeapSize")) / 1000, counters

    page.goto("about:blank")
    page.goto(f"{server}{WALK}")
    idle = page.locator(".canvas:not([aria-busy=true])")
    idle.wait_for(state="attached")
    collapsed = WALK.removeprefix("/") + f"&do=c~{SEED}"
    before, alive = 0.0, {"nodes": 0, "jsEventListeners": 0}
    warm = max(1, cycles // 2)  # till then the engine still compiles
    began = time.monotonic()
    for cycle in range(cycles):
        for address, wanted in ((collapsed, "1 node "), (WALK.removeprefix("/"), "nodes and")):
            # replaced, so that the browser's own history of addresses is not what grows
            page.evaluate("address => location.replace(address)", address)
            page.locator(".notes .soft", has_text=wanted).wait_for()
        if cycle + 1 == warm:
            before, alive = used()
    after, left = used()
    return {
        "cycles": cycles,
        "heap_kB_warm": round(before),
        "heap_kB_end": round(after),
        "growth_kB_a_cycle": round((after - before) / max(1, cycles - warm), 2),
        "more_dom_nodes": left["nodes"] - alive["nodes"],
        "more_listeners": left["jsEventListeners"] - alive["jsEventListeners"],
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> None:
    """Measure and print, one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--nodes", type=int, default=3000)
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        for name, address, ready in (
            ("start", "/#/", "main table tbody tr"),
            ("graph", WALK, ".canvas:not([aria-busy=true]) canvas"),
        ):
            print(json.dumps({name: starts(browser, given.server, address, ready)}), flush=True)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        print(json.dumps({"longest_task_ms": longest_tasks(page, given.server)}), flush=True)
        few = page.evaluate(FRAMES, [10, 3])["frames_per_second"]  # what the machine can draw at all just now
        many = page.evaluate(FRAMES, [given.nodes, 5])
        print(json.dumps({"graph_of_nodes": given.nodes, **many, "with_10_nodes": few}), flush=True)
        print(json.dumps({"memory": memory(page, given.server, given.cycles)}), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
