# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""Rates and medians with their exact intervals, and the U test of the peers. Pure; stdlib alone."""

import math
import statistics


def _at_most(k, n, p):
    """P(X <= k) for X binomial(n, p)."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if k >= n else 0.0
    logs = (
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
        + i * math.log(p) + (n - i) * math.log1p(-p)
        for i in range(k + 1)
    )
    return min(1.0, math.fsum(math.exp(each) for each in logs))


def _where_falling(function, target):
    """The p in 0..1 at which the falling function is `target`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > target else (low, middle)
    return (low + high) / 2


def upper_bound(k, n, alpha):
    """Clopper and Pearson's: at a rate above it, k or fewer of n have a chance below alpha."""
    return 1.0 if k >= n else _where_falling(lambda p: _at_most(k, n, p), alpha)


def lower_bound(k, n, alpha):
    return 1 - upper_bound(n - k, n, alpha)


def rate(k, n, confidence=0.95):
    """As the study's JSON has it; `upper` is the one-sided bound, for 'not more often than'."""
    if n == 0:
        return {"count": 0, "of": 0, "rate": None, "low": None, "high": None, "upper": None}
    alpha = 1 - confidence
    return {
        "count": k,
        "of": n,
        "rate": k / n,
        "low": lower_bound(k, n, alpha / 2),
        "high": upper_bound(k, n, alpha / 2),
        "upper": upper_bound(k, n, alpha),
    }


def median(values, confidence=0.95):
    """The interval is that of the order statistics: exact for any distribution."""
    values = sorted(values)
    n = len(values)
    if n == 0:
        return {"of": 0, "median": None, "low": None, "high": None}
    rank = -1  # of the last value that may be left out at either end
    while rank + 1 < n / 2 and _at_most(rank + 1, n, 0.5) <= (1 - confidence) / 2:
        rank += 1
    wide_enough = rank >= 0  # six values or more, at 95 %
    return {
        "of": n,
        "median": statistics.median(values),
        "low": values[rank] if wide_enough else None,
        "high": values[n - 1 - rank] if wide_enough else None,
    }


def mann_whitney_p(first, second):
    """Two-sided, normal approximation, corrected for ties and continuity: what scipy's
    mannwhitneyu, and so Google Benchmark's compare.py, computes from nine repetitions on."""
    n, m = len(first), len(second)
    both = sorted([*first, *second])
    ranks, tied, start = {}, 0, 0
    while start < n + m:
        end = start
        while end < n + m and both[end] == both[start]:
            end += 1
        ranks[both[start]] = (start + 1 + end) / 2
        tied += (end - start) ** 3 - (end - start)
        start = end
    u = sum(ranks[each] for each in first) - n * (n + 1) / 2
    variance = n * m / 12 * (n + m + 1 - tied / ((n + m) * (n + m - 1)))
    if variance <= 0:  # all the same
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))
