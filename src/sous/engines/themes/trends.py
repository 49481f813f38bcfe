"""Is a theme growing? Rates with an interval, honest about how many were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import betaincinv


@dataclass(frozen=True)
class Trend:
    """`ratio`: the rate now over the rate before, with its interval `low`–`high`.

    `p`: chance of a difference this large if nothing changed; `q`: the same corrected for all the
    themes looked at in one call. `verdict`: "growing", "shrinking" or "steady".
    """

    key: int
    now: int
    before: int
    ratio: float
    low: float
    high: float
    p: float
    q: float
    verdict: str


def trend(
    counts: Mapping[int, tuple[int, int]],
    exposure: tuple[float, float] = (1.0, 1.0),
    *,
    rate: float = 0.1,
) -> list[Trend]:
    """Compare each theme's texts in two spans of time.

    `counts`: theme key → (texts before, texts now). `exposure`: how much each span counts, such
    as its days, or all its texts to see a change of share. `rate`: the false discovery rate
    accepted among the themes called growing or shrinking.

    Given their sum, the count now is binomial (Przyborowski, Wilenski 1940); interval by Clopper
    and Pearson (1934), widened to the share of themes found to differ (Benjamini, Yekutieli 2005,
    "False discovery rate-adjusted multiple confidence intervals"); q by Benjamini, Hochberg (1995).
    Raises ValueError for negative counts or an exposure that is not positive.
    """
    from scipy.stats import binomtest  # it loads longer than all the rest of the engine

    before_exposure, now_exposure = exposure
    if before_exposure <= 0 or now_exposure <= 0:
        raise ValueError("exposure must be positive")
    share = now_exposure / (before_exposure + now_exposure)
    keys = list(counts)
    tests = []
    for key in keys:
        before, now = counts[key]
        if before < 0 or now < 0:
            raise ValueError(f"negative count for theme {key}")
        total = before + now
        tests.append(float(binomtest(now, total, share).pvalue) if total else 1.0)
    adjusted = benjamini_hochberg(tests)
    found = sum(q <= rate for q in adjusted)
    level = rate * max(found, 1) / max(len(keys), 1)
    return [
        _one(key, counts[key], now_exposure / before_exposure, p, q, level, rate)
        for key, p, q in zip(keys, tests, adjusted, strict=True)
    ]


def _one(
    key: int, pair: tuple[int, int], relative: float, p: float, q: float, level: float, rate: float
) -> Trend:
    before, now = pair
    low, high = rate_ratio_interval(before, now, relative, level)
    ratio = (now / before / relative) if before else (float("inf") if now else 1.0)
    verdict = "steady"
    if q <= rate:
        verdict = "growing" if ratio > 1 else "shrinking"
    return Trend(key, now, before, ratio, low, high, p, q, verdict)


def rate_ratio_interval(
    before: int, now: int, relative: float, level: float
) -> tuple[float, float]:
    """Exact interval of (now ÷ before) ÷ relative at confidence 1 − level."""
    total = before + now
    if total == 0:
        return 0.0, float("inf")
    low = betaincinv(now, before + 1, level / 2) if now else 0.0
    high = betaincinv(now + 1, before, 1 - level / 2) if before else 1.0
    odds_low = low / (1 - low) / relative
    odds_high = high / (1 - high) / relative if high < 1 else float("inf")
    return float(odds_low), float(odds_high)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p values: the smallest false discovery rate at which each would be called."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted = [1.0] * len(p)
    floor = 1.0
    for rank in range(len(p), 0, -1):
        i = order[rank - 1]
        floor = min(floor, p[i] * len(p) / rank)
        adjusted[i] = floor
    return adjusted
