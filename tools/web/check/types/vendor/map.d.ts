export const LeafletMap: any, circleMarker: any, divIcon: any, geoJSON: any, layerGroup: any, marker: any, svgRenderer: any, feature: any, mesh: any;
