"""Every hand-written read. A comment names the columns; values come as parameters, types and labels from the model.

`{relations}` and `{kinds}` stand for what `with_model` puts in: the model's relation types, and one part a kind.
"""

from functools import cache

from graph.cypher import LEDGER, META, PENDING
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
MATCH (e:Entity) WHERE e.name_key > $key AND ($kind IS NULL OR $kind IN labels(e))
RETURN properties(e) AS e, labels(e) AS labels, 0 AS rank, 0 AS weight ORDER BY e.name_key LIMIT $limit
"""

# e (properties), labels, within (list of id, name, steps)
ENTITY = """
MATCH (e:Entity {id: $id})
OPTIONAL MATCH p = (e)-[:WITHIN*1..8]->(outer:Entity)
RETURN properties(e) AS e, labels(e) AS labels,
       collect({id: outer.id, name: outer.name, kind: outer.kind, steps: length(p)}) AS within
"""

# type, out, id, name, kind, r (properties)
NEIGHBOURS = """
MATCH (e:Entity {id: $id})-[r:{relations}]-(o:Entity)
RETURN type(r) AS type, startNode(r) = e AS out, o.id AS id, o.name AS name, o.kind AS kind, properties(r) AS r
ORDER BY r.claims DESC, r.id LIMIT $limit
"""

_CLAIM_FILTER = """
($predicate IS NULL OR c.predicate = $predicate) AND ($polarity IS NULL OR c.polarity = $polarity)
AND ($modality IS NULL OR c.modality = $modality) AND ($outlet IS NULL OR c.outlet = $outlet)
AND ($subject IS NULL OR c.subject_id = $subject) AND ($object IS NULL OR c.object_id = $object)
AND ($speaker IS NULL OR c.speaker_id = $speaker) AND ($article IS NULL OR c.article_id = $article)
AND c.confidence >= $min_confidence
"""
_CLAIM_COLUMNS = """
OPTIONAL MATCH (a:Article {id: c.article_id})
RETURN properties(c) AS c, a.title AS title, a.url AS url ORDER BY c.date_key DESC
"""


def claims_by(key: str) -> str:
    """c (properties), title, url: claims in the order of one sort key, `$low` inclusive to `$high` exclusive, newest first."""
    return f"""
MATCH (c:Claim) WHERE c.{key} >= $low AND c.{key} < $high AND {_CLAIM_FILTER}
WITH c ORDER BY c.{key} DESC LIMIT $limit {_CLAIM_COLUMNS}"""


# c (properties), title, url: claims with an entity at either end
CLAIMS_ABOUT = f"""
CALL () {{
  MATCH (c:Claim) WHERE c.subject_key >= $low AND c.subject_key < $high AND {_CLAIM_FILTER}
  RETURN c ORDER BY c.subject_key DESC LIMIT $limit
  UNION
  MATCH (c:Claim) WHERE c.object_key >= $low AND c.object_key < $high AND {_CLAIM_FILTER}
  RETURN c ORDER BY c.object_key DESC LIMIT $limit
}}
WITH c ORDER BY c.date_key DESC LIMIT $limit {_CLAIM_COLUMNS}
"""

# the same, for the claims of one article
CLAIMS_OF_ARTICLE = f"""
MATCH (:Article {{id: $article}})-[:CONTAINS]->(c:Claim) WHERE c.date_key < $high AND {_CLAIM_FILTER}
WITH c ORDER BY c.date_key DESC LIMIT $limit {_CLAIM_COLUMNS}
"""

# c, title, url
CLAIM = """
MATCH (c:Claim {id: $id}) OPTIONAL MATCH (a:Article {id: c.article_id})
RETURN properties(c) AS c, a.title AS title, a.url AS url
"""

# key, c, title, url: the newest claims of each edge, those that support, deny or come from damaged sentences
EVIDENCE = """
UNWIND $rows AS r
CALL (r) {
  UNWIND r.sources AS source
  MATCH (c:Claim {triple: source.triple})
  WHERE c.stance <> 'none' AND (source.sense IS NULL OR c.sense = source.sense)
  RETURN c ORDER BY c.date_key DESC LIMIT $evidence
}
OPTIONAL MATCH (a:Article {id: c.article_id})
RETURN r.key AS key, properties(c) AS c, a.title AS title, a.url AS url ORDER BY c.date_key DESC
"""


def relations(types: str, match: str) -> str:
    """type, r (properties), a, a_name, a_kind, b …: edges of the given types (`A|B`), most claims first.

    `match` chooses where to start: `any`, `source`, `target`, `both` (source and target) or `about` (one end).
    """
    ends = {
        "any": f"MATCH (a:Entity)-[r:{types}]->(b:Entity)",
        "source": f"MATCH (a:Entity {{id: $source}})-[r:{types}]->(b:Entity)",
        "target": f"MATCH (a:Entity)-[r:{types}]->(b:Entity {{id: $target}})",
        "both": f"MATCH (a:Entity {{id: $source}})-[r:{types}]->(b:Entity {{id: $target}})",
        "about": f"MATCH (x:Entity {{id: $source}})-[r:{types}]-(y:Entity) WITH r, startNode(r) AS a, endNode(r) AS b",
        "between": f"MATCH (x:Entity {{id: $source}})-[r:{types}]-(y:Entity {{id: $target}}) "
        "WITH r, startNode(r) AS a, endNode(r) AS b",
    }[match]
    return f"""{ends}
