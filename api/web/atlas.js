// The map: boundaries of our own, no tiles, and marks that say how exactly a place is known.

import { el } from "./dom.js";
import { LeafletMap, circleMarker, divIcon, feature, geoJSON, layerGroup, marker, svgRenderer } from "./vendor/map.js";
import { count } from "./words.js";

/** A province as GeoJSON. @typedef {{id: string, properties: {name: string, place?: string}, geometry: {type: string, coordinates: any}}} Feature */
/** What is told when a mark or a province is chosen. @typedef {{choose?: (place: any, incidents: Incident[]) => void, province: (feature: Feature) => void}} Chooses */

const NS = "http://www.w3.org/2000/svg";
/** How a place of each level is drawn: exactly, as a ring, as an area, or by name only. */
export const precision = (/** @type {string} */ level) => /** @type {Record<string, string>} */ ({ site: "site", city: "city", town: "city", village: "city", admin1: "area", admin2: "district", country: "country", border_area: "district" })[level] ?? "district";
export const PRECISION = { site: "a site: filled point", city: "a town: ring", district: "somewhere in a district or stretch of border: dashed circle", area: "somewhere in a province: hatched", country: "somewhere in a country: label only" };

const read = async (/** @type {string} */ name) => {
  const response = await fetch(`/web/boundaries/${name}.json`);
  if (!response.ok) throw new Error(`The boundaries cannot be read (${response.status}).`);
  return response.json();
};

/** Whether a point is inside a GeoJSON geometry (even-odd rule). */
export function contains(/** @type {Feature["geometry"]} */ geometry, /** @type {number} */ x, /** @type {number} */ y) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((/** @type {number[][][]} */ rings) => rings.reduce((/** @type {boolean} */ odd, /** @type {number[][]} */ ring) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return odd !== inside;
  }, false));
}

/** The map in `place`; `choose` is called with the incidents of a mark, `province` with a province's feature. */
export class Atlas {
  static async open(/** @type {HTMLElement} */ place, /** @type {Chooses} */ on) {
    if (!document.getElementById("leaflet-style")) document.head.append(el("link", { id: "leaflet-style", rel: "stylesheet", href: "/web/vendor/leaflet.css" }));
    const [region, world] = await Promise.all([read("region"), read("world")]);
    const atlas = new Atlas(place, on, region);
    for (const step of atlas.#layers(region, world)) {
      step();
      await new Promise((next) => setTimeout(next)); // the page answers between the layers
    }
    return atlas;
  }

  constructor(/** @type {HTMLElement} */ place, /** @type {Chooses} */ on, /** @type {any} */ region) {
    this.on = on;
    this.provinces = feature(region, region.objects.provinces).features;
    this.tribal = feature(region, region.objects.tribal);
    this.map = new LeafletMap(place, { renderer: svgRenderer({ padding: 0.5 }), zoomSnap: 0.25, minZoom: 2, maxZoom: 11, worldCopyJump: true, attributionControl: true, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, fadeAnimation: false });
    this.map.attributionControl.setPrefix(false).addAttribution("Boundaries: Natural Earth, simplified");
    this.map.fitBounds([[23.5, 60], [38.8, 78]], { animate: false });
    this.before = geoJSON(this.tribal, { interactive: false, style: { className: "tribal", weight: 1 } });
    this.shades = layerGroup();
    this.marks = layerGroup();
    this.values = new Map();
    this.place = place;
  }

  /** What is drawn, from the ground up, one function a layer. */
  #layers(/** @type {any} */ region, /** @type {any} */ world) {
    const flat = (/** @type {any} */ data, /** @type {string} */ className) => geoJSON(data, { interactive: false, style: { className, weight: 1 } }).addTo(this.map);
    const provinces = () => {
      this.shades = geoJSON({ type: "FeatureCollection", features: this.provinces }, {
        style: { className: "province", weight: 1 },
        onEachFeature: (/** @type {Feature} */ f, /** @type {any} */ layer) => layer.on("click", () => this.on.province(f)).bindTooltip(() => this.tip(f), { sticky: true }),
      }).addTo(this.map);
    };
    return [
      () => flat(feature(world, world.objects.countries), "country"),
      () => flat(feature(region, region.objects.countries), "country"),
      provinces,
      () => flat(region.objects.control && feature(region, region.objects.control), "control"),
      () => { this.marks.addTo(this.map); this.#hatch(this.place); },
    ];
  }

