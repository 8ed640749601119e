// Which view the address names, and what is shown when there is nothing to see or something fails.

import { get, vocabulary } from "./data.js";
import { byId, el, failed, fill } from "./dom.js";
import { startHelp } from "./help.js";
import { startNews } from "./live.js";
import { close, hint, sync, withActions } from "./panel.js";
import { startSearch } from "./search.js";
import { read } from "./state.js";

/** Each view: the module that draws it, loaded when first needed, and the function in it. */
const VIEWS = {
  "": ["./start.js", "start"], relations: ["./lists.js", "relations"], incidents: ["./lists.js", "incidents"], articles: ["./lists.js", "articles"],
  entity: ["./single.js", "entity"], incident: ["./single.js", "incident"], article: ["./single.js", "article"], cypher: ["./cypher.js", "cypher"],
  explore: ["./explore.js", "explore"], map: ["./map.js", "map"], load: ["./load.js", "load"], charts: ["./charts.js", "charts"], review: ["./review.js", "review"], search: ["./found.js", "found"],
};
const WITHOUT_DATA = new Set(["cypher", "load"]); // these have something to show also while the graph is empty

const main = byId("main");
let turn = 0;
/** @type {{key: string | null, view: string | null, shown: any}} */
let present = { key: null, view: null, shown: {} };

const keyOf = ({ view, id, params }) => {
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

async function draw(view, id, params) {
  const [file, name] = VIEWS[view] ?? [];
  if (!file) throw new Error(`There is no view called ${view}. Choose one from the list of views.`);
  const module = import(file);
  if (WITHOUT_DATA.has(view)) return (await module)[name]({ id, params });
  const [catalog, words] = await Promise.all([get("/v1/catalog"), vocabulary()]);
  if (!catalog.nodes.Article) return (await import("./start.js")).empty(catalog, () => route(true));
  return (await module)[name]({ id, params, catalog, words });
}

function mark(view) {
  const of = { entity: "", incident: "incidents", article: "articles" }[view] ?? view;
  for (const link of document.querySelectorAll("#views a")) {
    link.removeAttribute("aria-current");
    if (link.getAttribute("href") === `#/${of}`) link.setAttribute("aria-current", "page");
  }
}

addEventListener("hashchange", () => route());
addEventListener("moved", () => route());
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) close(); });
startSearch();
startHelp();
startNews(() => route(true));
route();
