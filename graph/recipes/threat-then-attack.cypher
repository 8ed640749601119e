// title: Threats that were followed by an attack
// question: "Which actors' threats are followed by an attack of the same actor within some days, against how often they attack anyway? With chance and lags: /v1/analytics/leadlag."
// parameters:
//   days: {type: integer, default: 30, doc: Length of the window.}
//   actor: {type: id, default: null, doc: Only this actor.}
// example: {days: 30}
MATCH (c:Claim)
WHERE (c.predicate = 'THREATENS' OR (c.predicate = 'WARNS' AND c.sense = 'threat')) AND c.subject_id IS NOT NULL AND c.published IS NOT NULL
  AND c.polarity = 'positive' AND c.denied = false AND ($actor IS NULL OR c.subject_id = $actor)
WITH c.subject_id AS id, left(c.published, 10) AS day, collect(c.id) AS claims
WITH id, day, claims, toString(date(day) + duration({days: $days})) AS until
WITH id, collect({day: day, claims: claims,
     followed: EXISTS { MATCH (:Entity {id: id})<-[r:PERPETRATOR]-(i:Incident)
                        WHERE coalesce(r.how, 'fact') IN ['fact', 'claimed'] AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] AND i.start > day AND i.start <= until }}) AS threats
MATCH (a:Entity {id: id})
WITH a, threats, COLLECT { MATCH (a)<-[r:PERPETRATOR]-(i:Incident)
                           WHERE coalesce(r.how, 'fact') IN ['fact', 'claimed'] AND i.start IS NOT NULL AND i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] RETURN i.start } AS attacks
UNWIND [t IN threats | t.day] + attacks AS day
WITH a, threats, size(attacks) AS attacks, min(day) AS first, max(day) AS last
WITH a, threats, attacks, first, last, 1 + duration.inDays(date(first), date(last)).days AS span
WITH a, threats, attacks, first, last, attacks * toFloat($days) / CASE WHEN span < $days THEN $days ELSE span END AS rate
RETURN a.name AS actor, size(threats) AS threat_days, size([t IN threats WHERE t.followed]) AS followed,
       round(100.0 * size([t IN threats WHERE t.followed]) / size(threats)) / 100.0 AS share, attacks,
       round(100.0 * (1.0 - exp(-1.0 * rate))) / 100.0 AS base_rate, first, last,
       reduce(ids = [], t IN threats | ids + t.claims) AS claims
ORDER BY share DESC, threat_days DESC, actor LIMIT 200
