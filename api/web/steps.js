// The walk through the graph that an address describes, replayed: which nodes are shown, and where each stands.
//
// A step is a text with ~ between its parts: s~ID start at a node (and show 25 around it), a~ID add a node alone,
// x~ID~TYPE~N show N around a node (of one type), w~A~B~… ways between two, c~ID collapse what was opened at a node, h~ID hide.

import { get } from "./data.js";
import { arrange } from "./layout.js";
import { noWay, wayQuestion } from "./ways.js";

export const MOST = 3000;
const FIRST = 25;
/** @type {Map<string, Promise<any>>} */
const answers = new Map();

export const start = (/** @type {string} */ id) => `s~${id}`;
export const parts = (/** @type {string} */ step) => step.split("~");

/** The steps in words, for the undo button and the history. */
export function words(/** @type {string} */ step, /** @type {(id: string) => string} */ name) {
  const [what, a, b, n] = parts(step);
  /** @type {Record<string, () => string>} */
  const told = {
    s: () => `start at ${name(a)}`, a: () => `add ${name(a)}`, x: () => `show ${n || FIRST} around ${name(a)}`, w: () => `ways from ${name(a)} to ${name(b)}`,
    c: () => `collapse ${name(a)}`, h: () => `hide ${name(a)}`,
  };
  return told[what]?.() ?? step;
}

function ask(/** @type {string} */ path, /** @type {Values} */ parameters) {
  const key = `${path}?${JSON.stringify(parameters)}`;
  if (!answers.has(key)) {
    const answer = get(path, parameters);
    answer.catch(() => answers.delete(key));
    answers.set(key, answer);
    if (answers.size > 500) answers.delete(String(answers.keys().next().value));
  }
  return /** @type {Promise<any>} */ (answers.get(key));
}

/** Ask for what the first step needs while the rest of the page is still on its way. */
export function ahead(/** @type {string[]} */ steps) {
  const [what, id] = parts(steps[0] ?? "");
  if (what === "s") ask("/v1/graph/expand", { id, type: null, limit: FIRST }).catch(() => { /* replaying says so */ });
}

/**
 * Replay steps. Returns {ids, at: Map id → {x, y}, notes: [text], ways: [subgraph]}; the same steps and pins give the same places.
 * What one step cannot get is said in the notes, and the others go on.
 * @param {string[]} steps
 * @param {Spots} pins
 * @returns {Promise<{ids: string[], at: Spots, notes: string[], ways: Ways[]}>}
 */
export async function replay(steps, pins) {
  /** id → the nodes from which it came, "" for the person @type {Map<string, Set<string>>} */
  const came = new Map();
  /** @type {Map<string, GraphEdge>} */
  const edges = new Map();
  /** @type {string[]} */
  const notes = [];
  /** @type {Ways[]} */
  const ways = [];
  /** @type {Spots} */
  let at = new Map();
  const add = (/** @type {string} */ id, /** @type {string} */ from) => {
    if (!came.has(id) && came.size >= MOST) return false;
    if (!came.has(id)) came.set(id, new Set());
    came.get(id)?.add(from);
    return true;
  };
  const opened = async (/** @type {string} */ id, /** @type {string | null} */ type, /** @type {number} */ limit) => {
    /** @type {Subgraph} */
    const found = await ask("/v1/graph/expand", { id, type, limit });
    const all = found.edges.every((e) => add(e.source === id ? e.target : e.source, id));
    for (const e of found.edges) edges.set(e.id, e);
    if (!all) notes.push(`Only the first ${MOST.toLocaleString("en")} nodes are shown: more cannot be told apart. Hide some, or start anew from one of them.`);
  };
  for (const step of steps) {
    const [what, a, b, n] = parts(step);
    try {
      if (what === "s") { add(a, ""); await opened(a, null, FIRST); }
      else if (what === "a") add(a, "");
      else if (what === "x") { add(a, ""); await opened(a, b || null, Math.min(Number(n) || FIRST, 1000)); }
      else if (what === "w") {
        /** @type {Ways} */
        const way = await ask("/v1/paths", wayQuestion(step));
        add(a, ""); add(b, "");
        for (const node of way.nodes) add(node.id, "");
        for (const e of way.edges) edges.set(e.id, e);
        ways.push(way);
        if (!way.edges.length) notes.push(noWay(step));
      }
      else if (what === "h") came.delete(a);
      else if (what === "c") {
        const open = new Set([...came.values()].flatMap((from) => [...from]));
        for (const [id, from] of came) if (id !== a && from.delete(a) && from.size === 0 && !open.has(id)) came.delete(id);
      }
    } catch (error) {
      if (/** @type {import("./data.js").Problem} */ (error).status === 404) notes.push(`${a} is not in the graph: it may have been merged into another, or withdrawn. Search for its name above.`);
      else throw error;
    }
    const shown = [...came.keys()];
    at = await arrange(shown, [...edges.values()].filter((e) => came.has(e.source) && came.has(e.target)), at, came, pins);
  }
  return { ids: [...came.keys()], at, notes, ways };
}

/** A node that was put somewhere, as the address has it: ID~x~y. */
export const pinText = (/** @type {[string, Spot]} */ [id, { x, y }]) => `${id}~${x.toFixed(1)}~${y.toFixed(1)}`;

/** All of them, by id. @returns {Spots} */
export const pinsOf = (/** @type {Params} */ params) => new Map(params.getAll("pin").map((/** @type {string} */ text) => text.split("~")).filter(([, x, y]) => Number.isFinite(Number(x)) && Number.isFinite(Number(y))).map(([id, x, y]) => [id, { x: Number(x), y: Number(y) }]));
