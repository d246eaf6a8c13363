"""A timeline for the terminal: a bar a period, coloured by quad class."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

STYLES = {
    "verbal_cooperation": "green",
    "material_cooperation": "bold green",
    "verbal_conflict": "yellow",
    "material_conflict": "bold red",
}
"""Colours of the quad classes, as in the view of an article."""

WIDTH = 40
"""Characters of the longest bar."""


def bars(rows: list[dict[str, Any]], title: str) -> Table | Text:
    """The rows of a timeline: period, bar, number of events, mean score."""
    if not rows:
        return Text("nothing found", "dim")
    table = Table(
        *("period", "events by quad class", "events", "score"), box=box.SIMPLE_HEAD, title=title, pad_edge=False
    )
    most = max(row["events"] for row in rows)
    for row in rows:
        bar, drawn, told = Text(), 0, 0
        for name, style in STYLES.items():
            told += row[name]
            until = round(told * WIDTH / most)
            bar.append("█" * (until - drawn), style)
            drawn = until
        score = row["score"]
        table.add_row(
            str(row["period"]), bar, f"{row['events']:,}", Text(f"{score:+.1f}", "green" if score > 0 else "red")
        )
    names = Text("  ").join(Text(f"█ {name.replace('_', ' ')}", style) for name, style in STYLES.items())
    table.caption = names
    return table
