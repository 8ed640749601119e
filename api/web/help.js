// The help that `?` opens, the theme, and the keys that go to views.

import { button, byId, el, fill } from "./dom.js";
import { key } from "./key.js";

const KEYS = [
  ["/", "search"], ["?", "this help"], ["Escape", "close what is open"], ["g then e", "Explore"], ["g then r", "Relations"], ["g then i", "Incidents"],
  ["g then m", "Map and time line"], ["g then d", "Dashboards"], ["g then a", "Articles"], ["g then c", "Cypher"], ["g then v", "Review"], ["g then l", "Load"], ["Ctrl Enter", "run the query (Cypher)"],
  ["arrows", "in the graph: from node to node"], ["Enter, e, Delete, z", "there: its evidence, open what is around it, hide it, undo"],
];
/** @type {Record<string, string>} */
const VIEWS = { e: "explore", r: "relations", i: "incidents", m: "map", d: "charts", a: "articles", c: "cypher", v: "review", l: "load", s: "" };
const THEMES = ["system", "light", "dark"];
const dialog = /** @type {HTMLDialogElement} */ (byId("help"));

export function startHelp() {
  const list = (/** @type {string[][]} */ rows) => el("dl", { class: "facts" }, rows.map(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
  fill(dialog, el("div", { class: "head" }, el("h2", {}, "Help"), button("✕", () => dialog.close(), { class: "close", "aria-label": "Close the help" })),
    el("h3", {}, "Keys"), list(KEYS), key(),
    el("p", {}, "Every address can be shared: it holds the view, its filters and what is selected. The same data for programs: ", el("a", { href: "/docs" }, "API documentation"), "."));
  byId("help-button").addEventListener("click", () => dialog.showModal());
  startTheme(byId("theme-button"));
  let waiting = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (event.key === "?") { event.preventDefault(); dialog.open ? dialog.close() : dialog.showModal(); }
    else if (waiting && event.key in VIEWS) location.hash = `#/${VIEWS[event.key]}`;
    waiting = event.key === "g";
  });
}

/** Whether keys go into a text just now, also inside an editor's shadow tree. */
export function typing(/** @type {Event} */ event) {
  const at = event.composedPath()[0];
  return at instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable);
}

/** Paper is light whatever the screen is, and says where it comes from. */
function onPaper() {
  const root = document.documentElement;
  /** @type {string | undefined} */
  let before;
  const foot = document.body.appendChild(el("p", { class: "paper soft" }));
  addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    root.dataset.theme = "light";
    dispatchEvent(new Event("theme"));
    fill(foot, `${location.href}, printed ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`);
    dispatchEvent(new Event("paper")); // what is drawn on a canvas puts a picture of itself in its place
  });
  addEventListener("afterprint", () => {
    if (before) root.dataset.theme = before; else delete root.dataset.theme;
    dispatchEvent(new Event("theme"));
  });
}

function startTheme(/** @type {HTMLElement} */ at) {
  let theme = "system";
  try { theme = localStorage.getItem("theme") ?? "system"; } catch { /* a browser that keeps nothing */ }
  const set = (/** @type {string} */ name) => {
    theme = THEMES.includes(name) ? name : "system";
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    at.textContent = { system: "◐", light: "☀", dark: "☾" }[theme] ?? "";
    at.setAttribute("aria-label", `Colours: ${theme}. Change them`);
    at.title = `Colours: ${theme}`;
    dispatchEvent(new Event("theme"));
  };
  set(theme);
  onPaper();
  at.addEventListener("click", () => {
    set(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
    try { localStorage.setItem("theme", theme); } catch { /* then it holds for this page */ }
  });
}