WHERE r.origins >= $min_origins AND r.confidence >= $min_confidence AND ($disputed IS NULL OR r.disputed = $disputed)
  AND ($claims IS NULL OR r.claims < $claims OR (r.claims = $claims AND r.id > $key))
RETURN type(r) AS type, properties(r) AS r, a.id AS a, a.name AS a_name, a.kind AS a_kind,
       b.id AS b, b.name AS b_name, b.kind AS b_kind
ORDER BY r.claims DESC, r.id LIMIT $limit"""


_PLACES = "MATCH (inner:Entity)-[:WITHIN*0..8]->(:Entity {id: $place}) WITH collect(DISTINCT inner.id) AS places "
_PART_COLUMNS = """
OPTIONAL MATCH (n)-[:LOCATED_IN]->(p:Place)
OPTIONAL MATCH (a:Article {id: n.article_id})
RETURN properties(n) AS n, p.name AS place, p.lat AS lat, p.lon AS lon, a.title AS title, a.url AS url
ORDER BY n.date_key DESC
"""


def incidents(*, place: bool, actor: bool) -> str:
    """n (properties), place, lat, lon, title, url: incidents, latest first."""
    start = _PLACES if place else "WITH [] AS places "
    found = (
        "MATCH (n:Incident)-[:PERPETRATOR|TARGET|VICTIM]->(:Entity {id: $actor}) WITH DISTINCT n, places "
        if actor
        else "MATCH (n:Incident) "
    )
    within = "AND n.place_id IN places " if place else ""
    return f"""{start} {found}
WHERE n.date_key < $high AND n.status IN $statuses AND ($type IS NULL OR n.type = $type) {within}
  AND n.confidence >= $min_confidence AND ($end IS NULL OR n.start < $end)
  AND ($start IS NULL OR coalesce(n.end, n.start) >= $start)
WITH n ORDER BY n.date_key DESC LIMIT $limit {_PART_COLUMNS}"""


# the same columns
INCIDENT = f"MATCH (n:Incident {{id: $id}}) {_PART_COLUMNS}"

# c, title, url: the claims that are evidence for an incident
INCIDENT_CLAIMS = f"MATCH (c:Claim)-[:EVIDENCE_FOR]->(:Incident {{id: $id}}) WITH c {_CLAIM_COLUMNS}"


def statistics(*, place: bool) -> str:
    """n (properties), place, lat, lon, title, url: statistics, latest period first."""
    start, within = (_PLACES, "AND n.place_id IN places ") if place else ("", "")
    return f"""{start} MATCH (n:Statistic)
WHERE n.date_key < $high AND ($measure IS NULL OR toLower(n.measure) CONTAINS $measure) {within}
WITH n ORDER BY n.date_key DESC LIMIT $limit {_PART_COLUMNS}"""


def statements(by: str) -> str:
    """n (properties), claims (ids), title, url: attributed spans, newest first; `by` is speaker, article or all."""
    found = {
        "speaker": "MATCH (n:Statement) WHERE n.speaker_key >= $low AND n.speaker_key < $high",
        "article": "MATCH (:Article {id: $article})-[:CONTAINS]->(n:Statement) WHERE n.date_key < $high",
        "all": "MATCH (n:Statement) WHERE n.date_key < $high",
    }[by]
    key = "speaker_key" if by == "speaker" else "date_key"
    return f"""{found} AND ($article IS NULL OR n.article_id = $article)
WITH n ORDER BY n.{key} DESC LIMIT $limit
OPTIONAL MATCH (n)-[:ASSERTS]->(c:Claim)
WITH n, collect(c.id) AS claims
OPTIONAL MATCH (a:Article {{id: n.article_id}})
RETURN properties(n) AS n, claims, a.title AS title, a.url AS url ORDER BY n.date_key DESC"""


# a (properties without text): articles, newest first
ARTICLES = """
MATCH (a:Article) WHERE a.date_key < $high
  AND ($outlet IS NULL OR a.outlet = $outlet) AND ($origin IS NULL OR a.origin = $origin)
RETURN a {.id, .title, .url, .outlet, .published, .source_id, .lang, .marking, .sha256, .origin, .known_from, .n_claims,
          .n_incidents, .date_key} AS a
ORDER BY a.date_key DESC LIMIT $limit
"""

# a (properties), parts (kind, id, start, end, label)
ARTICLE = """
MATCH (a:Article {id: $id})
OPTIONAL MATCH (a)-[:CONTAINS]->(n) WHERE NOT n:Claim
RETURN properties(a) AS a,
       collect({labels: labels(n), id: n.id, start: n.char_start, end: n.char_end,
                label: coalesce(n.type, n.measure, n.cue)}) AS parts
"""

# id, type, a, b, r (properties): edges around some entities, strongest first
AROUND = """
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:{types}]-(:Entity)
WITH DISTINCT r ORDER BY r.claims DESC, r.id LIMIT $limit
RETURN type(r) AS type, startNode(r).id AS a, endNode(r).id AS b, properties(r) AS r
"""

# n (properties), labels
NODES = "UNWIND $ids AS id MATCH (n:Entity {id: id}) RETURN properties(n) AS n, labels(n) AS labels"

# type, a, b, r (properties), in the order of the way
PATH = """
MATCH (x:Entity {id: $source}), (y:Entity {id: $target})
MATCH p = shortestPath((x)-[:{relations}*..{length}]-(y))
UNWIND relationships(p) AS r
RETURN type(r) AS type, startNode(r).id AS a, endNode(r).id AS b, properties(r) AS r
"""
