// title: Pairs of incidents that may be one event
// question: "Which pairs of incidents may be the same event: at most a day apart, of one kind or with a party in common, not in places that exclude each other, not judged to be two; and why, and what is judged of them?"
// parameters:
//   start: {type: date, default: null, doc: Not before this day.}
//   end: {type: date, default: null, doc: Before this day.}
// example: {}
MATCH (i:Incident)
WHERE i.start IS NOT NULL AND i.time_precision IN ['instant', 'day', 'range'] AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
  AND ($start IS NULL OR i.start >= $start) AND ($end IS NULL OR i.start < $end)
MATCH (i)-[:PERPETRATOR|TARGET|VICTIM|LOCATED_IN]->(x:Entity)<-[:PERPETRATOR|TARGET|VICTIM|LOCATED_IN]-(j:Incident)
WHERE (i.start < j.start OR (i.start = j.start AND i.id < j.id)) AND j.time_precision IN ['instant', 'day', 'range'] AND j.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
  AND abs(duration.inDays(date(i.start), date(j.start)).days) <= 1
WITH i, j, x ORDER BY x.name
WITH i, j, collect(DISTINCT x.name) AS shared, count(DISTINCT CASE WHEN x:Place THEN x.id END) AS places
WHERE i.place_id IS NULL OR j.place_id IS NULL OR i.place_id = j.place_id
   OR EXISTS { MATCH (:Place {id: i.place_id})-[:WITHIN*1..6]->(:Place {id: j.place_id}) }
   OR EXISTS { MATCH (:Place {id: j.place_id})-[:WITHIN*1..6]->(:Place {id: i.place_id}) }
WITH i, j, shared,
     COLLECT { MATCH (r:IncidentReport {incident: i.id}), (s:IncidentReport {incident: j.id})
               MATCH (k:Judgement {left: 'inc-' + substring(r.id, 4)}) WHERE k.right = 'inc-' + substring(s.id, 4)
               RETURN [k.verdict, k.by, k.score, k.reasons] }
   + COLLECT { MATCH (r:IncidentReport {incident: j.id}), (s:IncidentReport {incident: i.id})
               MATCH (k:Judgement {left: 'inc-' + substring(r.id, 4)}) WHERE k.right = 'inc-' + substring(s.id, 4)
               RETURN [k.verdict, k.by, k.score, k.reasons] } AS judged
WHERE NOT any(one IN judged WHERE one[0] = 'not_same')
RETURN i.title AS one, j.title AS other, i.start AS one_day, j.start AS other_day, i.outlet AS one_outlet, j.outlet AS other_outlet,
       ['shares ' + reduce(text = '', name IN shared | text + CASE WHEN text = '' THEN '' ELSE ', ' END + name)]
       + CASE WHEN i.type = j.type THEN ['both ' + i.type] ELSE [] END
       + CASE WHEN i.start = j.start THEN ['the same day'] ELSE ['a day apart'] END
       + CASE WHEN i.killed_low = j.killed_low THEN ['the same toll'] ELSE [] END AS reasons,
       size(shared) + CASE WHEN i.type = j.type THEN 1 ELSE 0 END + CASE WHEN i.killed_low = j.killed_low THEN 1 ELSE 0 END AS weight,
       [one IN judged | one[0] + ' by ' + one[1]] AS judged, judged[0][2] AS score, judged[0][3] AS judged_for,
       [i.id, j.id] AS incident_ids
ORDER BY weight DESC, one_day DESC, one, other LIMIT 200
