// title: What happened, and what was only planned, threatened or supposed
// question: Which incidents occurred, and which are only planned, threatened, hypothetical or denied?
// parameters:
//   place: {type: id, default: null, doc: Only in this place and the places within it.}
//   start: {type: date, default: null, doc: Not before this day.}
//   end: {type: date, default: null, doc: Before this day.}
// example: {}
MATCH (i:Incident)
WHERE ($start IS NULL OR coalesce(i.end, i.start) >= $start) AND ($end IS NULL OR i.start < $end)
  AND ($place IS NULL OR EXISTS { MATCH (i)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(:Place {id: $place}) })
RETURN i.status AS status, i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] AS counts, i.type AS type, i.title AS title,
       i.start AS start, i.end AS end, i.time_precision AS time_precision, i.n_reports AS reports, i.quote AS sentence,
       i.id AS incident, COLLECT { MATCH (c:Claim)-[:EVIDENCE_FOR]->()-[:REPORTS*0..1]->(i) RETURN DISTINCT c.id } AS claims
ORDER BY counts DESC, status, start DESC, incident LIMIT 500
