// title: Which office a speaker held when speaking
// question: Which officials held which office, by what the articles say, when they made a statement?
// parameters:
//   speaker: {type: id, default: null, doc: Only this speaker.}
// example: {}
MATCH (p:Person)-[:HOLDS_OFFICE|LEADS]->(:Entity)
WHERE $speaker IS NULL OR p.id = $speaker
WITH DISTINCT p
MATCH (s:Statement) WHERE s.speaker_key >= p.id + '|' AND s.speaker_key < p.id + '|~'
MATCH (o:Claim)
WHERE o.subject_key >= p.id + '|' AND o.subject_key < p.id + '|~' AND o.predicate IN ['HOLDS_OFFICE', 'LEADS'] AND o.stance IN ['asserts', 'alleges']
  AND (o.valid_from IS NULL OR o.valid_from <= s.published) AND (o.valid_to IS NULL OR o.valid_to >= left(s.published, 10))
WITH p, s, coalesce(o.about, o.predicate) AS office, o.object AS body, collect(DISTINCT o.id) AS claims,
     max(CASE WHEN o.valid_from IS NULL AND o.valid_to IS NULL THEN 0 ELSE 1 END) AS dated
RETURN p.name AS speaker, office, body, dated = 1 AS dated, s.published AS published, s.outlet AS outlet, s.quote AS sentence, claims
ORDER BY published DESC, speaker, office, s.id LIMIT 500
