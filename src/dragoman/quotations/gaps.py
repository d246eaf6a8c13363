"""The words between quoted stretches, where cues and speakers of direct speech stand."""

from __future__ import annotations

from dragoman.quotations.words import Words

TERMINATORS = frozenset({".", "?", "!", "…", "...", "....", ";"})


class Gap:
    """The words between two stretches of a line, or between a stretch and the line's edge: tokens [first, last)."""

    __slots__ = ("first", "last")

    def __init__(self, w: Words, first: int, last: int) -> None:
        self.first, self.last = w.trim(first, max(first, last))

    @property
    def empty(self) -> bool:
        return self.first >= self.last

    def clause_end(self, w: Words) -> int:
        """The token of the first sentence end, or the end of the gap."""
        for i in range(self.first, self.last):
            if w.text[i] in TERMINATORS:
                return i
        return self.last

    def ends_sentence(self, w: Words) -> bool:
        """Whether the gap ends with a full stop or its like, be it that of an abbreviation: "…, D-Miss. “We …"."""
        end = w.text[self.last - 1]
        return end in TERMINATORS or (end.endswith(".") and len(end) > 2)

    def clause_start(self, w: Words) -> int:
        """The token after the last sentence end, or the start of the gap."""
        for i in range(self.last - 1, self.first - 1, -1):
            if w.text[i] in TERMINATORS:
                return i + 1
        return self.first
