// Explore: walk from one actor to the next, with the evidence beside it. The whole walk is in the address.

import { get, post } from "./data.js";
import { button, choice, el, failed, fill, table } from "./dom.js";
import { Canvas, lines, look } from "./canvas.js";
import { facets, passes, timesOf } from "./facets.js";
import { FILES, save } from "./files.js";
import { legend } from "./key.js";
import { show, withActions } from "./panel.js";
import { adder } from "./search.js";
import { href, put, read, select } from "./state.js";
import { MOST, ahead as startAhead, parts, pinText, pinsOf, replay, words as inWords } from "./steps.js";
import { timeline } from "./timeline.js";
import { wayStep, waysShown } from "./ways.js";
import { ROLES, STANDING, count, kind, relation, sign, when } from "./words.js";

const MORE = 25;
const selectionOf = (/** @type {string} */ id) => `${id.startsWith("inc-") ? "incident" : "entity"}:${id}`;

/** Begin before everything is there. */
export const ahead = (/** @type {Params} */ params) => startAhead(params.getAll("do"));

export async function explore(/** @type {Asked} */ { params, catalog }) {
  if (!params.getAll("do").length) return beginnings();
  const view = new Explore(Object.keys(catalog.relations).filter((name) => catalog.relations[name] > 0));
  await view.update(params);
  return view;
}

/** Where a walk can start: one actor, never the whole graph. */
async function beginnings() {
  const { input, list } = adder("Start from an actor, place or project", (/** @type {Hit} */ entity) => put({ do: `s~${entity.id}` }));
  const { results } = await get("/v1/relations", { evidence: 0, limit: 40 });
  const ends = [...new Map(results.flatMap((/** @type {Relation} */ r) => [r.source, r.target]).map((/** @type {any} */ end) => [end.id, end])).values()].slice(0, 14);
  return [
    el("h1", {}, "Explore"),
    el("p", { class: "soft" }, "Start from one name and open what is around it, step by step. Every line leads to its sentences."),
    el("div", { class: "adder start" }, input, list),
    ends.length ? [el("h2", {}, "Often named"), el("p", { class: "actions" }, ends.map((end) => [el("a", { class: "button", href: href("explore", "", { do: `s~${end.id}` }) }, el("span", { class: "sign", "aria-hidden": "true" }, sign(end.kind)), end.name), " "]))] : "",
  ];
}

