// The time line: how many incidents when, each drawn as exactly as its date is known; dragging over it chooses a time.

import { button, el, svg } from "./dom.js";
import { count, when } from "./words.js";

const DAY = 86_400_000;
const W = 900, TOP = 6, BARS = 60, LANE = 6;
const time = (/** @type {string} */ text) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
const iso = (/** @type {number} */ t) => new Date(t).toISOString().slice(0, 10);

/** The unit that gives at most about 60 bars. */
function unitFor(/** @type {number} */ days) { return days > 60 * 366 ? "decade" : days > 60 * 31 ? "year" : days > 120 ? "month" : "day"; }

function floor(/** @type {number} */ t, /** @type {string} */ unit) {
  const d = new Date(t), y = d.getUTCFullYear();
  if (unit === "decade") return Date.UTC(Math.floor(y / 10) * 10, 0, 1);
  if (unit === "year") return Date.UTC(y, 0, 1);
  return unit === "month" ? Date.UTC(y, d.getUTCMonth(), 1) : Math.floor(t / DAY) * DAY;
}

function next(/** @type {number} */ t, /** @type {string} */ unit) {
  const d = new Date(t), y = d.getUTCFullYear();
  if (unit === "decade") return Date.UTC(y + 10, 0, 1);
  if (unit === "year") return Date.UTC(y + 1, 0, 1);
  return unit === "month" ? Date.UTC(y, d.getUTCMonth() + 1, 1) : t + DAY;
}

const name = (/** @type {number} */ t, /** @type {string} */ unit) => (unit === "decade" ? `${iso(t).slice(0, 4)}s` : unit === "year" ? iso(t).slice(0, 4) : unit === "month" ? iso(t).slice(0, 7) : iso(t));

/** Those of which some time is known. */
const withTime = (/** @type {Dated[]} */ some) => /** @type {(Dated & {start: string})[]} */ (some.filter((one) => one.start));

/** The bars of a time line: [{from, to, n}] with the unit, over incidents with a start. */
export function buckets(/** @type {Dated[]} */ incidents) {
  const dated = withTime(incidents);
  if (!dated.length) return { unit: "year", bars: [] };
  const first = Math.min(...dated.map((i) => time(i.start))), last = Math.max(...dated.map((i) => time(i.end ?? i.start)));
  const unit = unitFor((last - first) / DAY + 1);
  const bars = [];
  for (let t = floor(first, unit); t <= last && bars.length < 2000; t = next(t, unit)) bars.push({ from: t, to: next(t, unit), n: 0 });
  for (const i of dated) {
    const at = time(i.start), bar = bars.find((b) => at >= b.from && at < b.to);
    if (bar) bar.n++;
  }
  return { unit, bars };
}

