"""The columns that a query names."""

import pytest

from graph.columns import columns


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("RETURN 1", ["1"]),
        ("MATCH (a) RETURN a.name AS name, count(*) ORDER BY name LIMIT 3", ["name", "count(*)"]),
        ("match (a) return distinct a . x , [1, 2] as `odd ``name`", ["a . x", "odd `name"]),
        ("CALL () { MATCH (b) RETURN b } RETURN {a: 1, b: 2} AS m, 'x, RETURN y' AS s;", ["m", "s"]),
        ("MATCH (n) WHERE EXISTS { MATCH (n)--(m) RETURN m } RETURN n.order, n.limit SKIP 1", ["n.order", "n.limit"]),
        ("RETURN 1 AS a UNION ALL RETURN 2 AS a", ["a"]),
        ("RETURN /* one, two */ 1 AS a // , b", ["a"]),
        ("MATCH (n) RETURN *", []),
        ("CALL db.labels()", []),
    ],
)
def test_columns_are_those_of_the_last_return(query, names):
    assert columns(query) == names
