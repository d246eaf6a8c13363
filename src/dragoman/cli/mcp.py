"""`dragoman mcp`: the questions as tools for language models."""

from __future__ import annotations

import typer

from dragoman.cli import asking as ask


def mcp(store: ask.Address) -> None:
    """Answer a language model's questions about a store: a server of the Model Context Protocol on standard input.

    Over HTTP, `dragoman serve` has the same tools at /mcp.

    Example, for the configuration of a client: `{"command": "dragoman", "args": ["mcp", "--store", "/srv/news"]}`
    """
    from dragoman.server.settings import Settings
    from dragoman.server.stores import OneCoder, Stores
    from dragoman.server.tools import make_tools

    with ask.failing():
        settings = Settings(store)
        stores = Stores(settings.store, settings.readers)
        with stores.reading():
            pass  # what is wrong with the store is said now
    try:
        make_tools(stores, OneCoder(settings), settings).run("stdio")
    except KeyboardInterrupt:
        raise typer.Exit from None
    finally:
        stores.close()
