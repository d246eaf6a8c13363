"""`dragoman allegations`: allegations of a store."""

from __future__ import annotations

from typing import Annotated

from dragoman.cli import asking as ask


def allegations(
    store: ask.Address,
    actor: Annotated[ask.Many, ask.option("WHO", "Who accuses: a country or a code.")] = None,
    recipient: Annotated[ask.Many, ask.option("WHO", "Who is accused, likewise.")] = None,
    country: ask.Country = None,
    pair: ask.Pair = None,
    sector: ask.Sector = None,
    instrument: Annotated[ask.Many, ask.option("WORDS", "A part of the rule's name: 'Charter'.")] = None,
    context: ask.Context = None,
    text: ask.Text = None,
    outlet: ask.Outlet = None,
    article: ask.ArticleId = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_confidence: ask.MinConfidence = None,
    rejected: ask.Rejected = False,
    sort: ask.Sort = None,
    limit: ask.Limit = None,
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Allegations of a store: who is said to have broken which rule of law.

    Example: `dragoman allegations --store news --recipient RUS --instrument Charter`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "allegations", format, output, **filters)
