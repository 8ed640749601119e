// The graph on the screen. One line joins two nodes, however many relations it stands for.

import { svg } from "./dom.js";
import { LineProgram, ShapeProgram } from "./drawing.js";
import { Labels, boxes } from "./labels.js";
import { Graph, Sigma } from "./vendor/graph.js";
import { count, relation, sign, standing } from "./words.js";

/** @type {Record<string, string>} */
const SHAPE = { State: "square", ArmedGroup: "triangle", Person: "circle", Place: "diamond", Incident: "star", Project: "hexagon", Operation: "hexagon", Agreement: "hexagon" };
/** @type {Record<string, string>} */
const HUE = { State: "state", ArmedGroup: "group", Person: "person", Place: "place", Incident: "incident", Project: "project", Operation: "project", Agreement: "project" };
const MANY = 1200; // so many lines are drawn plainly, and not while the picture moves
const FIRM = ["disputed", "asserted", "alleged", "planned", "denied"];

/** How firmly an edge stands: for a role, from its incident's status and whether it is a fact or blame. */
export function look(/** @type {GraphEdge} */ edge) {
  const { status, how } = edge.props;
  if (status === undefined) return standing(edge.props);
  if (status === "denied" || how === "denied") return "denied";
  if (["planned", "threatened", "hypothetical"].includes(status)) return "planned";
  return how && how !== "fact" ? "alleged" : "asserted";
}

/** Edges as one line for each pair of nodes: {id, a, b, edges, look, origins, heads, confidence}. */
export function lines(/** @type {GraphEdge[]} */ edges) {
  const found = new Map();
  for (const edge of edges) {
    if (edge.source === edge.target) continue;
    const [a, b] = edge.source < edge.target ? [edge.source, edge.target] : [edge.target, edge.source];
    const id = `${a}|${b}`;
    if (!found.has(id)) found.set(id, { id, a, b, edges: [] });
    found.get(id).edges.push(edge);
  }
  for (const line of found.values()) {
    const looks = new Set(line.edges.map(look));
    // of a role that one claims and another denies, the line is disputed
    line.look = looks.has("denied") && looks.size > 1 && line.edges.some((/** @type {GraphEdge} */ e) => e.props.status) ? "disputed" : FIRM.find((name) => looks.has(name));
    line.origins = Math.max(...line.edges.map((/** @type {GraphEdge} */ e) => e.props.origins));
    line.confidence = Math.max(...line.edges.map((/** @type {GraphEdge} */ e) => e.props.confidence));
    line.heads = line.edges.reduce((/** @type {number} */ bits, /** @type {GraphEdge} */ e) => bits | (e.source === line.a ? 1 : 2), 0);
    line.label = line.edges.length === 1 ? relation(line.edges[0].type) : count(line.edges.length, "relation");
  }
  return [...found.values()];
}

/** A bar across the middle of a line: what it says is denied. */
function bar(/** @type {Spot} */ from, /** @type {Spot} */ to, /** @type {string} */ stroke) {
  const [x, y, long] = [(from.x + to.x) / 2, (from.y + to.y) / 2, Math.hypot(to.x - from.x, to.y - from.y) || 1], [dx, dy] = [(-6 * (to.y - from.y)) / long, (6 * (to.x - from.x)) / long];
  return svg("line", { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy, stroke, "stroke-width": 2.4 });
}

/** @type {Record<string, [number, number]>} */
const CORNERS = { square: [4, 45], triangle: [3, 0], diamond: [4, 0], pentagon: [5, 0], hexagon: [6, 0], star: [16, 0] };

/** A node's shape as SVG, with the corners that the canvas gives it. */
function shape(/** @type {string} */ name, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size, /** @type {Record<string, unknown>} */ look) {
  const [corners, turn] = CORNERS[name] ?? [0, 0];
  if (!corners) return svg("circle", { cx: x, cy: y, r: size, ...look });
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = ((360 / corners) * i + turn - 90) * (Math.PI / 180), far = name === "star" && i % 2 ? 0.6 * size : 1.15 * size;
    return `${(x + far * Math.cos(angle)).toFixed(1)},${(y + far * Math.sin(angle)).toFixed(1)}`;
  });
  return svg("polygon", { points: points.join(" "), ...look });
}

