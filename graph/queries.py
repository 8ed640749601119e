"""Every hand-written read. A comment names the columns; values come as parameters, types and labels from the model.

`{relations}` stands for what `with_model` puts in: the model's relation types.

Paged lists have one form, `MATCH (x:…) WHERE x.key < $high … RETURN … ORDER BY x.key DESC LIMIT`, because only in this form
does the embedded engine walk the index in its order and stop: no WITH before the LIMIT, no column named like `x`.
What belongs to a row is fetched by COLLECT beside it.
"""

from collections.abc import Sequence
from functools import cache

from graph.cypher import LEDGER, META, PENDING, REDIRECT
from schema.model import Model, load_model


@cache
def with_model(query: str) -> str:
    """Put the model's relation types into a query, as `A|B|C`."""
    return query.replace("{relations}", "|".join(load_model().relations))


def node_counts(model: Model) -> str:
    """name, n: nodes by kind; kinds without nodes may be missing."""
    return " UNION ALL ".join(f"MATCH (n:{kind}) RETURN '{kind}' AS name, count(n) AS n" for kind in model.kinds)


def relation_counts(model: Model) -> str:
    """name, n: edges by relation type; types without edges may be missing."""
    return " UNION ALL ".join(
        f"MATCH ()-[r:{type}]->() RETURN '{type}' AS name, count(r) AS n" for type in model.relations
    )


# written, pending, model
LEDGER_STATE = f"""
OPTIONAL MATCH (m:{META} {{id: 'model'}})
CALL () {{ MATCH (l:{LEDGER}) RETURN count(l) AS written }}
CALL () {{ MATCH (p:{PENDING}) RETURN coalesce(sum(p.articles), 0) AS pending }}
RETURN written, pending, coalesce(m.version, 0) AS model
"""

# e (properties), labels, rank (0 exact, 1 partial)
ENTITIES = """
MATCH (e:Entity)
WHERE ($kind IS NULL OR $kind IN labels(e)) AND ($part = '' OR e.search CONTAINS $part)
WITH e, CASE WHEN $part = '' OR e.search CONTAINS $exact THEN 0 ELSE 1 END AS rank,
     CASE WHEN $part = '' THEN 0 ELSE e.n_articles END AS weight
WHERE $rank IS NULL OR rank > $rank
   OR (rank = $rank AND (weight < $weight OR (weight = $weight AND e.name_key > $key)))
RETURN properties(e) AS e, labels(e) AS labels, rank, weight ORDER BY rank, weight DESC, e.name_key LIMIT $limit
"""

# the same columns; the plain list by name, which needs no ranking
ENTITIES_BY_NAME = """
MATCH (x:Entity) WHERE x.name_key > $key AND ($kind IS NULL OR $kind IN labels(x))
RETURN properties(x) AS e, labels(x) AS labels, 0 AS rank, 0 AS weight ORDER BY x.name_key LIMIT $limit
"""

# e (properties), labels, within (list of id, name, steps)
ENTITY = """
MATCH (e:Entity {id: $id})
OPTIONAL MATCH p = (e)-[:WITHIN*1..8]->(outer:Entity)
RETURN properties(e) AS e, labels(e) AS labels,
       collect({id: outer.id, name: outer.name, kind: outer.kind, steps: length(p)}) AS within
"""

ARTICLE_OF = "COLLECT { MATCH (a:Article {id: x.article_id}) RETURN [a.title, a.url] } AS article"
CLAIM_FILTER = """
($predicate IS NULL OR x.predicate = $predicate) AND ($polarity IS NULL OR x.polarity = $polarity)
AND ($modality IS NULL OR x.modality = $modality) AND ($outlet IS NULL OR x.outlet = $outlet)
AND ($subject IS NULL OR x.subject_id = $subject) AND ($object IS NULL OR x.object_id = $object)
AND ($speaker IS NULL OR x.speaker_id = $speaker) AND ($article IS NULL OR x.article_id = $article)
AND x.confidence >= $min_confidence AND ($review IS NULL OR coalesce(x.review, 'none') = $review)
"""


def claims_by(key: str) -> str:
    """c (properties), article: claims in the order of one sort key, `$low` inclusive to `$high` exclusive, newest first."""
    return f"""
MATCH (x:Claim) WHERE x.{key} >= $low AND x.{key} < $high AND {CLAIM_FILTER}
RETURN properties(x) AS c, {ARTICLE_OF} ORDER BY x.{key} DESC LIMIT $limit"""


# c, article: the first rows of the claims in which an entity is subject, and of those in which it is object, to be merged
CLAIMS_ABOUT = f"{claims_by('subject_key')} UNION {claims_by('object_key')}"

