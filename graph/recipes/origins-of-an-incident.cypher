// title: The independent origins of an incident, who copied whom, and where they differ
// question: "For one incident: how many independent origins are there, which outlets copied which, and what do they disagree on?"
// parameters:
//   incident: {type: id, doc: The incident.}
// example: {incident: inc-0000000000000000}
MATCH (i:Incident {id: $incident})
MATCH (r:IncidentReport {incident: $incident})
WITH i, r ORDER BY coalesce(r.published, '9999'), r.id
WITH i, r.origin AS origin, collect(r) AS reports
WITH i, origin, reports, reports[0] AS first,
     reduce(low = null, r IN reports | CASE WHEN low IS NULL OR r.killed_low < low THEN r.killed_low ELSE low END) AS killed_low,
     reduce(most = null, r IN reports | CASE WHEN most IS NULL OR r.killed_low > most THEN r.killed_low ELSE most END) AS killed_most
RETURN first.outlet AS first_outlet, first.published AS first_published, [r IN reports[1..] | r.outlet] AS copied_by, size(reports) AS reports,
       first.type AS type, first.start AS day, first.place_text AS place, killed_low, killed_most, first.killed_by AS counted_by,
       first.perpetrators AS perpetrators,
       CASE WHEN first.type <> i.type THEN ['type'] ELSE [] END
       + CASE WHEN first.start <> i.start THEN ['day'] ELSE [] END
       + CASE WHEN first.place_id <> i.place_id THEN ['place'] ELSE [] END
       + CASE WHEN killed_low <> i.killed_best OR killed_most <> i.killed_best THEN ['dead'] ELSE [] END
       + CASE WHEN size(first.perpetrators) > 0 AND any(name IN i.perpetrators WHERE NOT name IN first.perpetrators) THEN ['perpetrators'] ELSE [] END AS differs_in,
       first.quote AS sentence, origin,
       COLLECT { MATCH (c:Claim)-[:EVIDENCE_FOR]->(r:IncidentReport) WHERE r.incident = $incident AND r.origin = origin RETURN DISTINCT c.id } AS claims
ORDER BY first_published, origin LIMIT 500
