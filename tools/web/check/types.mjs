// The types of the page's modules, all of them strict; in the modules named here parameters may still be without a type.

import ts from "typescript";

const LENIENT = new Set([
  "atlas.js", "canvas.js", "charts.js", "cypher.js", "editor.js",
  "explore.js", "found.js", "lists.js", "load.js", "map.js",
  "panel.js", "review.js", "reviewed.js", "ruling.js", "single.js", "start.js", "timeline.js",
  
]);
const IMPLICIT = (code) => code >= 7000 && code < 7100; // "implicitly has an 'any' type" and its like

const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, import.meta.dirname);
const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
const name = (one) => one.file?.fileName.split("/").at(-1) ?? "";
const wrong = found.filter((one) => !(LENIENT.has(name(one)) && IMPLICIT(one.code)));
const done = [...LENIENT].filter((file) => !found.some((one) => name(one) === file && IMPLICIT(one.code)));
if (wrong.length) console.error(ts.formatDiagnosticsWithColorAndContext(wrong, { getCanonicalFileName: (file) => file, getCurrentDirectory: () => import.meta.dirname, getNewLine: () => "\n" }));
if (done.length) console.error(`These are strict by now: take them out of the list in types.mjs: ${done.join(", ")}`);
process.exit(wrong.length || done.length ? 1 : 0);
