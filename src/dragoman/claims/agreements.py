"""Finds agreements."""

from __future__ import annotations

from dragoman.actors import ActorLayer
from dragoman.language import Parsed
from dragoman.records import Agreement, Event, Quotation


def find_agreements(
    parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...], events: tuple[Event, ...]
) -> tuple[Agreement, ...]:
    """The agreements of an article, in text order."""
    return ()
