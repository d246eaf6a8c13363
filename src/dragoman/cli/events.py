"""`dragoman events`: events of a store."""

from __future__ import annotations

from dragoman.cli import asking as ask


def events(
    store: ask.Address,
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
    article: ask.ArticleId = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_sources: ask.MinSources = None,
    min_confidence: ask.MinConfidence = None,
    rejected: ask.Rejected = False,
    sort: ask.Sort = None,
    limit: ask.Limit = None,
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Events of a store: who did what to whom.

    A filter may be given more than once: one of its values must hold. Days are those of the events; of an event whose
    day the text does not tell, that of its article.

    Example: `dragoman events --store news --pair USA-RUS --type SANCTION --since 2024-06`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "events", format, output, **filters)
