// The query console: read-only, and it says so. The query is in the address, so it can be shared.

import { get, post, vocabulary } from "./data.js";
import { button, choice, csv, download, el, failed, fill, table } from "./dom.js";
import { editor, placeOf } from "./editor.js";
import { href, put, read, select } from "./state.js";
import { count } from "./words.js";

/** @type {[string, string, Values?][]} */
const SAMPLES = [
  ["who is said to harbor whom", "MATCH (a:Actor)-[r:HARBORS]->(b:Actor)\nRETURN a.name, b.name, r.claims, r.origins, r.disputed"],
  ["what happened, with tolls", "MATCH (i:Incident)\nWHERE i.status IN ['occurred', 'ongoing']\nRETURN i.title, i.type, i.killed_low, i.killed_high, i.n_independent_origins\nORDER BY i.killed_high DESC LIMIT 20"],
  ["who denies what", "MATCH (c:Claim {denied: true})-[:SAID_BY]->(s:Actor)\nRETURN s.name, c.predicate, c.quote LIMIT 20"],
  ["around one actor, as a graph", "MATCH p = (a:Actor)-[]-(b:Entity)\nWHERE a.name CONTAINS $name\nRETURN p LIMIT 50", { name: "Taliban" }],
];
const KEPT = 30;

export async function cypher(/** @type {Asked} */ { params }) {
  const [words, { results: recipes }] = await Promise.all([vocabulary(), get("/v1/recipes").catch(() => ({ results: [] }))]);
  /** @type {any} */
  const view = { canvas: null };
  /** @type {any} */
  let answer = null;
  /** @type {string | null} */
  let asked = null;
  const result = el("div", { "aria-live": "polite" });
  const inputs = el("div", { class: "filters", role: "group", "aria-label": "Parameters" });
  const told = el("p", { class: "soft" });
  const values = new Map(Object.entries(given(params)));
  const box = await editor(params.get("q") ?? SAMPLES[0][1], words, () => ask(), () => drawInputs());

  const drawInputs = () => {
    const names = [...new Set([...box.value.replace(/'[^']*'|"[^"]*"/g, "").matchAll(/\$(\w+)/g)].map((m) => m[1]))];
    if (inputs.dataset.names === names.join()) return;
    inputs.dataset.names = names.join();
    const recipe = recipes.find((/** @type {any} */ one) => one.cypher.trim() === box.value.trim());
    fill(told, recipe ? [recipe.question, recipe.parameters.length ? ` ${recipe.parameters.map((/** @type {any} */ p) => `$${p.name}: ${p.doc}`).join(" ")}` : ""] : "");
    fill(inputs, names.map((name) => el("label", {}, `$${name}`, el("input", { class: "code", value: shown(values.get(name)), input: (/** @type {any} */ e) => values.set(name, parsed(e.target.value)), keydown: (/** @type {any} */ e) => { if (e.key === "Enter") ask(); } }))));
  };
  const set = (/** @type {string} */ query, parameters = {}) => { for (const [k, v] of Object.entries(parameters)) values.set(k, v); inputs.dataset.names = "-"; box.value = query; drawInputs(); };

  const ask = async () => {
    const query = box.value.trim(), names = inputs.dataset.names.split(",").filter(Boolean);
    if (!query) return;
    const parameters = Object.fromEntries(names.map((/** @type {string} */ name) => [name, values.get(name) ?? null]));
    run.disabled = true;
    box.error(null, "");
    fill(result, el("p", { class: "soft" }, "asking …"));
    const text = names.length ? JSON.stringify(parameters) : "";
    asked = `${query}\n${text}`;
    put({ q: query, p: text });
    try {
      answer = await post("/v1/cypher", { query, parameters });
      remember(query, parameters);
      draw();
    } catch (error) {
      answer = null;
      const { message, problem } = /** @type {import("./data.js").Problem} */ (error);
      const place = problem?.reason === "syntax" ? placeOf(message) : null;
      fill(result, failed(error), place ? el("p", { class: "soft" }, `at line ${place.line}, character ${place.column}`) : "", problem?.reason === "timeout" ? el("p", {}, "Add a LIMIT, or start from one node by its id.") : "");
      if (place) box.error(place, message);
    }
    run.disabled = false;
    fill(past, history());
  };

  const draw = () => {
    view.canvas?.kill();
    view.canvas = null;
    const as = read().params.get("as") ?? "table", found = graphOf(answer);
    const tabs = [["table", "Table"], ["graph", "Graph"], ["json", "JSON"]].map(([name, text]) => button(text, () => { put({ as: name === "table" ? "" : name }, { step: false }); draw(); }, { "aria-pressed": String(as === name), disabled: name === "graph" && !found.nodes.length, title: name === "graph" && !found.nodes.length ? "Return nodes, relationships or paths to see a graph" : null }));
    const head = el("div", { class: "toolbar" }, el("span", {}, `${count(answer.rows.length, "row")} in ${answer.seconds.toFixed(2)} s`, answer.truncated ? "; cut at the limit, add LIMIT" : ""), tabs,
      button("CSV", () => download("result.csv", csv(answer.columns, answer.rows.map((/** @type {any} */ row) => answer.columns.map((/** @type {string} */ c) => row[c]))), "text/csv"), { "aria-label": "Download as CSV" }),
      button("Download JSON", () => download("result.json", JSON.stringify(answer.rows, null, 1))));
    if (as === "json") fill(result, head, el("pre", { tabindex: "0" }, JSON.stringify(answer.rows, null, 1).slice(0, 500_000)));
    else if (as === "graph" && found.nodes.length) { const place = el("div", { class: "canvas small" }); fill(result, head, place); drawGraph(view, place, found); }
    else fill(result, head, answer.rows.length ? table(answer.columns.map((/** @type {string} */ name) => ({ name, cell: (/** @type {any} */ row) => cell(row[name]) })), answer.rows, null, "result").node : el("p", { class: "empty" }, "No row. The query is fine, but nothing in the graph is like that."));
  };

  const run = button("Run (Ctrl+Enter)", () => ask(), { class: "primary" });
  const past = el("span");
  const questions = recipes.length ? choice("Questions", "recipe", [["", `${recipes.length} ready to ask`], ...recipes.map((/** @type {any} */ r) => [r.name, r.title])], "", (name) => {
    const recipe = recipes.find((/** @type {any} */ one) => one.name === name);
    if (!recipe) return;
    set(recipe.cypher.trim(), { ...Object.fromEntries(recipe.parameters.map((/** @type {any} */ p) => [p.name, p.default])), ...recipe.example });
    ask();
  }) : "";
  const history = () => { const all = remembered(); return all.length ? choice("History", "history", [["", `the last ${all.length}`], ...all.map((/** @type {any} */ one, /** @type {number} */ i) => [String(i), one.query.replace(/\s+/g, " ").slice(0, 80)])], "", (value) => { if (value !== "") set(all[Number(value)].query, all[Number(value)].parameters); }) : ""; };
  fill(past, history());
  drawInputs();
  view.content = [
    el("h1", {}, "Cypher"),
    el("p", { class: "soft" }, "Read-only; time and rows are bounded. Completion knows the labels, relations and properties of this graph. ", el("a", { href: "/docs" }, "API"), "."),
    el("div", { class: "filters" }, SAMPLES.map(([name, query, parameters]) => button(name, () => { set(query, parameters); ask(); })), questions, past),
    told, box.node, inputs, el("p", { class: "actions" }, run), result,
  ];
  view.entered = () => { if (params.get("q")) ask(); };
  view.update = (/** @type {Params} */ next) => { // back and forward bring the query back
    const q = next.get("q");
    if (q && `${q}\n${next.get("p") ?? ""}` !== asked) { set(q, given(next)); ask(); }
  };
  view.leave = () => view.canvas?.kill();
  return view;
}

const given = (/** @type {Params} */ params) => { try { return JSON.parse(params.get("p") ?? "{}") ?? {}; } catch { return {}; } };
const shown = (/** @type {any} */ value) => (value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value));
/** What is typed as a parameter: numbers, true, false, null, lists and objects as in JSON, everything else text. */
const parsed = (/** @type {string} */ text) => { if (!text.trim()) return null; try { return JSON.parse(text); } catch { return text; } };

function remembered() { try { return JSON.parse(localStorage.getItem("queries") ?? "[]"); } catch { return []; } }
function remember(/** @type {string} */ query, /** @type {Values} */ parameters) {
  try { localStorage.setItem("queries", JSON.stringify([{ query, parameters }, ...remembered().filter((/** @type {any} */ one) => one.query !== query)].slice(0, KEPT))); } catch { /* then there is no history */ }
}

/** Every node and relationship in an answer, wherever it is nested. */
function graphOf(/** @type {any} */ answer) {
  const nodes = new Map(), edges = new Map();
  const visit = (/** @type {any} */ value) => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!value || typeof value !== "object") return;
    if (value.labels && value.properties) nodes.set(value.id, { id: value.id, labels: value.labels, caption: String(value.properties.name ?? value.properties.title ?? value.properties.quote ?? value.id), props: { ...value.properties, kind: value.properties.kind ?? value.labels.find((/** @type {string} */ l) => l === "Incident") } });
    else if (value.type && value.properties && "start" in value) { const id = value.properties.id ?? `${value.start}|${value.type}|${value.end}`; edges.set(id, { id, source: value.start, target: value.end, type: value.type, props: { asserted: 1, alleged: 0, denied: 0, origins: 1, confidence: 1, ...value.properties } }); }
    else Object.values(value).forEach(visit);
  };
  answer.rows.forEach(visit);
  const whole = [...edges.values()].filter((e) => nodes.has(e.source) && nodes.has(e.target));
  return { nodes: [...nodes.values()], edges: whole };
}

