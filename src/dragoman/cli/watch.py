"""`dragoman watch add|list|remove|run` and `dragoman alerts`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import SOME_FAILED, count, say

watch_app = typer.Typer(no_args_is_help=True, help="Watch for events, and be told of them.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the watch.", show_default=False)]


@watch_app.command()
def add(
    name: Name,
    store: ask.Address,
    when: Annotated[
        str,
        typer.Option(
            metavar="CONDITION",
            help="new: any new event cluster; sources:N: one that N independent sources report; unusual, score: a "
            "day's count or mean score leaves its past behind (unusual:N, score:N: with N false alarms a year; 1).",
        ),
    ] = "new",
    actor: ask.Actor = None,
    recipient: ask.Recipient = None,
    country: ask.Country = None,
    pair: ask.Pair = None,
    sector: ask.Sector = None,
    type: ask.Type = None,
    mode: ask.Mode = None,
    quad: ask.Quad = None,
    status: ask.Status = None,
    place: ask.Where = None,
    context: ask.Context = None,
    speaker: ask.Speaker = None,
    text: ask.Text = None,
    outlet: ask.Outlet = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    min_confidence: ask.MinConfidence = None,
) -> None:
    """Add a watch: a question about events, with the filters of `dragoman events`, and when to be told.

    Example: `dragoman watch add "US and Russia" --pair USA-RUS --quad 4 --when sources:2 --store news`
    """
    filters = {key: value for key, value in locals().items() if key not in ("name", "store", "when")}
    from dragoman.monitor.watches import Watches

    with ask.opened(store, read_only=False) as found:
        Watches(found).add(name, when, filters)
    say(f"watch added: {name}")


@watch_app.command("list")
def list_(store: ask.Address) -> None:
    """The watches of a store, a JSON object each.

    Example: `dragoman watch list --store news`
    """
    from dragoman.monitor.watches import Watches

    with ask.opened(store) as found:
        _printed(Watches(found).all())


@watch_app.command()
def remove(name: Name, store: ask.Address) -> None:
    """Remove a watch and its alerts.

    Example: `dragoman watch remove "US and Russia" --store news`
    """
    from dragoman.monitor.watches import Watches

    with ask.opened(store, read_only=False) as found:
        try:
            Watches(found).remove(name)
        except KeyError:
            say(f"no watch of {store} has the name {name!r}")
            raise typer.Exit(SOME_FAILED) from None
    say(f"watch removed: {name}")


@watch_app.command()
def run(store: ask.Address) -> None:
    """Run all watches; print the new alerts, a JSON object each. They are kept: see `dragoman alerts`.

    Exit status: 0 all ran, 1 one failed (a line on standard error says why).

    Example: `dragoman watch run --store news`
    """
    from dragoman.monitor.watches import Watches

    with ask.opened(store, read_only=False) as found:
        done = Watches(found).run()
    _printed(done.alerts)
    for name, reason in done.failed.items():
        say(f"{name}: {reason}")
    say(f"{done.watches:,} watched; {count(len(done.alerts), 'new alert')}")
    if done.failed:
        raise typer.Exit(SOME_FAILED)


def alerts(
    store: ask.Address,
    watch: Annotated[str | None, typer.Option(metavar="NAME", help="Of this watch.", show_default=False)] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", formats=["%Y-%m-%d"], help="Given on this day (UTC) or later.", show_default=False
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many.")] = 1000,
    atom: Annotated[bool, typer.Option("--atom", help="As an Atom feed.")] = False,
) -> None:
    """Alerts that watches gave, the newest first, a JSON object each: why, and the reports that are the evidence.

    Example: `dragoman alerts --store news --watch "US and Russia"`
    """
    from dragoman.monitor.watches import Watches

    with ask.opened(store) as found:
        given = Watches(found).given(watch=watch, since=since, limit=limit)
    if atom:
        from dragoman.monitor.atom import atom as as_atom

        print(as_atom(given, title=watch or "Alerts"), end="")
    else:
        _printed(given)


def _printed(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=plain))


def plain(value: object) -> str:
    """Days and moments of the store (UTC) as JSON has them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    assert isinstance(value, date)  # noqa: S101 - the store has no other types
    return value.isoformat()
