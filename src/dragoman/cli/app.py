"""The commands of `dragoman`."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.actors import actors
from dragoman.cli.add import add
from dragoman.cli.agreements import agreements
from dragoman.cli.allegations import allegations
from dragoman.cli.articles import articles
from dragoman.cli.batch import batch
from dragoman.cli.code import code
from dragoman.cli.decide import decide
from dragoman.cli.deliver import deliver_app
from dragoman.cli.events import events
from dragoman.cli.export import export
from dragoman.cli.feed import feed_app
from dragoman.cli.keep import store_app
from dragoman.cli.mcp import mcp
from dragoman.cli.network import network
from dragoman.cli.quotes import quotes
from dragoman.cli.recode import recode
from dragoman.cli.serve import serve
from dragoman.cli.show import show
from dragoman.cli.sql import sql
from dragoman.cli.stories import clusters, stories
from dragoman.cli.timeline import timeline
from dragoman.cli.watch import alerts, watch_app
from dragoman.version import __version__

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown"
)


def _version(asked: bool) -> None:
    if asked:
        print(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def dragoman(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Reads political news and gives records that anyone can check against the page."""


for command in (code, add, batch, recode, events, quotes, allegations, agreements, articles, stories, clusters, show):
    app.command()(command)
app.command()(decide)
app.command()(export)
app.command()(timeline)
app.command()(network)
app.command()(sql)
app.command()(serve)
app.command()(mcp)
app.add_typer(store_app, name="store")
app.add_typer(actors, name="actors")
app.add_typer(feed_app, name="feed")
app.add_typer(watch_app, name="watch")
app.command()(alerts)
app.add_typer(deliver_app, name="deliver")
