"""Which quotation a place of the text stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dragoman.records import Quotation

DEPTH = 8
"""A place is looked for in so many of the quotations that begin before it: nested speech goes no deeper."""


class Quoted:
    """The quotations of an article, to be asked by offset."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.quotations = tuple(quotations)
        parts = sorted(
            (part.start, part.end, number)
            for number, quotation in enumerate(self.quotations)
            if quotation.kind != "no_comment"
            for part in quotation.content
        )
        self._starts = [start for start, _, _ in parts]
        self._parts = parts

    def at(self, offset: int) -> list[int]:
        """The numbers of the quotations whose content covers an offset, the shortest first."""
        last = bisect_right(self._starts, offset)
        holding = [
            (end - start, number) for start, end, number in self._parts[max(last - DEPTH, 0) : last] if offset < end
        ]
        return [number for _, number in sorted(holding)]
