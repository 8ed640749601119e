// title: What a person said, how firmly, and by which way it reached us
// question: Every statement by one speaker, its modality and the chain of those who report it; which reach us only at second hand?
// parameters:
//   speaker: {type: id, doc: The speaker.}
// example: {speaker: person-khawaja-asif}
MATCH (s:Statement)
WHERE s.speaker_key >= $speaker + '|' AND s.speaker_key < $speaker + '|~'
RETURN s.published AS published, s.outlet AS outlet, s.cue AS cue, s.speech AS speech, s.quote AS sentence,
       COLLECT { MATCH (s)-[:NESTED_IN*1..6]->(o:Statement) RETURN coalesce(o.speaker, o.outlet) } AS reported_by,
       s.parent IS NOT NULL AS second_hand,
       COLLECT { MATCH (s)-[:ASSERTS]->(c:Claim) RETURN DISTINCT c.modality } AS modalities,
       COLLECT { MATCH (s)-[:ASSERTS]->(c:Claim) RETURN c.id } AS claims
ORDER BY published DESC, s.id LIMIT 1000
