"""Articles in batches of like length, which spaCy reads faster than one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

BATCH = 8
"""Articles that are read together."""

AHEAD = 32
"""Articles among which those of like length are looked for."""

ROOM = 60_000
"""Characters of a batch, and so what bounds its memory; a longer article is a batch of its own."""


def ahead(items: Iterable[T], length: Callable[[T], int], most: int = AHEAD, room: int = 4 * ROOM) -> Iterator[list[T]]:
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


def batches(lengths: Sequence[int], most: int = BATCH, room: int = ROOM) -> Iterator[list[int]]:
    """The places of items in batches of like length, each of at most `most` items, and of `room` if it has several."""
    batch: list[int] = []
    total = 0
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) >= most or total + lengths[place] > room):
            yield batch
            batch, total = [], 0
        batch.append(place)
        total += lengths[place]
    if batch:
        yield batch
