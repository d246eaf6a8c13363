"""`dragoman timeline`: events over time, in the terminal or as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from dragoman.cli import asking as ask


def timeline(
    store: ask.Address,
    who: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHO", help="One or two countries or codes.", show_default=False),
    ] = None,
    by: Annotated[str, typer.Option(metavar="PERIOD", help="day, week or month.")] = "month",
    type: ask.Type = None,
    status: ask.Status = None,
    context: ask.Context = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    min_confidence: ask.MinConfidence = None,
    format: ask.Form = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A picture (.png, .svg), or rows as --format says."),
    ] = None,
) -> None:
    """Events over time by quad class, and their mean PLOVER score (-10 conflict to 10 cooperation).

    Example: `dragoman timeline USA RUS --store news --by week --since 2024`

    Example: `dragoman timeline USA RUS --store news --output usa-rus.svg`
    """
    named = who or []
    if len(named) > 2:
        raise typer.BadParameter("name one or two: what a country does, or what passed between two")
    side = {"pair": f"{named[0]}:{named[1]}"} if len(named) == 2 else {"country": named[0]} if named else {}
    chosen: dict[str, Any] = {"type": type, "status": status, "context": context, "since": since, "until": until}
    chosen |= {"min_sources": min_sources, "min_confidence": min_confidence}
    with ask.opened(store) as found:
        answer = found.timeline(by, **side, **chosen)
        if output is not None and output.suffix.lower() in (".png", ".svg"):
            from dragoman.exports.pictures import timeline_picture

            timeline_picture(answer.rows(), " – ".join(named) or "all events", output)
        elif (format is None and output is None and sys.stdout.isatty()) or format is ask.RowFormat.table:
            from rich.console import Console

            from dragoman.exports.bars import bars

            Console().print(bars(answer.rows(), " – ".join(named) or "all events"))
        else:
            ask.write(answer, "timeline", format, output)
