"""Dragoman: from political news to records that anyone can check."""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.store import Store

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
    "Store",
    "__version__",
]


def __getattr__(name: str) -> object:
    # Coder brings spaCy along, which takes a second to import: whoever only asks for help need not wait for it.
    if name == "Coder":
        from dragoman.coder import Coder

        return Coder
    if name == "Store":
        from dragoman.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