# c, article: the claims of one article
CLAIMS_OF_ARTICLE = f"""
MATCH (:Article {{id: $article}})-[:CONTAINS]->(x:Claim) WHERE x.date_key < $high AND {CLAIM_FILTER}
RETURN properties(x) AS c, {ARTICLE_OF} ORDER BY x.date_key DESC LIMIT $limit
"""

# c, article: the rejected claims of one article, and all of them; the same columns
REJECTED_OF_ARTICLE = CLAIMS_OF_ARTICLE.replace(":Claim)", ":RejectedClaim)")
REJECTED = claims_by("date_key").replace(
    ":Claim) WHERE", ":RejectedClaim) WHERE ($about IS NULL OR x.subject_id = $about OR x.object_id = $about) AND"
)

# c, article
CLAIM = f"MATCH (x:Claim {{id: $id}}) RETURN properties(x) AS c, {ARTICLE_OF}"
REJECTED_CLAIM = f"MATCH (x:RejectedClaim {{id: $id}}) RETURN properties(x) AS c, {ARTICLE_OF}"

# c (properties), article: the claims with these ids
EVIDENCE = f"""
UNWIND $ids AS id
MATCH (x:Claim {{id: id}})
RETURN properties(x) AS c, {ARTICLE_OF}
"""


PLACES = "MATCH (inner:Entity)-[:WITHIN*0..8]->(:Entity {id: $place}) WITH collect(DISTINCT inner.id) AS places "
# n (properties), place, claims (ids), article
PART = (
    "properties(x) AS n, COLLECT { MATCH (x)-[:LOCATED_IN]->(p:Place) RETURN [p.name, p.lat, p.lon] } AS place, "
    "COLLECT { MATCH (x)<-[:REPORTS]-()<-[:EVIDENCE_FOR]-(c:Claim) RETURN c.id LIMIT 50 } AS claims, " + ARTICLE_OF
)


# the same columns
INCIDENT = f"MATCH (x:Incident {{id: $id}}) RETURN {PART}"

# n (properties), place, article: the reports of an incident, earliest published first
REPORTS = f"""
MATCH (x:IncidentReport {{incident: $id}})
RETURN properties(x) AS n, COLLECT {{ MATCH (p:Place {{id: x.place_id}}) RETURN [p.name, p.lat, p.lon] }} AS place, {ARTICLE_OF}
ORDER BY x.published, x.id
"""

# incident: what a report of this id tells of
INCIDENT_OF_REPORT = "MATCH (x:IncidentReport {id: $id}) RETURN x.incident AS incident"

# to: what an entity of this id was merged into
REDIRECTED = f"MATCH (r:{REDIRECT} {{id: $id}}) RETURN r.to AS to"

# j (properties): the judgements on pairs of these ids, surest first
JUDGEMENTS = """
UNWIND $ids AS id
MATCH (j:Judgement {left: id}) WHERE j.right IN $ids
RETURN properties(j) AS j ORDER BY j.score DESC, j.id
"""

# j (properties): the judgements that have one of these ids at an end
JUDGEMENTS_ABOUT = """
UNWIND $ids AS id
CALL (id) {
  MATCH (j:Judgement {left: id}) RETURN j
  UNION
  MATCH (j:Judgement {right: id}) RETURN j
}
WITH DISTINCT j
RETURN properties(j) AS j ORDER BY j.score DESC, j.id
"""

# d (properties), subject, object, incident (names): disputes, those last spoken of first
DISPUTES = """
MATCH (x:Dispute) WHERE x.date_key < $high
  AND ($nature IS NULL OR x.nature = $nature) AND ($oneself IS NULL OR x.oneself = $oneself)
  AND ($incident IS NULL OR x.incident = $incident) AND ($predicate IS NULL OR x.predicate = $predicate)
  AND ($about IS NULL OR x.subject_id = $about OR x.object_id = $about)
  AND ($until IS NULL OR x.date_key < $until) AND ($since IS NULL OR x.date_key >= $since)
RETURN properties(x) AS d, COLLECT { MATCH (e:Entity {id: x.subject_id}) RETURN e.name } AS subject,
       COLLECT { MATCH (e:Entity {id: x.object_id}) RETURN e.name } AS object,
       COLLECT { MATCH (i:Incident {id: x.incident}) RETURN i.title } AS incident
ORDER BY x.date_key DESC LIMIT $limit
"""

# n (properties), place, article: the reports with these ids
REPORTS_OF = f"""
UNWIND $ids AS id
MATCH (x:IncidentReport {{id: id}})
RETURN properties(x) AS n, COLLECT {{ MATCH (p:Place {{id: x.place_id}}) RETURN [p.name, p.lat, p.lon] }} AS place, {ARTICLE_OF}
"""

