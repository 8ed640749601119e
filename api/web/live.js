// What is written to the graph while the page is open: told in the header, shown when the person asks for it, so that nothing jumps.

import { byId, el, fill } from "./dom.js";
import { count } from "./words.js";

const QUIET_MS = 2500; // first what is looked at, then the news
/** @type {Record<string, [string, string]>} */
const NAMES = { article: ["article", "articles"], incident: ["incident", "incidents"], relation: ["relation", "relations"], dispute: ["dispute", "disputes"] };
const place = byId("news");

/** Listen to the server; `again` draws the present view anew, with what is selected and where it was scrolled to. */
export function startNews(/** @type {() => Promise<unknown>} */ again) {
  const seen = new Map(Object.keys(NAMES).map((name) => [name, new Set()]));
  const forgetAll = () => { for (const some of seen.values()) some.clear(); fill(place); place.hidden = true; };
  const tell = (/** @type {string} */ text) => {
    fill(place, el("span", { "aria-hidden": "true" }, "● "), text);
    place.hidden = false;
  };
  place.addEventListener("click", async () => {
    const at = scrollY;
    forgetAll();
    await again();
    scrollTo(0, at);
  });
  const changed = (/** @type {MessageEvent} */ event) => {
    const { kind, id } = JSON.parse(event.data);
    seen.get(kind)?.add(id);
    const parts = [...seen].filter(([, some]) => some.size).map(([name, some]) => count(some.size, ...NAMES[name]));
    if (parts.length) tell(`${parts.join(", ")} changed: show`);
  };
  setTimeout(() => {
    const stream = new EventSource(`/v1/stream?${Object.keys(NAMES).map((name) => `kind=${name}`).join("&")}`);
    let away = false;
    stream.addEventListener("message", changed);
    stream.addEventListener("reset", () => tell("much changed: show"));
    stream.addEventListener("error", () => { away = true; });
    stream.addEventListener("open", () => { if (away) tell("the server is back: show"); away = false; });
  }, QUIET_MS);
}
