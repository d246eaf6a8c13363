"""A text with its actors, for the tests of both."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.actors import ActorLayer, Mention
from dragoman.language import Parsed

Read = Callable[..., "Told"]


class Told:
    """A text with its actors, asked by words."""

    def __init__(self, parsed: Parsed, layer: ActorLayer) -> None:
        self.parsed, self.layer = parsed, layer

    def of(self, words: str, nth: int = 0) -> Mention:
        """The mention of a stretch of the text (the nth time that it stands there)."""
        text, at = self.parsed.article.text, -1
        for _ in range(nth + 1):
            at = text.index(words, at + 1)
        span = self.parsed.doc.char_span(at, at + len(words), alignment_mode="expand")
        assert span is not None
        mention = self.layer.of(span.start, span.end)
        assert mention is not None, f"nobody for {words!r}"
        return mention

    def code(self, words: str, nth: int = 0) -> str | None:
        return self.of(words, nth).code

    def name(self, words: str, nth: int = 0) -> str:
        return self.of(words, nth).entity.name
