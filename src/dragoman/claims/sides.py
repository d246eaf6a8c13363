"""Sides of a dispute or an agreement, by their actor codes."""

from __future__ import annotations

from collections.abc import Sequence

REBELS = (" REB", " PRM", " UAF", " OPP")
"""Sectors that may be a side against the government of their own country."""


def country(code: str) -> str:
    """The country or organisation of a code: "USA", "UN"; "INT" where it has none."""
    head, _, tail = code.partition(" ")
    return tail if head == "IGO" else head


def two_sides(codes: Sequence[str]) -> bool:
    """Whether there are two sides: two countries or organisations, or a government and those who fight it."""
    return len({country(code) for code in codes}) > 1 or (len(codes) > 1 and any(c.endswith(REBELS) for c in codes))
