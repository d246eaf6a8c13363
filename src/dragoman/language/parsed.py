"""An article as the steps after cleaning see it: text, noise, parse."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from dragoman.records import Article, Dateline, Span


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cleaned and parsed article.

    `doc` is spaCy's parse of the text with noise and dateline blanked by spaces, one for one, so that `token.idx` is
    an offset into `article.text`. Sentences never cross a line break.
    """

    article: Article
    noise: tuple[Span, ...]
    dateline: Dateline | None
    doc: Doc

    def span(self, start: int, end: int) -> Span:
        """The span of the article's text between two offsets (code points)."""
        return Span.of(self.article.text, start, end)

    def tokens(self, first: int, last: int) -> Span:
        """The span that tokens [first, last) cover."""
        return self.span(self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1]))
