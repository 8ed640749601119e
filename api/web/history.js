// How something came to be known: each time when what is held of it changed, from what to what, and through which claims or reports.

import { source } from "./claims.js";
import { get } from "./data.js";
import { button, el, failed, fill } from "./dom.js";
import { select } from "./state.js";
import { plain } from "./words.js";

/** @typedef {{at: string, held: boolean, before: Record<string, any> | null, after: Record<string, any>, claims: {what: string, claim: Claim}[], reports: {what: string, report: Report}[]}} Change */

/** @type {Record<string, string>} */
const TURN = { learned: "learned", revised: "read anew", withdrawn: "given up", moved: "found to belong together otherwise" };
const FIRST = new Set(["claims", "reports", "origins", "disputed", "status", "start", "n_reports", "n_independent_origins"]);

/** "2026-11-24T18:10:39Z" → "2026-11-24 18:10". */
const moment = (/** @type {string} */ text) => text.slice(0, 16).replace("T", " ");
const name = (/** @type {string} */ key) => plain(key.replace(/^n_/, "").replace(/_id$/, ""));
const said = (/** @type {unknown} */ value) => (value === null || value === undefined || value === "" ? "nothing" : Array.isArray(value) ? value.join(", ") || "nobody" : value === true ? "yes" : value === false ? "no" : String(value));

/** What changed, in words; of the first state the few facts that say most. */
function turn(/** @type {Change} */ { held, before, after }) {
  if (!held) return "no longer held: nothing stands behind it any more";
  if (!before) return `first known: ${Object.entries(after).filter(([key]) => FIRST.has(key)).map(([key, value]) => `${name(key)} ${said(value)}`).join(", ")}`;
  return Object.keys(after).map((key) => `${name(key)}: ${said(before[key])} → ${said(after[key])}`).join("; ") || "the same, in other words";
}

const claim = (/** @type {Change["claims"][0]} */ { what, claim: c }) => el("li", {}, `${TURN[what] ?? what}: `, button(`“${c.quote}”`, () => select(`claim:${c.id}`), { class: "plain" }), " ", source(c.article, c.id));
const report = (/** @type {Change["reports"][0]} */ { what, report: r }) => el("li", {}, `${TURN[what] ?? what}: “${r.quote}” `, source(r.article));

/** Closed until it is asked for: the changes of the relation or incident at `path`, the newest first. */
export function history(/** @type {string} */ path) {
  const list = el("div", { "aria-live": "polite" });
  const load = async () => {
    fill(list, el("p", { class: "soft" }, "loading …"));
    try {
      const { changes, truncated } = await get(`${path}/history`);
      fill(list, changes.length ? el("ol", { class: "plainlist" }, changes.map((/** @type {Change} */ one) => el("li", {}, el("strong", {}, moment(one.at)), ` ${turn(one)}`, el("ul", {}, one.claims.map(claim), one.reports.map(report))))) : el("p", { class: "soft" }, "Nothing is kept of how it came about."), truncated ? el("p", { class: "soft" }, "The newest changes only.") : "");
    } catch (error) {
      fill(list, failed(error, load));
    }
  };
  return el("details", { class: "history", toggle: (/** @type {any} */ event) => { if (event.target.open && !list.childElementCount) load(); } }, el("summary", {}, "How it came to be known"), list);
}
