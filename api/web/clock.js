// The two clocks: what was known by a day, and what was so on a day by the text's own times.

import { button, choice, el } from "./dom.js";

/** @typedef {{known_at: string, as_of: string, undated: string}} Moment */

/** What an address asks for; empty texts where it asks for today. @returns {Moment} */
export const moment = (/** @type {Params} */ params) => ({ known_at: params.get("known_at") ?? "", as_of: params.get("as_of") ?? "", undated: params.get("undated") ?? "" });

/** The fields; `change(name)` takes the other value.
 * @param {Record<string, string>} values
 * @param {(name: string) => (value: string) => void} change
 */
export function clocks(values, change) {
  const day = (/** @type {string} */ label, /** @type {string} */ name, /** @type {string} */ title) => el("label", { title }, label, el("input", { type: "date", name, value: values[name].slice(0, 10), change: (/** @type {any} */ e) => change(name)(e.target.value) }));
  return el("details", { class: "clocks", open: Boolean(values.known_at || values.as_of) }, el("summary", {}, "Known when"), el("div", { class: "clock" },
    day("Known by", "known_at", "As it was known by the end of this day, whatever was loaded, corrected or taken back since"), day("So on", "as_of", "What was so on this day, by the text's own times"),
    values.as_of ? choice("Without a time", "undated", [["", "left out"], ["true", "shown too"]], values.undated, change("undated")) : ""));
}

/** Says that what is shown is not as it is known today.
 * @param {Record<string, string>} values
 * @param {(values: Moment) => void} change
 */
export const told = ({ known_at, as_of }, change) => (known_at || as_of ? el("p", { class: "notice" }, known_at ? `As it was known by ${known_at}: what was loaded or corrected later does not count. ` : "", as_of ? `Only what was so on ${as_of}, by the text's own times. ` : "", button("As it is known today", () => change({ known_at: "", as_of: "", undated: "" }))) : "");
