"""Extraction against the bare spaCy pipeline: words per CPU-second on the same texts, in turn, in one process.

    python benchmarks/extract.py [--rounds 5] [--articles FILE.jsonl]

Reads the sample articles, and the running articles beside the project where they are. Prints the median of each, their
ratio round by round (the figure that matters; these machines drift), and the resident memory.
"""

import argparse
import json
import resource
import statistics
import time
from importlib.resources import files
from pathlib import Path

from loaders.extract.extractor import extract
from loaders.extract.parse import load_pipeline
from schema.ids import article_id
from schema.records import Article

TARGET = 0.65
CORPUS = Path(__file__).parents[2] / "shared/corpus/running.jsonl"


def texts(path: Path | None) -> list[str]:
    raw = files("loaders").joinpath("samples/articles.jsonl").read_text("utf-8")
    if path and path.exists():
        raw += path.read_text("utf-8")
    return [json.loads(line)["text"] for line in raw.splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=Path, default=CORPUS)
    args = parser.parse_args()
    batch = texts(args.articles)
    words = sum(len(t.split()) for t in batch)
    nlp = load_pipeline()
    articles = [Article(id=article_id(text=t), text=t) for t in batch]

    def bare() -> float:
        start = time.process_time()
        for text in batch:
            nlp(text)
        return words / (time.process_time() - start)

    def whole() -> float:
        start = time.process_time()
        for article in articles:
            extract(article, nlp)
        return words / (time.process_time() - start)

    bare(), whole()  # warm up
    rounds = [(bare(), whole()) for _ in range(args.rounds)]
    ratios = [w / b for b, w in rounds]
    print(f"{len(batch)} texts, {words} words, {args.rounds} rounds")
    print(f"bare pipeline   {statistics.median(b for b, _ in rounds):8.0f} words per CPU-second")
    print(f"extraction      {statistics.median(w for _, w in rounds):8.0f} words per CPU-second")
    low, mid, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"ratio           {mid:.2f} ({low:.2f} to {high:.2f}); target {TARGET}")
    print(f"resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
