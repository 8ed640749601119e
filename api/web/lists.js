// The lists: relations, incidents, articles. What is chosen in one is explained by the panel.

import { link } from "./claims.js";
import { clocks, told } from "./clock.js";
import { address, get, vocabulary } from "./data.js";
import { button, choice, csv, download, el, failed, table } from "./dom.js";
import { go, href, read, select } from "./state.js";
import { STATUS, behind, count, plain, range, relation, sign, when } from "./words.js";

/** @type {Record<string, string>} */
const SPELT = { csv: "CSV", ndjson: "NDJSON", parquet: "Parquet", geojson: "GeoJSON" };
const TABLES = ["csv", "ndjson", "parquet"];
/** @type {Record<string, string[]>} */
const EXPORTS = { relations: TABLES, articles: TABLES, incidents: [...TABLES, "geojson"] };

/** A list that grows page by page; `say` gives the columns of its file. */
export async function paged(/** @type {string} */ path, /** @type {Values} */ parameters, /** @type {import("./dom.js").Column[]} */ columns, /** @type {((row: any) => void) | null} */ choose, /** @type {string} */ nothing, /** @type {string} */ label) {
  const first = await get(path, parameters);
  if (!first.results.length) return el("p", { class: "empty" }, nothing);
  const grid = table(columns, first.results, choose, label);
  const said = el("span", { class: "soft", "aria-live": "polite" });
  const more = button("Show more", async () => {
    more.disabled = true;
    try {
      const page = await get(path, { ...parameters, cursor: next });
      grid.add(page.results);
      next = page.next;
      tell();
    } catch (error) {
      said.replaceChildren(failed(error));
    }
    more.disabled = false;
  });
  let next = first.next;
  const tell = () => { said.textContent = next ? `${grid.rows.length} shown, there are more` : count(grid.rows.length, "row") + ", that is all"; more.hidden = !next; };
  tell();
  const all = Object.fromEntries(Object.entries(parameters).filter(([name, value]) => name !== "limit" && name !== "evidence" && value !== "")), list = path.split("/").at(-1) ?? "";
  const files = [
    button("CSV", () => { const names = Object.keys(grid.rows[0]).filter((name) => name !== "evidence"); download(`${label}.csv`, csv(names, grid.rows.map((row) => names.map((name) => row[name]?.name ?? row[name]))), "text/csv"); }, { "aria-label": `Download these ${label} as CSV` }),
    button("JSON", () => download(`${label}.json`, JSON.stringify(grid.rows, null, 1)), { "aria-label": `Download these ${label} as JSON` }),
    el("span", { class: "soft" }, "all of them as "),
    EXPORTS[list].map((/** @type {string} */ format) => [el("a", { href: address(`/v1/export/${list}`, { ...all, format }), download: `${list}.${format}`, "aria-label": `All ${label} as ${SPELT[format]}` }, SPELT[format]), " "]),
  ];
  return el("div", {}, grid.node, el("p", { class: "more" }, more, " ", said, " ", files.map((one) => [one, " "])));
}

export const relationColumns = [
  { name: "who", cell: (/** @type {Relation} */ r) => [el("span", { class: "sign", "aria-hidden": "true" }, sign(r.source.kind)), r.source.name] },
  { name: "relation", cell: (/** @type {Relation} */ r) => [relation(r.type), r.disputed ? [" ", el("span", { class: "badge deny" }, "disputed")] : r.asserted === 0 ? [" ", el("span", { class: "badge doubt" }, "alleged only")] : ""] },
  { name: "whom or what", cell: (/** @type {Relation} */ r) => link(r.target) },
  { name: "claims", number: true, wide: true, cell: (/** @type {Relation} */ r) => String(r.claims) },
  { name: "origins", number: true, cell: (/** @type {Relation} */ r) => el("span", { title: behind(r) }, String(r.origins)) },
  { name: "last published", wide: true, date: true, cell: (/** @type {Relation} */ r) => r.last_published?.slice(0, 10) },
];
export const chooseRelation = (/** @type {Relation} */ r) => select(`relation:${r.source.id}|${r.type}|${r.target.id}`);

export async function relations(/** @type {Asked} */ { params, catalog }) {
  const values = Object.fromEntries(["type", "disputed", "min_origins", "known_at", "as_of", "undated"].map((name) => [name, params.get(name) ?? ""]));
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => go("relations", "", { ...values, [name]: value });
  const present = Object.entries(catalog.relations).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  return [
    el("h1", {}, "Relations"),
    el("p", { class: "soft" }, `Computed from claims; those with most claims first. ${count(present.reduce((n, [, m]) => n + m, 0), "relation")} in the graph.`),
    el("form", { class: "filters", submit: (/** @type {Event} */ e) => e.preventDefault() },
      choice("Type", "type", [["", "all"], ...present.map(([name, n]) => [name, `${relation(name)} (${n})`])], values.type, change("type")),
      choice("Dispute", "disputed", [["", "any"], ["true", "somebody denies it"], ["false", "nobody denies it"]], values.disputed, change("disputed")),
      choice("Origins", "min_origins", [["", "any number"], ["2", "2 or more"], ["3", "3 or more"]], values.min_origins, change("min_origins")), clocks(values, change)),
    told(values, (other) => go("relations", "", { ...values, ...other })),
    await paged("/v1/relations", { ...values, limit: 50 }, relationColumns, chooseRelation, values.known_at ? `No relation like that was known by ${values.known_at}. Choose a later day, or loosen a filter above.` : "No relation is like that. Loosen a filter above.", "relations"),
  ];
}

