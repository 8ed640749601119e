// title: A week against its own baseline
// question: "Week-on-week change by province and kind of incident against the mean of the eight weeks before, incidents and reports side by side. With probabilities against 26 weeks and independent origins: /v1/analytics/trends."
// parameters:
//   week: {type: date, doc: First day of the week.}
// example: {week: "2024-06-24"}
WITH $week AS week, toString(date($week) + duration({days: 7})) AS end, toString(date($week) - duration({days: 7})) AS last,
     toString(date($week) - duration({days: 56})) AS base
MATCH (i:Incident)
WHERE i.date_key >= base AND i.date_key < end AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled']
WITH i, week, last,
     head(COLLECT { MATCH (i)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(p:Place) WHERE p.level = 'admin1' RETURN p.name }) AS province
WITH province, i.type AS type,
     sum(CASE WHEN i.start >= week THEN 1 ELSE 0 END) AS incidents, sum(CASE WHEN i.start >= week THEN i.n_reports ELSE 0 END) AS reports,
     sum(CASE WHEN i.start >= last AND i.start < week THEN 1 ELSE 0 END) AS incidents_before,
     sum(CASE WHEN i.start >= last AND i.start < week THEN i.n_reports ELSE 0 END) AS reports_before,
     sum(CASE WHEN i.start < week THEN 1 ELSE 0 END) / 8.0 AS mean
RETURN province, type, incidents, incidents_before, incidents - incidents_before AS change, round(mean * 100.0) / 100.0 AS weekly_mean,
       round(100.0 * (incidents - mean) / sqrt(CASE WHEN mean < 1.0 THEN 1.0 ELSE mean END)) / 100.0 AS deviation, reports, reports_before
ORDER BY deviation DESC, incidents DESC, province, type LIMIT 500
