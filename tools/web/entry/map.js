export { map, geoJSON, circleMarker, control, divIcon, latLngBounds, layerGroup, marker, polyline, Browser } from "leaflet/dist/leaflet-src.esm.js";
export { feature, mesh } from "topojson-client";
