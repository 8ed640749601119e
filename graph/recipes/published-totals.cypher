// title: Published totals, and how much of them we can itemise
// question: All published totals for a place and time, what they count, who published them, and how many incidents of our own stand against them.
// parameters:
//   place: {type: id, default: null, doc: "Only for this place, or one within it."}
//   start: {type: date, default: null, doc: Only of periods that end on or after this day.}
//   end: {type: date, default: null, doc: Only of periods that begin before this day.}
// example: {place: place-pk, start: "2023-01-01", end: "2024-01-01"}
MATCH (s:Statistic)
WHERE ($start IS NULL OR s.valid_to >= $start) AND ($end IS NULL OR s.valid_from < $end)
  AND ($place IS NULL OR EXISTS { MATCH (s)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(:Place {id: $place}) })
WITH s, toLower(s.measure) CONTAINS 'incident' OR toLower(s.measure) CONTAINS 'attack' AS countable,
     COUNT { MATCH (i:Incident)-[:LOCATED_IN]->(:Place)-[:WITHIN*0..6]->(:Place {id: s.place_id})
             WHERE i.status IN ['occurred', 'ongoing', 'attempted', 'foiled'] AND i.start >= s.valid_from AND i.start <= s.valid_to } AS found
RETURN s.measure AS measure, s.low AS low, s.high AS high, s.unit AS unit, s.publisher AS publisher, s.place_text AS place,
       s.valid_from AS valid_from, s.valid_to AS valid_to,
       CASE WHEN countable AND s.place_id IS NOT NULL AND s.valid_from IS NOT NULL THEN found END AS itemised,
       CASE WHEN countable AND s.place_id IS NOT NULL AND s.valid_from IS NOT NULL AND s.low > 0 THEN round(found * 100.0 / s.low) / 100.0 END AS share,
       s.outlet AS outlet, s.published AS published, s.quote AS sentence, s.id AS statistic
ORDER BY valid_from, measure, statistic LIMIT 500
