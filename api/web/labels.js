// The names in the graph: each where it hides no other name and, among few nodes, no other node. One that finds no place waits for the pointer or for a closer look.

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** What sigma says of a node on the screen. @typedef {{key: string, label: string, x: number, y: number, size: number, strong?: boolean, dim?: boolean}} Named */
/** @typedef {{labelSize: number, labelFont: string, labelWeight: string, edgeLabelSize: number, edgeLabelFont: string}} Fonts */
/** @typedef {CanvasRenderingContext2D} Context */

const FEW = 80, GAP = 4;

const meet = (/** @type {Box} */ a, /** @type {Box} */ b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const cut = (/** @type {string} */ text, /** @type {number} */ long) => (text.length > long ? `${text.slice(0, long - 2).trimEnd()}…` : text);

/** Draws names for one canvas; `look` gives the theme's colours, `nodes` where the nodes are on the screen (asked for once a frame). */
export class Labels {
  /**
   * @param {() => Record<string, string>} look
   * @param {() => (Box & {id: string})[]} nodes
   */
  constructor(look, nodes) {
    this.look = look;
    this.nodes = nodes;
    /** @type {Box[]} */
    this.taken = [];
    this.width = 0;
    /** @type {(Box & {id: string})[] | null} */
    this.around = null;
    /** Where each name of the last frame was written. @type {Map<string, {x: number, y: number, text: string}>} */
    this.at = new Map();
  }

  /** A new frame: nothing is taken yet. */
  begin() {
    this.taken = [];
    this.width = 0;
    this.at.clear();
    this.around = null;
  }

  /** The name of a node, with the ground under it, so that lines do not cross the letters. */
  name(/** @type {Context} */ context, /** @type {Named} */ data, /** @type {Fonts} */ settings) {
    if (!data.label) return;
    this.around ??= this.nodes();
    const { width, height, text } = this.#measured(context, data, settings, data.strong);
    const place = this.#place(context, data, width, height);
    if (!place && !data.strong) return;
    const box = place ?? this.#spots(context, data, width, height)[0];
    this.taken.push(box);
    this.at.set(data.key, { x: box.x + 2, y: box.y + height - 5, text });
    this.#write(context, data, box, text, 0.8);
  }

  /** The name of the node under the pointer, whole and over all others. */
  hovered(/** @type {Context} */ context, /** @type {Named} */ data, /** @type {Fonts} */ settings) {
    if (!data.label) return;
    const { width, height, text } = this.#measured(context, data, settings, true);
    const box = this.#spots(context, data, width, height)[0];
    this.#write(context, data, box, text, 1);
    context.strokeStyle = this.look().edge;
    context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
  }

  /** A line's name along it, where it fits whole and no node's name covers it: in the middle, or nearer to one end. */
  line(/** @type {Context} */ context, /** @type {{label?: string | null, size: number}} */ line, /** @type {Named} */ from, /** @type {Named} */ to, /** @type {Fonts} */ settings) {
    const { edgeLabelSize: size, edgeLabelFont: font } = settings, dx = to.x - from.x, dy = to.y - from.y, room = Math.hypot(dx, dy) - from.size - to.size - 20;
    if (!line.label) return;
    context.font = `${size}px ${font}`;
    const width = context.measureText(line.label).width;
    if (width > room) return;
    const turn = Math.atan2(dy, dx), across = Math.abs(width * Math.cos(turn)) + size, down = Math.abs(width * Math.sin(turn)) + size;
    const part = [0.5, 0.36, 0.64].find((some) => {
      const box = { x: from.x + some * dx - across / 2, y: from.y + some * dy - down / 2, width: across, height: down };
      return !this.taken.some((other) => meet(other, box));
    });
    if (!part) return;
    context.save();
    context.translate(from.x + part * dx, from.y + part * dy);
    context.rotate(Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn);
    context.fillStyle = this.look().soft;
    context.fillText(line.label, -width / 2, line.size / 2 + size);
    context.restore();
  }

  /** The canvas' width, asked for once a frame: asking makes the browser lay out. */
  #wide(/** @type {Context} */ context) { return (this.width ||= context.canvas.clientWidth || context.canvas.width); }

  #measured(/** @type {Context} */ context, /** @type {Named} */ data, /** @type {Fonts} */ { labelSize: size, labelFont: font, labelWeight: weight }, whole = false) {
    const text = cut(data.label, whole ? 160 : this.#wide(context) < 500 ? 20 : 30);
    context.font = `${whole ? 600 : weight} ${size}px ${font}`;
    return { text, width: context.measureText(text).width + 4, height: size + 5 };
  }

  /** Where a name may stand within the canvas, best first: right, left, below, above. */
  #spots(/** @type {Context} */ context, /** @type {Named} */ { x, y, size }, /** @type {number} */ width, /** @type {number} */ height) {
    const room = this.#wide(context) - width - 2, middle = Math.max(2, Math.min(x - width / 2, room));
    return [[x + size + GAP, y - height / 2], [x - size - GAP - width, y - height / 2], [middle, y + size + GAP], [middle, y - size - GAP - height]]
      .filter(([left]) => left >= 2 && left <= Math.max(room, 2)).map(([left, top]) => ({ x: left, y: top, width, height }));
  }

  #place(/** @type {Context} */ context, /** @type {Named} */ data, /** @type {number} */ width, /** @type {number} */ height) {
    const spots = this.#spots(context, data, width, height).filter((spot) => !this.taken.some((box) => meet(box, spot)));
    return spots.find((spot) => !this.around?.some((node) => meet(node, spot))) ?? null;
  }

  #write(/** @type {Context} */ context, /** @type {Named} */ data, /** @type {Box} */ box, /** @type {string} */ text, /** @type {number} */ ground) {
    const look = this.look();
    context.fillStyle = look.panel;
    context.globalAlpha = ground;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    context.fillStyle = data.dim ? look.soft : look.ink;
    context.fillText(text, box.x + 2, box.y + box.height - 5);
  }
}

/** The boxes of nodes on a sigma's screen, if they are few enough for a name to avoid them. */
export const boxes = (/** @type {any} */ sigma, /** @type {any} */ graph) => (graph.order > FEW ? [] : graph.mapNodes((/** @type {string} */ id) => {
  const data = sigma.getNodeDisplayData(id), { x, y } = sigma.framedGraphToViewport(data), size = sigma.scaleSize(data.size);
  return { id, x: x - size, y: y - size, width: 2 * size, height: 2 * size };
}));