export const incidentColumns = (/** @type {Vocabulary} */ words) => [
  { name: "what", cell: (/** @type {Incident} */ i) => [i.title, i.status === "occurred" ? "" : [" ", el("span", { class: `badge ${words.counted_statuses.includes(i.status) ? "fine" : i.status === "denied" ? "deny" : "plan"}` }, STATUS[i.status] ?? i.status)]] },
  { name: "when", date: true, cell: (/** @type {Incident} */ i) => when(i.start, i.end, i.time_precision) },
  { name: "where", wide: true, cell: (/** @type {Incident} */ i) => (i.place ? link(i.place) : "") },
  { name: "killed", number: true, cell: (/** @type {Incident} */ i) => range(i.killed_low, i.killed_high) },
  { name: "injured", number: true, wide: true, cell: (/** @type {Incident} */ i) => range(i.injured_low, i.injured_high) },
  { name: "origins", number: true, wide: true, cell: (/** @type {Incident} */ i) => el("span", { title: behind({ origins: i.n_independent_origins, reports: i.n_reports, outlets: i.n_outlets }) }, String(i.n_independent_origins)) },
];
export const chooseIncident = (/** @type {Incident} */ i) => select(`incident:${i.id}`);

/** The filters that lists, map and charts of incidents share: their present values, what the API takes, and the form. */
export async function incidentFilters(/** @type {string} */ view, /** @type {Params} */ params) {
  const words = await vocabulary();
  const values = Object.fromEntries(["type", "status", "start", "end", "place", "actor", "min_confidence", "known_at", "as_of", "undated"].map((name) => [name, params.get(name) ?? ""]));
  const keep = () => Object.fromEntries([...read().params].filter(([name]) => name !== "sel"));
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => go(view, "", { ...keep(), [name]: value });
  const statuses = [["", "what happened or was tried"], ["all", "plans, threats and denials too"], ...words.statuses.map((s) => [s, STATUS[s] ?? s])];
  const day = (/** @type {string} */ label, /** @type {string} */ name) => el("label", {}, label, el("input", { type: "date", name, value: values[name], change: (/** @type {any} */ e) => change(name)(e.target.value) }));
  const form = el("form", { class: "filters", submit: (/** @type {Event} */ e) => e.preventDefault() },
    choice("Type", "type", [["", "all"], ...Object.keys(words.incidents).map((name) => [name, plain(name)])], values.type, change("type")),
    choice("Show", "status", statuses, values.status, change("status")),
    day("From", "start"), day("before", "end"), clocks(values, change),
    ["place", "actor"].filter((name) => values[name]).map((name) => button([`${name}: ${values[name]} `, "✕"], () => change(name)(""), { class: "chip", "aria-label": `Remove the filter ${name} ${values[name]}` })));
  return { words, values, form, notice: told(values, (other) => go(view, "", { ...keep(), ...other })), asked: { ...values, status: values.status === "all" ? words.statuses : values.status } };
}

export async function incidents(/** @type {Asked} */ { params }) {
  const { words, asked, form, notice } = await incidentFilters("incidents", params);
  return [
    el("h1", {}, "Incidents"),
    el("p", { class: "soft" }, "Latest first; those without a date last. Plans and threats are never counted as incidents. ", el("a", { href: href("map", "", [...params].filter(([name]) => name !== "sel").length ? params : {}) }, "On the map and the time line"), "."),
    form,
    notice,
    await paged("/v1/incidents", { ...asked, limit: 50 }, incidentColumns(words), chooseIncident, "No incident is like that. Loosen a filter above, or show plans, threats and denials too.", "incidents"),
  ];
}

export async function articles(/** @type {Asked} */ { params }) {
  const outlet = params.get("outlet") ?? "";
  const columns = [
    { name: "title", cell: (/** @type {any} */ a) => el("a", { href: href("article", a.id) }, a.title ?? a.source_id ?? a.id) },
    { name: "outlet", cell: (/** @type {any} */ a) => (a.outlet ? el("a", { href: href("articles", "", { outlet: a.outlet }) }, a.outlet) : "") },
    { name: "published", date: true, cell: (/** @type {any} */ a) => a.published?.slice(0, 10) },
    { name: "claims", number: true, cell: (/** @type {any} */ a) => String(a.claims) },
    { name: "incidents", number: true, wide: true, cell: (/** @type {any} */ a) => String(a.incidents) },
  ];
  return [
    el("h1", {}, outlet ? `Articles of ${outlet}` : "Articles"),
    el("p", { class: "soft" }, "Newest first. ", outlet ? el("a", { href: href("articles") }, "All outlets") : el("a", { href: href("load") }, "Load more"), "."),
    await paged("/v1/articles", { outlet, limit: 50 }, columns, null, "There are no articles like that.", "articles"),
  ];
}
