// The filters of Explore: type, how firmly, origins, confidence, time. They hide lines and say how many.

import { look } from "./canvas.js";
import { button, choice, el } from "./dom.js";
import { put } from "./state.js";
import { STANDING, count, relation } from "./words.js";

/** From when to when something was so, or else was published: days, or undefined. */
export function timesOf(/** @type {GraphEdge} */ { props: p }) {
  const from = p.first_valid ?? p.first_published?.slice(0, 10);
  return { from, to: p.last_valid ?? p.last_published?.slice(0, 10) ?? from };
}

/** Whether an edge is shown under the filters of the address; `always` leaves out the time.
 * @param {GraphEdge} edge
 * @param {Params} params
 */
export function passes(edge, params, { always = false } = {}) {
  const p = edge.props, from = params.get("from"), to = params.get("to");
  if (params.getAll("off").includes(edge.type) || params.getAll("not").includes(look(edge))) return false;
  if (p.origins < Number(params.get("origins") ?? 0) || p.confidence < Number(params.get("sure") ?? 0)) return false;
  const times = timesOf(edge);
  return always || (!(from && times.to && times.to < from) && !(to && times.from && times.from >= to));
}

/** The filters with the counts of the edges that are there. */
export function facets(/** @type {Params} */ params, /** @type {GraphEdge[]} */ edges) {
  const off = params.getAll("off"), not = params.getAll("not");
  const tally = (/** @type {(edge: GraphEdge) => string} */ key) => [...edges.reduce((m, e) => m.set(key(e), (m.get(key(e)) ?? 0) + 1), /** @type {Map<string, number>} */ (new Map()))].sort((a, b) => b[1] - a[1]);
  const boxes = (/** @type {string} */ name, /** @type {[string, number][]} */ present, /** @type {string[]} */ hidden, /** @type {(value: string) => string} */ words) => el("fieldset", {}, el("legend", {}, name === "off" ? "Relations" : "How firmly"), present.map(([value, n]) => el("label", {},
    el("input", { type: "checkbox", checked: !hidden.includes(value), change: (/** @type {any} */ e) => put({ [name]: e.target.checked ? hidden.filter((v) => v !== value) : [...hidden, value] }) }), `${words(value)} (${n})`)));
  const used = ["off", "not", "origins", "sure", "from", "to"].filter((name) => params.get(name));
  const day = (/** @type {string} */ label, /** @type {string} */ name) => el("label", {}, label, el("input", { type: "date", value: params.get(name) ?? "", change: (/** @type {any} */ e) => put({ [name]: e.target.value }) }));
  const box = el("details", { class: "facets", open: open_ },
    el("summary", {}, "Filters", used.length ? ` (${count(used.length, "is", "are")} set)` : ""),
    boxes("off", tally((e) => e.type), off, relation), boxes("not", tally(look), not, (v) => STANDING[v]),
    el("div", { class: "filters" },
      choice("Origins", "origins", [["", "any number"], ["2", "2 or more"], ["3", "3 or more"]], params.get("origins") ?? "", (value) => put({ origins: value })),
      choice("Confidence", "sure", [["", "any"], ["0.65", "middling and high"], ["0.85", "high"]], params.get("sure") ?? "", (value) => put({ sure: value })),
      day("From", "from"), day("before", "to"),
      used.length ? button("Clear the filters", () => put(Object.fromEntries(used.map((name) => [name, []])))) : ""));
  box.addEventListener("toggle", () => { open_ = box.open; });
  return box;
}
let open_ = false;