class Explore {
  constructor(/** @type {string[]} */ types) {
    /** The relation types that there are. */
    this.types = types;
    this.nodes = new Map();
    /** @type {GraphEdge[]} */
    this.edges = [];
    this.names = new Map();
    /** @type {string | null} */
    this.walk = null;
    /** @type {Canvas | null} */
    this.canvas = null;
    /** What the walk gave: ids, places, notes, ways. @type {any} */
    this.result = null;
    /** @type {any[]} */
    this.lines = [];
    /** @type {Map<string, {x: number, y: number}>} */
    this.pins = new Map();
    /** @type {unknown} */
    this.error = null;
    /** The node that the keyboard is at. @type {string | null} */
    this.at = null;
    this.toolbar = el("div", { class: "toolbar", role: "toolbar", "aria-label": "Walk" });
    this.place = el("div", { class: "canvas", tabindex: "0", role: "application", "aria-label": "Graph" });
    this.twin = el("div", { class: "twin" });
    this.notes = el("div", { class: "notes", "aria-live": "polite" });
    this.filters = el("div");
    this.legend = legend();
    this.times = el("div");
    /** Loaded when it is asked for. @type {import("./where.js").WhereMap | null} */
    this.map = null;
    this.gone = false;
    this.mapPlace = el("div");
    const add = adder("Add to the graph", (/** @type {Hit} */ entity) => this.step(`a~${entity.id}`));
    this.adder = el("div", { class: "adder" }, add.input, add.list);
    this.tools = el("div", { class: "tools" });
    this.toolbar.append(this.adder, this.tools);
    this.where = el("p", { class: "soft", "aria-live": "polite" });
    this.paper = /** @type {HTMLImageElement} */ (el("img", { class: "paper", alt: "The graph; the table below has the same" }));
    this.content = [el("h1", { class: "unseen" }, "Explore"), this.toolbar, this.filters, this.notes, this.place, this.paper, this.where, this.mapPlace, this.times, this.legend, this.twin];
    this.moved = () => this.markChosen();
    addEventListener("moved", this.moved);
    this.themed = () => this.canvas?.recolour();
    addEventListener("theme", this.themed);
    this.print = () => { if (this.canvas) this.paper.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.canvas.svg("white"))}`; };
    addEventListener("paper", this.print);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", this.themed);
    this.place.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
    withActions((/** @type {string} */ name, /** @type {string} */ id) => this.actions(name, id));
  }

  entered() {
    this.canvas = Canvas.open(this.place, {
      chooseNode: (/** @type {string} */ id) => select(selectionOf(id)), chooseLine: (/** @type {string} */ id) => this.chooseLine(id), openNode: (/** @type {string} */ id) => this.step(`x~${id}~~${MORE}`),
      pinned: (/** @type {string} */ id, /** @type {Spot} */ at) => this.pin(id, at),
    });
    if (!this.canvas) this.place.hidden = this.legend.hidden = true;
    this.draw();
  }

  leave() {
    this.gone = true;
    removeEventListener("moved", this.moved);
    removeEventListener("theme", this.themed);
    removeEventListener("paper", this.print);
    this.scheme.removeEventListener("change", this.themed);
    this.canvas?.kill();
    this.map?.close();
  }

  get steps() { return read().params.getAll("do"); }
  step(/** @type {string} */ step) { put({ do: [...this.steps, step] }); }
  name(/** @type {string} */ id) { return this.names.get(id) ?? id; }

  /** Follow the address: replay the walk if it is another, then filter and draw. */
  async update(/** @type {Params} */ params) {
    const steps = params.getAll("do"), pins = pinsOf(params), walk = JSON.stringify([steps, params.getAll("pin")]);
    if (walk !== this.walk) {
      this.place.setAttribute("aria-busy", "true");
      try {
        this.result = await replay(steps, pins);
        const found = this.result.ids.length ? await post("/v1/graph/among", { ids: this.result.ids }) : { nodes: [], edges: [], truncated: false };
        this.nodes = new Map(found.nodes.map((/** @type {GraphNode} */ node) => [node.id, node]));
        for (const node of found.nodes) this.names.set(node.id, node.caption);
        this.edges = found.edges;
        if (found.truncated) this.result.notes.push("Not every line among these nodes is drawn: there are too many. Hide the nodes that are met most.");
        this.walk = walk;
        if (this.way && !params.get("sel")) this.showWays();
        this.error = null;
      } catch (error) {
        this.error = error;
      }
      this.place.setAttribute("aria-busy", "false");
    }
    this.pins = pins;
    this.draw();
  }

  draw() {
    const { params } = read();
    if (!this.result) return fill(this.notes, this.error ? failed(this.error, () => { this.walk = null; this.update(read().params); }) : "");
    const kept = this.edges.filter((edge) => passes(edge, params));
    const shown = [...this.nodes.values()];
    this.lines = lines(kept);
    const hidden = this.edges.length - kept.length;
    fill(this.notes,
      this.error ? failed(this.error, () => { this.walk = null; this.update(read().params); }) : "",
      this.canvas || !this.place.hidden ? "" : el("p", {}, "This browser cannot draw with WebGL, so the graph is shown as a table."),
      this.result.notes.map((/** @type {string} */ note) => el("p", {}, note)),
      el("p", { class: "soft" }, `${count(shown.length, "node")} and ${count(kept.length, "relation")}`, hidden ? `; ${hidden} more hidden by the filters` : "", shown.length > MOST * 0.8 ? `; ${MOST} nodes are the most` : "", "."));
    this.drawToolbar(params);
    fill(this.filters, facets(params, this.edges));
    this.place.setAttribute("aria-label", `Graph of ${count(shown.length, "node")} and ${count(this.lines.length, "line")}. Arrow keys move from node to node, Enter shows the evidence, e opens what is around. The table below has the same.`);
    this.canvas?.show(shown, this.lines, this.result.at, this.pins);
    this.markChosen();
    this.drawMap(params.get("with") === "map", kept);
    this.drawTimes(params);
    this.drawTwin(kept);
  }

  drawToolbar(/** @type {Params} */ params) {
    const steps = params.getAll("do"), last = steps.at(-1);
    const tools = [
      button("Undo", () => put({ do: steps.slice(0, -1) }), { disabled: steps.length < 2, title: last ? `Undo: ${inWords(last, (id) => this.name(id))}` : null }),
      button("New", () => put({ do: [], pin: [], sel: null })),
      button("Fit", () => this.canvas?.fit(), { disabled: !this.canvas }),
      button("+", () => this.canvas?.zoom(0.7), { "aria-label": "Zoom in", disabled: !this.canvas }), button("−", () => this.canvas?.zoom(1.4), { "aria-label": "Zoom out", disabled: !this.canvas }),
      button("Map", () => put({ with: params.get("with") === "map" ? "" : "map" }), { "aria-pressed": String(params.get("with") === "map") }),
      this.way ? button("Ways", () => this.showWays()) : "",
      this.pins.size ? button(`Unpin ${this.pins.size}`, () => put({ pin: [] })) : "",
      choice(el("span", { class: "unseen" }, "Download"), "download", [["", "Download …"], ...FILES], "", (what) => this.save(what)),
    ];
    fill(this.tools, tools);
  }

  /** What can be done with the selected node, with the counts of what is around it. */
  actions(/** @type {string} */ name, /** @type {string} */ id) {
    if (name !== "entity" && name !== "incident") return null;
    const box = el("div", { class: "node-actions" });
    const on = this.nodes.has(id);
    const pinned = this.pins?.has(id);
    const { input, list } = adder("Ways to …", (/** @type {Hit} */ entity) => put({ do: [...this.steps, wayStep(id, entity.id)], sel: null }));
    const around = el("ul", { class: "plainlist", "aria-label": "What is around it" }, el("li", { class: "soft" }, "counting …"));
    fill(box,
      el("p", { class: "actions" }, on ? [button("Collapse", () => this.step(`c~${id}`), { title: "Hide what was opened here" }), " ", button("Hide", () => this.step(`h~${id}`)), " ",
        button(pinned ? "Unpin" : "Pin", () => this.pin(id, pinned ? null : this.canvas?.places().get(id) ?? this.result.at.get(id)), { "aria-pressed": String(Boolean(pinned)) })] : button("Add to the graph", () => this.step(`a~${id}`))),
      name === "entity" ? el("div", { class: "adder" }, input, list) : "",
      el("h3", {}, "Open what is around it"), around);
    get("/v1/graph/adjacent", { id }).then((rows) => {
      const merged = new Map(); // both directions of a type are opened together
      for (const row of rows) merged.set(row.type, { type: row.type, edges: (merged.get(row.type)?.edges ?? 0) + row.edges });
      const all = [...merged.values()].reduce((n, row) => n + row.edges, 0);
      const line = (/** @type {string} */ text, /** @type {string} */ type, /** @type {number} */ total) => {
        const have = this.edges.filter((e) => (!type || e.type === type) && (e.source === id || e.target === id)).length;
        const next = Math.min(have + MORE, total);
        return el("li", {}, have >= total ? el("span", { class: "soft" }, `${text}: all ${total} shown`) : button(`${text}: ${have ? `${have} of ${total} shown, show ${next}` : total > MORE ? `show ${next} of ${total}` : `show ${total}`}`, () => this.step(`x~${id}~${type}~${next}`), { class: "plain" }));
      };
      const shown = this.edges.filter((e) => e.source === id || e.target === id).length;
      if (all && shown >= all) return fill(around, el("li", { class: "soft" }, `All ${all} are shown.`));
      fill(around, all ? [merged.size > 1 ? line("everything", "", all) : "", [...merged.values()].map((row) => line(roleWords(row.type, name), row.type, row.edges))] : el("li", { class: "soft" }, "Nothing else is linked to it."));
    }).catch((error) => fill(around, el("li", {}, failed(error))));
    return box;
  }

  pin(/** @type {string} */ id, /** @type {Spot | null | undefined} */ at) {
    const pins = new Map(this.pins);
    if (at) pins.set(id, at); else pins.delete(id);
    if (at) this.result.at.set(id, at);
    this.pins = pins;
    // places as they are: moving one node must not move the others
    this.walk = JSON.stringify([this.steps, [...pins].map(pinText)]);
    put({ pin: [...pins].map(pinText) });
  }

  chooseLine(/** @type {string} */ id) {
    const line = this.lines.find((one) => one.id === id);
    if (!line) return;
    const [only] = line.edges;
    const incident = line.edges.find((/** @type {GraphEdge} */ e) => ROLES[e.type]);
    if (incident) select(`incident:${incident.source}`);
    else if (line.edges.length === 1) select(`relation:${only.id}`);
    else select(`pair:${line.id}`);
  }

  markChosen() {
    const [what, ...rest] = (read().params.get("sel") ?? "").split(":"), id = rest.join(":");
    const ends = what === "relation" ? [id.split("|")[0], id.split("|")[2]].sort().join("|") : id;
    this.canvas?.choose(what ? [id, ends] : []);
  }

  key(/** @type {KeyboardEvent} */ event) {
    /** @type {Record<string, [number, number]>} */
    const arrows = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (event.key in arrows) {
      const at = this.canvas?.towards(...arrows[event.key], this.at);
      if (this.canvas && at) { this.at = at; this.canvas.choose([at]); this.where.textContent = `${this.name(at)}, ${kind(this.nodes.get(at)?.props.kind)}`; }
    } else if (event.key === "Enter" && this.at) select(selectionOf(this.at));
    else if (event.key === "e" && this.at) this.step(`x~${this.at}~~${MORE}`);
    else if (event.key === "Delete" && this.at) this.step(`h~${this.at}`);
    else if (event.key === "z") put({ do: this.steps.slice(0, -1) });
    else return;
    event.preventDefault();
  }

  /** The last step, if it asks for ways. */
  get way() { const last = this.steps.at(-1) ?? ""; return last.startsWith("w~") ? last : ""; }

  showWays() {
    const found = this.result?.ways.at(-1), [, from, to] = parts(this.way);
    if (!found) return;
    if (read().params.get("sel")) put({ sel: null }, { step: false });
    show(`Ways from ${this.name(from)} to ${this.name(to)}`, waysShown(found, this.way, (id) => this.name(id), (step) => put({ do: [...this.steps.slice(0, -1), step], sel: null }), this.types));
  }

  /** The incidents of the shown relations on a map of their own. */
  async drawMap(/** @type {boolean} */ wanted, /** @type {GraphEdge[]} */ kept) {
    if (!wanted && !this.map) return;
    if (!this.map) {
      const { WhereMap } = await import("./where.js");
      if (this.gone) return;
      this.map ??= new WhereMap();
      fill(this.mapPlace, this.map.node);
    }
    const told = new Set(kept.filter((edge) => ROLES[edge.type]).map((edge) => edge.source));
    await this.map.show(wanted, [...told].flatMap((id) => this.nodes.get(id) ?? []));
  }

  /** When the relations were so, or were published; dragging over it filters graph and table. */
  drawTimes(/** @type {Params} */ params) {
    const dated = this.edges.filter((edge) => passes(edge, params, { always: true })).map((e) => {
      const { from, to } = timesOf(e);
      return { start: from, end: to, time_precision: from === to ? "day" : "", title: `${this.name(e.source)} ${relation(e.type)} ${this.name(e.target)}` };
    });
    fill(this.times, dated.some((one) => one.start) ? [el("h2", { class: "unseen" }, "When"), timeline(dated, { start: params.get("from") ?? "", end: params.get("to") ?? "" }, (/** @type {string} */ from, /** @type {string} */ to) => put({ from, to }), "relation")] : "");
  }

  drawTwin(/** @type {GraphEdge[]} */ edges) {
    const columns = [
      { name: "from", cell: (/** @type {GraphEdge} */ e) => this.name(e.source) },
      { name: "relation", cell: (/** @type {GraphEdge} */ e) => [relation(e.type), " ", el("span", { class: `badge ${{ asserted: "fine", alleged: "doubt", planned: "plan", denied: "deny", disputed: "deny" }[look(e)]}` }, STANDING[look(e)])] },
      { name: "to", cell: (/** @type {GraphEdge} */ e) => this.name(e.target) },
      { name: "claims", number: true, wide: true, cell: (/** @type {GraphEdge} */ e) => String(e.props.claims) },
      { name: "origins", number: true, cell: (/** @type {GraphEdge} */ e) => String(e.props.origins) },
      { name: "when", wide: true, date: true, cell: (/** @type {GraphEdge} */ e) => when(timesOf(e).from) },
    ];
    fill(this.twin, el("h2", {}, "The same as a table"),
      edges.length ? table(columns, edges.slice(0, 500), (e) => select(ROLES[e.type] ? `incident:${e.source}` : `relation:${e.id}`), "relations in the graph").node : el("p", { class: "soft" }, "No relation is shown. Open what is around a node, or loosen the filters."),
      edges.length > 500 ? el("p", { class: "soft" }, `500 of ${edges.length}; the downloads have all.`) : "");
  }

  async save(/** @type {string} */ what) {
    await save(what, [...this.nodes.values()], this.edges.filter((edge) => passes(edge, read().params)), (id) => this.name(id), this.canvas?.places() ?? this.result.at, this.canvas);
    this.drawToolbar(read().params);
  }
}

const roleWords = (/** @type {string} */ type, /** @type {string} */ name) => (ROLES[type] ? (name === "incident" ? relation(type) : `incidents in which it ${{ PERPETRATOR: "did it", TARGET: "was the target", VICTIM: "was harmed", LOCATED_IN: "is the place" }[type]}`) : relation(type));
