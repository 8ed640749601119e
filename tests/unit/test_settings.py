"""Settings: three places, one order, and a clear refusal of nonsense; each one is documented."""

from pathlib import Path

import pytest

from api.settings import InvalidSetting, descriptions, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_defaults_need_nothing(tmp_path):
    settings = load_settings({"MARSAD_HOME": str(tmp_path)})
    assert settings.home == tmp_path and settings.host == "127.0.0.1" and settings.neo4j_uri == ""
    assert settings.worker_count >= 1 and settings.inbox == tmp_path / "inbox.sqlite"
    assert load_settings({}).home.name == "marsad"


def test_option_over_environment_over_file(tmp_path):
    (tmp_path / "marsad.toml").write_text('port = 1\nworkers = 2\nmemory = "512m"\nallowed_hosts = ["a", "b"]\n')
    env = {"MARSAD_HOME": str(tmp_path), "MARSAD_PORT": "2", "MARSAD_WORKERS": "3", "MARSAD_FULL_SYNC": "yes"}
    settings = load_settings(env, port=4, host=None)
    assert (settings.port, settings.workers, settings.memory) == (4, 3, "512m")
    assert settings.full_sync is True and settings.allowed_hosts == ("a", "b")


def test_reference_folders(tmp_path):
    env = {"MARSAD_HOME": str(tmp_path), "MARSAD_REFERENCE": f"{tmp_path}:{tmp_path.parent}"}
    assert load_settings(env).reference == (tmp_path, tmp_path.parent)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MARSAD_PORT", "eighty", "MARSAD_PORT"),
        ("MARSAD_PORT", "70000", "<= 65535"),
        ("MARSAD_MEMORY", "lots", "512m"),
        ("MARSAD_PROT", "80", "no such setting"),
        ("MARSAD_HOST", "0.0.0.0", "allow_remote"),
        ("MARSAD_REFERENCE", "/no/such/folder", "no folder"),
        ("MARSAD_FULL_SYNC", "perhaps", "MARSAD_FULL_SYNC"),
        ("NEO4J_URI", "http://example.org", "neo4j://"),
        ("NEO4J_URI", "bolt://localhost:7687", "NEO4J_PASSWORD"),
        ("MARSAD_READER_USER", "eve", "both"),
        ("MARSAD_ARTICLE_SECONDS", "0", ">= 0.1"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path, name, value, says):
    with pytest.raises(InvalidSetting) as caught:
        load_settings({"MARSAD_HOME": str(tmp_path), name: value})
    assert says in str(caught.value)


@pytest.mark.parametrize("content", ["port = ", "prot = 1", 'home = "x"', "port = []", "\x00"])
def test_a_broken_file_is_named(tmp_path, content):
    (tmp_path / "marsad.toml").write_text(content)
    with pytest.raises(InvalidSetting, match=r"marsad\.toml"):
        load_settings({"MARSAD_HOME": str(tmp_path)})


def test_secrets_are_never_shown(tmp_path):
    env = {"MARSAD_HOME": str(tmp_path), "NEO4J_URI": "bolt://x:1", "NEO4J_PASSWORD": "s3cret-canary"}
    settings = load_settings(env)
    assert settings.neo4j_password == "s3cret-canary" and "canary" not in repr(settings) + str(settings)


def test_every_setting_is_documented_with_its_default():
    text = DOCS.read_text(encoding="utf-8")
    for name, (variable, description, default) in descriptions().items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{name}` ")), None)
        assert row, f"docs/settings.md does not describe {name}"
        shown = "" if default in (None, "", ()) else str(default).lower() if isinstance(default, bool) else str(default)
        assert f"`{variable}`" in row and description.split(".")[0] in row and shown in row, row
