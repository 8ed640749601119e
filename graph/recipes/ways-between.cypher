// title: How two actors are joined by what was asserted
// question: "The shortest ways between two actors over relations that somebody asserted and that held on a given day. With the sentences of every step, chosen relations and more ways: /v1/paths."
// parameters:
//   source: {type: id, doc: Where the way begins.}
//   target: {type: id, doc: Where it ends.}
//   date: {type: date, default: null, doc: Only relations that held on this day; those without dates hold always.}
// example: {source: group-ttp, target: state-cn}
MATCH p = (a:Entity {id: $source})-[:MEMBER_OF|LEADS|HOLDS_OFFICE|PART_OF|SPLINTER_OF|AFFILIATED_WITH|OPERATES_IN|CONTROLS|HARBORS|FUNDS_SPONSORS|ARMS_TRAINS|INVESTS_IN|OWNS_OPERATES|ALLIED_WITH|IN_CONFLICT_WITH|BANNED_BY|ATTACKS|AIDS|COOPERATES_WITH*1..4]-(b:Entity {id: $target})
WHERE all(r IN relationships(p) WHERE r.asserted > 0
          AND ($date IS NULL OR ((r.first_valid IS NULL OR r.first_valid <= $date) AND (r.last_valid IS NULL OR r.last_valid >= $date))))
WITH p ORDER BY length(p) LIMIT 10
RETURN length(p) AS length, [n IN nodes(p) | n.name] AS way,
       [r IN relationships(p) | startNode(r).name + ' ' + type(r) + ' ' + endNode(r).name] AS relations,
       reduce(least = 1000000, r IN relationships(p) | CASE WHEN r.origins < least THEN r.origins ELSE least END) AS least_origins,
       [r IN relationships(p) | r.claim_ids[0]] AS claims
ORDER BY length, least_origins DESC, relations
