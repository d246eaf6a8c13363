"""One record in words: its fields, and the text around each of its spans with the span marked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dragoman.exports.words import headline, one_line, printable
from dragoman.records import CodedArticle, Record, Span, spans_in

CONTEXT = 240
"""Characters of the article that are shown before and after the words that bear a record."""


def evidence(article: CodedArticle, record: Record) -> RenderableType:
    """What `dragoman show` prints of a record."""
    parts: list[RenderableType] = [Text(headline(article), "bold")]
    facts = [article.outlet, article.published, article.url or article.source, article.id]
    parts.append(Text(" · ".join(one_line(fact) for fact in facts if fact), "dim"))
    parts.append(Text())
    for name, value in record:
        if said := _said(value):
            parts.append(Text.assemble((f"{name:<16}", "dim"), said))
    parts += [Text(), Padding(_marked(article.text, list(spans_in(record))), (0, 0, 0, 2))]
    return Group(*parts)


def _said(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, Span):
        return f"“{one_line(value.text)}” ({value.start}:{value.end})"
    if isinstance(value, tuple):
        return "; ".join(filter(None, map(_said, value)))
    if isinstance(value, Record):
        return ", ".join(filter(None, (_said(part) for _, part in value)))
    return one_line(str(value))


def _marked(text: str, spans: list[Span]) -> Text:
    """The text around the spans; the shortest spans, which say most, are marked strongest."""
    if not spans:
        return Text()
    start = max(0, min(span.start for span in spans) - CONTEXT)
    end = min(len(text), max(span.end for span in spans) + CONTEXT)
    shown = Text(printable(text[start:end]))
    for span, style in _styles(spans):
        shown.stylize(style, span.start - start, span.end - start)
    return Text.assemble("… " if start else "", shown, " …" if end < len(text) else "")


def _styles(spans: list[Span]) -> Iterator[tuple[Span, str]]:
    longest = max(len(span.text) for span in spans)
    for span in sorted(spans, key=lambda span: -len(span.text)):
        yield span, "underline" if len(spans) > 1 and len(span.text) == longest else "bold reverse"
