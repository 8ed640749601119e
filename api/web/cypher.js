// The query box: read-only, and it says so.

import { post } from "./data.js";
import { el, fill, table } from "./dom.js";
import { count } from "./words.js";

const SAMPLES = [
  ["who is said to harbor whom", "MATCH (a:Actor)-[r:HARBORS]->(b:Actor)\nRETURN a.name, b.name, r.claims, r.origins, r.disputed"],
  ["what happened, with tolls", "MATCH (i:Incident)\nWHERE i.status IN ['occurred', 'ongoing']\nRETURN i.title, i.type, i.killed_low, i.killed_high, i.n_independent_origins\nORDER BY i.killed_high DESC LIMIT 20"],
  ["who denies what", "MATCH (c:Claim {denied: true})-[:SAID_BY]->(s:Actor)\nRETURN s.name, c.predicate, c.quote LIMIT 20"],
  ["who speaks most", "MATCH (c:Claim)-[:SAID_BY]->(s:Actor)\nRETURN s.name, count(c) AS claims ORDER BY claims DESC LIMIT 10"],
];
let last = SAMPLES[0][1];

export function cypher() {
  const box = el("textarea", { "aria-label": "Cypher query", spellcheck: "false" });
  box.value = last;
  const result = el("div", { "aria-live": "polite" });
  const run = el("button", { class: "primary", type: "button" }, "Run");
  const ask = async () => {
    last = box.value;
    run.disabled = true;
    fill(result, el("p", { class: "soft" }, "asking …"));
    try {
      const { columns, rows, truncated, seconds } = await post("/v1/cypher", { query: box.value });
      const grid = table(columns.map((name) => ({ name, cell: (row) => cell(row[name]) })), rows);
      fill(result, el("p", { class: "soft" }, `${count(rows.length, "row")} in ${seconds.toFixed(2)} s`, truncated ? "; cut at the limit, add LIMIT" : ""), grid.node);
    } catch (error) {
      fill(result, el("p", { class: "error" }, error.message));
    }
    run.disabled = false;
  };
  run.addEventListener("click", ask);
  box.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); ask(); } });
  return [
    el("h1", {}, "Cypher"),
    el("p", { class: "soft" }, "Read-only; time and rows are bounded. Ctrl+Enter runs the query. ", el("a", { href: "/v1/vocabulary" }, "The words of the graph"), "."),
    el("div", { class: "filters" }, SAMPLES.map(([name, query]) => el("button", { type: "button", click: () => { box.value = query; ask(); } }, name))),
    box, el("p", {}), run, result,
  ];
}

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") {
    if (value.labels && value.properties) {
      const name = value.properties.name ?? value.properties.title ?? value.properties.id ?? value.id;
      return value.labels.includes("Article") ? el("a", { href: `#/article/${encodeURIComponent(value.properties.id)}` }, String(name)) : value.properties.name_key || value.properties.known !== undefined ? el("a", { href: `#/entity/${encodeURIComponent(value.properties.id)}` }, String(name)) : String(name);
    }
    return JSON.stringify(value);
  }
  return String(value);
}
