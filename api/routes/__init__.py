"""The routes of the HTTP API, one module for each group: parse, call a view, return."""
