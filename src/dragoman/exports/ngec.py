"""NGEC (the coder behind POLECAT): its JSON lines as output, in the form of its last step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import country_name
from dragoman.exports.jsonl import escaped
from dragoman.records import CodedArticle, Event, Party, Span


def write_ngec(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes an object an event. Gives the number of articles."""
    count = 0
    for article in articles:
        for row in rows(article):
            out.write(escaped(json.dumps(row, ensure_ascii=False)) + "\n")
        count += 1
    return count


def rows(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The events of one article: `event_text` is the article's text, and attributes have their offsets in it."""
    for event in article.events:
        yield {
            "id": event.id,
            "date": article.published,
            "event_text": article.text,
            "event_type": event.type,
            "event_mode": [event.mode] if event.mode else [],
            "story_id": article.id,
            "publisher": article.outlet,
            "headline": article.title,
            "pub_date": article.published,
            "contexts": list(article.contexts),
            "version": f"dragoman {article.coder.get('version')}",
            "attributes": {
                "ACTOR": [_party(party, event) for party in event.actors],
                "RECIP": [_party(party, event) for party in event.recipients],
                "LOC": _value(event.place.span if event.place else None, event),
                "DATE": _value(event.date.span if event.date else None, event),
            },
            "event_geolocation": _place(event),
            "date_resolved": event.date.value if event.date else None,
            "date_raw": event.date.span.text if event.date and event.date.span else None,
            "status": event.status,
        }


def _party(party: Party, event: Event) -> dict[str, Any]:
    text = _span(party.mention) if party.mention else {"text": party.name or party.code}
    country = party.country or party.code.partition(" ")[0]
    return {
        **text,
        "qa_score": event.confidence,
        "wiki": None,
        "country": country,
        "code_1": party.sector,
        "code_2": "",
    }


def _value(span: Span | None, event: Event) -> list[dict[str, Any]]:
    return [{**_span(span), "qa_score": event.confidence}] if span else []


def _span(span: Span) -> dict[str, Any]:
    return {"text": span.text, "qa_start_char": span.start, "qa_end_char": span.end}


def _place(event: Event) -> dict[str, Any] | None:
    place = event.place
    if place is None:
        return None
    return {
        "resolved_placename": place.name,
        "geonameid": place.geonameid,
        "country": country_name(place.country),
        "country_code3": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "extracted_placename": place.span.text if place.span else place.name,
    }
