// Elements from data. Text is only ever a text node, so nothing that an article says can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element of the page's frame, which is always there. */
export function byId(/** @type {string} */ id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** What an element can hold: nodes, text, nothing, or lists of them. @typedef {any} Child */
/** @typedef {{name: string, number?: boolean, wide?: boolean, date?: boolean, cell: (row: any) => any}} Column */

/** el("a", {href, class}, child, …): attributes that are null or false are left out, functions become listeners.
 * @type {(name: string, attributes?: Record<string, any>, ...children: Child[]) => any}
 */
export const el = (name, attributes = {}, ...children) => made(document.createElement(name), attributes, children);

/** The same for SVG. @type {(name: string, attributes?: Record<string, any>, ...children: Child[]) => any} */
export const svg = (name, attributes = {}, ...children) => made(document.createElementNS(SVG, name), attributes, children);

function made(/** @type {Element} */ node, /** @type {Record<string, any>} */ attributes, /** @type {Child[]} */ children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else if (key === "href" && !/^(#|\/|https?:\/\/)/.test(value)) continue; // javascript:, data: and the like
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** A table; a column is {name, number?, wide?, cell: (row) => Node|string, say?: (row) => string for files}. `choose` makes rows choosable by their first cell.
 * @param {Column[]} columns
 * @param {any[]} rows
 * @param {((row: any) => void) | null} [choose]
 * @param {string | null} [label]
 */
export function table(columns, rows, choose = null, label = null) {
  const head = el("tr", {}, columns.map((c) => el("th", { scope: "col", class: classes(c) }, c.name || el("span", { class: "unseen" }, "status"))));
  const body = el("tbody");
  /** @type {any[]} */
  const all = [];
  const add = (/** @type {any[]} */ more) => {
    for (const row of more) {
      all.push(row);
      // a click anywhere on the row chooses it, unless it meets something that leads elsewhere
      const tr = el("tr", choose ? { class: "choosable", click: (/** @type {any} */ event) => { if (!event.target.closest("a, button, input, select, summary")) pick(tr, row); } } : {});
      columns.forEach((c, i) => {
        const content = c.cell(row) ?? "";
        const inner = choose && i === 0 ? el("button", { class: "plain", type: "button", click: () => pick(tr, row) }, content) : content;
        tr.append(el("td", { class: classes(c) }, inner));
      });
      body.append(tr);
    }
  };
  const pick = (/** @type {HTMLElement} */ tr, /** @type {any} */ row) => {
    for (const other of body.querySelectorAll(".chosen")) other.classList.remove("chosen");
    tr.classList.add("chosen");
    choose?.(row);
  };
  add(rows);
  const node = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label ?? "table" }, el("table", {}, el("thead", {}, head), body));
  return { node, add, rows: all };
}

const classes = (/** @type {Column} */ c) => [c.number && "number", c.wide && "wide", c.date && "date"].filter(Boolean).join(" ") || null;

/** Show some content in place of what is there. */
export function fill(/** @type {Element} */ place, /** @type {Child[]} */ ...children) {
  place.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
}

/** A labelled choice; `values` are [value, text] pairs.
 * @param {Child} label
 * @param {string} name
 * @param {string[][]} values
 * @param {string} current
 * @param {(value: string) => void} change
 */
export function choice(label, name, values, current, change) {
  const select = el("select", { name, change: () => change(select.value) }, values.map(([value, text]) => el("option", { value, selected: value === current }, text)));
  return el("label", {}, label, select);
}

/**
 * @param {Child} text
 * @param {(event: any) => void} click
 * @param {Record<string, any>} [more]
 */
export const button = (text, click, more = {}) => el("button", { type: "button", click, ...more }, text);

/** Hand a file to the person.
 * @param {string} name
 * @param {BlobPart} text
 * @param {string} [type]
 */
export function download(name, text, type = "application/json") {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const a = el("a", { download: name });
  a.href = url;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Rows as CSV (RFC 4180). What a spreadsheet would take for a formula is kept text.
 * @param {string[]} columns
 * @param {unknown[][]} rows
 */
export function csv(columns, rows) {
  const field = (/** @type {unknown} */ value) => {
    let text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

/** What a panel shows when its part failed; the rest of the page goes on.
 * @param {unknown} error
 * @param {(() => void) | null} [again]
 */
export const failed = (error, again = null) => el("div", { class: "error", role: "alert" }, error instanceof Error ? error.message : String(error), again ? [" ", button("Try again", again)] : "");
