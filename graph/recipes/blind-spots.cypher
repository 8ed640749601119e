// title: Places that only one outlet reports from
// question: "Which places have incidents that only a single outlet reported (blind spots of the coverage)? Also single origins, affiliated outlets and places that fell silent: /v1/analytics/blindspots."
// parameters:
//   within: {type: id, default: null, doc: Only places within this one.}
// example: {}
MATCH (i:Incident)-[:LOCATED_IN]->(p:Place)
WHERE coalesce(p.level, 'unknown') IN ['admin2', 'city', 'site', 'border_area', 'unknown'] AND ($within IS NULL OR EXISTS { MATCH (p)-[:WITHIN*0..6]->(:Place {id: $within}) })
MATCH (a:Article)-[:CONTAINS]->()-[:REPORTS*0..1]->(i)
WITH p, count(DISTINCT i.id) AS incidents, count(DISTINCT a.id) AS reports, count(DISTINCT a.origin) AS origins, collect(DISTINCT a.outlet) AS outlets
WHERE size(outlets) <= 1
RETURN p.name AS place, p.level AS level, incidents, reports, origins, outlets[0] AS only_outlet, p.id AS id
ORDER BY incidents DESC, place LIMIT 500
