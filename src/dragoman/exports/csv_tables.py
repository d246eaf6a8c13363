"""CSV: one folder, a file a table, rows of all articles together.

Tables and columns are described in docs/formats.md. Offsets are code points into the column `text` of articles.csv.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dragoman.exports.files import whole_file
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Party, Quotation, Span

Row = dict[str, Any]

GAP = " […] "
"""Stands between the parts of a span that is in several pieces."""

OPINION = ("opinion", "opinion_by", "opinion_differs", "opinion_reason")
"""The columns of what a language model says of a record."""

TABLES: dict[str, tuple[str, ...]] = {
    "articles": (
        *("article", "title", "published", "outlet", "url", "byline", "language", "source", "agency", "dateline"),
        *("contexts", "quotations", "events", "allegations", "agreements", "noise", "coder", "llm_state"),
        *("llm_requests", "llm_tokens_in", "llm_tokens_out", "llm_cost", "llm_seconds", "llm_dropped", "text"),
    ),
    "quotations": (
        *("quotation", "article", "kind", "content", "content_at", "cue", "cue_at", "speaker", "speaker_at"),
        *("speaker_entity", "speaker_code", "speaker_why", "addressee", "channel", "via", "confidence", *OPINION),
    ),
    "events": (
        *("event", "article", "type", "mode", "quad", "score", "cameo", "status", "actors", "recipients"),
        *("trigger", "trigger_at", "sentence", "sentence_at", "mentions_at", "date", "date_at", "place"),
        *("place_country", "geonameid", "lat", "lon", "place_at", "reported_by", "why", "confidence"),
        *OPINION,
    ),
    "parties": ("event", "article", "side", "code", "country", "sector", "name", "mention", "mention_at"),
    "allegations": (
        *("allegation", "article", "accuser", "accused", "instrument", "instrument_at", "span", "span_at"),
        *("confidence", *OPINION),
    ),
    "agreements": (
        *("agreement", "article", "name", "name_at", "kind", "parties", "stage", "provisions", "provisions_at"),
        *("date", "confidence", *OPINION),
    ),
    "rejected": ("record", "article", "kind", "words", "words_at", "confidence", *OPINION),
    "noise": ("article", "text", "text_at"),
}
"""The columns of each table."""

# A spreadsheet runs a cell that begins so as a formula, and the cells hold what strangers wrote (OWASP, "CSV
# Injection"). The apostrophe before it is what spreadsheets themselves use to say: this is text.
_FORMULA = re.compile(r"[=+\-@\t\r]")


def write_csv(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes all tables into `folder`. Gives the number of articles. Raises OSError where that cannot be done."""
    count = 0
    with ExitStack() as files:
        tables: dict[str, csv.DictWriter[str]] = {}
        for name, columns in TABLES.items():
            file = files.enter_context(whole_file(folder / f"{name}.csv"))
            tables[name] = csv.DictWriter(file, columns, lineterminator="\n")
            tables[name].writeheader()
        for article in articles:
            for name, rows in rows_of(article).items():
                tables[name].writerows({column: cell(value) for column, value in row.items()} for row in rows)
            count += 1
    return count


def rows_of(article: CodedArticle) -> dict[str, list[Row]]:
    """The rows of one article, by table; empty values are None or ""."""
    return {
        "articles": [_article(article)],
        "quotations": [_quotation(article.id, quotation) for quotation in article.quotations],
        "events": [_event(article.id, event) for event in article.events],
        "parties": [
            _party(article.id, event.id, side, party)
            for event in article.events
            for side, parties in (("actor", event.actors), ("recipient", event.recipients))
            for party in parties
        ],
        "allegations": [_allegation(article.id, allegation) for allegation in article.allegations],
        "agreements": [_agreement(article.id, agreement) for agreement in article.agreements],
        "rejected": [_rejected(article.id, record) for record in article.rejected],
        "noise": [{"article": article.id, **_spans("text", (span,))} for span in article.noise],
    }


