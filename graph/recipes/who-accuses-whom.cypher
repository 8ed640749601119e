// title: Who accuses whom, in which sentences, and who denies it
// question: Who accuses whom of harbouring a group (or of another relation), in which sentences, through which outlets, and does the accused deny it?
// parameters:
//   predicate: {type: text, default: HARBORS, doc: A relation type.}
//   subject: {type: id, default: null, doc: Only accusations against this actor.}
//   object: {type: id, default: null, doc: "Only with this object, such as the group that is harboured."}
// example: {predicate: HARBORS, object: group-ttp}
MATCH (c:Claim)
WHERE c.predicate = $predicate AND c.triple IS NOT NULL AND c.stance IN ['asserts', 'alleges']
  AND ($subject IS NULL OR c.subject_id = $subject) AND ($object IS NULL OR c.object_id = $object)
WITH c ORDER BY c.published, c.id
WITH coalesce(c.speaker, c.outlet, 'an article') AS accuser, c.subject AS accused, c.subject_id AS accused_id, c.object AS of,
     c.triple AS triple, collect(c.id) AS claims, collect(DISTINCT c.outlet) AS outlets, collect(c.quote) AS sentences,
     min(c.published) AS first, max(c.published) AS last
RETURN accuser, accused, of, outlets, first, last, sentences,
       COLLECT { MATCH (d:Claim) WHERE d.triple = triple AND d.stance = 'denies'
                 RETURN DISTINCT coalesce(d.speaker, d.outlet) } AS denied_by,
       EXISTS { MATCH (d:Claim) WHERE d.triple = triple AND d.stance = 'denies' AND d.speaker_id = accused_id } AS accused_denies,
       claims
ORDER BY size(claims) DESC, accuser, accused, of LIMIT 500
