"""`dragoman stories` and `dragoman clusters`: what several reports tell."""

from __future__ import annotations

from dragoman.cli import asking as ask


def stories(
    store: ask.Address,
    actor: ask.Actor = None,
    recipient: ask.Recipient = None,
    country: ask.Country = None,
    pair: ask.Pair = None,
    type: ask.Type = None,
    context: ask.Context = None,
    text: ask.Search = None,
    outlet: ask.Outlet = None,
    article: ask.ArticleId = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    sort: ask.Sort = None,
    limit: ask.Limit = None,
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Stories of a store: articles that tell of the same, with the number of independent sources.

    Copies of one agency's text are one source, however many outlets print them.

    Example: `dragoman stories --store news --country PRK --min-sources 3`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "stories", format, output, **filters)


def clusters(
    store: ask.Address,
    actor: ask.Actor = None,
    recipient: ask.Recipient = None,
    country: ask.Country = None,
    pair: ask.Pair = None,
    sector: ask.Sector = None,
    type: ask.Type = None,
    quad: ask.Quad = None,
    status: ask.Status = None,
    place: ask.Where = None,
    context: ask.Context = None,
    text: ask.Text = None,
    article: ask.ArticleId = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    min_confidence: ask.MinConfidence = None,
    sort: ask.Sort = None,
    limit: ask.Limit = None,
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Events across reports: each once, with the number of independent sources, and where the reports disagree.

    Example: `dragoman clusters --store news --pair RUS-UKR --type ASSAULT --min-sources 2`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "clusters", format, output, **filters)
