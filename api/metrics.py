"""How many requests, how long, with which outcome: counted per route and written as Prometheus reads it."""

import threading
from collections.abc import Iterator

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts of one server. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, str, int], int] = {}
        self._seconds: dict[str, list[float]] = {}  # by route: one count a bucket, all, their sum
        self._refused: dict[str, int] = {}
        self.running = 0  # requests that are being answered now

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request. `route` is the pattern of its path, so that ids never make series of their own."""
        with self._lock:
            key = (method, route, status)
            self._requests[key] = self._requests.get(key, 0) + 1
            found = self._seconds.setdefault(route, [0.0] * (len(BUCKETS) + 2))
            for i, bound in enumerate(BUCKETS):
                found[i] += seconds <= bound
            found[-2] += 1
            found[-1] += seconds

    def refuse(self, reason: str) -> None:
        """One request that was turned away: for want of a place (requests, places), or for its host, origin or body."""
        with self._lock:
            self._refused[reason] = self._refused.get(reason, 0) + 1

    def text(self, engine: str) -> str:
        """All of it in Prometheus' text format; `engine` is embedded or neo4j."""
        with self._lock:
            return "\n".join(self._lines(f'engine="{_safe(engine)}"')) + "\n"

    def _lines(self, engine: str) -> Iterator[str]:
        yield "# HELP marsad_requests_total Requests answered."
        yield "# TYPE marsad_requests_total counter"
        for (method, route, status), times in sorted(self._requests.items()):
            labels = f'{engine},method="{_safe(method)}",route="{_safe(route)}",status="{status}"'
            yield f"marsad_requests_total{{{labels}}} {times}"
        yield "# HELP marsad_requests_refused_total Requests turned away, by reason."
        yield "# TYPE marsad_requests_refused_total counter"
        for reason, times in sorted(self._refused.items()):
            yield f'marsad_requests_refused_total{{{engine},reason="{_safe(reason)}"}} {times}'
        yield "# HELP marsad_requests_in_flight Requests that are being answered now."
        yield "# TYPE marsad_requests_in_flight gauge"
        yield f"marsad_requests_in_flight{{{engine}}} {self.running}"
        yield "# HELP marsad_request_seconds Time until a request was answered."
        yield "# TYPE marsad_request_seconds histogram"
        for route, found in sorted(self._seconds.items()):
            labels = f'{engine},route="{_safe(route)}"'
            for bound, n in zip((*map(str, BUCKETS), "+Inf"), found, strict=False):
                yield f'marsad_request_seconds_bucket{{{labels},le="{bound}"}} {n:.0f}'
            yield f"marsad_request_seconds_sum{{{labels}}} {found[-1]:.6f}"
            yield f"marsad_request_seconds_count{{{labels}}} {found[-2]:.0f}"


def _safe(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