/** The head of an arrow whose tip touches what stands at `to`, `size` pixels big. */
function head(/** @type {Spot} */ from, /** @type {Spot} */ to, /** @type {number} */ size, /** @type {number} */ width, /** @type {string} */ fill) {
  const far = Math.hypot(to.x - from.x, to.y - from.y) || 1, [dx, dy] = [(to.x - from.x) / far, (to.y - from.y) / far], [long, half] = [7 + 1.5 * width, 3 + width];
  const tip = { x: to.x - size * dx, y: to.y - size * dy }, back = { x: tip.x - long * dx, y: tip.y - long * dy };
  return svg("polygon", { points: [tip, { x: back.x - half * dy, y: back.y + half * dx }, { x: back.x + half * dy, y: back.y - half * dx }].map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), fill });
}

const thickness = (/** @type {number} */ origins) => (origins >= 6 ? 6 : origins >= 3 ? 4 : origins === 2 ? 2.5 : 1.4);

/** The colours of the theme as the canvas needs them. */
function colours() {
  const probe = document.body.appendChild(document.createElement("span"));
  const read = (/** @type {string} */ name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
  const found = Object.fromEntries(["ground", "panel", "ink", "soft", "edge", "accent", "deny", "doubt", "fine", "state", "group", "person", "body", "place", "incident", "project"].map((name) => [name, read(name)]));
  probe.remove();
  return found;
}

const mixtures = new Map(); // few colours, asked for once a line and frame

function mixed(/** @type {string} */ a, /** @type {string} */ b, /** @type {number} */ part) {
  const key = `${a}${b}${part}`;
  if (!mixtures.has(key)) mixtures.set(key, mix(a, b, part));
  return mixtures.get(key);
}

function mix(/** @type {string} */ a, /** @type {string} */ b, /** @type {number} */ part) {
  const [x, y] = [a, b].map((c) => (c.match(/[\d.]+/g) ?? []).map(Number));
  return `rgb(${[0, 1, 2].map((i) => Math.round(x[i] + (y[i] - x[i]) * part)).join(",")})`;
}

/** Whether this browser draws with WebGL; asking costs as much as drawing, so it is only asked where drawing failed. */
function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

/** @typedef {{chooseNode: (id: string) => void, chooseLine: (id: string) => void, openNode: (id: string) => void, pinned: (id: string, at: Spot) => void}} Chosen */

/** A graph in `place`; `on` has chooseNode, chooseLine, openNode, pinned(id, {x, y}). */
export class Canvas {
  /** A canvas, or null where this browser does not draw with WebGL: sigma throws then. */
  static open(/** @type {HTMLElement} */ place, /** @type {Chosen} */ on) {
    try {
      return new Canvas(place, on);
    } catch (error) {
      if (canDraw()) throw error;
      place.replaceChildren();
      return null;
    }
  }

  constructor(/** @type {HTMLElement} */ place, /** @type {Chosen} */ on) {
    this.on = on;
    this.graph = new Graph({ type: "undirected" });
    this.theme = colours();
    this.chosen = null;
    this.near = null;
    const font = getComputedStyle(document.body).fontFamily;
    this.labels = new Labels(() => this.theme, () => boxes(this.sigma, this.graph));
    /** @type {Sigma} */
    this.sigma = new Sigma(this.graph, place, {
      nodeProgramClasses: { shape: ShapeProgram }, nodeHoverProgramClasses: { shape: ShapeProgram }, edgeProgramClasses: { line: LineProgram },
      defaultNodeType: "shape", defaultEdgeType: "line", enableEdgeEvents: true, zIndex: true, allowInvalidContainer: true,
      labelFont: font, labelSize: 12, edgeLabelFont: font, edgeLabelSize: 11, labelDensity: 1, labelGridCellSize: 90, labelRenderedSizeThreshold: 5,
      stagePadding: 60, minCameraRatio: 0.05, maxCameraRatio: 4, doubleClickZoomingRatio: 1,
      defaultDrawNodeLabel: this.labels.name.bind(this.labels), defaultDrawNodeHover: this.labels.hovered.bind(this.labels), defaultDrawEdgeLabel: this.labels.line.bind(this.labels),
      nodeReducer: (/** @type {string} */ id, /** @type {any} */ data) => this.#node(id, data), edgeReducer: (/** @type {string} */ id, /** @type {any} */ data) => this.#line(id, data),
    });
    this.sigma.on("beforeRender", () => this.labels.begin());
    this.#listen(place);
  }

  /** Show these nodes and lines; what is there already keeps its place unless `at` moves it. */
  show(/** @type {GraphNode[]} */ nodes, /** @type {Line[]} */ lines, /** @type {Spots} */ at, /** @type {Spots} */ pins) {
    const { graph } = this, wanted = new Set(nodes.map((/** @type {GraphNode} */ n) => n.id)), joined = new Set(lines.map((/** @type {Line} */ l) => l.id));
    graph.forEachEdge((/** @type {string} */ id) => { if (!joined.has(id)) graph.dropEdge(id); });
    graph.forEachNode((/** @type {string} */ id) => { if (!wanted.has(id)) graph.dropNode(id); });
    const degree = new Map(), small = Math.min(1, 0.1 + Math.sqrt(150 / nodes.length)); // many nodes are drawn smaller
    for (const line of lines) for (const end of [line.a, line.b]) degree.set(end, (degree.get(end) ?? 0) + line.edges.length);
    for (const node of nodes) {
      const kind = node.props.kind ?? node.labels.at(-1);
      graph.mergeNode(node.id, {
        ...(at.get(node.id) ?? { x: 0, y: 0 }), kind, shape: SHAPE[kind] ?? "pentagon", size: small * Math.min(7 + 2.2 * Math.sqrt(degree.get(node.id) ?? 0), 20),
        label: `${sign(kind, node.labels)} ${node.caption}`, ring: pins.has(node.id), forceLabel: nodes.length <= 40,
      });
    }
    const many = lines.length > MANY;
    for (const line of lines) {
      graph.mergeEdgeWithKey(line.id, line.a, line.b, { size: thickness(line.origins), look: line.look, heads: many ? 0 : line.heads, confidence: line.confidence, label: line.label });
    }
    this.sigma.setSettings({ renderEdgeLabels: lines.length <= 60, hideEdgesOnMove: many, hideLabelsOnMove: many, enableEdgeEvents: !many });
    this.sigma.refresh();
  }

  choose(/** @type {string[] | null} */ ids) {
    this.chosen = ids?.length ? new Set(ids) : null;
    this.sigma.refresh();
  }

  places() { return new Map(this.graph.mapNodes((/** @type {string} */ id, /** @type {Spot} */ { x, y }) => [id, { x, y }])); }

  recolour() {
    this.theme = colours();
    this.sigma.refresh();
  }

  fit() { this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }); }
  zoom(/** @type {number} */ factor) { const camera = this.sigma.getCamera(); camera.setState({ ratio: camera.ratio * factor }); }

  /** The node that lies in a direction from the chosen one: the nearest within 60 degrees. */
  towards(/** @type {number} */ dx, /** @type {number} */ dy, /** @type {string | null} */ from) {
    const start = from && this.graph.hasNode(from) ? this.sigma.getNodeDisplayData(from) : null;
    if (!start) return this.graph.nodes()[0] ?? null;
    let best = null, nearest = Infinity;
    this.graph.forEachNode((/** @type {string} */ id) => {
      const d = this.sigma.getNodeDisplayData(id), x = d.x - start.x, y = d.y - start.y, far = Math.hypot(x, y);
      if (id !== from && far > 0 && (x * dx + y * dy) / far > 0.5 && far < nearest) { best = id; nearest = far; }
    });
    return best;
  }

  /** The picture as a PNG blob, on the theme's ground. */
  async png() {
    this.sigma.refresh();
    const layers = this.sigma.getCanvases(), some = layers.nodes;
    const all = document.createElement("canvas");
    [all.width, all.height] = [some.width, some.height];
    const context = all.getContext("2d");
    if (!context) throw new Error("This browser gives no picture of the graph.");
    context.fillStyle = this.theme.ground;
    context.fillRect(0, 0, all.width, all.height);
    for (const name of ["edges", "edgeLabels", "nodes", "labels"]) if (layers[name]) context.drawImage(layers[name], 0, 0, all.width, all.height);
    return new Promise((done) => all.toBlob(done, "image/png"));
  }

  /** The picture as SVG, lines and shapes with their looks, so that it can be printed at any size. */
  svg(ground = this.theme.ground) {
    const { width, height } = this.sigma.getDimensions(), { theme } = this, at = new Map(), parts = [];
    const color = (/** @type {string} */ text) => ({ fill: text, stroke: text });
    this.graph.forEachNode((/** @type {string} */ id) => { const d = this.sigma.getNodeDisplayData(id); at.set(id, { ...this.sigma.framedGraphToViewport(d), d }); });
    this.graph.forEachEdge((/** @type {string} */ id, /** @type {any} */ _data, /** @type {string} */ a, /** @type {string} */ b) => {
      const d = this.sigma.getEdgeDisplayData(id), [from, to] = [at.get(a), at.get(b)], size = Math.max(1, d.size);
      const dash = /** @type {Record<string, string>} */ ({ alleged: "7 4", planned: "2 3" })[d.look] ?? null, ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-width": size };
      parts.push(svg("line", { ...ends, stroke: d.color, "stroke-dasharray": dash }));
      if (d.look === "disputed") parts.push(svg("line", { ...ends, stroke: d.second, "stroke-dasharray": "7 7" }));
      if (d.look === "denied") parts.push(bar(from, to, d.color));
      if (d.heads & 1) parts.push(head(from, to, this.sigma.scaleSize(to.d.size), size, d.color));
      if (d.heads & 2) parts.push(head(to, from, this.sigma.scaleSize(from.d.size), size, d.color));
    });
    for (const [id, { x, y, d }] of at) {
      const size = this.sigma.scaleSize(d.size);
      parts.push(shape(d.shape, x, y, size, color(d.color)));
      const written = this.labels.at.get(id);
      if (d.label) parts.push(svg("text", { x: written?.x ?? x + size + 4, y: written?.y ?? y + 4, "font-size": 12, "font-family": "system-ui, sans-serif", fill: theme.ink, stroke: ground, "stroke-width": 3, "paint-order": "stroke" }, written?.text ?? d.label));
    }
    const all = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, svg("rect", { width, height, fill: ground }), parts);
    return new XMLSerializer().serializeToString(all);
  }

  kill() { this.sigma.kill(); }

  #hue(/** @type {string} */ kind) { return this.theme[HUE[kind] ?? "body"]; }

  /** A line's colours: paler in three steps where the confidence is lower. */
  #stroke(/** @type {{look: string, confidence: number}} */ { look, confidence }) {
    const { theme } = this, pale = confidence >= 0.85 ? 0 : confidence >= 0.65 ? 0.2 : 0.4;
    const color = /** @type {Record<string, string>} */ ({ asserted: theme.soft, alleged: theme.doubt, planned: theme.doubt, denied: theme.deny, disputed: theme.deny })[look];
    return { color: mixed(color, theme.ground, pale), second: mixed(look === "disputed" ? theme.fine : color, theme.ground, pale) };
  }

  #node(/** @type {string} */ id, /** @type {any} */ data) {
    const { near, chosen, theme, graph } = this;
    const strong = chosen?.has(id), color = this.#hue(data.kind);
    const dim = near && id !== near && !graph.areNeighbors(id, near);
    return { ...data, strong, dim, ring: data.ring || strong, color: dim ? mixed(color, theme.ground, 0.7) : color, zIndex: strong ? 2 : dim ? 0 : 1, forceLabel: data.forceLabel || strong };
  }

  #line(/** @type {string} */ id, /** @type {any} */ data) {
    const { near, chosen, theme, graph } = this;
    const strong = chosen?.has(id), dim = near && !graph.hasExtremity(id, near);
    if (strong) return { ...data, color: theme.accent, second: theme.accent, size: data.size + 1.5, zIndex: 2 };
    const { color, second } = this.#stroke(data);
    return dim ? { ...data, color: mixed(color, theme.ground, 0.75), second: mixed(second, theme.ground, 0.75), label: null, zIndex: 0 } : { ...data, color, second, zIndex: 1 };
  }

  #listen(/** @type {HTMLElement} */ place) {
    const { sigma, on } = this;
    /** @type {string | null} */
    let held = null;
    let moved = false;
    sigma.on("clickNode", (/** @type {{node: string}} */ { node }) => { if (!moved) on.chooseNode(node); });
    sigma.on("clickEdge", (/** @type {{edge: string}} */ { edge }) => on.chooseLine(edge));
    sigma.on("doubleClickNode", (/** @type {any} */ event) => { event.preventSigmaDefault(); on.openNode(event.node); });
    sigma.on("enterNode", (/** @type {{node: string}} */ { node }) => { this.near = node; place.classList.add("pointing"); sigma.refresh({ skipIndexation: true }); });
    sigma.on("leaveNode", () => { this.near = null; place.classList.remove("pointing"); sigma.refresh({ skipIndexation: true }); });
    sigma.on("enterEdge", () => place.classList.add("pointing"));
    sigma.on("leaveEdge", () => place.classList.remove("pointing"));
    sigma.on("downNode", (/** @type {{node: string}} */ { node }) => { held = node; moved = false; if (!sigma.getCustomBBox()) sigma.setCustomBBox(sigma.getBBox()); });
    sigma.on("moveBody", (/** @type {{event: any}} */ { event }) => {
      if (!held) return;
      moved = true;
      this.graph.mergeNodeAttributes(held, sigma.viewportToGraph(event));
      event.preventSigmaDefault();
      event.original.preventDefault();
      event.original.stopPropagation();
    });
    const drop = () => {
      if (held && moved) { const { x, y } = this.graph.getNodeAttributes(held); on.pinned(held, { x, y }); }
      held = null;
      sigma.setCustomBBox(null);
    };
    sigma.on("upNode", drop);
    sigma.on("upStage", drop);
  }
}
