// Which view the address names, and what is shown when there is nothing to see or something fails.

import { get, vocabulary } from "./data.js";
import { byId, el, failed, fill } from "./dom.js";
import { startHelp } from "./help.js";
import { startNews } from "./live.js";
import { close, hint, sync, tells, withActions } from "./panel.js";
import { KINDS } from "./selected.js";
import { startSearch } from "./search.js";
import { read } from "./state.js";

/** Each view: the module that draws it, loaded when first needed, and the function in it. */
/** @type {Record<string, [string, string]>} */
const VIEWS = {
  "": ["./start.js", "start"], relations: ["./lists.js", "relations"], incidents: ["./lists.js", "incidents"], articles: ["./lists.js", "articles"],
  entity: ["./single.js", "entity"], incident: ["./single.js", "incident"], article: ["./single.js", "article"], cypher: ["./cypher.js", "cypher"],
  explore: ["./explore.js", "explore"], map: ["./map.js", "map"], load: ["./load.js", "load"], charts: ["./charts.js", "charts"], review: ["./review.js", "review"], search: ["./found.js", "found"],
};
/** What the modules of a view need in turn, asked for at once instead of one after the other. */
/** @type {Record<string, string[]>} */
const NEEDED = { explore: ["canvas", "drawing", "facets", "files", "key", "labels", "layout", "steps", "timeline", "ways", "vendor/graph"], map: ["atlas", "timeline", "vendor/map"] };
const WITHOUT_DATA = new Set(["cypher", "load"]); // these have something to show also while the graph is empty

const main = byId("main");
let turn = 0;
/** @type {{key: string | null, view: string | null, shown: any}} */
let present = { key: null, view: null, shown: {} };

const keyOf = (/** @type {ReturnType<typeof read>} */ { view, id, params }) => {
  const rest = new URLSearchParams(params);
  rest.delete("sel");
  return `${view}/${id}?${rest}`;
};

async function route(again = false) {
  const { view, id, params } = read();
  const key = keyOf({ view, id, params });
  if (again !== true && key === present.key) return sync(); // only the selection changed
  if (again !== true && view === present.view && present.shown.update) {
    present.key = key;
    if (await present.shown.update(params) !== false) return sync();
  }
  const mine = ++turn;
  const [old, before] = [present.shown, present.view];
  present = { key, view, shown: {} };
  withActions(null);
  mark(view);
  document.body.dataset.view = view;
  main.setAttribute("aria-busy", "true");
  hint();
  if (view !== before) fill(main, el("p", { class: "soft loading" }, "loading …"));
  let content;
  try {
    const shown = await draw(view, id, params);
    if (mine !== turn) { shown.leave?.(); return; } // another view was chosen meanwhile
    content = Array.isArray(shown) ? shown : shown.content;
    if (!Array.isArray(shown)) present.shown = shown;
  } catch (error) {
    if (mine !== turn) return;
    content = [el("h1", {}, "That did not work"), failed(error, () => route(true))];
  }
  old.leave?.();
  fill(main, ...content);
  Promise.resolve(present.shown.entered?.()).catch((error) => main.prepend(failed(error, () => route(true))));
  main.setAttribute("aria-busy", "false");
  const title = main.querySelector("h1")?.textContent;
  document.title = title && title !== "Marsad" ? `${title} – Marsad` : "Marsad";
  if (view !== before) scrollTo(0, 0);
  if (params.get("sel") || view !== "article") await sync();
}

async function draw(/** @type {string} */ view, /** @type {string} */ id, /** @type {Params} */ params) {
  const [file, name] = VIEWS[view] ?? [];
  if (!file) throw new Error(`There is no view called ${view}. Choose one from the list of views.`);
  const module = import(file);
  for (const needed of NEEDED[view] ?? []) preload(`/web/${needed}.js`);
  module.then((found) => found.ahead?.(params)).catch(() => { /* the view itself will say so */ });
  if (WITHOUT_DATA.has(view)) return (await module)[name]({ id, params });
  const [catalog, words] = await Promise.all([get("/v1/catalog"), vocabulary()]);
  if (!catalog.nodes.Article) return (await import("./start.js")).empty(catalog, () => route(true));
  return (await module)[name]({ id, params, catalog, words });
}

function preload(/** @type {string} */ address) {
  if (!document.querySelector(`link[href="${address}"]`)) document.head.append(el("link", { rel: "modulepreload", href: address }));
}

function mark(/** @type {string} */ view) {
  const of = /** @type {Record<string, string>} */ ({ entity: "explore", incident: "incidents", article: "articles" })[view] ?? view;
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#views a"))) {
    link.removeAttribute("aria-current");
    if (link.getAttribute("href") !== `#/${of}`) continue;
    link.setAttribute("aria-current", "page");
    const row = byId("views"); // on a phone the views are one row that scrolls
    if (row.scrollWidth > row.clientWidth) row.scrollTo({ left: link.offsetLeft - row.offsetLeft - 16 });
  }
}

addEventListener("hashchange", () => route());
addEventListener("moved", () => route());
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) close(); });
tells(KINDS);
startSearch();
startHelp();
startNews(() => route(true));
route();
