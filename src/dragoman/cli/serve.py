"""`dragoman serve`: the desk over a store."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import say


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
) -> None:
    """Serve the desk: pages and a JSON API over a store.

    Example: `dragoman serve --store news`, then open http://127.0.0.1:8750
    """
    import uvicorn

    from dragoman.server import Settings, make_app

    with ask.failing():
        app = make_app(Settings(store, host=host, port=port, token=token, names=tuple(name or ())))
    say(f"the desk is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C ends it)")
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,  # streams do not end by themselves
    )
