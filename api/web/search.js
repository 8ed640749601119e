// The search box: suggestions while typing, arrows and Enter, `/` to come back to it from anywhere.

import { get } from "./data.js";
import { el, fill } from "./dom.js";

const input = document.getElementById("search");
const list = document.getElementById("suggestions");
let found = [];
let chosen = -1;
let asked = 0;
let timer = 0;

export function startSearch() {
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 120); });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => setTimeout(close, 150));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
}

async function suggest() {
  const q = input.value.trim();
  const turn = ++asked;
  if (!q) return close();
  try {
    const page = await get("/v1/entities", { q, limit: 10 });
    if (turn !== asked) return; // a later question was asked meanwhile
    found = page.results;
    chosen = -1;
    fill(list, found.length ? found.map((e, i) => el("li", { role: "option", id: `option-${i}`, "aria-selected": "false", mousedown: () => go(e) }, e.name, el("span", { class: "kind" }, [e.kind, e.country].filter(Boolean).join(", ")))) : el("li", { class: "soft" }, "nothing has that name"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  } catch (error) {
    fill(list, el("li", { class: "soft" }, error.message));
    list.hidden = false;
  }
}

function onKey(event) {
  if (event.key === "Escape") return close();
  if (event.key === "Enter") {
    if (found[Math.max(chosen, 0)] && !list.hidden) go(found[Math.max(chosen, 0)]);
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  if (!found.length) return;
  chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
  [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === chosen)));
  list.children[chosen].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `option-${chosen}`);
}

function go(entity) {
  close();
  input.value = "";
  location.hash = `#/entity/${encodeURIComponent(entity.id)}`;
}

function close() {
  asked++;
  found = [];
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}
