"""Whether the scores of a day leave their own past behind: how likely its mean is among draws from the past, exactly.

The mean of a day's n scores is held against the distribution of the mean of n draws from the scores of the past, which
is convolved, not simulated. Where days differ from each other by more than chance, fewer draws are counted than there
are scores (docs/monitor.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.monitor.unusual import FEWEST

LEAST_SCORES = 30
"""So many scores there must be in the past, or nothing is said."""

_STEPS = 10  # to a point of score
_EXTREME = 10  # scores lie between this and its negative
_MOST = 300  # draws: the means of more differ by less than anybody would act upon


@dataclass(frozen=True, slots=True)
class Usual:
    """What the past leads one to expect of the mean of a day: the mean, and the probability of one so far from it."""

    mean: float
    chance: float


def usual(past: Sequence[Sequence[float]], day: Sequence[float]) -> Usual | None:
    """How likely the mean of the scores of `day` is after the days of `past`, each its scores: the probability of one
    at least as far on its side, doubled since there are two sides. None where there are too few scores."""
    before = [score for scores in past for score in scores]
    if len(before) < LEAST_SCORES or len(day) < FEWEST:
        return None
    import numpy as np

    weights: Any = np.zeros(2 * _EXTREME * _STEPS + 1)
    for score in before:
        weights[_step(score)] += 1
    # That an extreme has never been seen does not prove that it cannot be.
    weights[0] += 0.5
    weights[-1] += 0.5
    weights /= weights.sum()
    draws = min(_MOST, max(1, math.floor(len(day) / _spread(past, before))))
    told = sum(_step(score) for score in day) / len(day) * draws
    totals = _times(weights, draws)
    low = float(totals[: math.floor(told + 1e-9) + 1].sum())
    high = float(totals[math.ceil(told - 1e-9) :].sum())
    return Usual(sum(before) / len(before), min(1.0, 2 * min(low, high)))


def _spread(past: Sequence[Sequence[float]], before: Sequence[float]) -> float:
    """By how much the means of days vary more than draws would: 1 where they do not. A standard error and a half is
    added, since too small a value is false alarms."""
    mean = sum(before) / len(before)
    variance = sum((score - mean) ** 2 for score in before) / (len(before) - 1)
    days = [scores for scores in past if scores]
    if variance == 0 or len(days) < 2:
        return 1.0
    between = sum(len(scores) * (sum(scores) / len(scores) - mean) ** 2 for scores in days) / (len(days) - 1)
    return max(1.0, between / variance * (1 + 1.5 * math.sqrt(2 / len(days))))


def _step(score: float) -> int:
    return round((max(-_EXTREME, min(_EXTREME, score)) + _EXTREME) * _STEPS)


def _times(weights: Any, number: int) -> Any:
    """The distribution of the sum of so many draws: convolved by Fourier's transform, right to 1e-15 of the whole."""
    import numpy as np

    length = number * (len(weights) - 1) + 1
    size = 1 << (length - 1).bit_length()
    total = np.fft.irfft(np.fft.rfft(weights, size) ** number, size)[:length]
    return np.clip(total, 0, None)
