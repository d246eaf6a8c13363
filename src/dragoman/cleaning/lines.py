"""The lines of a text, with what the rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_CLOSED = re.compile(r"(?:[.!?…:;]|[,.!?…][\"'”’»)\]]|[\"”’»]|\.\W{1,4}|[.!?][”\"]? ?\([\w /-]{2,30}\))$")
_CONTINUES = re.compile(r"[a-zß-ÿ,;)\]”’]")
_SENTENCE_END = re.compile(r"[a-z0-9)\"”’][.!?][\"”’)]?\s+[\"“‘(]?[A-Z]")


@dataclass(frozen=True)
class Line:
    """A line that is not blank: `text` without blanks around it, which stands at [start, end) of the article's text."""

    start: int
    end: int
    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self.text))

    @cached_property
    def size(self) -> int:
        """Number of words."""
        return len(self.words)

    @cached_property
    def closed(self) -> bool:
        """Whether it ends as a sentence does, or opens what follows with a colon."""
        return bool(_CLOSED.search(self.text[-40:]))

    @cached_property
    def continues(self) -> bool:
        """Whether it begins in the middle of a sentence."""
        return bool(_CONTINUES.match(self.text))

    @cached_property
    def shouts(self) -> bool:
        """Whether it is in capitals, one word aside."""
        small = sum(any(character.islower() for character in word[1:]) for word in self.words)
        letters = sum(character.isupper() for character in self.text)
        return letters > 3 and small <= 1 and letters >= 0.85 * sum(character.isalpha() for character in self.text)

    @cached_property
    def sentences(self) -> int:
        """About how many sentences it has."""
        return 1 + len(_SENTENCE_END.findall(self.text))

    @cached_property
    def capitalised(self) -> float:
        """Share of its words that begin with a capital or a digit."""
        return sum(not word[0].islower() for word in self.words) / len(self.words) if self.words else 0.0


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            first = start + len(raw) - len(raw.lstrip())
            yield Line(first, first + len(stripped), stripped)
        start += len(raw) + 1
