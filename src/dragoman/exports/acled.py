"""A CSV with ACLED's columns, for tools that read ACLED's: material conflict and protest only, as ACLED has it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from dragoman.exports.columns import country_name, country_number, pairs
from dragoman.exports.csv_tables import cell
from dragoman.records import CodedArticle, Event, Party

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)

_KINDS: dict[tuple[str, str | None], tuple[str, str, str]] = {
    ("PROTEST", None): ("Demonstrations", "Protests", "Peaceful protest"),
    ("PROTEST", "riot"): ("Demonstrations", "Riots", "Violent demonstration"),
    ("PROTEST", "vandalize"): ("Demonstrations", "Riots", "Violent demonstration"),
    ("ASSAULT", None): ("Political violence", "Battles", "Armed clash"),
    ("ASSAULT", "abduct"): ("Political violence", "Violence against civilians", "Abduction/forced disappearance"),
    ("ASSAULT", "sexual"): ("Political violence", "Violence against civilians", "Sexual violence"),
    ("ASSAULT", "aerial"): ("Political violence", "Explosions/Remote violence", "Air/drone strike"),
    ("ASSAULT", "drone"): ("Political violence", "Explosions/Remote violence", "Air/drone strike"),
    ("ASSAULT", "heavy-weapons"): (
        *("Political violence", "Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ),
    ("ASSAULT", "suicide-attack"): ("Political violence", "Explosions/Remote violence", "Suicide bomb"),
    ("ASSAULT", "explosives"): ("Political violence", "Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("COERCE", "arrest"): ("Strategic developments", "Strategic developments", "Arrests"),
    ("COERCE", "seize"): ("Strategic developments", "Strategic developments", "Looting/property destruction"),
}
"""ACLED's disorder, event and sub-event type, by our type and mode; a mode that is not named is that of None."""

_INTER = {
    "GOV": "State Forces",
    "MIL": "State Forces",
    "COP": "State Forces",
    "SPY": "State Forces",
    "REB": "Rebel Groups",
    "UAF": "Rebel Groups",
    "PRM": "Political Militias",
    "OPP": "Protesters",
    "CVL": "Civilians",
    "REF": "Civilians",
    "SOC": "Civilians",
}
_CIVILIANS = ("CVL", "REF", "SOC", "EDU", "JRN", "MED", "REL", "LAB", "AGR", "BUS")


def write_acled(articles: Iterable[CodedArticle], out: TextIO) -> int:
    """Writes the rows with a header. Gives the number of articles. `fatalities` is empty: it is not extracted."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for article in articles:
        for row in rows(article):
            writer.writerow({name: cell(value) for name, value in row.items()})
        count += 1
    return count


def rows(article: CodedArticle) -> Iterator[dict[str, Any]]:
    """The rows of one article: events that happened, of a kind that ACLED has, at a day or month that is told."""
    for event in article.events:
        kind = _KINDS.get((event.type, event.mode)) or _KINDS.get((event.type, None))
        told = event.date.value if event.date else article.published
        if event.status == "actual" and kind and told:
            for place, (actor, recipient) in enumerate(pairs(event)):
                yield _row(article, event, place, told, kind, actor, recipient)


def _row(
    article: CodedArticle,
    event: Event,
    place: int,
    told: str,
    kind: tuple[str, str, str],
    actor: Party | None,
    recipient: Party | None,
) -> dict[str, Any]:
    where = event.place
    sides = [side for side in (_inter(actor), _inter(recipient)) if side]
    return {
        "event_id_cnty": f"{where.country if where else 'INT'}{event.id}-{place}",
        "event_date": {4: f"{told}-01-01", 7: f"{told}-01"}.get(len(told), told),
        "year": told[:4],
        "time_precision": {4: 3, 7: 3}.get(len(told), 1) if event.date else 2,
        "disorder_type": kind[0],
        "event_type": kind[1],
        "sub_event_type": kind[2],
        "actor1": _name(actor),
        "inter1": _inter(actor),
        "actor2": _name(recipient),
        "inter2": _inter(recipient),
        "interaction": "-".join(sides) if len(sides) > 1 else f"{sides[0]} only" if sides else None,
        "civilian_targeting": "Civilian targeting" if recipient and recipient.sector in _CIVILIANS else None,
        "iso": country_number(where.country) if where else None,
        "country": country_name(where.country) if where else None,
        "location": where.name if where else None,
        "latitude": where.lat if where else None,
        "longitude": where.lon if where else None,
        "geo_precision": (1 if where.geonameid else 3) if where else None,
        "source": article.outlet,
        "notes": " ".join(event.sentence.text.split()),
        "tags": event.mode,
    }


def _name(party: Party | None) -> str | None:
    if party is None:
        return None
    name, country = party.name or party.code, country_name(party.country)
    return f"{name} ({country})" if country and country not in name else name


def _inter(party: Party | None) -> str | None:
    return _INTER.get(party.sector, "External/Other forces") if party else None
