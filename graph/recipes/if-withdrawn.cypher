// title: What falls if an outlet is not to be trusted
// question: What would have to be withdrawn if one outlet were judged unreliable, from its claims over relations to incidents?
// parameters:
//   outlet: {type: text, doc: Name of the outlet.}
// example: {outlet: Voice of America}
CALL () {
  MATCH (c:Claim) WHERE c.outlet = $outlet AND c.stance IN ['asserts', 'alleges'] AND c.triple IS NOT NULL
  WITH c.triple AS triple, min(c.subject + ' ' + c.predicate + ' ' + c.object) AS what, collect(c.id) AS claims
  RETURN 'relation' AS kind, triple AS id, what, claims,
         COUNT { MATCH (o:Claim) WHERE o.triple = triple AND o.stance IN ['asserts', 'alleges'] AND coalesce(o.outlet, '') <> $outlet } AS left_over
  UNION ALL
  MATCH (a:Article)-[:CONTAINS]->()-[:REPORTS*0..1]->(i:Incident) WHERE a.outlet = $outlet
  WITH DISTINCT i
  RETURN 'incident' AS kind, i.id AS id, i.title AS what, COLLECT { MATCH (c:Claim)-[:EVIDENCE_FOR]->()-[:REPORTS*0..1]->(i) WHERE c.outlet = $outlet RETURN DISTINCT c.id } AS claims,
         COUNT { MATCH (b:Article)-[:CONTAINS]->()-[:REPORTS*0..1]->(i) WHERE coalesce(b.outlet, '') <> $outlet } AS left_over
}
RETURN kind, what, left_over = 0 AS falls, left_over, id, claims
ORDER BY falls DESC, kind, what, id LIMIT 1000
