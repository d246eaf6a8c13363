"""STIX 2.1: a bundle with a report an article, its parties as identities and places as locations."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import country_name
from dragoman.exports.jsonl import escaped
from dragoman.records import CodedArticle, Event, Party, Place

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://dragoman.invalid/stix")
_EPOCH = "1970-01-01T00:00:00.000Z"
_CLASSES = {
    **dict.fromkeys("GOV LEG JUD MIL COP SPY IGO PTY BUS SOC JRN EDU".split(), "organization"),
    **dict.fromkeys("REB PRM UAF OPP CRM REF".split(), "group"),
    **dict.fromkeys(("CVL", "ELI"), "class"),
}


def write_stix(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes one bundle, streamed; objects that come again are written once. Gives the number of articles.

    Articles without a date are left out: a report must have one, and none is made up.
    """
    count, comma = 0, ""
    known: set[str] = set()
    out.write(f'{{"type": "bundle", "id": "bundle--{uuid.uuid4()}", "objects": [')
    for article in articles:
        for thing in objects(article):
            if thing["id"] not in known:
                known.add(thing["id"])
                out.write(f"{comma}\n{escaped(json.dumps(thing, ensure_ascii=False))}")
                comma = ","
        count += 1
    out.write("\n]}\n")
    return count


def objects(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The objects of one article: identities and locations first, then relationships of events, then the report."""
    if not article.published:
        return
    moment = f"{article.published}T00:00:00.000Z"
    found: dict[str, dict[str, Any]] = {}
    for event in article.events:
        ends = [[_identity(party) for party in side] for side in (event.actors, event.recipients)]
        for thing in (*ends[0], *ends[1], *([_location(event.place)] if event.place else [])):
            found[thing["id"]] = thing
        for one in ends[0]:
            for other in ends[1]:
                if one["id"] != other["id"]:
                    link = _relationship(event, one["id"], other["id"], moment)
                    found[link["id"]] = link
    if not found:  # a report must refer to something: then to who published it
        outlet = _identity(Party.of("INT JRN", name=article.outlet or "unknown outlet"))
        found[outlet["id"]] = outlet
    yield from found.values()
    yield _report(article, moment, list(found))


def _report(article: CodedArticle, moment: str, references: list[str]) -> dict[str, Any]:
    source = {"source_name": article.outlet or "dragoman", "external_id": article.id}
    if article.url:
        source["url"] = article.url
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": _id("report", article.id),
        "created": moment,
        "modified": moment,
        "name": article.title or article.id,
        "description": article.text,
        "report_types": ["observed-data"],
        "published": moment,
        "object_refs": references,
        "labels": list(article.contexts) or ["news"],
        "lang": article.language or "en",
        "external_references": [source],
    }


def _identity(party: Party) -> dict[str, Any]:
    name = party.name or party.code
    made: dict[str, Any] = {
        "type": "identity",
        "spec_version": "2.1",
        "id": _id("identity", f"{party.code}\x1f{name}"),
        "created": _EPOCH,
        "modified": _EPOCH,
        "name": name,
        "description": f"actor code {party.code}",
        "identity_class": _CLASSES.get(party.sector, "unknown"),
    }
    if party.sector in ("GOV", "LEG", "JUD", "MIL", "COP", "SPY"):
        made["sectors"] = ["government"]
    return made


def _location(place: Place) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "location",
        "spec_version": "2.1",
        "id": _id("location", f"{place.name}\x1f{place.country}"),
        "created": _EPOCH,
        "modified": _EPOCH,
        "name": place.name,
        "country": country_name(place.country),
    }
    if place.lat is not None and place.lon is not None:
        made |= {"latitude": place.lat, "longitude": place.lon}
    return made


def _relationship(event: Event, source: str, target: str, moment: str) -> dict[str, Any]:
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": _id("relationship", f"{event.id}\x1f{source}\x1f{target}"),
        "created": moment,
        "modified": moment,
        "relationship_type": "related-to",
        "description": f"{event.type}{f' {event.mode}' if event.mode else ''} ({event.status}): {event.sentence.text}",
        "source_ref": source,
        "target_ref": target,
        "confidence": round(event.confidence * 100),
        "labels": [event.type.lower(), event.status],
    }


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(_NAMESPACE, key)}"
