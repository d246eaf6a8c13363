"""`dragoman deliver add|list|remove|run`: alerts to webhooks and by e-mail."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import SOME_FAILED, count, say
from dragoman.cli.watch import plain

deliver_app = typer.Typer(no_args_is_help=True, help="Deliver alerts: to webhooks, by e-mail.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the receiver.", show_default=False)]


@deliver_app.command()
def add(
    name: Name,
    store: ask.Address,
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Post alerts to this address.", show_default=False)
    ] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Send alerts to this address.", show_default=False)
    ] = None,
    watch: Annotated[
        str | None, typer.Option(metavar="NAME", help="Alerts of this watch only.", show_default=False)
    ] = None,
) -> None:
    """Add a receiver of alerts that are given from now on. Nothing is sent before `dragoman deliver run`.

    Example: `dragoman deliver add desk --email desk@example.org --watch "US and Russia" --store news`
    """
    from dragoman.monitor.delivery import Deliveries
    from dragoman.monitor.environment import senders

    if (webhook is None) == (email is None):
        raise typer.BadParameter("a receiver has either --webhook URL or --email ADDRESS")
    kind, address = ("webhook", webhook or "") if email is None else ("email", email)
    with ask.opened(store, read_only=False) as found:
        Deliveries(found, senders()).add(name, kind, address, watch=watch)
    say(f"receiver added: {name}")


@deliver_app.command("list")
def list_(store: ask.Address) -> None:
    """The receivers of a store, a JSON object each, with what was sent, waits or was given up.

    Example: `dragoman deliver list --store news`
    """
    from dragoman.monitor.delivery import Deliveries

    with ask.opened(store) as found:
        for row in Deliveries(found, {}).all():
            print(json.dumps(row, ensure_ascii=False, default=plain))


@deliver_app.command()
def remove(name: Name, store: ask.Address) -> None:
    """Remove a receiver, and what waits for it.

    Example: `dragoman deliver remove desk --store news`
    """
    from dragoman.monitor.delivery import Deliveries

    with ask.opened(store, read_only=False) as found:
        try:
            Deliveries(found, {}).remove(name)
        except KeyError:
            say(f"no receiver of {store} has the name {name!r}")
            raise typer.Exit(SOME_FAILED) from None
    say(f"receiver removed: {name}")


@deliver_app.command()
def run(
    store: ask.Address,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Post to this host though its address is not public.", show_default=False),
    ] = None,
) -> None:
    """Send the alerts that are due. What is not taken is tried again by a later run, with longer and longer pauses.

    Webhooks are signed with DRAGOMAN_WEBHOOK_SECRET. Mail goes by DRAGOMAN_SMTP (smtp://user@host:587) from
    DRAGOMAN_SMTP_FROM, the password is DRAGOMAN_SMTP_PASSWORD. Secrets are read from the environment, never stored.

    Exit status: 0 all was taken, 1 something was not (a line each on standard error).

    Example: `dragoman deliver run --store news`
    """
    from dragoman.monitor.delivery import Deliveries
    from dragoman.monitor.environment import senders

    with ask.opened(store, read_only=False) as found:
        done = Deliveries(found, senders(allow_host or ())).run()
    for line in done.lines:
        say(line)
    say(f"{count(done.sent, 'alert')} sent, {done.failed:,} not taken, {done.waiting:,} wait for their next try")
    if not done.well:
        raise typer.Exit(SOME_FAILED)
