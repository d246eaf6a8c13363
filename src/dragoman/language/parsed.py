"""An article as the steps after cleaning see it: text, noise, parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from dragoman.records import Article, Dateline, Span

if TYPE_CHECKING:
    from dragoman.language.heads import Reading


@dataclass(frozen=True)
class Parsed:
    """A cleaned and parsed article.

    `doc` is spaCy's parse of the text with noise and dateline blanked by spaces, one for one, so that `token.idx` is
    an offset into `article.text`. Sentences never cross a line break.
    """

    article: Article
    noise: tuple[Span, ...]
    dateline: Dateline | None
    doc: Doc
    read: Callable[[Doc], Reading] | None = None

    @cached_property
    def reading(self) -> Reading | None:
        """What the encoder says of the article, read when first asked for; None without an encoder.

        Raises ModelFileError if the encoder's files are missing or altered.
        """
        return self.read(self.doc) if self.read else None

    def span(self, start: int, end: int) -> Span:
        """The span of the article's text between two offsets (code points)."""
        return Span.of(self.article.text, start, end)

    def tokens(self, first: int, last: int) -> Span:
        """The span that tokens [first, last) cover."""
        return self.span(self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1]))
