// title: Attacks on a target by month, province and who claimed them
// question: Attacks on chosen people or assets by month, province and claimed perpetrator, with the range of the dead.
// parameters:
//   targets: {type: ids, doc: "The people, projects or places that were aimed at or harmed."}
//   start: {type: date, default: null, doc: Not before this day.}
//   end: {type: date, default: null, doc: Before this day.}
// example: {targets: [project-cpec, state-cn]}
MATCH (i:Incident)
WHERE EXISTS { MATCH (i)-[:TARGET|VICTIM]->(e:Entity) WHERE e.id IN $targets }
  AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
  AND ($start IS NULL OR coalesce(i.end, i.start) >= $start) AND ($end IS NULL OR i.start < $end)
WITH i, left(i.start, 7) AS month,
     head(COLLECT { MATCH (i)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p:Place) WHERE p.level = 'admin1' RETURN p.name }) AS province,
     COLLECT { MATCH (i)-[r:PERPETRATOR]->(a:Actor) WHERE r.how = 'claimed' RETURN DISTINCT a.name } AS claimed_by
RETURN month, province, claimed_by, count(i) AS incidents, sum(i.n_reports) AS reports,
       sum(coalesce(i.killed_low, 0)) AS killed_low, sum(coalesce(i.killed_best, i.killed_low, 0)) AS killed_best,
       CASE WHEN count(CASE WHEN i.killed_low IS NOT NULL AND i.killed_high IS NULL THEN 1 END) > 0 THEN null
            ELSE sum(coalesce(i.killed_high, 0)) END AS killed_high,
       count(CASE WHEN i.killed_low IS NULL THEN 1 END) AS toll_unknown, collect(i.id) AS incident_ids
ORDER BY month, province, claimed_by LIMIT 1000
