"""Finds noise lines and the dateline."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.records import Dateline, Span


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning found. Noise spans are whole lines, in text order, without the line break."""

    noise: tuple[Span, ...] = ()
    dateline: Dateline | None = None
    agency: str | None = None


def clean(text: str, title: str | None = None) -> Cleaned:
    """Noise, dateline and wire agency of a text."""
    return Cleaned()
