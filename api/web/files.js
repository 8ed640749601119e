// A graph as files that other tools read: what is shown, no more and no less.

import { look } from "./canvas.js";
import { csv, download } from "./dom.js";

/** What can be had, as [name, words]. */
export const FILES = [["png", "Picture (PNG)"], ["svg", "Picture (SVG)"], ["csv", "Relations (CSV)"], ["json", "Graph (JSON)"], ["graphml", "Graph (GraphML)"], ["gexf", "Graph (GEXF, for Gephi)"]];

/** @typedef {Record<string, any>} Row */
/** @typedef {[string, string][]} Keys */

/** @type {Keys} */
const NODE = [["name", "string"], ["kind", "string"]];
/** @type {Keys} */
const EDGE = [["type", "string"], ["claims", "integer"], ["reports", "integer"], ["outlets", "integer"], ["origins", "integer"], ["confidence", "double"], ["standing", "string"]];

/** @type {(node: GraphNode) => Row} */
const ofNode = (n) => ({ name: n.caption, kind: n.props.kind ?? n.labels.at(-1) });
/** @type {(edge: GraphEdge) => Row} */
const ofEdge = (e) => ({ ...e.props, type: e.type, standing: look(e) });

/** Hand over a file of these nodes and edges; `places` says where each node stands, `canvas` is null where nothing is drawn.
 * @param {string} what
 * @param {GraphNode[]} nodes
 * @param {GraphEdge[]} edges
 * @param {(id: string) => string} name
 * @param {Spots} places
 * @param {import("./canvas.js").Canvas | null} canvas
 */
export async function save(what, nodes, edges, name, places, canvas) {
  if (what === "png" && canvas) download("graph.png", await canvas.png(), "image/png");
  if (what === "svg" && canvas) download("graph.svg", canvas.svg(), "image/svg+xml");
  if (what === "json") download("graph.json", JSON.stringify({ nodes, edges }, null, 1));
  if (what === "csv") download("relations.csv", csv(["from", "relation", "to", ...EDGE.slice(1).map(([key]) => key)], edges.map((e) => [name(e.source), e.type, name(e.target), ...EDGE.slice(1).map(([key]) => ofEdge(e)[key])])), "text/csv");
  if (what === "graphml") download("graph.graphml", graphml(nodes, edges), "application/xml");
  if (what === "gexf") download("graph.gexf", gexf(nodes, edges, places), "application/xml");
}

/** A document with its root, and how to put something into it. */
function document_(/** @type {string} */ space, /** @type {string} */ root) {
  const xml = document.implementation.createDocument(space, root);
  /** @type {(parent: Element, tag: string, attributes?: Row, text?: unknown, of?: string) => Element} */
  const add = (parent, tag, attributes = {}, text = null, of = space) => {
    const node = parent.appendChild(xml.createElementNS(of, tag));
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, clean(value));
    if (text !== null && text !== undefined) node.textContent = clean(text);
    return node;
  };
  return { root: xml.documentElement, add, text: () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(xml)}` };
}

/** XML cannot hold control characters, and a damaged article may have some. */
const clean = (/** @type {unknown} */ value) => String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

function graphml(/** @type {GraphNode[]} */ nodes, /** @type {GraphEdge[]} */ edges) {
  const { root, add, text } = document_("http://graphml.graphdrawing.org/xmlns", "graphml");
  const keys = (/** @type {Keys} */ some, /** @type {string} */ of) => { for (const [id, type] of some) add(root, "key", { id, for: of, "attr.name": id, "attr.type": type === "integer" ? "int" : type }); };
  keys(NODE, "node");
  keys(EDGE, "edge");
  const graph = add(root, "graph", { edgedefault: "directed" });
  const data = (/** @type {Element} */ parent, /** @type {Keys} */ keys, /** @type {Row} */ values) => { for (const [key] of keys) if (values[key] !== undefined) add(parent, "data", { key }, values[key]); };
  for (const n of nodes) data(add(graph, "node", { id: n.id }), NODE, ofNode(n));
  for (const e of edges) data(add(graph, "edge", { id: e.id, source: e.source, target: e.target }), EDGE, ofEdge(e));
  return text();
}

/** GEXF 1.3, with the places of the picture. */
function gexf(/** @type {GraphNode[]} */ nodes, /** @type {GraphEdge[]} */ edges, /** @type {Spots} */ places) {
  const { root, add, text } = document_("http://gexf.net/1.3", "gexf"), viz = "http://gexf.net/1.3/viz";
  root.setAttribute("version", "1.3");
  const graph = add(root, "graph", { defaultedgetype: "directed" });
  for (const [of, some] of /** @type {[string, Keys][]} */ ([["node", NODE], ["edge", EDGE]])) {
    const list = add(graph, "attributes", { class: of });
    for (const [id, type] of some) add(list, "attribute", { id, title: id, type });
  }
  const values = (/** @type {Element} */ parent, /** @type {Keys} */ keys, /** @type {Row} */ of) => { const list = add(parent, "attvalues"); for (const [key] of keys) if (of[key] !== undefined) add(list, "attvalue", { for: key, value: of[key] }); };
  const nodeList = add(graph, "nodes"), edgeList = add(graph, "edges");
  for (const n of nodes) {
    const node = add(nodeList, "node", { id: n.id, label: n.caption }), at = places.get(n.id);
    values(node, NODE, ofNode(n));
    if (at) add(node, "viz:position", { x: at.x.toFixed(2), y: at.y.toFixed(2), z: 0 }, null, viz);
  }
  for (const e of edges) values(add(edgeList, "edge", { id: e.id, source: e.source, target: e.target, label: e.type }), EDGE, ofEdge(e));
  return text();
}
