"""Whether a day's count leaves its own past behind: a negative binomial forecast with an exact tail (docs/monitor.md).

The count of a day is compared with what its past, per article that was read, leads one to expect. That makes weekends,
feeds that were added and days that are not over comparable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

PAST = 56
"""Days before the one in question that make up its past."""

LEAST = 28
"""So many of them must have been read, or nothing is said."""

FEWEST = 3
"""Fewer than so many are never called unusual: where hardly anything happens, two of a kind are soon improbable."""

_STRANGE = 4.0
"""Pearson residuals larger than this count less: a surge in the past must not hide the next one."""

_CAUTION = 1.5
"""Standard errors by which the dispersion is taken larger than estimated: too small a one is false alarms."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of a day: the mean, and by how much the variance exceeds that of chance alone."""

    mean: float
    dispersion: float

    def at_least(self, count: int) -> float:
        """The probability of `count` or more, summed exactly."""
        if count <= 0:
            return 1.0
        return _tail(self.mean, self.dispersion, count)


def forecast(counts: Sequence[int], exposures: Sequence[float], exposure: float) -> Forecast | None:
    """What to expect of a day with `exposure` (articles read) after days with these counts and exposures.

    Days without exposure are passed over. None where fewer than `LEAST` are left. Raises ValueError where the two
    sequences are not of the same length.
    """
    days = [(k, e) for k, e in zip(counts, exposures, strict=True) if e > 0]
    if len(days) < LEAST or exposure <= 0:
        return None
    weights = [1.0] * len(days)
    rate, dispersion = _fitted(days, weights)
    for _ in range(12):
        strange = _STRANGE**2 * dispersion
        weights = [min(1.0, strange / max(_square(k, rate * e), 1e-9)) for k, e in days]
        rate, dispersion = _fitted(days, weights)
    # That the rate and the dispersion are themselves only estimated widens the forecast.
    usual = rate * sum(e for _, e in days) / len(days)
    dispersion *= 1 + _CAUTION * math.sqrt((2 + 1 / usual) / len(days))
    known: float = sum(w * e for w, (_, e) in zip(weights, days, strict=True))
    return Forecast(rate * exposure, dispersion * (1 + exposure / known))


def _fitted(days: Sequence[tuple[int, float]], weights: Sequence[float]) -> tuple[float, float]:
    """The rate, with half an event more than there were (a quiet past does not prove that nothing can happen), and the
    dispersion, at least that of chance."""
    rate = (sum(w * k for w, (k, _) in zip(weights, days, strict=True)) + 0.5) / sum(
        w * e for w, (_, e) in zip(weights, days, strict=True)
    )
    squares = sum(w * _square(k, rate * e) for w, (k, e) in zip(weights, days, strict=True))
    return rate, max(1.0, squares / (sum(weights) - 1))


def _square(count: int, mean: float) -> float:
    """The square of Pearson's residual."""
    return float((count - mean) ** 2 / mean)


def _tail(mean: float, dispersion: float, count: int) -> float:
    """P(K >= count): the upper terms above the mean, one less the lower ones below it, so that nothing is lost in the
    difference of two numbers close to one."""
    chance = dispersion <= 1.000001  # Poisson, the limit of the negative binomial
    size = math.inf if chance else mean / (dispersion - 1)
    stay = 0.0 if chance else 1 - 1 / dispersion

    def ratio(k: int) -> float:
        return mean / (k + 1) if chance else (k + size) / (k + 1) * stay

    def term(k: int) -> float:
        if chance:
            return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
        log = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
        return math.exp(log - size * math.log(dispersion) + k * math.log(stay))

    total = 0.0
    if count > mean:
        k, now = count, term(count)
        while now > total * 1e-12:
            total += now
            now *= ratio(k)
            k += 1
        return min(1.0, total)
    k, now = count - 1, term(count - 1)
    while k >= 0 and now > total * 1e-15:
        total += now
        now /= ratio(k - 1) if k > 0 else 1.0
        k -= 1
    return max(0.0, 1 - total)
