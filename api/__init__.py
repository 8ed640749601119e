"""How the graph is served: settings, the command `marsad`, the HTTP API and its page. The composition root."""
