// Dashboards: a figure over time, by one field, by two, by province. What is counted is chosen once and never mixed.

import { address, get } from "./data.js";
import { button, choice, csv, download, el, failed, fill, svg, table } from "./dom.js";
import { incidentFilters } from "./lists.js";
import { go, put, read } from "./state.js";
import { STATUS, count, plain, range } from "./words.js";

/** @type {Record<string, string>} */
const METRICS = { incidents: "incidents", reports: "reports of incidents", origins: "independent origins, summed over incidents", killed: "killed", injured: "injured" };
const INTERVALS = ["year", "quarter", "month", "week", "day"];
/** @type {Record<string, string>} */
const FIELDS = { type: "type of incident", admin1: "province", country: "country", perpetrator: "perpetrator", claimed_by: "who claimed it", target: "target", victim: "victim", weapon: "weapon", status: "status", outlet: "outlet", precision: "how exactly it is dated" };
/** Which filter a value of a field sets. @type {Record<string, string>} */
const FILTERS = { type: "type", status: "status", admin1: "place", admin2: "place", country: "place", place: "place", perpetrator: "actor", claimed_by: "actor", target: "actor", victim: "actor" };

export async function charts(/** @type {Asked} */ { params }) {
  const { asked, form, notice } = await incidentFilters("charts", params);
  const value = (/** @type {string} */ name, /** @type {string[]} */ known, /** @type {string} */ normal) => { const given = params.get(name) ?? ""; return known.includes(given) ? given : normal; };
  const metric = value("metric", Object.keys(METRICS), "incidents"), interval = value("interval", INTERVALS, "year");
  const by = value("by", Object.keys(FIELDS), "type"), rows = value("rows", Object.keys(FIELDS), "perpetrator"), cols = value("cols", Object.keys(FIELDS), "type");
  const where = { ...asked, metric };
  const change = (/** @type {string} */ name, /** @type {string} */ normal) => (/** @type {string} */ chosen) => go("charts", "", { ...Object.fromEntries([...read().params].filter(([key]) => key !== "sel")), [name]: chosen === normal ? "" : chosen });
  const fields = Object.entries(FIELDS);
  const maps = new Set();
  form.append(choice("Count", "metric", Object.entries(METRICS), metric, change("metric", "incidents")));
  const content = [
    el("h1", {}, "Dashboards"),
    el("p", { class: "soft" }, `Counted: ${METRICS[metric]}.`, metric === "killed" || metric === "injured" ? " A bar is the best value, the line through it runs from the lowest to the highest that is told; an open end means that more are told of." : " Every bar and cell is a filter: choose one."),
    form,
    notice,
    el("div", { class: "dashboard" },
      chart("Over time", "timeseries", { ...where, interval }, choice("each", "interval", INTERVALS.map((i) => [i, i]), interval, change("interval", "year")), (/** @type {any} */ found, /** @type {number} */ room) => series(found, interval, metric, room)),
      chart("By", "distribution", { ...where, field: by, limit: 15 }, choice(el("span", { class: "unseen" }, "Field"), "by", fields, by, change("by", "type")), (/** @type {any} */ found) => bars(found, by, metric)),
      chart("By province", "choropleth", { ...where, level: "admin1" }, "", (/** @type {any} */ found) => provinces(found, metric, maps), "wide-chart"),
      chart("Rows and columns", "matrix", { ...where, rows, cols }, [choice("rows", "rows", fields, rows, change("rows", "perpetrator")), choice("columns", "cols", fields, cols, change("cols", "type"))], (/** @type {any} */ found) => matrix(found, rows, cols, metric), "wide-chart")),
  ];
  return { content, leave() { for (const atlas of maps) atlas.close(); } };
}

