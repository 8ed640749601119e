// title: Blow, word and counter-blow
// question: "Chains of retaliation: an incident, what the one who was hit then said, and what it did in return, in order of time."
// parameters:
//   days: {type: integer, default: 30, doc: At most so many days from one step to the next.}
//   actor: {type: id, default: null, doc: Only chains in which this actor strikes first or strikes back.}
// example: {days: 30}
MATCH (a:Actor)<-[:PERPETRATOR]-(i:Incident)-[:TARGET|VICTIM]->(b:Actor)<-[:PERPETRATOR]-(j:Incident)-[:TARGET|VICTIM]->(a)
WHERE a.id <> b.id AND i.id <> j.id AND i.start < j.start AND ($actor IS NULL OR a.id = $actor OR b.id = $actor)
  AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] AND j.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
WITH DISTINCT a, b, i, j
WHERE duration.inDays(date(i.start), date(j.start)).days <= $days
RETURN a.name AS first_by, b.name AS answered_by, i.start AS first_day, i.time_precision AS first_precision, i.title AS first,
       COLLECT { MATCH (c:Claim) WHERE c.subject_key >= b.id + '|' + i.start AND c.subject_key < b.id + '|~' AND c.object_id = a.id
                   AND c.predicate IN ['WARNS', 'THREATENS', 'BLAMES_ACCUSES', 'CONDEMNS_OPPOSES', 'DEMANDS'] AND left(c.published, 10) <= j.start
                 RETURN c.quote } AS said_between,
       j.start AS answer_day, j.time_precision AS answer_precision, j.title AS answer,
       COLLECT { MATCH (a)<-[:PERPETRATOR]-(k:Incident)-[:TARGET|VICTIM]->(b)
                 WHERE k.start > j.start AND k.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
                   AND k.start <= toString(date(j.start) + duration({days: $days})) RETURN DISTINCT k.title } AS counter_blows,
       [i.id, j.id] AS incident_ids,
       COLLECT { MATCH (c:Claim) WHERE c.subject_key >= b.id + '|' + i.start AND c.subject_key < b.id + '|~' AND c.object_id = a.id
                   AND c.predicate IN ['WARNS', 'THREATENS', 'BLAMES_ACCUSES', 'CONDEMNS_OPPOSES', 'DEMANDS'] AND left(c.published, 10) <= j.start
                 RETURN c.id } AS claims
ORDER BY first_day, answer_day, first_by LIMIT 200
