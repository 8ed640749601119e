// title: Who blames an actor, for what, and who disputes it
// question: Who blames one actor (such as a former government), for what, and who disputes it?
// parameters:
//   object: {type: id, doc: The one who is blamed.}
// example: {object: party-pk-pti}
MATCH (c:Claim)
WHERE c.object_key >= $object + '|' AND c.object_key < $object + '|~' AND c.predicate = 'BLAMES_ACCUSES' AND c.stance IN ['asserts', 'alleges']
RETURN c.subject AS blamer, c.object AS blamed, c.about AS for, c.speaker AS speaker, c.outlet AS outlet, c.published AS published, c.quote AS sentence,
       COLLECT { MATCH (d:Claim) WHERE d.triple = c.triple AND d.stance = 'denies' RETURN DISTINCT coalesce(d.speaker, d.outlet) } AS disputed_by,
       COLLECT { MATCH (d:Claim) WHERE d.subject_key >= $object + '|' AND d.subject_key < $object + '|~'
                   AND d.predicate IN ['DENIES', 'REJECTS'] RETURN d.quote } AS own_denials,
       [c.id] AS claims
ORDER BY published DESC, c.id LIMIT 500
