// Which view the address names, and what is shown when there is nothing to see or something fails.

import { cypher } from "./cypher.js";
import { get } from "./data.js";
import { el, fill } from "./dom.js";
import { hint } from "./evidence.js";
import { articles, incidents, relations } from "./lists.js";
import { startSearch } from "./search.js";
import { article, entity } from "./single.js";
import { count } from "./words.js";

const main = document.getElementById("main");
let vocabulary = null;
let turn = 0;

async function route() {
  const mine = ++turn;
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view = "", id = ""] = path.split("/").map(decodeURIComponent);
  const parameters = new URLSearchParams(query);
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute("aria-current", false);
    if (link.getAttribute("href") === `#/${view || "relations"}`) link.setAttribute("aria-current", "page");
  }
  main.setAttribute("aria-busy", "true");
  hint();
  try {
    const content = await draw(view, id, parameters);
    if (mine !== turn) return; // another view was chosen meanwhile
    fill(main, ...content);
  } catch (error) {
    if (mine === turn) fill(main, el("h1", {}, "That did not work"), el("p", { class: "error" }, error.message), el("button", { type: "button", click: route }, "Try again"));
  }
  main.setAttribute("aria-busy", "false");
  const title = main.querySelector("h1")?.textContent;
  document.title = title ? `${title} – Marsad` : "Marsad";
  if (!query) scrollTo(0, 0);
}

async function draw(view, id, parameters) {
  if (view === "cypher") return cypher();
  const [catalog] = await Promise.all([get("/v1/catalog"), vocabulary ?? get("/v1/vocabulary").then((v) => { vocabulary = v; })]);
  if (!catalog.nodes.Article) return empty(catalog);
  if (view === "entity") return entity(id);
  if (view === "article") return article(id, parameters);
  if (view === "incidents") return incidents(parameters, catalog, vocabulary);
  if (view === "articles") return articles();
  const content = await relations(parameters, catalog);
  if (view) return content;
  return [el("p", { class: "soft" }, `${count(catalog.nodes.Article, "article")}, ${count(catalog.nodes.Claim ?? 0, "claim")}, ${count(catalog.nodes.Incident ?? 0, "incident")}. Search with `, el("kbd", {}, "/"), "."), ...content];
}

function empty(catalog) {
  const waiting = (catalog.inbox?.received ?? 0) + (catalog.inbox?.extracted ?? 0);
  return [el("div", { class: "empty" },
    el("h1", {}, "The graph is empty"),
    waiting ? el("p", {}, `${count(waiting, "article")} are in the inbox and on their way.`) : "",
    el("p", {}, "Load the sample articles:"), el("pre", {}, "marsad demo"),
    el("p", {}, "or your own: text files, JSON lines, folders"), el("pre", {}, "marsad ingest PATH …"),
    el("p", {}, "or send one over HTTP:"), el("pre", {}, `curl ${location.origin}/v1/articles -H 'content-type: application/json' \\\n  -d '{"text": "…", "title": "…", "outlet": "…", "published": "2024-06-27"}'`),
    el("button", { class: "primary", type: "button", click: route }, "Look again"))];
}

addEventListener("hashchange", route);
startSearch();
route();
