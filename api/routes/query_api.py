"""Neo4j's Query API v2, read-only, so that clients made for Neo4j can ask: same paths, same JSON, same kind of errors."""

import base64
import binascii
import secrets
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.problems import Refused
from api.services import Deps, Services, watched
from graph.errors import GraphError, QueryError
from graph.query_api import from_typed, typed, untyped
from schema.errors import InvalidData

TYPED = "application/vnd.neo4j.query"
SECONDS = 30.0  # so long a transaction waits for its next statement
_MOST = 1000
_COUNTERS = {
    "containsUpdates": False,
    **dict.fromkeys(("nodesCreated", "nodesDeleted", "propertiesSet", "relationshipsCreated"), 0),
    **dict.fromkeys(("relationshipsDeleted", "labelsAdded", "labelsRemoved", "indexesAdded", "indexesRemoved"), 0),
    **dict.fromkeys(("constraintsAdded", "constraintsRemoved"), 0),
    "containsSystemUpdates": False,
    "systemUpdates": 0,
}
_PING = ("system", "CALL db.ping()")  # how the official driver asks whether somebody is there
_BOOKMARKS = ["FB:marsad"]  # nothing is written here, so there is nothing to wait for
_CODES = {
    "syntax": "Neo.ClientError.Statement.SyntaxError",
    "forbidden": "Neo.ClientError.Security.Forbidden",
    "timeout": "Neo.ClientError.Transaction.TransactionTimedOut",
    "too_large": "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
    "failed": "Neo.ClientError.Statement.ExecutionFailed",
}
# the embedded engine's words for what Neo4j calls otherwise
_RENAMED = {
    "Neo.ClientError.Statement.SemanticError": "Neo.ClientError.Statement.SyntaxError",
    "Neo.DatabaseError.General.UnknownError": "Neo.ClientError.Statement.ExecutionFailed",
}
router = APIRouter(prefix="/db", include_in_schema=False)


class Transactions:
    """Ids of open transactions with the end of each. Reading only, a statement needs nothing else of its transaction."""

    def __init__(self) -> None:
        self._open: dict[str, float] = {}
        self._lock = threading.Lock()

    def begin(self) -> str | None:
        """A new id, or None when too many are open."""
        with self._lock:
            now = time.time()
            self._open = {id: end for id, end in self._open.items() if end > now}
            if len(self._open) >= _MOST:
                return None
            id = secrets.token_hex(4)
            self._open[id] = now + SECONDS
            return id

    def touch(self, id: str) -> float | None:
        """Let it live on; its new end, or None when there is no such transaction."""
        with self._lock:
            if self._open.get(id, 0.0) <= time.time():
                return None
            self._open[id] = time.time() + SECONDS
            return self._open[id]

    def end(self, id: str) -> None:
        """Forget it."""
        with self._lock:
            self._open.pop(id, None)


_TRANSACTIONS = Transactions()


class _Failed(Exception):
    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})
        super().__init__(message)


def wants_discovery(request: Request) -> bool:
    """Whether a request for `/` comes from a client rather than from a browser."""
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def discovery(request: Request) -> Response:
    """What Neo4j answers at `/`: where to ask."""
    services: Services = request.app.state.services
    base = str(request.base_url).rstrip("/")
    bolt = services.store.endpoint.bolt_uri
    body = {
        "query": f"{base}/db/{{databaseName}}/query/v2",
        "bolt_direct": bolt,
        "bolt_routing": bolt.replace("bolt://", "neo4j://"),
        "neo4j_version": "5.26.0",
        "neo4j_edition": "community",
    }
    return Response(orjson.dumps(body), headers={"Vary": "Accept"}, media_type="application/json")


@router.post("/{name}/query/v2")
async def query(deps: Deps, request: Request, name: str) -> Response:
    """One statement on its own."""
    return await _answer(deps, request, name)


@router.post("/{name}/query/v2/tx")
async def begin(deps: Deps, request: Request, name: str) -> Response:
    """Open a transaction, with a first statement or without."""
    return await _answer(deps, request, name, step="begin")


@router.post("/{name}/query/v2/tx/{id}")
async def run(deps: Deps, request: Request, name: str, id: str) -> Response:
    """A statement in an open transaction."""
    return await _answer(deps, request, name, step="run", id=id)


@router.post("/{name}/query/v2/tx/{id}/commit")
async def commit(deps: Deps, request: Request, name: str, id: str) -> Response:
    """End a transaction, with a last statement or without."""
    return await _answer(deps, request, name, step="commit", id=id)


@router.delete("/{name}/query/v2/tx/{id}")
async def rollback(deps: Deps, request: Request, name: str, id: str) -> Response:
    """End a transaction."""
    return await _answer(deps, request, name, step="rollback", id=id)


