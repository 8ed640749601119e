// title: Who invests in what, how much, and on what condition
// question: What has an actor invested in, how much, where, and what condition has it attached?
// parameters:
//   investor: {type: id, default: null, doc: Only by this actor.}
//   target: {type: id, default: null, doc: "Only into this project, company or place."}
// example: {investor: state-cn}
MATCH (c:Claim)
WHERE c.predicate = 'INVESTS_IN' AND c.polarity = 'positive' AND c.denied = false
  AND ($investor IS NULL OR c.subject_id = $investor) AND ($target IS NULL OR c.object_id = $target)
RETURN c.subject AS investor, c.object AS target, c.amount AS amount, c.currency AS currency, c.unit AS unit, c.place_text AS place,
       c.modality AS modality, c.condition AS condition,
       COLLECT { MATCH (d:Claim)
                 WHERE d.subject_key >= c.subject_id + '|' AND d.subject_key < c.subject_id + '|~' AND d.condition IS NOT NULL
                   AND d.predicate IN ['DEMANDS', 'WARNS', 'PROMISES_AGREES'] RETURN DISTINCT d.condition } AS other_conditions,
       c.speaker AS speaker, c.outlet AS outlet, c.published AS published, c.quote AS sentence, [c.id] AS claims
ORDER BY amount IS NULL, amount DESC, published, c.id LIMIT 500
