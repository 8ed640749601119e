// Ways between two nodes: how many, over which relations; each hop leads to its sentences.
//
// The step of a walk that asks for them: w~FROM~TO~K~ONLY~ORIGINS~TYPE, of which what stands last may be left out.

import { look } from "./canvas.js";
import { button, choice, el } from "./dom.js";
import { select } from "./state.js";
import { STANDING, count, relation } from "./words.js";

const LONGEST = 6;
const MANY = [["1", "the shortest"], ["3", "up to 3"], ["5", "up to 5"], ["10", "up to 10"]];
/** @type {Record<string, string>} */
const ONLY = { "": "whatever is said", s: "what is asserted", u: "what nobody denies", su: "asserted and not denied" };

/** The step for ways between two nodes; {k, only, origins, type} as texts.
 * @param {string} from
 * @param {string} to
 * @param {{k?: string, only?: string, origins?: string, type?: string}} [asked]
 */
export const wayStep = (from, to, { k = "3", only = "", origins = "", type = "" } = {}) => ["w", from, to, k, only, origins, type].join("~").replace(/~+$/, "");

/** The other way round: what a step asks for. */
function read(/** @type {string} */ step) {
  const [, from, to, k = "1", only = "", origins = "", type = ""] = step.split("~");
  return { from, to, k, only, origins, type };
}

/** What /v1/paths is asked for a step. */
export function wayQuestion(/** @type {string} */ step) {
  const { from, to, k, only, origins, type } = read(step);
  return { source: from, target: to, max_length: LONGEST, k: Number(k) || 1, evidence: 0, stated: only.includes("s") || null, undisputed: only.includes("u") || null, min_origins: origins, type };
}

/** What to say where there is none. */
export const noWay = (/** @type {string} */ step) => `There is no way between these two over at most ${LONGEST} relations${step.split("~").length > 4 ? " of the kind that is asked for" : ""}.`;

/** The ways with what they may go over: `name` gives the name of an id, `change` takes another step, `types` are the relations that there are.
 * @param {Ways} found
 * @param {string} step
 * @param {(id: string) => string} name
 * @param {(step: string) => void} change
 * @param {string[]} types
 */
export function waysShown(found, step, name, change, types) {
  const asked = read(step), other = (/** @type {string} */ key) => (/** @type {string} */ value) => change(wayStep(asked.from, asked.to, { ...asked, [key]: value }));
  const hop = (/** @type {Relation} */ r) => el("div", {}, button(`${name(r.source.id)} ${relation(r.type)} ${name(r.target.id)}`, () => select(`relation:${r.id}`), { class: "plain" }), ` (${STANDING[look(/** @type {any} */ ({ props: r }))]}, ${count(r.origins, "origin")})`);
  return [
    el("div", { class: "filters" },
      choice("Ways", "k", MANY.some(([k]) => k === asked.k) ? MANY : [[asked.k, `up to ${asked.k}`], ...MANY], asked.k, other("k")),
      choice("Over", "only", Object.entries(ONLY), asked.only, other("only")),
      choice("Origins", "least", [["", "any number"], ["2", "2 or more"], ["3", "3 or more"]], asked.origins, other("origins")),
      choice("Relation", "over", [["", "all"], ...types.map((type) => [type, relation(type)])], asked.type, other("type"))),
    found.ways.length ? el("p", { class: "soft" }, "The shortest first. Choose a relation to see the sentences that it rests on.") : el("p", {}, noWay(step)),
    found.ways.map((way, i) => el("section", { class: "claim" },
      el("h3", {}, `Way ${i + 1}: ${count(way.length, "step")}`, way.disputed ? [" ", el("span", { class: "badge deny" }, "over a disputed relation")] : ""),
      el("ol", {}, way.hops.map((one) => el("li", {}, one.relations.map(hop)))),
      el("p", { class: "soft" }, `its weakest step has ${count(way.least_origins, "independent origin")}`))),
  ];
}