/** Provinces shaded by value, and the same as bars. */
function provinces(/** @type {any} */ found, /** @type {string} */ metric, /** @type {Set<any>} */ maps) {
  const place = el("div", { class: "map", role: "application", "aria-label": `Map of provinces by ${METRICS[metric]}. The table beside it has the same.` });
  const draw = async () => {
    try {
      const { Atlas } = await import("./atlas.js");
      const atlas = await Atlas.open(place, { province: (/** @type {any} */ f) => f.properties.place && put({ place: f.properties.place }) });
      if (!place.isConnected) return atlas.close(); // another view was chosen meanwhile
      maps.add(atlas);
      const values = new Map(found.results.map((/** @type {any} */ r) => [r.place_id, r.value]));
      atlas.shade(new Map(atlas.provinces.filter((/** @type {any} */ f) => values.has(f.properties.place)).map((/** @type {any} */ f) => [f.id, values.get(f.properties.place)])), METRICS[metric]);
    } catch (error) {
      fill(place, failed(error, draw));
    }
  };
  draw();
  return el("div", { class: "beside" }, place, bars({ ...found, results: found.results.slice(0, 15).map((/** @type {any} */ r) => ({ ...r, key: r.place_id })) }, "admin1", metric));
}

/** A chart with its title, its files and the request behind it; one that fails leaves the others. */
function chart(/** @type {string} */ title, /** @type {string} */ path, /** @type {Values} */ asked, /** @type {any} */ controls, /** @type {(found: any, room: number) => any} */ draw, look = "") {
  const body = el("div", {}, el("p", { class: "soft" }, "counting …")), foot = el("p", { class: "more" });
  const box = el("section", { class: `chart ${look}` }, el("div", { class: "filters" }, el("h2", {}, title), controls), body, foot);
  const load = async () => {
    try {
      const found = await get(`/v1/stats/${path}`, asked);
      fill(body, found.results.length ? draw(found, body.clientWidth) : el("p", { class: "empty" }, "Nothing to count with these filters. Loosen one above."),
        found.left_out ? el("p", { class: "soft" }, `${count(found.left_out, "incident")} left out: not known exactly enough.`) : "", found.truncated ? el("p", { class: "soft" }, "Cut at the limit.") : "");
      const picture = body.querySelector("svg.plot");
      const names = Object.keys(found.results[0] ?? {});
      fill(foot, el("a", { href: address(`/v1/stats/${path}`, asked) }, "The request behind it"), " ", button("CSV", () => download(`${path}.csv`, csv(names, found.results.map((/** @type {any} */ r) => names.map((n) => r[n]))), "text/csv"), { "aria-label": `${title}: download as CSV` }), " ",
        button("JSON", () => download(`${path}.json`, JSON.stringify(found, null, 1)), { "aria-label": `${title}: download as JSON` }), " ", picture ? button("SVG", () => download(`${path}.svg`, drawn(picture), "image/svg+xml"), { "aria-label": `${title}: download as SVG` }) : "", " ", picture ? button("PNG", async () => download(`${path}.png`, await painted(picture), "image/png"), { "aria-label": `${title}: download as PNG` }) : "");
    } catch (error) {
      fill(body, failed(error, load));
    }
  };
  load();
  return box;
}

/** A picture as a file of its own: the colours that its classes give are written into it. */
function drawn(/** @type {any} */ picture) {
  const copy = picture.cloneNode(true), from = picture.querySelectorAll("*"), to = copy.querySelectorAll("*");
  from.forEach((/** @type {any} */ node, /** @type {number} */ i) => { const look = getComputedStyle(node); for (const name of ["fill", "stroke", "stroke-width", "font-size", "font-family"]) to[i].setAttribute(name, look.getPropertyValue(name)); });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const { width, height } = picture.viewBox.baseVal;
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return new XMLSerializer().serializeToString(copy);
}

