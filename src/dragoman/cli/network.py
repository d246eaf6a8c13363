"""`dragoman network`: who acts on whom, as rows, as GraphML or as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli import asking as ask


def network(
    store: ask.Address,
    level: Annotated[str, typer.Option(metavar="LEVEL", help="What stands for whom: country or code.")] = "country",
    country: ask.Country = None,
    sector: ask.Sector = None,
    type: ask.Type = None,
    quad: ask.Quad = None,
    status: ask.Status = None,
    context: ask.Context = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    min_confidence: ask.MinConfidence = None,
    format: ask.Form = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="GraphML (.graphml), a picture (.png, .svg), or rows."),
    ] = None,
) -> None:
    """Who acts on whom: a row (an edge) a pair, with the number of events by quad class and the mean score.

    Example: `dragoman network --store news --since 2024-06 --output june.graphml`

    Example: `dragoman network --store news --quad 4 --output conflict.png`
    """
    left_out = ("store", "level", "format", "output")
    filters = {name: value for name, value in locals().items() if name not in (*left_out, "left_out")}
    with ask.opened(store) as found:
        answer = found.network(level, **filters)
        ending = output.suffix.lower() if output else ""
        if output is not None and ending == ".graphml":
            from dragoman.exports.pictures import write_graphml

            write_graphml(answer.rows(), output)
        elif output is not None and ending in (".png", ".svg"):
            from dragoman.exports.pictures import network_picture

            network_picture(answer.rows(), output)
        else:
            ask.write(answer, "network", format, output)
