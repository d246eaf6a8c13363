"""The steps of the coder before events, for what is fitted on what they find."""

from __future__ import annotations

from typing import Any

from benchmarks.shared import gold_article
from dragoman import Coder
from dragoman.actors import ActorLayer
from dragoman.cleaning import clean
from dragoman.language import Parsed
from dragoman.quotations import find_quotations
from dragoman.records import Quotation


def quoted(coder: Coder, gold: dict[str, Any]) -> tuple[Parsed, ActorLayer, tuple[Quotation, ...]]:
    """The parse of an article of gold, its actors and its quotations, which see each other's speakers."""
    article = gold_article(gold)
    parsed = coder._reader.parse(article, clean(article.text, article.title))
    actors = coder._actors.find(parsed)
    return parsed, actors, find_quotations(parsed, actors)
