"""W3C Web Annotation (JSON-LD): an annotation a record, anchored by quotation and by position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.jsonl import escaped
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Quotation, Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

AROUND = 32
"""Characters before and after a span that its selector quotes: by them it is found again in a page that was edited."""

Record = Event | Quotation | Allegation | Agreement


def write_webannotation(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes one annotation collection page, streamed. Gives the number of articles."""
    count, comma = 0, ""
    out.write(f'{{"@context": "{CONTEXT}", "type": "AnnotationPage", "items": [')
    for article in articles:
        for annotation in annotations_of(article):
            out.write(f"{comma}\n{escaped(json.dumps(annotation, ensure_ascii=False))}")
            comma = ","
        count += 1
    out.write("\n]}\n")
    return count


def annotations_of(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The annotations of one article: its records, each with the spans that bear it as targets."""
    source = article.url or f"urn:dragoman:article:{article.id}"
    records: list[Record] = [*article.events, *article.quotations, *article.allegations, *article.agreements]
    for record in records:
        kind = type(record).__name__.lower()
        yield {
            "id": f"urn:dragoman:{kind}:{record.id}",
            "type": "Annotation",
            "motivation": "classifying" if kind != "quotation" else "highlighting",
            "generator": {
                "type": "Software",
                "name": f"dragoman {article.coder.get('version')}",
            },
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": kind},
                *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in _tags(record)),
                {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": _json(record)},
            ],
            "target": [{"source": source, "selector": selectors(article.text, span)} for span in _bearers(record)],
        }


def selectors(text: str, span: Span) -> list[dict[str, Any]]:
    """A TextQuoteSelector and a TextPositionSelector: the same place said in two ways."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.text,
            "prefix": text[max(0, span.start - AROUND) : span.start],
            "suffix": text[span.end : span.end + AROUND],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def _bearers(record: Record) -> tuple[Span, ...]:
    if isinstance(record, Event):
        return (record.trigger, *record.mentions)
    if isinstance(record, Quotation):
        return record.content
    return (record.span,) if isinstance(record, Allegation) else (record.name,)


def _tags(record: Record) -> list[str]:
    if isinstance(record, Event):
        return [f"{record.type} {record.mode}" if record.mode else record.type, record.status]
    if isinstance(record, Quotation):
        return [record.kind, *filter(None, [record.speaker_code])]
    return [record.accuser, record.accused] if isinstance(record, Allegation) else [record.kind, record.stage]


def _json(record: Record) -> str:
    return record.model_dump_json(exclude_none=True)
