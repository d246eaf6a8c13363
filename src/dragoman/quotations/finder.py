"""Finds quotations."""

from __future__ import annotations

from dragoman.actors import ActorLayer
from dragoman.language import Parsed
from dragoman.records import Quotation


def find_quotations(parsed: Parsed, actors: ActorLayer) -> tuple[Quotation, ...]:
    """The quotations of an article, in text order."""
    return ()
