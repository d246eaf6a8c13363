"""Timelines and networks as pictures and as GraphML (matplotlib, networkx: `pip install dragoman[plots]`)."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

from dragoman.exports.files import PART

COLOURS = {
    "verbal_cooperation": "#7fbf7b",
    "material_cooperation": "#1b7837",
    "verbal_conflict": "#fdae61",
    "material_conflict": "#d73027",
}
"""Colours of the quad classes; told apart also by who does not see red or green."""

_MOST = 150  # edges that are drawn: more is no picture


def timeline_picture(rows: list[dict[str, Any]], title: str, path: Path) -> None:
    """Draws a timeline: bars by quad class, and the mean score as a line. PNG or SVG by the name of the file."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5), layout="constrained")
    counts, score = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    periods = [row["period"] for row in rows]
    gaps = [(b - a).days for a, b in pairwise(periods)]
    width = 0.9 * min(gaps, default=28)
    floor = [0] * len(rows)
    for name, colour in COLOURS.items():
        heights = [row[name] for row in rows]
        counts.bar(periods, heights, width, bottom=floor, color=colour, label=name.replace("_", " "), align="edge")
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    counts.set_title(title)
    counts.set_ylabel("events")
    counts.legend(frameon=False, fontsize="small", ncols=2)
    score.axhline(0, color="grey", linewidth=0.8)
    score.plot(periods, [row["score"] for row in rows], color="#2c3e50", marker=".", drawstyle="steps-post")
    score.set_ylim(-10, 10)
    score.set_ylabel("mean score")
    _save(figure, path)


def graph(rows: list[dict[str, Any]]) -> Any:
    """A directed graph (networkx) of a network's rows: numbers and score are attributes of the edges."""
    import networkx

    made = networkx.DiGraph()
    for row in rows:
        known = {name: value for name, value in row.items() if name not in ("actor", "recipient") and value is not None}
        made.add_edge(row["actor"], row["recipient"], weight=row["events"], **known)
    return made


def write_graphml(rows: list[dict[str, Any]], path: Path) -> None:
    """Writes the graph as GraphML, which Gephi, Cytoscape, yEd and igraph read."""
    import networkx

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    networkx.write_graphml(graph(rows), part)
    part.replace(path)


def network_picture(rows: list[dict[str, Any]], path: Path) -> None:
    """Draws the largest edges of the graph: red for conflict, green for cooperation, wide for many events."""
    import networkx
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 10), layout="constrained")
    axes = figure.subplots()
    axes.set_axis_off()
    drawn = graph(rows[:_MOST])
    if drawn.number_of_nodes():
        few = len(drawn) < 4
        places = networkx.circular_layout(drawn) if few else networkx.spring_layout(drawn, weight=None, seed=1)
        edges = list(drawn.edges(data=True))
        most = max(data["events"] for _, _, data in edges)
        widths = [0.5 + 4 * math.sqrt(data["events"] / most) for _, _, data in edges]
        colours = [
            COLOURS["material_conflict" if data["score"] < 0 else "material_cooperation"] for _, _, data in edges
        ]
        networkx.draw_networkx_edges(
            drawn,
            places,
            ax=axes,
            width=widths,
            edge_color=colours,
            alpha=0.6,
            connectionstyle="arc3,rad=0.1",
            node_size=700,
        )
        networkx.draw_networkx_nodes(drawn, places, ax=axes, node_color="#dfe6ee", node_size=700)
        networkx.draw_networkx_labels(drawn, places, ax=axes, font_size=8)
    if len(rows) > _MOST:
        axes.set_title(f"the {_MOST} largest of {len(rows):,} pairs", fontsize="small")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    figure.savefig(part, format=path.suffix.lower().lstrip("."), dpi=120)
    part.replace(path)
