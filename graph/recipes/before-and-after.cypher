// title: Places compared before, between and after two days
// question: "Incidents in one province against another, before and after a turning point such as the end of a ceasefire or a change of government."
// parameters:
//   places: {type: ids, doc: Places; the places within them are included.}
//   first: {type: date, default: "2021-08-15", doc: The first turning point.}
//   second: {type: date, default: "2022-11-28", doc: The second turning point.}
// example: {places: [place-pk-khyber-pakhtunkhwa, place-pk-balochistan]}
MATCH (p:Place) WHERE p.id IN $places
MATCH (i:Incident)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p)
WHERE i.start IS NOT NULL AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
WITH DISTINCT p, i
WITH p, i, CASE WHEN i.start < $first THEN 1 WHEN i.start < $second THEN 2 ELSE 3 END AS part
RETURN p.name AS place, CASE part WHEN 1 THEN 'before ' + $first WHEN 2 THEN $first + ' to ' + $second ELSE 'from ' + $second END AS period,
       count(i) AS incidents, sum(i.n_reports) AS reports, sum(coalesce(i.killed_low, 0)) AS killed_low,
       CASE WHEN count(CASE WHEN i.killed_low IS NOT NULL AND i.killed_high IS NULL THEN 1 END) > 0 THEN null
            ELSE sum(coalesce(i.killed_high, 0)) END AS killed_high,
       count(CASE WHEN i.killed_low IS NULL THEN 1 END) AS toll_unknown, min(i.start) AS earliest, max(i.start) AS latest, part
ORDER BY place, part
