"""Keeping some of an article's records."""

from __future__ import annotations

from dragoman.records import CodedArticle


def confident(article: CodedArticle, least: float) -> CodedArticle:
    """The article with only those records whose confidence is at least `least` (0 to 1)."""
    if least <= 0:
        return article
    kept = {
        name: tuple(record for record in getattr(article, name) if record.confidence >= least)
        for name in ("quotations", "events", "allegations", "agreements", "attributions")
        if getattr(article, name) is not None
    }
    return article.model_copy(update=kept)
