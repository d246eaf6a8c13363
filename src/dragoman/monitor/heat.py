"""Pairs of countries that heat up or cool down: whose last week leaves the eight weeks before it behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dragoman.monitor.scores import usual
from dragoman.monitor.unusual import FEWEST, PAST, forecast
from dragoman.store.watching import dyads, read_on

if TYPE_CHECKING:
    from dragoman.store import Store

WEEK = 7
"""Days that are held against the `PAST` before them."""

LEVEL = 0.005
"""What chance alone would bring to more pairs than this is not told."""

MOST = 30
"""Pairs that are looked at: those with most event clusters in the week."""


@dataclass(frozen=True, slots=True)
class Heat:
    """A pair whose week is none of the usual: `what` says in which ways (heats up, cools down, more than usual)."""

    one: str
    other: str
    what: tuple[str, ...]
    clusters: int
    expected: float
    score: float
    before: float
    chance: float


def heat(store: Store, last: date) -> list[Heat]:
    """Pairs whose week up to the day `last` is unusual, the least likely first.

    By the mean score, by which a pair heats up (more hostile than before) or cools down, and by the number of event
    clusters per article read; the methods are those of watches (docs/monitor.md).
    """
    first = last - timedelta(days=PAST + WEEK - 1)
    begins = last - timedelta(days=WEEK - 1)
    read = read_on(store, first, last)
    days = [first + timedelta(days=n) for n in range(PAST)]
    exposures = [float(read.get(day, 0)) for day in days]
    week = float(sum(number for day, number in read.items() if day >= begins))
    found = []
    for (one, other), scores in dyads(store, first, last, begins, FEWEST, MOST).items():
        now = [score for day, told in scores.items() if day >= begins for score in told]
        past = [scores.get(day, []) for day in days]
        told = _told(one, other, past, now, exposures, week)
        found += [told] if told else []
    return sorted(found, key=lambda pair: (pair.chance, pair.one, pair.other))


def _told(
    one: str, other: str, past: Sequence[list[float]], now: list[float], exposures: Sequence[float], week: float
) -> Heat | None:
    what: list[str] = []
    chances = [1.0]
    scores = usual(past, now)
    mean = sum(now) / len(now)
    if scores is not None and scores.chance < LEVEL:
        what.append("heats up" if mean < scores.mean else "cools down")
        chances.append(scores.chance)
    counts = forecast([len(scores) for scores in past], exposures, week)
    if counts is not None and (chance := counts.at_least(len(now))) < LEVEL:
        what.append("more than usual")
        chances.append(chance)
    if not what:
        return None
    before = [score for scores in past for score in scores]
    expected = counts.mean if counts else 0.0
    usually = sum(before) / len(before) if before else 0.0
    return Heat(one, other, tuple(what), len(now), expected, mean, usually, min(chances))
