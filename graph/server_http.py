"""The embedded server's own HTTP door: for what its Bolt door does not offer."""

import base64
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from graph.embedded import Endpoint
from graph.errors import StoreUnavailable


def server_command(endpoint: Endpoint, command: str, *, seconds: float) -> list[dict[str, Any]]:
    """Run an administrative command (`list queries`, `terminate query ID`); its rows. Raises StoreUnavailable."""
    return _post(endpoint, "/api/v1/server", {"command": command}, seconds)


def sql(endpoint: Endpoint, statement: str, *, seconds: float = 60) -> list[dict[str, Any]]:
    """Run a statement of the engine's SQL, which declares what its Cypher cannot. Raises StoreUnavailable."""
    return _post(endpoint, f"/api/v1/command/{endpoint.database}", {"language": "sql", "command": statement}, seconds)


def terminate_alike(endpoint: Endpoint, user: str, query: str, seconds: float) -> None:
    """End the one of a user's queries of this text whose running time is closest to `seconds`. Raises StoreUnavailable."""
    running = [
        one
        for one in server_command(endpoint, "list queries", seconds=5)
        if one.get("user") == user and one.get("text", "").strip() == query.strip()
    ]
    if running:
        ours = min(running, key=lambda one: abs(float(one.get("elapsedMs", 0)) - 1000 * seconds))
        server_command(endpoint, f"terminate query {ours['id']}", seconds=5)


def _post(endpoint: Endpoint, path: str, body: dict[str, str], seconds: float) -> list[dict[str, Any]]:
    login = base64.b64encode(f"{endpoint.user}:{endpoint.password}".encode()).decode()
    connection = http.client.HTTPConnection(urlsplit(endpoint.http_url).netloc, timeout=seconds)
    try:
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StoreUnavailable(f"the embedded server does not answer at {endpoint.http_url}: {error}") from error
    finally:
        connection.close()
    if answer.status >= 400:
        raise StoreUnavailable(f"the embedded server refused {body['command']!r}: {found.get('detail') or found}")
    result = found.get("result")
    return result if isinstance(result, list) else []
