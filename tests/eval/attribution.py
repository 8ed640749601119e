"""Score the attributed spans on the development data: who said it, over whole articles.

    python -m tests.eval.attribution

Runs the extractor over attribution_dev.jsonl, writes its attributions in the form that the scorer reads, and runs the
scorer. What only that data set wants is here and not in the product: it marks no sayings inside sayings, its
annotators name the relative pronoun where the product names whom it stands for, and its scorer cannot compare a source
that is only a possessive pronoun. The second block also counts what the
extractor gives to a speaker only for want of a better one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from loaders.extract.analyse import analyse
from loaders.extract.document import Document, Saying
from loaders.extract.parse import load_pipeline
from loaders.extract.statements import find_sayings
from schema.ids import article_id
from schema.records import Article

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
"""Where the development data lies: beside the project, never inside it."""

LEAST = 0.6
"""Confidence from which an attribution is counted."""


def gold() -> list[dict[str, Any]]:
    """The articles with their attributions."""
    with (DATA / "attribution_dev.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read(record: dict[str, Any]) -> Document:
    """One article of the data set through the front half of the extractor."""
    text = record["text"]
    article = Article(id=article_id(text=text), text=text, published=record.get("published"))
    return analyse(article, load_pipeline())


def attributions(document: Document, sayings: list[Saying], least: float = LEAST) -> list[dict[str, str]]:
    """The sayings in the data set's terms: source and content as text, cue clauses cut out, nothing nested."""
    return [
        {"source": _source(document, s), "content": _content(document, s)}
        for s in sayings
        if s.parent is None and s.speaker is not None and s.confidence > least and not _unnamed(document, s)
    ]


def _unnamed(document: Document, saying: Saying) -> bool:
    """ "his claim that": the scorer leaves out pronouns, so that a source of only one can never be right."""
    assert saying.speaker is not None
    return document.doc[saying.speaker].tag_ == "PRP$"


def _source(document: Document, saying: Saying) -> str:
    if saying.cue is not None:
        for child in document.doc[saying.cue].children:
            if child.dep_ == "nsubj" and child.lower_ in ("who", "which", "that"):
                return str(child.text)
    assert saying.speaker_span is not None
    return str(document.doc[slice(*saying.speaker_span)].text)


def _content(document: Document, saying: Saying) -> str:
    pieces, at = [], saying.start
    for a, b in saying.gaps:
        pieces.append(document.doc[at:a].text)
        at = b
    return " ".join([*pieces, document.doc[at : saying.end].text])


def score(predictions: list[dict[str, Any]]) -> dict[str, float]:
    """The scorer's figures in percent: content P, R, F1; source right on paired; joint P, R, F1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(json.dumps(p) + "\n" for p in predictions), encoding="utf-8")
        command = [sys.executable, str(DATA / "score_attribution.py"), str(path), str(DATA / "attribution_dev.jsonl")]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = {}
    for line in out.splitlines():
        if found := re.match(r"attribution content\s+P\s+([\d.]+)\s+R\s+([\d.]+)\s+F1\s+([\d.]+)", line):
            result |= dict(zip(("content_p", "content_r", "content_f1"), map(float, found.groups()), strict=True))
        elif found := re.match(r"source right on paired\s+([\d.]+)%", line):
            result["source"] = float(found.group(1))
        elif found := re.match(r"joint\s+P\s+([\d.]+)\s+R\s+([\d.]+)\s+F1\s+([\d.]+)", line):
            result |= dict(zip(("joint_p", "joint_r", "joint_f1"), map(float, found.groups()), strict=True))
    return result


def predict() -> list[tuple[str, Document, list[Saying]]]:
    """Every article of the data set with its sayings."""
    found = []
    for record in gold():
        document = read(record)
        found.append((record["id"], document, find_sayings(document)))
    return found


def figures(read: list[tuple[str, Document, list[Saying]]], least: float = LEAST) -> dict[str, float]:
    """The scorer's figures over attributions of at least this confidence."""
    return score([{"id": name, "attributions": attributions(d, s, least)} for name, d, s in read])


if __name__ == "__main__":
    read_articles = predict()
    for title, least in (("counted from confidence", LEAST), ("everything", 0.0)):
        print(f"{title} {least}")
        for name, value in figures(read_articles, least).items():
            print(f"  {name:12s} {value:5.1f}")
