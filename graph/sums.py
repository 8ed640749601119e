"""How claims add up to a relation edge: Cypher that the projection and every look at the past have in common."""


def claim_columns(x: str, origin: str = "") -> str:
    """What a claim `x` brings into the sums, as columns; `origin` is another expression than that of its property."""
    return f"""{x}.stance AS stance, {x}.stance IN ['asserts', 'alleges'] AS supports, {x}.article_id AS article,
     {x}.outlet AS outlet, {origin or f"{x}.origin"} AS origin, {x}.confidence AS confidence, {x}.published AS published,
     {x}.known_from AS known, {x}.valid_from AS from, {x}.valid_to AS to, {x}.amount AS amount"""


SUMS = """
     sum(CASE WHEN stance = 'asserts' THEN 1 ELSE 0 END) AS asserted,
     sum(CASE WHEN stance = 'alleges' THEN 1 ELSE 0 END) AS alleged,
     sum(CASE WHEN stance = 'denies' THEN 1 ELSE 0 END) AS denied,
     sum(CASE WHEN stance = 'flagged' THEN 1 ELSE 0 END) AS flagged,
     count(DISTINCT amount) AS amounts,
     count(DISTINCT CASE WHEN supports THEN article END) AS reports,
     count(DISTINCT CASE WHEN supports THEN outlet END) AS outlets,
     count(DISTINCT CASE WHEN supports THEN origin END) AS origins,
     max(CASE WHEN supports THEN confidence END) AS confidence,
     min(CASE WHEN supports THEN published END) AS first_published,
     max(CASE WHEN supports THEN published END) AS last_published,
     min(CASE WHEN supports THEN known END) AS first_known, max(CASE WHEN supports THEN known END) AS last_known,
     min(CASE WHEN supports THEN from END) AS first_valid, max(CASE WHEN supports THEN to END) AS last_valid"""
"""The sums of an edge over the columns of `claim_columns`. Only single values are held, for a frequent pair has tens of
thousands of claims. Without `asserted` and `alleged` there is no edge."""
