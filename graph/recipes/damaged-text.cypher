// title: What rests on damaged text
// question: Which claims come from sentences flagged as damaged, and what would be lost if they were dropped?
// parameters:
//   flag: {type: text, default: null, doc: Only this flag.}
// example: {}
MATCH (c:Claim)
WHERE size(c.flags) > 0 AND ($flag IS NULL OR $flag IN c.flags)
WITH c, COUNT { MATCH (o:Claim) WHERE o.triple = c.triple AND o.stance IN ['asserts', 'alleges'] AND size(o.flags) = 0 } AS others
RETURN c.flags AS flags, c.subject AS subject, c.predicate AS predicate, c.object AS object, c.quote AS sentence, c.outlet AS outlet,
       others AS undamaged_claims, others = 0 AS only_here, [c.id] AS claims
ORDER BY only_here DESC, subject, predicate, object, c.id LIMIT 500