def cell(value: object) -> object:
    """A value as a cell: text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def _article(article: CodedArticle) -> Row:
    row: Row = article.model_dump(
        include={"title", "published", "outlet", "url", "byline", "language", "source", "agency", "text"}
    )
    row["article"] = article.id
    row["dateline"] = article.dateline.span.text if article.dateline else None
    row["contexts"] = ";".join(article.contexts)
    row["coder"] = ";".join(f"{name}={value}" for name, value in article.coder.items())
    for name in ("quotations", "events", "allegations", "agreements", "noise"):
        row[name] = len(getattr(article, name))
    if use := article.llm:
        row |= {f"llm_{name}": getattr(use, name) for name in ("state", "requests", "tokens_in", "tokens_out")}
        row |= {"llm_cost": use.cost, "llm_seconds": use.seconds}
        row["llm_dropped"] = ";".join(f"{reason}={count}" for reason, count in use.dropped.items())
    return row


def _opinion(record: Quotation | Event | Allegation | Agreement) -> Row:
    """What a language model says of a record: empty where none was asked."""
    opinion = record.second_opinion
    if opinion is None:
        return dict.fromkeys(OPINION)
    differs = ";".join(f"{name}={value}" for name, value in opinion.differs.items())
    return dict(zip(OPINION, (opinion.verdict, opinion.by, differs, opinion.reason), strict=True))


def _rejected(article: str, record: Quotation | Event | Allegation | Agreement) -> Row:
    row: Row = {"record": record.id, "article": article, "kind": type(record).__name__.lower()}
    if isinstance(record, Quotation):
        words = record.content
    elif isinstance(record, Event):
        words = (record.trigger,)
    else:
        words = (record.instrument if isinstance(record, Allegation) else record.name,)
    return row | _spans("words", words) | {"confidence": record.confidence} | _opinion(record)


def _quotation(article: str, quotation: Quotation) -> Row:
    row: Row = quotation.model_dump(exclude={"id", "content", "cue", "speaker", "second_opinion"})
    row |= {"quotation": quotation.id, "article": article} | _opinion(quotation)
    return row | _spans("content", quotation.content) | _one("cue", quotation.cue) | _one("speaker", quotation.speaker)


def _event(article: str, event: Event) -> Row:
    place, date = event.place, event.date
    return {
        "event": event.id,
        "article": article,
        **event.model_dump(include={"type", "mode", "quad", "score", "cameo", "status"}),
        "actors": ";".join(party.code for party in event.actors),
        "recipients": ";".join(party.code for party in event.recipients),
        **_one("trigger", event.trigger),
        **_one("sentence", event.sentence),
        "mentions_at": _at(event.mentions),
        "date": date.value if date else None,
        "date_at": _at((date.span,)) if date and date.span else None,
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "geonameid": place.geonameid if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_at": _at((place.span,)) if place and place.span else None,
        **event.model_dump(include={"reported_by", "why", "confidence"}),
        **_opinion(event),
    }


def _party(article: str, event: str, side: str, party: Party) -> Row:
    row: Row = party.model_dump(exclude={"mention"})
    return row | {"article": article, "event": event, "side": side} | _one("mention", party.mention)


def _allegation(article: str, allegation: Allegation) -> Row:
    return {
        "allegation": allegation.id,
        "article": article,
        **allegation.model_dump(include={"accuser", "accused", "confidence"}),
        **_one("instrument", allegation.instrument),
        **_one("span", allegation.span),
        **_opinion(allegation),
    }


def _agreement(article: str, agreement: Agreement) -> Row:
    return {
        "agreement": agreement.id,
        "article": article,
        **agreement.model_dump(include={"kind", "stage", "date", "confidence"}),
        "parties": ";".join(agreement.parties),
        **_one("name", agreement.name),
        **_spans("provisions", agreement.provisions),
        **_opinion(agreement),
    }


def _one(name: str, span: Span | None) -> Row:
    return _spans(name, (span,) if span else ())


def _spans(name: str, spans: tuple[Span, ...]) -> Row:
    return {name: GAP.join(span.text for span in spans), f"{name}_at": _at(spans)}


def _at(spans: tuple[Span, ...]) -> str:
    return ";".join(f"{span.start}:{span.end}" for span in spans)
