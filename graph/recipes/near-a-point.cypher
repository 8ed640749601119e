// title: Incidents near a point
// question: "Incidents within some kilometres of a project or border point; those known only to a province or country are left out."
// parameters:
//   lat: {type: number, doc: "Latitude, degrees."}
//   lon: {type: number, doc: "Longitude, degrees."}
//   km: {type: number, default: 50, doc: "Greatest distance, kilometres."}
//   start: {type: date, default: null, doc: Not before this day.}
//   end: {type: date, default: null, doc: Before this day.}
// example: {lat: 25.13, lon: 62.32, km: 100}
MATCH (i:Incident)-[:LOCATED_IN]->(p:Place)
WHERE p.lat IS NOT NULL AND p.lon IS NOT NULL AND p.level IN ['admin2', 'city', 'site', 'border_area']
  AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
  AND ($start IS NULL OR coalesce(i.end, i.start) >= $start) AND ($end IS NULL OR i.start < $end)
WITH i, p, sin(radians(p.lat - $lat) / 2.0) AS up, sin(radians(p.lon - $lon) / 2.0) AS across
WITH i, p, 12742.0 * asin(sqrt(up * up + cos(radians($lat)) * cos(radians(p.lat)) * across * across)) AS km
WHERE km <= $km
RETURN round(km * 10.0) / 10.0 AS km, p.name AS place, p.level AS precision, i.title AS title, i.type AS type, i.start AS start,
       i.killed_low AS killed_low, i.killed_high AS killed_high, i.n_reports AS reports, i.id AS incident, i.quote AS sentence
ORDER BY km, start DESC, incident LIMIT 500
