"""A stream in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

AHEAD = 32
"""Articles that are taken at once, so that a store is asked about several."""

ROOM = 240_000
"""Characters of a piece, and so what bounds its memory."""


def ahead(items: Iterable[T], length: Callable[[T], int], most: int = AHEAD, room: int = ROOM) -> Iterator[list[T]]:
    """A stream in pieces of at most `most` items, each ended early by the item that fills its `room`."""
    piece: list[T] = []
    total = 0
    for item in items:
        piece.append(item)
        total += length(item)
        if len(piece) >= most or total >= room:
            yield piece
            piece, total = [], 0
    if piece:
        yield piece
