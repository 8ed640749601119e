export { Map as LeafletMap, circleMarker, divIcon, geoJSON, layerGroup, marker, svg as svgRenderer } from "leaflet/dist/leaflet-src.esm.js";
export { feature, mesh } from "topojson-client";
