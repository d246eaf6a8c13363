"""`dragoman articles`: articles of a store."""

from __future__ import annotations

from typing import Annotated

from dragoman.cli import asking as ask


def articles(
    store: ask.Address,
    actor: ask.Actor = None,
    recipient: ask.Recipient = None,
    country: ask.Country = None,
    pair: ask.Pair = None,
    type: ask.Type = None,
    context: ask.Context = None,
    text: ask.Search = None,
    outlet: ask.Outlet = None,
    agency: Annotated[ask.Many, ask.option("NAME", "A part of the wire agency's name.")] = None,
    story: Annotated[ask.Many, ask.option("ID", "Of the story with this id.")] = None,
    decided_by: ask.DecidedBy = None,
    since: ask.Since = None,
    until: ask.Until = None,
    sort: ask.Sort = None,
    limit: ask.Limit = None,
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Articles of a store, with the number of their records. Actors, pairs and types are those of their events.

    Example: `dragoman articles --store news --text "ceasefire talks" --since 2024-06 --limit 20`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "articles", format, output, **filters)