async def _answer(deps: Services, request: Request, name: str, *, step: str = "", id: str = "") -> Response:
    accept = request.headers.get("accept", "*/*")
    wanted = TYPED if TYPED in accept else "application/json"
    try:
        if wanted != TYPED and not any(kind in accept for kind in ("application/json", "*/*", "application/*")):
            raise _Failed(406, "Neo.ClientError.Request.Invalid", "Not Acceptable")
        _authorise(deps, request)
        body = await _body(request, needed=step in ("", "run"))
        if name != deps.guard.database and (name, body.get("statement")) != _PING:
            raise _Failed(404, "Neo.ClientError.Database.DatabaseNotFound", f"Graph not found: {name}")
        if step in ("run", "commit", "rollback") and _TRANSACTIONS.touch(id) is None:
            raise _Failed(
                404,
                "Neo.ClientError.Request.Invalid",
                f'Transaction with Id: "{id}" was not found. It may have timed out and therefore rolled back.',
            )
        if step == "rollback":
            _TRANSACTIONS.end(id)
            return Response(b"", 200)
        if step == "begin":
            opened = _TRANSACTIONS.begin()
            if opened is None:
                raise _Failed(503, "Neo.TransientError.Transaction.MaximumTransactionLimitReached", "too many are open")
            id = opened
        told = {}
        if "statement" in body:
            async with watched(request) as gone:
                told = await run_in_threadpool(_run, deps, body, wanted == TYPED, gone)
        if step in ("begin", "run"):
            end = _TRANSACTIONS.touch(id) or time.time()
            expires = datetime.fromtimestamp(end, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            told["transaction"] = {"id": id, "expires": expires}
        else:
            told["bookmarks"] = _BOOKMARKS
            _TRANSACTIONS.end(id)
        return Response(orjson.dumps(told, default=str), 202, media_type=wanted)
    except _Failed as error:
        if id and error.status != 404:
            _TRANSACTIONS.end(id)  # as in Neo4j, a transaction does not outlive an error
        told = {"errors": [{"code": error.code, "message": error.message}]}
        return Response(orjson.dumps(told), error.status, error.headers, wanted)


def _authorise(deps: Services, request: Request) -> None:
    asked = {"WWW-Authenticate": 'Basic realm="Marsad"'}
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise _Failed(401, "Neo.ClientError.Security.Unauthorized", "No authentication header supplied.", asked)
    try:
        user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user = password = ""
    if not deps.guard.takes(user, password):
        raise _Failed(401, "Neo.ClientError.Security.Unauthorized", "Invalid credential.", asked)


async def _body(request: Request, *, needed: bool) -> dict[str, Any]:
    raw = await request.body()
    if not raw and not needed:
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        body = None
    known = {
        "statement",
        "parameters",
        "includeCounters",
        "bookmarks",
        "accessMode",
        "impersonatedUser",
        "maxExecutionTime",
    }
    if not isinstance(body, dict) or body.keys() - known or not isinstance(body.get("parameters") or {}, dict):
        raise _Failed(400, "Neo.ClientError.Request.Invalid", "Bad Request")
    if needed and not (isinstance(body.get("statement"), str) and body["statement"].strip()):
        raise _Failed(400, "Neo.ClientError.Request.Invalid", "statement cannot be null or empty")
    if body.get("impersonatedUser"):
        raise _Failed(403, "Neo.ClientError.Security.Forbidden", "impersonation is not allowed here")
    return body


def _run(deps: Services, body: Mapping[str, Any], with_types: bool, gone: "Future[None]") -> dict[str, Any]:
    try:
        parameters = {name: from_typed(value) for name, value in (body.get("parameters") or {}).items()}
        with deps.queries.turn():
            answer = deps.guard.run(body["statement"], parameters, shape=typed if with_types else untyped, gone=gone)
    except InvalidData as error:
        raise _Failed(400, "Neo.ClientError.Request.Invalid", str(error)) from None
    except Refused as error:
        problem = error.problem
        code = "Neo.TransientError.General.DatabaseUnavailable"
        raise _Failed(problem.status, code, problem.detail, problem.headers) from None
    except QueryError as error:
        client = error.reason in ("syntax", "failed") and error.code.startswith("Neo.")
        status = 403 if error.reason == "forbidden" else 400
        code = _RENAMED.get(error.code, error.code) if client else _CODES[error.reason]
        if "Unknown procedure" in str(error):
            code = "Neo.ClientError.Procedure.ProcedureNotFound"
        raise _Failed(status, code, str(error)) from None
    except GraphError as error:
        code = "Neo.TransientError.General.DatabaseUnavailable"
        raise _Failed(503, code, str(error), {"Retry-After": "2"}) from None
    told: dict[str, Any] = {"data": {"fields": answer.columns, "values": answer.rows}}
    if body.get("includeCounters"):
        told["counters"] = _COUNTERS
    if answer.truncated:
        told["truncated"] = True
    return told
