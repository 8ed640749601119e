// Where nodes stand: near what they came from, then pushed apart. No chance in it: the same walk gives the same picture.

import { Graph, forceAtlas2 } from "./vendor/graph.js";

const SLICE_MS = 12;

/** A number from 0 to 1 that depends on the text alone (FNV-1a). */
function seeded(/** @type {string} */ text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h / 2 ** 32;
}

/** Places for `ids`: those that have one move little, new ones settle around what they came from, pinned ones stay.
 * @param {string[]} ids
 * @param {GraphEdge[]} edges
 * @param {Spots} before
 * @param {Map<string, Set<string>>} came
 * @param {Spots} pins
 * @returns {Promise<Spots>}
 */
export async function arrange(ids, edges, before, came, pins) {
  const graph = new Graph({ type: "directed", multi: true });
  /** @type {string[]} */
  const fresh = [];
  for (const id of ids) {
    const pin = pins.get(id), old = pin ?? before.get(id);
    if (old) { graph.addNode(id, { x: old.x, y: old.y, fixed: true }); continue; }
    fresh.push(id);
    const from = [...(came.get(id) ?? [])].map((one) => pins.get(one) ?? before.get(one) ?? (graph.hasNode(one) ? graph.getNodeAttributes(one) : null)).find(Boolean);
    const turn = 2 * Math.PI * (fresh.length * 0.618034 + seeded(id) * 0.1), far = (from ? 30 : 10) * (1 + seeded(`${id}/`));
    graph.addNode(id, { x: (from?.x ?? 0) + far * Math.cos(turn), y: (from?.y ?? 0) + far * Math.sin(turn), fixed: false });
  }
  for (const e of edges) if (e.source !== e.target) graph.addEdgeWithKey(e.id, e.source, e.target);
  if (fresh.length && graph.order > 1) {
    const many = graph.order > 400;
    await settle(graph, many ? 60 : 200);
    graph.forEachNode((/** @type {string} */ id) => graph.setNodeAttribute(id, "fixed", pins.has(id)));
    await settle(graph, many ? 30 : before.size ? 40 : 200);
  }
  return new Map(graph.mapNodes((/** @type {string} */ id, /** @type {Spot} */ { x, y }) => [id, { x, y }]));
}

/** Run the layout in slices, so that the page answers meanwhile. */
async function settle(/** @type {any} */ graph, /** @type {number} */ iterations) {
  const settings = { gravity: 0.4, scalingRatio: 40, slowDown: 4, barnesHutOptimize: graph.order > 400, edgeWeightInfluence: 0, strongGravityMode: true }; // else parts that nothing joins drift apart and pairs fall onto one point
  let since = performance.now();
  const each = graph.order > 400 ? 1 : 10; // fixed, so that the speed of the machine does not change the picture
  for (let done = 0; done < iterations; done += each) {
    forceAtlas2.assign(graph, { iterations: each, settings, getEdgeWeight: null });
    if (performance.now() - since > SLICE_MS) {
      await new Promise((next) => setTimeout(next));
      since = performance.now();
    }
  }
}
