"""Finds allegations."""

from __future__ import annotations

from dragoman.actors import ActorLayer
from dragoman.language import Parsed
from dragoman.records import Allegation, Event, Quotation


def find_allegations(
    parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...], events: tuple[Event, ...]
) -> tuple[Allegation, ...]:
    """The allegations of an article, in text order."""
    return ()
