"""How a source becomes records: reading articles, the inbox, and the extractor. Never touches a database of the graph."""
