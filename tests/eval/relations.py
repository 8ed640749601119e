"""Score who does what to whom on the development data: all candidates, and beside them the tier that edges use.

    python -m tests.eval.relations [relations_dev | actors_dev …] [--confusion] [--wrong FILE]

Runs the extractor over the sentences, writes its claims in the form that the scorer reads, and runs the scorer. The
mapping to the sets' labels lives here and not in the product: their classes (YIELD for CONCEDE and RETREAT), their
direction (a ban is the banner's act), one event for coordinated ends, the place of an act as its target where no actor
is, and that they code only what is done, announced or refused, not what is denied, negated or only supposed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from loaders.extract.extractor import extract
from loaders.extract.parse import load_pipeline
from schema.ids import article_id
from schema.model import load_model
from schema.records import Article, Claim, Extraction, Modality, Polarity, Ref

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
"""Where the development data lies: beside the project, never inside it."""

_ROOT = {"CONCEDE": "PLV:YIELD", "RETREAT": "PLV:YIELD"}
_OLD_NAMES = {"ASSAULT": "FIGHT", "REQUEST": "DEMAND", "ACCUSE": "DISAPPROVE"}
_TURNED = {"BANNED_BY"}
_NOT_CODED = {Modality.question, Modality.counterfactual, Modality.conditional}


def gold(name: str) -> list[dict[str, Any]]:
    """The sentences of a set with what was coded."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


@cache
def read(text: str) -> Extraction:
    """One sentence through the whole extractor."""
    return extract(Article(id=article_id(text=text), text=text), load_pipeline())


def coded(claim: Claim) -> bool:
    """Whether the sets would code it: a class, and done, announced or refused."""
    if claim.plover is None or (claim.modality in _NOT_CODED and claim.condition is None):
        return False
    return claim.polarity is Polarity.positive or claim.plover == "REJECT"


def events(claims: Iterable[Claim], roots: bool) -> list[dict[str, Any]]:
    """Claims as the scorer's events, those of one trigger and class together."""
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for claim in claims:
        if not coded(claim):
            continue
        ends = (claim.object, claim.subject) if claim.predicate in _TURNED else (claim.subject, claim.object)
        plover = str(claim.plover)
        label = _ROOT.get(plover, f"PLV:{plover}") if roots else _OLD_NAMES.get(plover, plover)
        event = found.setdefault(
            (claim.trigger_at, label), {"event": label, "source": [], "target": [], "rule": claim.rule}
        )
        event["source"] += _names(ends[0])
        event["target"] += _names(ends[1])
        if ends[1] is None or ends[1].kind is None:
            event["target"] += _names(claim.place)
    return list(found.values())


def _names(ref: Ref | None) -> list[str]:
    return list(dict.fromkeys([ref.text, ref.name])) if ref is not None else []


def predictions(name: str, tier: bool = False) -> list[dict[str, Any]]:
    """One record per sentence of the set. `tier`: only claims that can become edges."""
    least = load_model().edge_confidence if tier else 0.0
    return [
        {
            "id": r["id"],
            "events": events((c for c in read(r["text"]).claims if c.confidence >= least), r["source"] == "PLV"),
        }
        for r in gold(name)
    ]


def score(name: str, made: list[dict[str, Any]], *options: str) -> tuple[dict[str, float], str]:
    """The scorer's figures in percent (class_f1, directed, reversed, triple) and all that it prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(json.dumps(p) + "\n" for p in made), encoding="utf-8")
        command = [sys.executable, str(DATA / "score_relations.py"), str(path), str(DATA / f"{name}.jsonl"), *options]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    patterns = {
        "class_f1": r"event class.*?F1\s+([\d.]+)",
        "directed": r"directed pair right\s+([\d.]+)%",
        "reversed": r"reversed\s+([\d.]+)%",
        "triple": r"full triple right\s+([\d.]+)%",
    }
    figures = {k: float(m[1]) for k, p in patterns.items() if (m := re.search(p, out))}
    return figures, out


def main(arguments: list[str]) -> None:
    """Print the tables; `--wrong FILE` writes every sentence with what was coded and what was found."""
    names = [a for a in arguments if a.endswith("_dev")] or ["relations_dev", "actors_dev"]
    options = [a for a in arguments if a == "--confusion"]
    for name in names:
        made = predictions(name)
        _, out = score(name, made, *options)
        print(
            f"== {name}, all candidates: {sum(len(p['events']) for p in made) / len(made):.2f} events a sentence\n{out}"
        )
        tiered, _ = score(name, predictions(name, tier=True))
        print("   the tier of edges: " + ", ".join(f"{k} {v}" for k, v in tiered.items()))
        if "--wrong" in arguments:
            records = [{**r, "found": p["events"]} for r, p in zip(gold(name), made, strict=True)]
            Path(arguments[arguments.index("--wrong") + 1]).write_text(json.dumps(records))


if __name__ == "__main__":
    main(sys.argv[1:])
