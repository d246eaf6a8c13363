"""`dragoman store check|compact|info`: looking after a store."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import SOME_FAILED, count, say

store_app = typer.Typer(no_args_is_help=True, help="Look after a store.")


@store_app.command()
def info(store: ask.Address) -> None:
    """What a store holds, as JSON: rows of each table, days from and to, versions of the coder, files and bytes.

    Example: `dragoman store info --store news`
    """
    with ask.opened(store) as found:
        print(json.dumps(found.info(), indent=1, default=str))


@store_app.command()
def check(store: ask.Address) -> None:
    """Verify a store: every span against its text, every id, every reference, every file.

    Exit status: 0 all is right, 1 something is not (a line each on standard output).

    Example: `dragoman store check --store news`
    """
    with ask.opened(store) as found:
        faults = found.check()
    for fault in faults:
        print(fault)
    if faults:
        raise typer.Exit(SOME_FAILED)
    say(f"{store}: all is right")


@store_app.command()
def compact(
    store: ask.Address,
    keep_hours: Annotated[
        float,
        typer.Option(metavar="HOURS", min=0, help="Keep replaced files so long: somebody may be reading them."),
    ] = 24.0,
) -> None:
    """Put small files together and remove what nobody needs. Others may go on reading and writing.

    Example: `dragoman store compact --store news`
    """
    with ask.opened(store, read_only=False) as found:
        files = found.compact(keep_hours=keep_hours)
    say(f"{count(files['before'], 'file')} before, {count(files['after'], 'file')} now")
