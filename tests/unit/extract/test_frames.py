"""The lexicon agrees with the model and with itself, and is as large as it must be."""

import copy

import pytest
import yaml

from loaders.extract.frames import PATH, lexicon, parse_lexicon
from schema.errors import InvalidData
from schema.model import load_model


@pytest.fixture(scope="module")
def raw():
    return yaml.safe_load(PATH.read_text())


def test_size():
    lex = lexicon()
    assert sum(map(len, lex.verbs.values())) >= 500
    assert len(lex.nouns) >= 150


def test_every_relation_has_a_way_to_be_found():
    from_titles = {"HOLDS_OFFICE"}  # read beside names, not by a frame
    made = {frame.predicate for frame in lexicon().frames.values()} | from_titles
    assert set(load_model().relations) - made == set()


def test_conditions_name_groups_or_words_that_some_group_or_rule_knows(raw):
    special = {"actor", "place", "thing", "entity", "state", "money", "none", "clause", "any"}
    known = set(raw["groups"]) | special
    single = set()
    for sense in raw["senses"]:
        for key in ("object", "subject", "with_object"):
            value = sense.get(key, [])
            single |= set([value] if isinstance(value, str) else value) - known
    # words that are no group stand for themselves; they must be plain nouns, not misspelt groups
    assert {w for w in single if "_" in w} == set()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("frames", "attack", "predicate"), "ATTAKS", "no relation"),
        (("frames", "attack", "plover"), "FIGHT", "no PLOVER class"),
        (("frames", "attack", "tags"), ["hostil"], "unknown tag"),
        (("frames", "attack", "colour"), "red", "unknown key"),
        (("operators", "refuse", "frame"), "refus", "no frame"),
    ],
)
def test_mistakes_are_named(raw, path, value, message):
    broken = copy.deepcopy(raw)
    at = broken
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(InvalidData, match=message):
        parse_lexicon(broken)


def test_a_sense_with_an_unknown_frame_is_named(raw):
    broken = copy.deepcopy(raw)
    broken["senses"].append({"verbs": "jump", "frame": "leap"})
    with pytest.raises(InvalidData, match="no frame is called 'leap'"):
        parse_lexicon(broken)
