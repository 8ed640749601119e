// title: Every spelling of a name, and where it was first seen
// question: All aliases and spellings of an actor, with the article in which each was first seen.
// parameters:
//   entity: {type: id, doc: "The actor, place or project."}
// example: {entity: group-ttp}
MATCH (a:Article)-[m:MENTIONS]->(e:Entity {id: $entity})
WITH e, a, m ORDER BY a.date_key
UNWIND m.spellings AS spelling
WITH e, spelling, collect(a) AS articles
RETURN spelling, spelling = e.name OR spelling IN coalesce(e.aliases, []) AS in_reference, size(articles) AS articles,
       articles[0].published AS first_published, articles[0].outlet AS first_outlet, articles[0].title AS first_title, articles[0].id AS article
ORDER BY articles DESC, spelling LIMIT 1000
