// How nodes and lines are drawn: one program for all nodes (a shape for each kind), one for all lines (a style for how firmly it is said).

import { EdgeProgram, NodeProgram, floatColor } from "./vendor/graph.js";

/** @type {Record<string, number>} */
export const SHAPES = { circle: 0, square: 4, triangle: 3, diamond: 1, pentagon: 5, hexagon: 6, star: 2 };
/** @type {Record<string, number>} */
export const STYLES = { asserted: 0, alleged: 1, planned: 2, denied: 3, disputed: 4 };
/** @typedef {{matrix: Float32Array, sizeRatio: number, correctionRatio: number, pixelRatio: number}} Uniforms */
/** @typedef {{gl: WebGLRenderingContext, uniformLocations: Record<string, WebGLUniformLocation>}} Program */

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;

/** Nodes: `shape`, `color`, `size`, and `ring` (pinned or chosen) as 0 or 1. */
export class ShapeProgram extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: 3, METHOD: TRIANGLES, VERTEX_SHADER_SOURCE: NODE_VERTEX, FRAGMENT_SHADER_SOURCE: NODE_FRAGMENT,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
      ATTRIBUTES: [{ name: "a_position", size: 2, type: FLOAT }, { name: "a_size", size: 1, type: FLOAT }, { name: "a_shape", size: 1, type: FLOAT }, { name: "a_ring", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true }],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }], CONSTANT_DATA: [[0], [2 * Math.PI / 3], [4 * Math.PI / 3]],
    };
  }
  processVisibleItem(/** @type {number} */ id, /** @type {number} */ at, /** @type {any} */ data) {
    this.array.set([data.x, data.y, data.size, SHAPES[data.shape] ?? 0, data.ring ? 1 : 0, floatColor(data.color), id], at);
  }
  setUniforms(/** @type {Uniforms} */ { sizeRatio, correctionRatio, matrix }, /** @type {Program} */ { gl, uniformLocations: u }) {
    gl.uniform1f(u.u_sizeRatio, sizeRatio);
    gl.uniform1f(u.u_correctionRatio, correctionRatio);
    gl.uniformMatrix3fv(u.u_matrix, false, matrix);
  }
}

