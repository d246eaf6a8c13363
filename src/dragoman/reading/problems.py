"""What can be wrong with an input, as values: the stream goes on after each of them."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 16 * 1024 * 1024
"""The most that is read at once: a line of `articles.jsonl`, a text, a page, a JSON file. An article of
`MAX_CHARACTERS` fits even when all of it is written in JSON escapes of twelve bytes for a character."""

MAX_CHARACTERS = 1_000_000
"""The longest article. A longer one is refused, never cut; it is a book or a dump of many articles."""


@dataclass(frozen=True, slots=True)
class BadInput:
    """An input, or one line of it, that gave no article: where it stands, and why, in words for the user."""

    where: str
    line: int | None
    reason: str
    expected: bool = False
    """A page of an archive without an article in English: archives are full of them, and nothing has failed."""

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.reason}"


class UnreadableError(Exception):
    """Raised inside reading where an input gives no article; `read` turns it into a `BadInput`."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
