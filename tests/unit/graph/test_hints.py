"""What was meant: unknown words of a query, and engines' errors with their place."""

import pytest

from graph.hints import understand, unknown_words
from graph.recipes import recipes
from schema.model import load_model


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("MATCH (a:Actor)-[r:HARBOURS]->(b) RETURN b", ["no relationship type HARBOURS (line 1, column 20); did you mean HARBORS?"]),
        ("MATCH (a:Acter)\nRETURN a.nmae", ["no label Acter (line 1, column 10); did you mean Actor?", "no property nmae (line 2, column 10); did you mean name?"]),
        ("MATCH (a)-[:HARBORS|ATACKS*1..2]-(b) RETURN a", ["no relationship type ATACKS (line 1, column 21); did you mean ATTACKS?"]),
        ("MATCH (n:Zebra) RETURN n.colour", ["no label Zebra (line 1, column 10)"]),
        ("MATCH (n) WHERE n:Acter RETURN n", ["no label Acter (line 1, column 19); did you mean Actor?"]),
        ("MATCH (n:`Acter`) RETURN 'x:Foo' // :Bar", ["no label Acter (line 1, column 10); did you mean Actor?"]),
        ("WITH {nmae: 1, Acter: 2} AS m RETURN m.nmae, [x IN range(1, 2) | x]", []),
        ("RETURN duration.inDays(date('2024-01-01'), date()).days AS d /* (x:Nothing) */", []),
        ("MATCH (n:Actor&!Person) RETURN n.name", []),
        ("MATCH (n:Actor {name: 'a'})-[r]-() WHERE r:ATTACKS RETURN r.claims", []),
    ],
)  # fmt: skip
def test_words_that_the_model_lacks(query, found):
    assert [str(one) for one in unknown_words(query, load_model())] == found


def test_recipes_use_only_words_that_there_are():
    for recipe in recipes().values():
        assert not [str(one) for one in unknown_words(recipe.cypher, load_model())], recipe.name


@pytest.mark.parametrize("query", ["", "(", "[{'", "`", "MATCH (n:", "a.b.c:d|e", "/* ", "'\\"])
def test_broken_queries_are_read_as_far_as_they_go(query):
    unknown_words(query, load_model())
    understand("something (line 9, column 99 (offset: 1))", query)


EMBEDDED = [
    ("MATCH (n)\nRETRUN n", "Unexpected input 'RETRUN' at line 2, column 0\n  RETRUN n\n  ^", "Unexpected input 'RETRUN' (line 2, column 1); did you mean RETURN?"),
    ("MATCH (n RETURN n", "Syntax error at line 1:9 - no viable alternative at input '(n RETURN'", "no viable alternative at input '(n RETURN' (line 1, column 10)"),
    ("RETURN toIntegr('1')", "UnknownFunction: Unknown function 'toIntegr'", "Unknown function 'toIntegr' (line 1, column 8); did you mean toInteger?"),
    ("MATCH (node) RETURN nod", "UndefinedVariable: Variable 'nod' not defined", "Variable 'nod' not defined (line 1, column 21); did you mean node?"),
    ("CALL db.lables()", "Unknown procedure/function: db.lables", "Unknown procedure/function: db.lables (line 1, column 6); did you mean db.labels?"),
]  # fmt: skip
NEO4J = [
    ("MATCH (n)\nRETRUN n", "Invalid input 'RETRUN': expected ',' or <EOF> (line 2, column 1 (offset: 18))\n\"RETRUN n\"\n ^", "Invalid input 'RETRUN': expected ',' or <EOF> (line 2, column 1); did you mean RETURN?"),
    ("RETURN frobnicate(1)", "Unknown function 'frobnicate' (line 1, column 16 (offset: 15))\n\"EXPLAIN RETURN frobnicate(1)\"\n  ^", "Unknown function 'frobnicate' (line 1, column 8)"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "message", "told"), EMBEDDED)
def test_the_embedded_engine_is_understood(query, message, told):
    assert str(understand(message, query)) == told


@pytest.mark.parametrize(("query", "message", "told"), NEO4J)
def test_neo4j_is_understood(query, message, told):
    assert str(understand(message, query, explained=True)) == told
