"""What comes in: text in every encoding, JSON lines, extractions; and what is refused, with file, line and remedy."""

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.sources import Delivery, Form, Note, article_of, read_paths, read_stream
from schema.errors import InvalidData
from schema.ids import text_sha256
from schema.records import Article, Extraction, Run, to_json

TEXT = "The minister said “no talks” — on Monday.\nNothing else was decided in Kabul."


def read(*arguments, **options):
    found = list(read_paths([str(a) for a in arguments], **options))
    pick = lambda kind: [f for f in found if isinstance(f, kind)]  # noqa: E731
    return pick(Delivery), pick(InvalidData), pick(Note)


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"], ids=str
)
def test_text_in_every_encoding_is_one_article(tmp_path, encoding):
    (delivery,), problems, notes = read(write(tmp_path / "a.txt", TEXT.encode(encoding)))
    assert delivery.article.text == TEXT and not problems
    assert delivery.article.id == "art-" + delivery.article.id[4:] and delivery.article.sha256 == text_sha256(TEXT)
    assert delivery.article.source_id == "a.txt" and delivery.article.outlet is None
    assert [bool(notes)] == [encoding == "cp1252"]


def test_four_wrappers_are_one_article(tmp_path):
    files = [
        write(tmp_path / "a.txt", TEXT),
        write(tmp_path / "b.txt", TEXT.replace("\n", "\r\n")),
        write(tmp_path / "c.jsonl", json.dumps({"text": TEXT})),
        write(tmp_path / "d.jsonl", json.dumps({"text": TEXT}, ensure_ascii=False).encode("utf-16")),
    ]
    deliveries, problems, _ = read(*files)
    assert not problems and len(deliveries) == 4
    assert len({d.article.id for d in deliveries}) == 1 and len({d.revision for d in deliveries}) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 \xff\xfe\x00", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08\x00rest", "gzip"),
        (b"plain\x00text", "NUL"),
        (bytes(range(256)) * 8, "binary"),
        (os.urandom(4096), ""),
        (b"caf\xe9 \x81\x8d", "neither UTF-8"),
        (b"\xff\xfea\x00b", "UTF-16"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08" * 20, "binary"),
        (b"word " * 400_000, "longer than the limit"),
    ],
)
def test_what_is_no_text_is_refused_with_file_and_remedy(tmp_path, content, says):
    path = write(tmp_path / "bad.txt", content)
    good = write(tmp_path / "good.txt", TEXT)
    deliveries, (problem,), _ = read(path, good)
    assert len(deliveries) == 1
    assert problem.where == str(path) and says in problem.problem and problem.remedy


def test_fifty_megabytes_cost_no_memory(tmp_path):
    import tracemalloc

    text = write(tmp_path / "big.txt", b"word " * 10_000_000)
    line = write(
        tmp_path / "big.jsonl", b'{"text": "' + b"word " * 10_000_000 + b'"}\n' + json.dumps({"text": TEXT}).encode()
    )
    tracemalloc.start()
    deliveries, problems, _ = read(text, line)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [d.where for d in deliveries] == [f"{line}:2"]
    assert [p.where for p in problems] == [str(text), f"{line}:1"]
    assert peak < 20_000_000


def test_all_fields_of_a_line(tmp_path):
    record = {
        "id": 7,
        "text": TEXT,
        "title": " A \n title ",
        "url": "HTTPS://Example.org/a#frag",
        "outlet": "The Example",
        "published": "2024-06-27T10:00:00+05:00",
        "lang": "en-GB",
        "marking": "amber",
    }
    (delivery,), problems, notes = read(write(tmp_path / "a.jsonl", json.dumps(record)))
    a = delivery.article
    assert not problems and not notes and delivery.form is Form.json and delivery.raw == json.dumps(record).encode()
    assert (a.source_id, a.title, a.url) == ("7", "A title", "https://example.org/a")
    assert (a.outlet, a.published, a.lang, a.marking) == ("The Example", "2024-06-27T05:00:00Z", "en", "TLP:AMBER")


