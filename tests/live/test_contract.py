"""The API keeps to its own OpenAPI document: Schemathesis sends what the document allows and what it does not, with all its checks.

By hand, for longer: `marsad serve` on a data directory of its own (articles and judgements are sent too), then
`schemathesis --config-file tests/live/schemathesis.toml run http://127.0.0.1:8000/openapi.json --max-examples 300`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import load_settings
from graph.project import project
from tests.live.served import Served

CONFIG = Path(__file__).with_name("schemathesis.toml")
SEED, EXAMPLES = 20240627, 5


@pytest.fixture(scope="module")
def served(sample_extractions, tmp_path_factory):
    """A server with the samples on a database and an inbox of its own, since the tool writes."""
    home = tmp_path_factory.mktemp("contract")
    values = {"MARSAD_HOME": str(home), "MARSAD_MEMORY": "512m", "MARSAD_WORKERS": "1"}
    free = {"MARSAD_DISK_FLOOR_BYTES": "0", "MARSAD_DISK_FLOOR_PERCENT": "0"}
    running = Served(load_settings(values | free))
    with running as client:
        store = running.server.config.app.state.services.store
        list(store.write(sample_extractions))
        project(store)
        yield client


@pytest.mark.slow
def test_the_api_keeps_to_its_document(served, tmp_path):
    served.get("/openapi.json")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"]
    command += [str(served.base_url.join("/openapi.json")), "--phases", "examples,coverage,fuzzing"]
    command += ["--seed", str(SEED), "--max-examples", str(EXAMPLES), "--generation-database", "none"]
    command += ["--continue-on-failure", "--no-color", "--request-timeout", "120"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]


def test_every_operation_has_a_name_a_summary_and_its_errors(served):
    document = served.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [(path, one) for path, some in document["paths"].items() for one in some.values()]
    names = [one["operationId"] for _, one in operations]
    assert len(set(names)) == len(names) > 40
    for path, one in operations:
        assert one["summary"] and one.get("description"), path
        for status, answer in one["responses"].items():
            if status[0] in "45":
                assert "application/problem+json" in answer["content"], (path, status)
        if path.startswith("/v1") and one["operationId"] not in ("getVocabulary", "listRecipes"):
            assert "503" in one["responses"], path
    claims = {one["name"]: one["schema"] for one in document["paths"]["/v1/claims"]["get"]["parameters"]}
    assert "HARBORS" in claims["predicate"]["anyOf"][0]["enum"]


def test_a_wrong_method_says_which_are_right(served):
    answer = served.request("DELETE", "/v1/articles")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, POST"
    assert answer.headers["content-type"] == "application/problem+json"
