"""`dragoman feed add|list|remove|run`: what is read by itself."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking as ask
from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import SOME_FAILED, count, say
from dragoman.cli.options import Attributions, Model

if TYPE_CHECKING:
    from dragoman.monitor.rounds import Round

feed_app = typer.Typer(no_args_is_help=True, help="Read feeds: RSS, Atom, sitemaps, lists of addresses.")

Url = Annotated[str, typer.Argument(metavar="URL", help="The address of the feed.", show_default=False)]


@feed_app.command()
def add(
    url: Url,
    store: ask.Address,
    outlet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Outlet of articles that do not say it, instead of the feed's title.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Add a feed to a store. Nothing is fetched before `dragoman feed run`.

    Example: `dragoman feed add https://example.org/news.xml --store news`
    """
    from dragoman.monitor.feeds import Feeds

    with ask.opened(store, read_only=False) as found:
        say(f"feed added: {Feeds(found).add(url, outlet=outlet)}")


@feed_app.command("list")
def list_(store: ask.Address) -> None:
    """The feeds of a store, a JSON object each: how each is, why, when it was read, how many articles it brought.

    Exit status: 0 all are well, 1 one is broken, empty, changed or unreadable.

    Example: `dragoman feed list --store news`
    """
    from dragoman.monitor.feeds import NOT_WELL, Feeds

    with ask.opened(store) as found:
        feeds = Feeds(found).all()
    shown = ("url", "state", "reason", "kind", "title", "outlet", "entries", "stored", "waiting", "failed")
    for feed in feeds:
        row: dict[str, Any] = {name: feed[name] for name in (*shown, "failures", "checked_at", "next_at")}
        print(json.dumps(row, ensure_ascii=False, default=lambda moment: moment.isoformat(timespec="seconds") + "Z"))
    if any(feed["state"] in NOT_WELL for feed in feeds):
        raise typer.Exit(SOME_FAILED)


@feed_app.command()
def remove(url: Url, store: ask.Address) -> None:
    """Remove a feed. The articles that it brought stay.

    Example: `dragoman feed remove https://example.org/news.xml --store news`
    """
    from dragoman.monitor.feeds import Feeds

    with ask.opened(store, read_only=False) as found:
        try:
            Feeds(found).remove(url)
        except KeyError:
            say(f"no feed of {store} has the address {url}")
            raise typer.Exit(SOME_FAILED) from None
    say(f"feed removed: {url}")


@feed_app.command()
def run(
    store: ask.Address,
    force: Annotated[bool, typer.Option("--force", help="Read feeds too that failed lately.")] = False,
    most: Annotated[int, typer.Option(metavar="N", min=1, help="Fetch at most so many articles.")] = 500,
    pause: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Between two requests to a host; more if it asks for more.")
    ] = 1.0,
    model: Model = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Fetch from this host though its address is not public.", show_default=False),
    ] = None,
) -> None:
    """Do one round: read every feed, fetch, code and store what is new, look again at what is recent.

    Exit status: 0 all is well, 1 a feed is not well, or an article failed (a line each on standard
    error). What is well is stored all the same.

    Example: `dragoman feed run --store news`
    """
    from functools import partial

    from dragoman.monitor.lease import BusyError
    from dragoman.monitor.polite import PoliteFetcher
    from dragoman.monitor.rounds import run_round
    from dragoman.monitor.scheduler import load_coder
    from dragoman.reading.fetch import Fetcher

    fetch = PoliteFetcher(Fetcher(allow_hosts=allow_host or ()), pause=pause)
    coder = partial(load_coder, model, actors, ontology, attributions)
    with ask.opened(store, read_only=False) as found:
        try:
            done = run_round(found, coder, fetch, force=force, most=most)
        except BusyError as error:
            say(f"{error}: left to it")
            return
    for line in done.lines:
        say(line)
    print(told(done), file=sys.stderr)
    if not done.well:
        raise typer.Exit(SOME_FAILED)


def told(done: Round) -> str:
    """What a round did, in one line."""
    parts = [f"{count(done.feeds, 'feed')} read"]
    for number, what in (
        (done.unchanged, "unchanged"),
        (done.left_alone, "left alone after a failure"),
        (len(done.not_well), "NOT WELL"),
    ):
        parts += [f"{number:,} {what}"] if number else []
    parts[-1] += f"; {count(done.added.new, 'article')} added"
    for number, what in (
        (done.added.edited, "edited"),
        (done.checked, "as they were"),
        (done.failed, "failed"),
        (done.waiting, "left for the next round"),
    ):
        parts += [f"{number:,} {what}"] if number else []
    return f"dragoman: {', '.join(parts)}"
