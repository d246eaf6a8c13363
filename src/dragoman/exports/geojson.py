"""GeoJSON (RFC 7946): a point an event whose place has coordinates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.jsonl import escaped
from dragoman.records import CodedArticle


def write_geojson(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes one feature collection, streamed. Gives the number of articles."""
    count, comma = 0, ""
    out.write('{"type": "FeatureCollection", "features": [')
    for article in articles:
        for feature in features(article):
            out.write(f"{comma}\n{escaped(json.dumps(feature, ensure_ascii=False))}")
            comma = ","
        count += 1
    out.write("\n]}\n")
    return count


def features(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The events of one article that can be put on a map."""
    for event in article.events:
        place = event.place
        if place is None or place.lat is None or place.lon is None:
            continue
        yield {
            "type": "Feature",
            "id": event.id,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {
                **event.model_dump(include={"type", "mode", "quad", "score", "status", "reported_by", "confidence"}),
                "actors": ";".join(party.code for party in event.actors),
                "recipients": ";".join(party.code for party in event.recipients),
                "date": event.date.value if event.date else None,
                "place": place.name,
                "country": place.country,
                "sentence": event.sentence.text,
                "article": article.id,
                "title": article.title,
                "outlet": article.outlet,
                "published": article.published,
                "url": article.url,
            },
        }
