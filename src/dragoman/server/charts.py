"""Bars over time, drawn on the server: a picture that needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dragoman.store import Store
from dragoman.store.series import QUADS

WIDTH, HEIGHT = 720, 160
_MONTHS = 4  # fewer are shown by day
_STEPS = {"month": 31, "day": 1}  # days


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: the events of one quad class in one period."""

    x: float
    y: float
    width: float
    height: float
    quad: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline: its bars, and its rows for a table."""

    by: str
    rows: list[dict[str, Any]]
    bars: list[Bar]
    most: int
    first: date | None = None
    last: date | None = None


def timeline_chart(store: Store, **filters: Any) -> Chart:
    """Events over time by quad class, by month or, where these are few, by day. Raises FilterError."""
    rows, by = store.timeline(by="month", **filters).rows(), "month"
    if len(rows) < _MONTHS:
        rows, by = store.timeline(by="day", **filters).rows(), "day"
    if not rows:
        return Chart(by, [], [], 0)
    first, last = rows[0]["period"], rows[-1]["period"]
    most = max(row["events"] for row in rows)
    across = WIDTH / ((last - first).days + _STEPS[by])
    bars = []
    for row in rows:
        x, y = (row["period"] - first).days * across, float(HEIGHT)
        for quad, name in QUADS.items():
            height = row[name] * HEIGHT / most
            y -= height
            if row[name]:
                title = f"{_period(row['period'], by)}: {row[name]} {name.replace('_', ' ')}"
                bars.append(Bar(round(x, 1), round(y, 1), _width(across, by), round(height, 1), quad, title))
    return Chart(by, rows, bars, most, first, last)


def _width(across: float, by: str) -> float:
    return round(max(1.0, min(28.0, across * (28 if by == "month" else 0.8))), 1)


def _period(day: date, by: str) -> str:
    return f"{day:%Y-%m}" if by == "month" else day.isoformat()
