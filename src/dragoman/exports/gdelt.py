"""GDELT 2.0: the tables of events (61 columns) and of mentions (16), without headers, parted by tabs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from dragoman.exports.columns import day, number, pairs, tab_row
from dragoman.exports.files import whole_file
from dragoman.plover.ontology import event_types
from dragoman.records import CodedArticle, Event, Party


def _actor(n: int) -> tuple[str, ...]:
    parts = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
    return tuple(f"Actor{n}{part}" for part in (*parts, "Type1Code", "Type2Code", "Type3Code"))


def _geo(prefix: str) -> tuple[str, ...]:
    parts = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
    return tuple(f"{prefix}Geo_{part}" for part in parts)


EVENTS = (
    *("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", *_actor(1), *_actor(2), "IsRootEvent", "EventCode"),
    *("EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles"),
    *("AvgTone", *_geo("Actor1"), *_geo("Actor2"), *_geo("Action"), "DATEADDED", "SOURCEURL"),
)
MENTIONS = (
    *("GlobalEventID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)

_GROUPS = {"UN": "UNO", "NATO": "NAT", "EU": "EEC", "IAEA": "IAE", "AU": "AFU"}
"""GDELT's codes of known groups, for those that are met often; others keep their usual abbreviation."""


def write_gdelt(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes `events.export.CSV` and `events.mentions.CSV` (tabs, in spite of the name). Gives the number of articles.

    Only events that happened, of which the text tells the day or the article its date: the format knows no other. The
    scale of Goldstein is that of PLOVER's scores, which go from -10 to 10 likewise; tone is not measured.
    """
    count = 0
    with ExitStack() as files:
        events = files.enter_context(whole_file(folder / "events.export.CSV"))
        mentions = files.enter_context(whole_file(folder / "events.mentions.CSV"))
        for article in articles:
            for row, told in rows(article):
                events.write(tab_row((row.get(name) for name in EVENTS), missing=""))
                mentions.write("".join(tab_row((one.get(name) for name in MENTIONS), missing="") for one in told))
            count += 1
    return count


def rows(article: CodedArticle) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rows of one article: each event with its mentions."""
    for event in article.events:
        when = day(event.date.value if event.date else None) or article.published
        if event.status != "actual" or not when:
            continue
        for place, (actor, recipient) in enumerate(pairs(event)):
            key = number(f"{event.id}-{place}")
            yield _event(article, event, key, when, actor, recipient), list(_mentions(article, event, key, when, actor))


def _event(
    article: CodedArticle, event: Event, key: int, when: str, actor: Party | None, recipient: Party | None
) -> dict[str, Any]:
    told = date.fromisoformat(when)
    code = (event.cameo or event_types()[event.type].cameo_of(event.mode)).replace(" ", "")
    where = event.place
    return {
        "GlobalEventID": key,
        "Day": f"{told:%Y%m%d}",
        "MonthYear": f"{told:%Y%m}",
        "Year": told.year,
        "FractionDate": f"{told.year + (told.timetuple().tm_yday - 1) / 365:.4f}",
        **_party(1, actor),
        **_party(2, recipient),
        "IsRootEvent": int(event.sentence.start < 600),
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": event.quad,
        "GoldsteinScale": event.score,
        "NumMentions": 1 + len(event.mentions),
        "NumSources": 1,
        "NumArticles": 1,
        "ActionGeo_Type": (4 if where.geonameid else 1) if where else 0,
        "ActionGeo_FullName": where.name if where else None,
        "ActionGeo_CountryCode": where.country if where else None,
        "ActionGeo_Lat": where.lat if where else None,
        "ActionGeo_Long": where.lon if where else None,
        "ActionGeo_FeatureID": where.geonameid if where else None,
        "DATEADDED": f"{(article.published or when).replace('-', '')}000000",
        "SOURCEURL": article.url,
    }


def _party(n: int, party: Party | None) -> dict[str, Any]:
    if party is None:
        return {}
    igo = party.sector == "IGO"
    group = party.code.partition(" ")[2] if igo else None
    group = _GROUPS.get(group, group) if group else None
    return {
        f"Actor{n}Code": group or f"{party.country or ''}{party.sector}",
        f"Actor{n}Name": (party.name or party.code).upper(),
        f"Actor{n}CountryCode": party.country,
        f"Actor{n}KnownGroupCode": group,
        f"Actor{n}Type1Code": party.sector,
    }


def _mentions(
    article: CodedArticle, event: Event, key: int, when: str, actor: Party | None
) -> Iterator[dict[str, Any]]:
    published = (article.published or when).replace("-", "")
    for told in (event.trigger, *event.mentions):
        yield {
            "GlobalEventID": key,
            "EventTimeDate": f"{when.replace('-', '')}000000",
            "MentionTimeDate": f"{published}000000",
            "MentionType": 1 if article.url else 2,
            "MentionSourceName": article.outlet,
            "MentionIdentifier": article.url or article.id,
            "SentenceID": 1 + article.text.count("\n", 0, told.start),
            "Actor1CharOffset": actor.mention.start if actor and actor.mention else -1,
            "Actor2CharOffset": -1,
            "ActionCharOffset": told.start,
            "InRawText": 1,
            "Confidence": round(event.confidence * 100),
            "MentionDocLen": len(article.text),
        }
