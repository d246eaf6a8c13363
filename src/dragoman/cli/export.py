"""`dragoman export`: articles of a store, in the formats of the field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking as ask
from dragoman.cli.code import Format, check_output, write_articles
from dragoman.cli.messages import count, say

if TYPE_CHECKING:
    from dragoman.records import CodedArticle
    from dragoman.store import Store


def export(
    store: ask.Address,
    form: Annotated[Format, typer.Argument(metavar="FORM", help="A format of `dragoman code`.", show_default=False)],
    country: ask.Country = None,
    pair: ask.Pair = None,
    type: ask.Type = None,
    context: ask.Context = None,
    text: ask.Search = None,
    outlet: ask.Outlet = None,
    article: ask.ArticleId = None,
    since: ask.Since = None,
    until: ask.Until = None,
    min_confidence: ask.MinConfidence = None,
    decided_by: ask.DecidedBy = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File to write, or folder where the format has several."),
    ] = None,
) -> None:
    """Write articles of a store with all their records, in any of the formats.

    Records that people rejected are left out. The filters choose articles, as those of `dragoman articles` do.

    Example: `dragoman export polecat --store news --since 2024-06 --output june.txt`
    """
    check_output(form, output)
    filters = {"country": country, "pair": pair, "type": type, "context": context, "text": text, "outlet": outlet}
    filters |= {"decided_by": decided_by, "article": article, "since": since, "until": until}
    with ask.opened(store) as found:
        articles = chosen(found, min_confidence or 0.0, filters)
        number = write_articles(form, output, articles)
    if output is not None:
        say(f"{count(number, 'article')} written to {output}")


def chosen(store: Store, least: float, filters: dict[str, Any]) -> Iterator[CodedArticle]:
    """Articles of a store that pass the filters, without what people rejected or what is below a confidence."""
    from dragoman.exports.select import confident

    ids = [row["id"] for row in store.articles(columns=("id", "day"), sort="day", **filters).rows()]
    for article in store.coded(ids, rejected=False):
        yield confident(article, least)
