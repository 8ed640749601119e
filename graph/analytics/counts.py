"""How surprising a count is, and whether counts rise or fall: the tails of two distributions, Mann and Kendall's test, and the
correction for asking many times. Pure arithmetic; no library that the rest needs has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, lgamma, log, sqrt


@dataclass(frozen=True, slots=True)
class Surprise:
    """`mean` of the spans before; `high` and `low`: how likely so many or more, so few or fewer are by that baseline."""

    mean: float
    high: float
    low: float


def surprise(count: int, before: Sequence[int]) -> Surprise:
    """A count against its own baseline.

    Spans before are taken for Poisson with a rate that they leave uncertain (Jeffreys' prior): the next count is then negative
    binomial. Where they vary more than that, the greater variance is taken. No baseline at all makes nothing surprising.
    """
    n = len(before)
    if n == 0:
        return Surprise(0.0, 1.0, 1.0)
    mean = sum(before) / n
    rate = (sum(before) + 0.5) / n
    spread = sum((x - mean) ** 2 for x in before) / (n - 1) if n > 1 else 0.0
    variance = max(rate + rate / n, spread * (1 + 1 / n))
    size = rate * rate / (variance - rate)
    below = sum(_negative_binomial(k, rate, size) for k in range(count))
    at = _negative_binomial(count, rate, size)
    return Surprise(mean, min(1.0, max(0.0, 1.0 - below)), min(1.0, below + at))


def _negative_binomial(k: int, mean: float, size: float) -> float:
    log_p = lgamma(k + size) - lgamma(size) - lgamma(k + 1)
    return exp(log_p + size * log(size / (size + mean)) + (k * log(mean / (size + mean)) if k else 0.0))


def adjusted(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg: the share of false alarms if everything up to this p is called unusual."""
    order = sorted(range(len(p)), key=lambda at: p[at], reverse=True)
    found = [1.0] * len(p)
    least = 1.0
    for place, at in enumerate(order):
        least = min(least, p[at] * len(p) / (len(p) - place))
        found[at] = least
    return found


def trend(counts: Sequence[int]) -> tuple[float, float]:
    """Mann and Kendall: tau (-1 falls throughout, 1 rises throughout) and the two-sided p, corrected for ties."""
    n = len(counts)
    if n < 3:
        return 0.0, 1.0
    s = sum((b > a) - (b < a) for i, a in enumerate(counts) for b in counts[i + 1 :])
    ties = [counts.count(value) for value in set(counts)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    if variance <= 0:
        return 0.0, 1.0
    z = (s - (s > 0) + (s < 0)) / sqrt(variance)
    return s / (n * (n - 1) / 2), erfc(abs(z) / sqrt(2))
