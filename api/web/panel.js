// The evidence panel's frame: what the address selects is shown in it, and what a view gives it; what is told of each is in selected.js.

import { button, byId, el, failed, fill } from "./dom.js";
import { key } from "./key.js";
import { read, select } from "./state.js";

const panel = byId("evidence");
/** What is shown: null nothing, undefined something without an address. @type {string | null | undefined} */
let shown = null;
let turn = 0;
/** @type {((what: string, id: string) => Node | null) | null} */
let more = null;
/** What can be told, by kind: the title and what comes under it. @type {Record<string, (id: string) => Promise<any[]>>} */
let kinds = {};

/** Let the panel know what it can tell of. */
export const tells = (/** @type {typeof kinds} */ of) => { kinds = of; };

/** Let a view put its own actions under the title of what is selected: (what, id) → nodes. */
export const withActions = (/** @type {typeof more} */ make) => { more = make; };

/** Show what the address selects; what is shown already stays. */
export async function sync() {
  const what = read().params.get("sel");
  if (what === shown || (!what && shown === undefined)) return; // undefined: something without an address
  document.body.toggleAttribute("data-selected", Boolean(what));
  shown = what;
  const mine = ++turn;
  if (!what) return hint();
  const at = what.indexOf(":"), name = what.slice(0, at), id = what.slice(at + 1);
  panel.setAttribute("aria-busy", "true");
  let content;
  try {
    if (!kinds[name]) throw new Error(`Nothing is called ${what}; the address may be cut short.`);
    content = await kinds[name](id);
  } catch (error) {
    content = [title("Evidence"), failed(error, () => { shown = null; sync(); })];
  }
  if (mine !== turn) return;
  const [head, ...rest] = content;
  fill(panel, head, more?.(name, id), ...rest);
  panel.setAttribute("aria-busy", "false");
  panel.scrollTop = 0;
  if (matchMedia("(max-width: 900px)").matches) panel.scrollIntoView({ block: "start" });
}

/** Show something that has no address of its own, as the claims of one marked sentence. */
export function show(/** @type {string} */ name, /** @type {any[]} */ ...content) {
  turn++;
  shown = undefined;
  document.body.toggleAttribute("data-selected", true);
  fill(panel, title(name), ...content);
  panel.scrollTop = 0;
  if (matchMedia("(max-width: 900px)").matches) panel.scrollIntoView({ block: "start" });
}

export function hint() {
  shown = null;
  fill(panel, el("p", { class: "soft" }, "Choose a relation, a node, an incident or a marked sentence: the sentences that it rests on appear here."), key());
}

export function close() {
  turn++;
  document.body.toggleAttribute("data-selected", false);
  hint();
  select(null);
}

export const title = (/** @type {any[]} */ ...content) => el("div", { class: "head" }, el("h2", {}, ...content), button("✕", close, { class: "close", "aria-label": "Close the evidence (Escape)" }));
