// title: Who stands between others, and who rose
// question: "Which actors join others who are not joined to each other, in one span of time against the span before? For whole networks, with betweenness, PageRank and communities: /v1/analytics/centrality with `compare`."
// parameters:
//   start: {type: date, doc: First day of the later span.}
//   days: {type: integer, default: 91, doc: "Length of each span, days."}
// example: {start: "2024-04-01"}
WITH $start AS start, toString(date($start) + duration({days: $days})) AS end,
     toString(date($start) - duration({days: $days})) AS before
MATCH (c:Claim)
WHERE c.date_key >= before AND c.date_key < end AND c.triple IS NOT NULL AND c.stance IN ['asserts', 'alleges'] AND c.subject_id <> c.object_id
WITH CASE WHEN c.date_key < start THEN 'before' ELSE 'now' END AS span, c.subject_id AS a, c.object_id AS b
WITH span, CASE WHEN a < b THEN a ELSE b END AS a, CASE WHEN a < b THEN b ELSE a END AS b
WITH DISTINCT span, a, b
WITH collect({span: span, a: a, b: b, key: span + '|' + a + '|' + b}) AS pairs, collect(span + '|' + a + '|' + b) AS keys
UNWIND pairs AS one
UNWIND [[one.a, one.b], [one.b, one.a]] AS way
WITH keys, one.span AS span, way[0] AS id, collect(way[1]) AS around
WHERE size(around) > 1 AND size(around) <= 200
UNWIND around AS x UNWIND around AS y
WITH keys, span, id, x, y WHERE x < y
WITH span, id, sum(CASE WHEN (span + '|' + x + '|' + y) IN keys THEN 0 ELSE 1 END) AS open
WITH id, sum(CASE WHEN span = 'now' THEN open ELSE 0 END) AS now, sum(CASE WHEN span = 'before' THEN open ELSE 0 END) AS earlier
WHERE now + earlier > 0
MATCH (e:Entity {id: id})
RETURN e.name AS actor, now AS pairs_joined, earlier AS pairs_joined_before, now - earlier AS rise, id
ORDER BY rise DESC, pairs_joined DESC, actor LIMIT 100