  tip(/** @type {Feature} */ f) { return el("span", {}, `${f.properties.name}: ${this.values.get(f.id) ?? 0} ${this.unit ?? ""}`); }

  /** The province in which a point lies, or null. */
  provinceAt(/** @type {number} */ lon, /** @type {number} */ lat) { return this.provinces.find((/** @type {Feature} */ f) => contains(f.geometry, lon, lat)) ?? null; }

  /** Shade provinces by value in five steps; the values are in the tooltips and in the table. */
  shade(/** @type {Map<string, number>} */ values, /** @type {string} */ unit) {
    this.values = values;
    this.unit = unit;
    const most = Math.max(1, ...values.values());
    this.shades.eachLayer((/** @type {any} */ layer) => {
      const value = values.get(layer.feature.id) ?? 0, step = value === 0 ? 0 : Math.max(1, Math.ceil((5 * Math.sqrt(value)) / Math.sqrt(most)));
      layer.getElement()?.setAttribute("class", `leaflet-interactive province step${step}`);
    });
  }

  /** Draw groups of incidents: {place: {id, name, level, lat, lon}, incidents}. */
  show(/** @type {{place: any, incidents: Incident[]}[]} */ groups) {
    this.marks.clearLayers();
    for (const { place, incidents } of groups) {
      const how = precision(place.level), n = incidents.length, label = `${place.name}: ${count(n, "incident")}`;
      const choose = () => this.on.choose?.(place, incidents);
      if (how === "area") {
        const f = this.provinces.find((/** @type {Feature} */ one) => one.properties.place === place.id);
        if (f) { geoJSON(f, { style: { className: "hatched", fillColor: "url(#hatch)", fillOpacity: 1, weight: 1.5 } }).on("click", choose).bindTooltip(() => el("span", {}, `${label}, somewhere in it`), { sticky: true }).addTo(this.marks); continue; }
      }
      if (place.lat === null || place.lat === undefined) continue;
      const at = /** @type {[number, number]} */ ([place.lat, place.lon]);
      if (how === "country") { this.#label(at, `${place.name} ${n}`, label, choose); continue; }
      const radius = how === "district" || how === "area" ? 12 + 2 * Math.sqrt(n) : Math.min(4 + 2.5 * Math.sqrt(n), 18);
      circleMarker(at, { className: `mark ${how}`, radius, weight: 2 }).on("click", choose).bindTooltip(() => el("span", {}, label)).addTo(this.marks);
      if (n > 1) this.#label(at, String(n), label, choose, "number");
    }
  }

  #label(/** @type {[number, number]} */ at, /** @type {string} */ text, /** @type {string} */ title, /** @type {() => void} */ choose, look = "named") {
    marker(at, { icon: divIcon({ className: `map-label ${look}`, html: el("span", {}, text), iconSize: null }), keyboard: look === "named", title, alt: title, interactive: look === "named" }).on("click", choose).addTo(this.marks);
  }

  old(/** @type {boolean} */ shown) { if (shown) this.before.addTo(this.map); else this.before.remove(); }

  #hatch(/** @type {HTMLElement} */ place) {
    const make = (/** @type {string} */ name, /** @type {Record<string, unknown>} */ attributes) => { const node = document.createElementNS(NS, name); for (const [k, v] of Object.entries(attributes)) node.setAttribute(k, String(v)); return node; };
    const pattern = make("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(make("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch-line" }));
    const defs = make("defs", {});
    defs.append(pattern);
    place.querySelector("svg")?.prepend(defs);
  }

  resize() { this.map.invalidateSize(); }
  close() { this.map.remove(); }
}
