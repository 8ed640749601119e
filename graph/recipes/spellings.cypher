// title: Every spelling of a name, and where it was first seen
// question: All aliases and spellings of an actor, with the article in which each was first seen; and those of whom it may be one with, which nobody confirmed.
// parameters:
//   entity: {type: id, doc: "The actor, place or project."}
// example: {entity: group-ttp}
MATCH (e:Entity {id: $entity})
WITH [e.id] + COLLECT { MATCH (r:Redirect) WHERE r.to = $entity RETURN r.id } AS own
WITH own, COLLECT { MATCH (j:Judgement) WHERE j.scope = 'entity' AND (j.verdict = 'unsure' OR j.held IS NOT NULL) AND j.left IN own
                    RETURN [j.right, j.score, j.reasons] }
        + COLLECT { MATCH (j:Judgement) WHERE j.scope = 'entity' AND (j.verdict = 'unsure' OR j.held IS NOT NULL) AND j.right IN own
                    RETURN [j.left, j.score, j.reasons] } AS perhaps
UNWIND [[$entity, null, []]] + perhaps AS one
WITH one, coalesce(COLLECT { MATCH (r:Redirect {id: one[0]}) RETURN r.to }[0], one[0]) AS id
MATCH (a:Article)-[m:MENTIONS]->(e:Entity {id: id})
WITH one, e, a, m ORDER BY a.date_key
UNWIND m.spellings AS spelling
WITH one, e, spelling, collect(a) AS articles
RETURN spelling, CASE WHEN e.id = $entity THEN 'itself' ELSE 'unsure' END AS identity, e.id AS entity,
       spelling = e.name OR spelling IN coalesce(e.aliases, []) AS in_reference, size(articles) AS articles,
       articles[0].published AS first_published, articles[0].outlet AS first_outlet, articles[0].title AS first_title, articles[0].id AS article,
       one[1] AS score, one[2] AS reasons
ORDER BY identity, articles DESC, spelling LIMIT 1000
