"""Finds events."""

from __future__ import annotations

from dragoman.actors import ActorLayer
from dragoman.language import Parsed
from dragoman.records import Event, Quotation


class EventCoder:
    """Finds the events of articles. Load once, use for many."""

    def find(self, parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...]) -> tuple[Event, ...]:
        """The events of an article, in text order."""
        return ()
