// The names that the page takes from the bundle; their own types stay with their packages.
/* eslint-disable */
export const Graph: any;
export type Graph = any;
export const Sigma: any;
export type Sigma = any;
export const forceAtlas2: any;
export const floatColor: (color: string) => number;
export class NodeProgram { array: Float32Array; }
export class EdgeProgram { array: Float32Array; }
