// title: Threats, demands and promises, and what was seen since
// question: Which threats, demands and promises stand between two actors, under what condition and until when, what came of them, and was the one seen to act against the other since?
// parameters:
//   subject: {type: id, default: null, doc: Only by this actor.}
//   object: {type: id, default: null, doc: Only towards this actor.}
// example: {object: state-af}
MATCH (c:Claim)
WHERE (c.predicate IN ['THREATENS', 'DEMANDS', 'PROMISES_AGREES'] OR (c.predicate = 'WARNS' AND c.sense = 'threat'))
  AND c.subject_id IS NOT NULL AND c.object_id IS NOT NULL AND c.polarity = 'positive' AND c.denied = false
  AND ($subject IS NULL OR c.subject_id = $subject) AND ($object IS NULL OR c.object_id = $object)
WITH c, COLLECT { MATCH (:Entity {id: c.subject_id})<-[:PERPETRATOR]-(i:Incident)-[:TARGET|VICTIM]->(:Entity {id: c.object_id})
                  WHERE i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] AND i.start > left(c.published, 10)
                  RETURN DISTINCT i.id } AS acts_since,
     head(COLLECT { MATCH (c)-[b:BEARS_ON]->(x:Commitment) WHERE b.tells = 'made' RETURN [x.state, x.deadline] }) AS tied
RETURN c.predicate AS kind, c.subject AS by, c.object AS towards, c.condition AS condition, c.consequence AS consequence,
       CASE WHEN tied[0] = 'open' AND tied[1] < toString(date()) THEN 'expired' ELSE tied[0] END AS state, tied[1] AS deadline, c.modality AS modality, c.published AS published, c.outlet AS outlet, c.quote AS sentence,
       size(acts_since) AS acts, acts_since AS incidents, [c.id] AS claims
ORDER BY published DESC, c.id LIMIT 500
