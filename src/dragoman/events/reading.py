"""What the rules make of one act at one place, before tellings of the same act are joined."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.events.lexicon import Act
from dragoman.events.parties import Side
from dragoman.records import Status


@dataclass(slots=True)
class Reading:
    """Type, mode, status and parties of an act, and why.

    `spoken`: the act is done by the words of a quotation. `implied`: no word of the lexicon names it (stance.py).
    """

    type: str
    mode: str | None
    status: Status
    actors: list[Side]
    recipients: list[Side]
    why: str
    act: Act | None = None
    spoken: bool = False
    implied: bool = False
