"""ICEWS: tab-separated, 20 columns, with a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import country_name, day, number, pairs, tab_row
from dragoman.plover.ontology import event_types
from dragoman.records import CodedArticle

COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)


def write_icews(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes events that happened, of which the text tells the day or the article its date. Gives the articles."""
    out.write(tab_row(COLUMNS))
    count = 0
    for article in articles:
        for row in rows(article):
            out.write(tab_row((row.get(name) for name in COLUMNS), missing=""))
        count += 1
    return count


def rows(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The rows of one article, one for each pair of parties."""
    for event in article.events:
        when = day(event.date.value if event.date else None) or article.published
        if event.status != "actual" or not when:
            continue
        for place, (actor, recipient) in enumerate(pairs(event)):
            where = event.place
            yield {
                "Event ID": number(f"{event.id}-{place}"),
                "Event Date": when,
                "Source Name": (actor.name or actor.code) if actor else None,
                "Source Sectors": actor.sector if actor else None,
                "Source Country": country_name(actor.country) if actor else None,
                "Event Text": f"{event.type} {event.mode}" if event.mode else event.type,
                "CAMEO Code": event.cameo or event_types()[event.type].cameo_of(event.mode),
                "Intensity": event.score,
                "Target Name": (recipient.name or recipient.code) if recipient else None,
                "Target Sectors": recipient.sector if recipient else None,
                "Target Country": country_name(recipient.country) if recipient else None,
                "Story ID": number(article.id),
                "Sentence Number": 1 + article.text.count("\n", 0, event.sentence.start),
                "Publisher": article.outlet,
                "City": where.name if where and where.geonameid else None,
                "Country": country_name(where.country) if where else None,
                "Latitude": where.lat if where else None,
                "Longitude": where.lon if where else None,
            }