const NODE_VERTEX = `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_angle; attribute float a_shape; attribute float a_ring;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio;
varying vec4 v_color; varying vec2 v_at; varying float v_pixel; varying float v_shape; varying float v_ring;
void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 away = size * 1.5 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + away, 1)).xy, 0, 1);
  v_at = away / (size / 2.0); v_pixel = u_correctionRatio * 2.0 / (size / 2.0); v_shape = a_shape; v_ring = a_ring;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

// The distance to a regular shape's edge, in radii; below 0 is inside.
const NODE_FRAGMENT = `
precision highp float;
varying vec4 v_color; varying vec2 v_at; varying float v_pixel; varying float v_shape; varying float v_ring;
float polygon(vec2 p, float n, float turn) {
  float a = atan(p.x, -p.y) + turn, part = 6.2831853 / n;
  return cos(floor(0.5 + a / part) * part - a) * length(p) - cos(part / 2.0);
}
void main() {
  float d;
  if (v_shape < 0.5) d = length(v_at) - 0.95;
  else if (v_shape < 1.5) d = (abs(v_at.x) + abs(v_at.y)) - 1.05;
  else if (v_shape < 2.5) { float a = atan(v_at.y, v_at.x); d = length(v_at) - (0.82 + 0.26 * cos(8.0 * a)); }
  else if (v_shape < 3.5) d = polygon(v_at * 0.86 + vec2(0.0, 0.1), 3.0, 0.0);
  else if (v_shape < 4.5) d = max(abs(v_at.x), abs(v_at.y)) - 0.85;
  else d = polygon(v_at, v_shape, 0.0);
  float inside = 1.0 - smoothstep(-v_pixel, 0.0, d);
  float ring = v_ring * (1.0 - smoothstep(0.0, v_pixel, abs(d - 0.28) - 0.07));
  #ifdef PICKING_MODE
  if (d > 0.0) discard;
  gl_FragColor = v_color;
  #else
  gl_FragColor = v_color * max(inside, ring);
  #endif
}`;

/** Lines: `size` (width), `color`, `second` (the other colour of a disputed one), `style`, `heads` (1 at the target, 2 at the source, 3 at both, 0 none). */
export class LineProgram extends EdgeProgram {
  getDefinition() {
    return {
      VERTICES: 6, METHOD: TRIANGLES, VERTEX_SHADER_SOURCE: LINE_VERTEX, FRAGMENT_SHADER_SOURCE: LINE_FRAGMENT,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_pixelRatio"],
      ATTRIBUTES: [{ name: "a_from", size: 2, type: FLOAT }, { name: "a_to", size: 2, type: FLOAT }, { name: "a_radii", size: 2, type: FLOAT }, { name: "a_look", size: 3, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_second", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true }],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }], CONSTANT_DATA: [[0, -1], [1, -1], [1, 1], [0, -1], [1, 1], [0, 1]],
    };
  }
  processVisibleItem(/** @type {number} */ id, /** @type {number} */ at, /** @type {any} */ from, /** @type {any} */ to, /** @type {any} */ data) {
    this.array.set([from.x, from.y, to.x, to.y, from.size, to.size, data.size, STYLES[data.look] ?? 0, data.heads, floatColor(data.color), floatColor(data.second ?? data.color), id], at);
  }
  setUniforms(/** @type {Uniforms} */ { matrix, sizeRatio, correctionRatio, pixelRatio }, /** @type {Program} */ { gl, uniformLocations: u }) {
    gl.uniformMatrix3fv(u.u_matrix, false, matrix);
    gl.uniform1f(u.u_sizeRatio, sizeRatio);
    gl.uniform1f(u.u_correctionRatio, correctionRatio);
    gl.uniform1f(u.u_pixelRatio, pixelRatio);
  }
}

const LINE_VERTEX = `
attribute vec2 a_from; attribute vec2 a_to; attribute vec2 a_radii; attribute vec3 a_look; attribute vec4 a_color; attribute vec4 a_second; attribute vec4 a_id; attribute vec2 a_corner;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio;
varying vec4 v_color; varying vec4 v_second; varying vec2 v_at; varying vec3 v_look; varying vec2 v_radii; varying float v_length;
void main() {
  vec2 along = a_to - a_from;
  float len = length(along);
  vec2 unit = len > 0.0 ? along / len : vec2(1.0, 0.0), across = vec2(-unit.y, unit.x);
  // how long one pixel of the screen is in the graph's units
  float pixel = u_correctionRatio * 2.0;
  // without heads and bars a line needs no room beside it, which matters where thousands are drawn
  float half_width = (a_look.z < 0.5 && a_look.y != 3.0 ? a_look.x / 2.0 : max(a_look.x / 2.0, 6.0)) + 1.0;
  vec2 position = mix(a_from, a_to, a_corner.x) + across * a_corner.y * half_width * pixel;
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_length = len / pixel;
  v_at = vec2(a_corner.x * v_length, a_corner.y * half_width);
  v_look = a_look; v_radii = a_radii / u_sizeRatio;
  #ifdef PICKING_MODE
  v_color = a_id; v_second = a_id;
  #else
  v_color = a_color; v_second = a_second;
  #endif
  v_color.a *= 255.0 / 254.0; v_second.a *= 255.0 / 254.0;
}`;

const LINE_FRAGMENT = `
precision highp float;
varying vec4 v_color; varying vec4 v_second; varying vec2 v_at; varying vec3 v_look; varying vec2 v_radii; varying float v_length;
float head(float away, float across, float width) { // an arrow head whose tip is where away is 0
  float long_ = 7.0 + width * 1.5;
  return away < 0.0 || away > long_ ? 1.0 : abs(across) - away / long_ * (3.0 + width);
}
void main() {
  float width = v_look.x, style = v_look.y, heads = v_look.z, from = v_at.x - v_radii.x, to = v_length - v_at.x - v_radii.y;
  if (from < 0.0 || to < 0.0) discard;
  float line = abs(v_at.y) - width / 2.0;
  #ifdef PICKING_MODE
  if (abs(v_at.y) > width / 2.0 + 3.0) discard;
  gl_FragColor = v_color;
  #else
  if (style > 0.5 && style < 1.5 && mod(v_at.x, 11.0) > 7.0) line = 1.0;
  if (style > 1.5 && style < 2.5 && mod(v_at.x, 5.0) > 2.0) line = 1.0;
  if (style > 2.5 && style < 3.5) line = min(line, max(abs(v_at.x - v_length / 2.0) - 1.2, abs(v_at.y) - 6.0));
  if (heads > 1.5) line = min(line, head(from, v_at.y, width));
  if (heads > 0.5 && heads < 1.5 || heads > 2.5) line = min(line, head(to, v_at.y, width));
  float ink = 1.0 - smoothstep(-0.5, 0.5, line);
  if (ink <= 0.0) discard;
  vec4 color = style > 3.5 && mod(v_at.x, 14.0) > 7.0 ? v_second : v_color;
  gl_FragColor = color * ink;
  #endif
}`;
