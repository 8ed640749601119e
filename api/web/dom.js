// Elements from data. Text is only ever a text node, so nothing that an article says can become markup.

/** el("a", {href, class}, child, …): attributes that are null or false are left out, functions become listeners. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else if (key === "href" && !/^(#|\/|https?:\/\/)/.test(value)) continue; // javascript:, data: and the like
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** A table; a column is {name, number?, wide?, cell: (row) => Node|string}. `choose` makes rows choosable by their first cell. */
export function table(columns, rows, choose = null) {
  const head = el("tr", {}, columns.map((c) => el("th", { scope: "col", class: classes(c) }, c.name)));
  const body = el("tbody");
  const add = (more) => {
    for (const row of more) {
      const tr = el("tr");
      columns.forEach((c, i) => {
        const content = c.cell(row) ?? "";
        const inner = choose && i === 0 ? el("button", { class: "plain", type: "button", click: () => pick(tr, row) }, content) : content;
        tr.append(el("td", { class: classes(c) }, inner));
      });
      body.append(tr);
    }
  };
  const pick = (tr, row) => {
    for (const other of body.querySelectorAll(".chosen")) other.classList.remove("chosen");
    tr.classList.add("chosen");
    choose(row);
  };
  add(rows);
  return { node: el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), body)), add, first: () => body.querySelector("button") };
}

const classes = (c) => [c.number && "number", c.wide && "wide"].filter(Boolean).join(" ") || null;

/** Show some content in place of what is there. */
export function fill(place, ...children) {
  place.replaceChildren(...children.flat(Infinity).filter(Boolean));
}
