"""The commands of `dragoman`."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.actors import actors
from dragoman.cli.code import code
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


app.command()(code)
app.add_typer(actors, name="actors")
