"""PLOVER JSON lines: an event a line, by the names of the PLOVER manual."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import country_name
from dragoman.exports.jsonl import escaped
from dragoman.records import CodedArticle, Event, Party, Place


def write_plover(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes all events. Gives the number of articles."""
    count = 0
    for article in articles:
        for row in rows(article):
            out.write(escaped(json.dumps(row, ensure_ascii=False)) + "\n")
        count += 1
    return count


def rows(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The events of one article. Fields without a value are left out, but those that the manual asks for."""
    for event in article.events:
        row = _event(article, event)
        must = ("id", "date", "actor", "recipient", "event")
        yield {name: value for name, value in row.items() if name in must or value not in (None, [], "")}


def _event(article: CodedArticle, event: Event) -> dict[str, Any]:
    context = [*article.contexts, *([event.status] if event.status != "actual" else [])]
    return {
        "id": event.id,
        "has_event": True,
        "date": event.date.value if event.date else None,
        "actor": [_entity(party) for party in event.actors],
        "recipient": [_entity(party) for party in event.recipients],
        "event": [event.type],
        "event_loc": _place(event.place) if event.place else None,
        "event_text": [span.text for span in (event.trigger, *event.mentions)],
        "quad_code": event.quad,
        "event_scale": event.score,
        "mode": [event.mode] if event.mode else [],
        "context": context,
        "status": event.status,
        "reported_by": event.reported_by,
        "confidence": event.confidence,
        "text": event.sentence.text,
        "text_info": {"start": event.sentence.start, "end": event.sentence.end, "text_story": article.id},
        "cite_info": {
            "citation": article.outlet,
            "url": article.url,
            "title": article.title,
            "language": article.language or "en",
            "publication": article.published,
            "coder": "dragoman",
            "version": article.coder.get("version"),
        },
        "coder": "dragoman",
        "comment": event.why,
    }


def _entity(party: Party) -> dict[str, Any]:
    found = {
        "code": party.country or party.code.partition(" ")[2] or party.code,
        "sector": party.sector,
        "entity_text": party.mention.text if party.mention else None,
        "identifier_text": party.name,
    }
    return {name: value for name, value in found.items() if value is not None}


def _place(place: Place) -> dict[str, Any]:
    found = {
        "extracted_place": place.span.text if place.span else place.name,
        "resolved_place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "country": country_name(place.country),
        "country_code": place.country,
    }
    return {name: value for name, value in found.items() if value is not None}