async function drawGraph(/** @type {any} */ view, /** @type {HTMLElement} */ place, /** @type {Subgraph} */ found) {
  const [{ Canvas, lines }, { arrange }] = await Promise.all([import("./canvas.js"), import("./layout.js")]);
  const at = await arrange(found.nodes.map((/** @type {GraphNode} */ n) => n.id), found.edges, new Map(), new Map(), new Map());
  const all = lines(found.edges);
  view.canvas = Canvas.open(place, {
    chooseNode: (/** @type {string} */ id) => { const to = target(id, found.nodes.find((/** @type {GraphNode} */ n) => n.id === id)?.labels ?? []); if (to) to(); },
    chooseLine: (/** @type {string} */ id) => { const line = all.find((one) => one.id === id); if (line?.edges[0].props.claims) select(line.edges.length === 1 ? `relation:${line.edges[0].id}` : `pair:${line.id}`); },
    openNode: () => {}, pinned: () => {},
  });
  if (!view.canvas) return place.replaceWith(el("p", {}, "This browser cannot draw with WebGL; the table and the JSON have the same."));
  view.canvas.show(found.nodes, all, at, new Map());
}

/** Where a node leads: the panel, or the page of an article. */
function target(/** @type {string} */ id, /** @type {string[]} */ labels) {
  if (labels.includes("Article")) return () => { location.hash = href("article", id); };
  if (labels.includes("Incident")) return () => select(`incident:${id}`);
  if (labels.includes("Claim")) return () => select(`claim:${id}`);
  return labels.includes("Entity") ? () => select(`entity:${id}`) : null;
}

