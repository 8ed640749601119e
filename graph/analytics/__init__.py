"""Analyses over the stored graph: ways, centrality, communities, unusual spans, threats and attacks, blind spots.

The database picks out and adds up what an analysis needs; networkx and the arithmetic here work on that bounded piece. Each
answer states its method, leads to claims or incidents, and is the same whenever it is asked and on either engine.
"""
