"""How far each rule is to be believed."""

from __future__ import annotations

from dragoman.quotations.sayings import Saying

PRECISION = {"followed": 0.95}


def confidence(saying: Saying) -> float:
    """The share of a rule's findings that were right on articles coded by hand."""
    return PRECISION.get(f"{saying.kind} {saying.pattern}", PRECISION.get(saying.pattern, 0.6))
