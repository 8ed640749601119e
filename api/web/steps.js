// The walk through the graph that an address describes, replayed: which nodes are shown, and where each stands.
//
// A step is a text with ~ between its parts: s~ID start at a node (and show 25 around it), a~ID add a node alone,
// x~ID~TYPE~N show N around a node (of one type), w~A~B~… ways between two, c~ID collapse what was opened at a node, h~ID hide.

import { get } from "./data.js";
import { arrange } from "./layout.js";
import { noWay, wayQuestion } from "./ways.js";

export const MOST = 3000;
const FIRST = 25;
const answers = new Map();

export const start = (id) => `s~${id}`;
export const parts = (step) => step.split("~");

/** The steps in words, for the undo button and the history. */
export function words(step, name) {
  const [what, a, b, n] = parts(step);
  return {
    s: () => `start at ${name(a)}`, a: () => `add ${name(a)}`, x: () => `show ${n || FIRST} around ${name(a)}`, w: () => `ways from ${name(a)} to ${name(b)}`,
    c: () => `collapse ${name(a)}`, h: () => `hide ${name(a)}`,
  }[what]?.() ?? step;
}

function ask(path, parameters) {
  const key = `${path}?${JSON.stringify(parameters)}`;
  if (!answers.has(key)) {
    const answer = get(path, parameters);
    answer.catch(() => answers.delete(key));
    answers.set(key, answer);
    if (answers.size > 500) answers.delete(answers.keys().next().value);
  }
  return answers.get(key);
}

/** Ask for what the first step needs while the rest of the page is still on its way. */
export function ahead(steps) {
  const [what, id] = parts(steps[0] ?? "");
  if (what === "s") ask("/v1/graph/expand", { id, type: null, limit: FIRST }).catch(() => { /* replaying says so */ });
}

/**
 * Replay steps. Returns {ids, at: Map id → {x, y}, notes: [text], ways: [subgraph]}; the same steps and pins give the same places.
 * What one step cannot get is said in the notes, and the others go on.
 */
export async function replay(steps, pins) {
  const came = new Map(); // id → the nodes from which it came, "" for the person
  const edges = new Map(), notes = [], ways = [];
  let at = new Map();
  const add = (id, from) => {
    if (!came.has(id) && came.size >= MOST) return false;
    if (!came.has(id)) came.set(id, new Set());
    came.get(id).add(from);
    return true;
  };
  const opened = async (id, type, limit) => {
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
