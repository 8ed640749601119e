"""How well a clustering agrees with the truth."""

from collections import Counter
from collections.abc import Mapping


def b_cubed(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 (B³) over the members of `truth`; `found` and `truth` give each member's cluster."""
    both = Counter((found[m], t) for m, t in truth.items())
    ours, theirs = Counter(found[m] for m in truth), Counter(truth.values())
    precision = sum(n * n / ours[f] for (f, _), n in both.items()) / len(truth)
    recall = sum(n * n / theirs[t] for (_, t), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairs(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the pairs that are in one cluster."""
    both = sum(n * (n - 1) // 2 for n in Counter((found[m], t) for m, t in truth.items()).values())
    ours = sum(n * (n - 1) // 2 for n in Counter(found[m] for m in truth).values())
    theirs = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    precision, recall = both / max(1, ours), both / max(1, theirs)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
