"""`dragoman agreements`: agreements of a store."""

from __future__ import annotations

from typing import Annotated

from dragoman.cli import asking as ask


def agreements(
    store: ask.Address,
    actor: Annotated[ask.Many, ask.option("WHO", "A party: a country or a code.")] = None,
    pair: ask.Pair = None,
    sector: ask.Sector = None,
    kind: Annotated[ask.Many, ask.option("KIND", "treaty, ceasefire, deal, declaration, memorandum …")] = None,
    stage: Annotated[ask.Many, ask.option("STAGE", "proposed, negotiated, agreed, signed …")] = None,
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
    """Agreements of a store: treaties, ceasefires, deals that were made, sought or left.

    Example: `dragoman agreements --store news --pair RUS-PRK --stage signed`
    """
    filters = {name: value for name, value in locals().items() if name not in ("store", "format", "output")}
    ask.answer(store, "agreements", format, output, **filters)