def test_text_alone_is_enough_and_null_is_missing(tmp_path):
    line = json.dumps({"text": TEXT, "title": None, "published": "", "url": None, "id": None})
    (delivery,), problems, notes = read(write(tmp_path / "a.jsonl", line))
    assert not problems and not notes
    assert delivery.article == Article(
        id=delivery.article.id, text=TEXT, source_id="a.jsonl:1", sha256=text_sha256(TEXT)
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "a', "broken JSON"),
        ('{"text": NaN}', "field 'text' is float"),
        ('{"title": "x"}', "no field 'text' (the object has: title)"),
        ('{"text": "  "}', "field 'text' is empty"),
        ('{"text": ["a"]}', "field 'text' is list"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "a", "published": "27 June"}', "field 'published'"),
        ('{"text": "a", "published": "2024-02-31"}', "field 'published'"),
        ('{"text": "a", "published": 20240627}', "field 'published' is int"),
        ('{"text": "a", "url": "javascript:alert(1)"}', "field 'url'"),
        ('{"text": "a", "marking": "secret"}', "field 'marking'"),
        ('{"text": "a", "lang": "english please"}', "field 'lang'"),
        ('[{"text": "a"}]', "JSON array"),
        ('"text"', "not a JSON object"),
        ("[" * 100_000, "too deep"),
        ('{"article": {"id": "a"}, "run": {}}', "not a whole extraction"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_loaded(tmp_path, line, says):
    good = json.dumps({"text": TEXT})
    path = write(tmp_path / "a.jsonl", f"{good}\n\n{line}\n{good}\n")
    deliveries, (problem,), _ = read(path)
    assert [d.where for d in deliveries] == [f"{path}:1", f"{path}:4"]
    assert problem.where.startswith(f"{path}:3") and says in str(problem) and problem.remedy


def test_fields_that_are_not_read_are_reported_once(tmp_path):
    lines = "\n".join(json.dumps({"text": f"{TEXT} {i}", "tone": i, "Author": "x"}) for i in range(5))
    deliveries, _, (note,) = read(write(tmp_path / "a.jsonl", lines))
    assert len(deliveries) == 5 and "'Author' (line 1), 'tone' (line 1)" in note.text


def test_lone_surrogates_are_replaced_one_for_one(tmp_path):
    (delivery,), _, _ = read(write(tmp_path / "a.jsonl", '{"text": "a\\ud800b \\ud83d\\ude00 c\\udfff"}'))
    assert delivery.article.text == "a\ufffdb 😀 c\ufffd"
    to_json(Extraction(article=delivery.article, run=Run(extractor="x", version="1")))


def test_windows_lines_and_no_last_newline(tmp_path):
    lines = "\r\n".join(json.dumps({"text": f"{TEXT} {i}"}) for i in range(3))
    deliveries, problems, _ = read(write(tmp_path / "a.ndjson", lines))
    assert len(deliveries) == 3 and not problems


def test_folders_globs_and_duplicates(tmp_path):
    for name in ("b/2.txt", "a/1.txt", "a/x.jsonl", "a/.hidden.txt", ".git/3.txt", "a/image.png", "a/UPPER.TXT"):
        write(tmp_path / name, json.dumps({"text": name}) if name.endswith("l") else name)
    deliveries, problems, _ = read(tmp_path, tmp_path / "a" / "1.txt", tmp_path / "*" / "*.txt")
    assert [Path(d.where).name for d in deliveries] == ["1.txt", "UPPER.TXT", "x.jsonl:1", "2.txt"] and not problems
    deliveries, problems, _ = read(tmp_path / "**" / "2.txt")
    assert [Path(d.where).name for d in deliveries] == ["2.txt"] and not problems


def test_what_is_not_there_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    good = write(tmp_path / "good.txt", TEXT)
    secret = write(tmp_path / "odd.txt" / "x.png", TEXT).parent
    deliveries, problems, _ = read(
        tmp_path / "no.txt", tmp_path / "*.csv", tmp_path / "empty", secret, "x" * 5000, good
    )
    assert len(deliveries) == 1 and len(problems) == 5 and all(p.remedy and p.where for p in problems)


def test_a_file_without_suffix_is_told_by_its_shape(tmp_path):
    lines, text = write(tmp_path / "lines", json.dumps({"text": TEXT})), write(tmp_path / "text", TEXT)
    odd = write(tmp_path / "brace", "{curly} words begin this article.")
    pretty = write(tmp_path / "a.json", json.dumps([{"text": TEXT}], indent=1))
    deliveries, (problem,), _ = read(lines, text, odd, pretty)
    assert [d.form for d in deliveries] == [Form.json, Form.text, Form.text] and "jq" in problem.remedy


def test_long_jsonl_is_streamed_in_pieces():
    lines = [json.dumps({"text": f"{i} " + "word " * 2000}) for i in range(300)]
    found = list(read_stream(io.BytesIO("\n".join(lines).encode()), "x.jsonl", "x.jsonl", max_bytes=20_000))
    assert [f.where for f in found if isinstance(f, Delivery)] == [f"x.jsonl:{i + 1}" for i in range(300)]


def test_extractions_are_recognised_and_checked(tmp_path):
    article = Article(id="art-1", text=TEXT, sha256=text_sha256(TEXT))
    good = to_json(Extraction(article=article, run=Run(extractor="x", version="1")))
    (delivery,), problems, _ = read(write(tmp_path / "a.jsonl", good))
    assert delivery.form is Form.extraction and delivery.extraction is not None and not problems
    wrong = json.loads(good)
    for path, change in {
        "article.sha256": lambda e: e["article"].update(sha256="0"),
        "article.marking": lambda e: e["article"].update(marking="x"),
        "quality[0].start": lambda e: e.update(quality=[{"start": 0, "end": 10**6, "flag": "x", "reason": ""}]),
        "entities[0].kind": lambda e: e.update(entities=[{"id": "a", "kind": "X) DETACH", "name": "n", "known": True}]),
    }.items():
        spoilt = json.loads(json.dumps(wrong))
        change(spoilt)
        _, (problem,), _ = read(write(tmp_path / "b.jsonl", json.dumps(spoilt)))
        assert path in str(problem)


@given(st.binary(max_size=400))
def test_no_bytes_break_a_reader(raw):
    for name in ("x.txt", "x.jsonl", "x"):
        for found in read_stream(io.BytesIO(raw), name, name):
            assert isinstance(found, Delivery | InvalidData | Note)
            if isinstance(found, Delivery):
                assert article_of(found.form, found.raw, found.article.source_id or "") == found.article


@given(st.text(min_size=1, max_size=200))
def test_a_json_text_keeps_every_character_in_its_place(text):
    line = json.dumps({"text": text}).encode()
    for found in read_stream(io.BytesIO(line), "x.jsonl", "x.jsonl"):
        if isinstance(found, Delivery):
            assert len(found.article.text) == len(text)