/** The same as a PNG blob, twice as fine as on the screen, on the theme's ground. */
async function painted(/** @type {any} */ picture) {
  const { width, height } = picture.viewBox.baseVal, image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn(picture))}`; // the content policy allows no other source
  await image.decode();
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
  if (!context) throw new Error("This browser makes no pictures.");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** The value with its range, and how many of the incidents behind it give no number. */
function told(/** @type {any} */ r, /** @type {string} */ metric) {
  if (metric !== "killed" && metric !== "injured") return String(r.value);
  if (r.unknown === r.incidents) return "not told";
  return `${r.value}${r.low !== r.high ? ` (${range(r.low, r.high)})` : ""}${r.unknown ? `; not told of ${r.unknown} in ${r.incidents}` : ""}`;
}
const top = (/** @type {any[]} */ rows) => Math.max(1, ...rows.map((/** @type {any} */ r) => Math.max(r.value, r.high ?? r.low)));

/** A round number from `most` up, and the steps to it. */
function scale(/** @type {number} */ most) {
  const rough = most / 4, ten = 10 ** Math.floor(Math.log10(rough)), step = Math.max(1, [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= rough) ?? 1);
  const steps = Math.ceil(most / step);
  return Array.from({ length: steps + 1 }, (_, i) => i * step);
}

function series(/** @type {{results: any[]}} */ { results }, /** @type {string} */ interval, /** @type {string} */ metric, /** @type {number} */ room) {
  const W = Math.max(300, Math.round(room) || 520), H = 200, LEFT = 40, BOTTOM = 24, marks = scale(top(results)), most = marks[marks.length - 1], step = (W - LEFT) / results.length;
  const y = (/** @type {number} */ v) => H - BOTTOM - (v / most) * (H - BOTTOM - 10);
  const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, class: "plot", role: "img", "aria-label": `${METRICS[metric]} by ${interval}. The table under it has the numbers.` });
  for (const v of marks) picture.append(svg("line", { class: "grid", x1: LEFT, x2: W, y1: y(v), y2: y(v) }), svg("text", { class: "label", x: LEFT - 6, y: y(v) + 4, "text-anchor": "end" }, v.toLocaleString("en")));
  const every = Math.max(1, Math.ceil((results.length * 56) / (W - LEFT))); // as many as have room
  results.forEach((/** @type {any} */ r, /** @type {number} */ i) => {
    const x = LEFT + i * step, w = Math.max(step - 2, 1);
    if (r.value || r.low || r.high) picture.append(svg("rect", { class: "bar choosable", x: x + 1, y: y(r.value), width: w, height: Math.max(H - BOTTOM - y(r.value), 0.5), click: () => put({ start: r.t, end: after(r.t, interval) }) }, svg("title", {}, `${label(r.t, interval)}: ${told(r, metric)}`)));
    if (r.low !== r.value || r.high !== r.value) picture.append(whisker(x + step / 2, y(r.low), y(r.high ?? most), r.high === null));
    if (i % every === 0) picture.append(svg("text", { class: "label", x: x + step / 2, y: H - 6, "text-anchor": "middle" }, label(r.t, interval)));
  });
  const columns = [{ name: interval, date: true, cell: (/** @type {any} */ r) => button(label(r.t, interval), () => put({ start: r.t, end: after(r.t, interval) }), { class: "plain" }) }, { name: METRICS[metric], number: true, cell: (/** @type {any} */ r) => told(r, metric) }];
  return el("figure", {}, picture, el("details", {}, el("summary", {}, "As a table"), table(columns, results.filter((/** @type {any} */ r) => r.incidents), null, `${METRICS[metric]} by ${interval}`).node));
}

const whisker = (/** @type {number} */ x, /** @type {number} */ low, /** @type {number} */ high, /** @type {boolean} */ open) => svg("g", { class: "whisker" }, svg("line", { x1: x, x2: x, y1: low, y2: high }), svg("line", { x1: x - 4, x2: x + 4, y1: low, y2: low }), open ? svg("path", { d: `M${x - 4} ${high + 6}L${x} ${high}L${x + 4} ${high + 6}` }) : svg("line", { x1: x - 4, x2: x + 4, y1: high, y2: high }));

function after(/** @type {string} */ t, /** @type {string} */ interval) {
  const d = new Date(`${t}T00:00:00Z`);
  if (interval === "year") d.setUTCFullYear(d.getUTCFullYear() + 1);
  else if (interval === "quarter") d.setUTCMonth(d.getUTCMonth() + 3);
  else if (interval === "month") d.setUTCMonth(d.getUTCMonth() + 1);
  else d.setUTCDate(d.getUTCDate() + (interval === "week" ? 7 : 1));
  return d.toISOString().slice(0, 10);
}
const label = (/** @type {string} */ t, /** @type {string} */ interval) => (interval === "year" ? t.slice(0, 4) : interval === "quarter" ? `${t.slice(0, 4)} Q${Math.floor((Number(t.slice(5, 7)) - 1) / 3) + 1}` : interval === "month" ? t.slice(0, 7) : t);

const nameOf = (/** @type {string} */ field, /** @type {any} */ key, /** @type {string | null} */ label) => (key === null ? "not known" : field === "status" ? STATUS[key] ?? key : field === "type" || field === "weapon" || field === "precision" ? plain(label ?? key) : label ?? key);

function choose(/** @type {string} */ field, /** @type {any} */ key) {
  const name = FILTERS[field];
  return name && key !== null ? () => put({ [name]: key }) : null;
}

function bars(/** @type {{results: any[]}} */ { results }, /** @type {string} */ field, /** @type {string} */ metric) {
  const most = top(results);
  const bar = (/** @type {any} */ r) => {
    const w = 220, x = (/** @type {number} */ v) => (v / most) * (w - 8);
    return svg("svg", { viewBox: `0 0 ${w} 18`, class: "row-bar", "aria-hidden": "true" }, svg("rect", { class: "bar", x: 0, y: 3, width: Math.max(x(r.value), r.value ? 1 : 0), height: 12 }),
      r.low !== r.value || r.high !== r.value ? svg("g", { class: "whisker" }, svg("line", { x1: x(r.low), x2: x(r.high ?? most) + (r.high === null ? 6 : 0), y1: 9, y2: 9 }), svg("line", { x1: x(r.low), x2: x(r.low), y1: 4, y2: 14 }), r.high === null ? svg("path", { d: `M${x(most)} 5L${x(most) + 6} 9L${x(most)} 13` }) : svg("line", { x1: x(r.high), x2: x(r.high), y1: 4, y2: 14 })) : "");
  };
  const text = (/** @type {any} */ r) => { const click = choose(field, r.key), name = nameOf(field, r.key, r.label); return click ? button(name, click, { class: "plain" }) : name; };
  return table([{ name: FIELDS[field], cell: text }, { name: METRICS[metric], number: true, cell: (r) => told(r, metric) }, { name: "drawn", wide: true, cell: bar }], results, null, `${METRICS[metric]} by ${FIELDS[field]}`).node;
}

function matrix(/** @type {{results: any[]}} */ { results }, /** @type {string} */ rows, /** @type {string} */ cols, /** @type {string} */ metric) {
  const total = (/** @type {any} */ key) => [...results.reduce((/** @type {Map<string, number>} */ m, /** @type {any} */ r) => m.set(r[key], (m.get(r[key]) ?? 0) + r.value), new Map())].sort((a, b) => b[1] - a[1]).map(([k]) => k);
  const down = total("row").slice(0, 20), across = total("column").slice(0, 12), most = top(results);
  const names = new Map(results.flatMap((/** @type {any} */ r) => [[`r${r.row}`, r.row_label], [`c${r.column}`, r.column_label]]));
  const at = new Map(results.map((/** @type {any} */ r) => [`${r.row}\n${r.column}`, r]));
  const cell = (/** @type {any} */ r) => (r ? el("td", { class: `number heat step${Math.max(1, Math.ceil((5 * Math.sqrt(r.value)) / Math.sqrt(most)))}` }, told(r, metric)) : el("td", { class: "number" }, ""));
  const head = (/** @type {string} */ field, /** @type {any} */ key, /** @type {string} */ text, /** @type {string} */ scope) => { const click = choose(field, key), name = nameOf(field, key, text); return el("th", { scope }, click ? button(name, click, { class: "plain" }) : name); };
  const cut = total("row").length > 20 || total("column").length > 12;
  return [el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${METRICS[metric]} by ${FIELDS[rows]} and ${FIELDS[cols]}` }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, `${FIELDS[rows]} / ${FIELDS[cols]}`), across.map((c) => head(cols, c, names.get(`c${c}`), "col")))),
    el("tbody", {}, down.map((r) => el("tr", {}, head(rows, r, names.get(`r${r}`), "row"), across.map((c) => cell(at.get(`${r}\n${c}`)))))))),
    cut ? el("p", { class: "soft" }, "The 20 rows and 12 columns with most; the files have all.") : ""];
}
