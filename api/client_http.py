"""How the client speaks with a server: one request, patience with a server that is busy, events that go on."""

import json
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

from schema.errors import MarsadError

Row = dict[str, Any]
RETRY_SECONDS, PATIENCE = 2.0, 30.0
_BUSY = (429, 503)


class Problem(MarsadError):
    """What the server answered instead: `status` (0 when it cannot be reached), `title`, `detail` and the whole `body`."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, dict(body)
        self.title, self.detail = str(body.get("title", "")), str(body.get("detail", ""))
        super().__init__(f"{status} {self.title}: {self.detail}")


class Connection:
    """One server, asked by address (path and parameters). Raises Problem for every answer that is an error."""

    def __init__(self, url: str, timeout: float, retries: int) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"url: {url!r} does not begin with http:// or https://")
        self._url, self._timeout, self._retries = url.rstrip("/") + "/", timeout, retries

    def ask(self, address: str, body: Mapping[str, Any] | None = None) -> Any:
        """A whole answer as JSON."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        with self.open(address, headers, None if body is None else json.dumps(body).encode()) as answer:
            return json.load(answer)

    def open(
        self, address: str, headers: Mapping[str, str], data: bytes | None = None, method: str | None = None
    ) -> Any:
        """An answer as a file; a server that is too busy is asked again after as long as it wants."""
        request = Request(
            urljoin(self._url, address.lstrip("/")), data, {"User-Agent": "marsad-client", **headers}, method=method
        )
        for left in range(self._retries, -1, -1):
            try:
                return urlopen(request, timeout=self._timeout)
            except HTTPError as error:
                with error:
                    if error.code not in _BUSY or not left:
                        raise Problem(error.code, _read(error.read())) from None
                    time.sleep(_patience(error.headers.get("Retry-After")))
            except (URLError, TimeoutError, ConnectionError) as error:
                reason = getattr(error, "reason", error)
                detail = f"{self._url} cannot be reached ({reason}); does `marsad serve` run?"
                raise Problem(0, {"title": "No answer", "detail": detail}) from error
        raise AssertionError("the last time either answers or raises")

    def follow(self, address: str, again: str) -> Iterator[Row]:
        """Events without end, from `address` and, after the connection broke, from `again`: each as its data."""
        last: str | None = None
        while True:
            try:
                for id, row in self._events(address if last is None else again, last):
                    last = id or last
                    if row is not None:
                        yield row
            except Problem as problem:
                if problem.status not in (0, 503) or last is None:
                    raise
            time.sleep(RETRY_SECONDS)

    def _events(self, address: str, last: str | None) -> Iterator[tuple[str | None, Row | None]]:
        """The id and change of each event; an event without data has an id alone."""
        fields: dict[str, str] = {}
        with self.open(address, {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})) as answer:
            try:
                for line in answer:
                    name, _, value = line.decode().rstrip("\r\n").partition(":")
                    if name:
                        fields[name] = value.strip()
                    elif value == "" and fields:
                        row = json.loads(fields["data"]) if "data" in fields else None
                        if row is not None and fields.get("event") == "reset":
                            row = {"op": "reset", "kind": "graph", "id": "graph", "seq": row["latest"], **row}
                        yield fields.get("id"), row
                        fields = {}
            except (OSError, HTTPException):
                return  # the connection broke


def address(path: str, parameters: Mapping[str, Any]) -> str:
    """A path with its parameters: those that are None are left out, lists are repeated."""
    given = {name: value for name, value in parameters.items() if value is not None}
    given = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def _patience(asked: str | None) -> float:
    """Seconds to wait: what the server asks for, within bounds."""
    return min(float(asked), PATIENCE) if asked and asked.isdigit() else 1.0


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"title": "Error", "detail": body[:200].decode(errors="replace")}
