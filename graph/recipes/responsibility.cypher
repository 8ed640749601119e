// title: Who claimed it, who was blamed, and where the two differ
// question: Which groups claimed responsibility, which were only blamed by others, and where do the two differ?
// parameters:
//   actor: {type: id, default: null, doc: Only incidents that this actor claimed or was blamed for.}
// example: {}
MATCH (i:Incident)-[r:PERPETRATOR]->(a:Actor)
WHERE r.how IN ['claimed', 'blamed', 'suspected', 'denied']
  AND ($actor IS NULL OR EXISTS { MATCH (i)-[x:PERPETRATOR]->(:Actor {id: $actor}) WHERE x.how IN ['claimed', 'blamed', 'suspected', 'denied'] })
WITH DISTINCT i
WITH i, COLLECT { MATCH (i)-[r:PERPETRATOR]->(a:Actor) WHERE r.how = 'claimed' RETURN DISTINCT a.name } AS claimed_by,
     COLLECT { MATCH (i)-[r:PERPETRATOR]->(a:Actor) WHERE r.how IN ['blamed', 'suspected'] RETURN DISTINCT a.name } AS blamed,
     COLLECT { MATCH (i)-[r:PERPETRATOR]->(a:Actor) WHERE r.how = 'denied' RETURN DISTINCT a.name } AS denied_by
RETURN i.title AS title, i.type AS type, i.start AS start, claimed_by, blamed, denied_by,
       size(claimed_by) > 0 AND size(blamed) > 0 AND NOT all(name IN blamed WHERE name IN claimed_by) AS differ,
       size(claimed_by) = 0 AND size(blamed) > 0 AS only_blamed, i.id AS incident, i.quote AS sentence,
       COLLECT { MATCH (c:Claim)-[:EVIDENCE_FOR]->()-[:REPORTS*0..1]->(i) RETURN DISTINCT c.id } AS claims
ORDER BY differ DESC, start DESC, incident LIMIT 500
