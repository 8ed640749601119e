// Bundles what the page takes from others into api/web/vendor/ and writes the manifest that the tests check.
// Only needed to change a version: `npm ci && npm run vendor` here. The page itself has no build step.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync, copyFileSync } from "node:fs";
import { build } from "esbuild";

const TO = new URL("../../api/web/vendor/", import.meta.url);
const BUNDLES = ["graph", "map", "editor"];
const COPIES = { "leaflet.css": "leaflet/dist/leaflet.css" };
const sha256 = (file) => createHash("sha256").update(readFileSync(new URL(file, TO))).digest("hex");

/** The package that a file of node_modules belongs to, as {name, version, licence, text}. */
function packageOf(path) {
  const [, name] = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  const folder = `node_modules/${name}/`;
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return { name, version, licence: license, text: file ? readFileSync(folder + file, "utf8").trim() : `${name} ${version}: ${license}` };
}

const manifest = JSON.parse(readFileSync(new URL("manifest.json", TO), "utf8")).filter((one) => one.name === "swagger-ui-dist");
for (const bundle of BUNDLES) {
  const { metafile } = await build({
    entryPoints: [`entry/${bundle}.js`], outfile: new URL(`${bundle}.js`, TO).pathname,
    bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", metafile: true, logLevel: "error",
  });
  const inside = Object.values(metafile.outputs)[0].inputs;
  const used = new Map(Object.keys(inside).filter((p) => p.includes("node_modules/") && inside[p].bytesInOutput > 0).map((p) => [packageOf(p).name, packageOf(p)]));
  const packages = [...used.values()].sort((a, b) => a.name.localeCompare(b.name));
  writeFileSync(new URL(`${bundle}.js.LICENSE.txt`, TO), packages.map((p) => `${p.name} ${p.version} (${p.licence})\n\n${p.text}\n`).join(`\n${"-".repeat(72)}\n\n`));
  const files = [`${bundle}.js`, `${bundle}.js.LICENSE.txt`];
  if (bundle === "map") for (const [name, from] of Object.entries(COPIES)) { copyFileSync(`node_modules/${from}`, new URL(name, TO)); files.push(name); }
  manifest.push({
    name: `${bundle}.js`,
    version: packages.map((p) => `${p.name} ${p.version}`).join(", "),
    licence: [...new Set(packages.map((p) => p.licence))].sort().join(" AND "),
    files: Object.fromEntries(files.map((file) => [file, sha256(file)])),
  });
}
writeFileSync(new URL("manifest.json", TO), JSON.stringify(manifest, null, 1) + "\n");
