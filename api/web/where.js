// The map beside a graph: where the incidents that the graph shows took place. The same filters hold in both.

import { Atlas } from "./atlas.js";
import { post } from "./data.js";
import { button, el, failed, fill } from "./dom.js";
import { show } from "./panel.js";
import { select } from "./state.js";
import { count } from "./words.js";

const PLACES = "MATCH (i:Incident)-[:LOCATED_IN]->(p:Place) WHERE i.id IN $ids RETURN i.id AS incident, p.id AS id, p.name AS name, p.level AS level, p.lat AS lat, p.lon AS lon";

/** @typedef {{id: string, name: string, level: string, lat: number | null, lon: number | null}} Where */

/** A map that is there once it is asked for. */
export class WhereMap {
  constructor() {
    this.place = el("div", { class: "map", role: "application", "aria-label": "Map of the incidents in the graph. The table below has the same." });
    this.note = el("p", { class: "soft", "aria-live": "polite" });
    this.node = el("div", { class: "where", hidden: true }, this.place, this.note);
    /** @type {Promise<Atlas> | null} */
    this.atlas = null;
    /** Where each incident took place, as far as it was asked for. @type {Map<string, Where | null>} */
    this.known = new Map();
    this.turn = 0;
  }

  /** Show where these incidents took place, or nothing where the map is not wanted. */
  async show(/** @type {boolean} */ wanted, /** @type {GraphNode[]} */ incidents) {
    const mine = ++this.turn;
    this.node.hidden = !wanted;
    if (!wanted) return;
    try {
      const atlas = await (this.atlas ??= Atlas.open(this.place, { choose: choose, province: () => {} }));
      await this.#ask(incidents.map((one) => one.id));
      if (mine !== this.turn) return; // the graph changed meanwhile
      const groups = new Map();
      for (const one of incidents) {
        const where = this.known.get(one.id);
        if (!where) continue;
        if (!groups.has(where.id)) groups.set(where.id, { place: where, incidents: [] });
        groups.get(where.id).incidents.push(one);
      }
      atlas.show([...groups.values()]);
      const placed = [...groups.values()].reduce((n, group) => n + group.incidents.length, 0);
      fill(this.note, `${count(placed, "incident")} of ${incidents.length} in the graph have a known place.`);
    } catch (error) {
      this.atlas = null;
      fill(this.note, failed(error, () => this.show(wanted, incidents)));
    }
  }

  async #ask(/** @type {string[]} */ ids) {
    const wanted = ids.filter((id) => !this.known.has(id));
    if (!wanted.length) return;
    const { rows } = await post("/v1/cypher", { query: PLACES, parameters: { ids: wanted } });
    for (const id of wanted) this.known.set(id, null);
    for (const { incident, ...where } of rows) this.known.set(incident, where);
  }

  close() { this.atlas?.then((atlas) => atlas.close()).catch(() => { /* it was never there */ }); }
}

/** @type {(place: any, incidents: any[]) => void} */
function choose(place, incidents) {
  if (incidents.length === 1) return select(`incident:${incidents[0].id}`);
  show(`${place.name}: ${count(incidents.length, "incident")}`, el("ul", { class: "plainlist" }, incidents.map((one) => el("li", {}, button(one.caption, () => select(`incident:${one.id}`), { class: "plain" })))));
}
