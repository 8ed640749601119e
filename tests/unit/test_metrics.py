"""What Prometheus reads."""

import re

from api.metrics import Metrics


def test_counts_and_times_are_written_as_prometheus_reads_them():
    metrics = Metrics()
    for seconds in (0.003, 0.2, 99.0):
        metrics.count("GET", "/v1/claims", 200, seconds)
    metrics.count("GET", "/v1/claims", 422, 0.001)
    metrics.count("POST", 'odd"\n\\', 404, 0.0)
    metrics.refuse("places")
    metrics.refuse("places")
    metrics.running = 3
    text = metrics.text("embedded")
    lines = text.splitlines()
    assert 'marsad_requests_total{engine="embedded",method="GET",route="/v1/claims",status="200"} 3' in lines
    of = 'engine="embedded",route="/v1/claims"'
    for bound, n in (("0.005", 2), ("0.1", 2), ("0.25", 3), ("10.0", 3), ("+Inf", 4)):
        assert f'marsad_request_seconds_bucket{{{of},le="{bound}"}} {n}' in lines
    assert (
        f"marsad_request_seconds_count{{{of}}} 4" in lines and f"marsad_request_seconds_sum{{{of}}} 99.204000" in lines
    )
    assert 'marsad_requests_refused_total{engine="embedded",reason="places"} 2' in lines
    assert 'marsad_requests_in_flight{engine="embedded"} 3' in lines
    sample = re.compile(r'\w+\{(\w+="(?:[^"\\\n]|\\.)*",?)+\} [\d.]+')
    assert all(line.startswith("# ") or sample.fullmatch(line) for line in lines) and text.endswith("\n")
