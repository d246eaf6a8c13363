"""`dragoman quotes`: quotations of a store."""

from __future__ import annotations

from typing import Annotated

from dragoman.cli import asking as ask


def quotes(
    store: ask.Address,
    speaker: ask.Speaker = None,
    actor: Annotated[ask.Many, ask.option("WHO", "The speaker's country (USA) or code ('USA GOV').")] = None,
    sector: ask.Sector = None,
    kind: Annotated[ask.Many, ask.option("KIND", "direct, indirect, mixed or no_comment.")] = None,
    channel: Annotated[ask.Many, ask.option("CHANNEL", "statement, interview, social …")] = None,
    context: ask.Context = None,
    text: ask.Search = None,
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
    """Quotations of a store: who said what.

    Example: `dragoman quotes --store news --actor RUS --text "grain deal"`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "quotes", format, output, **filters)