/** A time line over incidents, or over what `noun` names. `chosen` is {start, end} (end exclusive) or empty; `choose(start, end)` takes another. */
export function timeline(/** @type {Dated[]} */ incidents, /** @type {{start: string, end: string}} */ chosen, /** @type {(start: string, end: string) => void} */ choose, noun = "incident") {
  const { unit, bars } = buckets(incidents);
  const unknown = incidents.filter((/** @type {Dated} */ i) => !i.start).length;
  if (!bars.length) return el("p", { class: "soft" }, unknown ? `${count(unknown, noun)} without a date.` : `No ${noun} to draw.`);
  const last = bars[bars.length - 1], from = bars[0].from, to = last.to, most = Math.max(...bars.map((b) => b.n));
  const x = (/** @type {number} */ t) => ((t - from) / (to - from)) * W;
  const marks = incidents.length <= 600 ? exact(incidents, x) : { lanes: 0, drawn: [] };
  const height = TOP + BARS + (marks.lanes + 1) * LANE;
  const picture = svg("svg", { viewBox: `0 0 ${W} ${height}`, class: "timeline", role: "img", "aria-label": `${noun[0].toUpperCase()}${noun.slice(1)}s by ${unit}, from ${name(from, unit)} to ${name(last.from, unit)}: at most ${most}. The table below has the same.`, preserveAspectRatio: "none" });
  for (const bar of bars) {
    if (!bar.n) continue;
    const h = (bar.n / most) * BARS;
    picture.append(svg("rect", { class: "bar", x: x(bar.from) + 0.5, y: TOP + BARS - h, width: Math.max(x(bar.to) - x(bar.from) - 1, 1), height: h }, svg("title", {}, `${name(bar.from, unit)}: ${count(bar.n, noun)}`)));
  }
  picture.append(...marks.drawn);
  picture.style.height = `${height}px`;
  picture.append(svg("line", { class: "axis", x1: 0, x2: W, y1: TOP + BARS, y2: TOP + BARS }));
  const band = svg("rect", { class: "band", y: 0, height, x: 0, width: 0 });
  const paint = (/** @type {number} */ a, /** @type {number} */ b) => { band.setAttribute("x", x(a)); band.setAttribute("width", Math.max(x(b) - x(a), 0)); };
  if (chosen.start || chosen.end) paint(chosen.start ? Math.max(time(chosen.start), from) : from, chosen.end ? Math.min(time(chosen.end), to) : to);
  picture.append(band);
  drag(picture, (/** @type {number} */ px) => from + (px / W) * (to - from), paint, (/** @type {number} */ a, /** @type {number} */ b) => choose(iso(floor(a, unit)), iso(next(floor(b, unit), unit))));
  const step = Math.max(1, Math.ceil(bars.length / 10));
  return el("figure", { class: "time" }, picture,
    el("div", { class: "ticks", "aria-hidden": "true" }, bars.filter((_, i) => i % step === 0).map((b) => at(el("span", {}, name(b.from, unit)), x(b.from)))),
    el("figcaption", { class: "soft" }, "Drag over it to choose a time. A mark below the line spans what is known of the date.", unknown ? ` ${count(unknown, noun)} without a date.` : "",
      chosen.start || chosen.end ? [" ", button("All times", () => choose("", ""))] : ""));
}

/** Puts a label under its place on the line. */
function at(/** @type {HTMLElement} */ label, /** @type {number} */ x) {
  label.style.left = `${(100 * x) / W}%`;
  return label;
}

/** A tick for a day, a bar for a longer time, in as few lanes as they need: {drawn, lanes}. */
function exact(/** @type {Dated[]} */ incidents, /** @type {(t: number) => number} */ x) {
  /** @type {number[]} */
  const ends = [];
  const drawn = withTime(incidents).sort((a, b) => a.start.localeCompare(b.start)).map((i) => {
    const a = x(time(i.start)), b = Math.max(x(time(i.end ?? i.start) + DAY), a + 2);
    let lane = ends.findIndex((end) => end < a);
    if (lane < 0) lane = ends.length < 6 ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = b;
    return svg("rect", { class: i.time_precision === "day" ? "tick" : "span", x: a, y: TOP + BARS + 4 + lane * LANE, width: b - a, height: 4 }, svg("title", {}, `${i.title} (${when(i.start, i.end, i.time_precision)})`));
  });
  return { drawn, lanes: ends.length };
}

function drag(/** @type {Element} */ picture, /** @type {(px: number) => number} */ at, /** @type {(a: number, b: number) => void} */ paint, /** @type {(a: number, b: number) => void} */ done) {
  /** @type {number | null} */
  let began = null;
  const here = (/** @type {any} */ event) => { const box = picture.getBoundingClientRect(); return at(Math.min(Math.max(((event.clientX - box.left) / box.width) * W, 0), W - 0.01)); };
  picture.addEventListener("pointerdown", (/** @type {any} */ event) => { began = here(event); picture.setPointerCapture(event.pointerId); });
  picture.addEventListener("pointermove", (/** @type {any} */ event) => { if (began !== null) paint(Math.min(began, here(event)), Math.max(began, here(event))); });
  picture.addEventListener("pointerup", (/** @type {any} */ event) => { if (began === null) return; const end = here(event), start = began; began = null; done(Math.min(start, end), Math.max(start, end)); });
  picture.addEventListener("pointercancel", () => { began = null; });
}
