"""POLECAT: tab-separated, 40 columns, a row an event and pair of parties, as the weekly files have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import NONE, pairs, tab_row
from dragoman.records import CodedArticle, Event, Party, Place

COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
"""In the order of the published files."""

_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}


def write_polecat(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes all events that happened or are under way. Gives the number of articles.

    What is missing is the word `None`, as the loaders of the field expect. An event whose day the text does not tell
    has no Event Date: the day of publication stands in its own column.
    """
    out.write(tab_row(COLUMNS))
    count = 0
    for article in articles:
        for row in rows(article):
            out.write(tab_row(row.get(name) for name in COLUMNS))
        count += 1
    return count


def rows(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The rows of one article: events with status `actual`, each with every pair of actor and recipient."""
    for event in article.events:
        if event.status == "actual":
            for number, (actor, recipient) in enumerate(pairs(event), start=1):
                yield _row(article, event, number, actor, recipient)


def _row(
    article: CodedArticle, event: Event, number: int, actor: Party | None, recipient: Party | None
) -> dict[str, Any]:
    return {
        "Event ID": event.id if number == 1 else f"{event.id}-{number}",
        "Event Date": event.date.value if event.date else None,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.score,
        "Quad Code": _QUADS[event.quad],
        "Contexts": ";".join(article.contexts),
        "Source": article.outlet or article.agency,
        "Publication Date": article.published,
        "Language": "English",
        "Version": article.coder.get("version"),
        **_party("Actor", actor),
        **_party("Recipient", recipient),
        **_place(event.place),
    }


def _party(side: str, party: Party | None) -> dict[str, Any]:
    if party is None:
        return {}
    return {
        f"{side} Name": party.name or party.code,
        f"{side} Country": party.country,
        f"Primary {side} Sector": party.sector,
        f"{side} Sectors": party.sector,
        f"{side} Name Raw": party.mention.text if party.mention else None,
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    return {
        "Placename": place.name,
        "Country": place.country,
        "Latitude": place.lat,
        "Longitude": place.lon,
        "GeoNames ID": place.geonameid,
        "Raw Placename": place.span.text if place.span else NONE,
    }
