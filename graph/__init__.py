"""How the graph is stored and asked: the embedded server, the store, queries, projection."""
