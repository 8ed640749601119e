"""Score pronouns and descriptions on the development data: whom they stand for, over whole articles.

    python -m tests.eval.reference [--show]

Runs the front half of the extractor over reference_dev.jsonl, writes the mentions in the form that the scorer reads,
and runs the scorer. `--show` prints what was wrong or left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from loaders.extract.analyse import analyse
from loaders.extract.document import Document
from loaders.extract.parse import load_pipeline
from schema.records import Article

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
"""Where the development data lies: beside the project, never inside it."""


def links(document: Document) -> list[dict[str, Any]]:
    """Every linked mention as offsets and the name that the article or the reference data has for its entity."""
    found = []
    for mention in document.mentions:
        if mention.name is None:
            continue
        start, end, _ = document.span(mention.start, mention.end)
        found.append({"begin": start, "end": end, "name": _name(document, mention.entity or "", mention.name)})
    return found


def _name(document: Document, entity: str, name: str) -> str:
    """A name that the article itself has: the canonical one if it stands there, else the longest.

    The set names a government that has no name in the article by its capital, else by its country, and a country that
    is spoken of only through its people by theirs.
    """
    known = document.entities.get(entity)
    if known is None or name in known.aliases:
        return name
    if known.kind in ("State", "GovernmentBody") and known.country and not _named(document, known.country):
        people = [e.name for e in document.entities.values() if e.kind == "Population" and e.country == known.country]
        return people[0] if people else name
    if "government" in name.lower() and "Government" not in document.article.text:
        state = next((e for e in document.entities.values() if e.kind == "State" and e.country == known.country), None)
        if state is not None and known.country:
            return max(state.aliases, key=lambda a: (len(a), a), default=name)
    return max(known.aliases, key=lambda a: (len(a), a), default=name)


def _named(document: Document, country: str) -> bool:
    """Whether the article names the state itself."""
    own = (f"state-{country.lower()}", f"place-{country.lower()}")
    return any(e.aliases for id, e in document.entities.items() if id in own)


def score(*options: str) -> str:
    """The scorer's report."""
    nlp = load_pipeline()
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "links.jsonl"
        with (DATA / "reference_dev.jsonl").open(encoding="utf-8") as lines, predictions.open("w") as out:
            for line in filter(str.strip, lines):
                record = json.loads(line)
                document = analyse(Article(id=record["id"], text=record["text"]), nlp)
                out.write(json.dumps({"id": record["id"], "links": links(document)}) + "\n")
        return subprocess.run(
            [sys.executable, "score_reference.py", str(predictions), *options],
            cwd=DATA,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


if __name__ == "__main__":
    sys.stdout.write(score(*sys.argv[1:]))
