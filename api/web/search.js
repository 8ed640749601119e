// The search box: suggestions while typing, arrows and Enter, `/` to come back to it from anywhere.

import { get } from "./data.js";
import { byId, el, fill } from "./dom.js";
import { typing } from "./help.js";
import { go, href } from "./state.js";
import { kind, plain, sign } from "./words.js";

const input = /** @type {HTMLInputElement} */ (byId("search"));

/** A word that is still being typed stands for all that begin with it. */
const begun = (/** @type {string} */ q) => (/[\p{L}\p{N}]$/u.test(q) && !q.includes('"') ? `${q}*` : q);

/** What stands beside a suggestion: its kind, the name by which it was found where that is another, day and outlet. */
const beside = (/** @type {Hit} */ hit) => [hit.type === "entity" ? kind(hit.kind) : hit.type === "incident" ? plain(hit.kind) : hit.article?.outlet ?? hit.type, hit.country, hit.date, hit.snippet?.field === "name" && hit.snippet.text !== hit.title && `“${hit.snippet.text}”`].filter(Boolean).join(", ");
const mark = (/** @type {Hit} */ hit) => (hit.type === "article" ? "▤" : hit.type === "incident" ? "✸" : sign(hit.kind));

/**
 * Suggestions for an input: `list` is its listbox, `chosen` is called with the entity that was picked ({id, name, kind, type}).
 * Slips and other spellings are found too. `all` gives the address of all that is found.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {(entity: any) => void} chosen
 * @param {{types?: string[], all?: ((q: string) => string) | null}} [options]
 */
export function suggestions(input, list, chosen, { types = ["entity"], all = null } = {}) {
  /** @type {(Hit & {everything?: string})[]} */
  let found = [];
  let at = -1, asked = 0, timer = 0;
  const close = () => {
    asked++;
    found = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (/** @type {Hit & {everything?: string}} */ entity) => { close(); if (all && entity.everything) location.hash = all(entity.everything); else chosen(entity); };
  const open = (/** @type {Node[]} */ ...items) => { fill(list, items); list.hidden = false; input.setAttribute("aria-expanded", "true"); };
  const suggest = async () => {
    const q = input.value.trim(), turn = ++asked;
    if (!q) return close();
    try {
      const page = await get("/v1/search", { q: begun(q), type: types, limit: 10 });
      if (turn !== asked) return; // a later question was asked meanwhile
      found = page.results.map((/** @type {Hit} */ hit) => ({ ...hit, name: hit.title }));
      at = -1;
      const meant = Object.values(page.corrected).map((/** @type {any} */ some) => some[0]);
      const rest = all && page.total.value > found.length ? el("li", { role: "option", "aria-selected": "false", id: `${list.id}-${found.length}`, class: "soft", mousedown: (/** @type {Event} */ event) => { event.preventDefault(); close(); location.hash = all(q); } }, `All ${page.total.value} that are found`) : "";
      if (rest) found.push(/** @type {any} */ ({ everything: q }));
      open(meant.length ? el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "soft meant" }, `found as “${meant.join(" ")}”`) : "", found.length ? found.filter((e) => !e.everything).map((e, i) => el("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", mousedown: (/** @type {Event} */ event) => { event.preventDefault(); pick(e); } },
        el("span", { class: "name" }, el("span", { class: "sign", "aria-hidden": "true" }, mark(e)), e.name), el("span", { class: "kind" }, beside(e)))) : el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "soft" }, "nothing is found"), rest);
    } catch (error) {
      if (turn === asked) open(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "soft" }, error instanceof Error ? error.message : String(error)));
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 120); });
  input.addEventListener("blur", () => { clearTimeout(timer); close(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.key === "Enter") {
      event.preventDefault();
      if (found[Math.max(at, 0)] && !list.hidden) pick(found[Math.max(at, 0)]);
      return;
    }
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !found.length) return;
    event.preventDefault();
    at = event.key === "ArrowDown" ? (at + 1) % found.length : (at <= 0 ? found.length : at) - 1;
    const items = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    items.forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  });
}

/** A search box with its list, for names alone: {input, list}. */
export function adder(/** @type {string} */ label, /** @type {(entity: Hit) => void} */ chosen) {
  const list = el("ul", { role: "listbox", id: "adder-list", "aria-label": "Suggestions", hidden: true });
  const input = el("input", { type: "search", role: "combobox", "aria-label": label, placeholder: label, "aria-expanded": "false", "aria-controls": "adder-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
  suggestions(input, list, (entity) => { input.value = ""; chosen(entity); });
  return { input, list };
}

export function startSearch() {
  suggestions(input, byId("suggestions"), (hit) => { input.value = ""; go(hit.type, hit.id); }, { types: ["entity", "incident", "article"], all: (q) => href("search", "", { q }) });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || typing(event)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
