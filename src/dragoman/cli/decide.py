"""`dragoman decide`: what a person decided about a record."""

from __future__ import annotations

import json
from typing import Annotated, Any, cast

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import SOME_FAILED, say


def decide(
    store: ask.Address,
    id: Annotated[str, typer.Argument(metavar="ID", help="The record.", show_default=False)],
    verdict: Annotated[
        str, typer.Argument(metavar="VERDICT", help="accepted, rejected or corrected.", show_default=False)
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decided it.", show_default=False)],
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.", show_default=False)] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="A field of a corrected record: its value as JSON, or a word as it is.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Keep what a person decided about a record. It holds also when the article is coded anew.

    Example: `dragoman decide e1f0c2d3a4b5c6d7 rejected --by ada --note "a rumour" --store news`

    Example: `dragoman decide e1f0c2d3a4b5c6d7 corrected --by ada --set status=future --store news`
    """
    changes = dict(_change(said) for said in set_ or ())
    with ask.opened(store, read_only=False) as found:
        try:
            found.decide(id, cast(Any, verdict), by=by, note=note, changes=changes)
        except KeyError:
            say(f"nothing in {store} has the id {id!r}")
            raise typer.Exit(SOME_FAILED) from None
    say(f"{id} {verdict} by {by}")


def _change(said: str) -> tuple[str, Any]:
    name, equals, value = said.partition("=")
    if not equals:
        raise typer.BadParameter(f"{said!r} is no change; it should be FIELD=VALUE, such as status=future")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
