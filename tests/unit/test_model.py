import copy
import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from schema.derive import extraction_schema, reference_page
from schema.errors import InvalidModel
from schema.model import load_model, parse_model

ROOT = Path(__file__).parents[2]
RAW = yaml.safe_load(files("schema").joinpath("model.yaml").read_text())


def test_the_words_that_analysts_were_promised_exist():
    model = load_model()
    assert {"HARBORS", "INVESTS_IN", "WARNS", "ATTACKS", "BLAMES_ACCUSES"} <= model.relations.keys()
    assert len(model.relations) >= 34
    assert len(model.incidents) == 24
    assert model.relations["WARNS"].senses == ("threat", "hazard")


def test_domains_and_ranges():
    model = load_model()
    assert model.allows("HARBORS", "GovernmentBody", "ArmedGroup")
    assert not model.allows("HARBORS", "State", "State")
    assert model.allows("INVESTS_IN", "State", "Project")
    assert model.allows("WARNS", "Person", "Place")
    assert not model.allows("MEMBER_OF", "Place", "Party")
    assert model.allows("ATTACKS", "ArmedGroup", None), "a kind that is not known yet is not held against a claim"


def test_no_state_relation_joins_a_thing_to_itself():
    assert all(r.no_self for r in load_model().relations.values() if r.kind == "state")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m["kinds"]["Claim"]["properties"].append("colour"), "colour"),
        (lambda m: m["relations"]["WARNS"]["object"].append("Robot"), "Robot"),
        (lambda m: m["kinds"]["State"].update(labels=["Actor"]), "State"),
        (lambda m: m["properties"]["name"].update(type="blob"), "name"),
        (lambda m: m["edges"].update(WARNS=m["edges"]["SUBJECT"]), "WARNS"),
    ],
)
def test_a_model_that_contradicts_itself_is_refused_by_name(change, named):
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises(InvalidModel, match=named):
        parse_model(raw)


def test_derived_files_are_fresh():
    model = load_model()
    remedy = "run `marsad model --write`"
    assert (ROOT / "schema/derived/extraction.schema.json").read_text() == extraction_schema(model), remedy
    assert (ROOT / "docs/model.md").read_text() == reference_page(model), remedy


def test_the_json_schema_closes_the_lists():
    schema = json.loads(extraction_schema(load_model()))
    assert "HARBORS" in schema["$defs"]["Claim"]["properties"]["predicate"]["enum"]
    assert {"start", "end", "quote", "predicate"} <= set(schema["$defs"]["Claim"]["required"])