# id, name: entities
NAMES = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN e.id AS id, e.name AS name"


def ties(found: Sequence[tuple[str, str]]) -> str:
    """c (properties), article: claims that may tie somebody, newest first; `found` are labels with what must hold of `x`."""
    return " UNION ALL ".join(
        f"""MATCH (x:{label}) WHERE x.predicate IN ['THREATENS', 'WARNS', 'PROMISES_AGREES', 'DEMANDS'] AND x.published IS NOT NULL
  AND x.subject_id IS NOT NULL AND x.modality = 'asserted' AND x.polarity = 'positive'
  AND ($by IS NULL OR x.subject_id = $by) AND ($to IS NULL OR x.object_id = $to){held}
RETURN properties(x) AS c, {ARTICLE_OF} ORDER BY x.date_key DESC LIMIT $limit"""
        for label, held in found
    )


def deeds(found: Sequence[tuple[str, str]]) -> str:
    """c (properties), article: what these actors do and say, newest first."""
    return " UNION ALL ".join(
        f"""UNWIND $ids AS id
CALL (id) {{
  MATCH (x:{label}) WHERE x.subject_key >= id + '|' AND x.subject_key < id + '|~' AND x.modality = 'asserted'{held}
  RETURN x ORDER BY x.subject_key DESC LIMIT $limit
}}
RETURN properties(x) AS c, {ARTICLE_OF}"""
        for label, held in found
    )


# j (properties): judgements by scope, verdict and person, surest first; $rank is where the page before ended
JUDGEMENTS_BY = """
MATCH (j:Judgement)
WHERE ($scope IS NULL OR j.scope = $scope) AND ($verdict IS NULL OR j.verdict = $verdict OR ($verdict = 'unsure' AND j.held IS NOT NULL))
  AND ($by IS NULL OR j.by = $by)
  AND ($score IS NULL OR j.score < $score OR (j.score = $score AND j.id > $key))
RETURN properties(j) AS j ORDER BY j.score DESC, j.id LIMIT $limit
"""

# article, outlet, published, title, url, claims, origin: the articles with claims for an edge, by its keys
RELATION_REPORTS = """
UNWIND $sources AS source
MATCH (c:Claim {triple: source.triple})
WHERE c.stance IN ['asserts', 'alleges'] AND (source.sense IS NULL OR c.sense = source.sense)
WITH c.article_id AS article, collect(c.id) AS claims
MATCH (a:Article {id: article})
RETURN article, a.outlet AS outlet, a.published AS published, a.title AS title, a.url AS url, a.origin AS origin, claims
ORDER BY published, article LIMIT $limit
"""

# article, …: the articles of an origin, with the same columns but for claims
ORIGIN = """
MATCH (o:Origin {id: $id})<-[:HAS_ORIGIN]-(a:Article)
RETURN a.id AS article, a.outlet AS outlet, a.published AS published, a.title AS title, a.url AS url, a.origin AS origin
ORDER BY published, article LIMIT $limit
"""

# c, article: the claims that are evidence for an incident
INCIDENT_CLAIMS = (
    f"MATCH (:Incident {{id: $id}})<-[:REPORTS]-(:IncidentReport)<-[:EVIDENCE_FOR]-(x:Claim) "
    f"RETURN properties(x) AS c, {ARTICLE_OF} "
    "ORDER BY x.date_key DESC"
)


# a (properties without text): articles, newest first
ARTICLES = """
MATCH (x:Article) WHERE x.date_key < $high
  AND ($outlet IS NULL OR x.outlet = $outlet) AND ($origin IS NULL OR x.origin = $origin)
RETURN x {.id, .title, .url, .outlet, .published, .source_id, .lang, .marking, .sha256, .origin, .known_from, .n_claims,
          .n_incidents, .date_key} AS a
ORDER BY x.date_key DESC LIMIT $limit
"""

# a (properties), parts (kind, id, start, end, label)
ARTICLE = """
MATCH (a:Article {id: $id})
OPTIONAL MATCH (a)-[:CONTAINS]->(n) WHERE NOT n:Claim AND NOT n:RejectedClaim
RETURN properties(a) AS a,
       collect({labels: labels(n), id: coalesce(n.incident, n.id), start: n.char_start, end: n.char_end,
                label: coalesce(n.type, n.measure, n.cue)}) AS parts
"""

# n (properties), labels
NODES = "UNWIND $ids AS id MATCH (n:Entity {id: id}) RETURN properties(n) AS n, labels(n) AS labels"
