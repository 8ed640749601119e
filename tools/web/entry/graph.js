export { default as Graph } from "graphology";
export { default as forceAtlas2 } from "graphology-layout-forceatlas2";
export { default as Sigma } from "sigma";
export { EdgeProgram, NodeProgram } from "sigma/rendering";
export { floatColor } from "sigma/utils";
