"""`dragoman serve`: the desk over a store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import count, say
from dragoman.cli.options import Attributions

if TYPE_CHECKING:
    from dragoman.monitor.scheduler import Cycle


def serve(
    store: ask.Address,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen. Any but a loopback address needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Its port.")] = 8750,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="SECRET",
            envvar="DRAGOMAN_TOKEN",
            help="What whoever asks must know; best given by the environment, where others do not see it.",
            show_default=False,
            show_envvar=True,
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A host name that it answers to, beside localhost.", show_default=False),
    ] = None,
    every: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", min=1, help="Between two rounds: feeds are read, watches run, alerts delivered."
        ),
    ] = 900,
    rounds: Annotated[bool, typer.Option("--rounds/--no-rounds", help="Whether rounds are done at all.")] = True,
    in_memory: Annotated[
        int,
        typer.Option(
            metavar="EVENTS",
            min=0,
            help="A store of at most so many events is copied into memory (200 MB for each 100,000): pages are fast.",
        ),
    ] = 500_000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST",
            help="Fetch from this host, post to it, though its address is not public.",
            show_default=False,
        ),
    ] = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
) -> None:
    """Serve the desk: pages and a JSON API over a store, with feeds that are read and watches that run by themselves.

    Webhooks and e-mail need what `dragoman deliver run` needs in the environment.

    Example: `dragoman serve --store news`, then open http://127.0.0.1:8750
    """
    import uvicorn

    from dragoman.cli.work import check_own
    from dragoman.monitor import scheduler as scheduling
    from dragoman.server import Settings, make_app

    with ask.failing():
        check_own(actors, ontology)
        allowed = tuple(allow_host or ())
        scheduler = None
        if rounds:
            coding = scheduling.Settings(
                store, allow_hosts=allowed, actors=actors, ontology=ontology, attributions=attributions
            )
            scheduler = scheduling.Scheduler(coding, every=every, told=_told)
        settings = Settings(
            store,
            host=host,
            port=port,
            token=token,
            names=tuple(name or ()),
            copied=in_memory,
            allow_hosts=allowed,
            actors=actors,
            ontology=ontology,
            attributions=attributions,
        )
        app = make_app(settings, scheduler)
    say(f"the desk is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C ends it)")
    sys.setswitchinterval(0.001)  # those who ask for what is kept wait less for those who work out what is not
    try:
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=3,  # streams do not end by themselves
        )
    finally:
        if scheduler is not None:
            scheduler.stop(0)  # it has stopped already, unless the server was ended in a hurry


def _told(done: Cycle) -> None:
    """Says what a round did that somebody should know of."""
    for error in done.errors:
        say(f"round: {error}")
    for name, reason in done.watches_failed.items():
        say(f"round: {name}: {reason}")
    if done.round is not None and (done.round.added.written or not done.round.well):
        from dragoman.cli.feed import told

        say(f"round: {told(done.round).partition(': ')[2]}; {count(done.alerts, 'new alert')}")
