// The search box: suggestions while typing, arrows and Enter, `/` to come back to it from anywhere.

import { get } from "./data.js";
import { el, fill } from "./dom.js";
import { typing } from "./help.js";
import { go } from "./state.js";
import { kind, sign } from "./words.js";

const input = document.getElementById("search");

/** Suggestions for an input: `list` is its listbox, `chosen` is called with the entity that was picked. */
export function suggestions(input, list, chosen, parameters = {}) {
  let found = [], at = -1, asked = 0, timer = 0;
  const close = () => {
    asked++;
    found = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (entity) => { close(); chosen(entity); };
  const open = (...items) => { fill(list, items); list.hidden = false; input.setAttribute("aria-expanded", "true"); };
  const suggest = async () => {
    const q = input.value.trim(), turn = ++asked;
    if (!q) return close();
    try {
      const page = await get("/v1/entities", { q, limit: 10, ...parameters });
      if (turn !== asked) return; // a later question was asked meanwhile
      found = page.results;
      at = -1;
      open(found.length ? found.map((e, i) => el("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", mousedown: (event) => { event.preventDefault(); pick(e); } },
        el("span", { class: "name" }, el("span", { class: "sign", "aria-hidden": "true" }, sign(e.kind, e.labels)), e.name), el("span", { class: "kind" }, [kind(e.kind), e.country].filter(Boolean).join(", ")))) : el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "soft" }, "nothing has that name"));
    } catch (error) {
      if (turn === asked) open(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "soft" }, error.message));
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
    at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  });
}

export function startSearch() {
  suggestions(input, document.getElementById("suggestions"), (entity) => { input.value = ""; go("entity", entity.id); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || typing(event)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
