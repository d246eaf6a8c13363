"""Dragoman: from political news to records that anyone can check."""

from dragoman.coder import Coder
from dragoman.records import (
    Agreement,
    Allegation,
    Article,
    CodedArticle,
    Event,
    Party,
    Quotation,
    Span,
)
from dragoman.version import __version__

__all__ = [
    "Agreement",
    "Allegation",
    "Article",
    "CodedArticle",
    "Coder",
    "Event",
    "Party",
    "Quotation",
    "Span",
    "__version__",
]
