// title: Standing relations of some actors on a day
// question: "How do some actors stand to each other and to others on a given day, by kind of relation, and how sure is it?"
// parameters:
//   entities: {type: ids, doc: The actors.}
//   date: {type: date, default: null, doc: Only relations that held on this day; those without dates hold always.}
// example: {entities: [state-pk, group-afghan-taliban, group-ttp, state-cn]}
MATCH (a:Entity)-[r:MEMBER_OF|LEADS|PART_OF|SPLINTER_OF|AFFILIATED_WITH|OPERATES_IN|CONTROLS|HARBORS|FUNDS_SPONSORS|ARMS_TRAINS|INVESTS_IN|OWNS_OPERATES|ALLIED_WITH|IN_CONFLICT_WITH|BANNED_BY]->(b:Entity)
WHERE (a.id IN $entities OR b.id IN $entities)
  AND ($date IS NULL OR ((r.first_valid IS NULL OR r.first_valid <= $date) AND (r.last_valid IS NULL OR r.last_valid >= $date)))
RETURN a.name AS source, type(r) AS relation, b.name AS target, a.id IN $entities AND b.id IN $entities AS among_them,
       r.claims AS claim_count, r.outlets AS outlets, r.origins AS origins, r.disputed AS disputed, r.confidence AS confidence,
       r.first_valid AS first_valid, r.last_valid AS last_valid, r.claim_ids[..10] AS claims
ORDER BY among_them DESC, claim_count DESC, source, relation, target LIMIT 500