/** A path as its nodes with the relationships between. */
/** @type {(path: {nodes: any[], relationships: any[]}) => any} */
const path = ({ nodes, relationships }) => nodes.map((/** @type {any} */ node, /** @type {number} */ i) => [cell(node), i < relationships.length ? [relationships[i].start === node.id ? " –" : " ←", cell(relationships[i]), relationships[i].start === node.id ? "→ " : "– "] : ""]);

/** @returns {any} */
function cell(/** @type {any} */ value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((one, i) => [i ? ", " : "", cell(one)]);
  if (typeof value === "object") {
    if (value.labels && value.properties) {
      const name = String(value.properties.name ?? value.properties.title ?? value.properties.id ?? value.id), to = target(value.id, value.labels);
      return to ? button(name, to, { class: "plain" }) : name;
    }
    if (value.type && value.properties && "start" in value) return value.properties.claims ? button(value.type, () => select(`relation:${value.properties.id}`), { class: "plain" }) : value.type;
    if (value.nodes && value.relationships) return path(value);
    return JSON.stringify(value);
  }
  if (typeof value === "string" && /^(clm|inc)-[0-9a-f]{16}$/.test(value)) return button(value, () => select(`${value.startsWith("clm") ? "claim" : "incident"}:${value}`), { class: "plain" });
  if (typeof value === "string" && /^art-[0-9a-f]{16}$/.test(value)) return el("a", { href: href("article", value) }, value);
  return String(value);
}
