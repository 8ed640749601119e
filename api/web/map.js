// Map, time line and table of the same incidents: what is chosen in one holds in all.

import { Atlas, PRECISION, precision } from "./atlas.js";
import { get, post } from "./data.js";
import { choice, el, failed, fill, table } from "./dom.js";
import { chooseIncident, incidentColumns, incidentFilters } from "./lists.js";
import { show } from "./panel.js";
import { put, select } from "./state.js";
import { timeline } from "./timeline.js";
import { count, range, when } from "./words.js";

const MOST = 5000;
/** @type {Record<string, [string, (incident: Incident) => number]>} */
const METRICS = { incidents: ["incidents", () => 1], killed: ["killed (at least)", (/** @type {Incident} */ i) => i.killed_low ?? 0], reports: ["reports", (/** @type {Incident} */ i) => i.n_reports] };

/** Every incident under the filters, without the time: the time line shows what lies around it. */
export async function everyIncident(/** @type {Values} */ asked) {
  const found = [];
  let cursor = null;
  do {
    const page = await get("/v1/incidents", { ...asked, start: "", end: "", limit: 1000, cursor });
    found.push(...page.results);
    cursor = page.next;
  } while (cursor && found.length < MOST);
  return { found, cut: Boolean(cursor) };
}

export const within = (/** @type {Incident} */ i, /** @type {string} */ start, /** @type {string} */ end) => (!start && !end) || (i.start && (!start || (i.end ?? i.start) >= start) && (!end || i.start < end));

async function placesOf(/** @type {Incident[]} */ incidents) {
  const ids = [...new Set(incidents.map((/** @type {Incident} */ i) => i.place?.id).filter(Boolean))].slice(0, 3000);
  const { nodes } = ids.length ? await post("/v1/graph/among", { ids }) : { nodes: [] };
  return new Map(nodes.map((/** @type {GraphNode} */ n) => [n.id, { id: n.id, name: n.caption, level: n.props.level, lat: n.props.lat ?? null, lon: n.props.lon ?? null }]));
}

export async function map(/** @type {Asked} */ { params }) {
  const { words, asked, form, notice } = await incidentFilters("map", params);
  const { found, cut } = await everyIncident(asked);
  const places = await placesOf(found);
  /** @type {any} */
  const view = { atlas: null };
  const place = el("div", { class: "map", role: "application", "aria-label": "Map. The table below has the same." });
  const line = el("div"), list = el("div"), note = el("p", { class: "soft", "aria-live": "polite" });

  const draw = (/** @type {Params} */ params) => {
    const start = params.get("start") ?? "", end = params.get("end") ?? "", shade = params.get("shade") ?? "", metric = METRICS[shade] ? shade : "incidents";
    const chosen = found.filter((i) => within(i, start, end));
    for (const [name, value] of [["start", start], ["end", end]]) { const input = form.querySelector(`input[name=${name}]`); if (input) input.value = value; }
    try { fill(line, timeline(found, { start, end }, (/** @type {string} */ a, /** @type {string} */ b) => put({ start: a, end: b }))); } catch (error) { fill(line, failed(error)); } // map and table go on
    const groups = new Map(), shades = new Map();
    let nowhere = 0;
    for (const i of chosen) {
      const where = i.place?.id && places.get(i.place.id);
      if (!where || (where.lat === null && precision(where.level) !== "area")) { nowhere++; continue; }
      if (!groups.has(where.id)) groups.set(where.id, { place: where, incidents: [] });
      groups.get(where.id).incidents.push(i);
    }
    if (view.atlas) {
      for (const { place: where, incidents } of groups.values()) {
        if (precision(where.level) === "country") continue;
        const f = view.atlas.provinces.find((/** @type {any} */ one) => one.properties.place === where.id) ?? (where.lat === null ? null : view.atlas.provinceAt(where.lon, where.lat));
        if (f) shades.set(f.id, (shades.get(f.id) ?? 0) + incidents.reduce((/** @type {number} */ n, /** @type {Incident} */ i) => n + METRICS[metric][1](i), 0));
      }
      view.atlas.shade(shades, METRICS[metric][0]);
      view.atlas.old(Boolean(end) && end <= "2018-06-01");
      view.atlas.show([...groups.values()]);
    }
    const named = new Map((view.atlas?.provinces ?? []).map((/** @type {any} */ f) => [f.id, f.properties.name]));
    fill(note, `${count(chosen.length, "incident")}`, start || end ? ` between ${start || "the beginning"} and ${end || "today"}` : "", nowhere ? `; ${nowhere} without a known place are only in the table` : "", cut ? `; the latest ${MOST} only` : "", ".");
    fill(list,
      shades.size ? [el("h2", {}, "Provinces"), table([{ name: "province", cell: ([id]) => named.get(id) }, { name: METRICS[metric][0], number: true, cell: ([, n]) => String(n) }], [...shades].sort((a, b) => b[1] - a[1]), null, "values of provinces").node] : "",
      el("h2", {}, "The same as a table"),
      chosen.length ? table(incidentColumns(words), chosen.slice(0, 300), chooseIncident, "incidents").node : el("p", { class: "empty" }, "No incident in this time and with these filters. Choose another time, or loosen a filter above."),
      chosen.length > 300 ? el("p", { class: "soft" }, `300 of ${chosen.length}: choose a shorter time to see the others.`) : "");
  };

  const shade = choice("Shade provinces by", "shade", Object.entries(METRICS).map(([name, [text]]) => [name, String(text)]), params.get("shade") ?? "incidents", (value) => put({ shade: value === "incidents" ? "" : value }));
  form.append(shade);
  view.key = filtersOf(params);
  view.content = [el("h1", {}, "Map and time line"), form, notice, line, note, place, legend(), list];
  view.entered = async () => {
    draw(params);
    try {
      view.atlas = await Atlas.open(place, {
        choose: (/** @type {any} */ where, /** @type {Incident[]} */ incidents) => (incidents.length === 1 ? select(`incident:${incidents[0].id}`) : show(`${where.name}: ${count(incidents.length, "incident")}`, el("ul", { class: "plainlist" }, incidents.map((/** @type {Incident} */ i) => el("li", {}, el("button", { type: "button", class: "plain", click: () => select(`incident:${i.id}`) }, `${i.title}`), el("span", { class: "soft" }, ` ${when(i.start, i.end, i.time_precision)} ${range(i.killed_low, i.killed_high) ? `, killed ${range(i.killed_low, i.killed_high)}` : ""}`)))))),
        province: (/** @type {any} */ f) => f.properties.place && put({ place: f.properties.place }),
      });
      if (view.gone) return view.atlas.close();
      draw(new URLSearchParams(location.hash.split("?")[1] ?? ""));
    } catch (error) {
      fill(place, failed(error));
    }
  };
  // only time and shading are drawn again in place; another filter asks the server
  view.update = (/** @type {Params} */ next) => (filtersOf(next) === view.key ? (draw(next), true) : false);
  view.leave = () => { view.gone = true; view.atlas?.close(); };
  return view;
}

const filtersOf = (/** @type {Params} */ params) => JSON.stringify([...params].filter(([name]) => !["start", "end", "shade", "sel"].includes(name)));

function legend() {
  return el("p", { class: "key" }, Object.entries(PRECISION).map(([name, text]) => el("span", {}, el("span", { class: `precise ${name}`, "aria-hidden": "true" }), text)), el("span", {}, el("span", { class: "stroke control", "aria-hidden": "true" }), "line of control"));
}
