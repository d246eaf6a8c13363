"""Days that leave their own past behind, by the number or the scores of the clusters first reported on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.monitor.scores import usual
from dragoman.monitor.unusual import FEWEST, LEAST, PAST, forecast
from dragoman.store.watching import daily, read_on

if TYPE_CHECKING:
    from dragoman.store import Store

LATE = 3
"""Days that are looked at, the last one today: reports come late."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is unusual: what is, why one says so, and the clusters that were first reported on it."""

    day: date
    what: str
    why: str
    clusters: tuple[str, ...]


Found = tuple[list[Day], str | None]
"""Unusual days, and where nothing can be said yet, why."""


def unusual_counts(store: Store, filters: Mapping[str, Any], yearly: float, today: date) -> Found:
    """Days with more clusters than chance would bring `yearly` times a year. Raises FilterError."""
    first = today - timedelta(days=PAST + LATE)
    counts = daily(store, first, today, filters)
    read = read_on(store, first, today)
    found: list[Day] = []
    for day in (today - timedelta(days=back) for back in reversed(range(LATE))):
        past = _past(day)
        exposures = [float(read.get(one, 0)) for one in past]
        days = [one for one in exposures if one]
        if len(days) < LEAST:
            continue
        # A day that is not over is held against a whole one: looking at it often brings no false alarm.
        exposure = float(read.get(day, 0)) if day < today else max(float(read.get(day, 0)), sum(days) / len(days))
        expected = forecast([len(counts.get(one, ())) for one in past], exposures, exposure)
        count = len(counts.get(day, ()))
        if expected is None or count < FEWEST:
            continue
        chance = expected.at_least(count)
        if chance < yearly / 365:
            why = (
                f"{count:,} event clusters first reported on {day}, {expected.mean:.2g} expected from {len(days)} "
                f"days before; chance alone brings so many on {_rarely(chance)}"
            )
            found.append(Day(day, f"{count:,} on {day}", why, tuple(counts[day])))
    return found, _short(read, today)


def unusual_scores(store: Store, filters: Mapping[str, Any], yearly: float, today: date) -> Found:
    """Days whose mean score is one that chance would bring `yearly` times a year. Raises FilterError.

    Only days that are over: unlike a count, a mean goes up and down while the day lasts.
    """
    first = today - timedelta(days=PAST + LATE)
    scores = daily(store, first, today, filters)
    read = read_on(store, first, today)
    found: list[Day] = []
    for day in (today - timedelta(days=back) for back in reversed(range(1, LATE))):
        if sum(1 for one in _past(day) if read.get(one)) < LEAST:
            continue
        now = list(scores.get(day, {}).values())
        told = usual([list(scores.get(one, {}).values()) for one in _past(day)], now)
        if told is not None and told.chance < yearly / 365:
            mean = sum(now) / len(now)
            why = (
                f"the mean score of {len(now):,} event clusters first reported on {day} is {mean:+.1f}, it was "
                f"{told.mean:+.1f} in the {PAST} days before; chance alone brings so large a difference on "
                f"{_rarely(told.chance)}"
            )
            found.append(Day(day, f"score {mean:+.1f} on {day}", why, tuple(scores[day])))
    return found, _short(read, today)


def _past(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(PAST, 0, -1)]


def _short(read: Mapping[date, int], today: date) -> str | None:
    days = sum(1 for day in _past(today) if read.get(day))
    return f"{days} days with articles in the last {PAST}; {LEAST} are needed" if days < LEAST else None


def _rarely(chance: float) -> str:
    often = 1 / chance if chance > 1e-9 else 1e9
    return f"one day in {often:,.0f}" if often < 1e6 else "less than one day in a million"
